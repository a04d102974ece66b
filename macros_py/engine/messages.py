"""Findings get their words here, from the catalogue's sentences. Nothing else in the engine writes Chinese.

A sentence may use {title} {label} {cell} {left} {right} {difference} {excess} {others} {places} {check} {source} and
what its check adds; what a finding does not have is a dash.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from macros_py.engine.checks.base import Context, Draft
from macros_py.engine.findings import Finding
from macros_py.engine.rules import Pack, Rule, RuleError
from workbook.facts import Fact, Facts, row_of, without_sheet

_OTHERS_NAMED = 4
_WORD = re.compile(r"\{(\w+)\}")
_WORDS = {
    *("title", "label", "cell", "left", "right", "difference", "excess", "tolerance", "others", "places", "check"),
    "source",
}
_COMMON = {"rounding", "missing", "missing_zero", "crashed", "cause"}  # said in the same words for every rule
_RELATIONS = {"=", "!=", "<=", ">=", "<", ">", "=text", "sum"}


def label_of(fact: Fact) -> str:
    """The name of a cell as people would say it: 指标第4行·得分, and on a form with several sheets, on which."""
    label = fact.field.label
    if "[" not in fact.id:
        return label
    row, (sheet, _) = row_of(fact.id), without_sheet(fact.id)
    if row:
        record, dot, column = label.partition("·")
        label = f"{record}第{row}行{dot}{column}"
    return f"“{fact.cell.rpartition('!')[0] or f'第{sheet}张'}”的{label}" if sheet else label


def word(rule: Rule, draft: Draft, context: Context) -> Finding:
    """A draft with its sentence, cells and source."""
    facts = [context.facts.facts[key] for key in draft.facts if key in context.facts.facts]
    form = facts[0].field.form if facts else draft.args.get("form", "")
    source = context.pack.source(rule.source)
    return Finding(
        rule=rule.id,
        severity=draft.severity or rule.severity,
        form=form,
        fields=tuple(fact.id for fact in facts),
        cells=tuple(fact.cell for fact in facts),
        left=draft.left,
        right=draft.right,
        difference=draft.difference,
        tolerance=draft.tolerance,
        rounding=draft.rounding,
        message=_sentence(rule, draft, facts, context, source),
        source=source,
        question=rule.question,
    )


def _sentence(rule: Rule, draft: Draft, facts: list[Fact], context: Context, source: str) -> str:
    own = rule.message if draft.outcome not in _COMMON else ""
    args, parts = draft.args, list(_parts(own or context.pack.messages[draft.outcome]))
    for at in range(1, len(parts), 2):  # every second part is a word in braces
        name = parts[at]
        parts[at] = args[name] if name in args else _said(name, rule, draft, facts, source) or "—"
    return "".join(parts)


@lru_cache(maxsize=1024)
def _parts(sentence: str) -> tuple[str, ...]:
    return tuple(_WORD.split(sentence))


def _said(name: str, rule: Rule, draft: Draft, facts: list[Fact], source: str) -> str | None:
    """One word of a sentence; made when it is asked for, for a finding may rest on hundreds of cells."""
    match name:
        case "left" | "right" | "difference" | "tolerance":
            return getattr(draft, name)  # type: ignore[no-any-return]
        case "excess":
            return (draft.difference or "").removeprefix("-")
        case "label":
            return label_of(facts[0]) if facts else ""
        case "cell":
            return facts[0].cell if facts else ""
        case "others" | "places":
            return _others(facts[1:] if name == "others" else facts)
        case "check":
            return f"请核对本格以及：{_others(facts[1:])}。" if facts[1:] else "请核对本格。"
        case "title":
            return rule.title
        case _:
            return source


def cause_of(finding: Finding, sentence: str, facts: Facts) -> str:
    """The fault behind a finding, in the words of its rule."""
    fact = facts.get(finding.fields[0]) if finding.fields else None
    words = {"label": label_of(fact) if fact else "", "left": finding.left, "right": finding.right}
    words |= {"difference": finding.difference, "excess": (finding.difference or "").removeprefix("-")}
    return _WORD.sub(lambda match: words.get(match[1]) or "—", sentence)


def cause_in(fact: Fact, found: str, asked: str, messages: Mapping[str, str]) -> str:
    """A single figure that several findings have in common."""
    words = {"label": label_of(fact), "cell": fact.cell, "left": asked, "right": found}
    return _WORD.sub(lambda match: words.get(match[1]) or "—", messages["cause"])


def refuse_unsayable(pack: Pack, added: Mapping[str, set[str]]) -> None:
    """The sentences that any rule may need are there, and all use only words they will have; `added` are the words that
    single outcomes bring along. Tried when rules are loaded. Raises RuleError.
    """
    if missing := sorted((_COMMON | _RELATIONS) - set(pack.messages)):
        raise RuleError(f"{pack.name}：[messages] 缺少句子 {'、'.join(missing)}。请补上")
    for outcome, sentence in pack.messages.items():
        if wrong := unsayable(sentence, added.get(outcome, set())):
            raise RuleError(f"{pack.name}：messages.{outcome}：{wrong}")


def unsayable(sentence: str, added: set[str]) -> str:
    """What is wrong with the braces of a sentence that may use the words of every finding and some `added`."""
    unknown = set(_WORD.findall(sentence)) - _WORDS - added
    if unknown or re.search(r"[{}]", _WORD.sub("", sentence)):
        return f"句子“{sentence}”的花括号里只能用 {'、'.join(sorted(_WORDS | added))}。请改正"
    return ""


def _others(facts: list[Fact]) -> str:
    named = "、".join(f"{label_of(fact)}（{fact.cell}）" for fact in facts[:_OTHERS_NAMED])
    return f"{named}等{len(facts)}处" if len(facts) > _OTHERS_NAMED else named
