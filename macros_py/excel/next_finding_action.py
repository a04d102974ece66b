"""跳到问题: to the next cell that still asks for something, after the one selected, through all sheets and round again.

By the list on the 校验 sheet: errors, warnings without explanation, questions without answer; notices ask for nothing.
A text written since the last check counts. On the 校验 sheet itself, it goes to the place of the row selected.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import xlwings as xw

from macros_py.excel.open_book import Snapshot
from macros_py.excel.ui import Ui
from workbook.address import parse_cell
from workbook.explanations import ANSWERED, EXPLAINED, NOTICE, Explanation, state, written
from workbook.findings_rows import PLACE
from workbook.findings_table import NOT_CHECKED, SHEET, SUMMARY_ROW, Rows
from workbook.reading import listed_rows

_NOTHING_TO_DO = {EXPLAINED, ANSWERED, NOTICE}
_LONGEST = 300  # of a sentence: a box of Excel's shows 1024 characters
_Spot = tuple[int, int, int]  # place of the sheet, row, column: in this order they are gone through


class _Open(msgspec.Struct, frozen=True, kw_only=True):
    """A cell that asks for something, and the words for it."""

    sheet: str
    cell: str
    said: str


def run(book: xw.Book, ui: Ui) -> str:
    """Select the cell, and say what is wrong with it."""
    snapshot = Snapshot(book)
    if SHEET not in snapshot.titles:
        return "工作簿里没有“校验”工作表，没有可以跳到的问题。"
    cells = snapshot.cells(SHEET)
    if str(cells.value(SUMMARY_ROW, 0) or "").startswith(NOT_CHECKED):
        return "还没有校验过，请先按“校验”。"
    rows = listed_rows(cells)
    spots = dict(sorted(_open_spots(rows, snapshot.titles)))
    if not spots:
        return "没有要改正、说明或答复的问题了。改过数字的，请再按一次“校验”。"
    spot = _chosen(book, snapshot.titles, rows, spots)
    found = spots[spot]
    ui.select(found.sheet, found.cell)
    said = found.said if len(found.said) <= _LONGEST else found.said[:_LONGEST] + "……"
    return f"第 {list(spots).index(spot) + 1} 处，共 {len(spots)} 处：{found.sheet}!{found.cell}，{said}"


def _open_spots(rows: Rows, titles: list[str]) -> Iterator[tuple[_Spot, _Open]]:
    """Where there is something left to do. What stands nowhere, and what a renamed sheet hides, is passed over."""
    said: dict[str, list[str]] = {}
    for item in written(rows)[0]:
        if state(item.level, item if item.text else None) not in _NOTHING_TO_DO:
            said.setdefault(item.cell, []).append(_words(item))
    for place, words in said.items():
        if spot := _spot(place, titles):
            sheet, _, cell = place.rpartition("!")
            yield spot, _Open(sheet=sheet, cell=cell, said="\n".join(words))


def _words(item: Explanation) -> str:
    return f"【{item.level}】{' '.join(item.problem.split())}"


def _spot(place: str, titles: list[str]) -> _Spot | None:
    sheet, _, cell = place.rpartition("!")
    try:
        return (titles.index(sheet), *parse_cell(cell))
    except ValueError:
        return None


def _chosen(book: xw.Book, titles: list[str], rows: Rows, spots: dict[_Spot, _Open]) -> _Spot:
    """The first one after the selection; the first of all after the last."""
    selection = book.app.selection
    if selection is None:  # a picture, a chart
        return min(spots)
    here = selection.sheet.name
    if here == SHEET:
        listed = _spot(rows.get(selection.row, {}).get(PLACE, ""), titles)
        return listed if listed in spots else min(spots)
    now = (titles.index(here), selection.row, selection.column)
    return min((spot for spot in spots if spot > now), default=min(spots))
