"""Missing, zero, '—', '无' and '不适用' are five different things. What each does, in one table.

`sum`: income.agencies[1].total where one part is 5 and the other is this; `alone`: where this is all there is.
`target`: what is found where this stands in a computed cell and 1.50 belongs there; `zero`: where 0 belongs there.
`above` and `under`: growth where this stands above and under the line. `width`: how far the figure may be off.
"""

from __future__ import annotations

from decimal import Decimal

import msgspec
import pytest

from macros_py.engine import evaluate
from macros_py.engine.findings import Finding
from macros_py.engine.numbers import read_number
from macros_py.engine.recompute import recompute
from macros_py.engine.values import quantity
from tests.engine.support import FORMS, D, check, facts, pairs, rules
from workbook.facts import Value

BALANCE, GROWTH = "expenditure.all.balance", "comparison.basic.growth"


class Row(msgspec.Struct, frozen=True, kw_only=True):
    content: Value
    sum: Decimal | None
    alone: Decimal | None
    target: list[str]
    zero: list[str]
    above: Decimal | None
    under: Decimal | None
    width: Decimal | None


ERROR, NOTICE, FULL, HALF = ["S016 error"], ["S016 notice"], D("-1"), D("0.005")
TABLE = [
    Row(content=None, sum=D(5), alone=None, target=ERROR, zero=NOTICE, above=None, under=None, width=None),
    Row(content=D(0), sum=D(5), alone=D(0), target=ERROR, zero=[], above=FULL, under=None, width=HALF),
    Row(content="0", sum=D(5), alone=D(0), target=ERROR, zero=[], above=FULL, under=None, width=HALF),
    Row(content="—", sum=D(5), alone=D(0), target=ERROR, zero=[], above=FULL, under=None, width=D(0)),
    Row(content="无", sum=D(5), alone=D(0), target=ERROR, zero=[], above=FULL, under=None, width=D(0)),
    Row(content="不适用", sum=D(5), alone=None, target=[], zero=[], above=None, under=None, width=None),
    Row(content="约三", sum=D(5), alone=None, target=[], zero=[], above=None, under=None, width=None),
]
each_row = pytest.mark.parametrize("row", TABLE, ids=[str(row.content) for row in TABLE])


def _recomputed(key: str, entries: dict[str, Value]) -> Decimal | str | None:
    return recompute(facts(entries), rules())[key]


@each_row
def test_in_a_sum(row: Row) -> None:
    """An empty cell of a table is no amount; nothing but empty cells is no figure, and not zero."""
    key = "income.agencies[1].total"
    part = {"income.agencies[1].carryover": row.content, "income.agencies[1].other": D(5)}
    assert _recomputed(key, part) == row.sum
    assert _recomputed(key, {"income.agencies[1].carryover": row.content}) == row.alone


@each_row
def test_as_a_target(row: Row) -> None:
    """A blank computed cell is missing; a dash or 无 says zero, and is wrong where something else belongs."""
    found = check({BALANCE: row.content, "income.all.total": D("1.50"), "expenditure.all.total": D("0.00")}).findings
    assert _levels(found) == row.target
    found = check({BALANCE: row.content, "income.all.total": D("1.50"), "expenditure.all.total": D("1.50")}).findings
    assert _levels(found) == row.zero


def _levels(findings: tuple[Finding, ...]) -> list[str]:
    return [f"{finding.rule} {finding.severity}" for finding in findings if finding.rule == "S016"]


@each_row
def test_in_a_ratio(row: Row) -> None:
    """A zero under the line is not computable, whoever wrote it how; above it is a figure like others."""
    inputs = ("personnel", "operating")
    this, last = {f"comparison.{i}.this": D(50) for i in inputs}, {f"comparison.{i}.last": D(50) for i in inputs}
    above = {f"comparison.{i}.this": row.content for i in inputs} | last
    under = this | {f"comparison.{i}.last": row.content for i in inputs}
    assert _recomputed(GROWTH, above) == row.above
    assert _recomputed(GROWTH, under) == row.under


@each_row
def test_as_an_interval(row: Row) -> None:
    """A typed zero is rounded like any figure; a dash is exactly nothing."""
    field = FORMS.fields["income.all.other"]
    interval = quantity(read_number(row.content, field.unit), field)
    assert (interval and interval.slack) == row.width


def test_where_nothing_may_stand() -> None:
    """Only the blank is asked to be filled in; only what cannot be read is called unreadable."""
    contents: list[Value] = [None, D(0), "—", "无", "不适用", "约三"]
    results = [check({"basic.actual": content, "basic.contact": "甲"}) for content in contents]
    assert [pairs(result, "R003", "V001") for result in results] == [
        [["R003", "basic.actual"]], [], [], [], [], [["V001", "basic.actual"]],
    ]  # fmt: skip


def test_troubles_are_not_blanks() -> None:
    """An error value, a formula without result: no figure, but not missing either; their own checks say so."""
    given = facts({BALANCE: None, "income.all.total": D(5), "expenditure.all.total": D(3)})
    for trouble, rule in (("error", "V005"), ("uncalculated", "V006")):
        fact = msgspec.structs.replace(given.facts[BALANCE], value="#REF!", trouble=trouble)  # type: ignore[arg-type]
        result = evaluate(msgspec.structs.replace(given, facts=given.facts | {BALANCE: fact}), rules())
        assert pairs(result, "S016", rule) == [[rule, BALANCE]]
