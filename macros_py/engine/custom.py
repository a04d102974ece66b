"""The rules that a bureau types into the sheet 自定义审核: texts -> bound relations, and faults where they are wrong.

A typed rule compares figures and never computes a cell. One that is wrong is left out and told as a `Fault` with the
cell it stands in; it is no finding, for the figures are not to blame, and the others run. What is typed is data of
unknown origin, so its length, its depth and the work it may ask for are limited.

    U01 | 收入合计 | 错误 | 【收入·汇总·收入合计】＝合计(【收入·机构·收入合计】)
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Protocol

import msgspec

from macros_py.engine.binding import BoundRelation, bind_relation
from macros_py.engine.findings import Severity
from macros_py.engine.intervals import Interval
from macros_py.engine.relations.chinese import hidden, in_chinese, shortened, translate
from macros_py.engine.relations.compile import Closure, Compiled
from macros_py.engine.relations.first_look import Look
from macros_py.engine.relations.functions import AGGREGATES, COMPLETE
from macros_py.engine.relations.kinds import refuse_kinds
from macros_py.engine.relations.syntax import Call, Expression, Operation, RelationError, paths_of
from macros_py.engine.rules import Fault, Rule, Source
from macros_py.engine.ruleset import RuleSet
from macros_py.engine.values import Plain, Value, Values
from workbook.facts import Facts, Field, repeat_of

MOST_RULES, MOST_STEPS = 30, 200_000
SOURCE = "本级自定义审核"
_LONGEST = {"id": 20, "title": 100, "message": 500, "source": 200}
_LEVELS: dict[str, Severity] = {"错误": "error", "警告": "warning", "提示": "notice"}
_ON, _OFF = "是", "否"
_WORDS = {
    "字段": "label",
    "位置": "cell",
    "应为": "left",
    "填报": "right",
    "差额": "difference",
    "规则": "title",
    "依据": "source",
}
_WORD = re.compile(r"[{｛]([^{}｛｝]*)[}｝]")
_TOO_LARGE = Decimal("1E18")  # as for figures that people type: beyond that it is no amount


class Typed(Protocol):
    """One row of the sheet: texts and cells by column, id title severity relation when message source enabled."""

    @property
    def texts(self) -> Mapping[str, str]: ...

    @property
    def cells(self) -> Mapping[str, str]: ...


class _Wrong(Exception):
    """What is wrong, and in which column."""

    def __init__(self, column: str, problem: str) -> None:
        super().__init__(problem)
        self.column = column


def with_typed(ruleset: RuleSet, typed: Iterable[Typed], names: Mapping[str, str], facts: Facts) -> RuleSet:
    """A rule set with the typed rules added, and a fault for each thing that is wrong with one. `names` lead from the
    Chinese names of all fields of this workbook to their ids; `facts` tell how long its tables are.
    """
    binder = _Binder(ruleset, names, facts)
    for number, row in enumerate(typed, 1):
        binder.add(row, number)
    pack = msgspec.structs.replace(ruleset.pack, sources=ruleset.pack.sources | binder.sources)
    return msgspec.structs.replace(
        ruleset,
        pack=pack,
        relations=(*ruleset.relations, *binder.relations),
        faults=(*ruleset.faults, *binder.faults),
    )


class _Binder:
    """Binds row by row. Of a row that is wrong all is told that is wrong, and it does not run."""

    def __init__(self, ruleset: RuleSet, names: Mapping[str, str], facts: Facts) -> None:
        here: dict[str, Field] = {key: ruleset.fields[key] for key in names.values()}
        self.environment = msgspec.structs.replace(ruleset.environment, fields=here)
        self.names, self.facts = names, facts
        self.taken = {rule.id.casefold(): f"{ruleset.pack.title}的规则" for rule in ruleset.pack.rules}
        self.relations: list[BoundRelation] = []
        self.sources: dict[str, Source] = {}
        self.faults: list[Fault] = []

    def add(self, row: Typed, number: int) -> None:
        texts = row.texts
        if number > MOST_RULES:
            self.fault(row, "id", f"最多 {MOST_RULES} 条规则，从这一条起没有运行。请删减")
            return
        if texts["enabled"] == _OFF:
            return
        wrong = list(self.problems(texts))
        try:
            bound = self.bound(row)
        except _Wrong as error:
            wrong.append((error.column, str(error)))
        if not wrong:
            self.relations.append(bound)
            self.sources[bound.rule.source] = Source(title=texts["source"] or SOURCE, status="read")
        for column, problem in wrong:
            self.fault(row, column, problem)

    def fault(self, row: Typed, column: str, problem: str) -> None:
        self.faults.append(Fault(rule=shortened(row.texts["id"]), place=row.cells[column], problem=problem))

    def problems(self, texts: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        """All but what is wrong with relation and condition, by column."""
        for column, most in _LONGEST.items():
            if len(texts[column]) > most:
                yield column, f"共 {len(texts[column])} 个字，最多 {most} 个。请写短一些"
            if hidden(texts[column]):
                yield column, f"“{shortened(texts[column])}”里有看不见的字符。请删去重新输入"
        if texts["enabled"] not in ("", _ON):
            yield "enabled", f"“启用”要填 {_ON} 或 {_OFF}，现在是“{shortened(texts['enabled'])}”。请改正"
        if texts["severity"] not in _LEVELS:
            yield "severity", f"没有选级别。请选 {'、'.join(_LEVELS)} 之一"
        if _sentence(texts["message"]) is None:
            yield "message", f"提示语的花括号里只能写 {'、'.join(_WORDS)}。请改正"
        holder = self.taken.setdefault(texts["id"].casefold(), "")
        self.taken[texts["id"].casefold()] = holder or "上面一条自定义规则"
        if not texts["id"] or holder:
            said = (
                f"编号 {shortened(texts['id'])} 已由{holder}使用。请换一个"
                if texts["id"]
                else "没有编号。请写上，例如 U01"
            )
            yield "id", said

    def bound(self, row: Typed) -> BoundRelation:
        """The relation of a row. Raises _Wrong."""
        texts = row.texts
        if not texts["relation"]:
            raise _Wrong("relation", "没有写关系式。请写上，或删去这一行")
        relation, when = (self.translated(column, texts[column]) for column in ("relation", "when"))
        rule = Rule(
            id=texts["id"],
            title=texts["title"] or f"自定义规则 {texts['id']}",
            severity=_LEVELS.get(texts["severity"], "notice"),
            source=row.cells["source"],
            relation=relation,
            message=_sentence(texts["message"]) or "",
        )
        written = {relation: texts["relation"], when: texts["when"]}
        bound = self.tried("relation", rule, written)
        return self.tried("when", msgspec.structs.replace(rule, when=when), written) if when else bound

    def translated(self, column: str, text: str) -> str:
        try:
            return translate(text, self.names)
        except RelationError as error:
            raise _Wrong(column, str(error)) from error

    def tried(self, column: str, rule: Rule, written: Mapping[str, str]) -> BoundRelation:
        try:
            (bound,) = bind_relation(rule, self.environment)
            for part in filter(None, (bound.body, bound.guard)):
                refuse_kinds(part.relation, self.environment)
                _refuse_work(part, bound.body.repeat, self.facts)
        except RelationError as error:
            raise _Wrong(column, in_chinese(str(error), self.names, written)) from error
        guard = _calm(bound.guard) if bound.guard else None
        return msgspec.structs.replace(bound, body=_calm(bound.body), guard=guard)


def _sentence(text: str) -> str | None:
    """A message with its {…} as the catalogue has them; None where one is unknown or left open."""
    unknown = [word for word in _WORD.findall(text) if word.strip() not in _WORDS]
    if unknown or re.search(r"[{}｛｝]", _WORD.sub("", text)):
        return None
    return _WORD.sub(lambda match: f"{{{_WORDS[match[1].strip()]}}}", text)


def _refuse_work(compiled: Compiled, repeat: str | None, facts: Facts) -> None:
    """Rows walked times rows added up in each: a table of twenty thousand rows must not hold up a review."""
    walked = len(facts.items(repeat)) if repeat else 1
    sides = (compiled.relation.left, compiled.relation.right)
    added = sum(len(facts.items(table)) for side in sides for table in _added_up(side))
    if walked > 1 and walked * added > MOST_STEPS:
        raise RelationError(f"表有 {walked} 行，每一行都要把 {added} 行加一遍，算起来太久。请不要逐行核对合计")


def _added_up(expression: Expression) -> Iterator[str]:
    """The tables whose rows are gone through wherever the expression is computed."""
    match expression:
        case Call(name=name, args=args) if name in AGGREGATES or name == COMPLETE:
            yield from (table for arg in args for path in paths_of(arg) if (table := repeat_of(path.field)))
        case Call(args=args):
            yield from (table for arg in args for table in _added_up(arg))
        case Operation(left=left, right=right):
            yield from _added_up(left)
            yield from _added_up(right)


def _calm(compiled: Compiled) -> Compiled:
    blind = Look(compiled.relation, {}, {}, None)  # row by row, for only so one figure cannot spoil all others
    return msgspec.structs.replace(compiled, left=_calmed(compiled.left), right=_calmed(compiled.right), look=blind)


def _calmed(closure: Closure) -> Closure:
    """A figure too large to be an amount is no figure: nothing is said of it, and it cannot make a check crash."""

    def run(values: Values | Plain, row: int) -> Value:
        try:
            value = closure(values, row)
        except ArithmeticError:
            return None
        if isinstance(value, Decimal):
            return None if abs(value) >= _TOO_LARGE else value
        large = isinstance(value, Interval) and max(abs(value.low), abs(value.high)) >= _TOO_LARGE
        return None if large else value

    return run
