"""Laid out with any number of rows, every field keeps a place of its own and its name spans all its rows and margins.

A table asked for with no rows gets one all the same: there must be a row to copy when it grows.
"""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbook.facts import on_sheet, row_id
from workbook.layout import MARGIN_HEIGHT, Layout, lay_out
from workbook.load import load_forms, years
from workbook.model import Form, name_of
from workbook.places import Addresses, place_of

FORMS = [form for year in years() for form in load_forms(year).forms]
REPEATING = [form for form in FORMS if form.repeats]


def squares(layout: Layout) -> Counter[tuple[int, int]]:
    """How many cells claim each square of the sheet."""
    return Counter(
        (row, column)
        for cell in layout.cells
        for row in range(cell.area.top, cell.area.bottom + 1)
        for column in range(cell.area.left, cell.area.right + 1)
    )


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
@given(data=st.data())
def test_no_two_cells_share_a_square(form: Form, data: st.DataObject) -> None:
    """Overlapping merges make Excel repair the file; a cell outside the drawing would never be printed."""
    counts = {key: data.draw(st.integers(0, 40), label=key) for key in form.repeats}
    layout = lay_out(form, counts)
    taken = squares(layout)
    assert [square for square, times in taken.items() if times > 1] == []
    assert all(row < len(layout.rows) and column < form.grid.width for row, column in taken)
    once = len(form.grid.rows) - len(form.repeats)
    assert len(layout.rows) == once + sum(max(count, 1) + 2 for count in counts.values())


@pytest.mark.parametrize("count", [0, 1, 2, 9, 10, 200])
@pytest.mark.parametrize("form", REPEATING, ids=lambda form: form.id)
def test_names_span_the_opening_row_all_items_and_the_closing_row(form: Form, count: int) -> None:
    """A row inserted before the first or after the last must lie inside the name, or its figure is lost."""
    layout = lay_out(form, dict.fromkeys(form.repeats, count))
    assert set(layout.names) == {name_of(key) for key in form.fields}
    for repeat in form.repeats.values():
        areas = [layout.names[name_of(repeat.field_id(column))] for column in repeat.columns]
        assert {(area.top, area.bottom) for area in areas} == {(areas[0].top, areas[0].top + max(count, 1) + 1)}
        rows = layout.rows[areas[0].top : areas[0].bottom + 1]
        assert [row.margin for row in rows] == [True, *[False] * max(count, 1), True]
        assert {row.height for row in rows if row.margin} == {MARGIN_HEIGHT}
    assert sum(row.margin for row in layout.rows) == 2 * len(form.repeats)


@pytest.mark.parametrize("count", [0, 1, 9])
@pytest.mark.parametrize("form", REPEATING, ids=lambda form: form.id)
def test_items_stand_between_the_margins(form: Form, count: int) -> None:
    """Nothing is put into a thin row: who reads would take it for an item. `place` leads to where items stand."""
    layout = lay_out(form, dict.fromkeys(form.repeats, count), sheet := int(form.each))
    margins = [index for index, row in enumerate(layout.rows) if row.margin]
    fields = [cell for cell in layout.cells if cell.field]
    assert [cell for cell in fields if any(cell.area.top <= row <= cell.area.bottom for row in margins)] == []
    addresses = Addresses(layout.names)
    assert [
        cell for cell in fields if cell.field and addresses.place(cell.fact) != (layout.title, cell.area.cell())
    ] == []
    for repeat in form.repeats.values():
        columns = [cell for cell in fields if cell.field and cell.field.id == repeat.field_id(repeat.columns[0])]
        area = layout.names[place_of(on_sheet(repeat.field_id(repeat.columns[0]), sheet))]
        assert (columns[0].area.top, columns[-1].area.bottom) == (area.top + 1, area.bottom - 1)


def test_a_table_without_its_opening_row_starts_with_an_item() -> None:
    """Its first row is an item like any other; other tables keep theirs."""
    names = {name: area for form in FORMS for name, area in lay_out(form).names.items()}
    key, other = "income.agencies[*].other", "projects.items[*].amount"
    whole, cut = Addresses(names), Addresses(names, {"income.agencies"})
    assert (whole.first("income.agencies"), cut.first("income.agencies")) == (1, 0)
    assert [whole.place(row_id(key, row)) for row in (1, 2, 3)] == [cut.place(row_id(key, row)) for row in (2, 3, 4)]
    assert cut.place(row_id(key, 1)) == (names[name_of(key)].sheet, names[name_of(key)].cell())
    assert whole.place(row_id(other, 3)) == cut.place(row_id(other, 3))
    assert whole.column(key, "") == cut.column(key, "")


@pytest.mark.parametrize("count", [0, 1, 5, 9, 30])
@pytest.mark.parametrize("form", REPEATING, ids=lambda form: form.id)
def test_each_row_has_each_column_once(form: Form, count: int) -> None:
    """Items are numbered from 1 without gaps; a merged label stands for the rows it spans."""
    layout = lay_out(form, dict.fromkeys(form.repeats, count))
    for repeat in form.repeats.values():
        for column in repeat.columns:
            cells = [cell for cell in layout.cells if cell.field and cell.field.id == repeat.field_id(column)]
            rows = [cell.item + step for cell in cells for step in range(cell.area.rows)]
            assert rows == list(range(1, max(count, 1) + 1))


def test_preset_labels_stand_merged() -> None:
    """一级指标 of a blank table: 4 rows of 产出, 4 of 效益, 1 of 满意度; rows beyond the presets stand alone."""
    form = next(form for form in FORMS if form.id == "overall")
    layout = lay_out(form, {"overall.indicators": 11})
    level1 = [cell for cell in layout.cells if cell.field and cell.field.id == "overall.indicators[*].level1"]
    assert [cell.area.rows for cell in level1] == [4, 4, 1, 1, 1]


def test_labels_beside_repeating_rows_grow_with_them() -> None:
    """年度总体目标 stands merged beside its goals, however many there are."""
    form = next(form for form in FORMS if form.id == "overall")
    label = {
        count: next(c for c in lay_out(form, {"overall.goals": count}).cells if c.text == "年度总体目标").area.rows
        for count in (0, 2, 7)
    }
    assert label == {0: 4, 2: 5, 7: 10}
