"""What a button writes into the open workbook: blocks of cells, each one trip into Excel's process.

Made first, all of them, then carried out: what cannot be computed stops a button before it has written anything.
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


class Write(msgspec.Struct, frozen=True, kw_only=True):
    """A block of a sheet and its contents, row by row. None empties a cell. `kind` text: whatever it looks like, be it
    `=1+1`, it stays the text that it is.
    """

    sheet: str
    block: Block
    rows: list[list[Item]]
    kind: Literal["value", "text", "formula"] = "value"

    def into(self, book: xw.Book) -> None:
        block = self.block
        area = book.sheets[self.sheet].range((block.top, block.left), (block.bottom, block.right))
        if self.kind == "formula":
            area.formula = self.rows
            return
        if self.kind == "text":
            area.number_format = "@"
        area.value = self.rows


def in_blocks(
    cells: Mapping[tuple[str, Place], Item],
    wanted: Collection[tuple[str, Place]],
    kind: Literal["value", "formula"],
) -> Iterator[Write]:
    """As few blocks as will do to write the `wanted` cells; others of `cells` may be written along."""
    for sheet, group in groupby(sorted(wanted), key=lambda place: place[0]):
        contents = {place: item for (title, place), item in cells.items() if title == sheet}
        for block in rectangles([place for _, place in group], contents):
            rows = [
                [contents[row, column] for column in range(block.left, block.right + 1)]
                for row in range(block.top, block.bottom + 1)
            ]
            yield Write(sheet=sheet, block=block, rows=rows, kind=kind)
