"""Cells of a real spreadsheet program call our functions, and show what the functions give: the Calc add-in.

What `.Value2` would hand over is what arrives, so blanks stay blanks and errors arrive as errors; where Python is gone,
or lacks a function, there stands an error that no sum passes over.
"""

from __future__ import annotations

from typing import Any

import pytest
from xlsxwriter.utility import xl_rowcol_to_cell

from macros_py.excel.handed import Failure
from macros_py.excel.registry import ENTRIES, Entry
from tests.office.addin.binding import bound
from tests.office.conftest import FunctionOffice
from workbook.facts import PENDING

SHEET, RESULTS = "Sheet1", 40  # the results stand far to the right of the arguments
ERRORS = {
    Failure.DIV0: ("=1/0", 532),
    Failure.NA: ("=NA()", 32767),
    Failure.VALUE: ('=VALUE("x")', 519),
    Failure.NUM: ("=10^400", 503),
    Failure.NAME: ("=NOBODY()", 525),
    Failure.REF: ('=INDIRECT("ZZZZ1")', 524),
}
ROWS = [
    ["产出指标（50分）", "质量指标", "合格率", "≥95%", "92%", 10.0, 9.0, "人手不足"],
    ["产出指标（50分）", "数量指标", "次数", "5次", None, 10.0, 10.0, None],
    [None, None, None, None, None, None, None, None],
]
CASES: dict[str, list[list[Any]]] = {
    "JX_RATE": [
        [1811.12, 1745.35],
        [1811.12, 1745.35, "hunan", 2022.0],
        [2.0, 3.0, None, None],
        [5.0, None],
        [5.0, 0.0],
        [5.0, ""],
        ["约三", 5.0],
        ["１，８１１.12", "1745.35万元"],
        [5.0, 3.0, "nowhere"],
        [[[2.0, 1.0]], 3.0],
        *([failure, 2.0] for failure in ERRORS),
    ],
    "JX_RATE_SCORE": [[10.0, 0.8, 5.0, "jiangxi", "2022"], [10.0, 0.5], [10.0, 0.5, 0.0], [10.0, None, None]],
    "JX_INDICATOR_SCORE": [["≥95%", "92%", 10.0, "hunan", 2022.0], ["≥95%", None, 10.0], ["≤3天", "4天", 8.0]],
    "JX_INDICATOR_TRACE": [["≥95%", "92%", 10.0]],
    "JX_SUM": [
        [[[1.0], ["2"], [None]], 3.0],
        [[[1.0, Failure.NA]]],
        [None, None],
        [[[0.1], [0.2]], 0.3],
        [5.0, PENDING],
        [1.5] * 8,
    ],
    "JX_COLUMN_SUM": [
        [[[1.0], ["100万元"], [None]], "万元", 2.0],
        [[["约三"], [2.0]], "万元"],
        [[[0.125], [0.0]]],
        [[[1.0], [Failure.NA]]],
    ],
    "JX_TOTAL_SCORE": [
        [10.0, 10.0, [[45.5], [None]], [[50.0], [None]]],
        [10.0, 10.0, [[45.5], [None]], [[50.0], [30.0]]],
    ],
    "JX_DIFFERENCE": [[1811.27, 1745.35], [5.0, None]],
    "JX_GROWTH": [[1811.27, 1745.35], [5.0, 0.0]],
    "JX_CONTROL_RATE": [[53.0, 50.0]],
    "JX_GRADE": [[89.99], [90.0], [PENDING, "hunan", 2022.0]],
    "JX_CHECK_ROW": [[[ROWS[0]]], [ROWS]],
    "JX_CHECK_BLOCK": [[ROWS]],
    "JX_FINDINGS": [[ROWS, 4.0], [ROWS, 2.0, "overall.indicators", "hunan", 2022.0]],
    "JX_STATUS": [[], ["hunan", 2022.0]],
}
NAMED = {entry.name: entry for entry in ENTRIES}
FLAT = [(NAMED[name], arguments) for name, cases in CASES.items() for arguments in cases]
LENGTHS = {entry.name: len(entry.arguments) for entry in ENTRIES}


def rows_of(argument: Any) -> list[list[Any]]:
    return argument if isinstance(argument, list) else [[argument]]


def type_in(office: FunctionOffice, row: int, column: int, value: Any) -> None:
    cell = xl_rowcol_to_cell(row, column)
    if value in ERRORS and isinstance(value, Failure):
        office("formula", sheet=SHEET, cell=cell, text=ERRORS[value][0])
    elif value == "":
        office("formula", sheet=SHEET, cell=cell, text='=""')
    elif value is not None:
        office("put", sheet=SHEET, cell=cell, value=value)


def typed(office: FunctionOffice, row: int, arguments: list[Any]) -> tuple[str, int]:
    """Arguments in cells side by side; the references to them as people write them, and the height taken."""
    column, references, height = 0, [], 1
    for argument in arguments:
        lines = rows_of(argument)
        for down, line in enumerate(lines):
            for right, value in enumerate(line):
                type_in(office, row + down, column + right, value)
        first = xl_rowcol_to_cell(row, column)
        column, height = column + len(lines[0]), max(height, len(lines))
        last = xl_rowcol_to_cell(row + len(lines) - 1, column - 1)
        references.append(first if first == last else f"{first}:{last}")
    return ";".join(references), height


def expected(entry: Entry, arguments: list[Any]) -> Any:
    given = [int(one) if isinstance(one, Failure) else one for one in arguments]
    return entry.function(*given)


@pytest.fixture(scope="module")
def sheet(calc_with_functions: FunctionOffice) -> list[tuple[int, list[list[Any]]]]:
    """Each case's first row, and the values that stand in its result cells: one document for all."""
    office, row, places = calc_with_functions, 0, []
    office("open")
    for entry, arguments in FLAT:
        references, height = typed(office, row, arguments)
        result = rows_of(expected(entry, arguments)) if entry.block else [[0]]
        last = xl_rowcol_to_cell(row + len(result) - 1, RESULTS + len(result[0]) - 1)
        first = xl_rowcol_to_cell(row, RESULTS)
        cells = first if first == last else f"{first}:{last}"
        office("formula", sheet=SHEET, cell=cells, text=f"={entry.name}({references})")
        places.append((row, len(result), len(result[0])))
        row += max(height, len(result))
    assert office.bind() == len(FLAT)
    office("recalculate")
    values = office("values")[SHEET]
    return [(top, [line[RESULTS : RESULTS + wide] for line in values[top : top + high]]) for top, high, wide in places]


def test_every_function_is_tried() -> None:
    assert list(CASES) == [entry.name for entry in ENTRIES]


@pytest.mark.parametrize("number", range(len(FLAT)), ids=lambda number: f"{FLAT[number][0].name}-{number}")
def test_a_cell_shows_what_the_function_gives(
    calc_with_functions: FunctionOffice, sheet: list[tuple[int, list[list[Any]]]], number: int
) -> None:
    """To the last digit; an error is the same error, and no value."""
    (entry, arguments), (row, seen) = FLAT[number], sheet[number]
    result = expected(entry, arguments)
    cell = xl_rowcol_to_cell(row, RESULTS)
    error = ERRORS[result][1] if isinstance(result, Failure) else 0
    assert calc_with_functions("errors", sheet=SHEET, cells=[cell]) == {cell: error}
    assert seen == ([[None]] if error else rows_of(result))


@pytest.fixture
def beside(calc_with_functions: FunctionOffice) -> FunctionOffice:
    """A column of rates, the second of which cannot be computed, and what is made of it."""
    office = calc_with_functions
    office("open")
    for cell, value in {"A1": 1.0, "B1": 2.0, "A2": "约三", "B2": 4.0, "A3": 3.0, "B3": 4.0}.items():
        office("put", sheet=SHEET, cell=cell, value=value)
    for row in (1, 2, 3):
        office("formula", sheet=SHEET, cell=f"C{row}", text=f"=JX_RATE(A{row};B{row})")
        office("formula", sheet=SHEET, cell=f"D{row}", text=f"=IFERROR(JX_RATE(A{row};B{row});ROUND(B{row};2))")
    office("formula", sheet=SHEET, cell="C4", text="=SUM(C1:C3)")
    office("formula", sheet=SHEET, cell="C5", text="=SUM(C1;C3)")
    office("formula", sheet=SHEET, cell="D4", text="=SUM(D1:D3)")
    office("formula", sheet=SHEET, cell="E1", text='=JX_GRADE(90;"hunan")&JX_SUM(JX_RATE(A1;B1);{1;2})&JX_STATUS()')
    office.bind()
    office("recalculate")
    office.counts()
    return office


def column(office: FunctionOffice, number: int) -> list[Any]:
    office("recalculate")
    return [line[number] for line in office("values")[SHEET]]


def test_an_error_is_never_skipped(beside: FunctionOffice) -> None:
    """SUM shows it; IFERROR puts the native formula's figure in its place."""
    assert column(beside, 2) == [0.5, None, 0.75, None, 1.25]
    assert beside("errors", sheet=SHEET, cells=["C2", "C4"]) == {"C2": 519, "C4": 519}
    assert column(beside, 3) == [0.5, 4.0, 0.75, 5.25, ""]


def test_values_texts_and_calls_as_arguments(beside: FunctionOffice) -> None:
    """Not only references: numbers, texts, arrays, the result of another function, and none at all."""
    assert column(beside, 4)[0] == f"优3.5{NAMED['JX_STATUS'].function()}"


def test_calls_are_counted(beside: FunctionOffice) -> None:
    """One full recalculation calls each cell's function once."""
    beside("recalculate")
    assert beside.counts() == {"JX_RATE": 7, "JX_GRADE": 1, "JX_SUM": 1, "JX_STATUS": 1}
    assert beside.counts() == {}


def test_python_has_died(beside: FunctionOffice) -> None:
    """Every call is an error, sums too; native formulas carry on. Once Python is back, so are the figures."""
    with beside.crashed():
        assert column(beside, 2) == [None] * 5
        assert column(beside, 3) == [2.0, 4.0, 4.0, 10.0, ""]
        assert column(beside, 4)[0] is None
    assert column(beside, 3) == [0.5, 4.0, 0.75, 5.25, ""]


def test_an_older_package_lacks_a_function(beside: FunctionOffice) -> None:
    """That one is an error; the others answer."""
    with beside.missing("JX_RATE"):
        assert column(beside, 2) == [None] * 5
        assert column(beside, 3) == [2.0, 4.0, 4.0, 10.0, ""]
    with beside.missing("JX_FINDINGS"):
        assert column(beside, 2)[0] == 0.5


def test_a_figure_typed_is_computed_at_once(beside: FunctionOffice) -> None:
    """Without a recalculation of everything, and calling what depends on it only."""
    beside("put", sheet=SHEET, cell="A3", value=1.0)
    assert beside("values")[SHEET][2][2:4] == [0.25, 0.25]
    assert beside.counts() == {"JX_RATE": 2}


def test_names_are_told_apart_by_what_they_stand_for() -> None:
    """How `bind` spreads arguments: texts with parentheses, sheets in quotes, names of cells and of texts."""
    cells = {"cover.unit"}.__contains__
    formula = (
        """=IFERROR(IF($'附件3 (1)'.F5&E5="";"JX_RATE(";JX_RATE($'附件3 (1)'.F5;cover.unit;jx.pack));JX_SUM(A1:B2))"""
    )
    assert bound(formula, LENGTHS, cells) == (
        """=IFERROR(IF($'附件3 (1)'.F5&E5="";"JX_RATE(";JX_RATE($'附件3 (1)'.F5;;cover.unit;;;jx.pack;;));"""
        "JX_SUM(A1:B2;;;;;;;;;;;;;;;))"
    )
