"""Our VBA, run: which macro says what, and what opening the workbook does.

It runs in pyOpenVBA's interpreter, which is not Excel. What that does not know is replaced by name before it runs
(`_UNKNOWN`), and xlwings by two functions that say what they were asked: the flow is tried here, Excel's part is not.
"""

from __future__ import annotations

import pytest
from pyopenvba.apps.excel import ExcelApplication

from macros_py.excel.entry import ENTRIES
from macros_py.excel.registry import described
from workbook.build.ribbon import BUTTONS, Button
from workbook.build.vba_project import own_sources

_UNKNOWN = {
    "ThisWorkbook.ReadOnly": "StubReadOnly()",
    "ThisWorkbook.Path": "StubPath()",
    "ThisWorkbook.Save\n": "StubSave\n",
    'CreateObject("WScript.Shell").Run(': "StubShell(",
    "Application.MacroOptions Macro:=": "StubOptions named:=",
}
_STUBS = """
Public saves As Long
Public readOnly As Boolean
Public folder As String
Public exitCode As Long
Public answer As String
Public asked As String
Public command As String
Public wizard As String

Public Function StubReadOnly() As Boolean
    StubReadOnly = readOnly
End Function
Public Function StubPath() As String
    StubPath = folder
End Function
Public Sub StubSave()
    saves = saves + 1
End Sub
Public Function StubShell(ByVal line As String, ByVal style As Long, ByVal waits As Boolean) As Long
    command = line
    StubShell = exitCode
End Function
Public Sub StubOptions(ByVal named As String, Category, Description, ArgumentDescriptions)
    wizard = wizard & named & "/" & Category & "/" & (UBound(ArgumentDescriptions) + 1) & ";"
End Sub
Public Function GetConfig(key As String, Optional default As String = "") As Variant
    GetConfig = default
End Function
Public Function RunPython(line As String)
    asked = line
    If answer = "error" Then Err.Raise 5, , "broken"
    ThisWorkbook.Worksheets("JX_TEXT").Range("B1").Value2 = answer
End Function
Public Sub SetUp(ByVal path As String, ByVal fixed As Boolean, ByVal code As Long, ByVal says As String)
    folder = path
    readOnly = fixed
    exitCode = code
    answer = says
End Sub
"""
_TEXTS = ("reply", "title", "unsaved", "no_python", "working", "no_reply", "failed")


@pytest.fixture
def excel() -> ExcelApplication:
    """A workbook with the hidden sheet, whose sayings are their own keys."""
    app = ExcelApplication()
    app.add_workbook()
    app.add_module(_STUBS, name="Stubs")
    for name, text in own_sources().modules.items():
        for unknown, stub in _UNKNOWN.items():
            text = text.replace(unknown, stub)  # noqa: PLW2901
        app.add_module(text, name=name)
    rows = [*((key, "" if key == "reply" else f"<{key}>") for key in _TEXTS), *(("function", *r) for r in described())]
    fill = [
        'Sub FillIn()\n    Dim page As Worksheet\n    Set page = ThisWorkbook.Worksheets(1)\n    page.Name = "JX_TEXT"'
    ]
    for number, row in enumerate(rows, 1):
        for column, text in enumerate(row, 1):
            plain = f"t{column}" if number > len(_TEXTS) and column > 2 else text
            fill.append(f'    page.Cells({number}, {column}).Value2 = "{plain}"')
    app.add_module("\n".join([*fill, "End Sub"]), name="Filling")
    app.run("FillIn")
    return app


def said(app: ExcelApplication) -> list[tuple[str, str]]:
    """The boxes that were shown: text and title."""
    return [(text, title) for kind, text, title, *_ in app.dialogs if kind == "MsgBox"]


@pytest.mark.parametrize(("button", "entry"), list(zip(BUTTONS, ENTRIES, strict=True)))
def test_a_button_saves_asks_python_and_shows_its_answer(excel: ExcelApplication, button: Button, entry: str) -> None:
    """One box, with the sentence; the cell it came in is blank again."""
    excel.run("SetUp", "C:\\work", False, 0, "done")
    excel.run(button.macro)
    assert said(excel) == [("done", "<title>")]
    assert excel.evaluate("asked") == f"import macros_py.excel.entry; macros_py.excel.entry.{entry}()"
    assert excel.evaluate("command") == 'cmd.exe /C ""python" -c "import macros_py.excel.entry""'
    assert excel.evaluate("saves") == 1
    assert excel.evaluate('ThisWorkbook.Worksheets("JX_TEXT").Range("B1").Value2') in (None, "")


@pytest.mark.parametrize(
    ("path", "read_only", "code", "answer", "box", "saves"),
    [
        ("", False, 0, "done", "<unsaved>", 0),
        ("C:\\work", True, 0, "done", "<unsaved>", 0),
        ("C:\\work", False, 9009, "done", "<no_python>", 0),
        ("C:\\work", False, 0, "", "<no_reply>", 1),
        ("C:\\work", False, 0, "error", "<failed>broken", 1),
    ],
)
def test_one_box_whatever_happens(
    excel: ExcelApplication, path: str, read_only: bool, code: int, answer: str, box: str, saves: int
) -> None:
    """Never saved, read-only, no Python, no answer, an error: a hint, once, and nothing is saved that need not be."""
    excel.run("SetUp", path, read_only, code, answer)
    excel.run("JX_Export")
    assert said(excel) == [(box, "<title>")]
    assert excel.evaluate("saves") == saves


def test_opening_describes_every_function_and_says_nothing(excel: ExcelApplication) -> None:
    """Each with its category and all its arguments; no box, and Python is not asked."""
    excel.run("JxOpened")
    wanted = "".join(f"{row[0]}/t3/{len(row) - 3};" for row in described())
    assert excel.evaluate("wizard") == wanted
    assert said(excel) == []
    assert excel.evaluate("asked") == ""


def test_opening_keeps_what_protection_allows(excel: ExcelApplication) -> None:
    """Protecting anew takes away what is not allowed anew; macros may write, an unprotected sheet stays so."""
    page = "ThisWorkbook.Worksheets(2)"
    lines = [
        "    ThisWorkbook.Worksheets.Add After:=ThisWorkbook.Worksheets(1)",
        f"    {page}.Protect AllowInsertingRows:=True, AllowSorting:=True",
    ]
    excel.add_module("\n".join(["Sub Guard()", *lines, "End Sub"]), name="Guarding")
    excel.run("Guard")
    excel.run("JxOpened")
    allowed = ("AllowInsertingRows", "AllowSorting", "AllowDeletingRows", "AllowFormattingCells")
    assert [excel.evaluate(f"{page}.Protection.{name}") for name in allowed] == [True, True, False, False]
    assert excel.evaluate(f"{page}.ProtectContents") is True
    assert excel.evaluate(f"{page}.ProtectionMode") is True
    assert excel.evaluate("ThisWorkbook.Worksheets(1).ProtectContents") is False
