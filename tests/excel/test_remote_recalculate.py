"""重算 on an open workbook: what it writes, how often, and that nothing else is touched.

The actions are a golden file: `python -m tests.excel.test_remote_recalculate` writes it anew, to be looked at before it
is kept.
"""

from __future__ import annotations

import json
import tempfile
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from macros_py.demo import EXAMPLE, PACK, YEAR
from macros_py.desk import fill_file, recalc_file
from macros_py.excel.rectangles import rectangles
from macros_py.template import write_template
from tests.excel.pressing import press, typed_over
from tests.excel.remote import Opened, written
from workbook.address import Block
from workbook.errors import UnusableFile
from workbook.read import read

GOLDEN = Path(__file__).parents[1] / "golden" / "recalculate.json"
OVERALL = "附件3 整体自评表"


def golden_text(opened: Opened) -> str:
    """One action a line: what, where, and the values."""
    titles = opened.shown.sheetnames
    lines = []
    for action in opened.actions:
        if action["sheet_position"] is None:
            lines.append([action["func"], *action["args"]])
        else:
            top, left = action["start_row"] + 1, action["start_column"] + 1
            place = f"R{top}C{left}:R{top + action['row_count'] - 1}C{left + action['column_count'] - 1}"
            what = action["values"] or action["args"]
            lines.append([action["func"], titles[action["sheet_position"]], place, what])
    return "[\n" + ",\n".join(json.dumps(line, ensure_ascii=False) for line in lines) + "\n]\n"


def test_the_actions_are_the_golden_ones(published: Path) -> None:
    """The published example, several of its totals wrong: one read a sheet, at most three writes."""
    opened = Opened(published)
    said = press("recalculate", opened)
    print(f"reads {dict(opened.reads)}\nwrites {opened.writes()}")
    assert golden_text(opened) == GOLDEN.read_text(encoding="utf-8")
    assert set(opened.reads.values()) == {1}
    assert max(opened.writes().values()) <= 3
    assert said == "已重新计算：10 个单元格恢复了公式；算出的数有 10 处与原来不同。"
    assert opened.actions[-1]["func"] == "calculate"


@pytest.mark.parametrize("formulas", [True, False])
def test_only_computed_cells_and_numbers_are_written(published: Path, formulas: bool, tmp_path: Path) -> None:
    """After it, every cell is what it was or what recalculating the file makes of it; with formulas told, all of it."""
    texts = {(OVERALL, "D7"): "1,459.57", (OVERALL, "E7"): "20.40%"}
    book = typed_over(published, tmp_path / "自评表.xlsm", texts)
    target = tmp_path / "重算.xlsm"
    recalc_file(book, target)
    before, wanted = openpyxl.load_workbook(book), openpyxl.load_workbook(target)
    opened = Opened(book, formulas=formulas)
    press("recalculate", opened)
    ours = {fact.cell for fact in read(book).facts}
    changed = 0
    for page in opened.sheets.worksheets:
        for row in page.iter_rows():
            for cell in row:
                now, old, new = (written(book[page.title][cell.coordinate]) for book in (opened.sheets, before, wanted))
                assert now in (old, new), (page.title, cell.coordinate)
                changed += now != old
                if formulas and f"{page.title}!{cell.coordinate}" in ours:
                    assert now == new, (page.title, cell.coordinate)
    assert opened.value(OVERALL, "D7") == 1459.57
    assert changed > 10
    assert set(opened.reads.values()) == {1}


def test_cells_of_format_text_are_mended(restored: Path, tmp_path: Path) -> None:
    """Excel keeps what is written into them as text. Cells that are mended get the format of a new workbook, a grade
    the usual one; those beside them keep theirs.
    """
    amounts = ("overall.funds.basic.initial", "overall.funds.general.initial")
    keys = ("overall.funds.total.rate", "conclusion.grade", *amounts)
    rate, grade, amount, beside = map(read(restored).addresses.place, keys)
    book = typed_over(restored, tmp_path / "自评表.xlsm", {rate: "1.5", grade: "优秀", amount: "1,459.57"})
    sheets = openpyxl.load_workbook(book, keep_vba=True)
    for sheet, cell in (rate, grade, amount, beside):
        sheets[sheet][cell].number_format = "@"
        if (sheet, cell) in (rate, grade, amount):
            sheets[sheet][cell].data_type = "s"
    sheets.save(book)
    opened = Opened(book, formulas=True)
    press("recalculate", opened)
    cells = [opened.sheets[sheet][cell] for sheet, cell in (rate, grade, amount)]
    assert [cell.data_type for cell in cells] == ["f", "f", "n"]
    assert [cell.number_format for cell in cells] == ["0.00%_ ", "General", "#,##0.00_ "]
    assert opened.sheets[beside[0]][beside[1]].number_format == "@"


def test_formulas_in_place_are_left(restored: Path) -> None:
    """Nothing is written where nothing is wrong; Excel calculates in any case."""
    opened = Opened(restored)
    assert press("recalculate", opened) == "已重新计算，各表的公式都在，没有需要改动的单元格。"
    assert [action["func"] for action in opened.actions] == ["calculate"]


def test_what_rests_on_a_wrong_figure_is_restored_too(restored: Path, tmp_path: Path) -> None:
    """A typed total and a typed figure that fits it: the second is right only as long as the first is wrong."""
    forms = read(restored)
    rate, score = (forms.addresses.place(f"overall.funds.total.{part}") for part in ("rate", "score"))
    book = typed_over(restored, tmp_path / "自评表.xlsm", {rate: Decimal("0.5"), score: Decimal("5")})
    opened = Opened(book)
    press("recalculate", opened)
    assert [str(opened.value(*place)).startswith("=") for place in (rate, score)] == [True, True]


def test_an_error_that_was_typed_stops_it_before_the_first_write(published: Path, tmp_path: Path) -> None:
    """A date in the place of a figure: no result would be right."""
    path = tmp_path / "日期.xlsm"
    book = openpyxl.load_workbook(published)
    book[OVERALL]["D7"].value = "#N/A"
    book[OVERALL]["D7"].data_type = "e"
    book.save(path)
    opened = Opened(path)
    with pytest.raises(UnusableFile, match="有 1 个数字格是错误值或日期（附件3 整体自评表!D7）"):
        press("recalculate", opened)
    assert opened.book.json()["actions"] == []


def test_a_sheet_that_is_gone(published: Path, tmp_path: Path) -> None:
    """Formulas that need it are left out, the others are restored."""
    path = tmp_path / "缺表.xlsm"
    book = openpyxl.load_workbook(published)
    del book["收入"]
    book.save(path)
    opened = Opened(path)
    press("recalculate", opened)
    formulas = [action["values"] for action in opened.actions if action["func"] == "setFormula"]
    assert formulas
    assert "收入" not in str(formulas)


def test_rectangles_cover_what_is_wanted_and_nothing_else() -> None:
    """Cells between may be written along if they are allowed; the others never."""
    column = {(row, 3) for row in range(5, 9)}
    assert rectangles({(5, 3), (8, 3)}, column) == [Block(top=5, left=3, bottom=8, right=3)]
    assert rectangles({(5, 3), (8, 3)}, column - {(6, 3)}) == [
        Block(top=5, left=3, bottom=5, right=3),
        Block(top=8, left=3, bottom=8, right=3),
    ]
    square = {(row, column) for row in (1, 2) for column in (1, 2)}
    assert rectangles({(2, 2)}, square) == [Block(top=2, left=2, bottom=2, right=2)]
    assert rectangles(square - {(2, 2)}, square) == [Block(top=1, left=1, bottom=2, right=2)]
    assert len(rectangles(square - {(2, 2)}, ())) == 2
    assert rectangles((), square) == []


def write_golden() -> None:
    with tempfile.TemporaryDirectory() as folder:
        blank, book = Path(folder) / "空白.xlsm", Path(folder) / "自评表.xlsm"
        write_template(blank, year=YEAR, pack=PACK)
        fill_file(blank, EXAMPLE, book)
        opened = Opened(book)
        press("recalculate", opened)
        GOLDEN.write_text(golden_text(opened), encoding="utf-8")


if __name__ == "__main__":
    write_golden()
