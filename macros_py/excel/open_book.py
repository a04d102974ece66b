"""A workbook that is open in Excel, as it is read from a file: the same facts, one bulk read a sheet.

Classic Excel tells formulas too, with a second read. xlwings' remote engine does not: there a computed cell is taken
for typed over where it shows something else than its own formula would (see `Snapshot.reading`). Nothing that is
written shows in what was read: read all, compute, write all.

    snapshot = Snapshot(book)
    snapshot.reading(rules_of).facts.get("overall.funds.total.rate").value  ->  Decimal('1.657')
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from functools import cached_property

import msgspec
import xlwings as xw

from macros_py.engine.recompute import recompute
from macros_py.engine.ruleset import RuleSet
from macros_py.excel.handed import ERROR_TEXTS, failure_of
from macros_py.figures import without_words
from workbook.address import cell_name
from workbook.errors import UnusableFile
from workbook.facts import PENDING, Fact, row_id, without_sheet
from workbook.findings_table import BASIS
from workbook.names import check_areas_of, sorted_names
from workbook.places import Area, parse_reference
from workbook.reading import Reading, SheetCells, reading_of

MACROS = ".xlsm"
_MOST_CELLS = 1_000_000  # of a sheet; a format far below the table must not make Excel hand over millions of blanks
_Rows = list[list[object]]


class Snapshot:
    """What stands in an open workbook. Each sheet is read when it is first asked for, and once."""

    def __init__(self, book: xw.Book) -> None:
        self.book = book
        self.formulas_known = True
        self._cells: dict[str, SheetCells] = {}

    @cached_property
    def titles(self) -> list[str]:
        return [sheet.name for sheet in self.book.sheets]

    @cached_property
    def names(self) -> list[tuple[str, str, int | None]]:
        """Name, what it stands for, and the place of the sheet whose own it is, as the file lists them."""
        return [_scoped(name.name, name.refers_to, self.titles) for name in self.book.names]

    def cells(self, title: str) -> SheetCells:
        if title not in self._cells:
            self._cells[title] = self._read(title)
        return self._cells[title]

    def reading(self, rules_of: Callable[[Reading], RuleSet]) -> tuple[Reading, RuleSet]:
        """The facts and the rules for them. Raises UnusableFile for a workbook that is none of ours."""
        names = sorted_names(self.names, self.titles)
        file = str(self.book.name)
        reading = reading_of(names, self.cells, file, macros=file.lower().endswith(MACROS))
        rules = rules_of(reading)
        return (reading if self.formulas_known else _with_formulas_guessed(reading, rules)), rules

    def check_areas(self) -> dict[str, Area]:
        """By sheet, where its 核对 column stands."""
        return check_areas_of(self.names, self.titles)

    def _read(self, title: str) -> SheetCells:
        sheet = self.book.sheets[title]
        last = sheet.used_range.last_cell
        columns = min(last.column, self._width(title))
        if last.row * columns > _MOST_CELLS:
            problem = f"用到的区域太大，到了第 {last.row} 行"
            raise UnusableFile(problem, place=title, remedy="请删除表格下面多余的行（连同格式），保存后再试")
        area = sheet.range((1, 1), (last.row, columns))
        rows: _Rows = area.options(ndim=2, err_to_str=True).value
        errors = {
            cell: ERROR_TEXTS[failure] for cell, value in _by_cell(rows) if (failure := failure_of(value)) is not None
        }
        formulas = self._formulas(area)
        if formulas is None:  # 待算 is a word that only formulas say
            formulas = {cell: True for cell, value in _by_cell(rows) if value == PENDING}
        return SheetCells(values=[list(map(_as_in_a_file, row)) for row in rows], formulas=formulas, errors=errors)

    def _width(self, title: str) -> int:
        """Columns from the first to the last that holds anything of ours. The columns beside a table have a format down
        to the end of the sheet, and Excel counts them as used.
        """
        areas = (parse_reference(refers_to) for _, refers_to, _ in self.names)
        return max([BASIS, *(area.right + 1 for area in areas if area and area.sheet == title)])

    def _formulas(self, area: xw.Range) -> dict[str, bool] | None:
        """Cells with a formula; None where the engine does not tell."""
        try:
            texts = area.formula
        except NotImplementedError:  # so xlwings' remote engine says that it was sent no formulas
            self.formulas_known = False
            return None
        rows = texts if isinstance(texts, (list, tuple)) else [[texts]]
        return {cell: True for cell, text in _by_cell(rows) if str(text).startswith("=")}


def _scoped(name: str, refers_to: str | None, titles: Sequence[str]) -> tuple[str, str, int | None]:
    """`'附件4 项目1'!project.name` is that sheet's own."""
    sheet, _, plain = name.rpartition("!")
    if sheet.startswith("'"):
        sheet = sheet[1:-1].replace("''", "'")
    index = titles.index(sheet) if sheet in titles else len(titles) if sheet else None
    return plain, (refers_to or "").removeprefix("="), index


def _by_cell(rows: Sequence[Sequence[object]]) -> Iterator[tuple[str, object]]:
    for row, line in enumerate(rows, 1):
        for column, value in enumerate(line, 1):
            if value is not None and value != "":
                yield cell_name(row, column), value


def _as_in_a_file(value: object) -> object:
    """As calamine gives it: a blank and an error are an empty text, an amount in a currency a number like others."""
    if value is None or failure_of(value) is not None:
        return ""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, datetime.datetime):
        return value.replace(tzinfo=None)
    return value


def _with_formulas_guessed(reading: Reading, rules: RuleSet) -> Reading:
    """A cell that shows what its formula gives is taken to hold it: of a figure typed over it, it cannot be told."""
    wanted = recompute(without_words(reading.facts), rules, alone=True)
    links = {key: source for form in reading.forms.forms for key, source in form.linked.items()}

    def told(fact: Fact) -> Fact:
        if fact.field.computed:
            shown = None if fact.value == "" else fact.value
            right = fact.trouble is None and shown == wanted.get(fact.id)
            return msgspec.structs.replace(fact, origin="computed" if right else "reported")
        if fact.field.id in links:
            source = reading.facts.get(row_id(links[fact.field.id], without_sheet(fact.id)[0]))
            same = source is not None and source.value == fact.value
            return msgspec.structs.replace(fact, origin="computed" if same else "input")
        return fact

    facts = {fact.id: told(fact) for fact in reading.facts}
    return msgspec.structs.replace(
        reading, facts=msgspec.structs.replace(reading.facts, facts=facts), by_column=None, held=None
    )
