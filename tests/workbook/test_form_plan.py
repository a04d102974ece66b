"""Plans of forms: one for all workbooks with a form at the same places, another as soon as a name leads elsewhere."""

from __future__ import annotations

import msgspec

from workbook.form_plan import ROWS, SPOTS, Block, Counts, _Room, plan_of
from workbook.load import load_forms
from workbook.places import Area

INCOME = load_forms(2022).form("income")
PLACES = {"income.all.total": Area("收入", 4, 1, 4, 1), "income.agencies.total": Area("收入", 5, 1, 9, 1)}


def test_a_plan_is_made_once() -> None:
    assert plan_of(INCOME, 0, PLACES) is plan_of(INCOME, 0, dict(PLACES))


def test_a_name_that_leads_elsewhere_makes_another() -> None:
    moved = {**PLACES, "income.all.total": Area("收入", 5, 1, 5, 1)}
    assert [plan_of(INCOME, 0, places).block(((0, 1),)).cells[0] for places in (PLACES, moved)] == [
        "收入!B5",
        "收入!B6",
    ]


def test_what_is_gone_is_said() -> None:
    absence = plan_of(INCOME, 0, PLACES).absence
    assert absence is not None
    assert not absence.whole
    assert len(absence.fields) == len(INCOME.fields) - 2
    nothing = plan_of(INCOME, 0, {}).absence
    assert nothing is not None
    assert nothing.whole


def test_items_after_an_opening_row_and_without_one() -> None:
    plan = plan_of(INCOME, 0, PLACES)
    assert [plan.block(((1, first),)).cells[1] for first in (1, 0)] == ["收入!B7", "收入!B6"]
    assert plan.block(((1, 1),)).ids[1] == "income.agencies[1].total"


def test_long_tables_are_not_kept() -> None:
    """A table of thousands of rows would stay in the memory for good."""
    table = plan_of(INCOME, 0, PLACES).plan.tables[0]
    assert table.row(ROWS - 1, 1) is table.row(ROWS - 1, 1)
    assert table.row(ROWS, 1) is not table.row(ROWS, 1)
    assert table.row(ROWS, 1) == table.row(ROWS, 1)


def test_blocks_are_kept_but_not_without_end() -> None:
    """Of the same sheet the same block; strangers whose tables have other lengths each cannot fill the memory."""
    plan = plan_of(INCOME, 0, PLACES)
    first = plan.block(((2, 1),))
    assert plan.block(((2, 1),)) is first
    room = _Room()
    held: list[dict[Counts, Block]] = [{} for _ in range(3)]
    big = first._replace(ids=first.ids * (SPOTS // len(first.ids) // 2))
    for blocks in held:
        assert room.kept(blocks, ((2, 1),), big) is big
    assert [len(blocks) for blocks in held] == [0, 0, 1]
    assert room.kept(held[2], ((ROWS + 1, 1),), big) is big
    assert list(held[2]) == [((2, 1),)]


def test_sheets_of_a_form_share_their_plan() -> None:
    """Ids and addresses differ by their heads alone."""
    form = load_forms(2022).form("project")
    names = {key.replace("[*]", "", 1): Area("", 3, 1, 3, 1) for key in form.fields if key.count("[*]") == 1}
    places = {
        f"project[{number}]{name.removeprefix('project')}": Area(
            f"附件4 项目{number}", *msgspec.structs.astuple(area)[1:]
        )
        for number in (1, 2)
        for name, area in names.items()
    }
    first, second = (plan_of(form, number, places) for number in (1, 2))
    assert first.plan is second.plan
    counts = tuple((0, 1) for _ in first.plan.tables)
    assert first.block(counts).ids[0].replace("[1]", "[2]") == second.block(counts).ids[0]
    assert second.block(counts).cells[0] == "附件4 项目2!B4"
