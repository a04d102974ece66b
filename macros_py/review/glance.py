"""Whether what stands around the figures of a submission is as it was sealed, told at a glance.

Nearly always it is, and then nobody needs the list of all labels to know it: a quarter of the time, for one of the
largest parts of a review. Anything that is not plainly the same is left to `workbook.witness`, which says what differs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any

from workbook.address import parse_cell
from workbook.collector import SheetCells
from workbook.facts import Facts
from workbook.held import as_held, canonical
from workbook.submission import SealedSheet, Submission
from workbook.witness import Sheet, Witness, hidden, witnessed


def unchanged(sheets: Sequence[Sheet], filled: Mapping[str, int], sealed: Submission) -> bool:
    """Titles and their order, states, hidden rows and columns, labels; no formula anywhere. `filled`: how many cells of
    the tables on a sheet hold anything, where that is known.
    """
    if [(sheet.title, sheet.state) for sheet in sheets] != [(item.title, item.state) for item in sealed.sheets]:
        return False
    labels = [_labels(texts) for texts in sealed.printed]
    pairs = zip(sheets, sealed.sheets, strict=True)
    return all(_same(sheet, item, filled.get(sheet.title), labels) for sheet, item in pairs)


def sealed_witness(sealed: Submission, aside: Sequence[Sheet]) -> Witness:
    """What would be seen, of a file that is unchanged; `aside` are the sheets that belong to no table."""
    texts = witnessed(aside, Facts(year=sealed.year, facts={}), [sheet.title for sheet in aside]).aside
    return Witness(sheets=sealed.sheets, printed=sealed.printed, formulas=(), aside=texts)


_CHECKSUMS: dict[tuple[tuple[Any, ...], ...], str] = {}
_MOST_SHEETS, _MOST_CELLS, _MOST_SIGNS = 64, 5000, 50_000


class _Labels:
    """Texts by cell, of one kind of sheet."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self.held, self.texts, self.places = texts, list(texts.values()), _places(tuple(texts))


_LABELS: dict[int, _Labels] = {}
_MOST_LABELS, _LONGEST = 256, 1 << 15  # sets that are kept, and characters of one


def _labels(texts: Mapping[str, str]) -> _Labels:
    """Files share their sets of labels (`workbook.submission`). They are told apart by their identity, and held, so
    that no other takes it.
    """
    known = _LABELS.get(id(texts))
    if known is None:
        known = _Labels(texts)
        if sum(map(len, known.texts)) <= _LONGEST:
            if len(_LABELS) >= _MOST_LABELS:
                _LABELS.clear()
            _LABELS[id(texts)] = known
    return known


def _places(cells: tuple[str, ...]) -> tuple[tuple[int, int], ...]:
    """Rows and columns from 0. Labels stand in the same places in thousands of files; what a strange seal says of a
    hundred thousand is not remembered.
    """
    return _remembered_places(cells) if len(cells) <= _MOST_PLACES else _places_of(cells)


def _places_of(cells: tuple[str, ...]) -> tuple[tuple[int, int], ...]:
    return tuple((row - 1, column - 1) for row, column in map(parse_cell, cells))


_MOST_PLACES = 1000
_remembered_places = lru_cache(maxsize=256)(_places_of)


def _same(sheet: Sheet, item: SealedSheet, filled: int | None, labels: Sequence[_Labels]) -> bool:
    if sheet.cells.formulas or hidden(sheet) != (item.rows, item.columns):
        return False
    if item.printed is None:
        return filled is None and _is_alone(sheet, item)
    known = filled is not None and 0 <= item.printed < len(labels)
    return known and _labelled(sheet.cells, filled or 0, labels[item.printed])


def _is_alone(sheet: Sheet, item: SealedSheet) -> bool:
    """Of a sheet without a table: whether its cells are those that were sealed."""
    return _checksum(sheet) == item.checksum


def _checksum(sheet: Sheet) -> str:
    """Notices and outlines, all texts, are the same in thousands of files: their checksum is made once."""
    content = tuple(map(tuple, sheet.cells.values))
    texts = [value for line in content for value in line]
    if not all(type(text) is str for text in texts) or len(texts) > _MOST_CELLS or sum(map(len, texts)) > _MOST_SIGNS:
        return _summed(sheet)
    if content not in _CHECKSUMS:
        if len(_CHECKSUMS) >= _MOST_SHEETS:
            _CHECKSUMS.clear()
        _CHECKSUMS[content] = _summed(sheet)
    return _CHECKSUMS[content]


def _summed(sheet: Sheet) -> str:
    return witnessed([sheet], Facts(year=0, facts={})).sheets[0].checksum


def _labelled(cells: SheetCells, figures: int, labels: _Labels) -> bool:
    """Every label stands where it stood, and besides them and the figures nothing does."""
    values = cells.values
    try:
        texts = [values[row][column] for row, column in labels.places]
    except IndexError:
        return False
    if texts != labels.texts and list(map(_written, texts)) != labels.texts:
        return False
    everything = list(chain.from_iterable(values))
    return len(everything) - everything.count("") == len(texts) + figures


def _written(value: Any) -> str:
    """As it is sealed: the labels of some tables are numbers."""
    return value if isinstance(value, str) else canonical(as_held(value))
