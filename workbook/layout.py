"""Drawing -> cells: a form laid out with as many rows as are wanted, every cell with its address.

Each repeating block stands between a thin opening and a thin closing row. They hold nothing; they are there so that a
row inserted before the first or after the last row of the block lies inside its defined names and sums.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby

import msgspec

from workbook.facts import Field, on_sheet, row_id
from workbook.grid import GridCell, RowKind
from workbook.model import Form, Repeat
from workbook.places import Area, place_of

MARGIN_HEIGHT = 3.0


class PlacedRow(msgspec.Struct, frozen=True, kw_only=True):
    kind: RowKind
    height: float | None
    margin: bool = False


class PlacedCell(msgspec.Struct, frozen=True, kw_only=True):
    """A cell on the sheet, merged over `area` if that is larger than one cell. `item` counts rows from 1, else 0.
    `fact` is the id of what stands in it, empty for a label.
    """

    area: Area
    kind: RowKind
    text: str = ""
    field: Field | None = None
    item: int = 0
    fact: str = ""


class Layout(msgspec.Struct, frozen=True, kw_only=True):
    form: Form
    title: str
    sheet: int
    rows: tuple[PlacedRow, ...]
    cells: tuple[PlacedCell, ...]
    names: dict[str, Area]


def lay_out(form: Form, counts: Mapping[str, int] | None = None, sheet: int = 0) -> Layout:
    """Place a form, or the n-th sheet of one that has several. `counts` says how many rows each repeating table gets,
    on that sheet ("project[2].goals") or on all ("project[*].goals"); its usual number where it says nothing.
    """
    return _Placer(form, counts or {}, sheet).layout()


class _Placer:
    def __init__(self, form: Form, counts: Mapping[str, int], sheet: int) -> None:
        self.form, self.sheet, self.title = form, sheet, form.title(sheet)
        self.repeats = {row: self._repeat_in(row) for row in range(len(form.grid.rows))}
        # A table without a row would have none to copy when it grows.
        self.counts = {
            key: max(1, counts.get(on_sheet(key, sheet), counts.get(key, repeat.rows)))
            for key, repeat in form.repeats.items()
        }
        self.starts: list[int] = []
        self.rows: list[PlacedRow] = []
        for index, row in enumerate(form.grid.rows):
            self.starts.append(len(self.rows))
            repeat = self.repeats[index]
            count = self.counts[repeat.id] if repeat else 1
            margin = [PlacedRow(kind=row.kind, height=MARGIN_HEIGHT, margin=True)] if repeat else []
            self.rows.extend([*margin, *[PlacedRow(kind=row.kind, height=row.height)] * count, *margin])
        self.starts.append(len(self.rows))

    def _repeat_in(self, row: int) -> Repeat | None:
        for cell in self.form.grid.cells:
            if cell.row == row and "*" in cell.field:
                return self.form.repeats[f"{self.form.stem}.{cell.field.partition('*')[0]}"]
        return None

    def layout(self) -> Layout:
        cells = [placed for cell in self.form.grid.cells for placed in self._place(cell)]
        names = {place_of(c.fact): c.area for c in cells if c.fact and not c.item}
        names |= {name: area for cell in self.form.grid.cells if "*" in cell.field for name, area in self._column(cell)}
        return Layout(
            form=self.form,
            title=self.title,
            sheet=self.sheet,
            rows=tuple(self.rows),
            cells=tuple(cells),
            names=names,
        )

    def _place(self, cell: GridCell) -> Iterator[PlacedCell]:
        kind = self.form.grid.rows[cell.row].kind
        repeat = self.repeats[cell.row]
        if repeat is None or not cell.field:
            bottom = self.starts[cell.row + cell.rows] - 1
            field = self._field(cell) if cell.field else None
            area = self._area(cell, self.starts[cell.row], bottom)
            fact = on_sheet(field.id, self.sheet) if field else ""
            yield PlacedCell(area=area, kind=kind, text=cell.text, field=field, fact=fact)
            return
        column = cell.field.rpartition(".")[2]
        for first, last in self._blocks(repeat, column):
            opening = self.starts[cell.row]
            area = self._area(cell, opening + 1 + first, opening + 1 + last)
            field = self._field(cell)
            fact = row_id(on_sheet(field.id, self.sheet), first + 1)
            yield PlacedCell(area=area, kind=kind, field=field, item=first + 1, fact=fact)

    def _blocks(self, repeat: Repeat, column: str) -> Iterator[tuple[int, int]]:
        """Rows of a column, first to last; equal texts of an inherited column stand merged."""
        texts = repeat.preset.get(column, ()) if column in repeat.inherit else ()
        count = self.counts[repeat.id]
        keys = [texts[i] if i < len(texts) else i for i in range(count)]
        for _, group in groupby(range(count), key=lambda i: keys[i]):
            block = list(group)
            yield block[0], block[-1]

    def _field(self, cell: GridCell) -> Field:
        return self.form.fields[f"{self.form.stem}.{cell.field.replace('*', '[*]')}"]

    def _area(self, cell: GridCell, top: int, bottom: int) -> Area:
        return Area(self.title, top, cell.column, bottom, cell.column + cell.columns - 1)

    def _column(self, cell: GridCell) -> Iterator[tuple[str, Area]]:
        top, below = self.starts[cell.row], self.starts[cell.row + 1]
        name = place_of(on_sheet(self._field(cell).id, self.sheet))
        yield name, Area(self.title, top, cell.column, below - 1, cell.column)
