"""Page breaks: a signature or note stays on the page of the row it belongs to.

Excel cannot keep rows together by itself. So the pages are counted here as it will count them, and a break is set
before a row whose signature would otherwise begin the next page. Tables that fit on one page get none. Rows that people
add later move the break along with its rows.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbook.build.styles import HEIGHTS
from workbook.grid import RowKind
from workbook.layout import Layout, PlacedRow

LONG_SIDE, SHORT_SIDE = 842.0, 595.0  # A4, points
SIDE_MARGIN, TOP_MARGIN = 0.5, 0.6  # inches
_INCH = 72.0
_SLACK = 0.97  # printers differ a little in what they get on a page
_BOUND: tuple[RowKind, ...] = ("note", "sign")


def height(row: PlacedRow) -> float:
    """In points."""
    return row.height or HEIGHTS[row.kind]


def table_width(layout: Layout) -> int:
    """In pixels, at 100%."""
    return sum(int(width * 7 + 5) for width in layout.form.widths)


def page_height(layout: Layout) -> float:
    """Points of rows that one page takes, scaled so that the table fits the page's width."""
    wide, high = (LONG_SIDE, SHORT_SIDE) if layout.form.landscape else (SHORT_SIDE, LONG_SIDE)
    scale = min(1.0, (wide - 2 * SIDE_MARGIN * _INCH) / (table_width(layout) * 0.75))
    return (high - 2 * TOP_MARGIN * _INCH) / scale


def breaks(layout: Layout, repeated: float = 0) -> list[int]:
    """Rows, from 0, before which a page must end. `repeated`: points of head rows printed again on each page."""
    room = page_height(layout) * _SLACK
    found, used, row = [], 0.0, 0
    for group in _groups(layout):
        heights = [height(item) for item in group]
        if used + sum(heights) > room:
            if used + heights[0] <= room and len(group) > 1:
                found.append(row)
            used = repeated
        used, row = used + sum(heights), row + len(group)
    return found


def _groups(layout: Layout) -> Iterator[list[PlacedRow]]:
    """Rows that stay together: each with the notes and signatures that follow it."""
    group: list[PlacedRow] = []
    for row in layout.rows:
        if group and row.kind not in _BOUND:
            yield group
            group = []
        group.append(row)
    if group:
        yield group
