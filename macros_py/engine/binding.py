"""Rules -> closures: each rule of a pack bound to the fields of a year's forms, its loop spelled out.

What is wrong with a rule is said here, before any file is read, and with no word about the others.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping

import msgspec

from macros_py.engine.checks import ADDED, CHECKS, FURTHER, NEEDED_VALUES, NEEDS, Check
from macros_py.engine.dated import Dated
from macros_py.engine.messages import unsayable
from macros_py.engine.near import meant
from macros_py.engine.relations.compile import Closure, Compiled, Environment, compile_expression, compile_relation
from macros_py.engine.relations.syntax import Relation, RelationError, parse_expression, parse_relation
from macros_py.engine.rules import Pack, Rule
from workbook.facts import Field, repeat_of

_LOOP_WORD = re.compile(r"\{([a-z_]+)\}")


class BoundRelation(msgspec.Struct, frozen=True, kw_only=True):
    """One relation of a rule, its loop spelled out. `repair`: what cells would hold without the fault it finds."""

    rule: Rule
    body: Compiled
    guard: Compiled | None
    repair: Mapping[str, Closure] = {}


class BoundCheck(msgspec.Struct, frozen=True, kw_only=True):
    rule: Rule
    run: Check


def bind_relation(
    rule: Rule, environment: Environment, without: re.Pattern[str] | None = None
) -> Iterator[BoundRelation]:
    """The relations of one rule, but for those that name a form the place does not use. Raises RelationError."""
    _refuse_words(rule)
    if not rule.relation:
        raise RelationError("既没有 relation 也没有 check。请写上其中一个")
    _refuse_idle(rule, {"fields", "settings"}, "关系式")
    if not all(rule.loop.values()):
        raise RelationError("loop 里有空的一项，一次也不会运行。请补上，或删去 loop")
    for words in spell_out(rule.loop):
        text, within = spelled(rule.relation, words), repeat_of(spelled(rule.per, words))
        if without and without.search(text):
            continue
        body = compile_relation(text, environment, within)
        guard = compile_relation(spelled(rule.when, words), environment, body.repeat) if rule.when else None
        if rule.defines:
            _refuse_definition(body)
        if guard and guard.repeat not in (None, body.repeat):
            raise RelationError(f"when 逐行看 {guard.repeat}，关系式却不是。两者要看同一张表的行")
        repair = dict(_repair(rule, words, environment, body))
        yield BoundRelation(rule=rule, body=body, guard=guard, repair=repair)


def _repair(
    rule: Rule, words: Mapping[str, str], environment: Environment, body: Compiled
) -> Iterator[tuple[str, Closure]]:
    for key, expression in rule.repair.items():
        field = spelled(key, words)
        if field not in environment.fields:
            raise RelationError(f"repair：没有字段 {field}。请核对字段名")
        if repeat_of(field) not in (None, body.repeat):
            raise RelationError(f"repair：{field} 不在关系式所看的行上。请换成同一行的格，或单独一格")
        yield field, compile_expression(parse_expression(spelled(expression, words)), environment, body.repeat)


def _refuse_definition(body: Compiled) -> None:
    """A cell's formula computes one cell, from all rows of a table."""
    if body.target is None or body.relation.comparison != "=":
        raise RelationError("defines 只用于“字段 = 算式”。请改写关系式，或去掉 defines")
    if body.repeat and not body.target.repeats:
        raise RelationError(f"一个格不能由 {body.repeat} 的每一行各算一次。请用 sum(...)")
    if any(path.column for path in body.paths):
        raise RelationError("defines 不能挑选行，单元格的公式总是把各行都加起来。请去掉方括号里的条件")


def bind_check(
    rule: Rule, fields: Mapping[str, Field], values: Mapping[str, Dated], messages: Mapping[str, str]
) -> Iterator[BoundCheck]:
    """The check of one rule, once for each word of its loop. Raises RelationError."""
    _refuse_words(rule)
    if rule.check not in CHECKS:
        raise RelationError(f"没有检查程序“{rule.check}”。{meant(rule.check, CHECKS, '请核对名称')}")
    _refuse_idle(rule, {"relation", "when", "per", "unit", "defines", "repair", "cause"}, "检查程序")
    if not all(rule.loop.values()):
        raise RelationError("loop 里有空的一项，一次也不会运行。请补上，或删去 loop")
    count, settings = NEEDS.get(rule.check, (0, {}))
    if len(rule.fields) != (count if count is not None else max(1, len(rule.fields))):
        wanted = "至少一个" if count is None else f"{count} 个"
        raise RelationError(f"检查 {rule.check} 要{wanted}字段，现有 {len(rule.fields)} 个")
    for key, form in settings.items():
        if not re.fullmatch(form, rule.settings.get(key, "")):
            raise RelationError(f"检查 {rule.check} 要有设置 {key}，写成 {form}")
    if lacking := [key for key in NEEDED_VALUES.get(rule.check, ()) if key not in values]:
        raise RelationError(f"检查 {rule.check} 要用取值 {'、'.join(lacking)}，这一年没有。请在 [[values]] 里补上")
    spelt = [tuple(spelled(key, words) for key in rule.fields) for words in spell_out(rule.loop)]
    if unknown := dict.fromkeys(key for keys in spelt for key in keys if key not in fields):
        hints = (f"{key}，{meant(key, fields, '请核对字段名')}" for key in unknown)
        raise RelationError(f"没有字段 {'；'.join(hints)}")
    if missing := [name for name in (rule.check, *FURTHER.get(rule.check, ())) if name not in messages]:
        raise RelationError(f"[messages] 缺少句子 {'、'.join(missing)}。请补上")
    for keys in spelt:
        yield BoundCheck(rule=msgspec.structs.replace(rule, fields=keys), run=CHECKS[rule.check])


def parsed_relations(pack: Pack) -> dict[str, Relation]:
    """All relations and conditions of a pack that can be read, by their text, loops spelled out."""
    parsed: dict[str, Relation] = {}
    for rule in pack.rules:
        for words in spell_out(rule.loop):
            for text in (rule.relation, rule.when):
                try:
                    key = spelled(text, words)
                    if key and key not in parsed:
                        parsed[key] = parse_relation(key)
                except RelationError:
                    continue  # binding says which rule is wrong
    return parsed


def spell_out(loop: Mapping[str, tuple[str, ...]]) -> Iterator[dict[str, str]]:
    for words in itertools.product(*loop.values()):
        yield dict(zip(loop, words, strict=True))


def spelled(text: str, words: Mapping[str, str]) -> str:
    """{column} replaced by the loop's word; any other brace is a slip."""
    result = _LOOP_WORD.sub(lambda match: words.get(match[1], match[0]), text)
    if "{" in result or "}" in result:
        raise RelationError(f"“{text}”：花括号里的词不在 loop 里。请核对")
    return result


def _refuse_words(rule: Rule) -> None:
    for sentence in (rule.message, rule.cause):
        if wrong := unsayable(sentence, ADDED.get(rule.check, set())):
            raise RelationError(wrong)
    if bool(rule.repair) != bool(rule.cause):
        raise RelationError("repair 与 cause 要同时写。请补上，或都删去")


def _refuse_idle(rule: Rule, keys: set[str], kind: str) -> None:
    """A key that has no effect is a slip: somebody believes that it has."""
    if idle := sorted(key for key in keys if getattr(rule, key)):
        raise RelationError(f"{'、'.join(idle)} 对{kind}不起作用。请删去")
