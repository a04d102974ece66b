"""Ranges: 80%-90%, 60(含)-80分, [80%,90%), ≥80%且<90%, 90分以上至100分.

Which ends belong to the range: where (含) is written at one end, the other is open, as grading tables mean it; but a
full mark of 100% or 100分 always belongs, or nobody could be graded 优. Without any mark both ends belong.
"""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import pairwise

import msgspec

from macros_py.engine.indicators.figures import NUMBER, Figure
from macros_py.engine.indicators.late import late
from macros_py.engine.indicators.operators import FLIPPED
from macros_py.engine.indicators.prepare import Prepared
from macros_py.engine.indicators.units import unit_at
from macros_py.engine.indicators.value import IndicatorValue, joined

_JOIN = late(r"[~\-至到]")
_AND = late(r"[,;、]?(?:并且|同时|且|并|但|至|到|-|~)?")
_BETWEEN = late(r"[^,;、。]{0,12}")
_INTERVAL = late(
    rf"(?P<open>[\[(])(?P<low>{NUMBER.pattern})(?P<unit>[^\d,;\-~]{{0,4}})[,;~\-](?P<high>{NUMBER.pattern})(?P<unit2>[^\d,;\])]{{0,4}})(?P<close>[\])])(?P<unit3>[^\d]{{0,4}})",
    needs="[(",
)
_LOWER = frozenset({"ge", "gt"})
_UPPER = frozenset({"le", "lt"})
_FULL = Decimal(100)
_MARKED_UNITS = frozenset({"%", "分"})


def interval(text: str, given: str) -> IndicatorValue | None:
    """[80%,90%) and (60,80]."""
    match = _INTERVAL.fullmatch(text)
    if not match or (match["open"] + match["close"] == "()" and not re.search("[,;]", text)):
        return None
    unit = unit_at(next((found for name in ("unit3", "unit2", "unit") if (found := match[name])), ""), 0)
    low, high = (Decimal(match[end].replace(",", "")) * unit.factor for end in ("low", "high"))
    return _range(low, high, (match["open"] == "[", match["close"] == "]"), unit.name, given, unit.note)


def spanned(text: str, found: list[Figure], given: str, ready: Prepared) -> IndicatorValue | None:
    """The first two neighbouring figures that are the ends of one range."""
    for first, second in pairwise(found):
        ends = _same_unit(first, second)
        if ends and (closed := _closed(text, *ends)):
            low, high = ends
            if low.number > high.number:
                low, high, closed = high, low, closed[::-1]
            closed, full = _with_full_mark(low, high, closed)
            about = "约数" if low.about or high.about else _unclear(first, second)
            several = "文中还有其他数字" if len(found) > 2 else ""
            words = joined(ready.note, low.note if low.note and high.note else "", full, about, several)
            sure = ready.certain and not (about or several)
            return _range(low.number, high.number, closed, low.unit, given, words, sure)
    return None


def _range(
    low: Decimal, high: Decimal, closed: tuple[bool, bool], unit: str, given: str, note: str, certain: bool = True
) -> IndicatorValue:
    return IndicatorValue(
        kind="range",
        operator="between",
        number=low,
        high=high,
        low_closed=closed[0],
        high_closed=closed[1],
        unit=unit,
        certain=certain and low <= high,
        note=joined(note, "" if unit else "单位缺失", "" if low <= high else "下限大于上限"),
        text=given,
    )


def _same_unit(first: Figure, second: Figure) -> tuple[Figure, Figure] | None:
    """Both figures in one unit: 20-30% and 3-5万人 write it once."""
    if not first.unit and first.factor == 1:
        first = msgspec.structs.replace(first, unit=second.unit, number=first.number * second.factor)
    elif not second.unit and second.factor == 1:
        second = msgspec.structs.replace(second, unit=first.unit, number=second.number * first.factor)
    return (first, second) if first.unit == second.unit else None


def _closed(text: str, first: Figure, second: Figure) -> tuple[bool, bool] | None:
    """Whether each end belongs to the range; None where the two figures are no range."""
    between = text[first.end : second.start]
    opposite = (first.operator in _LOWER and second.operator in _UPPER) or (
        first.operator in _UPPER and second.operator in _LOWER
    )
    if opposite:
        flipped = text[first.end - 1] in FLIPPED
        if _AND.fullmatch(between) or (flipped and _BETWEEN.fullmatch(between)):
            return first.operator in ("ge", "le"), second.operator in ("ge", "le")
        return None
    within = between in ("和", "与") and text.startswith("之间", second.end)
    if not (within or _JOIN.fullmatch(between)):
        return None
    marked = first.included is True or second.included is True
    return _end_closed(first, marked), _end_closed(second, marked)


def _unclear(first: Figure, second: Figure) -> str:
    """3~5次以上 says two things."""
    return "比较词含义不清" if first.operator == "eq" and second.operator in _LOWER else ""


def _end_closed(figure: Figure, marked: bool) -> bool:
    if figure.included is not None:
        return figure.included
    return figure.operator in ("ge", "le") or (not marked and figure.operator == "eq")


def _with_full_mark(low: Figure, high: Figure, closed: tuple[bool, bool]) -> tuple[tuple[bool, bool], str]:
    if closed[1] or high.included is False or high.number != _FULL or high.unit not in _MARKED_UNITS or high.explicit:
        return closed, ""
    return (closed[0], True), f"上限是满值100{high.unit}，按含本数读"
