"""Blocks: as many texts as rows, lists of a fixed size, and only what concerns the table itself."""

from __future__ import annotations

import pytest

from macros_py.excel import functions as of
from macros_py.excel.handed import Failure

BLANK: list[object] = [None] * 8
GOOD: list[object] = ["产出指标（50分）", "数量指标", "培训人数", "≥50人", "50人", 10.0, 10.0, None]
SHORT: list[object] = [None, None, "合格率", "≥95%", "92%", 10.0, 9.0, "人手不足，下年增派"]
WRONG: list[object] = [None, None, "及时率", "≥95%", "96%", "十", int(Failure.DIV0), None]
LATE: list[object] = ["效益指标（30分）", "社会效益指标", "建成时间", "2022年12月31日前完成", 44926.0, 10.0, 10.0, None]


def texts(block: list[list[object]], table: str | None = None) -> list[str]:
    given = of.check_block(block, table, None, 2022)
    assert isinstance(given, list)
    assert all(len(row) == 1 for row in given)
    return [str(row[0]) for row in given]


def test_one_text_a_row() -> None:
    """What is wrong stands beside its row, gravest first, and nothing beside a row that is right."""
    good, short, wrong, late = texts([GOOD, SHORT, WRONG, LATE])
    assert (good, late) == ("", "")
    assert short.startswith("警告：")
    assert "第2行" in short
    assert "9.68" in short
    assert wrong.startswith("错误：")
    assert "“十”" in wrong
    assert "#DIV/0!" in wrong


def test_the_row_that_opens_a_table_is_no_item() -> None:
    """A table's area begins with a thin blank row; texts stay beside their rows, and rows are numbered as elsewhere."""
    opening, good, short, closing = texts([BLANK, GOOD, SHORT, BLANK])
    assert (opening, good, closing) == ("", "", "")
    assert "第2行" in short


def test_a_table_without_anything() -> None:
    assert texts([BLANK, BLANK]) == ["", ""]


def test_two_rows_that_say_the_same() -> None:
    """What only several rows together show is said beside each of them."""
    same = [*GOOD[:2], "另一指标", *GOOD[3:]]
    long = "按时保质完成全部工作"
    first, second = texts([[*GOOD[:3], long, *GOOD[4:]], [*same[:3], long, *same[4:]]])
    assert long in first
    assert long in second


def test_merged_labels_are_inherited() -> None:
    """A blank under a merged label means "as above": no row is told that it lacks one."""
    assert texts([GOOD, [None, None, *GOOD[2:3], "≥40人", "41人", 5.0, 5.0, None]])[1] == ""


def test_other_tables() -> None:
    """Any repeating table of the forms, by its id, also of a form with a sheet a project."""
    (text,) = texts([["某某市示例局", 10.0, 1.0, 2.0, 3.0, 4.0, 5.0]], "income.agencies")
    assert text.startswith("错误：")
    assert "15.00" in text
    (short,) = texts([["产出指标（50分）", "质量指标", *SHORT[2:]]], "project[*].indicators")
    assert "9.68" in short
    assert "第1张" not in short


def test_a_single_row() -> None:
    """The same words, but no row number, for the function does not know where it stands."""
    text = of.check_row([*SHORT[:1], "质量指标", *SHORT[2:]])
    assert isinstance(text, str)
    assert "本行" in text
    assert "9.68" in text
    assert of.check_row([GOOD]) == ""
    assert of.check_row((tuple(GOOD),)) == ""


@pytest.mark.parametrize("block", [5.0, None, [[1.0, 2.0]], [GOOD, [1.0]], [], [[]]])
def test_a_block_of_another_shape(block: object) -> None:
    """Ragged rows are filled up; a block that is not as wide as the table is refused."""
    wide = isinstance(block, list) and len(block) == 2
    assert isinstance(of.check_block(block), list) if wide else of.check_block(block) == Failure.VALUE
    assert isinstance(of.findings(block), list) if wide else of.findings(block) == Failure.VALUE


def test_no_such_table() -> None:
    assert of.check_block([GOOD], "overall.nothing") == Failure.NA
    assert of.check_row([GOOD, SHORT]) == Failure.VALUE


def test_a_list_has_the_size_it_was_given() -> None:
    """Excel 2016 has no arrays that grow: unused lines are blank, and what did not fit is counted."""
    rows = [BLANK, GOOD, SHORT, WRONG]
    whole, short = of.findings(rows, 30), of.findings(rows, 2)
    assert isinstance(whole, list)
    assert isinstance(short, list)
    assert [len(whole), len(short)] == [30, 2]
    assert {len(line) for line in whole + short} == {4}
    filled = [line for line in whole if line[0]]
    assert ["警告", 3.0, "K014"] in [line[:3] for line in filled]
    assert short[0] == whole[0]
    assert f"另有 {len(filled) - 1} 项" in str(short[1][3])
    assert len(of.findings(rows)) == 20  # type: ignore[arg-type]


@pytest.mark.parametrize(("size", "shown"), [(0.0, Failure.VALUE), (201.0, Failure.VALUE), ("多", Failure.VALUE)])
def test_a_list_of_no_sensible_size(size: object, shown: Failure) -> None:
    assert of.findings([GOOD], size) == shown


def test_the_list_adds_up_what_rows_cannot_say() -> None:
    """Points of the outputs should come to 50: said in the list, not beside a row."""
    listed = of.findings([GOOD], 20)
    assert isinstance(listed, list)
    assert "K004" in [line[2] for line in listed]
    assert texts([GOOD]) == [""]
