"""File -> facts. The gate looks first; then calamine reads values, and the XML tells what calamine cannot.

Calamine is fast but shows a formula without a result, an error value and a blank alike. So the XML of each sheet is
looked through once more, see `workbook.cell_states`. What the cells mean is for `workbook.reading` to say.

    read(Path("自评表.xlsx")).facts.facts["income.all.total"].value
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from python_calamine import CalamineError

from workbook.address import cell_name
from workbook.cell_states import states_of
from workbook.cell_values import UNREADABLE, book_of, mishaps, values_of
from workbook.errors import UnusableFile
from workbook.gate import Opened, inspect
from workbook.kinds import COPY_AGAIN, Fault
from workbook.limits import DEFAULT, Limits
from workbook.names import YEAR_NAME, Names, names_within
from workbook.reading import Reading, SheetCells, reading_of
from workbook.sealed_facts import SealedFacts

VBA_PART = "xl/vbaProject.bin"
YEAR_MOST = 20
NOT_A_NUMBER = "#NUM!"  # what Excel itself shows


def read(path: Path, limits: Limits = DEFAULT) -> Reading:
    """Read a workbook made by this project. Raises UnusableFile for any file that is not one or cannot be trusted."""
    with opened_for_reading(path, limits) as opened:
        return reading_from(opened, sheets_of(opened))


@contextmanager
def opened_for_reading(path: Path, limits: Limits = DEFAULT) -> Iterator[Opened]:
    """A workbook that passed the gate, every part looked at. Raises UnusableFile alone, here and in the block."""
    try:
        with inspect(path, limits) as opened:
            opened.verify()
            yield opened
    except (CalamineError, ElementTree.ParseError) as error:
        remedy = "请重新复制一份，或在 Excel 中另存后再试"
        raise UnusableFile(UNREADABLE, place=path.name, remedy=remedy) from error


def reading_from(opened: Opened, sheets: Callable[[str], SheetCells], sealed: SealedFacts | None = None) -> Reading:
    """What its cells say; `sheets` gives them by title, see `sheets_of`."""
    macros = opened.find(VBA_PART) is not None
    return reading_of(names_of(opened), sheets, opened.path.name, macros=macros, sealed=sealed)


def sheets_of(opened: Opened) -> Callable[[str], SheetCells]:
    """The cells of each sheet by its title, read when they are asked for, and once."""
    book = book_of(opened)
    parts = {title: part for part, title in opened.sheets.items()}
    return cache(lambda title: _sheet(opened, parts[title], book, title))


def names_of(opened: Opened) -> Names:
    """The defined names of a workbook. One that leads to where no cell can be read leads nowhere. Raises UnusableFile
    if a name is beyond sense, or if those of fields span more rows than anybody fills.
    """
    try:
        names, spanned = names_within(opened.read("xl/workbook.xml"), opened.sheets.values(), opened.limits)
    except ValueError as error:  # a number of thousands of digits
        raise opened.refusal(Fault("名称管理器中有无法识别的名称，文件可能已损坏", COPY_AGAIN)) from error
    if len(names.constants.get(YEAR_NAME, "")) > YEAR_MOST:
        del names.constants[YEAR_NAME]
    if spanned > opened.limits.named:
        raise opened.refusal(Fault(f"各字段的名称共指向 {spanned} 行（最多 {opened.limits.named} 行）", COPY_AGAIN))
    return names


def _sheet(opened: Opened, part: str, book: Any, title: str) -> SheetCells:
    values = values_of(opened, book, title, part)
    if part in opened.plain:
        return SheetCells(values=values, formulas={}, errors={}, shown=True)
    with mishaps(opened, Fault(f"工作表「{title}」的{UNREADABLE}", COPY_AGAIN)):
        formulas, errors = states_of(opened.read(part))
    errors |= dict(_endless(values))
    return SheetCells(values=values, formulas=formulas, errors=errors)


def _endless(values: list[list[Any]]) -> Iterator[tuple[str, str]]:
    """Infinite numbers, which no spreadsheet has, become errors."""
    for row, line in enumerate(values):
        for column, value in enumerate(line):
            if isinstance(value, float) and not math.isfinite(value):
                line[column] = ""
                yield cell_name(row + 1, column + 1), NOT_A_NUMBER
