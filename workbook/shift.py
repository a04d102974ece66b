"""References after rows were inserted: what `A5:B9` is called then. Text in, text out; no file is touched.

A range grows when the new rows lie inside it, after its first row and not after its last, as in Excel.
"""

from __future__ import annotations

import re

import msgspec
from openpyxl.formula.tokenizer import Tokenizer, TokenizerError

from workbook.address import LAST_ROW

_PIECES = re.compile(r":|(?:'(?:[^']|'')*'|[^':])+")
_END = re.compile(r"(\$?[A-Za-z]{1,3})?(\$?)([1-9][0-9]{0,6})")


class Insertion(msgspec.Struct, frozen=True, kw_only=True):
    """`count` rows put before row `before` of `sheet`; `tabs` are all sheets in order."""

    sheet: str
    before: int
    count: int
    tabs: tuple[str, ...] = ()

    def row(self, row: int) -> int:
        """Where a 1-based row goes; the last row of a sheet stays the last."""
        return min(row + self.count, LAST_ROW) if row >= self.before else row

    def splits(self, first: int, last: int) -> bool:
        return first < self.before <= last

    def concerns(self, sheet: str | None) -> bool:
        return sheet is not None and sheet.casefold() == self.sheet.casefold()


def shift_areas(areas: str, move: Insertion) -> str:
    """Areas of the sheet itself, separated by spaces.

    >>> shift_areas("A5:B9 C2", Insertion(sheet="甲", before=6, count=2))
    'A5:B11 C2'
    """
    return re.sub(r"[^\s:]+", lambda found: _shift_end(found[0], move), areas)


def shift_pointer(pointer: str, move: Insertion, home: str | None) -> str:
    """The target of a link: a place, or any text a person may have typed there."""
    try:
        return shift_formula(pointer, move, home)
    except (TokenizerError, IndexError, ValueError):
        return pointer


def shift_formula(formula: str, move: Insertion, home: str | None, *, fixed_only: bool = False) -> str:
    """A formula (without "=") standing on sheet `home`, or None, after the move.

    Raises TokenizerError or IndexError if it cannot be read, ValueError for a 3-D reference across the sheet.

    >>> shift_formula("SUM('甲'!A5:A9)-A7", Insertion(sheet="甲", before=6, count=2), "乙")
    "SUM('甲'!A5:A11)-A7"
    """
    if "!" not in formula and not move.concerns(home):
        return formula
    plain, position, out = re.sub(r"[\t\r]", " ", formula), 0, ""
    for token in Tokenizer(f"={plain}").items:
        start = plain.index(token.value, position)  # the tokenizer shortens runs of spaces
        out += formula[position:start] + _shift_operand(token.value, move, home, fixed_only)
        position = start + len(token.value)
    return out + formula[position:]


def _shift_operand(operand: str, move: Insertion, home: str | None, fixed_only: bool) -> str:
    """One range, as in `A5`, `$A$5:B9`, `5:7`, `'甲'!A5`, `A5:INDEX(`; other files and table columns are left."""
    if "[" in operand or operand.startswith('"'):
        return operand
    sheet, out, pieces = home, "", _PIECES.findall(operand)
    for index, piece in enumerate(pieces):
        prefix, mark, end = piece.rpartition("!")
        if mark:
            sheet = prefix[1:-1].replace("''", "'") if prefix.startswith("'") else prefix
            _refuse_span(sheet if index < 2 or _END.fullmatch(pieces[index - 2]) else f"{pieces[0]}:{sheet}", move)
        alone = end.isdigit() and len(pieces) == 1
        out += prefix + mark + (_shift_end(end, move, fixed_only) if move.concerns(sheet) and not alone else end)
    return out


def _refuse_span(sheets: str, move: Insertion) -> None:
    tabs = [tab.casefold() for tab in move.tabs]
    ends = sheets.casefold().split(":")
    if len(ends) == 2 and set(ends) <= set(tabs):
        first, last = sorted(tabs.index(end) for end in ends)
        if first <= tabs.index(move.sheet.casefold()) <= last:
            raise ValueError(f"3-D reference {sheets}")


def _shift_end(end: str, move: Insertion, fixed_only: bool = False) -> str:
    """One end of a range; a name or a column is not one."""
    found = _END.fullmatch(end)
    if found is None or (fixed_only and not found[2]) or int(found[3]) > LAST_ROW:
        return end
    column = (found[1] or "").replace("$", "").upper()
    return end if len(column) == 3 and column > "XFD" else f"{found[1] or ''}{found[2]}{move.row(int(found[3]))}"
