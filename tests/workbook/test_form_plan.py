"""Plans of forms: one for all workbooks with a form at the same places, another as soon as a name leads elsewhere."""

from __future__ import annotations

from workbook.form_plan import ROWS, plan_of
from workbook.load import load_forms
from workbook.places import Area

INCOME = load_forms(2022).form("income")
PLACES = {"income.all.total": Area("收入", 4, 1, 4, 1), "income.agencies.total": Area("收入", 5, 1, 9, 1)}


def test_a_plan_is_made_once() -> None:
    assert plan_of(INCOME, 0, PLACES) is plan_of(INCOME, 0, dict(PLACES))


def test_a_name_that_leads_elsewhere_makes_another() -> None:
    moved = {**PLACES, "income.all.total": Area("收入", 5, 1, 5, 1)}
    assert [plan_of(INCOME, 0, places).singles[0].cell for places in (PLACES, moved)] == ["收入!B5", "收入!B6"]


def test_what_is_gone_is_said() -> None:
    absence = plan_of(INCOME, 0, PLACES).absence
    assert absence is not None
    assert not absence.whole
    assert len(absence.fields) == len(INCOME.fields) - 2
    nothing = plan_of(INCOME, 0, {}).absence
    assert nothing is not None
    assert nothing.whole


def test_items_after_an_opening_row_and_without_one() -> None:
    table = plan_of(INCOME, 0, PLACES).tables[0]
    assert [spot.cell for spot in (*table.row(0, 1), *table.row(0, 0))] == ["收入!B7", "收入!B6"]
    assert table.row(0, 1)[0].id == "income.agencies[1].total"


def test_long_tables_are_not_kept() -> None:
    """A table of thousands of rows would stay in the memory for good."""
    table = plan_of(INCOME, 0, PLACES).tables[0]
    assert table.row(ROWS - 1, 1) is table.row(ROWS - 1, 1)
    assert table.row(ROWS, 1) is not table.row(ROWS, 1)
    assert table.row(ROWS, 1) == table.row(ROWS, 1)
