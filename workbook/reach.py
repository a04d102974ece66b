"""Reach: whether a sheet keeps within the columns, rows and cells a reader can afford, told from its raw bytes.

Why bytes: the libraries that parse a sheet are the ones that fail on it. A sheet as spreadsheet programs write it is
measured at a glance; any other is walked tag by tag, as calamine walks it. Legal oddities are followed there: any
namespace prefix, any order of attributes, either quote, and rows or cells without `r`, which stand next to their
predecessor. What is no XML is refused there: a lenient parser may find a cell in it. A row without cells may be
anywhere. Merged and other areas are for `workbook.areas`.

>>> from workbook.limits import Limits
>>> beyond(b'<row r="1"><c r="A1"/><c r="ZZZ1"><v>1</v></c></row>', Limits())
'单元格 ZZZ1 超出可读范围（到 ZZ 列、20000 行为止）'
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from workbook.address import column_letters
from workbook.areas import column_number, far_area, is_prefixed, reach_of
from workbook.areas import row_number as row_of
from workbook.limits import Limits

BROKEN = "内容不是合规的 XML"
BLOCK = 1 << 20
TAG_MOST, ODD_MOST = 4096, 500_000
COMMON = re.compile(rb'<c(?: r="([A-Z]{1,3})([0-9]{1,7})"(?: s="[0-9]++")?+(?: t="\w++")?+/?>|(?=[\s/>]))')
ATTRIBUTE = rb"""[^\s=<>"'/]++\s*+=\s*+(?:"[^"<]*+"|'[^'<]*+')"""
ITEM = re.compile(
    rb"<!--(?:[^-]|-[^-])*+-->|<\?[^<>?]*+\?>"
    rb"""|<(/?)(?:[^\s<>/"'=!?&:]++:)*+([^\s<>/"'=!?&:]++)((?:\s++%s)*+)\s*+(/?)>|<""" % ATTRIBUTE
)
PAIR = re.compile(rb"""([^\s=<>"'/]++)\s*+=\s*+(?:"([^"]*+)"|'([^']*+)')""")
ADDRESS = re.compile(rb"([A-Za-z]*+)([0-9]++)")


class Survey(NamedTuple):
    """`problem`: what is out of reach, in Chinese, naming the address, or BROKEN; None if all is well. `cells`: of the
    rectangle from A1 to the last cell.
    """

    problem: str | None
    cells: int = 0


class Cell(NamedTuple):
    """Where a cell stands, 1-based; column 0 if that cannot be told. `written` is its address as it is in the file."""

    column: int
    row: int
    written: bytes = b""

    def address(self) -> str:
        if self.written or not self.column:
            return self.written[:20].decode("utf-8", "replace").upper()
        return f"{column_letters(self.column)}{self.row}"


NO_XML = Cell(0, 0)


def beyond(data: bytes, limits: Limits) -> str | None:
    """What of the sheet part `data` (UTF-8) cannot be read; None if nothing."""
    return survey(data, limits).problem


def survey(data: bytes, limits: Limits) -> Survey:
    """The same, with how much a reader will allocate."""
    prefixed = is_prefixed(data)
    problem = far_area(data, limits, prefixed=prefixed)
    if problem:
        return Survey(problem)
    cells = None if prefixed else _at_a_glance(data, limits)
    if cells is not None:
        return Survey(None, cells)
    if data.count(b"<") > ODD_MOST:
        return Survey("内容太多，或者写法特殊，读不了")
    return _walked(data, limits)


def _at_a_glance(data: bytes, limits: Limits) -> int | None:
    """The rectangle of a sheet whose cells are all written as programs write them; None if one is not, or is far."""
    if len(data) > limits.cells and data.count(b"<c") > limits.cells:
        return None
    columns: set[bytes] = set()
    rows: set[bytes] = set()
    for start, end in _blocks(data):
        found = COMMON.findall(data, start, end)
        columns |= {letters for letters, _ in found}
        rows |= {digits for _, digits in found}
    if b"" in columns:
        return None
    width, height = max(map(column_number, columns), default=0), max(map(int, rows), default=0)
    near = width <= limits.columns and height <= limits.rows and width * height <= limits.cells
    return width * height if near else None


def _blocks(data: bytes) -> Iterator[tuple[int, int]]:
    """Whole rows, some megabyte at a time: what is found in a sheet of millions of cells need not be held at once."""
    start = 0
    while start < len(data):
        end = data.find(b"</row>", start + BLOCK)
        yield start, end if end > 0 else len(data)
        start = end if end > 0 else len(data)


def _walked(data: bytes, limits: Limits) -> Survey:
    width = height = 0
    for count, cell in enumerate(_cells(data, blanks=limits.blanks), 1):
        if not cell.column:
            return Survey(f"单元格地址「{cell.address()}」不合规范" if cell.row else BROKEN)
        if cell.column > limits.columns or cell.row > limits.rows:
            return Survey(f"单元格 {cell.address()} 超出可读范围（{reach_of(limits)}）")
        width, height = max(width, cell.column), max(height, cell.row)
        if count > limits.cells:
            return Survey(f"单元格太多（最多 {limits.cells} 个）")
        if width * height > limits.cells:
            return Survey(f"区域 A1:{column_letters(width)}{height} 太大（最多 {limits.cells} 个单元格）")
    return Survey(None, width * height)


def _cells(data: bytes, *, blanks: bool) -> Iterator[Cell]:
    """Each cell that holds something. As calamine counts, the end of a row, not its beginning, leads to the next."""
    column, row = 1, 1
    held: Cell | None = None  # a cell of which it is not yet known whether it holds something
    for tag in ITEM.finditer(data):
        closing, name, attributes, closed = tag.groups()
        if name is None:
            if tag[0] == b"<":
                yield NO_XML
            continue
        if held and (blanks or not (closing and name == b"c")):
            yield held
        held = None
        if name == b"c" and not closing:
            cell = _cell(attributes, column, row)
            column = cell.column + 1
            held = cell if cell.column and not closed else None
            if not cell.column or (closed and blanks):
                yield cell
        elif name == b"row":
            if not closing:
                start = _cell(attributes, 1, row, row=True)
                row = start.row
                if not start.column:
                    yield start
            if closing or closed:
                column, row = 1, row + 1


def _cell(attributes: bytes, column: int, row_number: int, *, row: bool = False) -> Cell:
    """A cell, or with `row` the first of a row, that stands at `column` and `row_number` unless it says otherwise."""
    placed = [double or single for key, double, single in PAIR.findall(attributes[:TAG_MOST]) if key == b"r"]
    if len(attributes) > TAG_MOST or len(placed) > 1:
        return Cell(0, 1)
    if not placed:
        return Cell(column, row_number)
    address = ADDRESS.fullmatch(placed[0])
    if not address or row == bool(address[1]):
        return Cell(0, 1, placed[0])
    return Cell(1 if row else column_number(address[1]), row_of(address[2]), placed[0])
