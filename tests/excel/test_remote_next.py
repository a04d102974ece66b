"""跳到问题: round through all cells that ask for something, by the list."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from macros_py.desk import list_findings
from tests.excel.pressing import press, typed_over
from tests.excel.remote import Opened
from workbook.address import parse_cell
from workbook.findings_rows import PLACE, TEXT
from workbook.findings_table import FIRST_ROW, SHEET, column_of
from workbook.read import read

LEVEL, STATE = column_of("级别"), column_of("状态")
ASKING = {"待改正", "待说明", "请判断"}


@pytest.fixture(scope="module")
def checked(published: Path) -> Path:
    path = published.with_name("已核对.xlsm")
    list_findings(published, path)
    return path


def asking(book: Path) -> list[tuple[str, str]]:
    """Sheet and cell of all that asks for something, in the order of the workbook."""
    reading = read(book)
    places = {line[PLACE] for line in reading.listed.values() if line.get(STATE) in ASKING and PLACE in line}
    spots = []
    for place in places:
        sheet, _, cell = place.rpartition("!")
        spots.append((reading.sheets.index(sheet), *parse_cell(cell), sheet, cell))
    return [(sheet, cell) for *_, sheet, cell in sorted(spots)]


def test_round_through_all_of_them(checked: Path) -> None:
    """Each once, in the order of sheets and rows, and then the first again; one sheet is read, nothing written."""
    wanted = asking(checked)
    visited, here, opened = [], ("首页", "A1"), Opened(checked)
    for number in range(1, len(wanted) + 2):
        opened.select(*here)
        opened.reads.clear()
        said = press("next_finding", opened)
        here = opened.selected
        visited.append(here)
        place = (number - 1) % len(wanted) + 1
        assert said.startswith(f"第 {place} 处，共 {len(wanted)} 处：{here[0]}!{here[1]}，【")
        assert dict(opened.reads) == {SHEET: 1}
        assert opened.writes() == {}
    assert visited == [*wanted, wanted[0]]


def test_what_was_explained_is_passed_over(checked: Path, tmp_path: Path) -> None:
    """Texts written since the check settle warnings and questions, but no error."""
    rows = read(checked).listed
    texts = {(SHEET, f"L{row}"): "已核实" for row, line in rows.items() if line.get(LEVEL)}
    book = typed_over(checked, tmp_path / "自评表.xlsm", texts)
    errors = {line[PLACE] for line in rows.values() if line.get(LEVEL) == "错误"}
    assert column_of("填报说明") == TEXT
    assert f"共 {len(errors)} 处" in press("next_finding", Opened(book))


def test_from_a_row_of_the_list_to_its_place(checked: Path) -> None:
    row, line = next((row, line) for row, line in read(checked).listed.items() if line.get(LEVEL) == "警告")
    opened = Opened(checked)
    opened.select(SHEET, f"F{row}")
    press("next_finding", opened)
    assert "!".join(opened.selected) == line[PLACE]


def test_a_sentence_where_there_is_nothing_to_go_to(blank: Path, published: Path, tmp_path: Path) -> None:
    """Not checked yet; nothing left; no list at all. No cell is selected then."""
    emptied = {(SHEET, "A2"): "2022 年度核对结果：错误 0 项", (SHEET, f"A{FIRST_ROW + 1}"): Decimal(1)}
    notice = {(SHEET, f"{letter}{FIRST_ROW + 1}"): text for letter, text in zip("BCE", ("提示", "F001", "封面!B2"))}  # noqa: B905
    clean = typed_over(published, tmp_path / "干净.xlsm", emptied | notice)
    book = openpyxl.load_workbook(published)
    del book[SHEET]
    book.save(tmp_path / "没有.xlsm")
    for path, said in (
        (blank, "还没有校验过，请先按“校验”。"),
        (clean, "没有要改正、说明或答复的问题了。改过数字的，请再按一次“校验”。"),
        (tmp_path / "没有.xlsm", "工作簿里没有“校验”工作表，没有可以跳到的问题。"),
    ):
        opened = Opened(path)
        assert press("next_finding", opened) == said
        assert opened.actions == []


def test_a_renamed_sheet_is_passed_over(checked: Path, tmp_path: Path) -> None:
    """The list names it as it was; the next check names it as it is."""
    path = tmp_path / "改名.xlsm"
    book = openpyxl.load_workbook(checked)
    book["附件3 整体自评表"].title = "整体"
    book.save(path)
    left = [place for place in asking(checked) if place[0] != "附件3 整体自评表"]
    assert f"共 {len(left)} 处" in press("next_finding", Opened(path))
