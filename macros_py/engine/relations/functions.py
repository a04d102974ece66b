"""The functions relations may call, and which of them take all rows of a repeating table.

Adding treats a blank as "no amount": a table's empty cell is the usual way to say so. All blank adds up to nothing at
all (None), not to zero. Everything else needs all its figures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal

from macros_py.engine import intervals
from macros_py.engine.intervals import Interval, exact
from macros_py.engine.values import Value

Function = Callable[[Sequence[Value]], Value]
_SEVERAL = 2
_COUNTS = tuple(exact(Decimal(number)) for number in range(64))


def total(values: Iterable[Value]) -> Value:
    """What is there, added up. Only the sum itself becomes an interval: most formulas are sums."""
    found = [value for value in values if isinstance(value, Interval)]
    if len(found) < _SEVERAL:
        return found[0] if found else None
    first = found[0]
    value, low, high = first.value, first.low, first.high
    for each in found[1:]:
        value, low, high = value + each.value, low + each.low, high + each.high
    return Interval(value, low, high)


def _fold(step: Callable[[Interval, Interval], Interval]) -> Function:
    def fold(values: Sequence[Value]) -> Value:
        result: Interval | None = None
        for value in values:
            if not isinstance(value, Interval):
                return None
            result = value if result is None else step(result, value)
        return result

    return fold


def _round(values: Sequence[Value]) -> Value:
    value, places = values
    if not isinstance(value, Interval) or not isinstance(places, Interval):
        return None
    return intervals.rounded(value, int(places.value))


def _absolute(values: Sequence[Value]) -> Value:
    return intervals.absolute(values[0]) if isinstance(values[0], Interval) else None


def _whole(values: Sequence[Value]) -> Value:
    return intervals.whole(values[0]) if isinstance(values[0], Interval) else None


def _when_zero(values: Sequence[Value]) -> Value:
    """The second where the first is 0 as written, else the third: what a rate gives, and what stands where it has
    nothing to divide by.
    """
    deciding, zero, other = values
    return zero if isinstance(deciding, Interval) and not deciding.value else other


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
    "min": (_fold(intervals.smaller), None),
    "max": (_fold(intervals.larger), None),
    "round": (_round, 2),
    "abs": (_absolute, 1),
    "whole": (_whole, 1),
    "when_zero": (_when_zero, 3),
    "given": (_given, None),
}
