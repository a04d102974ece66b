"""What the cell functions show: figures, blanks, 待算, and errors, at the boundaries of each."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from macros_py.excel import functions as of
from macros_py.excel.actions import ACTIONS
from macros_py.excel.handed import Failure
from tests.test_houses import imported, sources
from workbook.facts import PENDING

VALUE, NA, DIV0 = Failure.VALUE, Failure.NA, Failure.DIV0


def test_only_the_binding_knows_excel() -> None:
    """What computes can be used and tested without Excel: cells, buttons and the open workbook alone bind it."""
    folder = Path(of.__file__).parent
    found = {path.stem for path in sources(folder) if "xlwings" in imported(path)}
    buttons = {name for name in found if name.endswith("_action")}
    assert buttons == {f"{name}_action" for name in ACTIONS}
    assert found - buttons == {"actions", "entry", "open_book", "scripts", "started", "udfs", "ui", "writes"}


@pytest.mark.parametrize(
    ("executed", "adjusted", "shown"),
    [
        (1811.12, 1745.35, 1.0377),
        (2.0, 3.0, 0.6667),
        (0.0, 5.0, 0.0),
        (5.0, 0.0, ""),
        (5.0, None, ""),
        (None, 5.0, ""),
        ("不适用", 5.0, ""),
        ("无", 5.0, 0.0),
        ("—", 5.0, 0.0),
        ("１，８１１.12", "1745.35万元", 1.0377),
        ("18111200元", 1745.35, 1.0377),
        (1, Decimal(2), 0.5),
        (1811.1200000000001, 1745.35, 1.0377),
        (PENDING, 5.0, ""),
        ("约三", 5.0, VALUE),
        (True, 5.0, VALUE),
        (datetime.datetime(2022, 12, 31), 5.0, VALUE),
        (int(DIV0), 5.0, DIV0),
        (5.0, "#REF!", Failure.REF),
        (-2146826243, 5.0, VALUE),  # #SPILL!, which xlwings does not know
        ([[2.0]], (3.0,), 0.6667),
        ([[2.0, 1.0]], 3.0, VALUE),
        (float("nan"), 3.0, Failure.NUM),
        (1e300, 3.0, VALUE),
    ],
)
def test_rate(executed: object, adjusted: object, shown: object) -> None:
    """A text that is a figure counts as one, an error stays the error it is, and no figure is no rate."""
    assert of.rate(executed, adjusted) == shown


@pytest.mark.parametrize(
    ("points", "rate", "adjusted", "pack", "form", "shown"),
    [
        (10.0, 1.0377, 1745.35, None, None, 10.0),
        (10.0, 1.0, 5.0, None, None, 10.0),
        (10.0, 0.99995, 5.0, None, None, 10.0),
        (10.0, 0.9999, 5.0, None, None, 10.0),
        (10.0, 0.9989, 5.0, None, None, 9.99),
        (10.0, "92.5%", 5.0, None, None, 9.25),
        (20.0, 0.5, 5.0, "hubei", None, 10.0),
        (10.0, "", 0.0, None, None, 0.0),
        (10.0, 0.5, None, None, None, 5.0),
        (10.0, None, 5.0, None, None, PENDING),
        (10.0, 1.0, 5.0, "jiangxi", None, 10.0),
        (10.0, 0.9999, 5.0, "jiangxi", None, 7.0),
        (10.0, 0.8, 5.0, "jiangxi", None, 7.0),
        (10.0, 0.7999, 5.0, "jiangxi", None, 5.0),
        (10.0, 0.925, 5.0, None, "project", 9.25),
        (10.0, 0.925, 5.0, None, "fund", 9.25),
        (10.0, 0.925, 5.0, None, "income", NA),
        (10.0, 0.925, 5.0, "nowhere", None, NA),
    ],
)
def test_rate_score(points: object, rate: object, adjusted: object, pack: object, form: object, shown: object) -> None:
    """The place's own rule: in proportion or in steps; a budget of zero; a rate that is still missing."""
    assert of.rate_score(points, rate, adjusted, pack, 2022, form) == shown


@pytest.mark.parametrize(
    ("score", "points", "scores", "weights", "shown"),
    [
        (9.5, 10.0, [[None], [40.0], [44.5]], [[None], [45.0], [45.0]], 94.0),
        (9.5, 10.0, [[40.0], [PENDING]], [[45.0], [45.0]], PENDING),
        (9.5, 10.0, [[40.0], [None]], [[45.0], [45.0]], PENDING),
        (PENDING, 10.0, [[40.0]], [[45.0]], PENDING),
        (None, None, [[40.0], ["5分"]], [[45.0], [None]], 45.0),
        (None, None, [[None], [""]], [[None], [None]], PENDING),
        (9.5, 10.0, [["优"]], [[45.0]], VALUE),
        (9.5, 10.0, [[40.0], [40.0]], [[45.0]], VALUE),
        (9.5, 10.0, [[int(NA)]], [[45.0]], NA),
    ],
)
def test_total_score(score: object, points: object, scores: object, weights: object, shown: object) -> None:
    """All scores, or a total that waits: never a sum that leaves one out."""
    assert of.total_score(score, points, scores, weights) == shown


@pytest.mark.parametrize(
    ("target", "actual", "points", "shown"),
    [
        ("≥95%", "95%", 10.0, 10.0),
        ("≥95%", 0.95, 10.0, 10.0),
        ("≥95%", "92%", 10.0, 9.68),
        ("≥95%", "92%", "10分", 9.68),
        ("≤90万元", "100万元", 10.0, 9.0),
        ("2022年12月31日前", 44926.0, 10.0, 10.0),
        ("2022年12月31日前", 44927.0, 10.0, PENDING),
        ("2022年12月31日前", datetime.datetime(2022, 12, 30), 10.0, 10.0),
        (44926.0, 44926.0, 10.0, 10.0),
        ("优良", "达成年度指标", 10.0, PENDING),
        ("≥95%", None, 10.0, PENDING),
        (None, "92%", 10.0, PENDING),
        ("  ", "92%", 10.0, PENDING),
        (None, None, None, ""),
        ("≥95%", "92%", None, ""),
        ("≥95%", "92%", "十", VALUE),
        ("≥95%", int(NA), 10.0, NA),
        ("#DIV/0!", "92%", 10.0, DIV0),
    ],
)
def test_indicator_score(target: object, actual: object, points: object, shown: object) -> None:
    """Computed, for a person to decide, or nothing to score. `.Value2` gives a date as the number of its day."""
    assert of.indicator_score(target, actual, points, None, 2022) == shown


def test_places_score_otherwise() -> None:
    """A place and a year come from cells: as number, as text, or not at all."""
    assert of.indicator_score("≥95%", "92%", 10, "hunan", "2022") == 9.68
    assert of.indicator_score("≥95%", "92%", 10, " hunan ", 2022.0) == 9.68
    assert of.indicator_score("≥95%", "92%", 10, None, 1999) == NA
    assert of.indicator_score("≥95%", "92%", 10, "x") == NA


@pytest.mark.parametrize(
    ("blocks", "shown"),
    [
        (([[1.0], ["２,000.5"], [None], ["—"], ["无"]], 3.0), 2004.5),
        ((0.1, 0.2), 0.3),
        (([[None, ""], ["不适用", None]],), ""),
        ((), ""),
        (([1.0, 2.0],), 3.0),
        (([[1.0], [2.0, 3.0], 4.0],), 10.0),
        (([],), ""),
        (([[5.0, PENDING]],), PENDING),
        (([[5.0, "约三"]],), VALUE),
        (([[5.0, int(DIV0)]],), DIV0),
        (([[5.0], [-5.0]],), 0.0),
    ],
)
def test_sum(blocks: tuple[object, ...], shown: object) -> None:
    """Numbers written as text count; what waits or cannot be read is never left out unseen."""
    assert of.add(*blocks) == shown


@pytest.mark.parametrize(
    ("column", "unit", "shown"),
    [
        ([[1.0], ["２,000.5"], [None], ["—"]], "万元", 2001.5),
        ([["100万元"], [50.0]], "万元", 150.0),
        ([["1000000元"], [50.0]], "万元", 150.0),
        ([[0.125], [None]], "万元", 0.13),
        ([[None], [""]], "万元", ""),
        ([["约100"], [50.0]], "万元", PENDING),
        ([[PENDING], [50.0]], "分", PENDING),
        ([[int(DIV0)], [50.0]], "万元", DIV0),
        (5.0, None, 5.0),
    ],
)
def test_column_sum(column: object, unit: object, shown: object) -> None:
    """By the unit of the column; what cannot be read makes the sum wait, as an error would be covered up."""
    assert of.column_sum(column, unit, 2) == shown


@pytest.mark.parametrize(
    ("function", "first", "second", "shown"),
    [
        (of.difference, 351.55, 1.0, 350.55),
        (of.difference, 1.0, 1.0, 0.0),
        (of.difference, 1.0, None, ""),
        (of.growth, 5.0, 3.0, 0.6667),
        (of.growth, 2.0, 4.0, -0.5),
        (of.growth, 2.0, 0.0, ""),
        (of.control_rate, 53.0, 50.0, 1.06),
        (of.control_rate, "53人", "50名", 1.06),
        (of.control_rate, 53.0, 0.0, ""),
        (of.control_rate, 53.0, int(DIV0), DIV0),
    ],
)
def test_of_two_figures(function: Callable[..., object], first: object, second: object, shown: object) -> None:
    """Rounded once, as the cell shows it; blank where there is nothing to divide by."""
    assert function(first, second) == shown


def test_nothing_is_minus_zero() -> None:
    """Excel would show it as -0.00 in some formats."""
    assert str(of.difference(1.0, 1.001)) == "0.0"


@pytest.mark.parametrize(
    ("score", "pack", "shown"),
    [
        (100.0, None, "优"),
        (90.0, None, "优"),
        (89.99, None, "良"),
        (89.995, None, "优"),
        (80.0, None, "良"),
        (79.99, None, "中"),
        (60.0, None, "中"),
        (59.99, None, "差"),
        (0.0, None, "差"),
        (59.99, "hunan-jishou", "差"),
        (79.99, "hunan-jishou", "较差"),
        (None, None, PENDING),
        (PENDING, None, PENDING),
        ("优", None, VALUE),
    ],
)
def test_grade(score: object, pack: object, shown: object) -> None:
    """Exactly at, and one hundredth below, each bound; the names are the place's."""
    assert of.grade(score, pack, 2022) == shown
