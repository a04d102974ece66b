"""首页 and 图表: progress is counted as people count, and no copy of a workbook shows yesterday's figures."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl.formula.tokenizer import Token, Tokenizer
from python_calamine import load_workbook

from macros_py.demo import PACK, YEAR
from macros_py.desk import fill_file, list_findings, recalc_file
from macros_py.template import write_template
from tests.exported import exported
from tests.workbook.test_build import KNOWN
from workbook.address import parse_cell
from workbook.build import chart_data, home
from workbook.build.chart_data import ChartData
from workbook.build.live import Live, Look, own
from workbook.build.progress import Progress, progress
from workbook.data import blank_facts, facts_of
from workbook.facts import Value
from workbook.gate import inspect
from workbook.grow import insert_rows
from workbook.layout import lay_out
from workbook.model import FormSet
from workbook.own_sheets import OURS, WORKING
from workbook.package import MAIN, Package
from workbook.patch import CellEdit, apply
from workbook.places import Addresses
from workbook.read import read

_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
FILLED = '[cover]\nyear = 2022\nunit = "某某市示例局"\ncode = "000000"\ndate = "2023年7月"\n'


def look(forms: FormSet, entries: Mapping[str, Value]) -> Look:
    names = {name: area for form in forms.forms for name, area in lay_out(form, None, int(form.each)).names.items()}
    facts = blank_facts(forms)
    return Look(Addresses(names), facts_of({fact.id: fact.value for fact in facts} | dict(entries), forms))


def counted(forms: FormSet, form: str, entries: Mapping[str, Value] = {}) -> tuple[Decimal, Decimal, bool]:
    """Due, there, touched."""
    state: Progress = progress(forms.form(form), look(forms, entries), int(forms.form(form).each))
    due = state.due.value if isinstance(state.due, Live) else state.due
    assert isinstance(due, Decimal)
    assert isinstance(state.there.value, Decimal)
    return due, state.there.value, state.touched.value != 0


def shown(path: Path, sheet: str) -> list[list[object]]:
    return load_workbook(str(path)).get_sheet_by_name(sheet).to_python(skip_empty_area=False)


def state(path: Path, forms: FormSet, form: str) -> tuple[object, ...]:
    """Due, there and the word, as the file shows them."""
    line = next(line for line in shown(path, home.SHEET)[home.FIRST :] if line[home.TITLE] == forms.form(form).sheet)
    return line[home.DUE], line[home.THERE], line[home.STATE]


def words(path: Path) -> list[object]:
    """The states of all tables that 首页 lists."""
    return [line[home.STATE] for line in shown(path, home.SHEET)[home.FIRST :] if isinstance(line[1], float)]


def official(path: Path) -> list[str]:
    return [sheet for sheet in read(path).sheets if sheet not in OURS]


def cell(path: Path, place: tuple[int, int]) -> object:
    return shown(path, home.SHEET)[place[0]][place[1]]


def fill_with(template: Path, folder: Path, data: str) -> Path:
    (folder / "数据.toml").write_text(data, encoding="utf-8")
    fill_file(template, folder / "数据.toml", folder / "填好.xlsx")
    return folder / "填好.xlsx"


def test_what_a_template_has_already_is_not_due(forms: FormSet) -> None:
    """评价方式 and 评价机构 stand in every cover: four cells are left, and nothing was begun."""
    assert counted(forms, "cover") == (4, 0, False)


def test_required_cells_and_amounts_are_due(forms: FormSet) -> None:
    """A zero is an answer, a blank is none."""
    assert counted(forms, "comparison", {"comparison.general.this": Decimal(0)}) == (10, 1, True)


@pytest.mark.parametrize(("rows", "due"), [(0, 1), (1, 1), (3, 3)])
def test_a_repeating_table_wants_a_row_at_least(forms: FormSet, rows: int, due: int) -> None:
    entries = {f"income.agencies[{row}].other": Decimal(row) for row in range(1, rows + 1)}
    assert counted(forms, "income", entries) == (due, rows, rows > 0)


def test_half_a_row_is_begun_and_not_done(forms: FormSet) -> None:
    """A project without its amount, a person without a signature."""
    assert counted(forms, "projects", {"projects.items[2].name": "示例项目"}) == (1, 0, True)
    due, there, touched = counted(forms, "evaluators", {"evaluators.people[1].name": "（姓名从略）"})
    assert (due > there == 0, touched) == (True, True)


def test_a_zero_report_is_complete(forms: FormSet) -> None:
    """无 is all that such a table has to say; 有 asks for the rest."""
    due, there, touched = counted(forms, "fund")
    assert (due > 1, there, touched) == (True, 0, False)
    assert counted(forms, "fund", {"fund.present": "无"}) == (1, 1, True)
    assert counted(forms, "fund", {"fund.present": "有"})[0] == due


def test_an_indicator_needs_points_and_score(forms: FormSet) -> None:
    row: dict[str, Value] = {"overall.indicators[1].name": "示例指标", "overall.indicators[1].points": Decimal(10)}
    due, there, _ = counted(forms, "overall", row)
    assert counted(forms, "overall", row | {"overall.indicators[1].score": Decimal(9)}) == (due, there + 1, True)


def test_a_blank_template_shows_that_nothing_was_begun(template: Path) -> None:
    assert words(template) == [home.UNTOUCHED] * len(official(template))
    assert {cell(template, (home.SCORES[0], column)) for column in (1, 3, 5, 7)} == {home.NOT_SCORED}
    assert (cell(template, home.FOUND), cell(template, home.UNIT)) == (home.NOT_CHECKED, home.NO_UNIT)


def test_place_and_year_are_told(template: Path) -> None:
    texts = [value for line in shown(template, home.SHEET)[:4] for value in line if isinstance(value, str)]
    assert any("湖南吉首" in text and str(YEAR) in text for text in texts)


def test_every_table_has_its_link(template: Path) -> None:
    """By defined name, so that it still leads there when the sheet was renamed."""
    package = Package.load(template)
    links = list(package.tree(package.sheet_part(home.SHEET)).iter(f"{MAIN}hyperlink"))
    names = set(read(template).addresses.names)
    assert len(links) == len(official(template))
    assert all(link.get("location") in names or "!" in link.get("location", "") for link in links)


def test_filling_renews_what_is_shown(template: Path, tmp_path: Path, forms: FormSet) -> None:
    path = fill_with(template, tmp_path, FILLED)
    assert state(path, forms, "cover") == (4, 4, home.DONE)
    assert cell(path, home.UNIT) == "某某市示例局"
    assert str(cell(path, home.COUNT)).endswith("已填完 1 张")


def test_checking_counts_the_findings(example: Path, tmp_path: Path) -> None:
    checked = list_findings(example, tmp_path / "核对后.xlsx")
    recalc_file(tmp_path / "核对后.xlsx", tmp_path / "重算.xlsx")
    errors = checked.result.count("error")
    for name in ("核对后.xlsx", "重算.xlsx"):  # the list of the last check stays, and so does its count
        assert cell(tmp_path / name, home.FOUND) == errors
        assert f"{errors} 处错误" in str(cell(tmp_path / name, home.NEXT))


def test_charts_carry_the_figures_of_their_cells(example: Path) -> None:
    """Protected view and previews draw a chart from what it carries."""
    package, rows = Package.load(example), shown(example, chart_data.SHEET)
    series = 0
    for part in [part for part in package if part.startswith("xl/charts/")]:
        for values in package.tree(part).iter(f"{_CHART}val"):
            first, last = (parse_cell(end) for end in re.findall(r"[A-Z]+\d+", _reference(values).replace("$", "")))
            expected = [rows[row - 1][first[1] - 1] or 0 for row in range(first[0], last[0] + 1)]
            assert [float(v.text or "") for v in values.iterfind(f".//{_CHART}v")] == pytest.approx(expected)
            series += 1
    assert series == 8


def _reference(values: object) -> str:
    return values.findtext(f".//{_CHART}f").rpartition("!")[2]  # type: ignore[attr-defined,no-any-return]


def test_a_changed_sheet_shows_no_figure_rather_than_a_wrong_one(template: Path, tmp_path: Path) -> None:
    """Somebody put a row into 首页: results would land in the wrong lines, so Excel is asked to compute them."""
    package = Package.load(template)
    insert_rows(package, home.SHEET, before=home.FIRST + 1, count=1, like=home.FIRST + 1)
    package.save(tmp_path / "改过.xlsx")
    path = fill_with(tmp_path / "改过.xlsx", tmp_path, FILLED)
    package = Package.load(path)
    cells = package.tree(package.sheet_part(home.SHEET)).iter(f"{MAIN}c")
    assert [c.get("r") for c in cells if c.find(f"{MAIN}f") is not None and c.find(f"{MAIN}v") is not None] == []
    calculation = package.tree(package.workbook).find(f"{MAIN}calcPr")
    assert calculation is not None
    assert calculation.get("fullCalcOnLoad") == "1"


def test_a_deleted_sheet_does_not_matter(template: Path, tmp_path: Path) -> None:
    """People take 首页 out: everything else works on."""
    package = Package.load(template)
    book = package.tree(package.workbook)
    for sheet in list(book.iter(f"{MAIN}sheet")):
        if sheet.get("name") == home.SHEET:
            sheet.getparent().remove(sheet)  # type: ignore[union-attr]
    package.mark(package.workbook)
    package.save(tmp_path / "缺首页.xlsx")
    assert read(fill_with(tmp_path / "缺首页.xlsx", tmp_path, FILLED)).facts.get("cover.year")


def test_a_figure_typed_over_a_formula_stays(template: Path, tmp_path: Path) -> None:
    package = Package.load(template)
    apply(package, [CellEdit(sheet=home.SHEET, cell=own(*home.UNIT), value="某某市示例局")])
    package.save(tmp_path / "改过.xlsx")
    assert cell(fill_with(tmp_path / "改过.xlsx", tmp_path, FILLED), home.UNIT) == "某某市示例局"


def test_the_submission_copy_has_the_charts_and_no_working_sheet(recalculated: Path, tmp_path: Path) -> None:
    exported(recalculated, tmp_path / "上报件.xlsx")
    package = Package.load(tmp_path / "上报件.xlsx")
    assert set(package.sheets).isdisjoint(WORKING)
    assert chart_data.SHEET in package.sheets
    assert sum(part.startswith("xl/charts/chart") for part in package) == 4
    assert sum(part.startswith("xl/drawings/drawing") for part in package) == 1


def test_the_gate_lets_charts_pass(example: Path) -> None:
    with inspect(example) as opened:
        opened.verify()


@pytest.mark.parametrize("count", [1, 40])
def test_formulas_are_such_as_excel_reads(forms: FormSet, count: int) -> None:
    """At most 8192 characters, 255 arguments and 64 levels, however long the tables are."""
    counts = {key: count for form in forms.forms for key in form.repeats}
    layouts = [lay_out(form, counts, int(form.each)) for form in forms.forms]
    addresses = Addresses({name: area for layout in layouts for name, area in layout.names.items()})
    seen = Look(addresses, None)
    pages = [home.home_page(home.listed(forms, {}), seen, None), ChartData(forms, seen).page]
    formulas = [item.formula for page in pages for item in page.values() if isinstance(item, Live)]
    assert max(map(len, formulas)) <= 8192
    assert "#REF!" not in "".join(formulas)
    assert max(text.count(",") for text in formulas) < 255
    tokens = [token for text in formulas for token in Tokenizer(f"={text}").items]
    functions = {token.value[:-1] for token in tokens if token.type == Token.FUNC and token.subtype == Token.OPEN}
    assert functions <= KNOWN
    assert [token.value for token in tokens if token.type == Token.OPERAND and token.subtype == Token.ERROR] == []


def test_several_sheets_of_a_form_have_a_line_each(tmp_path: Path, forms: FormSet) -> None:
    """附件4 has one sheet a project."""
    repeating = [form for form in forms.forms if form.each]
    write_template(tmp_path / "三个项目.xlsx", year=YEAR, pack=PACK, counts={form.id: 3 for form in repeating})
    recalc_file(tmp_path / "三个项目.xlsx", tmp_path / "重算.xlsx")
    for path in (tmp_path / "三个项目.xlsx", tmp_path / "重算.xlsx"):
        assert sum(title.startswith(repeating[0].sheet) for title in official(path)) == 3
        assert words(path) == [home.UNTOUCHED] * len(official(path))
