"""Walks the forms of a workbook in order and makes a fact of every cell that a name leads to.

All facts of a sheet are made in a few passes, column by column (`workbook.form_plan.Block`). Most sheets of most files
hold nothing but values; of the others, cells with formulas and errors are looked up beside.

    Collector(forms, places(names, forms), sheets, None).facts()
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from workbook.facts import PENDING, Absence, ByColumn, Fact, Facts, Origin, Trouble, Value
from workbook.form_plan import Block, Numbers, Placed, Table, plan_of
from workbook.held import as_held, held
from workbook.model import FormSet
from workbook.places import Area
from workbook.sealed_facts import SealedFacts
from workbook.sealed_origins import with_sealed_origins


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
    """Looks up every field by its name. `sealed`: of a submission, where no cell has a formula, what is known of its
    figures from the seal; `held` are the facts then as they would be sealed now. `unopened`: tables whose opening row
    is gone; `filled`: of sheets that are calm, how many cells that facts stand in hold anything.
    """

    def __init__(
        self,
        forms: FormSet,
        areas: Mapping[str, Area],
        sheets: Mapping[str, SheetCells],
        sealed: SealedFacts | None,
    ) -> None:
        self.forms, self.areas = forms, areas
        self.sheets = {title: _looked_at(cells) for title, cells in sheets.items()}
        self.found: dict[str, Fact] = {}
        self.rows: dict[str, int] = {}
        self.unopened: set[str] = set()
        self.linked = {key for form in forms.forms for key in form.linked}
        self.filled: dict[str, int] = {}
        self.shared: set[str] = set()
        self.sealed = sealed
        self.held: SealedFacts | None = None
        self.columns = ByColumn()
        self.blocks: list[tuple[str, Block, int]] = []  # of which form, and which of all facts is its first

    def facts(self) -> Facts:
        absent: list[Absence] = []
        for form in self.forms.forms:
            if form.each:
                stem = f"{form.id}["
                places = (place.removeprefix(stem) for place in self.areas if place.startswith(stem))
                self.rows[form.id] = len({place.partition("]")[0] for place in places})
            for sheet in form.sheets(self.rows):
                plan = plan_of(form, sheet, self.areas)
                self._add(form.id, plan)
                if plan.absence:
                    absent.append(plan.absence)
        self._make()
        return Facts(year=self.forms.year, facts=self.found, rows=self.rows, absent=tuple(absent))

    @property
    def by_column(self) -> ByColumn | None:
        """The facts that were found; None if two of them would have one id."""
        return self.columns if len(self.columns.ids) == len(self.found) else None

    def _add(self, form: str, plan: Placed) -> None:
        block = plan.block(tuple([self._counted(plan, table) for table in plan.plan.tables]))
        if not block.ids:
            return
        parts = {plan.sheet: block.numbers} if plan.sheet else _by_sheet(block)
        raw = _picked(self.sheets[plan.sheet].values, block.places) if plan.sheet else self._scattered(block)
        values = held(raw)
        troubles, origins = self._looked_into(block, parts, values)
        if PENDING in raw:
            for number in block.waiting:
                if values[number] == PENDING:
                    values[number] = None
        usual = [False] * len(raw)
        for number, text in block.preset:
            if (value := values[number]) is not None and str(value) == text:
                usual[number] = True
        _inherit(block, values, usual)
        columns = self.columns
        self.blocks.append((form, block, len(columns.ids)))
        columns.ids += block.ids
        columns.fields += block.fields
        columns.keys += block.keys
        columns.numeric += block.numeric
        columns.values += values
        columns.cells += block.cells
        columns.origins += origins
        columns.troubles += troubles or [None] * len(values)
        columns.preset += usual
        self._count(block, parts, len(raw) - raw.count(""))

    def _scattered(self, block: Block) -> list[Any]:
        """What stands in the cells of a form that somebody spread over several sheets."""
        titles = [cell.rpartition("!")[0] for cell in block.cells]
        return [_at(self.sheets[title].values, *place) for title, place in zip(titles, block.places, strict=True)]

    def _looked_into(
        self, block: Block, parts: Mapping[str, Numbers], values: list[Value]
    ) -> tuple[list[Trouble | None] | None, Sequence[Origin]]:
        """What is wrong with cells, None if nothing is, and which calculate. An error stands where the value would."""
        wary = [(self.sheets[title], numbers) for title, numbers in parts.items() if not self.sheets[title].calm]
        if not wary:
            return None, block.origins
        troubles: list[Trouble | None] = [None] * len(values)
        origins, waiting = list(block.origins), set(block.waiting)
        for sheet, numbers in wary:
            for address, trouble in sheet.troubles.items():
                for number in numbers.get(address, ()):
                    troubles[number] = trouble
                    if trouble == "error":
                        values[number] = sheet.cells.errors[address]
            for address in sheet.cells.formulas:
                for number in numbers.get(address, ()):
                    if number in waiting or block.fields[number].id in self.linked:
                        origins[number] = "computed"
        return troubles, origins

    def _make(self) -> None:
        """Facts of all that was found, when it is known where each came from."""
        columns = self.columns
        if self.sealed is not None:
            self.held = with_sealed_origins(columns, self.sealed)
        made = columns.facts()
        self.found.update(zip(columns.ids, made, strict=True))
        for form, block, start in self.blocks:
            end = start + len(block.ids)
            facts, values = made[start:end], columns.values[start:end]
            columns.forms.setdefault(form, []).extend(facts)
            for field, stripe in block.stripes:
                columns.rows.setdefault(field, []).extend(facts[stripe])
                columns.figures.setdefault(field, []).extend(values[stripe])

    def _count(self, block: Block, sheets: Collection[str], filled: int) -> None:
        """How many of a sheet's cells hold anything, if all is calm there and no cell is that of several facts."""
        for title in sheets:
            if len(sheets) == 1 and block.distinct and title not in self.shared and self.sheets[title].calm:
                self.filled[title] = filled
            else:
                self.filled.pop(title, None)
            self.shared.add(title)

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


def _looked_at(cells: SheetCells) -> _Sheet:
    waiting: dict[str, Trouble] = {cell: "uncalculated" for cell, done in cells.formulas.items() if not done}
    troubles = waiting | dict.fromkeys(cells.errors, "error")
    return _Sheet(cells.values, cells, troubles, not (troubles or cells.formulas))


def _by_sheet(block: Block) -> dict[str, Numbers]:
    parts: dict[str, dict[str, list[int]]] = {}
    for number, cell in enumerate(block.cells):
        title, _, address = cell.rpartition("!")
        parts.setdefault(title, {}).setdefault(address, []).append(number)
    return {title: {address: tuple(found) for address, found in part.items()} for title, part in parts.items()}


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
