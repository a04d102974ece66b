"""What makes a sheet pleasant and hard to spoil, in one call; each matter has its own module."""

from __future__ import annotations

from collections.abc import Mapping

from xlsxwriter import Workbook

from workbook.build.check_column import add_check_column
from workbook.build.colours import add_colours
from workbook.build.notes import add_notes
from workbook.build.page import set_up_page
from workbook.build.protection import OpenSheet, protect
from workbook.build.styles import Styles
from workbook.build.validation import add_validations
from workbook.layout import Layout


def add_manners(book: Workbook, sheet: OpenSheet, layout: Layout, styles: Styles, notes: Mapping[str, str]) -> None:
    """To be called when all cells are written. `notes` says of computed fields how they are computed."""
    add_check_column(book, sheet, layout, styles)
    add_validations(sheet, layout)
    add_colours(sheet, layout, styles)
    add_notes(sheet, layout, notes)
    set_up_page(sheet, layout)
    protect(sheet, styles.mark(locked=False))
