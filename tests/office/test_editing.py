"""People insert, delete, rename and move in their spreadsheet program: every figure is still found and summed."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from macros_py.check import check_file
from macros_py.desk import list_findings, recalc_file
from macros_py.engine import RuleSet
from macros_py.engine.recompute import recompute
from tests.cli.test_explained import rows
from tests.office.conftest import Office
from tests.office.test_formulas import stale
from workbook.address import parse_cell
from workbook.explanations import EXPLAINED, STALE
from workbook.facts import Value
from workbook.findings_table import SHEET
from workbook.places import Area
from workbook.read import read
from workbook.reading import Reading

# Table, the column of amounts, the total that sums it.
TABLES = [
    ("income.agencies", "other", "income.all.other"),
    ("projects.items", "amount", "projects.total.amount"),
    ("overall.indicators", "score", "overall.total.score"),
]


def values(reading: Reading) -> dict[str, Value]:
    return {fact.id: fact.value for fact in reading.facts if not fact.field.computed}


def column(reading: Reading, table: str, name: str) -> list[Value]:
    rows = reading.facts.rows[table]
    return [reading.facts.facts[f"{table}[{row}].{name}"].value for row in range(1, rows + 1)]


def number(reading: Reading, key: str) -> Decimal:
    value = reading.facts.facts[key].value
    assert isinstance(value, Decimal)
    return value


def first_item(area: Area) -> int:
    """The row of a table's first item, from 1: below the opening row."""
    return area.top + 2


def saved(office: Office, folder: Path) -> Reading:
    """Recalculated and saved as .xlsx by LibreOffice, read by us."""
    office("recalculate")
    office("save", path=str(folder / "另存.xlsx"))
    return read(folder / "另存.xlsx")


def test_saving_keeps_every_fact(office: Office, recalculated: Path, tmp_path: Path) -> None:
    """Opened and saved as .xlsx by another program: names, inputs, results and formulas are all there."""
    office("open", path=str(recalculated))
    after, before = saved(office, tmp_path), read(recalculated)
    assert after.facts.absent == ()
    assert {fact.id: (fact.value, fact.origin) for fact in after.facts} == {
        fact.id: (fact.value, fact.origin) for fact in before.facts
    }


@pytest.mark.parametrize("place", ["before the first", "in the middle", "above the closing row"])
@pytest.mark.parametrize(("table", "amount", "total"), TABLES)
def test_an_inserted_row_is_found_and_summed(
    office: Office, recalculated: Path, tmp_path: Path, table: str, amount: str, total: str, place: str
) -> None:
    """Two rows, wherever people put them: a figure outside the name would silently be missing from the total."""
    before = read(recalculated)
    area = before.addresses.area(f"{table}[*].{amount}")
    assert area is not None
    at = {"before the first": 0, "in the middle": 1, "above the closing row": area.rows - 2}[place]
    office("open", path=str(recalculated))
    office("insert", sheet=area.sheet, row=first_item(area) + at, count=2)
    for row, figure in ((at, 1.25), (at + 1, 2)):
        _, cell = before.addresses.place(f"{table}[{row + 1}].{amount}")
        office("put", sheet=area.sheet, cell=cell, value=figure)
    after = saved(office, tmp_path)
    expected = column(before, table, amount)
    expected += [None] * (at - len(expected))
    expected[at:at] = [Decimal("1.25"), Decimal(2)]
    assert column(after, table, amount)[: len(expected)] == expected
    assert number(after, total) == number(before, total) + Decimal("3.25")
    recalc_file(tmp_path / "另存.xlsx", tmp_path / "重算.xlsx")
    again = read(tmp_path / "重算.xlsx")
    assert number(again, total) == number(after, total)
    assert [fact.id for fact in again.facts if fact.field.computed and fact.origin != "computed"] == []
    assert office.recalculated(tmp_path / "重算.xlsx")


def test_a_moved_row_takes_its_figures_along(office: Office, recalculated: Path, tmp_path: Path) -> None:
    """Cut and inserted further down: all rows are there in the new order, and the total is what it was."""
    before = read(recalculated)
    area = before.addresses.area("projects.items[*].amount")
    assert area is not None
    office("open", path=str(recalculated))
    office("move_row", sheet=area.sheet, row=first_item(area), before=first_item(area) + 3)
    after = saved(office, tmp_path)
    for name in ("name", "amount", "purpose"):
        first, second, third, *rest = column(before, "projects.items", name)
        assert column(after, "projects.items", name) == [second, third, first, *rest]
    assert number(after, "projects.total.amount") == number(before, "projects.total.amount")
    assert after.facts.absent == ()


def test_a_deleted_row_leaves_the_total(office: Office, recalculated: Path, tmp_path: Path) -> None:
    before = read(recalculated)
    area = before.addresses.area("projects.items[*].amount")
    assert area is not None
    office("open", path=str(recalculated))
    office("delete", sheet=area.sheet, row=first_item(area), count=1)
    after = saved(office, tmp_path)
    assert column(after, "projects.items", "amount") == column(before, "projects.items", "amount")[1:]
    gone = number(before, "projects.items[1].amount")
    assert number(after, "projects.total.amount") == number(before, "projects.total.amount") - gone
    assert after.facts.absent == ()


@pytest.mark.parametrize("row", ["opening", "closing", "both"])
@pytest.mark.parametrize(("table", "amount", "total"), TABLES)
def test_a_deleted_thin_row_loses_no_item(
    office: Office, recalculated: Path, tmp_path: Path, table: str, amount: str, total: str, row: str
) -> None:
    """It looks like nothing, so people delete it: all items are found and summed, before and after recalculating."""
    before = read(recalculated)
    area = before.addresses.area(f"{table}[*].{amount}")
    assert area is not None
    office("open", path=str(recalculated))
    if row != "opening":
        office(
            "delete",
            sheet=area.sheet,
            row=first_item(area) + before.facts.rows[table],
            count=area.bottom - area.top - before.facts.rows[table],
        )
    if row != "closing":
        office("delete", sheet=area.sheet, row=area.top + 1, count=1)
    after = saved(office, tmp_path)
    assert {fact.id: fact.value for fact in after.facts} == {fact.id: fact.value for fact in before.facts}
    assert after.addresses.unopened == (set() if row == "closing" else {table})
    recalc_file(tmp_path / "另存.xlsx", tmp_path / "重算.xlsx")
    again, seen = read(tmp_path / "重算.xlsx"), office.recalculated(tmp_path / "重算.xlsx")
    assert {fact.id: fact.value for fact in again.facts} == {fact.id: fact.value for fact in before.facts}
    assert number(again, total) == number(before, total)
    assert stale(again, seen) == []


@pytest.mark.parametrize("left", ["opening", "closing", "both"])
def test_all_rows_deleted(office: Office, recalculated: Path, tmp_path: Path, ruleset: RuleSet, left: str) -> None:
    """Only thin rows are left: no rows, no total, and no crash."""
    area = read(recalculated).addresses.area("projects.items[*].amount")
    assert area is not None
    office("open", path=str(recalculated))
    first = area.top + 1 + (left != "closing")
    office("delete", sheet=area.sheet, row=first, count=area.rows - (2 if left == "both" else 1))
    after = saved(office, tmp_path)
    assert (after.facts.rows["projects.items"], after.facts.absent) == (0, ())
    assert recompute(after.facts, ruleset)["projects.total.amount"] is None
    assert after.facts.facts["projects.total.amount"].value is None


def test_a_deleted_table_is_named(office: Office, recalculated: Path, tmp_path: Path) -> None:
    """The opening and closing rows too: names lead nowhere, and the finding says which table it was."""
    area = read(recalculated).addresses.area("projects.items[*].amount")
    assert area is not None
    office("open", path=str(recalculated))
    office("delete", sheet=area.sheet, row=area.top + 1, count=area.rows)
    office("save", path=str(tmp_path / "另存.xlsx"))
    found = check_file(tmp_path / "另存.xlsx").result.findings
    assert [finding.form for finding in found if finding.rule == "R001"] == ["projects"]


def test_renamed_and_reordered_sheets(office: Office, recalculated: Path, tmp_path: Path) -> None:
    """A sheet's name and place mean nothing; findings call it by its new name."""
    before = read(recalculated)
    office("open", path=str(recalculated))
    office("rename", sheet="收入", name="2022 收入 & it's")
    office("rename", sheet="附件3 整体自评表", name="整体")
    office("move", sheet="封面", position=9)
    office("move", sheet="整体", position=0)
    after = saved(office, tmp_path)
    assert after.sheets[0] == "整体"
    assert values(after) == values(before)
    assert {fact.id: fact.value for fact in after.facts} == {fact.id: fact.value for fact in before.facts}
    assert after.facts.facts["income.all.total"].cell == "2022 收入 & it's!B5"
    cells = {cell for finding in check_file(tmp_path / "另存.xlsx").result.findings for cell in finding.cells}
    assert any(cell.startswith("整体!") for cell in cells)


def test_a_copied_project_sheet_is_another_project(office: Office, recalculated: Path, tmp_path: Path) -> None:
    """Who has no Python copies 附件4 by hand: the copy has names of its own, and both sheets are found."""
    before = read(recalculated)
    office("open", path=str(recalculated))
    office("copy", sheet="附件4 项目1", name="附件4 又一项目", position=len(before.sheets))
    for key, figure in (("adjusted", 40), ("executed", 30)):
        _, cell = before.addresses.place(f"project[1].funds.current.{key}")
        office("put", sheet="附件4 又一项目", cell=cell, value=figure)
    after = saved(office, tmp_path)
    assert (after.facts.rows["project"], after.facts.absent) == (2, ())
    assert number(after, "project[2].funds.total.rate") == Decimal("0.75")
    assert after.facts.facts["project[2].funds.total.rate"].cell.startswith("附件4 又一项目!")
    unchanged = {fact.id: fact.value for fact in before.facts}
    assert {fact.id: fact.value for fact in after.facts if not fact.id.startswith("project[2]")} == unchanged


def test_a_score_that_is_not_given_keeps_the_total_open(office: Office, template: Path, tmp_path: Path) -> None:
    """Points are typed, then one score of two, then the other: 待算 until nothing is open, never a sum of the rest."""
    before = read(template)

    def put(key: str, figure: float) -> None:
        sheet, cell = before.addresses.place(key)
        office("put", sheet=sheet, cell=cell, value=figure)

    def seen(*keys: str) -> list[object]:
        office("recalculate")
        shown = office("values")
        places = [before.addresses.place(key) for key in keys]
        return [shown[sheet][parse_cell(cell)[0] - 1][parse_cell(cell)[1] - 1] for sheet, cell in places]

    office("open", path=str(template))
    first, second, total = "overall.indicators[1].score", "overall.indicators[2].score", "overall.total.score"
    assert seen(first, second, total) == ["", "", "待算"]
    put("overall.funds.general.adjusted", 100)
    put("overall.funds.general.executed", 95)
    put("overall.indicators[1].points", 50)
    put("overall.indicators[2].points", 40)
    assert seen(first, second, total, "conclusion.grade") == ["待算", "待算", "待算", "待算"]
    put(first, 49)
    assert seen(first, second, total) == [49, "待算", "待算"]
    put(second, 40)
    assert seen(first, second, total, "conclusion.grade") == [49, 40, 98.5, "优"]


def test_rows_put_in_at_the_top(office: Office, recalculated: Path, tmp_path: Path) -> None:
    """All cells move; each is found where it is now."""
    before = read(recalculated)
    office("open", path=str(recalculated))
    for sheet in ("收入", "封面", "年度对比表"):
        office("insert", sheet=sheet, row=1, count=3)
    after = saved(office, tmp_path)
    assert {fact.id: fact.value for fact in after.facts} == {fact.id: fact.value for fact in before.facts}
    assert after.facts.facts["income.all.total"].cell == "收入!B8"


def test_explanations_follow_their_findings(office: Office, example: Path, tmp_path: Path) -> None:
    """List written, texts typed, a row inserted above, a sheet renamed, saved by LibreOffice, list again: each text is
    beside its own finding, of two with the same figures too. The one whose figure changed is stale.
    """
    sheet = "附件3 整体自评表"
    office("open", path=str(example))
    office("put", sheet=sheet, cell="F29", value="≥100%")  # as F28: two findings of K011 with the same figures
    office("save", path=str(tmp_path / "填.xlsx"))
    list_findings(tmp_path / "填.xlsx", tmp_path / "核对.xlsx")
    said = {("K011", f"{sheet}!F28"): "甲", ("K011", f"{sheet}!F29"): "乙", ("P201", "项目支出明细!B6"): "丙"}
    listed = rows(tmp_path / "核对.xlsx")
    office("open", path=str(tmp_path / "核对.xlsx"))
    for key, text in said.items():
        office("put", sheet=SHEET, cell=f"L{listed[key]['row']}", value=text)
    office("insert", sheet=sheet, row=27, count=1)
    office("rename", sheet=sheet, name="整体")
    office("put", sheet="项目支出明细", cell="B9", value="另一个项目")
    office("save", path=str(tmp_path / "另存.xlsx"))
    checked = list_findings(tmp_path / "另存.xlsx", tmp_path / "再.xlsx")
    after = rows(tmp_path / "再.xlsx")
    assert {key: (row["text"], row["state"]) for key, row in after.items() if row["text"]} == {
        ("K011", "整体!F29"): ("甲", EXPLAINED),
        ("K011", "整体!F30"): ("乙", EXPLAINED),
        ("P201", "项目支出明细!B6"): ("丙", STALE),
    }
    assert [finding.explanation for finding in checked.result.findings if finding.explanation] == ["甲", "乙"]
