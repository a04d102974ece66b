"""Cells -> facts: what the sheets of a workbook say, be it a file (`workbook.read`) or open in Excel.

Fields are found by their defined names. "Not calculated" is not "blank", and a figure typed where a formula belongs is
`reported`, not `computed`. Knows nothing of how the cells were read.

    reading_of(names, cells, "自评表.xlsx", macros=False).facts.get("overall.funds.total.rate")
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping
from decimal import Context, Decimal
from typing import Any, NamedTuple

import msgspec

from workbook import own_sheets
from workbook.address import column_letters
from workbook.custom_rules import TABLE_NAME, TypedRule, typed_rules
from workbook.errors import UnusableFile
from workbook.facts import PENDING, Absence, Fact, Facts, Field, Origin, Trouble, Value, on_sheet
from workbook.findings_table import FIRST_ROW, Rows
from workbook.findings_table import SHEET as FINDINGS
from workbook.load import load_forms, years
from workbook.model import Form, FormSet, Repeat, name_of
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
            names = [(key, name_of(key).removeprefix(form.id)) for key in form.fields]
            for sheet in form.sheets(self.rows):
                head = f"{form.id}[{sheet}]" if sheet else form.id
                here = {key: area for key, name in names if (area := self.areas.get(head + name))}
                absent.extend(self._form(form, sheet, here))
        return Facts(year=self.forms.year, facts=self.found, rows=self.rows, absent=tuple(absent))

    def _form(self, form: Form, sheet: int, areas: Mapping[str, Area]) -> Iterator[Absence]:
        """The facts of a sheet; `areas` are those of its fields that there are."""
        tables = tuple(f"{repeat}[*]" for repeat in form.repeats)
        for key, area in areas.items():
            if not key.startswith(tables or "-"):
                self._add(on_sheet(key, sheet), form.fields[key], area, 0, form.preset.get(key))
        for repeat in form.repeats.values():
            self._rows(form, repeat, on_sheet(repeat.id, sheet), areas)
        if len(areas) < len(form.fields):
            missing = tuple(key for key in form.fields if key not in areas)
            whole = len(missing) == len(form.fields)
            yield Absence(form=form.id, sheet=form.title(sheet), fields=missing, whole=whole)

    def _rows(self, form: Form, repeat: Repeat, table: str, areas: Mapping[str, Area]) -> None:
        """Items between the opening row and the last row that holds anything. An opening row that holds something is
        none: somebody deleted it, and this is an item.
        """
        columns = {column: area for column in repeat.columns if (area := areas.get(repeat.field_id(column)))}
        first = 0 if any(self._last(area, 0, -1) == 0 for area in columns.values()) else 1
        if not first:
            self.unopened.add(table)
        last = 0
        for area in columns.values():
            last = self._last(area, area.rows - 1, last)
        count = self.rows[table] = last + 1 - first
        fields = [
            (
                column,
                area,
                form.fields[repeat.field_id(column)],
                repeat.preset.get(column, ()),
                column in repeat.inherit,
            )
            for column, area in columns.items()
        ]
        above: dict[str, Value] = {}
        for row in range(count):
            item = f"{table}[{row + 1}]."
            for column, area, field, preset, inherits in fields:
                text = preset[row] if row < len(preset) else None
                if inherits:
                    above[column] = self._add(item + column, field, area, row + first, text, above.get(column))
                else:
                    self._add(item + column, field, area, row + first, text)

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

    def _add(self, fact_id: str, field: Field, area: Area, row: int, preset: str | None, above: Value = None) -> Value:
        """One fact; `above` is what a blank cell stands for. The value."""
        sheet, at, left = self.sheets[area.sheet], area.top + row, area.left
        value = sheet.cells.value(at, left)
        origin: Origin = "reported" if field.computed else "input"
        trouble = None
        if not sheet.calm:
            address = area.cell(row)
            trouble = sheet.troubles.get(address)
            if trouble == "error":
                value = sheet.cells.errors[address]
            if address in sheet.cells.formulas and (field.computed or field.awaits or field.id in self.linked):
                origin = "computed"
        if value == PENDING and trouble != "error" and (field.computed or field.awaits):
            value = None
        usual = preset is not None and str(value) == preset
        if value is None and above:
            value, usual = above, True
        self.found[fact_id] = Fact(
            id=fact_id,
            field=field,
            value=value,
            cell=f"{area.sheet}!{column_letters(left + 1)}{at + 1}",
            origin=origin,
            trouble=trouble,
            preset=usual,
        )
        return value


def _looked_at(cells: SheetCells) -> _Sheet:
    waiting: dict[str, Trouble] = {cell: "uncalculated" for cell, done in cells.formulas.items() if not done}
    troubles = waiting | dict.fromkeys(cells.errors, "error")
    return _Sheet(cells.values, cells, troubles, not (troubles or cells.formulas))
