"""The VBA between cells and Python, run by LibreOffice: figures, and where it fails errors, never texts.

The wrappers are those of the registry, in a real .xlsm; only xlwings' side is ours (addin/vba), and asks the Python
behind the add-in. LibreOffice is not Excel in three things that matter here, so three places of the module are changed,
and a test says that these are all. Its ranges have no `.Value2`. A function that gives nothing gives a zero of the kind
it gave before, not Empty. And `CVErr`, though an error to its VBA, comes into a cell as the text "Error 2015", which
SUM skips and IFERROR does not see: the fault that these tests are about, but LibreOffice's own, and pinned as such. So
in its place stands what Calc shows as an error, and what is proven is that every failure comes by a `CVErr`; that Excel
makes an error of a CVErr is Excel's word.

Not shown here: an error cell as argument, of which LibreOffice's `.Value` makes 0; see test_addin for these.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from xlsxwriter import Workbook

from macros_py.excel.functions import status
from macros_py.excel.vba_wrappers import NAME, module_text
from tests.office.conftest import FunctionOffice
from workbook.build.vba_project import WORKBOOK_MODULE, Sources, vba_project

VBA = Path(__file__).parent / "addin" / "vba"
SHEET = "表"
LEFT_OUT = "    If IsMissing(given) Then Exit Function\n"
CHANGED = {".Value2": ".Value", LEFT_OUT: f"    JxIn = Empty\n{LEFT_OUT}", "CVErr(": "JxError("}  # for LibreOffice
REACHES = "    Set XLPy = New JxServer\n"
NATIVE = "ROUND(B{row}*2,2)"
BLOCK = ["产出指标（50分）", "质量指标", "合格率", "≥95%", "92%", 10.0, 9.0, "人手不足"]
CELLS = {
    "C1": "JX_RATE(A1,B1)",
    "C2": "JX_RATE(A2,B2)",
    "C3": "JX_RATE(A3,B3)",
    "C4": "SUM(C1:C3)",
    "C5": "SUM(C1,C3)",
    **{f"D{row}": f"IFERROR(JX_RATE(A{row},B{row}),{NATIVE.format(row=row)})" for row in (1, 2, 3)},
    "D4": "SUM(D1:D3)",
    "E1": "JX_GRADE(90)",
    "E2": 'JX_GRADE(90,"nowhere")',
    "E3": "JX_STATUS()",
    "E4": "JX_RATE(A1,F1)",
    "E5": "JX_SUM(A1,B1:B3,A3)",
}
TEXTS = {"E1": "优", "E3": status(), "E4": ""}  # results that are texts by right
VALUE, NA = 519, 32767
Build = Callable[..., dict[str, Any]]


def adapted(module: str) -> str:
    for word, ours in CHANGED.items():
        module = module.replace(word, ours)
    return module


def build(path: Path, functions: str, reaches: str, more: Mapping[str, str]) -> None:
    bridge = (VBA / "xlwings.bas").read_text(encoding="ascii")
    assert REACHES in bridge
    modules = {NAME: functions, "xlwings": bridge.replace(REACHES, reaches)}
    classes = {"JxServer": (VBA / "JxServer.cls").read_text(encoding="ascii")}
    project = vba_project(1, Sources(modules=modules, classes=classes, workbook="Option Explicit\n"))
    book = Workbook(path)
    book.set_vba_name(WORKBOOK_MODULE)
    book.add_vba_project(BytesIO(project), is_stream=True)
    sheet = book.add_worksheet(SHEET)
    sheet.set_vba_name("Sheet1")
    for row, line in enumerate([[1.0, 2.0], ["约三", 4.0], [3.0, 4.0]]):
        sheet.write_row(row, 0, line)
    sheet.write_row("A10", BLOCK)
    for cell, formula in {**CELLS, **more}.items():
        sheet.write_formula(cell, f"={formula}")
    sheet.write_array_formula("H1:H2", "{=JX_CHECK_BLOCK(A10:H11)}")
    book.close()


@pytest.fixture
def seen(calc_with_functions: FunctionOffice, tmp_path: Path) -> Build:
    """Builds the workbook, opens it with its macros, and gives what stands in its cells; None is an error."""

    def opened(reaches: str = REACHES, functions: str = "", **more: str) -> dict[str, Any]:
        build(tmp_path / "表.xlsm", functions or adapted(module_text()), reaches, more)
        calc_with_functions("open", path=str(tmp_path / "表.xlsm"), macros=True)
        calc_with_functions("recalculate")
        return cells(calc_with_functions)

    return opened


def cells(office: FunctionOffice) -> dict[str, Any]:
    lines = office("values")[SHEET]
    return {
        f"{'ABCDEFGH'[column]}{row}": value for row, line in enumerate(lines, 1) for column, value in enumerate(line)
    }


def errors(office: FunctionOffice, *places: str) -> list[int]:
    return list(office("errors", sheet=SHEET, cells=places).values())


def nothing_is_computed(office: FunctionOffice, found: dict[str, Any], *, but: tuple[str, ...] = ()) -> None:
    """Every call is an error, no text among them; SUM shows it, and native formulas give the right total."""
    calls = [cell for cell, formula in CELLS.items() if formula.startswith("JX_") and cell not in but]
    assert {cell: found[cell] for cell in calls} == dict.fromkeys(calls)
    assert {*errors(office, *calls)} == {VALUE}
    assert [found["C4"], found["C5"]] == [None, None]
    assert [found["D1"], found["D2"], found["D3"], found["D4"]] == [4.0, 8.0, 8.0, 20.0]


def test_the_wrappers_are_those_of_the_registry() -> None:
    """Three things differ, wherever they stand, and nothing else."""
    text = adapted(module_text())
    assert text != module_text()
    for word, ours in CHANGED.items():
        assert word in module_text()
        assert ours not in module_text().replace(word, "")
        text = text.replace(ours, word)
    assert text == module_text()


def test_it_works(calc_with_functions: FunctionOffice, seen: Build) -> None:
    """Figures and texts arrive, also with arguments left out or empty; what cannot be computed is an error."""
    found = seen()
    assert [found[f"C{row}"] for row in range(1, 6)] == [0.5, None, 0.75, None, 1.25]
    assert [found[f"D{row}"] for row in range(1, 5)] == [0.5, 8.0, 0.75, 9.25]
    assert [found[f"E{row}"] for row in range(1, 6)] == [TEXTS["E1"], None, TEXTS["E3"], TEXTS["E4"], 14.0]
    assert found["H1"].startswith("警告：")
    assert found["H2"] == ""
    assert errors(calc_with_functions, "C2", "C4", "E2") == [VALUE, VALUE, NA]


def test_python_has_died(calc_with_functions: FunctionOffice, seen: Build) -> None:
    """CallUDF raises. It was reached, so that nobody waits half a minute once it is back."""
    seen()
    with calc_with_functions.crashed():
        calc_with_functions("recalculate")
        nothing_is_computed(calc_with_functions, cells(calc_with_functions))
    calc_with_functions("recalculate")
    assert cells(calc_with_functions)["D4"] == 9.25


def test_a_function_is_missing(calc_with_functions: FunctionOffice, seen: Build) -> None:
    """CallUDF raises for this one: an older package. The others answer."""
    with calc_with_functions.missing("JX_RATE"):
        found = seen()
    assert [found[f"C{row}"] for row in range(1, 6)] == [None] * 5
    assert [found[f"D{row}"] for row in range(1, 5)] == [4.0, 8.0, 8.0, 20.0]
    assert found["E1"] == "优"


@pytest.mark.parametrize("reaches", ["    Err.Raise 53\n", "    Set XLPy = Nothing\n"])
def test_no_python(calc_with_functions: FunctionOffice, seen: Build, reaches: str) -> None:
    """xlwings finds none, and says so by raising; or gives nothing."""
    calc_with_functions.counts()
    nothing_is_computed(calc_with_functions, seen(reaches))
    assert calc_with_functions.counts() == {}


def test_a_failure_is_an_error_to_vba(calc_with_functions: FunctionOffice, seen: Build) -> None:
    """With CVErr as generated: where the function fails, the wrapper gives a Variant of the kind vbError, which
    Excel shows as an error. LibreOffice makes a text of it: should it ever learn, CHANGED can lose a line.
    """
    found = seen(
        functions=adapted(module_text()).replace("JxError(", "CVErr("), G1="JxGiven(A1,B1)", G2="JxGiven(A2,B2)"
    )
    assert [found["G1"], found["G2"]] == ["5 False", "10 True"]
    assert found["C2"] == "Error 2015"
    assert errors(calc_with_functions, "C2", "C4") == [0, 0]
