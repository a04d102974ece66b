"""A row inserted by us must leave the file as a row inserted in Excel would: nothing points at the wrong cell."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from tests.workbook.test_package import build, parts
from workbook.errors import UnusableFile
from workbook.grow import insert_rows
from workbook.package import MAIN, Package, local_name
from workbook.shift import Insertion, shift_areas, shift_formula

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported")  # said by openpyxl

SHEET, GOALS = "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"
MOVE = Insertion(sheet="附件 3", before=6, count=2, tabs=("附件1", "附件 3", "Data", "汇总"))


@pytest.fixture
def form(tmp_path: Path) -> Path:
    return build(tmp_path / "自评表.xlsx")


def grown(form: Path, sheet: str = "附件1", before: int = 5, count: int = 2, like: int = 4) -> Package:
    package = Package.load(form)
    insert_rows(package, sheet, before, count, like)
    package.save(form)
    return Package.load(form)


def formulas(package: Package, part: str) -> dict[str, str]:
    cells = package.tree(part).iter(f"{MAIN}c")
    return {cell.get("r", ""): text for cell in cells if (text := cell.findtext(f"{MAIN}f"))}


def values(package: Package, part: str, name: str, key: str) -> list[str | None]:
    return [item.get(key) for item in package.tree(part).iter() if local_name(item) == name]


def texts(package: Package, part: str, name: str) -> list[str | None]:
    return [item.text for item in package.tree(part).iter() if local_name(item) == name]


def test_cells_move_and_formulas_follow(form: Path) -> None:
    package = grown(form)
    assert formulas(package, SHEET) == {
        "D3": "ROUND(C3/B3,4)",
        "D4": "ROUND(C4/B4,4)",
        "D7": "ROUND(C7/B7,4)",
        "D8": "ROUND(C8/B8,4)",
        "B9": "SUM(B3:B8)",
        "C9": "SUM(C3:C8)",
        "D9": 'IF(B9=0,"",C9/B9)',
    }
    assert formulas(package, GOALS) == {
        "B5": "'附件1'!C9",
        "B6": "SUM('附件1'!$B$3:$B$8)-SUM(附件1!C:C)+B5",
        "B7": 'IF(附件1!A4="","",附件1!A4)',
    }


def test_new_rows_look_like_their_model_and_are_empty(form: Path) -> None:
    sheet = grown(form).tree(SHEET)
    rows = {row.get("r"): row for row in sheet.iter(f"{MAIN}row")}
    assert list(rows) == ["1", "2", "3", "4", "5", "6", "7", "8", "9", "11"]
    for number in ("5", "6"):
        assert rows[number].get("ht") == rows["4"].get("ht") == "21"
        assert [(cell.get("r"), cell.get("s"), len(cell)) for cell in rows[number]] == [
            (f"{cell.get('r', '')[0]}{number}", cell.get("s"), 0) for cell in rows["4"] if cell.get("s")
        ]


def test_model_row_may_lie_below(form: Path) -> None:
    """Rows are counted before the insertion, wherever the model stands."""
    rows = {row.get("r"): row for row in grown(form, before=3, like=7).tree(SHEET).iter(f"{MAIN}row")}
    assert [cell.get("r") for cell in rows["3"]] == ["B3", "C3", "D3"]
    assert rows["3"].get("ht") is None


def test_everything_around_the_cells_moves(form: Path) -> None:
    package = grown(form)
    assert values(package, SHEET, "mergeCell", "ref") == ["A1:D1"]
    assert values(package, SHEET, "dimension", "ref") == ["A1:D11"]
    assert values(package, SHEET, "conditionalFormatting", "sqref") == ["D3:D8", "C3:C8", None]
    assert texts(package, SHEET, "sqref") == ["C3:C8"]
    assert texts(package, SHEET, "formula")[0] == "$D3<0.95"
    assert values(package, SHEET, "dataValidation", "sqref") == ["A3:A8"]
    assert texts(package, SHEET, "formula1") == ["选项!$A$1:$A$3"]
    assert values(package, SHEET, "hyperlink", "ref") == ["A11"]
    assert values(package, SHEET, "brk", "id") == ["9"]
    assert texts(package, "xl/charts/chart1.xml", "f") == ["'附件1'!$A$3:$A$8", "'附件1'!$C$3:$C$8"]


def test_defined_names(form: Path) -> None:
    book = grown(form).tree("xl/workbook.xml")
    names = {(name.get("name"), name.get("localSheetId")): name.text for name in book.iter(f"{MAIN}definedName")}
    assert names == {
        ("收入合计", None): "'附件1'!$B$9",
        ("选项表", None): "选项!$A$1:$A$3",
        ("_xlnm.Print_Area", "0"): "附件1!$A$1:$D$11",
        ("_xlnm.Print_Titles", "0"): "附件1!$1:$2",
        ("_xlnm.Print_Area", "1"): "'附件 3'!$A$1:$B$8",
    }


@pytest.mark.parametrize(
    ("before", "note", "box"),
    [(5, "B4", 0), (4, "B6", 2), (1, "B6", 2)],
)
def test_comment_and_its_box_follow_the_cell(form: Path, before: int, note: str, box: int) -> None:
    old = vml_rows(Package.load(form))
    package = grown(form, before=before, like=3)
    assert values(package, "xl/comments1.xml", "comment", "ref") == [note]
    assert vml_rows(package) == [row + box for row in old]


def vml_rows(package: Package) -> list[int]:
    vml = package.read("xl/drawings/vmlDrawing1.vml").decode()
    anchor = re.findall(r"<x:Anchor>([^<]*)", vml)[0].split(",")
    return [int(anchor[2]), int(anchor[6]), int(re.findall(r"<x:Row>(\d+)", vml)[0])]


@pytest.mark.parametrize(
    ("before", "picture", "chart"),
    [(5, (1, 1), (9, 23)), (2, (3, 3), (9, 23)), (10, (1, 1), (7, 23)), (30, (1, 1), (7, 21))],
)
def test_pictures_move_and_charts_grow(
    form: Path, before: int, picture: tuple[int, int], chart: tuple[int, int]
) -> None:
    """0-based rows of both ends: a picture keeps its size, a chart its cells."""
    package = grown(form, before=before, like=3)
    rows = [int(text or "") for text in texts(package, "xl/drawings/drawing1.xml", "row")]
    assert sorted([tuple(rows[:2]), tuple(rows[2:])]) == sorted([picture, chart])


@pytest.mark.parametrize(
    ("before", "merge", "target"),
    [(5, "A7:A8", "B7"), (6, "A5:A8", "B5"), (7, "A5:A6", "B5")],
)
def test_merges_grow_only_when_split(form: Path, before: int, merge: str, target: str) -> None:
    package = grown(form, "附件 3", before=before, like=5)
    assert values(package, GOALS, "mergeCell", "ref") == [merge]
    assert values(package, SHEET, "hyperlink", "location") == [f"'附件 3'!{target}"]


def test_only_parts_that_name_the_sheet_change(form: Path) -> None:
    old = parts(form)
    grown(form, "选项", before=9, count=1, like=1)
    assert [name for name, data in parts(form).items() if data != old[name]] == ["xl/worksheets/sheet3.xml"]


def test_tables_and_filters(tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    book = xlsxwriter.Workbook(path)
    first, second = book.add_worksheet("甲"), book.add_worksheet("乙")
    columns = [{"header": "子"}, {"header": "丑"}, {"header": "寅", "formula": "=乙!$A$1+$F$6"}]
    first.add_table("B3:D8", {"columns": columns})
    second.autofilter("A2:C9")
    book.close()
    package = grown(path, "甲", before=5)
    assert values(package, "xl/tables/table1.xml", "table", "ref") == ["B3:D10"]
    assert values(package, "xl/tables/table1.xml", "autoFilter", "ref") == ["B3:D10"]
    assert texts(package, "xl/tables/table1.xml", "calculatedColumnFormula") == ["乙!$A$1+$F$8"]
    package = grown(path, "乙", before=3)
    assert values(package, "xl/worksheets/sheet2.xml", "autoFilter", "ref") == ["A2:C11"]
    names = {name.get("name"): name.text for name in package.tree("xl/workbook.xml").iter(f"{MAIN}definedName")}
    assert names == {"_xlnm._FilterDatabase": "乙!$A$2:$C$11"}
    assert openpyxl.load_workbook(path)["乙"].auto_filter.ref == "A2:C11"


def put(form: Path, part: str, *swaps: tuple[str, str]) -> None:
    package = Package.load(form)
    text = package.read(part).decode()
    for old, new in swaps:
        assert old in text
        text = text.replace(old, new)
    package.put(part, text.encode())
    package.save(form)


def test_scales_controls_and_shapes_follow(form: Path) -> None:
    """What Excel writes and XlsxWriter does not: bounds given by a cell, controls, texts shown in a shape."""
    scale = '<cfvo type="formula" val="$B$7"/><cfvo type="num" val="7"/><cfvo type="formula" val="(("/>'
    spot = '<xdr:row xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing">6</xdr:row>'
    put(form, SHEET, ("</worksheet>", f"<x>{scale}{spot}</x></worksheet>"))
    put(form, "xl/drawings/drawing1.xml", ("</xdr:wsDr>", '<xdr:sp textlink="附件1!$B$7"/></xdr:wsDr>'))
    package = grown(form)
    assert [item for item in values(package, SHEET, "cfvo", "val") if item] == ["$B$9", "7", "(("]
    assert texts(package, SHEET, "row")[-1] == "8"
    assert values(package, "xl/drawings/drawing1.xml", "sp", "textlink") == ["附件1!$B$9"]


@pytest.mark.parametrize(("kind", "rows"), [("absolute", [7, 21]), ("oneCell", [9, 23])])
def test_objects_that_do_not_grow(form: Path, kind: str, rows: list[int]) -> None:
    put(form, "xl/drawings/drawing1.xml", ("<xdr:twoCellAnchor>", f'<xdr:twoCellAnchor editAs="{kind}">'))
    seen = [int(text or "") for text in texts(grown(form), "xl/drawings/drawing1.xml", "row")]
    assert [row for row in seen if row != 1] == rows


def test_button_follows_its_upper_edge(tmp_path: Path) -> None:
    path = tmp_path / "按钮.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("甲")
    sheet.insert_button("B4")
    sheet.insert_button("B9", {"height": 60})
    book.close()
    vml = grown(path, "甲", before=5).read("xl/drawings/vmlDrawing1.vml").decode()
    anchors = [anchor.split(",") for anchor in re.findall(r"<x:Anchor>([^<]*)", vml)]
    assert [(int(anchor[2]), int(anchor[6])) for anchor in anchors] == [(3, 4), (10, 13)]


def test_pivot_tables_are_refused_and_their_sources_grow(form: Path) -> None:
    source = '<worksheetSource ref="A2:D6" sheet="附件1"/>'
    cache = f'<pivotCacheDefinition xmlns="{MAIN[1:-1]}">{source}</pivotCacheDefinition>'
    package = Package.load(form)
    package.put("xl/pivotCache/pivotCacheDefinition1.xml", cache.encode())
    package.save(form)
    package = grown(form)
    assert values(package, "xl/pivotCache/pivotCacheDefinition1.xml", "worksheetSource", "ref") == ["A2:D8"]
    put(form, "xl/worksheets/_rels/sheet1.xml.rels", ("relationships/comments", "relationships/pivotTable"))
    with pytest.raises(UnusableFile, match="附件1：工作表含有数据透视表"):
        grown(form)


def test_unreadable_name_is_refused(form: Path) -> None:
    put(form, "xl/workbook.xml", (">选项!$A$1:$A$3<", ">SUM(选项!$A$1:$A$3<"), ("'附件1'!$B$7", "附件1!#WHAT!"))
    with pytest.raises(UnusableFile, match="收入合计：名称无法识别"):
        grown(form)


def shared(form: Path, sheet: str, formula: str) -> None:
    package = Package.load(form)
    part = package.sheet_part(sheet)
    cells = f'<c r="Z1"><f t="shared" ref="Z1:Z2" si="0">{formula}</f></c>'
    row = b'<row r="1"'
    at = package.read(part).index(b"</row>", package.read(part).index(row))
    package.put(part, package.read(part)[:at] + cells.encode() + package.read(part)[at:])
    package.save(form)


@pytest.mark.parametrize(("sheet", "formula", "moved"), [("附件1", "Y9", "Y11"), ("选项", "附件1!A9", "附件1!A11")])
def test_shared_formulas_are_spelled_out(form: Path, sheet: str, formula: str, moved: str) -> None:
    """Excel shares a formula that was filled down; its cells get texts of their own, and those move."""
    shared(form, sheet, formula)
    part = Package.load(form).sheet_part(sheet)
    assert formulas(grown(form), part)["Z1"] == moved


def test_a_shared_formula_without_its_first_cell_is_refused(form: Path) -> None:
    """Nothing says what its cells compute: better no rows than wrong ones."""
    shared(form, "附件1", "")
    old = form.read_bytes()
    with pytest.raises(UnusableFile, match=r"^附件1!Z1：公式由多个单元格共用"):
        grown(form)
    assert form.read_bytes() == old


def test_shared_formulas_elsewhere_do_not_matter(form: Path) -> None:
    shared(form, "选项", "'附件 3'!A1")
    assert formulas(grown(form), "xl/worksheets/sheet3.xml") == {"Z1": "'附件 3'!A1"}


def test_split_array_formula_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "数组.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("甲")
    sheet.write_array_formula("A3:A6", "{=B3:B6*2}")
    book.close()
    with pytest.raises(UnusableFile, match="甲!A3：数组公式"):
        grown(path, "甲", before=5)
    assert values(grown(path, "甲", before=3), "xl/worksheets/sheet1.xml", "f", "ref") == ["A5:A8"]


def test_unreadable_formula_is_refused(form: Path) -> None:
    package = Package.load(form)
    package.put(GOALS, package.read(GOALS).replace("'附件1'!C7".encode(), "SUM('附件1'!C7".encode()))
    package.put(GOALS, package.read(GOALS).replace(b"+B5", b"+#WHAT!"))
    package.save(form)
    with pytest.raises(UnusableFile, match="附件 3!B6：公式无法识别"):
        grown(form)


def test_nothing_is_pushed_off_the_sheet(tmp_path: Path) -> None:
    path = tmp_path / "底.xlsx"
    book = xlsxwriter.Workbook(path)
    book.add_worksheet("甲").write("A1048576", 1)
    book.close()
    with pytest.raises(UnusableFile, match="最后一行"):
        grown(path, "甲")


@pytest.mark.parametrize(("before", "count", "like"), [(0, 1, 1), (1, 0, 1), (1, 1, 0)])
def test_no_such_rows(form: Path, before: int, count: int, like: int) -> None:
    with pytest.raises(ValueError, match="no such rows"):
        grown(form, before=before, count=count, like=like)


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("A5+A6+A7", "A5+A8+A9"),
        ("$A$6+A$6+$A6", "$A$8+A$8+$A8"),
        ("SUM(A5:A6)", "SUM(A5:A8)"),
        ("SUM(A6:A5)", "SUM(A8:A5)"),
        ("SUM(A1:A5,A6:A9)", "SUM(A1:A5,A8:A11)"),
        ("SUM(A:A,$B:$C)+SUM(5:7)+SUM($6:$6)", "SUM(A:A,$B:$C)+SUM(5:9)+SUM($8:$8)"),
        ("SUM(A1:A1048576)", "SUM(A1:A1048576)"),
        ("'附件 3'!A6+附件1!A6+'附件1'!A6", "'附件 3'!A8+附件1!A6+'附件1'!A6"),
        ("[1]附件3!A6+'[1]附件 3'!A6", "[1]附件3!A6+'[1]附件 3'!A6"),
        ("SUM('附件 3'!A5:'附件 3'!A6)", "SUM('附件 3'!A5:'附件 3'!A8)"),
        ("A6:INDEX(A:A,6)", "A8:INDEX(A:A,6)"),
        ("SUM(INDEX(A:A,6):A6)", "SUM(INDEX(A:A,6):A8)"),
        ('"A6"&A6&INDIRECT("A6")', '"A6"&A8&INDIRECT("A6")'),
        ("LOG10(6)+TAX_6+XFE6+A1048577", "LOG10(6)+TAX_6+XFE6+A1048577"),
        ("A6  +\n  A6 %", "A8  +\n  A8 %"),
        ("A1:B9 A6:C6", "A1:B11 A8:C8"),
        ("表1[[#All],[A6]:[A7]]+表1[A6]", "表1[[#All],[A6]:[A7]]+表1[A6]"),
        ("{6,7;8,9}*A6*1.5E+6-6", "{6,7;8,9}*A8*1.5E+6-6"),
        ("#REF!+'附件 3'!#REF!+A6", "#REF!+'附件 3'!#REF!+A8"),
        ("SUM(Data:汇总!A6)+A6", "SUM(Data:汇总!A6)+A8"),
        ("-A6^2=+A6", "-A8^2=+A8"),
        ("TRUE+IF(A6>=6,A6,)", "TRUE+IF(A8>=6,A8,)"),
    ],
)
def test_references_on_the_sheet(formula: str, expected: str) -> None:
    assert shift_formula(formula, MOVE, "附件 3") == expected


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("A6+'附件 3'!A6", "A6+'附件 3'!A8"),
        ("DATA!A6+data!A6", "DATA!A6+data!A6"),
        ("COUNTIF('附件 3'!A5:A6,A6)", "COUNTIF('附件 3'!A5:A8,A6)"),
        ("'附件 3'!A6:B7-A6:B7", "'附件 3'!A8:B9-A6:B7"),
    ],
)
def test_references_on_other_sheets(formula: str, expected: str) -> None:
    assert shift_formula(formula, MOVE, "汇总") == expected


def test_sheet_names_differ_by_more_than_case() -> None:
    move = Insertion(sheet="it's", before=6, count=1)
    assert shift_formula("'IT''S'!A6+'it''s'!A5", move, None) == "'IT''S'!A7+'it''s'!A5"


@pytest.mark.parametrize("formula", ["SUM('附件1:Data'!A6)", "SUM('附件 3:汇总'!A6)"])
def test_span_of_sheets_is_refused(formula: str) -> None:
    with pytest.raises(ValueError, match="3-D reference"):
        shift_formula(formula, MOVE, "汇总")


def test_relative_rows_of_names_stay() -> None:
    """They mean "as many rows above where the name is used", not a place."""
    assert shift_formula("'附件 3'!A6+'附件 3'!$A$6", MOVE, None, fixed_only=True) == "'附件 3'!A6+'附件 3'!$A$8"


@given(first=st.integers(1, 50), size=st.integers(0, 50), before=st.integers(1, 110), count=st.integers(1, 9))
def test_a_range_keeps_its_rows_and_gains_those_inside(first: int, size: int, before: int, count: int) -> None:
    """Against the plain picture of a list of rows into which new ones are put."""
    rows: list[int | None] = list(range(1, 121))
    rows[before - 1 : before - 1] = [None] * count
    ends = rows.index(first) + 1, rows.index(first + size) + 1
    move = Insertion(sheet="甲", before=before, count=count)
    assert shift_areas(f"A{first}:B{first + size}", move) == f"A{ends[0]}:B{ends[1]}"
    assert shift_formula(f"SUM($A{first}:B${first + size})", move, "甲") == f"SUM($A{ends[0]}:B${ends[1]})"


def recalculated(path: Path, folder: Path) -> dict[str, list[list[object]]]:
    """All values as LibreOffice computes them: the file it gets has no results to copy."""
    package = Package.load(path)
    for part in package.worksheets.values():
        for cell in [cell for cell in package.tree(part).iter(f"{MAIN}c") if cell.find(f"{MAIN}f") is not None]:
            for value in cell.findall(f"{MAIN}v"):
                cell.remove(value)
        package.mark(part)
    folder.mkdir()
    package.save(folder / "in.xlsx")
    soffice = shutil.which("soffice")
    assert soffice, "LibreOffice is needed"
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [soffice, profile, "--headless", "--convert-to", "xlsx", "--outdir", str(folder / "out")]
    subprocess.run([*command, str(folder / "in.xlsx")], check=True, capture_output=True, timeout=180)
    book = CalamineWorkbook.from_path(str(folder / "out" / "in.xlsx"))
    return {
        name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)  # type: ignore[misc]
        for name in book.sheet_names
    }


def test_libreoffice_computes_the_same_before_and_after(form: Path, tmp_path: Path) -> None:
    """The whole promise at once, judged by a program that knows nothing of our code."""
    before = recalculated(form, tmp_path / "before")
    assert before["附件1"][6] == ["合计", 1800, 1620, 0.9]
    assert [row[1] for row in before["附件 3"][4:7]] == [1620, 180, "单位2"]
    grown(form)
    grown(form, "附件 3", before=6, count=3, like=5)
    after = recalculated(form, tmp_path / "after")
    del after["附件1"][4:6], after["附件 3"][5:8]
    assert after == before
