"""A block of a worksheet as a table of ours: its rows through the engine's own checks, and what they find as texts.

Only what concerns the table alone is asked: relations between its columns, checks of its columns, of its cells. What
compares it with other tables needs the workbook, and is for the button. One call checks a whole block, for what a row
says alone is not all that can be wrong with it: two rows may say the same.

    JX_CHECK_BLOCK(B15:I26)   the columns as the form has them, 一级指标 to 偏差原因; one text a row
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

import msgspec

from macros_py.engine.binding import BoundCheck, BoundRelation
from macros_py.engine.checks.base import Context
from macros_py.engine.evaluate import evaluate
from macros_py.engine.findings import Finding
from macros_py.engine.indicators import parse
from macros_py.engine.ruleset import RuleSet
from macros_py.engine.values import Values
from macros_py.excel.handed import ERROR_TEXTS, Failure, Refused, clipped, dated, failure_of, value_of
from macros_py.excel.place_rules import rules_for
from macros_py.wording import level_of
from workbook.facts import PENDING, Fact, Facts, Field, Value, repeat_of, row_of
from workbook.load import load_forms

_OF_CELLS = {"required", "unreadable", "interpreted", "minimum", "maximum", "error_value", "too_fine"}
_OF_SEVERAL_ROWS = {"distinct", "numbering", "sequence", "unique"}
_NOWHERE = ("（）", "“第1张”的")  # where a sentence names a cell or sheet: a block does not say where it stands
Rows = Sequence[Sequence[object]]


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """A repeating table, its columns in the order of the form, and the rules that concern nothing else."""

    id: str
    columns: tuple[str, ...]
    inherit: tuple[str, ...]
    fields: dict[str, Field]
    rules: RuleSet


@lru_cache(maxsize=64)
def table(name: str, pack: str, year: int, *, by_row: bool = False) -> Table:
    """Raises Refused (#N/A) where there is no such table. `by_row`: without what adds up or compares rows."""
    repeat, rules = load_forms(year).repeats.get(name), rules_for(pack, year)
    if repeat is None:
        raise Refused(Failure.NA)
    fields = {key: rules.fields[key] for key in map(repeat.field_id, repeat.columns)}
    cut = msgspec.structs.replace(
        rules,
        fields=fields,
        relations=tuple(
            bound for bound in rules.relations if _within(bound, fields) and (bound.body.repeat or not by_row)
        ),
        checks=tuple(
            check
            for check in rules.checks
            if _asks(check, fields) and not (by_row and (check.rule.question or check.rule.check in _OF_SEVERAL_ROWS))
        ),
        definitions={},
    )
    return Table(id=name, columns=repeat.columns, inherit=repeat.inherit, fields=fields, rules=cut)


def _within(bound: BoundRelation, fields: dict[str, Field]) -> bool:
    paths = (*bound.body.paths, *(bound.guard.paths if bound.guard else ()))
    return all(path.field in fields for path in paths)


def _asks(check: BoundCheck, fields: dict[str, Field]) -> bool:
    return fields.keys() >= set(check.rule.fields) if check.rule.fields else check.rule.check in _OF_CELLS


def context(cut: Table, block: Rows) -> Context:
    """What a single check is run on. Raises Refused for a block that is not as wide as the table."""
    facts = _facts(cut, block)
    return Context(
        facts=facts,
        values=Values(facts, cut.fields),
        fields=cut.fields,
        pack=cut.rules.pack,
        values_in_force=cut.rules.values,
    )


def told(cut: Table, block: Rows) -> list[str]:
    """One text a row: its errors, warnings and notices, the gravest first. What only a person can judge, and what
    concerns the sum of the rows, is left to the list. Raises Refused.
    """
    sums = {bound.rule.id for bound in cut.rules.relations if not bound.body.repeat}
    texts: list[list[str]] = [[] for _ in block]
    for finding in _found(cut, block):
        if not finding.question and finding.rule not in sums:
            for row in _places(finding, block):
                texts[row - 1].append(f"{level_of(finding)}：{_said(finding)}")
    return [clipped("".join(text)) for text in texts]


def told_of_row(cut: Table, row: Sequence[object]) -> str:
    """The same of one row; `cut` is a table by row. The row does not know which it is."""
    return told(cut, [row])[0].replace("第1行", "本行")


def listed(cut: Table, block: Rows, size: int) -> list[list[float | str]]:
    """`size` lines of level, row of the block, rule and text; the last says how many more there are. Raises Refused."""
    lines: list[list[float | str]] = []
    for finding in _found(cut, block):
        first = next(iter(_places(finding, block)), 1)
        lines.append([level_of(finding), float(first), finding.rule, clipped(_said(finding))])
    if len(lines) > size:
        lines[size - 1 :] = [["", "", "", f"另有 {len(lines) - size + 1} 项，请按“校验”查看全部"]]
    return lines + [["", "", "", ""] for _ in range(size - len(lines))]


def _said(finding: Finding) -> str:
    message = finding.message
    for words in _NOWHERE:
        message = message.replace(words, "")
    return message


def _found(cut: Table, block: Rows) -> tuple[Finding, ...]:
    return evaluate(_facts(cut, block), cut.rules, traces=False).findings


def _places(finding: Finding, block: Rows) -> list[int]:
    """The rows of the block, from 1, that a finding is about."""
    opening = _opening(block)
    return list(dict.fromkeys(row_of(key) + opening for key in finding.fields))


def _opening(block: Rows) -> int:
    """How many rows stand before the first item: a table opens with a thin blank one, which is part of its area."""
    return 0 if _holds(block[0]) else 1


def _holds(row: Sequence[object]) -> bool:
    return any(cell not in (None, "") for cell in row)


def _facts(cut: Table, block: Rows) -> Facts:
    """The rows down to the last that holds anything."""
    if any(len(row) != len(cut.columns) for row in block):
        raise Refused
    opening = _opening(block)
    count = max((number for number, row in enumerate(block, 1) if _holds(row)), default=opening) - opening
    sheets = repeat_of(cut.id)
    rows = {cut.id: count} if sheets is None else {sheets: 1, cut.id.replace("[*]", "[1]"): count}
    frame = Facts(year=cut.rules.year, facts={}, rows=rows)
    items = zip(frame.items(cut.id), block[opening:], strict=False)
    facts = {fact.id: fact for item, row in items for fact in _row(cut, item, row)}
    return Facts(year=frame.year, facts=_inherited(cut, facts), rows=rows)


def _row(cut: Table, item: str, row: Sequence[object]) -> Iterator[Fact]:
    cells = dict(zip(cut.columns, row, strict=True))
    for column, given in cells.items():
        fact = _fact(f"{item}.{column}", cut.fields[f"{cut.id}[*].{column}"], given)
        if column == "actual" and "target" in cells and not fact.trouble:
            target = cells["target"]
            value = fact.value if failure_of(target) else as_due(value_of(target), fact.value, cut.rules.year)
            fact = msgspec.structs.replace(fact, value=value)
        yield fact


def as_due(target: Value, actual: Value, year: int) -> Value:
    """An actual, a date if that is what the target asks for: against a deadline 44926 can be nothing else."""
    return dated(actual) if parse(target, "target", year=year).kind == "deadline" else actual


def _fact(key: str, field: Field, given: object) -> Fact:
    """One cell as reading a file gives it. Whether a formula stands in it a block does not say."""
    if failure := failure_of(given):
        return Fact(id=key, field=field, value=ERROR_TEXTS[failure], trouble="error")
    value = value_of(given)
    if value == PENDING and (field.computed or field.awaits):
        value = None
    elif field.kind == "date":
        value = dated(value)
    return Fact(id=key, field=field, value=value, origin="computed" if field.computed else "input")


def _inherited(cut: Table, facts: dict[str, Fact]) -> dict[str, Fact]:
    """Merged cells have their text in the first; the others say "as above"."""
    above: dict[str, Value] = {}
    for key, fact in facts.items():
        column = key.rpartition(".")[2]
        if column in cut.inherit:
            if fact.value is None and above.get(column):
                facts[key] = msgspec.structs.replace(fact, value=above[column], preset=True)
            above[column] = facts[key].value
    return facts
