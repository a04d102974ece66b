"""One table on one sheet, found by its labels: where each of its fields stands, as the table's drawing has it.

A table may have been pasted lower or further right, rows inserted in its lists, columns between its columns; labels may
have other spaces or wide signs. Rows of a list are those between the lines above and below it. Which table it is, when
several look alike, is for `workbook.labels`.

    match(form, values, "附件3").share      # of the labels, how many stand where the drawing has them
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

import msgspec

from workbook.grid import GridCell
from workbook.label_lines import increasing, plain
from workbook.model import Form, name_of
from workbook.places import Area

LIVE_LIST = "即时核对"  # stands below a table in a workbook with macros, and belongs to no table
ROWS, COLUMNS = 3000, 200  # nobody fills more by hand, and looking further takes long
_Grid = Sequence[Sequence[Any]]


class Label(msgspec.Struct, frozen=True):
    row: int
    column: int
    text: str


class Texts:
    """The texts of a sheet, plain, by cell, with the rows in which each stands."""

    def __init__(self, values: _Grid) -> None:
        self.height = min(len(values), ROWS)
        self.cells: dict[tuple[int, int], str] = {}
        self.rows: dict[str, set[int]] = defaultdict(set)
        for row, line in enumerate(values[:ROWS]):
            for column, value in enumerate(line[:COLUMNS]):
                if isinstance(value, str) and value and (text := plain(value)):
                    self.cells[row, column] = text
                    self.rows[text].add(row)
        self.columns: dict[int, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        for (row, column), text in self.cells.items():
            self.columns[row][text].append(column)


@lru_cache(maxsize=256)
def _labels(form_id: str, cells: tuple[GridCell, ...]) -> tuple[Label, ...]:
    """The labels of a drawing, but for those that a rule pack words."""
    texts = ((cell, plain(cell.text)) for cell in cells if cell.text and "$" not in cell.text)
    return tuple(Label(cell.row, cell.column, text) for cell, text in texts if text)


def labels_of(form: Form) -> tuple[Label, ...]:
    """What has to stand on the sheet of a form."""
    return _labels(form.id, form.grid.cells)


class Match(msgspec.Struct, frozen=True, kw_only=True):
    """`titled`: its title stands there, too. `areas`: field name -> cells; `top`: the first row of the table."""

    form: Form
    sheet: str
    share: float
    titled: bool
    top: int
    areas: dict[str, Area]


def likely(form: Form, texts: Texts, least: float) -> bool:
    """Whether enough of its labels stand anywhere on the sheet, at a glance."""
    labels = labels_of(form)
    return bool(labels) and sum(label.text in texts.rows for label in labels) >= least * len(labels)


def match(form: Form, values: _Grid, texts: Texts, sheet: str) -> Match:
    """Lay the drawing of a form over a sheet."""
    labels = labels_of(form)
    rows = _rows(labels, texts)
    columns = _columns(labels, rows, texts)
    found = [
        label
        for label in labels
        if texts.cells.get((rows.get(label.row, -1), columns.get(label.column, -1))) == label.text
    ]
    title = next((label for label in labels if form.grid.rows[label.row].kind == "title"), None)
    return Match(
        form=form,
        sheet=sheet,
        share=len(found) / len(labels),
        titled=title in found,
        top=min(rows.values(), default=0),
        areas=dict(_Overlay(form, values, texts, sheet, rows, columns).areas()),
    )


def _rows(labels: Sequence[Label], texts: Texts) -> dict[int, int]:
    votes: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for label in labels:
        for row in texts.rows.get(label.text, ()):
            votes[label.row][row] += 1
    return increasing(votes)


def _columns(labels: Sequence[Label], rows: dict[int, int], texts: Texts) -> dict[int, int]:
    votes: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for label in labels:
        if label.row in rows:
            for column in texts.columns[rows[label.row]].get(label.text, ()):
                votes[label.column][column] += 1
    return increasing(votes)


class _Overlay:
    """The cells of a form's fields, from the lines that its labels gave."""

    def __init__(
        self, form: Form, values: _Grid, texts: Texts, sheet: str, rows: dict[int, int], columns: dict[int, int]
    ) -> None:
        self.form, self.values, self.texts, self.sheet = form, values, texts, sheet
        drawn = form.grid.rows
        self.lists = {cell.row for cell in form.grid.cells if "*" in cell.field}
        self.rows = self._spread(rows, range(len(drawn)), self.lists)
        self.columns = self._spread(columns, range(form.grid.width), set())

    @staticmethod
    def _spread(known: dict[int, int], drawn: range, lists: set[int]) -> dict[int, int]:
        """Lines without a label keep their distance from the nearest one above, else below, that has one; over a list
        nothing keeps its distance.
        """
        found = {line: at for line, at in known.items() if line not in lists}
        for lines, step in ((drawn, 1), (reversed(drawn), -1)):
            for line in lines:
                before = line - step
                if line not in found and line not in lists and before in found:
                    found[line] = found[before] + step
        return found

    def areas(self) -> Iterator[tuple[str, Area]]:
        for cell in self.form.grid.cells:
            if cell.field and (area := self._list(cell) if "*" in cell.field else self._single(cell)):
                yield name_of(f"{self.form.id}.{cell.field.replace('*', '')}"), area

    def _single(self, cell: GridCell) -> Area | None:
        row, column = self.rows.get(cell.row, -1), self.columns.get(cell.column, -1)
        if row < 0 or column < 0:
            return None
        return Area(self.sheet, row, column, row + cell.rows - 1, column + cell.columns - 1)

    def _list(self, cell: GridCell) -> Area | None:
        """All rows between the lines above and below; to the last that holds anything where nothing is below."""
        above, below, column = (
            self.rows.get(cell.row - 1, -2),
            self.rows.get(cell.row + 1, -2),
            self.columns.get(cell.column, -1),
        )
        if cell.row + 1 == len(self.form.grid.rows):
            below = self._end(above + 1)
        if above < -1 or column < 0 or below - 1 <= above:
            return None
        return Area(self.sheet, above + 1, column, below - 1, column)

    def _end(self, top: int) -> int:
        """Below the last row of a list that closes its table; whether another table follows is not known here."""
        for row in range(max(top, 0), self.texts.height):
            if any(text.startswith(LIVE_LIST) for text in self.texts.columns.get(row, ())):
                return row
        return max(self.texts.height, top + 1)
