"""Notes on computed cells: how the figure comes about, and on what basis. Hidden until somebody points at the cell.

A repeating column has its note on the first row only, a form with many sheets on the first sheet only: each sheet with
notes costs three parts of the file. No author and a fixed size: the same notes give the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping

from xlsxwriter.worksheet import Worksheet

from workbook.build.regions import regions
from workbook.layout import Layout
from workbook.text_width import lines

_WIDTH, _LINE, _PADDING = 260, 17, 14  # pixels
_LINE_WIDTH = 38  # in half-width characters


def add_notes(sheet: Worksheet, layout: Layout, notes: Mapping[str, str]) -> None:
    """`notes` maps computed fields to their text; fields of other tables are passed over."""
    if layout.sheet > 1:
        return
    for region in regions(layout):
        if region.field.computed and (text := notes.get(region.field.id)):
            size = {"width": _WIDTH, "height": _LINE * lines(text, _LINE_WIDTH) + _PADDING}
            font = {"font_name": "宋体", "font_size": 9, "font_family": 3}
            sheet.write_comment(region.first, region.area.left, text, {**size, **font})
