"""Cells and blocks of cells as numbers, both from 1. Not those of `workbook.address`: a mistake there must not be
repeated in the lint that is to find it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
_CELL = re.compile(r"\$?([A-Z]{1,3})\$?([1-9]\d{0,6})")


class Area(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """`top` comes first: areas sort by where they begin."""

    top: int
    left: int
    bottom: int
    right: int
    ref: str

    def overlaps(self, other: Area) -> bool:
        beside = self.right < other.left or other.right < self.left
        return not beside and self.top <= other.bottom and other.top <= self.bottom


def parse_cell(text: str) -> tuple[int, int] | None:
    """Row and column, None if the text is no address of a cell that exists.

    >>> parse_cell("$B$7"), parse_cell("XFE1"), parse_cell("A0")
    ((7, 2), None, None)
    """
    match = _CELL.fullmatch(text)
    if match is None:
        return None
    row, column = int(match[2]), column_number(match[1])
    return (row, column) if row <= LAST_ROW and column <= LAST_COLUMN else None


def column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def parse_area(ref: str) -> Area | None:
    """None if it is no block of cells, or if its corners are swapped."""
    first, _, last = ref.partition(":")
    start, end = parse_cell(first), parse_cell(last or first)
    if start is None or end is None or start[0] > end[0] or start[1] > end[1]:
        return None
    return Area(top=start[0], left=start[1], bottom=end[0], right=end[1], ref=ref)


def parse_areas(refs: str) -> list[Area]:
    """The sound ones of a list with spaces between."""
    return [area for ref in refs.split() if (area := parse_area(ref)) is not None]


def overlaps(areas: Sequence[Area]) -> Iterator[tuple[Area, Area]]:
    """Pairs that share a cell. An area is compared with those still open where it begins, so that lists may be long."""
    open_areas: list[Area] = []
    for area in sorted(areas):
        open_areas = [other for other in open_areas if other.bottom >= area.top]
        yield from ((other, area) for other in open_areas if other.overlaps(area))
        open_areas.append(area)


def cells(ref: str) -> Iterator[str]:
    """Addresses of the cells of a block.

    >>> list(cells("Z1:AA2"))
    ['Z1', 'AA1', 'Z2', 'AA2']
    """
    area = parse_area(ref)
    if area is not None:
        for row in range(area.top, area.bottom + 1):
            yield from (f"{column_letters(column)}{row}" for column in range(area.left, area.right + 1))


def column_letters(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
