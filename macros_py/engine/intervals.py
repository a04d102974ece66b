"""Figures as intervals: a value written to two decimals stands for everything that rounds to it.

1811.27 is [1811.265, 1811.275]. Sums and ratios of such values carry their width along, so that the verdict on an
equality is `equal`, `rounding` (the difference can come from rounding alone) or `different` — and no check ever needs a
literal tolerance. Exact figures (heads, points) have no width.
"""

from __future__ import annotations

from decimal import ROUND_FLOOR, Decimal
from typing import Literal

import msgspec

from macros_py.engine.numbers import excel_round

Verdict = Literal["equal", "rounding", "different"]
_HALF = tuple(Decimal(5).scaleb(-places - 1) for places in range(32))
_ZERO = Decimal(0)


class Interval(msgspec.Struct, frozen=True, gc=False):
    """A value and the bounds it may lie in: low <= value <= high."""

    value: Decimal
    low: Decimal
    high: Decimal

    @property
    def slack(self) -> Decimal:
        """How far the value may be off, the wider side."""
        return max(self.high - self.value, self.value - self.low)


ZERO = Interval(_ZERO, _ZERO, _ZERO)


def exact(value: Decimal) -> Interval:
    return Interval(value, value, value)


def written(value: Decimal, decimals: int) -> Interval:
    """A value as written to `decimals` places.

    >>> written(Decimal("1811.27"), 2).low
    Decimal('1811.265')
    """
    half = _HALF[min(decimals, len(_HALF) - 1)]
    return Interval(value, value - half, value + half)


def add(a: Interval, b: Interval) -> Interval:
    return Interval(a.value + b.value, a.low + b.low, a.high + b.high)


def subtract(a: Interval, b: Interval) -> Interval:
    return Interval(a.value - b.value, a.low - b.high, a.high - b.low)


def multiply(a: Interval, b: Interval) -> Interval:
    if a.low >= 0 and b.low >= 0:  # as nearly all figures are: the corners need no comparing
        return Interval(a.value * b.value, a.low * b.low, a.high * b.high)
    corners = (a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high)
    return Interval(a.value * b.value, min(corners), max(corners))


def divide(a: Interval, b: Interval) -> Interval | None:
    """None where the divisor is zero or cannot be told from it: the ratio is not computable."""
    if b.low <= 0 <= b.high:
        return None
    if a.low >= 0 and b.low > 0:
        return Interval(a.value / b.value, a.low / b.high, a.high / b.low)
    corners = (a.low / b.low, a.low / b.high, a.high / b.low, a.high / b.high)
    return Interval(a.value / b.value, min(corners), max(corners))


def absolute(a: Interval) -> Interval:
    low, high = sorted((abs(a.low), abs(a.high)))
    return Interval(abs(a.value), _ZERO if a.low <= 0 <= a.high else low, high)


def smaller(a: Interval, b: Interval) -> Interval:
    return Interval(min(a.value, b.value), min(a.low, b.low), min(a.high, b.high))


def larger(a: Interval, b: Interval) -> Interval:
    return Interval(max(a.value, b.value), max(a.low, b.low), max(a.high, b.high))


def rounded(a: Interval, places: int) -> Interval:
    """Rounding is monotonic, so the rounded bounds bound the rounded value."""
    return Interval(excel_round(a.value, places), excel_round(a.low, places), excel_round(a.high, places))


def whole(a: Interval) -> Interval:
    """Whole steps, as in "for each full 5%": the largest whole number that is not above. Monotonic, like rounding."""
    return Interval(*(figure.to_integral_value(ROUND_FLOOR) for figure in (a.value, a.low, a.high)))


def same(a: Interval, b: Interval, decimals: int) -> Verdict:
    """Are two figures shown with `decimals` places the same?

    >>> same(written(Decimal("100.01"), 2), add(written(Decimal("50.00"), 2), written(Decimal("50.00"), 2)), 2)
    'rounding'
    """
    if a.value == b.value or excel_round(a.value, decimals) == excel_round(b.value, decimals):
        return "equal"
    return "rounding" if a.low <= b.high and b.low <= a.high else "different"


def at_most(a: Interval, b: Interval) -> Verdict:
    """Is a <= b? `rounding` where the values say no but their bounds allow it."""
    if a.value <= b.value:
        return "equal"
    return "rounding" if a.low <= b.high else "different"


def below(a: Interval, b: Interval) -> Verdict:
    """Is a < b? The values as written decide: a budget of 0.00 is no budget, whatever it was rounded from."""
    return "equal" if a.value < b.value else "different"
