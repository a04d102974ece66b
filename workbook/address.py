"""Cell addresses: letters and numbers, 1-based as people count them."""

from __future__ import annotations

import re
from functools import lru_cache

import msgspec

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384  # Excel 2007 and later
_CELL = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


class Block(msgspec.Struct, frozen=True, kw_only=True):
    """A block of cells on some sheet, both ends included."""

    top: int
    left: int
    bottom: int
    right: int

    def overlaps(self, other: Block) -> bool:
        beside = self.right < other.left or other.right < self.left
        return not beside and self.top <= other.bottom and other.top <= self.bottom

    def holds(self, other: Block) -> bool:
        wide = self.left <= other.left and other.right <= self.right
        return wide and self.top <= other.top and other.bottom <= self.bottom


@lru_cache(maxsize=1024)
def column_letters(number: int) -> str:
    """The letters of a column.

    >>> column_letters(1), column_letters(702), column_letters(703)
    ('A', 'ZZ', 'AAA')
    """
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@lru_cache(maxsize=1024)
def column_number(letters: str) -> int:
    """The number of a column.

    >>> column_number("A"), column_number("XFD")
    (1, 16384)
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


@lru_cache(maxsize=16_384)  # sheets are alike: the same few hundred addresses on each
def parse_cell(address: str) -> tuple[int, int]:
    """Row and column of a cell. Raises ValueError.

    >>> parse_cell("E5"), parse_cell("AA10")
    ((5, 5), (10, 27))
    """
    found = _CELL.fullmatch(address)
    row, column = (int(found[2]), column_number(found[1])) if found else (0, 0)
    if not (0 < row <= LAST_ROW and 0 < column <= LAST_COLUMN):
        raise ValueError(f"not a cell: {address!r}")
    return row, column


def cell_name(row: int, column: int) -> str:
    """The address of a cell.

    >>> cell_name(5, 5), cell_name(10, 27)
    ('E5', 'AA10')
    """
    return f"{column_letters(column)}{row}"


@lru_cache(maxsize=16_384)
def cells_of(row: int, columns: int) -> tuple[str, ...]:
    """The addresses of the first cells of a row.

    >>> cells_of(5, 3)
    ('A5', 'B5', 'C5')
    """
    return tuple(cell_name(row, column) for column in range(1, columns + 1))


def parse_block(ref: str) -> Block:
    """A block of cells; one cell is a block too.

    >>> parse_block("A5:B20").bottom
    20
    """
    first, _, last = ref.replace("$", "").partition(":")
    (top, left), (bottom, right) = parse_cell(first), parse_cell(last or first)
    return Block(top=top, left=left, bottom=bottom, right=right)
