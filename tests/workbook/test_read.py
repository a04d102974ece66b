"""Reading a workbook as people leave it: every kind of cell told apart, every lost part named, nothing crashes."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal
from pathlib import Path
from xml.sax.saxutils import escape

import openpyxl
import pytest
from lxml import etree

from workbook.cell_states import states_of
from workbook.errors import UnusableFile
from workbook.facts import Fact
from workbook.gate import Limits, Opened
from workbook.package import MAIN, Package
from workbook.patch import CellEdit, apply
from workbook.read import read

BOOK = "xl/workbook.xml"


def edited(source: Path, target: Path, *swaps: tuple[str, str], part: str = BOOK) -> Path:
    """A copy with some text of a part replaced, wherever it stands."""
    package = Package.load(source)
    text = package.read(part).decode()
    for old, new in swaps:
        assert re.search(old, text)
        text = re.sub(old, new, text)
    package.put(part, text.encode())
    package.save(target)
    return target


def shrunk(source: Path, target: Path, table: str, *, top: int = 0, bottom: int = 0) -> Path:
    """A copy in which the names of a table's columns begin and end elsewhere, as if rows at its ends were deleted."""
    package = Package.load(source)
    text, count = re.subn(
        rf'(name="{re.escape(table)}\.\w+">[^<]*\$)(\d+)(:\$\w+\$)(\d+)',
        lambda found: f"{found[1]}{int(found[2]) + top}{found[3]}{int(found[4]) + bottom}",
        package.read(BOOK).decode(),
    )
    assert count
    package.put(BOOK, text.encode())
    package.save(target)
    return target


def put_xml(source: Path, target: Path, fact_id: str, xml: str) -> Fact:
    """The fact that is read after its cell was replaced by `xml` (`@` stands for the cell's own attributes)."""
    sheet, _, address = read(source).facts.facts[fact_id].cell.rpartition("!")
    package = Package.load(source)
    part = package.sheet_part(sheet)
    cell = next(cell for cell in package.tree(part).iter(f"{MAIN}c") if cell.get("r") == address)
    attributes = f'r="{address}" s="{cell.get("s", "0")}"'
    parent = cell.getparent()
    assert parent is not None
    new = etree.fromstring(f'<a xmlns="{MAIN[1:-1]}">{xml.replace("@", attributes)}</a>')[0]
    parent.replace(cell, new)
    package.mark(part)
    package.save(target)
    return read(target).facts.facts[fact_id]


@pytest.mark.parametrize(
    ("key", "typed", "value"),
    [
        ("basic.actual", 16, Decimal(16)),
        ("income.agencies[1].other", 0.1 + 0.2, Decimal("0.3")),
        ("income.agencies[1].other", 1811.2700000000002, Decimal("1811.27")),
        ("income.agencies[1].other", 123456789012345, Decimal(123456789012345)),
        ("income.agencies[1].other", 0.000123456789012345, Decimal("0.000123456789012345")),
        ("income.agencies[1].other", 1e22, Decimal(10**22)),
        ("income.agencies[1].other", -56.54, Decimal("-56.54")),
        ("income.agencies[1].other", 0, Decimal(0)),
        ("income.agencies[1].other", "—", "—"),
        ("income.agencies[1].other", "1,811.27万元", "1,811.27万元"),
        ("cover.code", "020001", "020001"),
        ("cover.code", 20001, Decimal(20001)),
        ("cover.unit", " 吉首市\n机关事务服务中心 ", " 吉首市\n机关事务服务中心 "),
        ("cover.date", datetime.date(2023, 7, 26), "2023-07-26"),
        ("cover.date", datetime.datetime(2023, 7, 26, 8, 30), "2023-07-26T08:30:00"),
        ("cover.date", datetime.time(8, 30), "08:30:00"),
        ("cover.unit", True, "TRUE"),
        ("cover.unit", False, "FALSE"),
    ],
)
def test_what_is_typed_is_what_is_read(
    template: Path, tmp_path: Path, key: str, typed: object, value: Decimal | str
) -> None:
    """As another program stores it; figures to the 15 digits that Excel shows."""
    sheet, _, address = (
        read(template).facts.facts.get(key, read(template).facts.facts["cover.unit"]).cell.rpartition("!")
    )
    book = openpyxl.load_workbook(template)
    book[sheet][address] = typed
    book.save(tmp_path / "填.xlsx")
    fact = read(tmp_path / "填.xlsx").facts.facts[key]
    assert (fact.value, type(fact.value), fact.trouble, fact.origin) == (value, type(value), None, "input")


COMPUTED, INPUT = "conclusion.score", "basic.actual"


@pytest.mark.parametrize(
    ("key", "xml", "expected"),
    [
        (COMPUTED, '<c @><f>1+1</f><v>2</v></c>', (Decimal(2), "computed", None)),
        (COMPUTED, '<c @ t="str"><f>""</f><v></v></c>', (None, "computed", None)),
        (COMPUTED, '<c @ t="str"><f>"甲"</f><v>甲</v></c>', ("甲", "computed", None)),
        (COMPUTED, '<c @ t="b"><f>TRUE</f><v>1</v></c>', ("TRUE", "computed", None)),
        (COMPUTED, '<c @><f>1+1</f></c>', (None, "computed", "uncalculated")),
        (COMPUTED, '<c @><f>1+1</f><v/></c>', (None, "computed", "uncalculated")),
        (COMPUTED, '<c @ t="e"><f>1/0</f><v>#DIV/0!</v></c>', ("#DIV/0!", "computed", "error")),
        (COMPUTED, '<c @ t="e"><v>#REF!</v></c>', ("#REF!", "reported", "error")),
        (COMPUTED, '<c @ t="e"></c>', (None, "reported", None)),
        (COMPUTED, '<c @><v>91</v></c>', (Decimal(91), "reported", None)),
        (COMPUTED, '<c @ t="inlineStr"><is><t>九十一</t></is></c>', ("九十一", "reported", None)),
        (COMPUTED, '<c @/>', (None, "reported", None)),
        (INPUT, '<c @><f>8+8</f><v>16</v></c>', (Decimal(16), "input", None)),
        (INPUT, '<c @><f>8+8</f></c>', (None, "input", "uncalculated")),
        (INPUT, '<c @ t="e"><v>#N/A</v></c>', ("#N/A", "input", "error")),
        (INPUT, '<c @><v>1.6E1</v></c>', (Decimal(16), "input", None)),
        (INPUT, '<c @ t="str"><v>十六</v></c>', ("十六", "input", None)),
        (INPUT, '<c @ t="inlineStr"><is><r><t>十</t></r><r><t>六</t></r></is></c>', ("十六", "input", None)),
        (INPUT, '<c @ t="inlineStr"><is><t>十</t><rPh sb="0" eb="1"><t>shí</t></rPh></is></c>', ("十", "input", None)),
    ],
)  # fmt: skip
def test_cells_that_look_alike_are_told_apart(
    template: Path, tmp_path: Path, key: str, xml: str, expected: tuple[Decimal | str | None, str, str | None]
) -> None:
    """A blank, a formula nobody calculated, an error and a figure typed over a formula are four different things."""
    fact = put_xml(template, tmp_path / "改.xlsx", key, xml)
    assert (fact.value, fact.origin, fact.trouble) == expected


def test_a_file_saved_without_results_is_uncalculated(template: Path, tmp_path: Path) -> None:
    """Other programs save formulas without their results: no figure, and not a blank either."""
    openpyxl.load_workbook(template).save(tmp_path / "存.xlsx")
    reading = read(tmp_path / "存.xlsx")
    computed = [fact for fact in reading.facts if fact.field.computed]
    assert {(fact.origin, fact.value, fact.trouble) for fact in computed} == {("computed", None, "uncalculated")}


def test_labels_under_a_merge_are_those_above(template: Path, example: Path) -> None:
    """一级指标 stands merged over its rows: each row has it, and as a label of the template, not as typed."""
    for path in (template, example):
        facts = read(path).facts.facts
        labels = [facts[f"overall.indicators[{row}].level1"] for row in range(1, 10)]
        assert [fact.value for fact in labels] == ["产出指标（50分）"] * 4 + ["效益指标（30分）"] * 4 + [
            "满意度指标（10分）"
        ]
        assert all(fact.preset for fact in labels)


def test_a_blank_template_has_only_presets(template: Path) -> None:
    reading = read(template)
    assert [
        fact.id for fact in reading.facts if fact.value is not None and not fact.preset and fact.origin == "input"
    ] == []
    assert reading.facts.rows["income.agencies"] == 3
    assert reading.facts.rows["evaluators.people"] == 0


def test_rows_end_with_the_last_that_holds_something(template: Path, tmp_path: Path) -> None:
    """Blank rows between are rows; blank rows at the end are not."""
    book = openpyxl.load_workbook(template)
    sheet, cell = read(template).addresses.place("evaluators.people[5].unit")
    book[sheet][cell] = "吉首市机关事务服务中心"
    book.save(tmp_path / "填.xlsx")
    facts = read(tmp_path / "填.xlsx").facts
    assert facts.rows["evaluators.people"] == 5
    assert facts.facts["evaluators.people[2].unit"].value is None


FILLED = ["income.agencies", "projects.items", "overall.indicators", "evaluators.people"]


@pytest.mark.parametrize(("top", "bottom"), [(1, 0), (0, -1), (1, -1)], ids=["opening", "closing", "both"])
@pytest.mark.parametrize("table", FILLED)
def test_a_deleted_thin_row_loses_no_item(example: Path, tmp_path: Path, table: str, top: int, bottom: int) -> None:
    """They look like nothing, so people delete them: the first and the last item are still read, each in its cell."""
    before, after = read(example), read(shrunk(example, tmp_path / "删行.xlsx", table, top=top, bottom=bottom))
    assert before.facts.rows[table] > 1
    assert list(before.facts) == list(after.facts)
    assert after.facts.rows == before.facts.rows
    assert (before.addresses.unopened, after.addresses.unopened) == (set(), {table} if top else set())
    for fact in after.facts:
        assert fact.cell == "!".join(after.addresses.place(fact.id))


@pytest.mark.parametrize("end", [0, -1], ids=["opening", "closing"])
def test_what_is_typed_into_a_thin_row_is_an_item(template: Path, tmp_path: Path, end: int) -> None:
    """The sum has it, so the list must have it too."""
    book, area = openpyxl.load_workbook(template), read(template).addresses.area("projects.items[*].amount")
    assert area is not None
    book[area.sheet][area.cell(end % area.rows)] = 7
    book[area.sheet][area.cell(1)] = 8
    book.save(tmp_path / "填.xlsx")
    facts = read(tmp_path / "填.xlsx").facts
    found = [facts.facts[f"projects.items[{n}].amount"].value for n in range(1, facts.rows["projects.items"] + 1)]
    assert [value for value in found if value is not None] == ([7, 8] if end == 0 else [8, 7])


@pytest.mark.parametrize("name", ["收入 2", "收入&支出", "it's <1>", "12月", "A1"])
def test_a_renamed_sheet_is_found(example: Path, tmp_path: Path, name: str) -> None:
    """Names lead to cells, whatever the sheet is called now; the cell is named by the sheet's new name."""
    quoted = escape("'" + name.replace("'", "''") + "'!")
    path = edited(
        example, tmp_path / "改名.xlsx", (r'name="收入"', f'name="{escape(name)}"'), (r"(?<=>)收入!|'收入'!", quoted)
    )
    facts, old = read(path).facts.facts, read(example).facts.facts
    assert {key: fact.value for key, fact in facts.items()} == {key: fact.value for key, fact in old.items()}
    assert facts["income.all.total"].cell == old["income.all.total"].cell.replace("收入!", f"{name}!")


def test_a_copied_sheet_does_not_hide_the_original(example: Path, tmp_path: Path) -> None:
    """Copying a sheet in Excel makes names of the same wording that hold on the copy only."""
    local = '<definedNames><definedName name="income.all.total" localSheetId="0">\'封面\'!$A$1</definedName>'
    path = edited(example, tmp_path / "复制.xlsx", ("<definedNames>", local))
    assert read(path).facts.facts["income.all.total"].value == Decimal("1811.27")


def test_values_written_by_this_project_are_found_by_another_reader(example: Path) -> None:
    """openpyxl, which shares no code with ours, sees the same figures and texts."""
    book, reading = openpyxl.load_workbook(example, data_only=True), read(example)
    inherited = {repeat.field_id(column) for repeat in reading.forms.repeats.values() for column in repeat.inherit}
    different = []
    for fact in reading.facts:
        sheet, _, address = fact.cell.rpartition("!")
        value = book[sheet][address].value
        seen = Decimal(repr(value)) if isinstance(value, int | float) else value or None
        expected = fact.field.shown(None) or None if fact.origin == "computed" and fact.value is None else fact.value
        if fact.field.id not in inherited and seen != expected:
            different.append((fact.id, seen, fact.value))
    assert different == []


def test_reading_leaves_the_file_alone(example: Path) -> None:
    before = example.read_bytes()
    read(example)
    assert example.read_bytes() == before
    package = Package.load(example)
    apply(package, [CellEdit(sheet="封面", cell="B5", value="甲")])
    assert example.read_bytes() == before


def test_a_glance_and_a_parser_see_the_same(template: Path, example: Path, recalculated: Path) -> None:
    """Formulas and errors are found in the bytes; the parser, which odd sheets need, must agree on all others."""
    for path in (template, example, recalculated):
        package = Package.load(path)
        for part in package.worksheets.values():
            xml = package.read(part)
            assert states_of(xml) == states_of(xml.replace(b"<sheetData>", b"<sheetData><!-- odd -->", 1))


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (b"<row><c><f>1</f></c><c><f>2</f><v>2</v></c></row>", ({"A1": False, "B1": True}, {})),
        (b'<row r="3"><c r="b3"><f>1</f></c><c t="e"><v>#N/A</v></c></row>', ({"B3": False}, {"C3": "#N/A"})),
        (b'<x:row r="3"><x:c r="B3"><x:f>1</x:f></x:c></x:row>', ({"B3": False}, {})),
        (b"<row><c r='B1'><v>1</v><f>1</f></c></row>", ({"B1": True}, {})),
        (b'<row r="1"><c r="A1" t="e"><v>&#35;REF!</v></c></row>', ({}, {"A1": "#REF!"})),
        (b'<row r="1"><c r="A1"><f t="shared" si="0"/><v>1</v></c><c r="B1"><v>1</v></c></row>', ({"A1": True}, {})),
        (b'<row r="1"><c r="A1"><f t="array" ref="A1">a&lt;"e"</f></c></row>', ({"A1": False}, {})),
        (b'<row r="1"><c r="A1"><!-- <f>1</f> --><v>1</v></c></row>', ({}, {})),
    ],
    ids=["unplaced", "small letters", "prefixed", "turned", "escaped", "shared", "quoted", "remark"],
)
def test_states_of_cells_however_they_are_written(
    rows: bytes, expected: tuple[dict[str, bool], dict[str, str]]
) -> None:
    """Legal, if no spreadsheet program writes it."""
    assert states_of(b'<worksheet xmlns:x="m"><sheetData>%s</sheetData></worksheet>' % rows) == expected


def test_the_file_is_read_as_it_was_looked_at(example: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody saves another file in its place meanwhile: what passed the gate is what is read."""
    path = tmp_path / "自评表.xlsx"
    path.write_bytes(example.read_bytes())
    verify = Opened.verify

    def meanwhile(opened: Opened) -> None:
        verify(opened)
        path.write_bytes(b"")

    monkeypatch.setattr(Opened, "verify", meanwhile)
    assert len(read(path).facts.facts) == len(read(example).facts.facts)


def test_limits_are_handed_on(example: Path) -> None:
    with pytest.raises(UnusableFile, match="工作表太多（最多 3 张）"):
        read(example, Limits(sheets=3))
