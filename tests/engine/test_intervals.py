"""Interval arithmetic never excludes the truth, and verdicts agree with the bounds."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from macros_py.engine import intervals
from macros_py.engine.intervals import Interval, at_most, below, divide, exact, same, written
from macros_py.engine.numbers import excel_round

D = Decimal
SPREAD = 1000

_steps = st.integers(-SPREAD, SPREAD)
_figures = st.decimals(min_value=-9999, max_value=9999, places=2)


@st.composite
def with_truth(draw: st.DrawFn) -> tuple[Interval, Decimal]:
    """A figure as written to 0-4 decimals, and a true value that it may stand for."""
    decimals = draw(st.integers(0, 4))
    value = excel_round(draw(_figures), decimals)
    interval = draw(st.sampled_from([exact(value), written(value, decimals)]))
    share = D(draw(_steps)) / SPREAD
    truth = interval.value + (interval.high - interval.value) * share
    return interval, truth


def _holds(interval: Interval, truth: Decimal) -> bool:
    return interval.low <= truth <= interval.high and interval.low <= interval.value <= interval.high


@pytest.mark.parametrize(
    ("step", "true_step"),
    [
        (intervals.add, lambda x, y: x + y),
        (intervals.subtract, lambda x, y: x - y),
        (intervals.multiply, lambda x, y: x * y),
        (intervals.smaller, min),
        (intervals.larger, max),
    ],
)
@given(a=with_truth(), b=with_truth())
def test_the_truth_stays_within_two_figures(
    step: Callable[[Interval, Interval], Interval],
    true_step: Callable[[Decimal, Decimal], Decimal],
    a: tuple[Interval, Decimal],
    b: tuple[Interval, Decimal],
) -> None:
    """Whatever the rounded figures stand for, the true result is within the bounds: no false alarm can come of it."""
    assert _holds(step(a[0], b[0]), true_step(a[1], b[1]))


@given(with_truth(), with_truth())
def test_the_truth_stays_within_a_ratio(a: tuple[Interval, Decimal], b: tuple[Interval, Decimal]) -> None:
    """A ratio too; where the divisor may be zero there is no ratio at all."""
    ratio = divide(a[0], b[0])
    assert (ratio is None) == (b[0].low <= 0 <= b[0].high)
    assume(ratio is not None)
    assert ratio is not None
    assert _holds(ratio, a[1] / b[1])


@given(with_truth(), st.integers(0, 4))
def test_the_truth_stays_within_one_figure(a: tuple[Interval, Decimal], places: int) -> None:
    """Sign dropped, rounded."""
    interval, truth = a
    assert _holds(intervals.absolute(interval), abs(truth))
    assert _holds(intervals.rounded(interval, places), excel_round(truth, places))


@given(with_truth(), with_truth(), st.integers(0, 4))
def test_same_agrees_with_the_bounds(a: tuple[Interval, Decimal], b: tuple[Interval, Decimal], decimals: int) -> None:
    """`different` only where the bounds do not meet, `equal` only where the digits shown are the same; no direction."""
    left, right = a[0], b[0]
    verdict = same(left, right, decimals)
    meet = left.low <= right.high and right.low <= left.high
    shown_alike = excel_round(left.value, decimals) == excel_round(right.value, decimals)
    assert verdict == ("equal" if shown_alike else "rounding" if meet else "different")
    assert same(right, left, decimals) == verdict
    assert verdict != "different" or a[1] != b[1]


@given(with_truth(), with_truth())
def test_order_agrees_with_the_bounds(a: tuple[Interval, Decimal], b: tuple[Interval, Decimal]) -> None:
    """a <= b is `different` only where it cannot be so, whatever the truth is; a < b goes by what is written."""
    left, right = a[0], b[0]
    assert (at_most(left, right) == "equal") == (left.value <= right.value)
    assert (below(left, right) == "equal") == (left.value < right.value)
    assert at_most(left, right) != "different" or a[1] > b[1]
    assert below(left, right) in ("equal", "different")


@pytest.mark.parametrize(
    ("a", "b", "verdicts"),
    [
        (exact(D(90)), exact(D(90)), ("equal", "equal", "different")),
        (exact(D("90.01")), exact(D(90)), ("different", "different", "different")),
        (written(D("90.01"), 2), written(D("90.00"), 2), ("rounding", "rounding", "different")),
        (written(D("90.00"), 2), written(D("90.00"), 2), ("equal", "equal", "different")),
        (written(D("90.02"), 2), written(D("90.00"), 2), ("different", "different", "different")),
    ],
)
def test_verdicts_at_the_edge(a: Interval, b: Interval, verdicts: tuple[str, str, str]) -> None:
    """Bounds that just touch may still be rounding; exact figures forgive nothing."""
    assert verdicts == (same(a, b, 2), at_most(a, b), below(a, b))


def test_bounds_of_a_written_figure() -> None:
    """Half a unit of the last decimal to either side; beyond the table of halves the width stays tiny, not wrong."""
    assert written(D("1811.27"), 2) == Interval(D("1811.27"), D("1811.265"), D("1811.275"))
    assert written(D(17), 0) == Interval(D(17), D("16.5"), D("17.5"))
    assert written(D(1), 99).slack == written(D(1), 31).slack
    assert (exact(D(5)).slack, Interval(D(1), D(0), D(3)).slack) == (0, 2)
