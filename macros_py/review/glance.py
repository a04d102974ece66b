"""Whether what stands around the figures of a submission is as it was sealed, told at a glance.

Nearly always it is, and then nobody needs the list of all labels to know it: a quarter of the time, for one of the
largest parts of a review. Anything that is not plainly the same is left to `workbook.witness`, which says what differs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from workbook.address import parse_cell
from workbook.facts import Facts
from workbook.reading import SheetCells
from workbook.submission import SealedSheet, Submission, canonical
from workbook.witness import Sheet, Witness, hidden_columns, hidden_rows, hides, witnessed

_Places = set[tuple[int, int]]


def unchanged(sheets: Sequence[Sheet], facts: Facts, sealed: Submission) -> bool:
    """Titles and their order, states, hidden rows and columns, labels; no formula anywhere."""
    if [(sheet.title, sheet.state) for sheet in sheets] != [(item.title, item.state) for item in sealed.sheets]:
        return False
    places = _places(facts)
    pairs = zip(sheets, sealed.sheets, strict=True)
    return all(_same(sheet, item, places.get(sheet.title), sealed.printed) for sheet, item in pairs)


def sealed_witness(sealed: Submission, aside: Sequence[Sheet]) -> Witness:
    """What would be seen, of a file that is unchanged; `aside` are the sheets that belong to no table."""
    texts = witnessed(aside, Facts(year=sealed.year, facts={}), [sheet.title for sheet in aside]).aside
    return Witness(sheets=sealed.sheets, printed=sealed.printed, formulas=(), aside=texts)


def _places(facts: Facts) -> dict[str, _Places]:
    found: dict[str, _Places] = {}
    for fact in facts:
        sheet, place = _on_sheet(fact.cell)
        found.setdefault(sheet, set()).add(place)
    return found


@lru_cache(maxsize=1 << 16)
def _on_sheet(address: str) -> tuple[str, tuple[int, int]]:
    sheet, _, cell = address.rpartition("!")
    return sheet, _place(cell)


@lru_cache(maxsize=1 << 16)
def _place(cell: str) -> tuple[int, int]:
    """Row and column from 0."""
    row, column = parse_cell(cell)
    return row - 1, column - 1


def _same(sheet: Sheet, item: SealedSheet, places: _Places | None, printed: Sequence[Mapping[str, str]]) -> bool:
    if sheet.cells.formulas or not _hides_the_same(sheet.xml, item):
        return False
    if places is None:
        return _alone(sheet) == item
    known = item.printed is not None and 0 <= item.printed < len(printed)
    return known and _labelled(sheet.cells, places, printed[item.printed or 0])


def _hides_the_same(xml: bytes, item: SealedSheet) -> bool:
    if not hides(xml):
        return not item.rows and not item.columns
    return (tuple(hidden_rows(xml)), tuple(hidden_columns(xml))) == (item.rows, item.columns)


def _alone(sheet: Sheet) -> SealedSheet:
    """A sheet without a table, as it would be sealed."""
    return witnessed([sheet], Facts(year=0, facts={})).sheets[0]


def _labelled(cells: SheetCells, places: _Places, labels: Mapping[str, str]) -> bool:
    """Every label stands where it stood, and besides them and the figures nothing does."""
    values = cells.values
    if any(_text(cells, *_place(cell)) != text for cell, text in labels.items()):
        return False
    filled = sum(len(line) - line.count("") for line in values)
    figures = [_value(values, row, column) for row, column in places]
    return filled == len(labels) + len(figures) - figures.count("")


def _text(cells: SheetCells, row: int, column: int) -> str:
    value = _value(cells.values, row, column)
    return value if isinstance(value, str) else canonical(cells.value(row, column))


def _value(values: Sequence[Sequence[Any]], row: int, column: int) -> Any:
    return values[row][column] if row < len(values) and column < len(values[row]) else ""
