"""Facts: what one workbook says, keyed by fact id and free of addresses.

A fact id reads like the form: `income.all.total` is one cell, `overall.indicators[4].score` is the fourth row (1-based)
of a repeating table. The field it belongs to, `overall.indicators[*].score`, carries what never changes from file to
file: label, unit, precision. Facts keep the cell they were read from, so that every later remark can point at it.

These types are the only thing the engine knows of this house.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Literal

import msgspec

Kind = Literal["number", "text", "date"]
Origin = Literal["input", "computed", "reported"]
Trouble = Literal["error", "uncalculated"]
Value = Decimal | str | None


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """One field of an official table.

    `id` has `[*]` where rows repeat. `precision` counts the decimals of the unit as people see it: 2 for `103.77%`.
    `exact` marks figures that are not rounded amounts (heads, points), which stand for themselves alone.
    `short` marks names and labels that stand in the middle of their cell. `minimum` and `maximum` are in the unit as
    stored: 1 is 100%.
    """

    id: str
    form: str
    label: str
    kind: Kind = "number"
    unit: str = ""
    precision: int = 2
    exact: bool = False
    computed: bool = False
    required: bool = False
    short: bool = False
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    choices: tuple[str, ...] = ()

    @property
    def decimals(self) -> int:
        """Decimals of the stored value: a percentage shown with 2 decimals is a fraction with 4."""
        return self.precision + 2 if self.unit == "%" else self.precision

    @property
    def repeats(self) -> bool:
        return "[*]" in self.id


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """One value as a workbook holds it.

    `value` is a Decimal (a number cell), a str (a text cell, kept as typed) or None (blank). Percentages are fractions.
    `origin`: `input` belongs to the person, `computed` came from a formula, `reported` is a figure typed where a
    formula belongs. `trouble` tells an Excel error value or a formula that was never calculated from a blank. `preset`
    marks a text that every blank template starts with.
    """

    id: str
    field: Field
    value: Value
    cell: str = ""
    origin: Origin = "input"
    trouble: Trouble | None = None
    preset: bool = False


class Absence(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the form set that a file does not have: its sheet was deleted or its defined name is gone."""

    form: str
    sheet: str
    fields: tuple[str, ...]
    whole: bool


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """All facts of one file. `rows` counts the items of each repeating table, e.g. {"income.agencies": 3}."""

    year: int
    facts: dict[str, Fact]
    rows: dict[str, int] = {}
    absent: tuple[Absence, ...] = ()

    def __iter__(self) -> Iterator[Fact]:
        return iter(self.facts.values())

    def get(self, fact_id: str) -> Fact | None:
        return self.facts.get(fact_id)


def row_id(field_id: str, row: int) -> str:
    """The fact id of one row.

    >>> row_id("overall.indicators[*].score", 4)
    'overall.indicators[4].score'
    """
    return field_id.replace("[*]", f"[{row}]")


def repeat_of(field_id: str) -> str | None:
    """The repeating table a field belongs to.

    >>> repeat_of("overall.indicators[*].score"), repeat_of("income.all.total")
    ('overall.indicators', None)
    """
    head, star, _ = field_id.partition("[*]")
    return head if star else None


def field_of(fact_id: str) -> str:
    """The field a fact belongs to.

    >>> field_of("overall.indicators[4].score")
    'overall.indicators[*].score'
    """
    head, bracket, tail = fact_id.partition("[")
    return f"{head}[*]{tail.partition(']')[2]}" if bracket else fact_id


def row_of(fact_id: str) -> int:
    """The 1-based row of a fact in its repeating table; 0 for a single cell.

    >>> row_of("overall.indicators[4].score"), row_of("income.all.total")
    (4, 0)
    """
    _, bracket, tail = fact_id.partition("[")
    return int(tail.partition("]")[0]) if bracket else 0
