"""考核评分表: what can be counted is suggested, nothing is decided."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from macros_py.review.appraisal_figures import NO_DEADLINE, UNCOUNTED, rows
from macros_py.review.appraisal_items import FORM, items
from macros_py.review.summary_data import opened
from macros_py.rulebook import load_pack
from tests.review.ledger_fixture import blank
from workbook.load import load_forms

FORMS = load_forms(2022)
ITEMS = items(FORMS.form(FORM), load_pack())


def judged(ledger: Path, deadline: date | None = None) -> pd.DataFrame:
    with opened(ledger) as data:
        frame = rows(data, ITEMS, FORMS, deadline)
    return frame.assign(key=[item.key for item in ITEMS] * (len(frame) // len(ITEMS))).set_index("key")


def test_items_come_from_the_form() -> None:
    """Eight of them, a hundred points, each with its scale."""
    assert [item.key for item in ITEMS] == [
        *("notice", "team", "self_check", "submission"),
        *("completeness", "tables", "experience", "advice"),
    ]
    assert sum(item.full for item in ITEMS) == 100
    assert all(item.scale and item.group for item in ITEMS)
    assert {item.group for item in ITEMS} == {"布置工作10分", "实施评价30分", "自评报告60分"}


def test_missing_tables_take_points_off(tmp_path: Path) -> None:
    """A sheet that is gone, a table left empty, and one that the unit was asked about."""
    with blank(tmp_path) as ledger:
        ledger.file("a", absent_forms=f"{FORMS.form('basic_data').sheet}、{FORMS.form('project').sheet}1")
        ledger.finding("a", "Q020", "判断")
    off = judged(ledger.path)["off"]
    assert (off["notice"], off["self_check"], off["completeness"]) == (1, 2, 4)
    assert pd.isna(off["experience"])


def test_an_empty_table_counts_once(tmp_path: Path) -> None:
    """R002 and the question speak of the same table."""
    with blank(tmp_path) as ledger:
        ledger.file("a")
        ledger.finding("a", "R002", "提示", form="basic_data")
        ledger.finding("a", "Q019", "判断")
    frame = judged(ledger.path)
    assert (frame["off"]["self_check"], frame["off"]["completeness"]) == (1, 2)
    assert frame["reason"]["self_check"] == "没有填或缺少：附件2 基础数据表，每项扣 1 分"


@pytest.mark.parametrize(
    ("made", "off"),
    [("2023-03-15T23:59:59", 0), ("2023-03-16T00:00:01+08:00", 1), ("2023-05-01T08:00:00", 10), ("", None)],
)
def test_days_late(tmp_path: Path, made: str, off: float | None) -> None:
    """The deadline's day is in time; a point a day, ten at most; without a date nothing is said."""
    with blank(tmp_path) as ledger:
        ledger.file("a", made=made)
    found = judged(ledger.path, date(2023, 3, 15))["off"]["submission"]
    assert (None if pd.isna(found) else found) == off


def test_without_a_deadline_nobody_is_late(tmp_path: Path) -> None:
    """The column says so."""
    with blank(tmp_path) as ledger:
        ledger.file("a", made="2033-01-01T00:00:00")
    assert judged(ledger.path)["reason"]["submission"] == NO_DEADLINE


def test_own_points_stand_beside_and_the_bureaus_stay_blank(tmp_path: Path) -> None:
    """A zero is a figure, nothing is nothing."""
    with blank(tmp_path) as ledger:
        ledger.file("a")
        ledger.fact("a", "appraisal.team.score", 0)
        ledger.fact("a", "appraisal.advice.score", 12.5)
    frame = judged(ledger.path)
    assert (frame["given"]["team"], frame["given"]["advice"]) == (0, 12.5)
    assert pd.isna(frame["given"]["notice"])
    assert frame["points"].isna().all()
    assert frame["reason"]["advice"] == UNCOUNTED
