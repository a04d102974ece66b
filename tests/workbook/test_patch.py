"""An edit must change its cell and nothing else, and what was typed must be what is read."""

from __future__ import annotations

import re
import tempfile
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import example, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from tests.workbook.test_package import build, parts
from workbook.address import parse_block, parse_cell
from workbook.errors import UnusableFile
from workbook.package import MAIN, Element, Package
from workbook.patch import CellEdit, Link, apply, child, escape, set_merges

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported")  # said by openpyxl

SHEET = "xl/worksheets/sheet1.xml"
# calamine leaves the escapes of U+FFFE and U+FFFF as they are; half a surrogate has no UTF-8 form
TEXTS = st.text(st.characters(exclude_characters="\ufffe\uffff", exclude_categories=["Cs"]), min_size=1, max_size=60)
NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**300), max_value=10**300)


@pytest.fixture
def form(tmp_path: Path) -> Path:
    return build(tmp_path / "自评表.xlsx")


def edit(cell: str, value: Decimal | str | None, formula: str | None = None, keep: bool = False) -> CellEdit:
    return CellEdit(sheet="附件1", cell=cell, value=value, formula=formula, keep_formula=keep)


def patched(form: Path, *edits: CellEdit) -> Package:
    package = Package.load(form)
    apply(package, edits)
    package.save(form)
    return Package.load(form)


def cell_of(package: Package, address: str) -> Element:
    found = package.tree(SHEET).find(f"{MAIN}sheetData/{MAIN}row/{MAIN}c[@r='{address}']")
    assert found is not None
    return found


def read(path: Path, sheet: str = "附件1") -> list[list[object]]:
    return CalamineWorkbook.from_path(str(path)).get_sheet_by_name(sheet).to_python(skip_empty_area=False)  # type: ignore[return-value]


def changed_parts(old: dict[str, bytes], path: Path) -> list[str]:
    new = parts(path)
    assert list(new) == [name for name in old if name in new]
    return sorted(name for name in old if old[name] != new.get(name))


def test_an_input_changes_one_part(form: Path) -> None:
    old = parts(form)
    patched(form, edit("B3", Decimal("123.45")), edit("A3", "办公室"))
    assert changed_parts(old, form) == [SHEET]
    assert read(form)[2][:3] == ["办公室", 123.45, 270.0]


def test_style_is_kept(form: Path) -> None:
    before = {cell: cell_of(Package.load(form), cell).get("s") for cell in ("B3", "D3", "A1")}
    package = patched(form, edit("B3", "文字"), edit("D3", Decimal(1)), edit("A1", None))
    assert {cell: cell_of(package, cell).get("s") for cell in before} == before


@pytest.mark.parametrize("text", ["=1+1", "@SUM(A1)", "+86", "-1", "'引号", "00123", "TRUE", "#REF!"])
def test_text_is_never_a_formula(form: Path, text: str) -> None:
    """A name that begins with = must not run on the bureau's computer."""
    package = patched(form, edit("A3", text))
    assert cell_of(package, "A3").find(f"{MAIN}f") is None
    assert read(form)[2][0] == text
    assert openpyxl.load_workbook(form)["附件1"]["A3"].value == text


def test_value_replaces_a_formula(form: Path) -> None:
    package = patched(form, edit("B7", Decimal(7)))
    assert [child.tag for child in cell_of(package, "B7")] == [f"{MAIN}v"]


@pytest.mark.parametrize("nothing", [None, ""])
def test_emptied_cell_holds_nothing(form: Path, nothing: str | None) -> None:
    cell = cell_of(patched(form, edit("B7", nothing)), "B7")
    assert (len(cell), sorted(cell.attrib)) == (0, ["r", "s"])


def test_formula_with_number_result(form: Path) -> None:
    cell = cell_of(patched(form, edit("B3", Decimal("1E+3"), "C3*2")), "B3")
    assert (cell.get("t"), cell.findtext(f"{MAIN}f"), cell.findtext(f"{MAIN}v")) == (None, "C3*2", "1000")


@pytest.mark.parametrize("text", ["优", "", " 空格 "])
def test_formula_with_text_result(form: Path, text: str) -> None:
    cell = cell_of(patched(form, edit("B3", text, 'IF(C3>0,"优","")')), "B3")
    assert (cell.get("t"), cell.findtext(f"{MAIN}v")) == ("str", text)
    assert read(form)[2][1] == text


def test_kept_formula_gets_the_new_result(form: Path) -> None:
    old = parts(form)
    cell = cell_of(patched(form, edit("B7", Decimal("99.5"), keep=True)), "B7")
    assert (cell.findtext(f"{MAIN}f"), cell.findtext(f"{MAIN}v")) == ("SUM(B3:B6)", "99.5")
    assert changed_parts(old, form) == [SHEET]


def test_kept_formula_loses_its_result(form: Path) -> None:
    """None for a formula is "not calculated", which readers must be able to tell from a blank."""
    cell = cell_of(patched(form, edit("B7", None, keep=True)), "B7")
    assert [child.tag for child in cell] == [f"{MAIN}f"]


def test_new_cells_stand_in_order_with_the_style_of_row_or_column(tmp_path: Path) -> None:
    path = tmp_path / "样式.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("附件1")
    bold, italic = book.add_format({"bold": True}), book.add_format({"italic": True})
    sheet.set_column("C:C", 20, italic)
    sheet.set_row(4, 30, bold)
    sheet.write("B2", "x")
    sheet.write("D5", "y", bold)
    book.close()
    fresh = ["C5", "A5", "Z5", "C9", "A1", "C1", "A3"]
    patched(path, *(edit(cell, cell) for cell in fresh))
    root = Package.load(path).tree(SHEET)
    order = [cell.get("r", "") for cell in root.iter(f"{MAIN}c")]
    assert order == ["A1", "C1", "B2", "A3", "A5", "C5", "D5", "Z5", "C9"]
    loaded = openpyxl.load_workbook(path)["附件1"]
    assert [loaded[cell].font.b for cell in ("A5", "C5", "Z5", "A1")] == [True, True, True, False]
    assert [loaded[cell].font.i for cell in ("C9", "C1", "A3")] == [True, True, False]
    assert root.find(f"{MAIN}dimension").get("ref") == "A1:Z9"  # type: ignore[union-attr]


def test_cells_without_addresses(form: Path) -> None:
    """Addresses may be left out of a file, meaning "the next one"."""
    package = Package.load(form)
    xml = re.sub(rb'<(row|c) r="[A-Z0-9]+"', rb"<\1", parts(form)["xl/worksheets/sheet3.xml"])
    package.put("xl/worksheets/sheet3.xml", xml)
    apply(package, [CellEdit(sheet="选项", cell="A2", value="新"), CellEdit(sheet="选项", cell="C2", value="右")])
    package.save(form)
    assert read(form, "选项") == [["单位1", "", ""], ["新", "", "右"], ["单位3", "", ""]]


def with_calc_chain(form: Path) -> None:
    """Excel writes one, XlsxWriter does not."""
    package = Package.load(form)
    chain = f'<calcChain xmlns="{MAIN[1:-1]}"><c r="B7" i="1"/></calcChain>'
    package.put("xl/calcChain.xml", chain.encode())
    kind = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/calcChain"
    relation = b'<Relationship Id="rId99" Type="' + kind + b'" Target="calcChain.xml"/></Relationships>'
    rels = "xl/_rels/workbook.xml.rels"
    package.put(rels, package.read(rels).replace(b"</Relationships>", relation))
    override = b'<Override PartName="/xl/calcChain.xml" ContentType="x"/></Types>'
    types = package.read("[Content_Types].xml").replace(b"</Types>", override)
    package.put("[Content_Types].xml", types)
    package.save(form)


@pytest.mark.parametrize(
    ("change", "dropped"),
    [
        (edit("B3", Decimal(1)), False),
        (edit("B7", Decimal(1), keep=True), False),
        (edit("B7", Decimal(1), "B3"), False),
        (edit("B7", Decimal(1)), True),
        (edit("B3", Decimal(1), "C3"), True),
    ],
)
def test_calc_chain_goes_only_when_formulas_come_or_go(form: Path, change: CellEdit, dropped: bool) -> None:
    with_calc_chain(form)
    patched(form, change)
    left = [name for name, data in parts(form).items() if b"calcChain" in data or "calcChain" in name]
    assert left == ([] if dropped else ["[Content_Types].xml", "xl/_rels/workbook.xml.rels", "xl/calcChain.xml"])


def test_shared_formula_is_not_pulled_away(form: Path) -> None:
    """Its other cells have no text of their own: they get one before it goes."""
    package = Package.load(form)
    xml = package.read(SHEET).decode()
    for row in range(3, 7):
        text = "ROUND(C3/B3,4)" if row == 3 else ""
        shared = f'<f t="shared" ref="D3:D6" si="0">{text}</f>' if row == 3 else '<f t="shared" si="0"/>'
        xml = xml.replace(f"<f>ROUND(C{row}/B{row},4)</f>", shared)
    package.put(SHEET, xml.encode())
    package.save(form)
    patched(form, edit("D3", Decimal(1)))
    assert [row[3] for row in read(form)[2:6]] == [1, 0.9, 0.9, 0.9]
    tree = Package.load(form).tree(SHEET)
    assert [f.text for f in tree.iter("{*}f") if f.getparent().get("r") in ("D4", "D5", "D6")] == [
        f"ROUND(C{row}/B{row},4)" for row in (4, 5, 6)
    ]


def test_array_formula_is_not_cut(tmp_path: Path) -> None:
    path = tmp_path / "数组.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("附件1")
    sheet.write_array_formula("A1:A3", "{=B1:B3*2}")
    sheet.write_array_formula("C1", "{=SUM(B1:B3*2)}")
    book.close()
    with pytest.raises(UnusableFile, match="附件1!A1"):
        patched(path, edit("A1", Decimal(1)))
    patched(path, edit("C1", Decimal(5)))
    assert read(path)[0][2] == 5


def test_too_long_text_is_refused(form: Path) -> None:
    patched(form, edit("A3", "字" * 32_767))
    with pytest.raises(UnusableFile, match="附件1!A3：文字超过"):
        patched(form, edit("A3", "字" * 32_768))


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1E308"])
def test_no_excel_number(form: Path, number: str) -> None:
    with pytest.raises(ValueError, match="not an Excel number"):
        patched(form, edit("B3", Decimal(number)))


@pytest.mark.parametrize("address", ["", "5", "E", "E0", "e5", "XFE1", "A1048577", "A1:B2"])
def test_no_cell(address: str) -> None:
    with pytest.raises(ValueError, match="not a cell"):
        parse_cell(address)


def test_missing_sheet(form: Path) -> None:
    with pytest.raises(UnusableFile, match="没有工作表“附件9”"):
        patched(form, CellEdit(sheet="附件9", cell="A1", value="x"))


def links_of(package: Package) -> list[tuple[str | None, str | None]]:
    links = package.tree(SHEET).iterfind(f"{MAIN}hyperlinks/{MAIN}hyperlink")
    return [(link.get("ref"), link.get("location")) for link in links]


def test_links_replace_those_of_the_same_cell(form: Path) -> None:
    package = Package.load(form)
    new = [Link(sheet="附件1", cell="A9", target="'附件 3'!B6"), Link(sheet="附件1", cell="B3", target="选项!A1")]
    apply(package, [], new)
    assert links_of(package) == [("A9", "'附件 3'!B6"), ("B3", "选项!A1")]


def test_new_elements_stand_where_the_schema_wants_them(form: Path) -> None:
    package = Package.load(form)
    apply(package, [], [Link(sheet="附件 3", cell="A1", target="'附件1'!B7")])
    set_merges(package, "选项", "A1:C9", ["B1:C1"])
    apply(package, [], [Link(sheet="选项", cell="A1", target="'附件1'!B7")])
    package.save(form)
    tags = [item.tag.rpartition("}")[2] for item in package.tree("xl/worksheets/sheet3.xml")]
    assert tags == ["dimension", "sheetViews", "sheetFormatPr", "sheetData", "mergeCells", "hyperlinks", "pageMargins"]
    assert openpyxl.load_workbook(form)["附件 3"]["A1"].hyperlink.location == "'附件1'!B7"


def test_child_passes_unknown_elements(form: Path) -> None:
    root = Package.load(form).tree(SHEET)
    root.append(root.makeelement("{urn:x}AlternateContent"))
    for old in root.findall(f"{MAIN}mergeCells"):
        root.remove(old)
    tags = [item.tag for item in root]
    child(root, "mergeCells")
    assert [item.tag for item in root].index(f"{MAIN}mergeCells") == tags.index(f"{MAIN}sheetData") + 1


def merges_of(package: Package) -> list[str | None]:
    return [item.get("ref") for item in package.tree(SHEET).iterfind(f"{MAIN}mergeCells/{MAIN}mergeCell")]


def test_merges_inside_the_area_are_replaced(form: Path) -> None:
    package = Package.load(form)
    set_merges(package, "附件1", "A3:B20", ["A3:A4", "A5:A6"])
    set_merges(package, "附件1", "A3:B4", ["A3:B3"])
    assert merges_of(package) == ["A1:D1", "A5:A6", "A3:B3"]
    set_merges(package, "附件1", "A1:Z99", [])
    assert package.tree(SHEET).find(f"{MAIN}mergeCells") is None


@pytest.mark.parametrize("merges", [["A1:A2"], ["A3:B4", "B4:C5"]])
def test_overlapping_merges_are_refused(form: Path, merges: list[str]) -> None:
    """Excel repairs such a file and drops all its merged cells."""
    with pytest.raises(UnusableFile, match="重叠"):
        set_merges(Package.load(form), "附件1", "A2:D9", merges)


def test_area_of_one_cell() -> None:
    assert parse_block("$B$2") == parse_block("B2:B2")


@pytest.fixture(scope="module")
def blank() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "空.xlsx")
        book = xlsxwriter.Workbook(path)
        book.add_worksheet("附件1")
        book.close()
        return path.read_bytes()


def round_trip(blank: bytes, value: Decimal | str, formula: str | None = None) -> object:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "往返.xlsx")
        path.write_bytes(blank)
        patched(path, edit("B2", value, formula))
        return read(path)[1][1]


@settings(max_examples=150, deadline=None)
@given(text=TEXTS)
@example(text="_x0041_")
@example(text="_x005F_x0041_ _x00_ _")
@example(text=" 前后 \n\t换行\r\n")
@example(text="\x00\x01\x1f\x7f")
@example(text="<&>]]>\"'")
def test_any_text_is_read_as_typed(blank: bytes, text: str) -> None:
    assert round_trip(blank, text) == text
    assert round_trip(blank, text, 'A1&""') == text


@settings(max_examples=150, deadline=None)
@given(number=NUMBERS)
@example(number=Decimal("1E-7"))
@example(number=Decimal("-0"))
@example(number=Decimal("1E+22"))
@example(number=Decimal("0.1"))
def test_any_number_is_read_as_the_nearest_float(blank: bytes, number: Decimal) -> None:
    assert round_trip(blank, number) == float(number)


@pytest.mark.parametrize(("text", "stored"), [("\ud83d", "_xD83D_"), ("\ufffe\uffff", "_xFFFE__xFFFF_")])
def test_what_xml_cannot_hold_can_be_saved(form: Path, text: str, stored: str) -> None:
    """Half an emoji, as cut by a careless program, must not make the file unreadable."""
    assert escape(text) == stored
    package = patched(form, edit("A3", text))
    assert cell_of(package, "A3").findtext(f"{MAIN}is/{MAIN}t") == stored
