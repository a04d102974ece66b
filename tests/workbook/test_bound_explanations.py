"""An explanation is bound to rule and figures: it goes where they go, and is stale when they are others."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests.workbook.test_annotate import annotated, lines, remark
from tests.workbook.test_explanations import FIRST, STATE, TEXT, below, older, said, typed, warning
from workbook.explanations import ANSWERED, EXPLAINED, RULE_TO_MEND, STALE, TO_EXPLAIN, TO_JUDGE, TO_MEND
from workbook.findings_table import BASIS, SHEET
from workbook.package import Package
from workbook.refresh import findings_listed
from workbook.remarks import RULE_FAULT, Remark

A, B, C = "a" * 16, "b" * 16, "c" * 16


def fault(place: str) -> Remark:
    empty = dict.fromkeys(("table", "left", "right", "difference", "rounding", "source"), "")
    return Remark(level=RULE_FAULT, rule="D001", cell=place, problem="没有“预算”这一格。", **empty)


@pytest.fixture
def explained(template: Path, tmp_path: Path) -> Path:
    """One warning, explained in Excel."""
    return typed(annotated(template, tmp_path / "核对.xlsx", warning(basis=A)), {f"L{FIRST}": "年中机构合并。"})


def test_it_goes_where_its_figures_go(explained: Path, tmp_path: Path) -> None:
    """Another row, another sheet, another wording: rule and figures are the same."""
    moved = warning("1.00", "2.00", cell="2022 收入!B9", basis=A)
    other = warning(rule="F102", cell="收入!B5", basis=A)
    path = annotated(explained, tmp_path / "再.xlsx", warning(cell="收入!B5", basis=B), other, moved)
    assert said(path) == [(None, TO_EXPLAIN), (None, TO_EXPLAIN), ("年中机构合并。", EXPLAINED)]


def test_a_figure_that_is_not_shown_counts(explained: Path, tmp_path: Path) -> None:
    """Both figures shown are the same, another that the finding rests on is not: stale until somebody rewrites it."""
    path = annotated(explained, tmp_path / "再.xlsx", warning(basis=B))
    assert said(path) == [("年中机构合并。", STALE)]
    path = annotated(typed(path, {}), tmp_path / "三.xlsx", warning(basis=C))
    path = annotated(typed(path, {}), tmp_path / "四.xlsx", warning(cell="收入!B8", basis=C))
    assert said(path) == [("年中机构合并。", STALE)]
    path = annotated(typed(path, {f"L{FIRST}": "增人。"}), tmp_path / "五.xlsx", warning(cell="收入!B8", basis=C))
    assert said(path) == [("增人。", EXPLAINED)]
    assert said(annotated(path, tmp_path / "六.xlsx", warning(basis=C))) == [("增人。", EXPLAINED)]


def test_figures_that_come_back(explained: Path, tmp_path: Path) -> None:
    """It was written for these very figures, stale or left over meanwhile."""
    stale = annotated(explained, tmp_path / "变.xlsx", warning(basis=B))
    assert said(annotated(stale, tmp_path / "复.xlsx", warning(basis=A))) == [("年中机构合并。", EXPLAINED)]
    gone = annotated(stale, tmp_path / "无.xlsx", remark())
    assert below(gone) == [("F101", "收入!B5", "年中机构合并。")]
    back = annotated(typed(gone, {}), tmp_path / "又.xlsx", warning(basis=A))
    assert (said(back), below(back)) == ([("年中机构合并。", EXPLAINED)], [])
    other = annotated(gone, tmp_path / "他.xlsx", warning(basis=C), warning(cell="收入!B7", basis=A))
    assert said(other) == [(None, TO_EXPLAIN)] * 2
    assert len(below(other)) == 1


def test_a_text_is_for_the_figures_of_its_list(template: Path, tmp_path: Path) -> None:
    """Who changes a figure and only then types, before a new list, is asked once more: the safe side."""
    listed = annotated(template, tmp_path / "核对.xlsx", warning(basis=A))
    path = annotated(typed(listed, {f"L{FIRST}": "说的是新数字。"}), tmp_path / "再.xlsx", warning(basis=B))
    assert said(path) == [("说的是新数字。", STALE)]


@pytest.mark.parametrize("moved", [0, 1])
def test_same_figures_in_two_cells(template: Path, tmp_path: Path, moved: int) -> None:
    """Each keeps its own text, rows inserted above or not; one put right leaves the other its own."""
    both = warning(basis=A, cell="收入!B5"), warning(basis=A, cell="收入!B6")
    listed = annotated(template, tmp_path / "核对.xlsx", *both)
    path = typed(listed, {f"L{FIRST}": "甲", f"L{FIRST + 1}": "乙"})
    now = [warning(basis=A, cell=f"收入!B{row + moved}") for row in (5, 6)]
    assert said(annotated(path, tmp_path / "再.xlsx", *now)) == [("甲", EXPLAINED), ("乙", EXPLAINED)]
    path = annotated(path, tmp_path / "三.xlsx", both[1])
    assert (said(path), [row[2] for row in below(path)]) == ([("乙", EXPLAINED)], ["甲"])


def test_a_text_is_not_its_neighbours(template: Path, tmp_path: Path) -> None:
    """Two cells with the same figures, one explained and put right: nobody has said anything about the other."""
    both = warning(basis=A, cell="收入!B5"), warning(basis=A, cell="收入!B6")
    path = typed(annotated(template, tmp_path / "核对.xlsx", *both), {f"L{FIRST}": "甲"})
    path = annotated(path, tmp_path / "再.xlsx", both[1])
    assert (said(path), [row[2] for row in below(path)]) == ([(None, TO_EXPLAIN)], ["甲"])


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1), (1, 2)])
def test_a_list_that_people_sorted(template: Path, tmp_path: Path, order: tuple[int, ...]) -> None:
    """Or took rows out of; the hidden column is not always sorted with the others."""
    found = [warning(basis=basis, cell=f"收入!B{row}") for row, basis in ((5, A), (6, B), (7, C))]
    path = annotated(template, tmp_path / "核对.xlsx", *found)
    book = openpyxl.load_workbook(path)
    sheet = book[SHEET]
    rows = [[sheet.cell(FIRST + row, column).value for column in range(1, BASIS)] for row in range(3)]
    for row in range(3):
        line = rows[order[row]] if row < len(order) else [None] * len(rows[0])
        for column, value in enumerate(line, 1):
            sheet.cell(FIRST + row, column).value = value
        sheet.cell(FIRST + row, TEXT + 1).value = line[0] and f"说明{line[0]}"
    book.save(tmp_path / "排序.xlsx")
    moved = [warning(basis=basis, cell=f"收入!B{row}") for row, basis in ((8, A), (9, B), (10, C))]
    path = annotated(tmp_path / "排序.xlsx", tmp_path / "再.xlsx", *moved)
    kept = [(f"说明{n + 1}", EXPLAINED) if n in order else (None, TO_EXPLAIN) for n in range(3)]
    assert said(path) == kept


@pytest.mark.parametrize("cell", [f"J{FIRST}", f"M{FIRST}", f"O{FIRST}"])
def test_typed_beside_its_column(template: Path, tmp_path: Path, cell: str) -> None:
    """It is the text of its row, and stands where it belongs after the next check; stale like any other."""
    listed = annotated(template, tmp_path / "核对.xlsx", warning(basis=A))
    path = annotated(typed(listed, {cell: "已报批。"}), tmp_path / "再.xlsx", warning(basis=A, cell="收入!B9"))
    assert said(path) == [("已报批。", EXPLAINED)]
    assert said(annotated(path, tmp_path / "三.xlsx", warning(basis=B, cell="收入!B9"))) == [("已报批。", STALE)]


def test_an_error_is_not_explained_away(template: Path, tmp_path: Path) -> None:
    """The words stay, and the error stays to be put right; when it becomes a warning they count."""
    listed = annotated(template, tmp_path / "核对.xlsx", warning(basis=A, level="错误"))
    path = annotated(typed(listed, {f"L{FIRST}": "历年如此。"}), tmp_path / "再.xlsx", warning(basis=A, level="错误"))
    assert said(path) == [("历年如此。", TO_MEND)]
    assert said(annotated(path, tmp_path / "三.xlsx", warning(basis=A))) == [("历年如此。", EXPLAINED)]


def test_a_judgement_is_answered(template: Path, tmp_path: Path) -> None:
    """Asked until something is written, and again when its figures change."""
    question = warning(basis=A, level="判断")
    listed = annotated(template, tmp_path / "核对.xlsx", question)
    assert said(listed) == [(None, TO_JUDGE)]
    path = annotated(typed(listed, {f"L{FIRST}": "属于委托业务。"}), tmp_path / "再.xlsx", question)
    assert said(path) == [("属于委托业务。", ANSWERED)]
    path = annotated(path, tmp_path / "三.xlsx", warning(basis=B, level="判断"))
    assert said(path) == [("属于委托业务。", STALE)]


def test_rules_that_are_wrong_close_the_list(template: Path, tmp_path: Path) -> None:
    """No explanation is asked for; a link only where the rule stands in a cell of this workbook."""
    path = annotated(
        template, tmp_path / "核对.xlsx", warning(), fault("national/overall.toml"), fault("收入!D7"), fault("无!D7")
    )
    assert [row[STATE] for row in lines(path)] == [TO_EXPLAIN, *[RULE_TO_MEND] * 3]
    assert [row[1] for row in lines(path)] == ["警告", *[RULE_FAULT] * 3]
    sheet = openpyxl.load_workbook(path)[SHEET]
    links = [sheet.cell(FIRST + row, 5).hyperlink for row in range(4)]
    assert [link and link.location for link in links] == ["'收入'!B5", None, "'收入'!D7", None]
    assert findings_listed(Package.load(path)) == {"警告": 1, RULE_FAULT: 3}


def test_a_list_without_fingerprints(template: Path, tmp_path: Path) -> None:
    """Written before there were any: rule, place and both figures count as before; from then on the figures do."""
    listed = annotated(
        older(template, tmp_path / "旧.xlsx"), tmp_path / "核对.xlsx", warning(), warning("5.00", cell="收入!B6")
    )
    path = typed(listed, {f"L{FIRST}": "甲", f"L{FIRST + 1}": "乙"})
    path = annotated(path, tmp_path / "再.xlsx", warning(basis=A), warning("6.00", basis=B, cell="收入!B6"))
    assert said(path) == [("甲", EXPLAINED), ("乙", STALE)]
    path = annotated(path, tmp_path / "三.xlsx", warning(basis=C), warning("6.00", basis=B, cell="收入!B7"))
    assert said(path) == [("甲", STALE), ("乙", STALE)]
    path = annotated(
        typed(path, {f"L{FIRST + 1}": "丙"}), tmp_path / "四.xlsx", warning("6.00", basis=B, cell="收入!B7")
    )
    assert said(path) == [("丙", EXPLAINED)]


def test_a_stale_text_of_an_earlier_list(template: Path, tmp_path: Path) -> None:
    """The hidden column carried the text itself then: still stale, until it is rewritten."""
    listed = annotated(template, tmp_path / "核对.xlsx", warning())
    path = typed(listed, {f"L{FIRST}": "甲", f"N{FIRST}": "甲"})
    assert said(annotated(path, tmp_path / "再.xlsx", warning(basis=A))) == [("甲", STALE)]
    path = typed(path, {f"L{FIRST}": "乙"})
    assert said(annotated(path, tmp_path / "三.xlsx", warning(basis=A))) == [("乙", EXPLAINED)]
