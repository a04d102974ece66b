"""The 校验 sheet says what was found and leads to it; every other sheet stays as it was."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from tests.workbook.test_package import parts
from workbook.annotate import write_remarks
from workbook.build.findings_sheet import COLUMNS, FIRST_ROW, SHEET
from workbook.errors import UnusableFile
from workbook.package import Package
from workbook.read import read
from workbook.remarks import Remark


def remark(cell: str = "附件3 整体自评表!H5", problem: str = "执行率填报 165.70%，应为 103.77%。") -> Remark:
    return Remark(
        level="错误",
        rule="F006",
        table="附件3 整体自评表",
        cell=cell,
        problem=problem,
        left="103.77%",
        right="165.70%",
        difference="-61.93%",
        rounding="",
        source="表末说明",
    )


def annotated(source: Path, target: Path, *remarks: Remark, summary: str = "核对结果") -> Path:
    package = Package.load(source)
    write_remarks(package, summary, remarks)
    package.save(target)
    return target


def lines(path: Path) -> list[tuple[object, ...]]:
    sheet = openpyxl.load_workbook(path)[SHEET]
    return [tuple(cell.value for cell in row) for row in sheet.iter_rows(min_row=FIRST_ROW + 1, max_col=len(COLUMNS))]


def links(path: Path) -> dict[str, str | None]:
    sheet = openpyxl.load_workbook(path)[SHEET]
    return {cell.coordinate: cell.hyperlink.location for row in sheet for cell in row if cell.hyperlink}


def test_a_remark_is_a_row(template: Path, tmp_path: Path) -> None:
    """Numbered, in the order given, each part in its column, the summary above."""
    path = annotated(template, tmp_path / "注.xlsx", remark(), remark("", "甲"), summary="错误 2 项。")
    values = [1, "错误", "F006", "附件3 整体自评表", "附件3 整体自评表!H5", "执行率填报 165.70%，应为 103.77%。"]
    values += ["103.77%", "165.70%", "-61.93%", None, "表末说明", None, "待改正"]
    assert lines(path)[0] == tuple(values)
    assert [row[0] for row in lines(path)] == [1, 2]
    assert [len(row) for row in lines(path)] == [len(COLUMNS)] * 2
    assert openpyxl.load_workbook(path)[SHEET]["A2"].value == "错误 2 项。"


@pytest.mark.parametrize(
    ("cell", "target"),
    [
        ("附件3 整体自评表!H5", "'附件3 整体自评表'!H5"),
        ("it's!A1", "'it''s'!A1"),
        ("甲!乙!B2", "'甲!乙'!B2"),
        ("", None),
    ],
)
def test_its_place_is_a_link(template: Path, tmp_path: Path, cell: str, target: str | None) -> None:
    """One click leads to the cell, whatever its sheet is called; a finding about the whole file leads nowhere."""
    path = annotated(template, tmp_path / "注.xlsx", remark(cell))
    assert links(path) == ({f"E{FIRST_ROW + 1}": target} if target else {})


def test_a_list_replaces_the_old_one(template: Path, tmp_path: Path) -> None:
    """What was put right must not stand there any more, nor its links."""
    many = annotated(template, tmp_path / "多.xlsx", *[remark(f"收入!B{row}") for row in range(1, 31)])
    few = annotated(many, tmp_path / "少.xlsx", remark("收入!C9"))
    assert len(lines(many)) == len(links(many)) == 30
    assert [row[4] for row in lines(few)] == ["收入!C9"]
    assert links(few) == {f"E{FIRST_ROW + 1}": "'收入'!C9"}
    none = annotated(few, tmp_path / "无.xlsx")
    assert [row for row in lines(none) if any(row)] == []
    assert links(none) == {}


@pytest.mark.parametrize(
    "text", ["=1+1", "=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "甲\n乙", " 前后 ", '"<&>"', "020001"]
)
def test_text_out_of_a_file_stays_text(template: Path, tmp_path: Path, text: str) -> None:
    """A finding quotes what was typed; it must never become a formula on the list."""
    path = annotated(template, tmp_path / "注.xlsx", remark(problem=text))
    cell = openpyxl.load_workbook(path)[SHEET].cell(FIRST_ROW + 1, 6)
    assert (cell.value, cell.data_type) == (text, "s")


def test_nothing_else_is_touched(example: Path, tmp_path: Path) -> None:
    path = annotated(example, tmp_path / "注.xlsx", *[remark()] * 40)
    before, after = parts(example), parts(path)
    assert [name for name in before if before[name] != after[name]] == [Package.load(example).sheet_part(SHEET)]
    assert list(before) == list(after)
    assert read(path).facts == read(example).facts


def test_long_sentences_are_seen_in_full(template: Path, tmp_path: Path) -> None:
    """Rows are as high as their longest text; no program is sure to see to that when it opens the file."""
    path = annotated(template, tmp_path / "注.xlsx", remark(problem="短"), remark(problem="长" * 300))
    heights = openpyxl.load_workbook(path)[SHEET].row_dimensions
    short, long = heights[FIRST_ROW + 1].height, heights[FIRST_ROW + 2].height
    assert short is not None
    assert long is not None
    assert long >= 15 * (300 * 2 / 62) > short


def test_numbers_of_the_list_are_numbers(template: Path, tmp_path: Path) -> None:
    """So that people can sort by them; figures of findings are texts, as they were said."""
    first = lines(annotated(template, tmp_path / "注.xlsx", remark()))[0]
    assert isinstance(first[0], int | float | Decimal)
    assert isinstance(first[6], str)


def test_a_missing_sheet_is_named(template: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(template)
    del book[SHEET]
    book.save(tmp_path / "删.xlsx")
    with pytest.raises(UnusableFile, match="没有“校验”工作表"):
        annotated(tmp_path / "删.xlsx", tmp_path / "注.xlsx", remark())
