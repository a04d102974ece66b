"""A drawing says which cells there are and how they join; a drawing that says two things is refused with its line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbook.grid import Grid, GridError, parse_grid

Block = tuple[int, int, int, int]


def blocks(grid: Grid) -> dict[str, Block]:
    """Row, column, rows and columns of every cell that holds something."""
    return {
        cell.text or cell.field: (cell.row, cell.column, cell.rows, cell.columns)
        for cell in grid.cells
        if cell.text or cell.field
    }


@pytest.mark.parametrize(
    ("drawing", "expected"),
    [
        ("| 甲 | 乙", {"甲": (0, 0, 1, 1), "乙": (0, 1, 1, 1)}),
        ("| 甲 | < | <\n| 乙 | 丙 | <", {"甲": (0, 0, 1, 3), "乙": (1, 0, 1, 1), "丙": (1, 1, 1, 2)}),
        ("| 甲 | 乙\n| ^ | 丙\n| ^ | ^", {"甲": (0, 0, 3, 1), "乙": (0, 1, 1, 1), "丙": (1, 1, 2, 1)}),
        ("| 甲 | <\n| ^ | <", {"甲": (0, 0, 2, 2)}),
        ("| 甲 | <\n| ^ | ^", {"甲": (0, 0, 2, 2)}),
        ("| 甲 | 乙\n| 丙", {"甲": (0, 0, 1, 1), "乙": (0, 1, 1, 1), "丙": (1, 0, 1, 1)}),
    ],
)
def test_cells_join_to_the_left_and_upwards(drawing: str, expected: dict[str, Block]) -> None:
    """What is merged on the sheet is what the drawing shows."""
    assert blocks(parse_grid(drawing)) == expected


def test_fields_and_labels_are_told_apart() -> None:
    """Only a mark that is nothing but {path} is a field."""
    cells = parse_grid("rows | {agencies*.total} | {all.total} | 共 {n} 项 | ").cells
    assert [(cell.field, cell.text) for cell in cells] == [
        ("agencies*.total", ""),
        ("all.total", ""),
        ("", "共 {n} 项"),
        ("", ""),
    ]


def test_kinds_and_heights_of_rows() -> None:
    """The word before the first bar is the kind of row; a number after a colon is its height."""
    rows = parse_grid("title | 甲\n\nhead:30 | 乙\n  | 丙\n:18.5 | 丁\nrows:42 | {a*.b}").rows
    assert [(row.kind, row.height) for row in rows] == [
        ("title", None),
        ("head", 30.0),
        ("body", None),
        ("body", 18.5),
        ("rows", 42.0),
    ]


@pytest.mark.parametrize(
    ("drawing", "line"),
    [
        ("| 甲\ntotle | 乙", 2),
        ("| 甲\nhead:high | 乙", 2),
        ("| ^ | 甲", 1),
        ("| 甲\n| < | 乙", 2),
        ("| 甲 | 乙\n| ^ | <", 2),
        ("| 甲 | <\n| 乙 | ^", 2),
    ],
    ids=["unknown kind", "height", "up to nothing", "left to nothing", "left to another block", "up to half a block"],
)
def test_an_error_names_its_line(drawing: str, line: int) -> None:
    """Form files are written by hand: whoever wrote it must find the slip. A cell that belongs nowhere is one."""
    with pytest.raises(GridError, match=f"^line {line}\\b"):
        parse_grid(drawing)


@pytest.mark.parametrize("drawing", ["", "  \n "])
def test_an_empty_drawing_is_refused(drawing: str) -> None:
    with pytest.raises(GridError):
        parse_grid(drawing)


@given(data=st.data(), height=st.integers(1, 6), width=st.integers(1, 6))
def test_any_tiling_is_read_back(data: st.DataObject, height: int, width: int) -> None:
    """Every square belongs to exactly one cell, however the blocks lie."""
    marks = [[""] * width for _ in range(height)]
    expected: dict[str, Block] = {}
    for row in range(height):
        for column in range(width):
            if marks[row][column]:
                continue
            room = next((c for c in range(column, width) if marks[row][c]), width) - column
            rows, columns = data.draw(st.integers(1, height - row)), data.draw(st.integers(1, room))
            name = f"格{len(expected)}"
            expected[name] = (row, column, rows, columns)
            for r in range(row, row + rows):
                for c in range(column, column + columns):
                    marks[r][c] = "<" if c > column else "^"
            marks[row][column] = name
    assert blocks(parse_grid("\n".join("|" + "|".join(line) for line in marks))) == expected
