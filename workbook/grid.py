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
from typing import Literal, get_args

import msgspec

RowKind = Literal["title", "sub", "head", "body", "rows", "note", "sign", "gap"]
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
    """Read a drawing.

    >>> grid = parse_grid("head | 名称 | < \\n | {name} | {all.total}")
    >>> [(c.text or c.field, c.columns) for c in grid.cells]
    [('名称', 2), ('name', 1), ('all.total', 1)]
    """
    lines = [line for line in text.splitlines() if line.strip()]
    rows = tuple(_row(line, number) for number, line in enumerate(lines, 1))
    marks = [[cell.strip() for cell in line.split("|")[1:]] for line in lines]
    width = max(len(row) for row in marks)
    for row in marks:
        row.extend([""] * (width - len(row)))
    return Grid(rows=rows, cells=tuple(_cells(marks)), width=width)


def _row(line: str, number: int) -> GridRow:
    kind, _, height = line.partition("|")[0].strip().partition(":")
    kind = kind or "body"
    if kind not in get_args(RowKind):
        raise GridError(f"line {number}: unknown kind of row {kind!r}")
    return GridRow(kind=kind, height=float(height) if height else None)  # type: ignore[arg-type]


def _cells(marks: list[list[str]]) -> list[GridCell]:
    cells = []
    for row, line in enumerate(marks):
        for column, mark in enumerate(line):
            if mark in ("<", "^"):
                _check_join(marks, row, column)
                continue
            columns = _run(line[column + 1 :], "<")
            rows = _run([below[column] for below in marks[row + 1 :]], "^")
            field = _FIELD.fullmatch(mark)
            content = {"field": field[1]} if field else {"text": mark}
            cells.append(GridCell(row=row, column=column, rows=rows, columns=columns, **content))
    return cells


def _run(marks: list[str], joiner: str) -> int:
    """1 + how many cells in a row join on."""
    return 1 + next((i for i, mark in enumerate(marks) if mark != joiner), len(marks))


def _check_join(marks: list[list[str]], row: int, column: int) -> None:
    if (marks[row][column] == "<" and column == 0) or (marks[row][column] == "^" and row == 0):
        raise GridError(f"line {row + 1}, cell {column + 1}: joins to nothing")
