"""A whole workbook looked at: its facts, what is printed around them, and its sealed part, in one reading.

`observe` looks at a file, which passes the gate first; `witness_copy` at one that is being made from a workbook that
was read, and makes sure that it says the same. Both see the same in the same workbook: what is sealed will be read.

    observe(Path("….xlsx")).witness.formulas
"""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, cast
from xml.etree import ElementTree

import msgspec
from python_calamine import CalamineWorkbook

from workbook.address import parse_cell
from workbook.carried import Carried, carried
from workbook.errors import UnusableFile
from workbook.limits import DEFAULT, Limits
from workbook.read import opened_for_reading, reading_from, sheets_of
from workbook.reading import Reading, SheetCells
from workbook.submission import State, Submission, sealed_in
from workbook.witness import Sheet, Witness, witnessed

if TYPE_CHECKING:
    from workbook.package import Package

_STATES = ("hidden", "veryHidden")


class Observed(msgspec.Struct, frozen=True, kw_only=True):
    """`sealed` is None where the file carries no machine-readable part; `carried` is what else it brings along."""

    reading: Reading
    witness: Witness
    sealed: Submission | None = None
    carried: Carried = Carried()


def observe(path: Path, left_out: Collection[str] = (), limits: Limits = DEFAULT) -> Observed:
    """Look at a file. `left_out`: titles of sheets that are no part of what was sealed.

    Raises UnusableFile, BrokenSeal.
    """
    with opened_for_reading(path, limits) as opened:
        sheets = sheets_of(opened)
        xml = opened.read("xl/workbook.xml")
        sealed = sealed_in(opened.read, opened.archive.namelist())
        reading = reading_from(opened, sheets, sealed.facts if sealed else None)
        looked = _sheets(xml, sheets, {title: opened.read(part) for part, title in opened.sheets.items()}.__getitem__)
        return Observed(
            reading=reading,
            witness=witnessed(looked, reading.facts, left_out),
            sealed=sealed,
            carried=carried(opened),
        )


def witness_copy(package: Package, source: Callable[[str], SheetCells], like: Reading) -> Witness:
    """Look at a workbook that is being made, `settled` and without formulas, as a copy of one that was read: `source`
    are the cells of that one by sheet, `like` what they say.

    Raises UnusableFile if a cell says something else in the copy: that is our fault, and it must go nowhere.
    """
    book = CalamineWorkbook.from_filelike(io.BytesIO(package.to_bytes(loose=True)))
    parts = package.worksheets

    @cache
    def cells(title: str) -> SheetCells:
        values = book.get_sheet_by_name(title).to_python(skip_empty_area=False)
        return SheetCells(values=values, formulas={}, errors={})

    wrong = next(_differing(cells, source, like), None)
    if wrong is not None:
        remedy = "请把原工作簿发给本工具的维护人员"
        raise UnusableFile("上报件与原工作簿的内容不一致，没有生成", place=wrong, remedy=remedy)
    sheets = _sheets(package.read(package.workbook), cells, lambda title: package.read(parts[title]))
    return witnessed(sheets, like.facts)


def _differing(
    copy: Callable[[str], SheetCells], source: Callable[[str], SheetCells], reading: Reading
) -> Iterator[str]:
    """Cells of figures that say something else. Only sheets that differ within the width of their table are looked at
    cell by cell: some do, for below the tables of a workbook with macros stand cells of ours that are not copied.
    """
    widths: dict[str, int] = defaultdict(int)
    for area in reading.addresses.names.values():
        widths[area.sheet] = max(widths[area.sheet], area.right + 1)
    grids = {sheet: (copy(sheet).values, source(sheet).values) for sheet in widths}
    odd = {sheet: pair for sheet, pair in grids.items() if not _alike(*pair, widths[sheet])}
    for fact in reading.facts if odd else ():
        sheet, _, address = fact.cell.rpartition("!")
        if sheet in odd:
            row, column = parse_cell(address)
            mine, theirs = (grid[row - 1] if row <= len(grid) else [] for grid in odd[sheet])
            if _at(mine, column) != _at(theirs, column):
                yield fact.cell


def _alike(mine: Sequence[Sequence[object]], theirs: Sequence[Sequence[object]], width: int) -> bool:
    pairs = zip(mine, theirs, strict=False)
    return len(mine) == len(theirs) and all(a[:width] == b[:width] for a, b in pairs)


def _at(line: Sequence[object], column: int) -> object:
    return line[column - 1] if column <= len(line) else ""


def _sheets(workbook_xml: bytes, cells: Callable[[str], SheetCells], xml: Callable[[str], bytes]) -> Iterator[Sheet]:
    for element in ElementTree.fromstring(workbook_xml).iter():
        if element.tag.endswith("}sheet"):
            title, state = element.get("name", ""), element.get("state", "visible")
            known = cast(State, state if state in _STATES else "visible")
            yield Sheet(title=title, state=known, cells=cells(title), xml=xml(title))
