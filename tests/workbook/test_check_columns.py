"""The 核对 column: beside each row what was found in it, and nothing where nothing was found."""

from __future__ import annotations

from pathlib import Path

import pytest

from macros_py.desk import list_findings, recalc_file
from tests.workbook.test_explanations import warning
from workbook.address import parse_cell
from workbook.build.check_column import TITLE
from workbook.build.findings_sheet import SHEET
from workbook.check_columns import write_check_columns
from workbook.names import check_areas
from workbook.package import Package
from workbook.places import Area
from workbook.read import read
from workbook.remarks import Remark
from workbook.texts import texts

OVERALL = "附件3 整体自评表"


def areas(package: Package) -> dict[str, Area]:
    return check_areas(package.read(package.workbook), package.worksheets)


def shown(package: Package) -> dict[str, str]:
    """Sheet!row -> text, the heads left out."""
    return {
        f"{sheet}!{parse_cell(cell)[0]}": text
        for sheet, area in areas(package).items()
        for cell, text in texts(package, sheet)
        if parse_cell(cell)[1] == area.left + 1 and text != TITLE
    }


def written(path: Path, *remarks: Remark) -> Package:
    package = Package.load(path)
    write_check_columns(package, remarks)
    return package


@pytest.fixture(scope="module")
def checked(example: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("checked") / "核对后.xlsx"
    list_findings(example, path)
    return path


def test_each_finding_stands_in_the_row_of_its_cell(example: Path, checked: Path, tmp_path: Path) -> None:
    """All findings that lie in a table, each a line of its own with its level first."""
    result = list_findings(example, tmp_path / "再.xlsx").result
    package = Package.load(checked)
    expected: dict[str, int] = {}
    for finding in result.findings:
        sheet, _, cell = (finding.cells[0] if finding.cells else "").rpartition("!")
        area = areas(package).get(sheet)
        if area and area.top + 2 <= parse_cell(cell)[0] <= area.bottom + 1:
            key = f"{sheet}!{parse_cell(cell)[0]}"
            expected[key] = expected.get(key, 0) + 1
    lines = {key: text.split("\n") for key, text in shown(package).items()}
    assert all(line.startswith("【") for said in lines.values() for line in said)
    found = {key: sum(not line.startswith("【算法】") for line in said) for key, said in lines.items()}
    assert {key: count for key, count in found.items() if count} == expected


def test_each_indicator_says_how_it_is_scored(checked: Path) -> None:
    """After what was found in its row; totals say nothing, they only add up."""
    said = {key: text.split("\n")[-1] for key, text in shown(Package.load(checked)).items() if "【算法】" in text}
    assert said[f"{OVERALL}!29"].startswith("【算法】实际 95 ÷ 目标 100 × 分值 10 = 9.50 分")
    assert {key for key in said if key.startswith(OVERALL)} >= {f"{OVERALL}!{row}" for row in range(21, 30)}
    assert f"{OVERALL}!31" not in said


def test_a_wrong_rate_says_so_in_its_row(checked: Path) -> None:
    text = shown(Package.load(checked))[f"{OVERALL}!5"]
    assert any(line.startswith("【错误】") and "103.77%" in line for line in text.split("\n"))


def test_several_findings_are_lines_of_one_cell(template: Path) -> None:
    package = written(template, warning(), warning("3.00", "4.00"), warning(cell="收入!C6"))
    lines = {5: "【警告】填报 2.00，应为 1.00。\n【警告】填报 4.00，应为 3.00。", 6: "【警告】填报 2.00，应为 1.00。"}
    assert shown(package) == {f"收入!{row}": text for row, text in lines.items()}


@pytest.mark.parametrize("cell", ["", "收入!B1", "收入!B9999", "没有这张表!A5", f"{SHEET}!A9"])
def test_what_lies_in_no_row_is_passed_over(template: Path, cell: str) -> None:
    """The head of the column stays, too."""
    package = written(template, warning(cell=cell))
    assert shown(package) == {}
    assert [dict(texts(package, sheet))[area.cell()] for sheet, area in areas(package).items()].count(TITLE) > 5


def test_what_was_put_right_is_not_shown_any_more(checked: Path) -> None:
    before = set(shown(Package.load(checked)))
    package = written(checked, warning())
    assert len(before) > 5
    assert set(shown(package)) == {"收入!5"}
    assert shown(written(checked)) == {}


def test_only_rows_with_findings_change(template: Path) -> None:
    """No row gets higher, no cell is made where nothing is said, the figures stay."""
    untouched = Package.load(template)
    package = written(template, warning())
    for sheet, part in package.worksheets.items():
        assert (package.read(part) == untouched.read(part)) == (sheet != "收入")
    heights = [
        [(row.get("r"), row.get("ht")) for row in book.tree(book.sheet_part("收入")).iter("{*}row")]
        for book in (untouched, package)
    ]
    assert heights[0] == heights[1]


def test_the_column_keeps_its_style(template: Path) -> None:
    """Small, wrapped and open to typing, as the column was built."""
    package = written(template, warning())
    column = areas(package)["收入"].cell(4)
    cells = {cell.get("r"): cell for cell in package.tree(package.sheet_part("收入")).iter("{*}c")}
    columns = list(package.tree(package.sheet_part("收入")).iter("{*}col"))
    place = parse_cell(column)[1]
    style = next(c.get("style") for c in columns if int(c.get("min") or 0) <= place <= int(c.get("max") or 0))
    assert cells[column].get("s") == style


def test_recalculation_leaves_the_remarks(checked: Path, tmp_path: Path) -> None:
    """And they are no facts."""
    recalc_file(checked, tmp_path / "重算.xlsx")
    assert shown(Package.load(tmp_path / "重算.xlsx")) == shown(Package.load(checked))


def test_remarks_are_no_facts(example: Path, checked: Path) -> None:
    assert read(checked).facts == read(example).facts


def test_a_cell_holds_no_more_than_excel_can(template: Path) -> None:
    """Thousands of findings in one row: the list has them all."""
    text = shown(written(template, *[warning()] * 3000))["收入!5"]
    assert len(text) < 32_767
    assert text.endswith("其余见“校验”表")
