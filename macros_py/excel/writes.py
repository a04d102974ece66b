"""What a button writes into the open workbook: blocks of cells, each one trip into Excel's process.

Made first, all of them, then carried out: what cannot be computed stops a button before it has written anything.

What is written into a cell of format text stays a text, be it a number or a formula. So the cells that get either take
their own format first (`formats`), and no others: which format those have is for whoever gave it to them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from itertools import groupby
from typing import Literal

import msgspec
import xlwings as xw

from macros_py.excel.rectangles import Place, rectangles
from workbook.address import Block

Item = float | str | None
Cell = tuple[str, Place]  # its sheet, and where on it


class Write(msgspec.Struct, frozen=True, kw_only=True):
    """A block of a sheet and its contents, row by row. None empties a cell. What it becomes there is for the format of
    the cells to say, see `Format`.
    """

    sheet: str
    block: Block
    rows: list[list[Item]]
    kind: Literal["value", "formula"] = "value"

    def into(self, book: xw.Book) -> None:
        area = _area(book, self.sheet, self.block)
        if self.kind == "formula":
            area.formula = self.rows
        else:
            area.value = self.rows


class Format(msgspec.Struct, frozen=True, kw_only=True):
    """The number format of a block. With `@`, what is written there stays the text that it is, be it `=1+1`."""

    sheet: str
    block: Block
    number_format: str

    def into(self, book: xw.Book) -> None:
        _area(book, self.sheet, self.block).number_format = self.number_format


def _area(book: xw.Book, sheet: str, block: Block) -> xw.Range:
    return book.sheets[sheet].range((block.top, block.left), (block.bottom, block.right))


def in_blocks(cells: Mapping[Cell, Item], kind: Literal["value", "formula"]) -> Iterator[Write]:
    """As few blocks as will do to write these cells and no others."""
    for sheet, block in _blocks(cells):
        rows = [
            [cells[sheet, (row, column)] for column in range(block.left, block.right + 1)]
            for row in range(block.top, block.bottom + 1)
        ]
        yield Write(sheet=sheet, block=block, rows=rows, kind=kind)


def formats(wanted: Mapping[Cell, str]) -> Iterator[Format]:
    """As few blocks as will do to give these cells their formats, and no others any."""
    for number_format in sorted(set(wanted.values())):
        cells = [cell for cell, given in wanted.items() if given == number_format]
        for sheet, block in _blocks(cells):
            yield Format(sheet=sheet, block=block, number_format=number_format)


def _blocks(cells: Collection[Cell]) -> Iterator[tuple[str, Block]]:
    for sheet, group in groupby(sorted(cells), key=lambda cell: cell[0]):
        places = [place for _, place in group]
        for block in rectangles(places, places):
            yield sheet, block
