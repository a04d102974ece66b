"""Walks the forms of a workbook in order and makes a fact of every cell that a name leads to.

Most sheets of most files hold nothing but values: of these all facts are made in a few passes, column by column
(`workbook.form_plan.Block`). Sheets with formulas, errors or cells that wait are looked through fact by fact.

    Collector(forms, places(names, forms), sheets, {}).facts()
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import repeat
from typing import Any, NamedTuple

import msgspec

from workbook.facts import PENDING, Absence, Fact, Facts, Origin, Trouble, Value
from workbook.form_plan import Block, Placed, Spot, Table, plan_of
from workbook.held import as_held, held
from workbook.model import FormSet
from workbook.places import Area
from workbook.submission import canonical


class SheetCells(msgspec.Struct, frozen=True, kw_only=True):
    """What a sheet holds, from a file or an open workbook: values by (row, column) from 0, blanks as ""; formula cells
    by address with whether they have a result; error cells. `shown`: it is known that no row is hidden.
    """

    values: list[list[Any]]
    formulas: dict[str, bool]
    errors: dict[str, str]
    shown: bool = False

    def value(self, row: int, column: int) -> Value:
        try:
            value = self.values[row][column]
        except IndexError:
            return None
        return value or None if isinstance(value, str) else as_held(value)


class _Sheet(NamedTuple):
    """What every field of a sheet asks for. `calm`: no formula and nothing wrong, as on the sheets of a submission."""

    values: list[list[Any]]
    cells: SheetCells
    troubles: Mapping[str, Trouble]
    calm: bool


class Collector:
    """Looks up every field by its name. `computed`: in a submission, where no cell has a formula, figures by their id
    that are known to have come from one, as long as they are what they were. `unopened`: tables whose opening row is
    gone; `filled`: of sheets that are calm, how many cells that facts stand in hold anything; `columns`: the facts of
    each repeating field, row by row, sheet by sheet.
    """

    def __init__(
        self,
        forms: FormSet,
        areas: Mapping[str, Area],
        sheets: Mapping[str, SheetCells],
        computed: Mapping[str, str],
    ) -> None:
        self.forms, self.areas = forms, areas
        self.sheets = {title: _looked_at(cells) for title, cells in sheets.items()}
        self.found: dict[str, Fact] = {}
        self.rows: dict[str, int] = {}
        self.unopened: set[str] = set()
        self.linked = {key for form in forms.forms for key in form.linked}
        self.filled: dict[str, int] = {}
        self.shared: set[str] = set()
        self.computed = computed
        self.columns: dict[str, list[Fact]] = {}

    def facts(self) -> Facts:
        absent: list[Absence] = []
        for form in self.forms.forms:
            if form.each:
                stem = f"{form.id}["
                places = (place.removeprefix(stem) for place in self.areas if place.startswith(stem))
                self.rows[form.id] = len({place.partition("]")[0] for place in places})
            for sheet in form.sheets(self.rows):
                plan = plan_of(form, sheet, self.areas)
                self._add(plan)
                if plan.absence:
                    absent.append(plan.absence)
        return Facts(year=self.forms.year, facts=self.found, rows=self.rows, absent=tuple(absent))

    def _add(self, plan: Placed) -> None:
        block = plan.block(tuple([self._counted(plan, table) for table in plan.plan.tables]))
        sheet = self.sheets.get(plan.sheet)
        if sheet is not None and sheet.calm:
            self._count(plan.sheet, self._add_calm(block, sheet.values), distinct=block.distinct)
        else:
            self._add_each(block)

    def _counted(self, plan: Placed, table: Table) -> tuple[int, int]:
        """How many items, and before which row they begin: those between the opening row and the last row that holds
        anything. An opening row that holds something is none: somebody deleted it, and this is an item.
        """
        name, sheet = plan.id_of(table), self.sheets.get(plan.sheet)
        if sheet is not None and sheet.calm and table.rows:
            cells, top = sheet.values, table.rows[0]
            first = 0 if _is_filled(cells, top, table.lefts) else 1
            below = range(min(table.rows[-1], len(cells) - 1), top, -1)
            last = next((row - top for row in below if _is_filled(cells, row, table.lefts)), 0)
        else:
            areas = [(plan.sheet or column.area.sheet, column.area) for column in table.columns]
            first = 0 if any(self._last(title, area, 0, -1) == 0 for title, area in areas) else 1
            last = 0
            for title, area in areas:
                last = self._last(title, area, area.rows - 1, last)
        if not first:
            self.unopened.add(name)
        count = self.rows[name] = last + 1 - first
        return count, first

    def _last(self, title: str, area: Area, last: int, least: int) -> int:
        """The last row of a column from `last` up that holds anything, be it an error or a formula without a result;
        `least` if none after that does.
        """
        sheet, left, top = self.sheets[title], area.left, area.top
        for row in range(last, least, -1):
            if top + row < len(sheet.values):
                line = sheet.values[top + row]
                if left < len(line) and line[left] != "":
                    return row
            if sheet.troubles and area.cell(row) in sheet.troubles:
                return row
        return least

    def _add_calm(self, block: Block, cells: list[list[Any]]) -> int:
        """Facts of a sheet that holds values alone; how many cells hold anything."""
        raw = _picked(cells, block.places)
        values = held(raw)
        if PENDING in raw:
            for number in block.waiting:
                if values[number] == PENDING:
                    values[number] = None
        usual = [False] * len(raw)
        for number, text in block.preset:
            if (value := values[number]) is not None and str(value) == text:
                usual[number] = True
        _inherit(block, values, usual)
        origins = self._origins(block, values) if self.computed else block.origins
        self._keep(block, list(map(Fact, block.ids, block.fields, values, block.cells, origins, repeat(None), usual)))
        return len(raw) - raw.count("")

    def _origins(self, block: Block, values: list[Value]) -> list[Origin]:
        """One that was changed since was typed, whatever it was before. A blank stays what it looks like, a formula
        that was deleted: nobody sealed it.
        """
        origins, computed = list(block.origins), self.computed
        for number in [number for number, fact_id in enumerate(block.ids) if fact_id in computed]:
            if canonical(values[number]) == computed[block.ids[number]]:
                origins[number] = "computed"
        return origins

    def _keep(self, block: Block, facts: list[Fact]) -> None:
        self.found.update(zip(block.ids, facts, strict=True))
        for field, stripe in block.stripes:
            self.columns.setdefault(field, []).extend(facts[stripe])

    def _count(self, title: str, filled: int, *, distinct: bool) -> None:
        """A cell that several facts stand in would count twice; of such sheets nothing is said."""
        if distinct and title not in self.shared:
            self.filled[title] = filled
        else:
            self.filled.pop(title, None)
        self.shared.add(title)

    def _add_each(self, block: Block) -> None:
        """Facts one by one, with what may be wrong with their cells."""
        facts = [self._fact(spot) for spot in block.spots()]
        values, usual = [fact.value for fact in facts], [fact.preset for fact in facts]
        _inherit(block, values, usual)
        origins = self._origins(block, values) if self.computed else block.origins
        for number, fact in enumerate(facts):
            origin = "computed" if "computed" in (fact.origin, origins[number]) else fact.origin
            more = {"value": values[number], "preset": usual[number], "origin": origin}
            facts[number] = msgspec.structs.replace(fact, **more)
            self._count(fact.cell.rpartition("!")[0], 0, distinct=False)
        self._keep(block, facts)

    def _fact(self, spot: Spot) -> Fact:
        fact_id, field, cell, at, left, origin, waits, preset = spot
        title, _, address = cell.rpartition("!")
        sheet = self.sheets[title]
        value = as_held(_at(sheet.values, at, left))
        trouble = sheet.troubles.get(address)
        if trouble == "error":
            value = sheet.cells.errors[address]
        if address in sheet.cells.formulas and (waits or field.id in self.linked):
            origin = "computed"
        if waits and value == PENDING and trouble != "error":
            value = None
        return Fact(fact_id, field, value, cell, origin, trouble, preset is not None and str(value) == preset)


def _looked_at(cells: SheetCells) -> _Sheet:
    waiting: dict[str, Trouble] = {cell: "uncalculated" for cell, done in cells.formulas.items() if not done}
    troubles = waiting | dict.fromkeys(cells.errors, "error")
    return _Sheet(cells.values, cells, troubles, not (troubles or cells.formulas))


def _picked(cells: list[list[Any]], places: tuple[tuple[int, int], ...]) -> list[Any]:
    """What stands in some cells. Rows and columns that hold nothing may be missing."""
    try:
        return [cells[row][column] for row, column in places]
    except IndexError:
        return [_at(cells, row, column) for row, column in places]


def _is_filled(cells: list[list[Any]], row: int, columns: tuple[int, ...]) -> bool:
    """Does any of these cells of a row hold anything?"""
    line = cells[row] if row < len(cells) else []
    try:
        return [line[column] for column in columns].count("") < len(columns)
    except IndexError:
        return any(_at(cells, row, column) != "" for column in columns)


def _at(cells: list[list[Any]], row: int, column: int) -> Any:
    line = cells[row] if row < len(cells) else []
    return line[column] if column < len(line) else ""


def _inherit(block: Block, values: list[Value], usual: list[bool]) -> None:
    """A blank cell may stand for the one above, which may have got its value so itself."""
    for number, above in block.inherits:
        if values[number] is None and values[above]:
            values[number], usual[number] = values[above], True
