"""Print set-up and screen: A4, as wide as the page, head rows on every page and in view, page numbers.

The repeated head is the one that explains the rows which run over the page: the head above the longest repeating table,
with the title where only totals stand between. A table without repeating rows repeats its title and head.
"""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from workbook.build.breaks import SIDE_MARGIN, TOP_MARGIN, breaks, height, table_width
from workbook.facts import repeat_of
from workbook.layout import Layout

_A4 = 9
_SCREEN = 360.0  # points of rows seen without scrolling on a 1366 x 768 screen
_SCREEN_WIDTH = 1310  # pixels of columns beside row numbers and scroll bar
_LEAST_ZOOM = 60
_HEADS = ("title", "sub", "head")


def set_up_page(sheet: Worksheet, layout: Layout) -> None:
    """Everything about paper and window."""
    sheet.set_paper(_A4)
    if layout.form.landscape:
        sheet.set_landscape()
    sheet.set_margins(left=SIDE_MARGIN, right=SIDE_MARGIN, top=TOP_MARGIN, bottom=TOP_MARGIN)
    sheet.center_horizontally()
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&C&A　第 &P 页，共 &N 页")
    sheet.print_area(0, 0, len(layout.rows) - 1, layout.form.grid.width - 1)
    head = repeated_rows(layout)
    if head:
        sheet.repeat_rows(head[0], head[1])
    if found := breaks(layout, sum(height(row) for row in layout.rows[head[0] : head[1] + 1]) if head else 0):
        sheet.set_h_pagebreaks(found)
    if frozen := frozen_rows(layout):
        sheet.freeze_panes(frozen, 0)
    if (width := table_width(layout)) > _SCREEN_WIDTH:
        sheet.set_zoom(max(_LEAST_ZOOM, _SCREEN_WIDTH * 20 // width * 5))


def frozen_rows(layout: Layout) -> int:
    """How many rows stay in view: title and head of a table that is longer than a screen."""
    rows = leading_rows(layout)
    total, frozen = (sum(map(height, part)) for part in (layout.rows, layout.rows[:rows]))
    return rows if total > _SCREEN and frozen <= _SCREEN / 2 else 0


def repeated_rows(layout: Layout) -> tuple[int, int] | None:
    """First and last row, from 0, of the head that is printed on every page; None where there is none."""
    leading = leading_rows(layout)
    tables = {repeat_of(cell.field.id): None for cell in layout.cells if cell.field and cell.item}
    if tables:
        blocks = [_rows(layout, table) for table in tables]
        longest = max(blocks, key=lambda rows: sum(height(layout.rows[row]) for row in rows))
        last = first = _head_above(layout, min(longest))
        while first > 0 and layout.rows[first - 1].kind == "head":
            first -= 1
        if last >= leading:
            return first, last
    return (0, leading - 1) if leading else None


def leading_rows(layout: Layout) -> int:
    """How many title and head rows the table begins with, none of them joined to a row below."""
    kinds = [row.kind for row in layout.rows]
    count = next((index for index, kind in enumerate(kinds) if kind not in _HEADS), len(kinds))
    while cut := [cell.area.top for cell in layout.cells if cell.area.top < count <= cell.area.bottom]:
        count = min(cut)
    return count


def _rows(layout: Layout, table: str | None) -> set[int]:
    return {cell.area.top for cell in layout.cells if cell.item and cell.field and repeat_of(cell.field.id) == table}


def _head_above(layout: Layout, below: int) -> int:
    """The last head row above a row; -1 if there is none."""
    return next((row for row in range(below - 1, -1, -1) if layout.rows[row].kind == "head"), -1)
