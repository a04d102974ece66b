"""How wide the columns and how high the rows of a sheet are on the screen: what floats above cells is placed by them.

Pixels at 100 %, for the usual font; a row that Excel makes as high as its text is taken for a usual one.
"""

from __future__ import annotations

from collections.abc import Callable

from workbook.address import LAST_COLUMN, LAST_ROW
from workbook.package import MAIN, Element

_PER_CHARACTER, _PER_POINT = 7, 4 / 3
_WIDTH, _HEIGHT = 64, 20
_STEPS = 200  # nothing of ours reaches farther, and sheets may hide all columns but a few


class Pixels:
    """The measures of one sheet. Columns and rows count from 1."""

    def __init__(self, sheet: Element) -> None:
        self._columns = [
            (int(col.get("min", "1")), int(col.get("max", "1")), _size(col, "width", _PER_CHARACTER, _WIDTH))
            for col in sheet.iterfind(f"{MAIN}cols/{MAIN}col")
        ]
        lines = sheet.iterfind(f"{MAIN}sheetData/{MAIN}row[@r]")
        self._rows = {int(row.get("r", "0")): _size(row, "ht", _PER_POINT, _HEIGHT) for row in lines}

    def column(self, number: int) -> int:
        return next((size for first, last, size in self._columns if first <= number <= last), _WIDTH)

    def row(self, number: int) -> int:
        return self._rows.get(number, _HEIGHT)

    def right_of(self, column: int, inside: int, length: int) -> tuple[int, int]:
        """Which column is `length` pixels right of a place `inside` another, and how far inside that is."""
        return _walk(column, inside + length, self.column, LAST_COLUMN)

    def below(self, row: int, inside: int, length: int) -> tuple[int, int]:
        """The same, downwards."""
        return _walk(row, inside + length, self.row, LAST_ROW)


def _size(element: Element, key: str, factor: float, usual: int) -> int:
    if element.get("hidden") in ("1", "true"):
        return 0
    return usual if (size := element.get(key)) is None else round(float(size) * factor)


def _walk(number: int, left: int, size: Callable[[int], int], last: int) -> tuple[int, int]:
    for _ in range(_STEPS):
        here = size(number)
        if left < here or number == last:
            return number, min(left, here)
        left, number = left - here, number + 1
    return number, 0
