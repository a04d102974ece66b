"""The lint finds what it claims to find: a sound workbook, one thing in it spoiled, and the code that must come up."""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.tools import ooxml, repair_lint
from tests.tools.repair.formula_text import faults
from tests.tools.repair.package import MAIN, OFFICE
from tests.workbook.richbook import write_rich

Fault = tuple[str, str, str, str]  # code, part, what stands there (the first time), what is put in its place

BOOK, SHEET, OTHER = "xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"
LINKS, OTHER_LINKS, TYPES = "xl/_rels/workbook.xml.rels", "xl/worksheets/_rels/sheet2.xml.rels", "[Content_Types].xml"
STYLES, STRINGS, COMMENTS, TABLE = "xl/styles.xml", "xl/sharedStrings.xml", "xl/comments1.xml", "xl/tables/table1.xml"
SOURCES = sorted(Path(repair_lint.__file__).with_name("repair").glob("*.py"))
FORMULA, PANE = "IF(B4&gt;0,ROUND(SUM(B4:B5),2),", 'xSplit="1" ySplit="3" topLeftCell="B4"'

CONTAINER: list[Fault] = [
    ("type-missing", TYPES, 'PartName="/xl/workbook.xml"', 'PartName="/xl/other.xml"'),
    ("type-missing", TYPES, 'Extension="vml"', 'Extension="vm"'),
    ("type-unused", TYPES, 'PartName="/xl/comments1.xml"', 'PartName="/xl/comments9.xml"'),
    ("type-workbook", TYPES, "spreadsheetml.sheet.main+xml", "sheet.macroEnabled.main+xml"),
    ("relation-missing", LINKS, 'Target="styles.xml"', 'Target="style.xml"'),
    ("relation-duplicate", LINKS, 'Id="rId2"', 'Id="rId1"'),
    ("relation-unknown", "xl/drawings/drawing1.xml", 'r:id="rId1"', 'r:id="rId7"'),
    ("relation-unknown", OTHER_LINKS, 'Id="rId1"', 'Id="rId8"'),
    ("workbook-missing", "_rels/.rels", "relationships/officeDocument", "relationships/document"),
    ("xml-malformed", SHEET, "</sheetData>", ""),
    ("control-character", STRINGS, "<t>项目", "<t>项\x0b目"),
    ("control-character", STRINGS, "<t>项目", "<t>项&#x1F;目"),
    ("prefix-unknown", SHEET, "<worksheet ", '<worksheet xmlns:mc="http://schemas.openxmlformats.org/'
     'markup-compatibility/2006" mc:Ignorable="x14ac" '),
]  # fmt: skip
TABS: list[Fault] = [
    ("sheet-name", BOOK, 'name="收支"', 'name="收/支"'),
    ("sheet-long", BOOK, 'name="收支"', f'name="{"收支" * 16}"'),
    ("sheet-duplicate", BOOK, 'name="附表 1"', 'name="收支"'),
    ("sheet-duplicate", BOOK, 'r:id="rId2"', 'r:id="rId1"'),
    ("tab-active", BOOK, "<workbookView ", '<workbookView activeTab="2" '),
    ("tab-active", BOOK, 'sheetId="1"', 'sheetId="1" state="hidden"'),
    ("tab-selected", OTHER, "<sheetView ", '<sheetView tabSelected="1" '),
    ("pane-outside", SHEET, PANE, 'xSplit="1" ySplit="1048576" topLeftCell="B1048577"'),
    ("pane-outside", SHEET, PANE, 'xSplit="1" ySplit="3" topLeftCell="B2"'),
    ("pane-unknown", SHEET, PANE, 'ySplit="3" topLeftCell="A4"'),
    ("selection-cells", SHEET, 'sqref="B1"', 'sqref="B0"'),
]
NAMES: list[Fault] = [
    ("name-syntax", BOOK, 'name="jx.total"', 'name="1年"'),
    ("name-syntax", BOOK, 'name="jx.total"', 'name="jx total"'),
    ("name-address", BOOK, 'name="jx.total"', 'name="jx2022"'),
    ("name-address", BOOK, 'name="jx.total"', 'name="R1C1"'),
    ("name-duplicate", BOOK, 'name="jx.total"', 'name="JX.ROWS"'),
    ("name-sheet", BOOK, "'收支'!$C$4", "'收入'!$C$4"),
    ("name-scope", BOOK, 'localSheetId="1"', 'localSheetId="2"'),
    ("name-empty", BOOK, ">'收支'!$C$4<", "><"),
    ("formula-equals", BOOK, ">'收支'!$C$4", ">='收支'!$C$4"),
]
CELLS: list[Fault] = [
    ("row-order", SHEET, '<row r="2"', '<row r="6"'),
    ("row-duplicate", SHEET, '<row r="5"', '<row r="4"'),
    ("row-outside", SHEET, '<row r="5"', '<row r="1048577"'),
    ("row-height", SHEET, 'ht="30"', 'ht="410"'),
    ("cell-order", SHEET, 'r="B1"', 'r="D1"'),
    ("cell-duplicate", SHEET, 'r="B1"', 'r="A1"'),
    ("cell-row", SHEET, 'r="B1"', 'r="B2"'),
    ("cell-outside", SHEET, 'r="C1"', 'r="XFE1"'),
    ("column-order", SHEET, "</cols>", '<col min="4" max="5" width="9"/></cols>'),
    ("column-width", SHEET, 'width="12.7109375"', 'width="256"'),
    ("dimension-area", SHEET, '<dimension ref="A1:F5"', '<dimension ref="F5:A1"'),
    ("footer-long", SHEET, "第 &amp;P 页", "页" * 256),
    ("style-unknown", SHEET, 'r="A1" s="1"', 'r="A1" s="3"'),
    ("style-pointer", STYLES, 'numFmtId="164" fontId="1"', 'numFmtId="165" fontId="1"'),
    ("style-pointer", STYLES, 'numFmtId="164" fontId="1"', 'numFmtId="164" fontId="4"'),
    ("style-format", STYLES, 'formatCode="0.0000"', f'formatCode="{"0" * 256}"'),
    ("string-unknown", SHEET, 't="s"><v>0<', 't="s"><v>8<'),
    ("text-long", STRINGS, "<t>项目", f"<t>{'项目' * 16_384}"),
    ("number-unknown", SHEET, "<v>12.5<", "<v>NaN<"),
    ("number-unknown", SHEET, "<v>12.5<", "<v>1E+309<"),
    ("number-unknown", SHEET, "<v>12.5<", "<v>12,5<"),
    ("value-kind", SHEET, 't="b"><v>1<', 't="b"><v>是<'),
]
FORMULAS: list[Fault] = [
    ("formula-equals", SHEET, FORMULA, f"={FORMULA}"),
    ("formula-fullwidth", SHEET, FORMULA, FORMULA.replace(",", "，")),
    ("formula-fullwidth", SHEET, '"无"', "“无”"),
    ("formula-brackets", SHEET, FORMULA, FORMULA.replace("2)", "2")),
    ("formula-quotes", SHEET, '"无"', '"无'),
    ("formula-long", SHEET, FORMULA, f"{FORMULA}{'1+' * 4096}"),
    ("formula-text", SHEET, '"无"', f'"{"无" * 256}"'),
    ("formula-arguments", SHEET, "SUM(B4:B5)", f"SUM({'1,' * 255}1)"),
    ("formula-nesting", SHEET, "SUM(B4:B5)", f"{'ABS(' * 63}B4{')' * 63}"),
    ("formula-function", SHEET, "SUM(B4:B5)", "IFNA(B4,0)"),
    ("formula-separator", SHEET, FORMULA, FORMULA.replace(",", ";")),
    ("formula-unquoted", SHEET, "'附表 1'!A2", "1附表!A2"),
    ("formula-sheet", SHEET, "'附表 1'!A2", "'附表 2'!A2"),
    ("formula-sheet", "xl/charts/chart1.xml", "'收支'!", "'收入'!"),
    ("formula-shared", SHEET, "<f>'附表 1'!A2*2</f>", '<f t="shared" si="0"/>'),
]
RULES: list[Fault] = [
    ("merge-overlap", SHEET, 'ref="A2:C2"', 'ref="C1:C2"'),
    ("merge-area", SHEET, 'ref="A2:C2"', 'ref="A2"'),
    ("merge-array", SHEET, 'ref="A2:C2"', 'ref="E5:F5"'),
    ("merge-table", OTHER, "<pageMargins ", '<mergeCells><mergeCell ref="B3:C3"/></mergeCells><pageMargins '),
    ("validation-list", SHEET, '"是,否"', f'"{"是," * 128}"'),
    ("validation-list", SHEET, '"是,否"', "是,否"[:0]),
    ("validation-text", SHEET, 'promptTitle="预算"', f'promptTitle="{"预" * 33}"'),
    ("validation-text", SHEET, 'promptTitle="预算"', f'prompt="{"预" * 256}"'),
    ("validation-text", SHEET, 'promptTitle="预算"', f'error="{"预" * 226}"'),
    ("validation-overlap", SHEET, 'sqref="C6:C9"', 'sqref="C6:C9 B9"'),
    ("validation-cells", SHEET, 'sqref="C6:C9"', 'sqref="C6,C9"'),
    ("formula-brackets", SHEET, "<formula1>0<", "<formula1>SUM(A1<"),
    ("formula-long", SHEET, "<formula1>0<", f"<formula1>0{'+1' * 4096}<"),
    ("condition-style", SHEET, 'dxfId="1"', 'dxfId="2"'),
    ("condition-priority", SHEET, 'priority="2"', 'priority="1"'),
    ("condition-cells", SHEET, '<conditionalFormatting sqref="B4:B9"', '<conditionalFormatting sqref="B9:B4"'),
]
ATTACHED: list[Fault] = [
    ("link-sheet", SHEET, "location=\"'附表 1'!A1\"", "location=\"'附表 2'!A1\""),
    ("link-target", SHEET, "location=\"'附表 1'!A1\"", 'location="某处"'),
    ("link-cell", SHEET, '<hyperlink ref="A5"', '<hyperlink ref="A5,A6"'),
    ("link-many", SHEET, "<hyperlinks>", "<hyperlinks>" + '<hyperlink ref="A1" location="A1"/>' * 65_530),
    ("link-tip", SHEET, 'display="附表"', f'tooltip="{"附" * 256}"'),
    ("comment-drawing", SHEET, '<legacyDrawing r:id="rId1"/>', ""),
    ("comment-cell", COMMENTS, "</comment>", '</comment><comment ref="B4" authorId="0"><text/></comment>'),
    ("comment-author", COMMENTS, 'authorId="0"', 'authorId="1"'),
    ("table-columns", TABLE, 'ref="A1:B3"', 'ref="A1:C3"'),
    ("table-columns", TABLE, 'name="金额"', 'name="名称"'),
    ("table-duplicate", TABLE, 'displayName="明细"', 'displayName="补充"'),
    ("table-overlap", TABLE, 'ref="A1:B3"', 'ref="A19:B21"'),
    ("element-order", SHEET, "</worksheet>", "<sheetProtection/></worksheet>"),
    ("element-repeated", SHEET, "</worksheet>", '<legacyDrawing r:id="rId1"/></worksheet>'),
    ("element-unknown", SHEET, "</worksheet>", "<note/></worksheet>"),
    ("element-empty", SHEET, '<hyperlink ref="A5" location="\'附表 1\'!A1" display="附表"/>', ""),
]
FAULTS = [*CONTAINER, *TABS, *NAMES, *CELLS, *FORMULAS, *RULES, *ATTACHED]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The parts of a workbook that neither tool finds anything in."""
    path = tmp_path_factory.mktemp("rich") / "示例.xlsx"
    write_rich(path)
    assert (repair_lint.lint(path), ooxml.validate([path])) == ([], {path: []})
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def spoiled(path: Path, parts: Mapping[str, bytes], fault: Fault) -> Path:
    _, part, old, new = fault
    text = parts[part].decode()
    assert old in text
    return packed(path, {**parts, part: text.replace(old, new, 1).encode()})


def packed(path: Path, parts: Mapping[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


def codes(path: Path) -> set[str]:
    return {finding.code for finding in repair_lint.lint(path)}


@pytest.mark.parametrize("fault", FAULTS, ids=[f"{number}-{fault[0]}" for number, fault in enumerate(FAULTS)])
def test_a_fault_is_found(tmp_path: Path, sound: dict[str, bytes], fault: Fault) -> None:
    assert fault[0] in codes(spoiled(tmp_path / "坏.xlsx", sound, fault))


def test_every_code_has_a_case() -> None:
    """A check nobody has seen find anything is a hope."""
    known = {code for source in SOURCES for code in re.findall(r'"([a-z]+-[a-z]+)"', source.read_text("utf-8"))}
    assert len(known) > 60
    assert known - {fault[0] for fault in FAULTS} == {"part-duplicate", "chain-cell"}  # each a test below


def test_two_parts_of_one_name(tmp_path: Path, sound: dict[str, bytes]) -> None:
    path = packed(tmp_path / "坏.xlsx", sound)
    with warnings.catch_warnings(), zipfile.ZipFile(path, "a") as archive:
        warnings.simplefilter("ignore")
        archive.writestr(SHEET, sound[SHEET])
    assert codes(path) == {"part-duplicate"}


@pytest.mark.parametrize(("cell", "found"), [("D4", set()), ("B4", {"chain-cell"})])
def test_the_order_of_calculation(tmp_path: Path, sound: dict[str, bytes], cell: str, found: set[str]) -> None:
    """It names cells with formulas only: whoever takes a formula away must take it out of this list."""
    chain = f'<calcChain xmlns="{MAIN[1:-1]}"><c r="C4" i="1"/><c r="{cell}"/></calcChain>'
    kind, target = f"{OFFICE[1:-1]}/calcChain", "calcChain.xml"
    content = "application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml"
    link = f'<Relationship Id="rId9" Type="{kind}" Target="{target}"/></Relationships>'
    override = f'<Override PartName="/xl/{target}" ContentType="{content}"/></Types>'
    changed = {
        f"xl/{target}": chain.encode(),
        LINKS: sound[LINKS].replace(b"</Relationships>", link.encode()),
        TYPES: sound[TYPES].replace(b"</Types>", override.encode()),
    }
    assert codes(packed(tmp_path / "链.xlsx", {**sound, **changed})) == found


def test_the_extension_tells_whether_there_are_macros(tmp_path: Path, sound: dict[str, bytes]) -> None:
    assert codes(packed(tmp_path / "无宏.xlsm", sound)) == {"type-workbook"}


def test_what_the_schema_alone_knows_the_validator_finds(tmp_path: Path, sound: dict[str, bytes]) -> None:
    """Values of attributes are the validator's part; ours does not repeat the schema."""
    cases: list[Fault] = [
        ("sdk-schema", SHEET, 'state="frozen"', 'state="icy"'),
        ("sdk-schema", SHEET, 'priority="2"', ""),
        ("sdk-semantic", BOOK, 'sheetId="2"', 'sheetId="1"'),
    ]
    paths = [spoiled(tmp_path / f"{number}.xlsx", sound, fault) for number, fault in enumerate(cases)]
    found = ooxml.validate(paths)
    assert [{finding.code for finding in found[path]} for path in paths] == [{fault[0]} for fault in cases]


@pytest.mark.parametrize(
    "formula",
    [
        'IF(A1="（无），","",SUM({1,2;3,4}))',
        "'附件3 （整体）'!A1+附件3!$B$2",
        "SUM(明细[[#All],[金额（元）]])",
        "_xlfn.IFNA(VLOOKUP(A1,B:C,2,0),#N/A)",
        "'它''s'!A1&\"a\"\"b\"",
        "[1]收支!A1",
        "ROUND(jx.total*-1%,2)",
    ],
)
def test_sound_formulas_pass(formula: str) -> None:
    """Chinese in texts, in sheet names and in headings is no fault."""
    assert list(faults(formula)) == []


def test_the_command_prints_and_fails(
    tmp_path: Path, sound: dict[str, bytes], capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad = packed(tmp_path / "好.xlsx", sound), spoiled(tmp_path / "坏.xlsx", sound, CELLS[3])
    assert (repair_lint.main([str(good)]), capsys.readouterr().out) == (0, "")
    assert repair_lint.main([str(good), str(bad)]) == 1
    assert f"{bad}: row-height: {SHEET}!3: " in capsys.readouterr().out
