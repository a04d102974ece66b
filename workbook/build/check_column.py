"""The 核对 column: to the right of each table, outside the print area, where remarks on a row are written later.

Built empty but for its head, in the table's first row. The defined name `jx.check.<form>` spans the table's rows in it;
on the sheets of a form that has several it is each sheet's own.
"""

from __future__ import annotations

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from workbook.build.styles import HEAD_FILL, Styles
from workbook.layout import Layout
from workbook.names import CHECK
from workbook.places import Area, quoted

TITLE = "核对"
WIDTH, GAP_WIDTH = 46, 2


def check_area(layout: Layout) -> Area:
    """Where the column stands: one thin column away from the table, all its rows."""
    column = layout.form.grid.width + 1
    return Area(layout.title, 0, column, len(layout.rows) - 1, column)


def add_check_column(book: Workbook, sheet: Worksheet, layout: Layout, styles: Styles) -> None:
    area = check_area(layout)
    sheet.set_column(area.left - 1, area.left - 1, GAP_WIDTH, styles.mark(locked=False))
    sheet.set_column(area.left, area.left, WIDTH, styles.get(font_size=9, align="left", num_format="@"))
    head = styles.get(bold=True, border=1, align="center", bg_color=HEAD_FILL)
    sheet.write_string(area.top, area.left, TITLE, head)
    name = f"{CHECK}{layout.form.id}"
    book.define_name(f"{quoted(area.sheet)}!{name}" if layout.sheet else name, f"={area.absolute()}")
