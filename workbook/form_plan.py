"""Plans: where every field of a form stands on a sheet, spelled out once for all workbooks in which it stands there.

Why: workbooks come from the same template by the thousand, and most of their tables have not moved. Ids, addresses and
what a field expects are the same in all of them; only the values differ. A plan is made anew where a name leads
elsewhere, by one row or one column.

    plan_of(form, 0, places).singles[0].cell     # '封面!B4'
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from workbook.address import column_letters
from workbook.facts import Absence, Field, Origin, on_sheet
from workbook.model import Form, Repeat, name_of
from workbook.places import Area

MOST, ROWS = 512, 40  # plans that are kept, some 20 kB each, and rows that are kept of a table

Areas = tuple[Area | None, ...]


class Spot(NamedTuple):
    """One fact to be: its field, its cell as `sheet!address` and by row and column from 0, where its value comes from
    unless the cell calculates, whether it may wait for another, and the text a blank template has there.
    """

    id: str
    field: Field
    cell: str
    sheet: str
    at: int
    left: int
    origin: Origin
    waits: bool
    preset: str | None


class Column(NamedTuple):
    """A column of a repeating table. `preset`: the texts a blank template starts with, from the first item."""

    name: str
    field: Field
    area: Area
    preset: tuple[str, ...]


class Table:
    """A repeating table: its columns that there are, and which of them, by their place, a blank cell takes from above.
    `row` spells out an item when it is first asked for; `first` is 1 where an opening row stands before the items.
    """

    __slots__ = ("_rows", "columns", "id", "inherits")

    def __init__(self, table: str, columns: tuple[Column, ...], inherits: frozenset[int]) -> None:
        self.id, self.columns, self.inherits = table, columns, inherits
        self._rows: dict[tuple[int, int], tuple[Spot, ...]] = {}

    def row(self, item: int, first: int) -> tuple[Spot, ...]:
        """The facts of an item, from 0."""
        known = self._rows.get((item, first))
        if known is None:
            known = tuple([self._spot(column, item, first) for column in self.columns])
            if item < ROWS:
                self._rows[item, first] = known
        return known

    def _spot(self, column: Column, item: int, first: int) -> Spot:
        preset = column.preset[item] if item < len(column.preset) else None
        return _spot(f"{self.id}[{item + 1}].{column.name}", column.field, column.area, item + first, preset)


class Plan(NamedTuple):
    """All of a form on one sheet; `absence` is what of it a workbook lacks."""

    singles: tuple[Spot, ...]
    tables: tuple[Table, ...]
    absence: Absence | None


_NAMES: dict[tuple[int, int], tuple[Form, tuple[str, ...]]] = {}
_PLANS: dict[tuple[int, int, Areas], tuple[Form, Plan]] = {}


def plan_of(form: Form, sheet: int, places: Mapping[str, Area]) -> Plan:
    """The plan of a form on its n-th sheet, 0 for its only one; `places` as from `workbook.names.places`. Forms are
    told apart by their identity: they are held, so that no other takes it.
    """
    key = id(form), sheet
    if key not in _NAMES:
        _NAMES[key] = form, _names(form, sheet)
    areas = tuple(map(places.get, _NAMES[key][1]))
    known = _PLANS.get((*key, areas))
    if known is None:
        if len(_PLANS) >= MOST:
            _PLANS.clear()
        known = _PLANS[*key, areas] = form, _plan(form, sheet, areas)
    return known[1]


def _names(form: Form, sheet: int) -> tuple[str, ...]:
    head = f"{form.id}[{sheet}]" if sheet else form.id
    return tuple(head + name_of(key).removeprefix(form.id) for key in form.fields)


def _plan(form: Form, sheet: int, areas: Areas) -> Plan:
    here = {key: area for key, area in zip(form.fields, areas, strict=True) if area}
    repeating = tuple(f"{repeat}[*]" for repeat in form.repeats) or "-"
    singles = (
        _spot(on_sheet(key, sheet), form.fields[key], area, 0, form.preset.get(key))
        for key, area in here.items()
        if not key.startswith(repeating)
    )
    tables = (_table(form, repeat, on_sheet(repeat.id, sheet), here) for repeat in form.repeats.values())
    missing = tuple(key for key in form.fields if key not in here)
    whole = len(missing) == len(form.fields)
    absence = Absence(form=form.id, sheet=form.title(sheet), fields=missing, whole=whole) if missing else None
    return Plan(tuple(singles), tuple(tables), absence)


def _table(form: Form, repeat: Repeat, table: str, here: Mapping[str, Area]) -> Table:
    keys = {column: repeat.field_id(column) for column in repeat.columns}
    columns = tuple(
        Column(name, form.fields[key], here[key], repeat.preset.get(name, ()))
        for name, key in keys.items()
        if key in here
    )
    return Table(table, columns, frozenset(n for n, column in enumerate(columns) if column.name in repeat.inherit))


def _spot(fact_id: str, field: Field, area: Area, row: int, preset: str | None) -> Spot:
    return Spot(
        id=fact_id,
        field=field,
        cell=f"{area.sheet}!{column_letters(area.left + 1)}{area.top + row + 1}",
        sheet=area.sheet,
        at=area.top + row,
        left=area.left,
        origin="reported" if field.computed else "input",
        waits=bool(field.computed or field.awaits),
        preset=preset,
    )
