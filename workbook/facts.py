"""Facts: what one workbook says, keyed by fact id and free of addresses.

A fact id reads like the form: `income.all.total` is one cell, `overall.indicators[4].score` is the fourth row (1-based)
of a repeating table, `project[2].indicators[4].score` that of the second sheet of a form that has one sheet a project.
The field it belongs to, `overall.indicators[*].score`, carries what never changes from file to file: label, unit,
precision. Facts keep the cell they were read from, so that every later remark can point at it.

These types are the only thing the engine knows of this house.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Literal

import msgspec

_NUMBER = re.compile(r"\[\d+\]")
_ON_SHEET = re.compile(r"([a-z0-9_]+)\[(\d+)\](?=\.)")
Kind = Literal["number", "text", "date"]
Origin = Literal["input", "computed", "reported"]
Trouble = Literal["error", "uncalculated"]
Value = Decimal | str | None
PENDING = "待算"


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """One field of an official table.

    `id` has `[*]` where rows repeat. `precision` counts the decimals of the unit as people see it: 2 for `103.77%`.
    `exact` marks figures that are not rounded amounts (heads, points), which stand for themselves alone.
    `awaits` names the column of the same row whose figure asks for this one: points ask for a score.
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
    awaits: str = ""

    @property
    def decimals(self) -> int:
        """Decimals of the stored value: a percentage shown with 2 decimals is a fraction with 4."""
        return self.precision + 2 if self.unit == "%" else self.precision

    @property
    def pending(self) -> bool:
        """Points and grades say that they wait for something; an amount that cannot be computed stays blank."""
        return self.computed and (self.unit == "分" or self.kind == "text")

    def shown(self, result: Value) -> Decimal | str:
        """What a formula shows for a result."""
        return (PENDING if self.pending else "") if result is None else result

    @property
    def repeats(self) -> bool:
        return "[*]" in self.id


class Fact(msgspec.Struct, frozen=True, gc=False):
    """One value as a workbook holds it. Not keyword-only, for a thousand a file are made column by column.

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


class ByColumn:
    """The facts of a file once more, column by column, for those that go through all of them: several rules, the seal
    and the ledger. There are a thousand or two in a file; asking each for an attribute takes several times as long as
    taking a column that whoever made the facts had at hand. Nothing here says more than the facts themselves, and
    whoever has none of this asks them.

    All are in their order: what a `Fact` has, the ids of their fields (`keys`), and whether a number belongs there
    (`numeric`). `rows` are the facts of each repeating field and `figures` their values, row by row, sheet by sheet;
    `forms` the facts of each form.
    """

    def __init__(self) -> None:
        self.ids: list[str] = []
        self.fields: list[Field] = []
        self.keys: list[str] = []
        self.numeric: list[bool] = []
        self.values: list[Value] = []
        self.cells: list[str] = []
        self.origins: list[Origin] = []
        self.troubles: list[Trouble | None] = []
        self.preset: list[bool] = []
        self.rows: dict[str, list[Fact]] = {}
        self.figures: dict[str, list[Value]] = {}
        self.forms: dict[str, list[Fact]] = {}

    def facts(self) -> list[Fact]:
        """Each of them as a fact."""
        columns = (self.ids, self.fields, self.values, self.cells, self.origins, self.troubles, self.preset)
        return list(map(Fact, *columns))

    @cached_property
    def troubled(self) -> bool:
        """Whether one of them is in trouble."""
        return any(self.troubles)

    @cached_property
    def filled(self) -> list[bool]:
        """Which of them hold a value."""
        return [value is not None for value in self.values]


class Absence(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the form set that a file does not have: its sheet was deleted or its defined name is gone."""

    form: str
    sheet: str
    fields: tuple[str, ...]
    whole: bool


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """All facts of one file. `rows` counts the items of each repeating table and the sheets of a repeating form, e.g.
    {"income.agencies": 3, "project": 2, "project[1].indicators": 9, "project[2].indicators": 7}.
    """

    year: int
    facts: dict[str, Fact]
    rows: dict[str, int] = {}
    absent: tuple[Absence, ...] = ()

    def __iter__(self) -> Iterator[Fact]:
        return iter(self.facts.values())

    def get(self, fact_id: str) -> Fact | None:
        return self.facts.get(fact_id)

    def items(self, repeat: str) -> list[str]:
        """The items of a repeating table, or of that table on all sheets of a repeating form, in order.

        >>> Facts(year=2022, facts={}, rows={"project": 2, "project[2].goals": 1}).items("project[*].goals")
        ['project[2].goals[1]']
        """
        parents, star, tail = repeat.partition("[*]")
        tables = [f"{item}{tail}" for item in self.items(parents)] if star else [repeat]
        return [f"{table}[{row}]" for table in tables for row in range(1, self.rows.get(table, 0) + 1)]

    def ids(self, field_id: str) -> list[str]:
        """The fact ids of a field, one a row."""
        repeat = repeat_of(field_id)
        return [field_id] if repeat is None else [item + field_id[len(repeat) + 3 :] for item in self.items(repeat)]


def row_id(field_id: str, row: int) -> str:
    """The fact id of one row of a table.

    >>> row_id("overall.indicators[*].score", 4)
    'overall.indicators[4].score'
    """
    return field_id.replace("[*]", f"[{row}]")


@lru_cache(maxsize=4096)
def repeat_of(field_id: str) -> str | None:
    """The repeating table a field belongs to.

    >>> repeat_of("overall.indicators[*].score"), repeat_of("project[*].goals[*].actual"), repeat_of("income.all.total")
    ('overall.indicators', 'project[*].goals', None)
    """
    head, star, _ = field_id.rpartition("[*]")
    return head if star else None


@lru_cache(maxsize=4096)
def field_of(fact_id: str) -> str:
    """The field a fact belongs to.

    >>> field_of("overall.indicators[4].score")
    'overall.indicators[*].score'
    """
    return _NUMBER.sub("[*]", fact_id) if "[" in fact_id else fact_id


def row_of(fact_id: str) -> int:
    """The 1-based row of a fact in its repeating table; 0 for a single cell, on whatever sheet.

    >>> row_of("overall.indicators[4].score"), row_of("income.all.total"), row_of("project[2].total.score")
    (4, 0, 0)
    """
    _, bracket, tail = without_sheet(fact_id)[1].partition("[")
    return int(tail.partition("]")[0]) if bracket else 0


def without_sheet(fact_id: str) -> tuple[int, str]:
    """Which sheet of its form a fact is on, 0 where the form has but one, and the id without that.

    >>> without_sheet("project[2].goals[1].actual"), without_sheet("overall.goals[1].actual")
    ((2, 'project.goals[1].actual'), (0, 'overall.goals[1].actual'))
    """
    match = _ON_SHEET.match(fact_id)
    return (int(match[2]), match[1] + fact_id[match.end() :]) if match else (0, fact_id)


def on_sheet(field_id: str, sheet: int) -> str:
    """A field, or a table of it, on the n-th sheet of its form; 0 where the form has but one.

    >>> on_sheet("project[*].goals[*].actual", 2), on_sheet("overall.goals[*].actual", 0)
    ('project[2].goals[*].actual', 'overall.goals[*].actual')
    """
    return field_id.replace("[*]", f"[{sheet}]", 1) if sheet else field_id


def aligned(field_id: str, fact_id: str) -> str:
    """A field beside a fact: stars that both have in common take the fact's numbers.

    >>> aligned("project[*].goals[*].actual", "project[2].goals[1].expected")
    'project[2].goals[1].actual'
    >>> aligned("project[*].indicators[*].score", "project[2].total.score")
    'project[2].indicators[*].score'
    """
    result = field_id
    while (star := result.find("[*]")) >= 0 and fact_id.startswith(result[:star]):
        number = _NUMBER.match(fact_id, star)
        if not number:
            break
        result = fact_id[: number.end()] + result[star + 3 :]
    return result
