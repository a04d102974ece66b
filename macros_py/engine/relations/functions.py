"""The functions relations may call, and which of them take all rows of a repeating table.

Adding treats a blank as "no amount": a table's empty cell is the usual way to say so. All blank adds up to nothing at
all (None), not to zero. Everything else needs all its figures.

All work on intervals, and on figures without bounds (`macros_py.engine.values.Plain`); where both meet, for a constant
has bounds always, the result has none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import ROUND_FLOOR, Decimal
from operator import mul, sub
from typing import cast

from macros_py.engine import intervals
from macros_py.engine.intervals import Interval, exact
from macros_py.engine.numbers import excel_round
from macros_py.engine.values import Value

Function = Callable[[Sequence[Value]], Value]
_SEVERAL = 2
_PLAIN = frozenset({Decimal})
_COUNTS = tuple(exact(Decimal(number)) for number in range(64))


def total(values: Iterable[Value]) -> Value:
    """What is there, added up. Only the sum itself becomes an interval: most formulas are sums."""
    known = [value for value in values if value is not None and not isinstance(value, str)]
    if len(known) < _SEVERAL:
        return known[0] if known else None
    if _PLAIN.issuperset(map(type, known)):
        figure, *figures = cast("list[Decimal]", known)
        return sum(figures, figure)
    found = [value for value in known if isinstance(value, Interval)]
    if len(found) < len(known):
        figure, *figures = map(figure_of, known)
        return sum(figures, figure)
    first = found[0]
    value, low, high = first.value, first.low, first.high
    for each in found[1:]:
        value, low, high = value + each.value, low + each.low, high + each.high
    return Interval(value, low, high)


def figure_of(value: Value) -> Decimal:
    """A figure without its bounds. TypeError for what is none."""
    if isinstance(value, Decimal):
        return value
    if isinstance(value, Interval):
        return value.value
    raise TypeError(f"no figure: {value!r}")


NUMBERS = (Decimal, Interval)
Step = tuple[Callable[[Interval, Interval], Interval | None], Callable[[Decimal, Decimal], Decimal | None]]


def stepped(step: Step, left: Value, right: Value) -> Value:
    """One step of arithmetic on two figures; None where one of them is none."""
    if type(left) is Decimal and type(right) is Decimal:
        return step[1](left, right)
    if isinstance(left, Interval) and isinstance(right, Interval):
        return step[0](left, right)
    if isinstance(left, NUMBERS) and isinstance(right, NUMBERS):
        return step[1](figure_of(left), figure_of(right))
    return None


def divided(dividend: Decimal, divisor: Decimal) -> Decimal | None:
    return dividend / divisor if divisor else None


STEPS: dict[str, Step] = {
    "-": (intervals.subtract, sub),
    "*": (intervals.multiply, mul),
    "/": (intervals.divide, divided),
}


def _fold(step: Step) -> Function:
    def fold(values: Sequence[Value]) -> Value:
        result: Value = None
        for number, value in enumerate(values):
            if not isinstance(value, NUMBERS):
                return None
            result = stepped(step, result, value) if number else value
        return result

    return fold


def _round(values: Sequence[Value]) -> Value:
    value, places = values
    if not isinstance(places, Interval):
        return None
    if isinstance(value, Interval):
        return intervals.rounded(value, int(places.value))
    return excel_round(value, int(places.value)) if isinstance(value, Decimal) else None


def _absolute(values: Sequence[Value]) -> Value:
    value = values[0]
    if isinstance(value, Interval):
        return intervals.absolute(value)
    return abs(value) if isinstance(value, Decimal) else None


def _whole(values: Sequence[Value]) -> Value:
    value = values[0]
    if isinstance(value, Interval):
        return intervals.whole(value)
    return value.to_integral_value(ROUND_FLOOR) if isinstance(value, Decimal) else None


def _when_zero(values: Sequence[Value]) -> Value:
    """The second where the first is 0 as written, else the third: what a rate gives, and what stands where it has
    nothing to divide by.
    """
    deciding, zero, other = values
    return zero if isinstance(deciding, NUMBERS) and not figure_of(deciding) else other


def _given(values: Sequence[Value]) -> Value:
    """How many of its arguments hold anything: for `when`, where a blank must not pass for a zero."""
    count = len(values) - sum(value is None for value in values)
    return _COUNTS[count] if count < len(_COUNTS) else exact(Decimal(count))


def complete(pairs: Iterable[tuple[Sequence[Value], Sequence[Value]]]) -> Value:
    """1 where each asking figure has the one that is due beside it, nothing otherwise: a factor that keeps a total from
    passing for one while a part of it is still open.
    """
    missing = any(
        asking is not None and due is None for dues, askings in pairs for due, asking in zip(dues, askings, strict=True)
    )
    return None if missing else exact(Decimal(1))


COMPLETE = "complete"
AGGREGATES: dict[str, Function] = {"sum": total, "count": _given}
FUNCTIONS: dict[str, tuple[Function, int | None]] = {
    "min": (_fold((intervals.smaller, min)), None),
    "max": (_fold((intervals.larger, max)), None),
    "round": (_round, 2),
    "abs": (_absolute, 1),
    "whole": (_whole, 1),
    "when_zero": (_when_zero, 3),
    "given": (_given, None),
}
