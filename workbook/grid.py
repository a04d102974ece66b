"""The picture of a table: how a form file draws its official layout, and how the drawing is read.

A form's `grid` is a text that looks like the printed table. Each line is one row, cells are divided by `|`, and the
word before the first `|` says what kind of row it is (nothing means an ordinary row; `:40` after it sets the height):

    head    | 机构名称 | 收入合计 | 其中：    | <
    head    | ^        | ^        | 上年结转  | 其他收入
            | 汇总     | {all.total} | {all.carryover} | {all.other}
    rows    | {agencies*.name} | {agencies*.total} | {agencies*.carryover} | {agencies*.other}

`<` joins a cell to the one on its left, `^` to the one above. `{…}` is a field of the form; `*` after a record's name
marks a row that repeats. A `rows` line is written once and stands for as many rows as a workbook has.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, get_args

import msgspec

RowKind = Literal["title", "sub", "head", "body", "rows", "note", "sign", "gap"]
_JOINERS = ("<", "^")
_ROW = re.compile(r"\s*(?P<kind>[a-z]*)(?::(?P<height>\d+(?:\.\d+)?))?\s*")
_FIELD = re.compile(r"\{([a-z0-9_.*]+)\}")


class GridRow(msgspec.Struct, frozen=True, kw_only=True):
    """One drawn row; `height` in points, None for the kind's usual height."""

    kind: RowKind
    height: float | None = None


class GridCell(msgspec.Struct, frozen=True, kw_only=True):
    """One cell with its extent, 0-based in the drawing: a label (`text`) or a path like `all.total` (`field`)."""

    row: int
    column: int
    rows: int = 1
    columns: int = 1
    text: str = ""
    field: str = ""


class Grid(msgspec.Struct, frozen=True, kw_only=True):
    rows: tuple[GridRow, ...]
    cells: tuple[GridCell, ...]
    width: int


class GridError(ValueError):
    """A drawing that cannot be read. The message names the line."""


def parse_grid(text: str) -> Grid:
    """Read a drawing; raises GridError.

    >>> grid = parse_grid("head | 名称 | < \\n | {name} | {all.total}")
    >>> [(c.text or c.field, c.columns) for c in grid.cells]
    [('名称', 2), ('name', 1), ('all.total', 1)]
    """
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        raise GridError("nothing is drawn")
    rows = tuple(_row(line, number) for number, line in enumerate(lines, 1))
    marks = [[cell.strip() for cell in line.split("|")[1:]] for line in lines]
    width = max(len(row) for row in marks)
    for row in marks:
        row.extend([""] * (width - len(row)))
    cells = tuple(_cells(marks))
    _check_joins(marks, cells)
    return Grid(rows=rows, cells=cells, width=width)


def _row(line: str, number: int) -> GridRow:
    match = _ROW.fullmatch(line.partition("|")[0])
    kind = (match["kind"] or "body") if match else ""
    if not match or kind not in get_args(RowKind):
        mark = line.partition("|")[0].strip()
        raise GridError(
            f"line {number}: unknown kind of row {mark!r}; there are {', '.join(get_args(RowKind))}, or :height"
        )
    return GridRow(kind=kind, height=float(match["height"]) if match["height"] else None)  # type: ignore[arg-type]


def _cells(marks: list[list[str]]) -> Iterator[GridCell]:
    for row, line in enumerate(marks):
        for column, mark in enumerate(line):
            if mark not in _JOINERS:
                columns = _run(line[column + 1 :], "<")
                rows = _run([below[column] for below in marks[row + 1 :]], "^")
                field = _FIELD.fullmatch(mark)
                content = {"field": field[1]} if field else {"text": mark}
                yield GridCell(row=row, column=column, rows=rows, columns=columns, **content)


def _run(marks: list[str], joiner: str) -> int:
    """1 + how many cells in a row join on."""
    return 1 + next((i for i, mark in enumerate(marks) if mark != joiner), len(marks))


def _check_joins(marks: list[list[str]], cells: tuple[GridCell, ...]) -> None:
    """Every `<` and `^` lies in exactly one cell's block, and every block is joined throughout."""
    owners: dict[tuple[int, int], GridCell] = {}
    for cell in cells:
        for row in range(cell.row, cell.row + cell.rows):
            for column in range(cell.column, cell.column + cell.columns):
                own = (row, column) == (cell.row, cell.column)
                if (row, column) in owners or not (own or marks[row][column] in _JOINERS):
                    raise GridError(f"line {row + 1}, cell {column + 1}: lies in the block of two cells")
                owners[row, column] = cell
    for row, line in enumerate(marks):
        for column, mark in enumerate(line):
            if (row, column) not in owners:
                raise GridError(f"line {row + 1}, cell {column + 1}: {mark} joins to nothing")
