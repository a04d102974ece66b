"""The .xlsm: its VBA is its sources and no more, its buttons lead somewhere, its tables are those of the .xlsx."""

from __future__ import annotations

import re
import zipfile
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest

from macros_py.check import check_file, to_json
from macros_py.demo import EXAMPLE, PACK, YEAR
from macros_py.desk import add_project_sheets, fill_file, list_findings, recalc_file
from macros_py.excel.entry import ENTRIES
from macros_py.excel.macros import CONFIG, macros
from macros_py.excel.registry import described
from macros_py.template import write_template
from tests.cli.conftest import run_jixiao
from tests.exported import exported
from tests.tools import ooxml, repair_lint
from tests.tools.vba_reader import body, declared, project_of, texts
from workbook.address import cell_name
from workbook.build import home
from workbook.build.macro_sheets import CONFIG as CONFIG_SHEET
from workbook.build.macro_sheets import HIDDEN_SHEETS
from workbook.build.ribbon import BUTTONS, CALLBACK, ribbon_parts
from workbook.build.vba_project import WORKBOOK_MODULE, Sources, own_sources, vba_project
from workbook.check_columns import around_tables
from workbook.errors import UnusableFile
from workbook.macro_texts import ASKS_CELL, CHOSEN_CELL, HANDED, REPLY_CELL, SOURCE_CELL, TEXTS, TYPED_CELL
from workbook.package import MAIN, Package
from workbook.read import read

LONGEST_LINE = 1023
STATUS = "B5"  # on 首页: whether functions can be called
MOST_CONTINUED = 24
SUB = re.compile(r"^Public Sub (\w+)\(", re.MULTILINE)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("macros") / "自评表.xlsm"
    write_template(path, year=YEAR, pack=PACK)
    return path


@pytest.fixture(scope="module")
def filled(book: Path) -> Path:
    path = book.with_name("已填.xlsm")
    fill_file(book, EXAMPLE, path)
    return path


@pytest.fixture(scope="module")
def sources() -> Sources:
    more = macros()
    return own_sources().joined(more.modules, more.classes)


def parts(path: Path) -> list[tuple[str, bytes]]:
    """Contents in their order; how tightly they are packed depends on the machine's zlib."""
    with zipfile.ZipFile(path) as archive:
        return [(name, archive.read(name)) for name in archive.namelist()]


def rows(path: Path, sheet: str) -> list[list[str]]:
    package = Package.load(path)
    strings = ["".join(item.itertext()) for item in package.tree("xl/sharedStrings.xml")]
    tree = package.tree(package.sheet_part(sheet))
    cells = ([strings[int(cell.findtext(f"{MAIN}v") or "")] for cell in row] for row in tree.iter(f"{MAIN}row"))
    return list(cells)


def test_every_module_reads_back_as_its_source(book: Path, sources: Sources) -> None:
    """Compression, streams and offsets are right: a reader that shares nothing with the writer finds the text."""
    found = {name: body(text) for name, text in texts(project_of(book)).items()}
    wanted = {**sources.modules, **sources.classes, WORKBOOK_MODULE: sources.workbook}
    assert {name: found.get(name) for name in wanted} == {name: body(text) for name, text in wanted.items()}
    assert {text for name, text in found.items() if name not in wanted} == {""}


def test_one_document_module_a_sheet(book: Path, sources: Sources) -> None:
    """Excel ties sheets and modules together by their code names; each module is declared once."""
    package = Package.load(book)
    names = [package.tree(part).find(f"{MAIN}sheetPr") for part in package.worksheets.values()]
    code_names = [name.get("codeName") for name in names if name is not None]
    assert len(code_names) == len(package.sheets)
    project = project_of(book)
    lines = declared(project)
    documents = [line.removeprefix("Document=").partition("/")[0] for line in lines if line.startswith("Document=")]
    assert sorted(documents) == sorted([WORKBOOK_MODULE, *map(str, code_names)])
    assert {line for line in lines if line.startswith("Module=")} == {f"Module={name}" for name in sources.modules}
    assert {line for line in lines if line.startswith("Class=")} == {f"Class={name}" for name in sources.classes}
    assert len(texts(project)) == len(lines)


def test_sources_are_what_vba_takes(sources: Sources) -> None:
    """ASCII, whatever the code page; no line too long, no statement over too many; each module under its own name."""
    for name, text in {**sources.modules, **sources.classes, WORKBOOK_MODULE: sources.workbook}.items():
        assert text.isascii(), name
        assert max(map(len, text.splitlines())) <= LONGEST_LINE, name
        runs = re.findall(r"(?:[^\n]* _\n)+", text.replace("\r\n", "\n"))
        assert max((run.count("\n") for run in runs), default=0) <= MOST_CONTINUED, name
    assert [re.search(r'^Attribute VB_Name = "(\w+)"', text, re.MULTILINE)[1] for text in sources.modules.values()] == [  # type: ignore[index]
        *sources.modules
    ]


def test_text_that_is_not_ascii_is_refused() -> None:
    """Better no workbook than one whose macros fail on another computer."""
    with pytest.raises(UnicodeEncodeError):
        vba_project(1, Sources(modules={"JxBad": "' 校验\n"}, classes={}, workbook=""))


def test_our_blocks_are_closed() -> None:
    """What opens ends, as often and in its order; one module that does not compile stops all of them."""
    for name, text in own_sources().modules.items():
        opened: list[str] = []
        for line in (line.strip() for line in text.replace(" _\n", " ").splitlines()):
            if found := re.match(r"(?:Public |Private )?(Sub|Function)\b", line):
                opened.append(found[1])
            elif (found := re.match(r"(Do|For|With|Select|#?If)\b", line)) and not re.search(r"\bThen\s+\S", line):
                opened.append({"Do": "Loop", "For": "Next"}.get(found[1], found[1]))
            elif found := re.match(r"(?:End |#End )(\w+)|(Loop|Next)\b", line):
                closed = found[1] or found[2]
                assert opened.pop().lstrip("#") == closed, (name, line)
        assert opened == [], name


def test_every_button_leads_to_a_macro_and_every_macro_to_python(book: Path) -> None:
    """On 首页, on both ribbons, in the callback, and in Python: the same buttons, none dead."""
    with zipfile.ZipFile(book) as archive:
        drawing = archive.read("xl/drawings/vmlDrawing1.vml").decode()
        ribbons = [ElementTree.fromstring(archive.read(part)) for part in ribbon_parts()]
        root = archive.read("_rels/.rels").decode()
    module = own_sources().modules["JxButtons"]
    subs, wanted = SUB.findall(module), [button.macro for button in BUTTONS]
    assert re.findall(r"<x:FmlaMacro>\[0\]!(\w+)</x:FmlaMacro>", drawing) == wanted
    assert set(subs) == {*wanted, CALLBACK}
    for ribbon in ribbons:
        shown = [element for element in ribbon.iter() if element.get("onAction")]
        assert [(element.get("id"), element.get("onAction")) for element in shown] == [
            (button.id, CALLBACK) for button in BUTTONS
        ]
    assert all(f'Target="{part}"' in root for part in ribbon_parts())
    assert re.findall(r'Case "(\w+)": (\w+)', module) == [(button.id, button.macro) for button in BUTTONS]
    run = dict(re.findall(r'Public Sub (\w+)\(\)\n    JxRun "(\w+)"', module))
    assert [run[macro] for macro in wanted] == list(ENTRIES)
    assert module.count("RunPython") == 1


def test_buttons_stand_in_one_row_and_leave_room_below(book: Path) -> None:
    """Side by side on 首页, none over another, within the eight columns of 82 pixels, a line of words below them."""
    with zipfile.ZipFile(book) as archive:
        drawing = archive.read("xl/drawings/vmlDrawing1.vml").decode()
    anchors = [list(map(int, text.split(","))) for text in re.findall(r"<x:Anchor>([\d, ]+)</x:Anchor>", drawing)]
    assert {(top, bottom) for _, _, top, _, _, _, bottom, _ in anchors} == {(4, 4)}
    assert max(anchor[7] for anchor in anchors) <= 40
    spans = [(82 * (left - 1) + x, 82 * (right - 1) + end) for left, x, _, _, right, end, _, _ in anchors]
    assert all(before[1] < after[0] for before, after in pairwise(spans))
    assert spans[0][0] >= 0
    assert spans[-1][1] <= 8 * 82


def test_every_text_the_macros_ask_for_is_there(book: Path, sources: Sources) -> None:
    """The hidden sheets: sayings by their keys, Python's answer first, the wizard's words, all of xlwings' settings."""
    listed = rows(book, TEXTS)
    modules = "".join(own_sources().modules.values())
    asked = set(re.findall(r'JxText\("(\w+)"\)', modules))
    kinds = re.findall(r'JxRun "\w+", True, "(\w+)"', modules)
    asked |= {f"{word}{kind}" for word in re.findall(r'JxText\("(\w+_)" & kind\)', modules) for kind in kinds}
    sayings = [row for row in listed if row[0] != "function"]
    assert {row[0] for row in sayings} == asked | set(HANDED)
    assert len(asked) >= len(kinds) * 2 == 4
    blank = [row[0] for row in sayings if not row[1]]
    assert blank == list(HANDED) == [row[0] for row in listed[:5]]
    assert (REPLY_CELL, CHOSEN_CELL, SOURCE_CELL, ASKS_CELL, TYPED_CELL) == ("B1", "B2", "B3", "B4", "B5")
    assert [row[1:] for row in listed if row[0] == "function"] == described()
    assert dict(map(tuple, rows(book, CONFIG_SHEET))) == CONFIG
    states = {
        sheet.get("name"): sheet.get("state")
        for sheet in Package.load(book).tree("xl/workbook.xml").iter(f"{MAIN}sheet")
    }
    assert {name for name, state in states.items() if state} == set(HIDDEN_SHEETS)
    assert {states[name] for name in HIDDEN_SHEETS} == {"veryHidden"}


def test_xlwings_is_of_one_version(book: Path) -> None:
    """Its VBA names a DLL by its version: another package would not be found."""
    text = texts(project_of(book))["xlwings"]
    assert re.findall(r'XLWINGS_VERSION As String = "(.*)"', text) == [version("xlwings")]


def test_the_same_forms_give_the_same_bytes(book: Path, tmp_path: Path) -> None:
    """In another process, too, where sets have another order; by the command that people use."""
    again = tmp_path / "再建.xlsm"
    done = run_jixiao("new", "-o", again, "--pack", PACK, "--year", str(YEAR), env={"PYTHONHASHSEED": "7"})
    assert done.returncode == 0
    assert parts(again) == parts(book)


def test_a_name_that_excel_would_not_open_is_refused(book: Path, template: Path, tmp_path: Path) -> None:
    """Excel would say that such a file is damaged. An export is an .xlsx, whatever it is made of."""
    for source, ending in ((book, ".xlsx"), (template, ".xlsm")):
        target = tmp_path / f"另存{ending}"
        for act in (recalc_file, list_findings, add_project_sheets):
            with pytest.raises(UnusableFile, match=f"应当以 {source.suffix} 结尾"):
                act(source, target)
        with pytest.raises(UnusableFile, match=f"应当以 {source.suffix} 结尾"):
            fill_file(source, EXAMPLE, target)
    assert list(tmp_path.iterdir()) == []


def test_tables_are_those_of_the_workbook_without_macros(book: Path, template: Path) -> None:
    """The same cells and names; a formula is the same, or asks a function of ours first and has the same to fall back
    on. What else calls one stands outside the tables.
    """
    plain, rich = Package.load(template), Package.load(book)
    assert [name for name in rich.sheets if name not in plain.sheets] == list(HIDDEN_SHEETS)
    assert read(book).facts == read(template).facts
    calls = 0
    for name, part in plain.worksheets.items():
        first, second = formulas(plain, part), formulas(rich, rich.sheet_part(name))
        outside = cells_of(rich, name)
        assert set(second) - outside == set(first) | ({STATUS} if name == home.SHEET else set()), name
        for cell, text in first.items():
            asking = second[cell] != text
            calls += asking
            assert not asking or falls_back(second[cell], text), (name, cell)
    assert calls > 60


def formulas(package: Package, part: str) -> dict[str, str]:
    cells = package.tree(part).iter(f"{MAIN}c")
    return {cell.get("r", ""): formula.text or "" for cell in cells if (formula := cell.find(f"{MAIN}f")) is not None}


def cells_of(package: Package, sheet: str) -> set[str]:
    """Where our remarks stand on a sheet."""
    areas = [area for area in around_tables(package) if area.sheet == sheet]
    return {
        cell_name(row + 1, column + 1)
        for area in areas
        for row in range(area.top, area.bottom + 1)
        for column in range(area.left, area.right + 1)
    }


def falls_back(formula: str, plain: str) -> bool:
    """Does a call stand before the native formula?"""
    return formula.startswith("IFERROR(") and "JX_" in formula and formula.endswith(f",{plain})")


def test_other_doors_open_it_like_any_other(filled: Path, example: Path) -> None:
    """What is found in it is what is found in the .xlsx of the same figures."""
    found, wanted = (to_json(check_file(path), Path("x")) for path in (filled, example))
    assert found == wanted


def test_the_submission_copy_has_nothing_of_it(filled: Path, recalculated: Path, tmp_path: Path) -> None:
    """No macros, ribbon, buttons or hidden sheets; the rest is what the .xlsx gives."""
    again, sent, plain = (tmp_path / name for name in ("重算.xlsm", "上报.xlsx", "对照.xlsx"))
    recalc_file(filled, again)
    exported(again, sent)
    exported(recalculated, plain)
    package, other = Package.load(sent), Package.load(plain)
    assert [part for part in package if part.startswith(("customUI", "xl/ctrlProps")) or part.endswith(".bin")] == []
    assert list(package.sheets) == list(other.sheets)
    assert not any(b'ObjectType="Button"' in package.read(part) for part in package if part.endswith(".vml"))
    assert not any(b"codeName" in package.read(part) or b"macroEnabled" in package.read(part) for part in package)
    assert read(sent).facts == read(plain).facts


def test_excel_has_nothing_to_repair(book: Path, filled: Path, tmp_path: Path) -> None:
    """By our lint and Microsoft's validator, as it is built and after everything that is done to it."""
    made = [tmp_path / name for name in ("核对.xlsm", "重算.xlsm", "补附件4.xlsm")]
    list_findings(filled, made[0])
    recalc_file(filled, made[1])
    add_project_sheets(filled, made[2])
    sent = tmp_path / "上报.xlsx"
    exported(made[1], sent)
    files = [book, filled, *made, sent]
    assert [(path.name, finding) for path in files for finding in repair_lint.lint(path)] == []
    assert [(path.name, finding) for path, found in ooxml.validate(files).items() for finding in found] == []
    assert {project_of(path) for path in made} == {project_of(book)}


def test_a_copied_sheet_shares_no_module(filled: Path, tmp_path: Path) -> None:
    """A sheet that was added has no module yet, and Excel makes it one; two sheets with one would be damage."""
    more = tmp_path / "补附件4.xlsm"
    assert add_project_sheets(filled, more) > 0
    package = Package.load(more)
    found = [package.tree(part).find(f"{MAIN}sheetPr") for part in package.worksheets.values()]
    names = [element.get("codeName") for element in found if element is not None and element.get("codeName")]
    assert len(names) == len(set(names)) == len(Package.load(filled).sheets)
