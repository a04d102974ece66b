"""A score that nobody has given yet: 待算 for the eye, a blank for everybody who computes."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import openpyxl

from macros_py.desk import fill_file, recalc_file
from workbook.facts import PENDING
from workbook.read import read

POINTS = "[[overall.indicators]]\nname = '甲'\npoints = 50\n[[overall.indicators]]\nname = '乙'\npoints = 40\n"


def seen(path: Path, key: str) -> object:
    sheet, address = read(path).addresses.place(key)
    return openpyxl.load_workbook(path, data_only=True)[sheet][address].value


def waits(path: Path, key: str) -> bool:
    sheet, address = read(path).addresses.place(key)
    return PENDING in str(openpyxl.load_workbook(path)[sheet][address].value)


def filled(source: Path, folder: Path, data: str, name: str) -> Path:
    (folder / "数据.toml").write_text(data, encoding="utf-8")
    fill_file(source, folder / "数据.toml", folder / name)
    return folder / name


def test_points_without_a_score_wait(template: Path, tmp_path: Path) -> None:
    """The cell says so, the total too; read, they are blanks."""
    path = filled(template, tmp_path, POINTS + "score = 39\n", "一.xlsx")
    assert (seen(path, "overall.indicators[1].score"), seen(path, "overall.indicators[2].score")) == (PENDING, 39)
    assert (seen(path, "overall.total.score"), seen(path, "overall.total.points")) == (PENDING, 100)
    facts = read(path).facts.facts
    assert facts["overall.indicators[1].score"].value is None
    assert facts["overall.total.score"].value is None


def test_a_score_that_is_taken_away_waits_again(template: Path, tmp_path: Path) -> None:
    """An emptied cell, a row that is left over, and points that come later: the hint is there, and not in thin rows."""
    path = filled(template, tmp_path, POINTS + "score = 39\n", "一.xlsx")
    again = filled(path, tmp_path, POINTS.replace("40", "40\nscore = ''"), "二.xlsx")
    assert seen(again, "overall.indicators[2].score") == PENDING
    fewer = filled(path, tmp_path, "[[overall.indicators]]\nname = '甲'\n", "三.xlsx")
    assert [seen(fewer, f"overall.indicators[{row}].score") for row in (1, 2, 9)] == [PENDING, None, None]
    assert [waits(fewer, f"overall.indicators[{row}].score") for row in (1, 2, 9, 10)] == [True, True, True, False]
    recalc_file(fewer, tmp_path / "四.xlsx")
    assert seen(tmp_path / "四.xlsx", "overall.indicators[1].score") == PENDING


def test_a_given_score_replaces_the_hint(template: Path, tmp_path: Path) -> None:
    path = filled(template, tmp_path, POINTS.replace("50", "50\nscore = 49") + "score = 39\n", "一.xlsx")
    assert seen(path, "overall.indicators[1].score") == 49
    fact = read(path).facts.facts["overall.indicators[1].score"]
    assert (fact.value, fact.origin) == (Decimal(49), "input")
