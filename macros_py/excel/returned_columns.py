"""The sheet 退回意见 of an open workbook, renewed by 校验: what stands in 现在填报 and 状态, and the count on top.

The two columns are one block; what people answered is not touched, nor is any other cell. A finding that is new gets no
row here, as it does in a file (`macros_py.exchange.returned_sheet`): it stands in the list of findings. One that has a
row already is 新出现 for as long as it is found.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from macros_py.check import Checked
from macros_py.excel.writes import Format, Item, Write
from macros_py.exchange.returned_sheet import told
from macros_py.exchange.settle import settled
from workbook.address import Block
from workbook.drawn_page import Drawn
from workbook.number_formats import TEXT
from workbook.reading import SheetCells
from workbook.returned_table import COLUMNS, SHEET, Returned, page, returned_rows

_TITLES = [title for title, _ in COLUMNS]
_NOW, _STATE = (_TITLES.index(title) + 1 for title in ("现在填报", "状态"))


def returned_now(cells: SheetCells, checked: Checked) -> dict[int, Returned]:
    """The remarks by their rows on the sheet, as they stand now. None where somebody laid the sheet out otherwise: what
    is read there would be guessed, and what is written would cover something else.
    """
    _, _, heads, *_ = _drawn(())
    if any(cells.value(head.row - 1, head.column - 1) != head.value for head in heads):
        return {}
    marked = bool(returned_rows(checked.reading.returned))
    lines = checked.reading.returned if marked else {}
    before = {row: found[0] for row, line in lines.items() if (found := returned_rows({row: line}))}
    return dict(zip(before, settled(list(before.values()), checked), strict=True))


def returned_writes(cells: SheetCells, now: Mapping[int, Returned]) -> Iterator[Format | Write]:
    """What the sheet would show, were it drawn anew. A row between that is none of ours keeps what it holds."""
    _, (count,), *_ = _drawn(list(now.values()))
    top = Block(top=count.row, left=count.column, bottom=count.row, right=count.column)
    yield Write(sheet=SHEET, block=top, rows=[[_item(count.value)]])
    block = Block(top=min(now), left=_NOW, bottom=max(now), right=_STATE)
    rows = {
        row: [_item(cells.value(row - 1, column - 1)) for column in (_NOW, _STATE)]
        for row in range(block.top, block.bottom + 1)
    }
    shown = rows | {row: [item.now, item.state] for row, item in now.items()}
    yield Format(sheet=SHEET, block=block, number_format=TEXT)
    yield Write(sheet=SHEET, block=block, rows=list(shown.values()))


def state_colours(cells: SheetCells, now: Mapping[int, Returned]) -> Iterator[tuple[int, int, str | None]]:
    """Row, column and colour of each state that is another than it was; None for no colour."""
    _, _, _, *lines = _drawn(list(now.values()))
    for line, (row, item) in zip(lines, now.items(), strict=True):
        if cells.value(row - 1, _STATE - 1) != item.state:
            yield row, _STATE, line[_STATE - 1].look.fill or None


def _drawn(rows: Sequence[Returned]) -> list[list[Drawn]]:
    """The sheet as it is drawn in a file, line by line: title, count, heads, remarks."""
    lines: dict[int, list[Drawn]] = {}
    for cell in page(rows, told(rows)).cells:
        lines.setdefault(cell.row, []).append(cell)
    return list(lines.values())


def _item(value: object) -> Item:
    return None if value is None else str(value)
