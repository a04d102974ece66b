"""Our VBA, run: which macro says what, and what opening the workbook does.

It runs in pyOpenVBA's interpreter, which is not Excel. What that does not know is replaced by name before it runs
(`_UNKNOWN`), and xlwings by two functions that say what they were asked: the flow is tried here, Excel's part is not.
"""

from __future__ import annotations

import re

import pytest
from pyopenvba.apps.excel import ExcelApplication

from macros_py.excel.entry import ENTRIES
from macros_py.excel.registry import described
from workbook.build.ribbon import BUTTONS, Button
from workbook.build.vba_project import own_sources
from workbook.macro_texts import HANDED

_UNKNOWN = {
    "ThisWorkbook.ReadOnly": "StubReadOnly()",
    "ThisWorkbook.Path": "StubPath()",
    "ThisWorkbook.SaveCopyAs ": "StubSave ",
    'Environ("TEMP")': '"C:\\temp"',
    "    MkDir ": "    StubFiles ",
    "    Kill ": "    StubFiles ",
    "    RmDir ": "    StubFiles ",
    'CreateObject("WScript.Shell").Run(': "StubShell(",
    "Application.MacroOptions Macro:=": "StubOptions named:=",
    "Application.GetOpenFilename(": "StubChoose(",
    "Application.InputBox(": "StubInput(",
    "Type:=2)": "kind:=2)",
    "Application.Name": "StubHostName()",
    "Application.Path": "StubHostFolder()",
    "Application.OnTime ": "StubClock ",
    "Application.UserControl": "(Not unseen)",
    'ThisWorkbook.Names("jx.status").RefersToRange': 'ThisWorkbook.Worksheets("JX_TEXT").Range("Z1")',
    "status.Calculate": "StubCalculate status",
    "Application.CalculateFull": "StubComputeAll",
    'Set files = CreateObject("Scripting.FileSystemObject")': "",
    "files.FileExists(": "StubFile(",
    "files.GetParentFolderName(": "StubParent(",
    'CreateObject("WScript.Shell").ExpandEnvironmentStrings("%PATH%")': "StubPaths()",
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
Public offered As String
Public file As String
Public handed As String
Public copied As String
Public files As String

Public Function StubReadOnly() As Boolean
    StubReadOnly = readOnly
End Function
Public Function StubPath() As String
    StubPath = folder
End Function
Public Sub StubSave(ByVal path As String)
    saves = saves + 1
    StubFiles path
End Sub
Public Sub StubFiles(ByVal path As String)
    files = files & path & ";"
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
    If key = "INTERPRETER_WIN" Then GetConfig = python
End Function
Public Function StubChoose(ByVal filter As String, ByVal index As Long, ByVal title As String) As Variant
    offered = filter & "/" & title
    StubChoose = IIf(file = "", False, file)
End Function
Public Function RunPython(line As String)
    With ThisWorkbook.Worksheets("JX_TEXT")
        asked = line
        handed = .Range("B2").Value2
        runs = runs & .Range("B3").Value2 & "/" & .Range("B5").Value2 & ";"
        copied = .Range("B3").Value2
        If answer = "error" Then Err.Raise 5, , "broken"
        .Range("B1").Value2 = answer
        If question <> "" And .Range("B5").Value2 = "" Then
            .Range("B1").Value2 = "refused"
            .Range("B4").Value2 = question
        End If
    End With
End Function
Public Function StubInput(ByVal prompt As String, ByVal title As String, ByVal kind As Long) As Variant
    prompts = prompts & prompt & "/" & title & "/" & kind & ";"
    If types = "(cancel)" Then StubInput = False Else StubInput = types
End Function
Public Sub Asks(ByVal words As String, ByVal reply As String)
    question = words
    types = reply
End Sub
Public question As String
Public types As String
Public prompts As String
Public runs As String
Public hostName As String
Public hostFolder As String
Public searched As String
Public present As String
Public python As String
Public looked As Long
Public clock As String
Public unseen As Boolean
Public warmed As String
Public Const XLWINGS_VERSION As String = "9.9"

Public Function StubHostName() As String
    StubHostName = hostName
End Function
Public Function StubHostFolder() As String
    StubHostFolder = hostFolder
End Function
Public Function StubPaths() As String
    StubPaths = searched
End Function
Public Function StubFile(ByVal path As String) As Boolean
    looked = looked + 1
    StubFile = InStr(present, "|" & path & "|") > 0
End Function
Public Function StubParent(ByVal path As String) As String
    StubParent = Left(path, InStrRev(path, "\\") - 1)
End Function
Public Sub StubClock(ByVal at As Date, ByVal named As String, Optional ByVal latest, Optional ByVal wanted = True)
    clock = clock & wanted & " " & named & ";"
End Sub
Public Sub StubCalculate(ByVal cell As Object)
    warmed = warmed & "status;"
    If answer = "error" Then Err.Raise 5, , "broken"
    cell.Value2 = answer
End Sub
Public Sub StubComputeAll()
    warmed = warmed & "all;"
End Sub
Public retried As Long
Public Sub JxRetry()
    retried = retried + 1
End Sub
Public Sub Host(ByVal named As String, ByVal place As String, ByVal paths As String, ByVal file As String)
    hostName = named
    hostFolder = place
    searched = paths
    present = file
End Sub
Public Sub SetUp(ByVal path As String, ByVal fixed As Boolean, ByVal code As Long, ByVal says As String)
    folder = path
    readOnly = fixed
    exitCode = code
    answer = says
End Sub
"""
_TEXTS = (
    *HANDED,
    *("title", "choose_rules", "filter_rules", "choose_return", "filter_return", "override"),
    *("unsaved", "no_python", "working", "no_reply", "failed", "hint_host", "hint_python"),
)


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
    rows = [*((key, "" if key in HANDED else f"<{key}>") for key in _TEXTS), *(("function", *r) for r in described())]
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


def answer_cells(app: ExcelApplication) -> list[object]:
    page = 'ThisWorkbook.Worksheets("JX_TEXT")'
    return [app.evaluate(f'{page}.Range("{cell}").Value2') or "" for cell in ("B1", "B2", "B3", "B4", "B5")]


def choose(app: ExcelApplication, path: str) -> None:
    """What the person will choose when asked for a file; nothing, for cancelling."""
    app.add_module(f'Sub ChooseFile()\n    file = "{path}"\nEnd Sub', name="ChoosingFile")
    app.run("ChooseFile")


@pytest.mark.parametrize(("button", "entry"), list(zip(BUTTONS, ENTRIES, strict=True)))
def test_a_button_asks_python_and_shows_its_answer(excel: ExcelApplication, button: Button, entry: str) -> None:
    """One box, with the sentence; the cells it came through are blank again. What works on a file gets a copy."""
    excel.run("SetUp", "C:\\work", False, 0, "done")
    choose(excel, r"D:\rules\here.toml")
    excel.run(button.macro)
    assert excel.evaluate("retried") == 1  # cells that gave Python up ask it again
    assert said(excel) == [("done", "<title>")]
    assert excel.evaluate("asked") == f"import macros_py.excel.entry; macros_py.excel.entry.{entry}()"
    assert excel.evaluate("command") == 'cmd.exe /C ""python" -c "import macros_py.excel.entry""'
    assert excel.evaluate("saves") == (entry in ON_FILE)
    assert excel.evaluate("handed") == (r"D:\rules\here.toml" if entry in CHOOSING else "")
    assert answer_cells(excel) == BLANK


def test_a_button_on_files_hands_over_a_copy(excel: ExcelApplication) -> None:
    """Of what is on the screen, computed to the last cell, under the workbook's name; gone when all is done."""
    excel.run("SetUp", "C:\\work", False, 0, "done")
    excel.run("JX_Export")
    folder, copied, *gone = excel.evaluate("files").split(";")
    assert re.fullmatch(r"C:\\temp\\jixiao-\d+", folder)
    assert copied == excel.evaluate("copied") == rf"{folder}\{excel.evaluate('ThisWorkbook.Name')}"
    assert gone == [copied, folder, ""]
    assert excel.evaluate("warmed") == "all;"


ON_FILE = ("add_projects", "load_rules", "export", "import_return")
CHOOSING = ("load_rules", "import_return")
BLANK = [""] * len(HANDED)


@pytest.mark.parametrize("button", BUTTONS, ids=lambda button: button.id)
def test_only_what_changes_cells_leaves_the_workbook_unsaved(excel: ExcelApplication, button: Button) -> None:
    """Nobody is asked about saving for the sake of our hidden cells."""
    excel.run("SetUp", "C:\\work", False, 0, "done")
    choose(excel, r"D:\here.toml")
    excel.add_module("Sub Clean()\n    ThisWorkbook.Saved = True\nEnd Sub", name="Cleaning")
    excel.run("Clean")
    excel.run(button.macro)
    assert excel.evaluate("ThisWorkbook.Saved") is (button.macro not in ("JX_Recalculate", "JX_Check"))


@pytest.mark.parametrize(("macro", "kind"), [("JX_LoadRules", "rules"), ("JX_ImportReturn", "return")])
def test_a_choice_that_is_cancelled_is_the_end(excel: ExcelApplication, macro: str, kind: str) -> None:
    """No box, nothing saved, Python not asked, the status bar Excel's own. Each offers its own kind of file."""
    excel.run("SetUp", "C:\\work", False, 0, "done")
    choose(excel, "")
    excel.run(macro)
    assert said(excel) == []
    assert excel.evaluate("offered") == f"<filter_{kind}>/<choose_{kind}>"
    assert (excel.evaluate("saves"), excel.evaluate("asked")) == (0, "")
    assert excel.evaluate("Application.StatusBar") is False


@pytest.mark.parametrize(
    ("macro", "path", "read_only", "code", "answer", "box", "saves"),
    [
        ("JX_Export", "", False, 0, "done", "<unsaved>", 0),
        ("JX_Export", "C:\\work", True, 0, "done", "done", 1),
        ("JX_Export", "C:\\work", False, 9009, "done", "<no_python>", 0),
        ("JX_Export", "C:\\work", False, 0, "", "<no_reply>", 1),
        ("JX_Export", "C:\\work", False, 0, "error", "<failed>broken", 1),
        ("JX_LoadRules", "", False, 0, "done", "<unsaved>", 0),
        ("JX_ImportReturn", "", False, 0, "done", "<unsaved>", 0),
        ("JX_Check", "", True, 0, "done", "done", 0),
        ("JX_Check", "", False, 0, "error", "<failed>broken", 0),
        ("JX_Recalculate", "", False, 9009, "done", "<no_python>", 0),
    ],
)
def test_one_box_whatever_happens(
    excel: ExcelApplication, macro: str, path: str, read_only: bool, code: int, answer: str, box: str, saves: int
) -> None:
    """Never saved, read-only, no Python, no answer, an error: a hint, once, and nothing is saved that need not be.
    Checking and recalculating need no file.
    """
    excel.run("SetUp", path, read_only, code, answer)
    excel.run(macro)
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


OFFICE, EXCEL = r"C:\Program Files\Microsoft Office\root\Office16", "Microsoft Excel"
BESIDE = r"|C:\Python 3\xlwings32-9.9.dll|C:\Python 3\xlwings64-9.9.dll|"
SEARCHED = r'\\server\share;;C:\Windows;"C:\Python 3";C:\More'


def status_bar(app: ExcelApplication) -> object:
    return app.evaluate("Application.StatusBar")


@pytest.mark.parametrize(
    ("name", "folder", "paths", "files", "python", "hint"),
    [
        (EXCEL, OFFICE, SEARCHED, BESIDE, "", None),
        (EXCEL, OFFICE, r"C:\Windows;C:\More", BESIDE, "", "<hint_python>"),
        (EXCEL, OFFICE, "", "", "", "<hint_python>"),
        (EXCEL, OFFICE, "", BESIDE, r"C:\Python 3\pythonw.exe", None),
        (EXCEL, OFFICE, "", BESIDE, r"C:\Python 3\Scripts\python.exe", None),
        (EXCEL, OFFICE, SEARCHED, BESIDE, r"D:\gone\python.exe", "<hint_python>"),
        ("WPS Spreadsheets", r"C:\Office", SEARCHED, BESIDE, "", "<hint_host>"),
        (EXCEL, r"C:\Users\a\AppData\Local\Kingsoft\WPS Office\12.1\office6", SEARCHED, BESIDE, "", "<hint_host>"),
        (EXCEL, r"D:\wps\office6", SEARCHED, BESIDE, "", "<hint_host>"),
    ],
    ids=["there", "elsewhere", "nowhere", "named", "in a venv", "named and gone", "WPS", "WPS as Excel", "WPS moved"],
)
def test_a_quiet_word_where_python_cannot_help(
    excel: ExcelApplication, name: str, folder: str, paths: str, files: str, python: str, hint: str | None
) -> None:
    """In the status bar, never a box, and no program is started; where all is there, the clock is told to warm up."""
    excel.run("Host", name, folder, paths, files)
    excel.add_module(f'Sub Choose()\n    python = "{python}"\nEnd Sub', name="Choosing")
    excel.run("Choose")
    excel.run("JxOpened")
    assert (status_bar(excel) or None) == hint
    assert ("JxWarmUp" in excel.evaluate("clock")) == (hint is None)
    assert said(excel) == []
    assert (excel.evaluate("command"), excel.evaluate("asked")) == ("", "")
    assert excel.evaluate("warmed") == ("status;" if hint == "<hint_python>" else "")


def test_other_computers_are_not_searched(excel: ExcelApplication) -> None:
    """A folder on a server that is switched off would hold up opening for seconds."""
    excel.run("Host", EXCEL, OFFICE, r"\\server\a;\\server\b", r"|\\server\a\xlwings64-9.9.dll|")
    excel.run("JxOpened")
    assert excel.evaluate("looked") == 0
    assert status_bar(excel) == "<hint_python>"


def test_the_word_goes_with_the_workbook(excel: ExcelApplication) -> None:
    """Another workbook in front, or this one closed: the status bar is Excel's own again."""
    excel.run("Host", EXCEL, OFFICE, "", "")
    seen = []
    for step in ("JxOpened", "JxHideHint", "JxShowHint", "JxClosing"):
        excel.run(step)
        seen.append(status_bar(excel))
    assert seen == ["<hint_python>", False, "<hint_python>", False]
    assert excel.evaluate("clock") == ""


def test_the_status_bar_of_others_is_left_alone(excel: ExcelApplication) -> None:
    """Without a word of ours there is nothing to take away."""
    excel.run("Host", EXCEL, OFFICE, SEARCHED, BESIDE)
    excel.run("JxOpened")
    excel.add_module('Sub Theirs()\n    Application.StatusBar = "theirs"\nEnd Sub', name="Others")
    excel.run("Theirs")
    for step in ("JxHideHint", "JxShowHint", "JxClosing"):
        excel.run(step)
    assert status_bar(excel) == "theirs"


@pytest.mark.parametrize(("answer", "told"), [("done", "status;all;status;"), ("error", "status;status;")])
def test_warming_up_asks_whether_functions_are_there(excel: ExcelApplication, answer: str, told: str) -> None:
    """By the clock, once; closing before that takes it back, for Excel would open the workbook again. All is computed
    only where functions have come since the file was saved; failing is silent.
    """
    excel.run("SetUp", "C:\\work", False, 0, answer)
    excel.run("Host", EXCEL, OFFICE, SEARCHED, BESIDE)
    excel.run("JxOpened")
    excel.run("JxClosing")
    excel.run("JxClosing")
    clock = excel.evaluate("clock").split(";")
    assert [line.partition(" ")[0] for line in clock] == ["True", "False", ""]
    assert {line.partition("!")[2] for line in clock[:2]} == {"ThisWorkbook.JxWarmUp"}
    excel.run("JxWarm")
    excel.run("JxWarm")
    assert excel.evaluate("warmed") == told
    assert said(excel) == []


def test_the_workbook_hands_its_events_on() -> None:
    """What the clock and Excel call is in the module of the workbook itself, and does what its name says."""
    behind = own_sources().workbook
    calls = dict(re.findall(r"Sub (\w+)\([^)]*\)\n    (\w+)\nEnd Sub", behind))
    assert calls == {
        "Workbook_Open": "JxOpened",
        "Workbook_Activate": "JxShowHint",
        "Workbook_Deactivate": "JxHideHint",
        "Workbook_BeforeClose": "JxClosing",
        "JxWarmUp": "JxWarm",
    }


def test_an_excel_that_nobody_sees_shows_no_box(excel: ExcelApplication) -> None:
    """A program that started it reads the answer where Python left it; nobody could close a box."""
    excel.run("SetUp", "C:\\work", False, 0, "done")
    hide(excel)
    excel.run("JX_Export")
    assert said(excel) == []
    assert answer_cells(excel) == ["done", "", "", "", ""]


def hide(app: ExcelApplication) -> None:
    app.add_module("Sub Hide()\n    unseen = True\nEnd Sub", name="Hiding")
    app.run("Hide")


def runs(app: ExcelApplication) -> list[tuple[str, str]]:
    """How often Python ran: with which copy, and with what the person had typed."""
    found = [run.partition("/") for run in app.evaluate("runs").split(";") if run]
    return [(copy, typed) for copy, _, typed in found]


def test_a_question_is_asked_and_its_answer_handed_over(excel: ExcelApplication) -> None:
    """Python runs once more, on the same copy; the box at the end has the second answer. All is tidied up."""
    excel.run("SetUp", "C:\\work", False, 0, "done")
    excel.run("Asks", "why not.", " Zhang: merged ")
    excel.run("JX_Export")
    assert excel.evaluate("prompts") == "why not.\n<override>/<title>/2;"
    copied = excel.evaluate("copied")
    assert copied
    assert runs(excel) == [(copied, ""), (copied, "Zhang: merged")]
    assert said(excel) == [("done", "<title>")]
    assert (excel.evaluate("saves"), excel.evaluate("files").count(copied)) == (1, 2)  # made once, and removed
    assert answer_cells(excel) == BLANK
    assert excel.evaluate("Application.StatusBar") is False


@pytest.mark.parametrize("reply", ["(cancel)", "", "  "])
def test_a_question_that_is_cancelled_is_the_end(excel: ExcelApplication, reply: str) -> None:
    """The reason was read in the question: no second run, no box. Nothing is left behind, nothing to be saved."""
    excel.run("SetUp", "C:\\work", False, 0, "done")
    excel.run("Asks", "why not.", reply)
    excel.add_module("Sub Clean()\n    ThisWorkbook.Saved = True\nEnd Sub", name="Cleaning")
    excel.run("Clean")
    excel.run("JX_Export")
    assert len(runs(excel)) == 1
    assert said(excel) == []
    folder, copied, *gone = excel.evaluate("files").split(";")
    assert gone == [copied, folder, ""]
    assert answer_cells(excel) == BLANK
    assert excel.evaluate("Application.StatusBar") is False
    assert excel.evaluate("ThisWorkbook.Saved") is True


def test_a_long_question_keeps_what_can_be_done(excel: ExcelApplication) -> None:
    """Excel's box takes 255 characters: the question is cut, the saying below it is not."""
    excel.run("SetUp", "C:\\work", False, 0, "done")
    excel.run("Asks", "x" * 2000, "(cancel)")
    excel.run("JX_Export")
    prompt = excel.evaluate("prompts").partition("/")[0]
    assert len(prompt) == 255
    assert prompt.endswith("x\n<override>")


@pytest.mark.parametrize(("before", "answer"), [("", "refused"), ("Zhang: merged", "done")])
def test_an_excel_that_nobody_sees_asks_nothing(excel: ExcelApplication, before: str, answer: str) -> None:
    """The refusal is the answer, unless the program that started it agreed beforehand; seen, that would not count."""
    excel.run("SetUp", "C:\\work", False, 0, "done")
    excel.run("Asks", "why not.", "(cancel)")
    page = 'ThisWorkbook.Worksheets("JX_TEXT")'
    excel.add_module(f'Sub Agree()\n    {page}.Range("B5").Value2 = "{before}"\nEnd Sub', name="Agreeing")
    excel.run("Agree")
    excel.run("JX_Export")
    assert runs(excel)[0][1] == ""
    hide(excel)
    excel.run("Agree")
    excel.run("JX_Export")
    assert [typed for _, typed in runs(excel)[1:]] == [before]
    assert said(excel) == []
    assert answer_cells(excel) == [answer, "", "", "", ""]


def test_a_failure_leaves_nothing_behind(excel: ExcelApplication) -> None:
    """Neither the copy nor what was handed over with it."""
    excel.run("SetUp", "C:\\work", False, 0, "error")
    excel.run("JX_Export")
    folder, copied, *gone = excel.evaluate("files").split(";")
    assert gone == [copied, folder, ""]
    assert answer_cells(excel) == BLANK
