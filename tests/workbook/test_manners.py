"""How cells behave: what they say, what they refuse, what is locked, how sheets print. Read with another library."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from macros_py.engine import RuleSet
from tests.workbook.test_load import SOUND, load
from workbook.address import parse_block
from workbook.build.check_column import TITLE, check_area
from workbook.build.page import leading_rows
from workbook.build.prompts import GUARD, MESSAGE_MOST, TITLE_MOST, prompt
from workbook.build.regions import Region, rectangles, regions
from workbook.export import freeze
from workbook.layout import Layout, lay_out
from workbook.load import MOST_CHOICES, FormError
from workbook.model import FormSet
from workbook.names import CHECK, check_areas
from workbook.package import Package
from workbook.patch import CellEdit, apply
from workbook.places import Area

ALLOWED = ("formatCells", "formatColumns", "formatRows", "insertRows", "deleteRows", "sort", "autoFilter")


@pytest.fixture(scope="module")
def book(template: Path) -> Workbook:
    return openpyxl.load_workbook(template)


@pytest.fixture(scope="module")
def layouts(book: Workbook, forms: FormSet) -> list[Layout]:
    """Of the tables that this place has."""
    drawn = [lay_out(form, {}, sheet) for form in forms.forms for sheet in form.sheets({})]
    return [layout for layout in drawn if layout.title in book.sheetnames]


@pytest.fixture(scope="module")
def places(layouts: list[Layout]) -> list[tuple[Region, str]]:
    """Every cell of every field, the rows of repeating tables one by one."""
    return [(region, cell) for layout in layouts for region in regions(layout) for cell in cells_of(region)]


def cells_of(region: Region) -> Iterator[str]:
    first, last = (region.first, region.area.bottom - 1) if region.in_rows else (region.first, region.first)
    for row in range(first, last + 1):
        yield Area(region.area.sheet, row, region.area.left, row, region.area.left).address()


def rules_at(sheet: Worksheet, cell: str) -> list[object]:
    return [rule for rule in sheet.data_validations.dataValidation if cell in rule.sqref]


def test_each_input_cell_lies_in_exactly_one_validation(book: Workbook, places: list[tuple[Region, str]]) -> None:
    """Two over one cell make Excel repair the file; none leaves people without a word."""
    counts = {
        f"{region.area.sheet}!{cell}": len(rules_at(book[region.area.sheet], cell))
        for region, cell in places
        if not region.field.computed
    }
    assert {place for place, count in counts.items() if count != 1} == set()
    assert len(counts) > 100


def test_choices_are_offered(book: Workbook, places: list[tuple[Region, str]]) -> None:
    """The list of a field is its drop-down, on all its rows; only yes or no is closed."""
    found = {}
    for region, cell in places:
        if region.field.choices:
            (rule,) = rules_at(book[region.area.sheet], cell)
            found[region.field.id] = rule
            assert (rule.type, rule.formula1) == ("list", '"' + ",".join(region.field.choices) + '"')
            assert (rule.errorStyle == "warning") == (len(region.field.choices) > 2)
    assert {"cover.method", "cover.evaluator", "overall.indicators[*].level2"} <= set(found)


def test_number_cells_refuse_text(book: Workbook, places: list[tuple[Region, str]]) -> None:
    """With the limits of the field; those warn, as a figure beyond them may be right."""
    for region, cell in places:
        field = region.field
        if field.kind == "number" and not field.computed and not field.choices:
            (rule,) = rules_at(book[region.area.sheet], cell)
            bounded = field.minimum is not None or field.maximum is not None
            assert (rule.type, rule.errorStyle) == ("decimal", "warning" if bounded else None)
            assert field.minimum is None or float(rule.formula1) == float(field.minimum)
            assert field.maximum is None or float(rule.formula2) == float(field.maximum)
            assert rule.error


def test_messages_fit_excel(book: Workbook, forms: FormSet) -> None:
    """Longer ones would be left out by Excel, or make it repair the file."""
    rules = [rule for sheet in book.worksheets for rule in sheet.data_validations.dataValidation]
    assert max(len(rule.prompt or "") for rule in rules) <= MESSAGE_MOST
    assert max(len(rule.error or "") for rule in rules) <= MESSAGE_MOST
    assert max(len(rule.promptTitle or "") for rule in rules) <= TITLE_MOST
    assert max(len(rule.formula1 or "") for rule in rules) <= MOST_CHOICES + 2
    assert [field.id for field in forms.fields.values() if not prompt(field).endswith("。")] == []


def test_computed_cells_are_locked_or_guarded(book: Workbook, places: list[tuple[Region, str]]) -> None:
    """Single ones are locked. Those in rows are not, or the row could not be deleted: they refuse typing."""
    for region, cell in places:
        sheet, field = book[region.area.sheet], region.field
        assert sheet[cell].protection.locked == (field.computed and not region.in_rows), cell
        if field.computed and region.in_rows:
            (rule,) = rules_at(sheet, cell)
            assert (rule.type, rule.formula1, rule.errorStyle, rule.error) == ("custom", "FALSE", None, GUARD)


def test_a_row_of_a_table_can_be_deleted(book: Workbook, layouts: list[Layout]) -> None:
    """Excel refuses if any cell of the row is locked, to the last column, thin rows included."""
    for layout in layouts:
        sheet = book[layout.title]
        rows = {
            row
            for region in regions(layout)
            if region.in_rows
            for row in range(region.area.top, region.area.bottom + 1)
        }
        locked = [
            cell.coordinate for row in rows for cell in sheet[row + 1] if cell.has_style and cell.protection.locked
        ]
        assert locked == []
        covered = {
            n for c in sheet.column_dimensions.values() for n in range(c.min, c.max + 1) if not c.protection.locked
        }
        assert covered == set(range(1, 16385)), layout.title


def test_sheets_are_protected_without_a_password(book: Workbook, layouts: list[Layout]) -> None:
    for layout in layouts:
        protection = book[layout.title].protection
        assert (protection.sheet, protection.password) == (True, None)
        assert [name for name in ALLOWED if getattr(protection, name)] == []  # openpyxl: True forbids
        assert not protection.selectLockedCells
        assert not protection.selectUnlockedCells


def test_computed_cells_say_how(book: Workbook, layouts: list[Layout], ruleset: RuleSet) -> None:
    """A note on each single one and on the first of a column, with what its rule says; nowhere else; no author."""
    for layout in layouts:
        computed = {next(cells_of(region)): region.field.id for region in regions(layout) if region.field.computed}
        notes = {
            cell.coordinate: cell.comment for row in book[layout.title].iter_rows() for cell in row if cell.comment
        }
        assert set(notes) == set(computed)
        for cell, note in notes.items():
            assert ruleset.definitions[computed[cell]].rule.title in note.text
            assert note.author == "None"  # what openpyxl makes of a blank one


def test_the_drawn_table_is_what_prints(book: Workbook, layouts: list[Layout]) -> None:
    """A4, as wide as the page; the 核对 column stays outside."""
    for layout in layouts:
        sheet, last = book[layout.title], Area("", 0, 0, len(layout.rows) - 1, layout.form.grid.width - 1)
        assert sheet.print_area.rpartition("!")[2].replace("$", "") == last.address()
        assert (sheet.page_setup.paperSize, sheet.page_setup.fitToHeight) == (9, 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert "&P" in sheet.oddFooter.center.text
        assert "&A" in sheet.oddFooter.center.text


def test_heads_repeat_on_every_page(book: Workbook, layouts: list[Layout]) -> None:
    """Title and head, or the head above the longest table; the rows are head rows, whole."""
    titles = {layout.form.id: book[layout.title].print_title_rows for layout in layouts}
    expected = {"cover": None, "income": "1:4", "overall": "19:19", "evaluators": "1:2", "conclusion": "1:1"}
    assert {key: (titles[key] or "").replace("$", "") or None for key in expected} == expected


def test_long_tables_keep_their_head_in_view(book: Workbook, layouts: list[Layout]) -> None:
    panes = {layout.form.id: book[layout.title].freeze_panes for layout in layouts}
    expected = {"cover": None, "income": None, "comparison": "A4", "overall": "A3", "conclusion": "A2"}
    assert {key: panes[key] for key in expected} == expected
    for layout in layouts:
        cut = [cell for cell in layout.cells if cell.area.top < leading_rows(layout) <= cell.area.bottom]
        assert cut == []


def test_signatures_stay_with_their_row(book: Workbook, layouts: list[Layout]) -> None:
    """A page that ends by hand ends before an ordinary row, never before a note or signature."""
    for layout in layouts:
        kinds = [layout.rows[item.id].kind for item in book[layout.title].row_breaks.brk]
        assert not {"note", "sign"} & set(kinds)


def test_each_table_has_a_check_column(template: Path, book: Workbook, layouts: list[Layout]) -> None:
    """One thin column away from the table, all its rows, its head in the first."""
    package = Package.load(template)
    areas = check_areas(package.read(package.workbook), package.sheets)
    assert areas == {layout.title: check_area(layout) for layout in layouts}
    assert {book[sheet][area.cell()].value for sheet, area in areas.items()} == {TITLE}


def test_remarks_do_not_go_up(recalculated: Path, tmp_path: Path) -> None:
    """The submission copy has no 核对 column, whatever was written there; all else stays."""
    package = Package.load(recalculated)
    area = check_areas(package.read(package.workbook), package.sheets)["收入"]
    apply(package, [CellEdit(sheet="收入", cell=area.cell(4), value="合计不等于各项之和")])
    package.save(tmp_path / "核对过.xlsx")
    freeze(tmp_path / "核对过.xlsx", tmp_path / "上报件.xlsx")
    copy = openpyxl.load_workbook(tmp_path / "上报件.xlsx")
    texts = {cell.value for sheet in copy.worksheets for row in sheet.iter_rows() for cell in row}
    assert "合计不等于各项之和" not in texts
    assert TITLE not in texts
    assert copy["收入"]["B5"].value is not None
    assert [name for sheet in (copy, *copy.worksheets) for name in sheet.defined_names if name.startswith(CHECK)] == []


def test_colours_tell_what_is_odd(book: Workbook, layouts: list[Layout]) -> None:
    """Each rule's formula is about the first cell of its own area."""
    for layout in layouts:
        for area in book[layout.title].conditional_formatting:
            block = parse_block(str(area.sqref))
            first = Area("", block.top - 1, block.left - 1, block.top - 1, block.left - 1).address()
            assert all(first in rule.formula[0] for rule in area.rules)
    formulas = [f for a in book["附件3 整体自评表"].conditional_formatting for rule in a.rules for f in rule.formula]
    assert "AND(ISNUMBER(H5),H5>1)" in formulas  # a rate over 100%
    assert any(formula.startswith("OR(ISTEXT(D7)") for formula in formulas)
    assert any(formula.startswith("ISBLANK(") for formula in formulas)
    assert any("ISNUMBER(H" in formula and ">G" in formula for formula in formulas)  # a score above its points


@pytest.mark.parametrize("choices", ['["甲,乙"]', '["“甲”", "\\"乙"]', f'["{"甲" * 128}", "{"乙" * 127}"]'])
def test_choices_excel_cannot_hold_are_refused(tmp_path: Path, choices: str) -> None:
    """A comma would make two choices of one; a list that is too long would silently not be there."""
    with pytest.raises(FormError, match=r"^income\.toml: .*name.*choices"):
        load(tmp_path, income=SOUND.replace('kind = "text"', f'kind = "text", choices = {choices}'))


def test_equal_neighbours_become_one_rectangle() -> None:
    cells = [Area("甲", row, column, row, column) for row in range(3) for column in range(2)]
    odd = Area("甲", 5, 0, 6, 0)
    assert rectangles([*cells, odd]) == [Area("甲", 0, 0, 2, 1), odd]
