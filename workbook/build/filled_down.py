"""One formula filled down a column, as Excel itself stores it: written out once, shared by the cells below.

A long formula in thirty rows would be most of a sheet, and every `jixiao check` unpacks and looks through all of it.
"""

from __future__ import annotations

from typing import Any

from xlsxwriter.format import Format

from workbook.address import cell_name
from workbook.build.protection import OpenSheet


class FilledDown(OpenSheet):
    """A sheet that can fill a formula down. Rows and columns count from 0."""

    def __init__(self) -> None:
        super().__init__()
        self._shared: dict[str, tuple[str, str]] = {}
        self._groups = 0

    def fill_down(self, rows: range, column: int, formula: str, style: Format, result: str) -> None:
        """`formula`, without "=", is that of the first row; the others' follow from it."""
        first, last = (cell_name(row + 1, column + 1) for row in (rows[0], rows[-1]))
        for row in rows:
            own = row == rows[0]
            ref = f' ref="{first}:{last}"' if own else ""
            marks = f' t="shared"{ref} si="{self._groups}"'
            self._shared[cell_name(row + 1, column + 1)] = marks, formula if own else ""
            self.write_formula(row, column, "=0", style, result)
        self._groups += 1

    def _xml_formula_element(self, formula: str, result: Any, attributes: list[tuple[str, Any]]) -> None:
        shared = self._shared.get(dict(attributes)["r"])
        if shared is None:
            super()._xml_formula_element(formula, result, attributes)
            return
        own = "".join(f' {key}="{self._escape_attributes(value)}"' for key, value in attributes)
        marks, text = shared
        content = f">{self._escape_data(text)}</f>" if text else "/>"
        self.fh.write(f"<c{own}><f{marks}{content}<v>{self._escape_data(result)}</v></c>")
