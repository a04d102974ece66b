"""Tables are found by their labels where no name leads to them: what is read is what would have been read by names."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.tools.departments import consistent, write
from workbook.facts import Facts
from workbook.labels import unnamed, with_labels, year_in
from workbook.load import load_forms
from workbook.names import Names
from workbook.places import Area
from workbook.read import names_of, opened_for_reading, sheets_of
from workbook.reading import Reading, SheetCells, reading_of

OVERALL = "附件3 整体自评表"
Grid = list[list[Any]]
Change = Callable[[str, Grid], Grid]


class Taken:
    """A workbook as it was read, to be read again from changed cells and without its names."""

    def __init__(self, path: Path) -> None:
        with opened_for_reading(path) as opened:
            cells = sheets_of(opened)
            self.names = names_of(opened)
            self.cells = {title: cells(title) for title in opened.sheets.values()}
            self.reading = reading_of(self.names, cells, path.name, macros=False)

    def bare(self, *, keep: frozenset[str] = frozenset()) -> Names:
        """Without the names that lead to sheets not kept."""
        areas = {name: area for name, area in self.names.areas.items() if area.sheet in keep}
        own = {title: own if title in keep else {} for title, own in self.names.own.items()}
        return Names(areas, self.names.constants, own, {})

    def again(self, change: Change | None = None, names: Names | None = None) -> tuple[Reading, tuple[str, ...]]:
        cells = {title: _changed(title, sheet, change) for title, sheet in self.cells.items()}
        labelled = with_labels(names or self.bare(), self.reading.forms, cells.__getitem__)
        return reading_of(labelled.names, cells.__getitem__, "x.xlsx", macros=False), labelled.found


def _changed(title: str, sheet: SheetCells, change: Change | None) -> SheetCells:
    if change is None:
        return sheet
    return SheetCells(values=change(title, [list(line) for line in sheet.values]), formulas={}, errors={})


def contents(facts: Facts) -> dict[str, Any]:
    """Values by id: where they stand is another matter, and texts that are labels, too, are spaced like those."""
    return {fact.id: _plain(fact.value) for fact in facts if fact.value is not None}


def _plain(value: Any) -> Any:
    return unicodedata.normalize("NFKC", value).strip() if isinstance(value, str) else value


@pytest.fixture(scope="module")
def example_taken(example: Path) -> Taken:
    return Taken(example)


@pytest.fixture(scope="module")
def department(tmp_path_factory: pytest.TempPathFactory) -> Taken:
    path = tmp_path_factory.mktemp("department") / "某某局.xlsx"
    write(consistent(4), path)
    return Taken(path)


def test_the_example_without_names(example_taken: Taken) -> None:
    reading, found = example_taken.again()
    assert reading.facts == example_taken.reading.facts
    assert set(found) == {area.sheet for area in example_taken.reading.addresses.names.values()}


@pytest.mark.parametrize("seed", range(20))
def test_departments_without_names(seed: int, tmp_path: Path) -> None:
    """Of all places: the same cells, the same rows of lists, the same troubles."""
    path = tmp_path / "某某局.xlsx"
    write(consistent(seed), path)
    taken = Taken(path)
    assert taken.again()[0].facts == taken.reading.facts


def lower_and_further_right(_: str, grid: Grid) -> Grid:
    return [[], ["抄自别处"], *[["", "", *line] for line in grid]]


def wide_and_spaced(_: str, grid: Grid) -> Grid:
    """As some type: full-width letters and signs, spaces between and behind."""
    wide = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)})
    labels = {label for form in load_forms(2022).forms for cell in form.grid.cells if (label := cell.text)}
    return [[f" {value.translate(wide)}　" if value in labels else value for value in line] for line in grid]


def one_column_between(title: str, grid: Grid) -> Grid:
    """A column of somebody's own in the middle of each table."""
    return [[*line[:1], "", *line[1:]] for line in grid] if title in ("收入", "三公经费", "年度对比表") else grid


@pytest.mark.parametrize("change", [lower_and_further_right, wide_and_spaced, one_column_between])
def test_moved_and_written_otherwise(change: Change, department: Taken) -> None:
    reading, found = department.again(change)
    assert len(found) == len(department.again()[1])
    assert contents(reading.facts) == contents(department.reading.facts)


def test_rows_inserted_in_a_list(department: Taken) -> None:
    """One more indicator, and all that lies below is found lower."""
    before = department.reading.facts
    second = before.facts["overall.indicators[2].name"].value

    def insert(title: str, grid: Grid) -> Grid:
        if title != OVERALL:
            return grid
        row = next(number for number, line in enumerate(grid) if second in line)
        return [*grid[:row], ["", "", "", "新添的指标", *[""] * 5], *grid[row:]]

    after = department.again(insert)[0].facts
    assert after.rows["overall.indicators"] == before.rows["overall.indicators"] + 1
    assert after.facts["overall.indicators[2].name"].value == "新添的指标"
    assert after.facts["overall.indicators[3].name"].value == second
    for key in ("overall.total.score", "overall.phone"):
        assert after.facts[key].value == before.facts[key].value


def test_names_lost_on_some_sheets(department: Taken) -> None:
    """Those that have names keep them, and projects stay in the order of their sheets."""
    lost = {"收入", "附件4 项目2"}
    names = department.bare(keep=frozenset(department.cells) - lost)
    assert set(unnamed(names)) == lost
    reading, found = department.again(names=names)
    assert set(found) == lost
    assert reading.facts == department.reading.facts


def test_two_tables_on_one_sheet(department: Taken) -> None:
    """Pasted one below the other: each is found, and the list of the upper one ends where the lower one begins."""
    upper, lower = department.cells["收入"].values, department.cells["三公经费"].values
    width = max(map(len, (*upper, *lower)))
    grid = [[*line, *[""] * (width - len(line))] for line in (*upper, *lower)]
    sheet = SheetCells(values=grid, formulas={}, errors={})
    names = Names({}, department.names.constants, {"全部": {}}, {})
    labelled = with_labels(names, department.reading.forms, lambda _: sheet)
    facts = reading_of(labelled.names, lambda _: sheet, "x.xlsx", macros=False).facts
    expected = {
        key: value
        for key, value in contents(department.reading.facts).items()
        if key.startswith(("income.", "three_public."))
    }
    assert contents(facts) == expected


def test_a_table_with_other_labels_is_not_that_table(department: Taken) -> None:
    """Fewer than four fifths of the labels: the figures under them may be anything."""

    def worded_otherwise(title: str, grid: Grid) -> Grid:
        words = ["机构名称", "收入合计", "上年结转", "公共财政拨款"]
        return [["别的" if value in words else value for value in line] for line in grid] if title == "收入" else grid

    reading, found = department.again(worded_otherwise)
    assert "收入" not in found
    assert "income" in {absence.form for absence in reading.facts.absent if absence.whole}


def test_nothing_of_ours(department: Taken) -> None:
    sheet = SheetCells(values=[["姓名", "电话"], ["某某", 1]], formulas={}, errors={})
    names = Names({}, {}, {"通讯录": {}}, {})
    assert with_labels(names, department.reading.forms, lambda _: sheet).found == ()


def test_the_year_stands_in_the_heads(department: Taken) -> None:
    titles = list(department.cells)
    assert year_in(titles, department.cells.__getitem__) == 2022
    later = SheetCells(values=[["（２０２４ 年度）"]], formulas={}, errors={})
    assert year_in(["x"], lambda _: later) == 2024


def test_names_lead_where_labels_stand(example_taken: Taken) -> None:
    """Single cells as exactly as by names; lists at least as far."""
    labelled = with_labels(example_taken.bare(), example_taken.reading.forms, example_taken.cells.__getitem__).names
    for name, area in example_taken.names.areas.items():
        if area.rows == 1:
            assert labelled.areas[name] == Area(area.sheet, area.top, area.left, area.bottom, area.right)
