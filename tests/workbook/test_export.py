"""The submission copy says what its author saw, calculates nothing, runs nothing and is the same bytes each time."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from lxml import etree
from python_calamine import CalamineWorkbook

from tests.workbook.test_package import build, parts, png
from workbook.errors import UnusableFile
from workbook.export import freeze
from workbook.gone import Gone
from workbook.package import MAIN, Package, local_name, relations_part

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported")  # said by openpyxl

SHEET = "xl/worksheets/sheet1.xml"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


@pytest.fixture
def form(tmp_path: Path) -> Path:
    return build(tmp_path / "自评表.xlsx")


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "报送.xlsx"


def read(path: Path) -> dict[str, list[list[object]]]:
    book = CalamineWorkbook.from_path(str(path))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}  # type: ignore[misc]


def change(path: Path, part: str, *swaps: tuple[str, str]) -> None:
    package = Package.load(path)
    text = package.read(part).decode()
    for old, new in swaps:
        assert old in text
        text = text.replace(old, new)
    package.put(part, text.encode())
    package.save(path)


def assert_sound(path: Path) -> None:
    """Every relation leads to a part, every part is typed and reached, no formula is left, all programs open it."""
    package = Package.load(path)
    reached = {"[Content_Types].xml", "_rels/.rels"}
    for part in ("", *package):
        for relation in package.relations(part):
            assert relation.external or relation.target in package, relation
            reached |= {relation.target, relations_part(relation.target)}
    assert set(package) <= reached
    types = etree.fromstring(package.read("[Content_Types].xml"))
    assert {item.get("PartName", "")[1:] for item in types if item.get("PartName")} <= set(package)
    typed = {item.get("Extension") for item in types} | {item.get("PartName") for item in types}
    assert all(f"/{part}" in typed or part.rpartition(".")[2] in typed for part in package)
    assert [part for part in package.worksheets.values() if re.search(rb"<f[ >/]", package.read(part))] == []
    assert openpyxl.load_workbook(path).sheetnames == list(package.sheets)


def test_every_formula_becomes_its_value(form: Path, target: Path) -> None:
    freeze(form, target)
    assert read(target) == read(form)
    assert_sound(target)


def test_source_is_not_touched(form: Path, target: Path) -> None:
    old = form.read_bytes()
    freeze(form, target)
    assert form.read_bytes() == old


def test_what_people_see_is_kept(form: Path, target: Path) -> None:
    freeze(form, target)
    old, new = (openpyxl.load_workbook(path)["附件1"] for path in (form, target))
    assert new.print_area == old.print_area
    assert new.print_title_rows == old.print_title_rows == "$1:$2"
    assert new.merged_cells.ranges == old.merged_cells.ranges
    assert new.row_dimensions[3].height == 21
    assert new["D7"].number_format == old["D7"].number_format == "#,##0.00"
    assert [str(rule.sqref) for rule in new.data_validations.dataValidation] == ["A3:A6"]
    assert new["B4"].comment is not None
    kept = [name for name in parts(form) if name.startswith(("xl/media", "xl/charts", "xl/styles", "xl/drawings"))]
    assert set(kept) <= set(parts(target))
    same = [name for name in kept if parts(form)[name] == parts(target)[name]]
    assert {"xl/media/image1.png", "xl/styles.xml"} <= set(same)


def test_same_bytes_each_time(form: Path, target: Path) -> None:
    freeze(form, target)
    first = target.read_bytes()
    freeze(form, target)
    assert target.read_bytes() == first


@pytest.mark.parametrize(
    ("cell", "frozen"),
    [
        ('<c r="D7" s="2" t="str"><f>X</f><v></v></c>', '<c r="D7" s="2"/>'),
        ('<c r="D7" s="2" t="str"><f>X</f><v/></c>', '<c r="D7" s="2"/>'),
        ('<c r="D7" t="str"><f>X</f><v>=1+1</v></c>', '<c r="D7" t="inlineStr"><is><t>=1+1</t></is></c>'),
        ('<c r="D7" t="b"><f>X</f><v>1</v></c>', '<c r="D7" t="b"><v>1</v></c>'),
        ('<c r="D7" cm="1"><f t="array" ref="D7">X</f><v>5</v></c>', '<c r="D7"><v>5</v></c>'),
    ],
)
def test_kinds_of_results(form: Path, target: Path, cell: str, frozen: str) -> None:
    """An empty text is an answer: the cell looks empty and is empty."""
    old = re.search(r'<c r="D7".*?</c>', Package.load(form).read(SHEET).decode())
    assert old
    change(form, SHEET, (old[0], cell))
    freeze(form, target)
    found = Package.load(target).tree(SHEET).find(f".//{MAIN}c[@r='D7']")
    assert found is not None
    expected = etree.fromstring(frozen)
    seen = [(local_name(item), item.text) for item in found.iter()]
    assert seen == [(local_name(item), item.text) for item in expected.iter()]
    assert found.items() == expected.items()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<f>C7/B7</f><v>1</v>", "<f>C7/B7</f>"),
        ("<f>C7/B7</f><v>1</v>", "<f>C7/B7</f><v></v>"),
        ('<c r="H8"><f>C7/B7</f><v>1</v>', '<c r="H8" t="str"><f>C7/B7</f>'),
        ('<c r="H8"><f>C7/B7</f><v>1</v>', '<c r="H8" t="e"><f>C7/B7</f><v>#DIV/0!</v>'),
        ('<c r="H8"><f>C7/B7</f><v>1</v>', '<c r="H8" t="e"><v>#N/A</v>'),
    ],
)
def test_uncalculated_and_error_cells_are_refused(form: Path, target: Path, old: str, new: str) -> None:
    row = '<row r="8"><c r="H8"><f>C7/B7</f><v>1</v></c></row>'
    change(form, SHEET, ("</sheetData>", f"{row.replace(old, new)}</sheetData>"))
    with pytest.raises(UnusableFile, match="有 1 个单元格没有计算结果或结果为错误值，不能生成上报件：附件1!H8。"):
        freeze(form, target)
    assert not target.exists()


def test_controls_and_table_formulas_are_gone(tmp_path: Path, target: Path) -> None:
    """What Excel writes beside each form control: its shape in the drawing, its properties in the sheet."""
    path = tmp_path / "控件.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("附件1")
    sheet.add_table("A1:B3", {"columns": [{"header": "子"}, {"header": "丑", "formula": "=1+1"}]})
    for row in (5, 15, 25):
        sheet.insert_textbox(f"D{row}", f"框{row}", {"textlink": "=附件1!$A$1"} if row == 5 else {})
    sheet.insert_image("J2", "点.png", {"image_data": png()})
    book.close()
    spare = '<mc:AlternateContent xmlns:mc="urn:mc"><mc:Choice><controls/></mc:Choice></mc:AlternateContent>'
    change(path, SHEET, ("</worksheet>", f"{spare}</worksheet>"), ("<f>1+1</f><v>0</v>", "<f>1+1</f><v>2</v>"))
    drawing = Package.load(path).read("xl/drawings/drawing1.xml").decode()
    shapes = re.findall(r"<xdr:sp .*?</xdr:sp>", drawing)
    button = shapes[1].replace('macro=""', 'macro="Run"')
    in_group = f"<xdr:grpSp>{button}<xdr:pic/></xdr:grpSp>"
    control = shapes[2].replace("</xdr:sp>", '<a14:compatExt xmlns:a14="urn:a14" spid="_x0000_s1025"/></xdr:sp>')
    swaps = (shapes[1], in_group), (shapes[2], control), ("<xdr:pic>", '<xdr:pic macro="Run">')
    change(path, "xl/drawings/drawing1.xml", *swaps)
    freeze(path, target)
    package = Package.load(target)
    left = package.read("xl/drawings/drawing1.xml").decode()
    assert re.findall(r"框\d+", left) == ["框5"]
    assert (left.count("<xdr:pic"), left.count("Run"), left.count('textlink="附件1!$A$1')) == (2, 0, 1)
    assert b"AlternateContent" not in package.read(SHEET)
    assert b"Formula" not in package.read("xl/tables/table1.xml")
    assert [row[1] for row in read(target)["附件1"]] == ["丑", 2, 2]


def test_shape_shows_no_cell_of_a_dropped_sheet(form: Path, target: Path) -> None:
    change(form, "xl/drawings/drawing1.xml", ("</xdr:wsDr>", '<xdr:sp textlink="选项!$A$1"/></xdr:wsDr>'))
    freeze(form, target, drop_sheets=["选项"])
    assert b'textlink=""' in parts(target)["xl/drawings/drawing1.xml"]


def test_picture_in_a_cell_is_no_error(form: Path, target: Path) -> None:
    """Excel stores it as #VALUE! with a pointer to the picture, for programs that know no such pictures."""
    picture = '<row r="8"><c r="H8" t="e" vm="1"><v>#VALUE!</v></c></row></sheetData>'
    change(form, SHEET, ("</sheetData>", picture))
    freeze(form, target)
    assert b'<c r="H8" t="e" vm="1"><v>#VALUE!</v></c>' in parts(target)[SHEET]


def test_refusal_names_five_cells_and_counts_all(tmp_path: Path, target: Path) -> None:
    path = tmp_path / "未算.xlsx"
    book = xlsxwriter.Workbook(path)
    for name in ("甲", "乙"):
        sheet = book.add_worksheet(name)
        for row in range(4):
            sheet.write_formula(row, 0, "=1/0", None, "#DIV/0!")
    book.close()
    with pytest.raises(UnusableFile) as caught:
        freeze(path, target)
    assert "有 8 个单元格" in str(caught.value)
    assert "甲!A1、甲!A2、甲!A3、甲!A4、乙!A1等" in str(caught.value)


def test_source_is_never_overwritten(form: Path) -> None:
    old = form.read_bytes()
    with pytest.raises(UnusableFile, match="不能覆盖原文件"):
        freeze(form, form.parent / "." / form.name)
    assert form.read_bytes() == old


def macro_form(path: Path) -> Path:
    """An .xlsm with macros, a ribbon, a form button beside a comment, and a shape that runs a macro."""
    book = xlsxwriter.Workbook(path)
    sheet, config = book.add_worksheet("附件1"), book.add_worksheet("xlwings.conf")
    sheet.write_formula("A1", "=1+1", None, 2)
    sheet.insert_button("B2", {"macro": "检查", "caption": "检查"})
    sheet.write_comment("A1", "说明")
    sheet.insert_textbox("D2", "运行")
    sheet.insert_textbox("D9", "说明文字")
    config.write_formula("A1", "=NA()", None, "#N/A")
    config.very_hidden()
    book.add_vba_project(io.BytesIO(b"not really VBA"), True)
    book.close()
    package = Package.load(path)
    drawing = package.read("xl/drawings/drawing1.xml").replace(b'macro=""', b'macro="[0]!Run"', 1)
    package.put("xl/drawings/drawing1.xml", drawing)
    package.put("customUI/customUI14.xml", b"<customUI/>")
    kind = "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"
    ribbon = f'<Relationship Id="rIdUI" Type="{kind}" Target="customUI/customUI14.xml"/></Relationships>'
    package.put("_rels/.rels", package.read("_rels/.rels").replace(b"</Relationships>", ribbon.encode()))
    package.save(path)
    return path


def test_macros_ribbon_and_buttons_are_gone(tmp_path: Path, target: Path) -> None:
    freeze(macro_form(tmp_path / "自评表.xlsm"), target, drop_sheets=["xlwings.conf"])
    left = parts(target)
    assert not [name for name in left if "vba" in name or "customUI" in name or "ctrlProp" in name]
    text = b"".join(left.values())
    for word in (b"vbaProject", b"macroEnabled", b"customUI", b'ObjectType="Button"', b"[0]!", b"codeName", b"xlwings"):
        assert word not in text, word
    assert b'ObjectType="Note"' in text
    assert "说明文字" in left["xl/drawings/drawing1.xml"].decode()
    assert "运行" not in left["xl/drawings/drawing1.xml"].decode()
    assert_sound(target)


def test_macro_file_with_errors_elsewhere_is_refused(tmp_path: Path, target: Path) -> None:
    with pytest.raises(UnusableFile, match=r"xlwings\.conf!A1"):
        freeze(macro_form(tmp_path / "自评表.xlsm"), target)


def test_links_to_other_files_are_gone(form: Path, target: Path) -> None:
    package = Package.load(form)
    package.put("xl/externalLinks/externalLink1.xml", f'<externalLink xmlns="{MAIN[1:-1]}"/>'.encode())
    package.put("xl/externalLinks/_rels/externalLink1.xml.rels", b"<x/>")
    relation = f'<Relationship Id="rIdX" Type="{RELATIONS}/externalLink" Target="externalLinks/externalLink1.xml"/>'
    rels = package.read("xl/_rels/workbook.xml.rels").decode()
    package.put("xl/_rels/workbook.xml.rels", rels.replace("</Relationships>", f"{relation}</Relationships>").encode())
    package.save(form)
    references = '<externalReferences><externalReference r:id="rIdX"/></externalReferences><definedNames>'
    outside, through = ("外部", "[1]表!$A$1"), ("间接", "外部*2")
    names = "".join(f'<definedName name="{name}">{text}</definedName>' for name, text in (outside, through))
    swaps = ("<definedNames>", references), ("</definedNames>", f"{names}</definedNames>")
    change(form, "xl/workbook.xml", *swaps)
    freeze(form, target)
    text = b"".join(parts(target).values()).decode("utf-8", "replace")
    assert [word for word in ("externalLink", "externalReference", "外部", "间接") if word in text] == []
    assert "收入合计" in text
    assert_sound(target)


def names_of(path: Path) -> set[tuple[str | None, str | None, str | None]]:
    names = Package.load(path).tree("xl/workbook.xml").iter(f"{MAIN}definedName")
    return {(name.get("name"), name.get("localSheetId"), name.text) for name in names}


def test_dropped_sheet_leaves_nothing_dangling(form: Path, target: Path) -> None:
    freeze(form, target, drop_sheets=["附件1", "没有的表"])
    assert list(Package.load(target).sheets) == ["附件 3", "选项"]
    assert names_of(target) == {("选项表", None, "选项!$A$1:$A$3"), ("_xlnm.Print_Area", "0", "'附件 3'!$A$1:$B$8")}
    left = parts(target)
    assert [name for name in left if re.search("drawing|chart|comment|media|sheet1", name)] == []
    assert [name for name, data in left.items() if "附件1".encode() in data] == []
    assert read(target) == {name: rows for name, rows in read(form).items() if name != "附件1"}
    assert_sound(target)


def test_rules_and_charts_do_not_name_a_dropped_sheet(form: Path, target: Path) -> None:
    """Excel repairs a file whose drop-down list or conditional format names a sheet that is not there."""
    more = '<cfRule type="expression" priority="9"><formula>COUNTIF(选项表,$D3)&gt;0</formula></cfRule>'
    between = "</conditionalFormatting><conditionalFormatting"
    change(form, SHEET, (between, f"{more}{between}"))
    freeze(form, target, drop_sheets=["选项", "附件 3"])
    package = Package.load(target)
    tags = [local_name(item) for item in package.tree(SHEET).iter()]
    assert [tag for tag in ("dataValidations", "hyperlinks") if tag in tags] == []
    assert [item.text for item in package.tree(SHEET).iter(f"{MAIN}formula")] == ["$D3<0.95"]
    assert "选项".encode() not in b"".join(parts(target).values())
    assert_sound(target)


def test_chart_keeps_its_figures_without_its_sheet(form: Path, target: Path) -> None:
    change(form, "xl/charts/chart1.xml", ("'附件1'!$C$3", "选项!$A$1"))
    freeze(form, target, drop_sheets=["选项"])
    chart = Package.load(target).tree("xl/charts/chart1.xml")
    assert [item.text for item in chart.iter() if local_name(item) == "f"] == ["'附件1'!$A$3:$A$6", "#REF!"]


@pytest.mark.parametrize(
    ("active", "drop", "expected"),
    [("2", ["附件1"], "1"), ("0", ["附件1"], "0"), ("2", ["选项"], "0"), ("1", ["附件1", "选项"], "0")],
)
def test_active_tab_stays_in_range(form: Path, target: Path, active: str, drop: list[str], expected: str) -> None:
    view = re.search(r"<workbookView[^>]*/>", Package.load(form).read("xl/workbook.xml").decode())
    assert view
    change(form, "xl/workbook.xml", (view[0], f'<workbookView firstSheet="2" activeTab="{active}"/>'))
    freeze(form, target, drop_sheets=drop)
    package = Package.load(target)
    book_view = next(package.tree("xl/workbook.xml").iter(f"{MAIN}workbookView"))
    assert (book_view.get("activeTab"), book_view.get("firstSheet")) == (expected, None)
    views = [next(package.tree(part).iter(f"{MAIN}sheetView")) for part in package.sheets.values()]
    assert [view.get("tabSelected") for view in views].index("1") == int(expected)


def test_all_sheets_dropped_is_refused(form: Path, target: Path) -> None:
    with pytest.raises(UnusableFile, match="没有可报送的工作表"):
        freeze(form, target, drop_sheets=["附件1", "附件 3", "选项"])


@pytest.mark.parametrize(
    ("formula", "named"),
    [
        ("'配置 表'!$A$1", True),
        ("SUM(甲!A1,数据!B2)", True),
        ("数据2!B2", False),
        ('"数据!A1"&A1', False),
        ("SUM(甲:数据!A1)", True),
        ("税率*2", True),
        ("税率2*2", False),
        ("[1]甲!A1", True),
        ("表1[列]", False),
        ("", False),
    ],
)
def test_what_is_gone_is_recognised(formula: str, named: bool) -> None:
    gone = Gone(sheets=frozenset({"配置 表", "数据"}), names=frozenset({"税率"}))
    assert gone.named_in(formula) is named


def test_libreoffice_shows_the_same_values(form: Path, target: Path, tmp_path: Path) -> None:
    """The copy must open in another program with what the original shows."""
    freeze(form, target, drop_sheets=["选项"])
    soffice = shutil.which("soffice")
    assert soffice, "LibreOffice is needed"
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [soffice, profile, "--headless", "--convert-to", "xlsx", "--outdir", str(tmp_path / "out"), str(target)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    assert read(tmp_path / "out" / target.name) == {name: rows for name, rows in read(form).items() if name != "选项"}
