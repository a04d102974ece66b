"""校验 in a workbook that was returned: the sheet 退回意见 says how things stand now, as a file's would."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from macros_py.desk import list_findings
from macros_py.exchange.bring_back import bring_back
from macros_py.exchange.send_back import send_back
from tests.excel.pressing import check_cells, press, typed_over
from tests.excel.remote import Opened
from tests.exported import exported
from workbook.findings_table import SHEET as FINDINGS
from workbook.read import read
from workbook.returned_table import ANSWERED, COLUMNS, FIXED, NEW, OPEN, SHEET, returned_rows

TITLES = [title for title, _ in COLUMNS]
NOW, STATE, ANSWER = (TITLES.index(title) for title in ("现在填报", "状态", "答复"))
FIRST = 4
GREEN, NONE = "00DFF0D8", "00000000"
Edits = dict[tuple[str, str], Decimal | str]


@pytest.fixture(scope="module")
def back(restored: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The unit's workbook with three remarks of the bureau's and what the rules found, none of it settled."""
    folder = tmp_path_factory.mktemp("returned")
    sent, remarks, path = folder / "上报_v1.xlsx", folder / "意见.csv", folder / "自评表.xlsm"
    exported(restored, sent)
    total, staff = (place(restored, key) for key in ("comparison.general.this", "cover.unit"))
    remarks.write_text(f"位置,意见,级别\n{total},请核对,\n{staff},请写全称,\n,请补报,请说明\n", encoding="utf-8")
    bring_back(restored, send_back(sent, remarks).path, path)
    return path


def place(path: Path, key: str) -> str:
    return read(path).facts.facts[key].cell


def changed(book: Path, folder: Path, edits: Edits) -> tuple[Opened, Path]:
    """The workbook with cells typed over, after the button; and a file of the same that was checked."""
    path, target = typed_over(book, folder / "改过.xlsm", edits), folder / "核对后.xlsm"
    list_findings(path, target)
    opened = Opened(path, formulas=True)
    opened.said = press("check", opened)  # type: ignore[attr-defined]
    return opened, target


def amended(back: Path) -> Edits:
    """One figure is another, one remark has an answer that looks like a formula."""
    sheet, _, cell = place(back, "comparison.general.this").rpartition("!")
    return {(sheet, cell): Decimal("12.5"), (SHEET, f"I{FIRST + 2}"): "=1+1"}


def rows(page: Any) -> list[tuple[object, ...]]:
    return [line for line in page.iter_rows(min_row=FIRST, max_col=len(TITLES), values_only=True) if line[0]]


def test_states_are_those_of_a_checked_file(back: Path, tmp_path: Path) -> None:
    """Figures and states of now, the count on top, what is open beside the rows; colours go with the states."""
    opened, target = changed(back, tmp_path, amended(back))
    ours, filed = opened.sheets[SHEET], openpyxl.load_workbook(target)
    theirs = [line for line in rows(filed[SHEET]) if line[STATE] != NEW]
    assert rows(ours) == theirs
    assert [line[STATE] for line in rows(ours)][:3] == [FIXED, OPEN, ANSWERED]
    assert rows(ours)[0][NOW] == "12.5"
    assert ours.cell(FIRST, NOW + 1).data_type == "s"
    assert [ours.cell(FIRST + line, STATE + 1).fill.fgColor.rgb for line in range(3)] == [GREEN, NONE, GREEN]
    assert "已改 1 条，已答复 1 条" in str(ours["A2"].value)
    assert "退回意见：已改 1 条，已答复 1 条" in opened.said  # type: ignore[attr-defined]
    wanted = check_cells(filed)
    assert any("【退回】请写全称" in str(text) for text in wanted.values())
    assert check_cells(opened.sheets) == wanted


def test_nothing_else_on_the_sheet_is_written(back: Path, tmp_path: Path) -> None:
    """One block of two columns and the count; what people answered is not among it. The sheet is read once."""
    opened, _ = changed(back, tmp_path, amended(back))
    at = opened.shown.sheetnames.index(SHEET)
    written = [action for action in opened.actions if action["sheet_position"] == at and action["func"] == "setValues"]
    areas = [(a["start_row"] + 1, a["start_column"], a["row_count"], a["column_count"]) for a in written]
    assert areas == [(2, 0, 1, 1), (FIRST, NOW, len(returned_rows(read(back).returned)), 2)]
    assert opened.reads[SHEET] == 1
    assert opened.value(SHEET, f"I{FIRST + 2}") == "=1+1"


def test_what_was_new_is_new_until_it_is_gone(back: Path, tmp_path: Path) -> None:
    """A finding that came up after the return has a row of its own once the file was checked; mended, it is 已改."""
    total = read(back).facts.facts["income.all.total"]
    sheet, _, cell = total.cell.rpartition("!")
    checked = tmp_path / "新出现.xlsm"
    list_findings(typed_over(back, tmp_path / "多写.xlsm", {(sheet, cell): Decimal(99_999)}), checked)
    new = [row for row, line in enumerate(rows(openpyxl.load_workbook(checked)[SHEET])) if line[STATE] == NEW]
    assert new
    mended: Edits = {(sheet, cell): total.value or ""}
    for name, edits, states in (("还在", {}, {NEW}), ("改了", mended, {FIXED})):
        folder = tmp_path / name
        folder.mkdir()
        path = typed_over(checked, folder / "自评表.xlsm", edits)
        opened = Opened(path, formulas=True)
        press("check", opened)
        found = rows(opened.sheets[SHEET])
        assert {found[row][STATE] for row in new} == states


def test_a_sheet_of_another_make_is_left_alone(back: Path, tmp_path: Path) -> None:
    """Somebody's own sheet of that name: no row of it is taken for a remark, and nothing is written there."""
    opened = Opened(typed_over(back, tmp_path / "自评表.xlsm", {(SHEET, "G3"): "别的"}), formulas=True)
    said = press("check", opened)
    assert SHEET not in opened.writes()
    assert FINDINGS in opened.writes()
    assert "退回意见" not in said
    assert not any("【退回】" in str(text) for text in check_cells(opened.sheets).values())


def test_a_row_between_keeps_what_it_holds(back: Path, tmp_path: Path) -> None:
    """Somebody emptied a row and wrote a word of their own there."""
    row = FIRST + 1
    emptied: Edits = {(SHEET, f"{letter}{row}"): "" for letter in "ABCDEFGHIJ"}
    path = typed_over(back, tmp_path / "自评表.xlsm", emptied | {(SHEET, f"G{row}"): "我的话"})
    opened = Opened(path, formulas=True)
    press("check", opened)
    assert [opened.value(SHEET, f"{letter}{row}") for letter in "GH"] == ["我的话", None]
    assert opened.value(SHEET, f"H{row + 1}") == OPEN
