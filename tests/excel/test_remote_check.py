"""校验 on an open workbook against the file that `jixiao check -o` writes: cell by cell the same."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from macros_py.desk import list_findings
from tests.excel.pressing import check_cells, held, press, typed_over
from tests.excel.remote import Opened
from tests.typed_rules import TOTAL, type_in
from workbook.errors import UnusableFile
from workbook.explanations import EXPLAINED, TO_EXPLAIN
from workbook.findings_table import FIRST_ROW, SHEET, TEXT_COLUMN, column_of
from workbook.read import read

TEXT, LEVEL, STATE = (column_of(title) for title in (TEXT_COLUMN, "级别", "状态"))


def compared(book: Path, folder: Path) -> tuple[Opened, dict[str, tuple[object, object]]]:
    """The workbook after the button, and the cells that the file has otherwise: what is open, what is in the file."""
    target = folder / f"已核对-{book.name}"
    list_findings(book, target)
    wanted = openpyxl.load_workbook(target)
    opened = Opened(book, formulas=True)
    press("check", opened)
    ours, theirs = (held(one, SHEET) | check_cells(one) for one in (opened.sheets, wanted))
    return opened, {
        cell: (ours.get(cell), theirs.get(cell)) for cell in ours | theirs if ours.get(cell) != theirs.get(cell)
    }


@pytest.mark.parametrize("which", ["published", "restored", "blank", "example"])
def test_the_same_as_in_the_file(which: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """Summary, list, links, remarks beside the rows; each sheet read once, written once, the list itself twice."""
    opened, other = compared(request.getfixturevalue(which), tmp_path)
    assert other == {}
    writes = opened.writes()
    print(f"reads {dict(opened.reads)}\nwrites {writes}")
    assert set(opened.reads.values()) == {1}
    assert writes.pop(SHEET) == 2
    assert set(writes.values()) <= {1}
    filed = openpyxl.load_workbook(tmp_path / f"已核对-{opened.path.name}")
    assert links(opened.sheets[SHEET]) == links(filed[SHEET])


def links(page: Any) -> dict[str, str]:
    cells = (cell for row in page.iter_rows() for cell in row if cell.hyperlink)
    return {cell.coordinate: cell.hyperlink.location for cell in cells}


def test_without_formulas_the_same_is_found(published: Path, tmp_path: Path) -> None:
    """Where formulas are not told, typed figures that are right pass for results. What is wrong is found all the same,
    with the same figures; how many were typed (V007), and which wrong figure is behind which, may be said otherwise.
    """
    target = tmp_path / "已核对.xlsm"
    list_findings(published, target)
    opened = Opened(published)
    press("check", opened)
    ours, theirs = found(opened.sheets[SHEET]), found(openpyxl.load_workbook(target)[SHEET])
    assert {rule for _, rule, *_ in ours ^ theirs} == {"V007"}
    assert len(ours) == len(theirs) > 50


def found(page: Any) -> set[tuple[object, ...]]:
    """Level, rule, place and figures of each finding."""
    rows = page.iter_rows(min_row=FIRST_ROW + 1, max_col=9, values_only=True)
    return {(row[1], row[2], row[4], *row[6:9]) for row in rows if row[1]}


def test_what_people_wrote_stays(published: Path, tmp_path: Path) -> None:
    """Explanations move with their findings and count; a text that looks like a formula stays a text; what nobody
    claims any more stands below the list; rows of a longer list are emptied.
    """
    listed = tmp_path / "核对一.xlsm"
    list_findings(published, listed)
    rows = read(listed).listed
    first, second = [row for row, line in rows.items() if line[LEVEL] == "警告"][:2]
    said: dict[tuple[str, str], Decimal | str] = {
        (SHEET, f"L{first}"): "=1+1",
        (SHEET, f"L{second}"): "两期因故未办",
    }
    last = max(rows)
    gone = {"A": Decimal(last + 1), "B": "警告", "C": "R999", "L": "多出来的说明"}
    said |= {(SHEET, f"{letter}{last + 1}"): value for letter, value in gone.items()}
    book = typed_over(listed, tmp_path / "自评表.xlsm", said)
    opened, other = compared(book, tmp_path)
    assert other == {}
    assert [opened.value(SHEET, f"L{row}") for row in (first, second)] == ["=1+1", "两期因故未办"]
    assert opened.sheets[SHEET][f"L{first}"].data_type == "s"
    assert opened.value(SHEET, f"M{first}") == EXPLAINED
    assert "多出来的说明" in [opened.value(SHEET, f"L{row}") for row in range(last + 1, last + 9)]
    assert TO_EXPLAIN in [opened.value(SHEET, f"M{row}") for row in range(FIRST_ROW + 1, last)]


def test_rules_that_a_bureau_typed_run_along(published: Path, tmp_path: Path) -> None:
    """Right ones find what they find, wrong ones stand at the end of the list."""
    right, wrong = {"id": "U01", "relation": f"{TOTAL}＝1"}, {"id": "U02", "relation": f"{TOTAL}＝@"}
    book = type_in(published, tmp_path / "自评表.xlsm", right, wrong)
    opened, other = compared(book, tmp_path)
    assert other == {}
    assert "规则错误" in [opened.value(SHEET, f"B{row}") for row in range(FIRST_ROW + 1, 200)]


@pytest.mark.parametrize(("cell", "word"), [("F3", "毛病"), ("N3", "别的")])
def test_a_list_of_another_make_is_left_alone(published: Path, tmp_path: Path, cell: str, word: str) -> None:
    """Its columns would not be where ours are."""
    book = typed_over(published, tmp_path / "自评表.xlsm", {(SHEET, cell): word})
    opened = Opened(book)
    with pytest.raises(UnusableFile, match="第 3 行的表头与本工具的不同"):
        press("check", opened)
    assert opened.book.json()["actions"] == []


def test_no_list_no_check(published: Path, tmp_path: Path) -> None:
    path = tmp_path / "没有校验表.xlsm"
    book = openpyxl.load_workbook(published)
    del book[SHEET]
    book.save(path)
    with pytest.raises(UnusableFile, match="没有“校验”工作表"):
        press("check", Opened(path))
