"""Cells -> facts: what the sheets of a workbook say, be it a file (`workbook.read`) or open in Excel.

Fields are found by their defined names. "Not calculated" is not "blank", and a figure typed where a formula belongs is
`reported`, not `computed`. Knows nothing of how the cells were read.

    reading_of(names, cells, "自评表.xlsx", macros=False).facts.get("overall.funds.total.rate")
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from decimal import Context, Decimal
from typing import Any, NamedTuple

import msgspec

from workbook import own_sheets
from workbook.custom_rules import TABLE_NAME, TypedRule, typed_rules
from workbook.errors import UnusableFile
from workbook.facts import PENDING, Absence, Fact, Facts, Trouble, Value
from workbook.findings_table import FIRST_ROW, Rows
from workbook.findings_table import SHEET as FINDINGS
from workbook.form_plan import Spot, Table, plan_of
from workbook.load import load_forms, years
from workbook.model import FormSet
from workbook.names import PACK_NAME, WITHOUT_NAME, YEAR_NAME, Names, places
from workbook.places import Addresses, Area

_FIFTEEN_DIGITS = Context(prec=15)
_FEW_DIGITS = 15


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """A workbook as read: its facts, the tables it was made from, and where its cells stand. `listed` is the list of
    findings that it carries, with what people wrote in it, `returned` the remarks it was returned with, `typed` the
    rules that a bureau wrote into it. `macros`: it has VBA, and its cells may call functions of ours.
    """

    facts: Facts
    forms: FormSet
    addresses: Addresses
    pack: str
    sheets: tuple[str, ...]
    listed: Rows = {}
    returned: Rows = {}
    typed: tuple[TypedRule, ...] = ()
    macros: bool = False


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


def reading_of(names: Names, cells: Callable[[str], SheetCells], file: str, *, macros: bool) -> Reading:
    """What the cells of a workbook say, be it a file or open in Excel. `cells` is asked once for each sheet that holds
    anything of ours. Raises UnusableFile, naming `file`, for a workbook that is none of ours.
    """
    forms = _forms_of(file, names.constants)
    areas = places(names, forms)
    sheets = {title: cells(title) for title in dict.fromkeys(area.sheet for area in areas.values())}
    collector = _Collector(forms, areas, sheets)
    return Reading(
        facts=collector.facts(),
        forms=forms,
        addresses=Addresses(areas, collector.unopened),
        pack=names.constants.get(PACK_NAME, "national"),
        sheets=tuple(names.own),
        listed=listed_rows(cells(FINDINGS)) if FINDINGS in names.own else {},
        returned=listed_rows(cells(own_sheets.RETURNED)) if own_sheets.RETURNED in names.own else {},
        typed=_typed(cells, names.ours[TABLE_NAME]) if TABLE_NAME in names.ours else (),
        macros=macros,
    )


def _typed(cells: Callable[[str], SheetCells], area: Area) -> tuple[TypedRule, ...]:
    sheet = cells(area.sheet)
    return typed_rules(area, sheet.value, len(sheet.values) - 1)


def listed_rows(sheet: SheetCells) -> Rows:
    """A list as the sheet holds it that has it, 校验 or 退回意见; both have as many rows of head."""
    rows = (
        (row, {column: str(as_held(value)) for column, value in enumerate(line, 1) if str(value).strip()})
        for row, line in enumerate(sheet.values[FIRST_ROW:], FIRST_ROW + 1)
    )
    return {row: cells for row, cells in rows if cells}


def _forms_of(file: str, constants: Mapping[str, str]) -> FormSet:
    year = constants.get(YEAR_NAME, "")
    known = years()
    if not year:
        raise UnusableFile(
            "这不是本工具的自评工作簿（找不到表样标记）",
            place=file,
            remedy="请用本工具生成的模板填写，不要把表格复制到新文件里",
        )
    if year not in map(str, known):
        there = "、".join(map(str, known))
        raise UnusableFile(
            f"文件用的是 {year} 年度表样，本程序只有 {there} 年度的表样",
            place=file,
            remedy="请更新程序，或换用对应年度的模板",
        )
    return load_forms(int(year)).without(constants.get(WITHOUT_NAME, "").split())


def as_held(value: Any) -> Value:
    """A calamine value as a fact holds it: numbers as Excel shows them, with 15 digits; dates as ISO text."""
    if type(value) is float:
        return _decimal(value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        return _decimal(value)
    if isinstance(value, datetime.datetime):
        return (value.date() if value.time() == datetime.time() else value).isoformat()
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    return str(value) or None


def _decimal(value: float) -> Decimal:
    """Through repr, to 15 significant digits: 1811.2700000000002 is what Excel shows as 1811.27.

    >>> _decimal(1811.2700000000002), _decimal(1200.0)
    (Decimal('1811.27'), Decimal('1200'))
    """
    text = repr(value).removesuffix(".0")
    if len(text) <= _FEW_DIGITS and "e" not in text:
        return Decimal(text)
    number = _FIFTEEN_DIGITS.create_decimal(repr(value)).normalize()
    return number if int(number.as_tuple().exponent) <= 0 else Decimal(f"{number:f}")


class _Sheet(NamedTuple):
    """What every field of a sheet asks for. `calm`: no formula and nothing wrong, as on the sheets of a submission."""

    values: list[list[Any]]
    cells: SheetCells
    troubles: Mapping[str, Trouble]
    calm: bool


class _Collector:
    """Walks the forms in order and looks up every field by its name."""

    def __init__(self, forms: FormSet, areas: Mapping[str, Area], sheets: Mapping[str, SheetCells]) -> None:
        self.forms, self.areas = forms, areas
        self.sheets = {title: _looked_at(cells) for title, cells in sheets.items()}
        self.found: dict[str, Fact] = {}
        self.rows: dict[str, int] = {}
        self.unopened: set[str] = set()
        self.linked = {key for form in forms.forms for key in form.linked}

    def facts(self) -> Facts:
        absent: list[Absence] = []
        for form in self.forms.forms:
            if form.each:
                stem = f"{form.id}["
                places = (place.removeprefix(stem) for place in self.areas if place.startswith(stem))
                self.rows[form.id] = len({place.partition("]")[0] for place in places})
            for sheet in form.sheets(self.rows):
                plan = plan_of(form, sheet, self.areas)
                for spot in plan.singles:
                    self._add(spot)
                for table in plan.tables:
                    self._rows(table)
                if plan.absence:
                    absent.append(plan.absence)
        return Facts(year=self.forms.year, facts=self.found, rows=self.rows, absent=tuple(absent))

    def _rows(self, table: Table) -> None:
        """Items between the opening row and the last row that holds anything. An opening row that holds something is
        none: somebody deleted it, and this is an item.
        """
        areas = [column.area for column in table.columns]
        first = 0 if any(self._last(area, 0, -1) == 0 for area in areas) else 1
        if not first:
            self.unopened.add(table.id)
        last = 0
        for area in areas:
            last = self._last(area, area.rows - 1, last)
        count = self.rows[table.id] = last + 1 - first
        above: dict[int, Value] = {}
        for item in range(count):
            for column, spot in enumerate(table.row(item, first)):
                if column in table.inherits:
                    above[column] = self._add(spot, above.get(column))
                else:
                    self._add(spot)

    def _last(self, area: Area, last: int, least: int) -> int:
        """The last row of a column from `last` up that holds anything, be it an error or a formula without a result;
        `least` if none after that does.
        """
        sheet, left, top = self.sheets[area.sheet], area.left, area.top
        for row in range(last, least, -1):
            if top + row < len(sheet.values):
                line = sheet.values[top + row]
                if left < len(line) and line[left] != "":
                    return row
            if sheet.troubles and area.cell(row) in sheet.troubles:
                return row
        return least

    def _add(self, spot: Spot, above: Value = None) -> Value:
        """One fact; `above` is what a blank cell stands for. The value."""
        fact_id, field, cell, title, at, left, origin, waits, preset = spot
        sheet = self.sheets[title]
        try:
            held = sheet.values[at][left]
        except IndexError:
            held = ""
        value = held or None if type(held) is str else as_held(held)
        trouble = None
        if not sheet.calm:
            address = cell.rpartition("!")[2]
            trouble = sheet.troubles.get(address)
            if trouble == "error":
                value = sheet.cells.errors[address]
            if address in sheet.cells.formulas and (waits or field.id in self.linked):
                origin = "computed"
        if waits and value == PENDING and trouble != "error":
            value = None
        usual = preset is not None and str(value) == preset
        if value is None and above:
            value, usual = above, True
        self.found[fact_id] = Fact(
            id=fact_id, field=field, value=value, cell=cell, origin=origin, trouble=trouble, preset=usual
        )
        return value


def _looked_at(cells: SheetCells) -> _Sheet:
    waiting: dict[str, Trouble] = {cell: "uncalculated" for cell, done in cells.formulas.items() if not done}
    troubles = waiting | dict.fromkeys(cells.errors, "error")
    return _Sheet(cells.values, cells, troubles, not (troubles or cells.formulas))
