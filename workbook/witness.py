"""What a sheet shows besides its figures: the texts around them, what is hidden, and whether anything calculates.

A submission is sealed with this, and `jixiao verify` looks again: a label that was renamed, a row that was hidden or
inserted says something else to a reader though no figure changed. Looks (colours, widths, fonts) are not looked at.

    witnessed(sheets, reading).sheets[3].rows      # hidden rows, from 1
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import chain
from typing import Any

import msgspec

from workbook.address import cells_of
from workbook.facts import Facts
from workbook.held import canonical
from workbook.reading import SheetCells, as_held
from workbook.submission import SealedSheet, State

_TAG = rb"<(?:[\w.-]+:)?"
_ROW = re.compile(_TAG + rb"row\b([^>]*)>")
_COLUMN = re.compile(_TAG + rb"col\b([^>]*)>")
_NUMBER = re.compile(rb"""(?<![\w:])r\s*=\s*["'](\d+)["']""")
_SPAN = re.compile(rb"""(?<![\w:])(min|max)\s*=\s*["'](\d+)["']""")
_HIDES = tuple(  # each begins with letters of its own: so they are found ten times as fast as in one expression
    re.compile(sign)
    for sign in (
        rb"""hidden\s*=\s*["'](?:1|true)["']""",
        rb"""ht(?<=\sht)\s*=\s*["']0(?:\.0*)?["']""",
        rb"""width\s*=\s*["']0(?:\.0*)?["']""",
    )
)
_HIDDEN = re.compile(rb"""(?<![\w:])(?:hidden\s*=\s*["'](?:1|true)["']|(?:ht|width)\s*=\s*["']0(?:\.0*)?["'])""")
_FEW_DIGITS, _SMALL = 15, 2000
_MOST_COLUMNS = 702  # what the gate lets through; sheets often hide all columns to their end


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """A sheet as it stands in a file: its title, whether it can be seen, its cells and its XML."""

    title: str
    state: State
    cells: SheetCells
    xml: bytes


class Witness(msgspec.Struct, frozen=True, kw_only=True):
    """`printed` are the texts by cell, a set for each kind of sheet; `formulas` the cells that calculate; `aside` the
    texts of sheets that were left out.
    """

    sheets: tuple[SealedSheet, ...]
    printed: tuple[dict[str, str], ...]
    formulas: tuple[str, ...]
    aside: dict[str, dict[str, str]] = {}


def witnessed(sheets: Iterable[Sheet], facts: Facts, left_out: Collection[str] = ()) -> Witness:
    """Look at sheets; those called as in `left_out` belong to no table, and only their texts are noted."""
    taken: dict[str, set[str]] = defaultdict(set)
    for sheet, _, cell in (fact.cell.rpartition("!") for fact in facts):
        taken[sheet].add(cell)
    printed: list[dict[str, str]] = []
    everything = list(sheets)
    seen = [sheet for sheet in everything if sheet.title not in left_out]
    aside = {sheet.title: _texts(sheet.cells, ()) for sheet in everything if sheet.title in left_out}
    sealed = tuple(_sealed(sheet, taken, printed) for sheet in seen)
    formulas = tuple(f"{sheet.title}!{cell}" for sheet in seen for cell in sheet.cells.formulas)
    return Witness(sheets=sealed, printed=tuple(printed), formulas=formulas, aside=aside)


def _sealed(sheet: Sheet, taken: Mapping[str, set[str]], printed: list[dict[str, str]]) -> SealedSheet:
    known = sheet.title in taken
    rows, columns = hidden(sheet)
    texts = _texts(sheet.cells, taken[sheet.title] if known else ())
    if known and texts not in printed:
        printed.append(texts)
    return SealedSheet(
        title=sheet.title,
        state=sheet.state,
        rows=rows,
        columns=columns,
        printed=printed.index(texts) if known else None,
        checksum="" if known else _checksum(texts),
    )


def hidden(sheet: Sheet) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Hidden rows and columns, from 1. What a sheet says of its columns stands before its cells."""
    if sheet.cells.shown:
        return (), tuple(hidden_columns(_head(sheet.xml))) if hides_columns(sheet.xml) else ()
    if not hides(sheet.xml):
        return (), ()
    return tuple(hidden_rows(sheet.xml)), tuple(hidden_columns(sheet.xml))


def hides(xml: bytes) -> bool:
    """True where a row or a column may be hidden; on nearly all sheets none is."""
    return any(sign.search(xml) for sign in _HIDES)


def hides_columns(xml: bytes) -> bool:
    """The same of columns alone."""
    return hides(_head(xml))


def _head(xml: bytes) -> bytes:
    return xml[: xml.find(b"<sheetData")]


def _texts(cells: SheetCells, taken: Collection[str]) -> dict[str, str]:
    """Everything but the figures of the tables."""
    return {
        cell: value if type(value) is str else _figure(value)
        for cell, value in _filled(cells.values)
        if cell not in taken
    }


def _filled(values: list[list[Any]]) -> list[tuple[str, Any]]:
    """Each cell that holds anything, by address. The sheets of forms have the same few sizes, all rows as long."""
    width = max(map(len, values), default=0)
    pairs: Iterable[tuple[str, Any]]
    if len(values) * width <= _SMALL and all(len(line) == width for line in values):
        pairs = zip(_addresses(len(values), width), chain.from_iterable(values), strict=True)
    else:
        pairs = (pair for row, line in enumerate(values, 1) for pair in zip(cells_of(row, width), line, strict=False))
    return [pair for pair in pairs if pair[1] or type(pair[1]) is not str]


@lru_cache(maxsize=256)
def _addresses(rows: int, columns: int) -> tuple[str, ...]:
    return tuple(cell for row in range(1, rows + 1) for cell in cells_of(row, columns))


def _figure(value: Any) -> str:
    """What is no text, as it is sealed. A float of few digits is written so already, and there are hundreds of them."""
    if type(value) is float:
        text = repr(value).removesuffix(".0")
        if len(text) <= _FEW_DIGITS and "e" not in text and text != "-0":
            return text
    return canonical(as_held(value))


def _checksum(texts: Mapping[str, str]) -> str:
    import hashlib  # noqa: PLC0415

    lines = "".join(f"{cell}\t{text}\n" for cell, text in texts.items())
    return hashlib.sha256(lines.encode("utf-8", "surrogatepass")).hexdigest()


def hidden_rows(xml: bytes) -> Iterator[int]:
    """Rows that are hidden or have no height. A row without number follows the one before.

    >>> list(hidden_rows(b'<row r="3" hidden="1"/><row ht="0"/><row r="9"/>'))
    [3, 4]
    """
    number = 0
    for row in _ROW.finditer(xml):
        found = _NUMBER.search(row[1])
        number = int(found[1]) if found else number + 1
        if _HIDDEN.search(row[1]):
            yield number


def hidden_columns(xml: bytes) -> Iterator[int]:
    """Columns that are hidden or have no width.

    >>> list(hidden_columns(b'<col min="2" max="3" hidden="true"/>'))
    [2, 3]
    """
    for column in _COLUMN.finditer(xml):
        if _HIDDEN.search(column[1]):
            span = {key: int(number) for key, number in _SPAN.findall(column[1])}
            yield from range(span.get(b"min", 1), min(span.get(b"max", 1), _MOST_COLUMNS) + 1)
