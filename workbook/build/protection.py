"""Protection without a password: it keeps slips off computed single cells and hinders nothing else.

Excel deletes a row of a protected sheet only if no cell of it is locked, to the last column: so everything is unlocked
but those cells, the empty columns beside the table as well.
"""

from __future__ import annotations

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from workbook.address import LAST_COLUMN

_ALLOWED = (
    *("objects", "scenarios", "format_cells", "format_columns", "format_rows", "insert_columns", "insert_rows"),
    *("insert_hyperlinks", "delete_columns", "delete_rows", "sort", "autofilter", "pivot_tables"),
)
_USUAL_WIDTH = "9.140625"


class OpenSheet(Worksheet):  # type: ignore[misc]
    """A sheet whose columns to the right of the last that was set have the format `beside`.

    XlsxWriter's own set_column would hold each of sixteen thousand columns, and go through them in every row.
    """

    beside: Format | None = None

    def _xml_end_tag(self, tag: str) -> None:
        if tag == "cols" and self.beside is not None:
            first = max(self.col_info) + 2
            style = self.beside._get_xf_index()
            places = [("min", first), ("max", LAST_COLUMN), ("width", _USUAL_WIDTH), ("style", style)]
            self._xml_empty_tag("col", places)
        super()._xml_end_tag(tag)


def protect(sheet: OpenSheet, beside: Format) -> None:
    """`beside` is the format of an unlocked cell, used elsewhere on the sheet too."""
    sheet.beside = beside
    sheet.protect("", dict.fromkeys(_ALLOWED, True))
