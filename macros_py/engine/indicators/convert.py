"""Bringing a value into another unit, so that target and actual can be compared: 元 and 万元, 亩 and 公顷, 斤 and 吨.

Units of one dimension convert exactly (亩 is 10000/15 平方米; only a quotient by 15 or 3 is rounded, at 50 digits).
Months and days, working days and days, % and 百分点 do not go together, and a missing unit converts into nothing.
"""

from __future__ import annotations

from decimal import Context, Decimal

import msgspec

from macros_py.engine.indicators.units import UNITS
from macros_py.engine.indicators.value import IndicatorValue
from macros_py.engine.numbers import read_number

_ONE = Decimal(1)
_EXACT = Context(prec=50)
_DIMENSIONS: dict[str, dict[str, str]] = {
    "ratio": {"%": "1", "‰": "0.1"},
    "length": {
        "公里": "1000",
        "千米": "1000",
        "里": "500",
        "海里": "1852",
        "米": "1",
        "分米": "0.1",
        "厘米": "0.01",
        "毫米": "0.001",
    },
    "mass": {"吨": "1000", "公斤": "1", "千克": "1", "斤": "0.5", "克": "0.001", "mg": "0.000001", "μg": "0.000000001"},
    # in thirds of a square metre: 15 亩 are 1 公顷, so 1 亩 has no finite number of square metres
    "area": {
        "平方公里": "3000000",
        "平方千米": "3000000",
        "顷": "200000",
        "公顷": "30000",
        "亩": "2000",
        "平方米": "3",
    },
    "volume": {"立方米": "1000", "方": "1000", "升": "1", "毫升": "0.001"},
    "time": {
        "周": "604800",
        "天": "86400",
        "日": "86400",
        "自然日": "86400",
        "日历天": "86400",
        "小时": "3600",
        "时": "3600",
        "分钟": "60",
        "秒": "1",
    },
    "months": {"年": "12", "周年": "12", "年度": "12", "季度": "3", "季": "3", "个月": "1", "月": "1"},
    "energy": {"兆瓦时": "1000", "千瓦时": "1", "度": "1"},
    "power": {"兆瓦": "1000", "MW": "1000", "千瓦": "1", "瓦": "0.001", "W": "0.001"},
    "persons": {"人": "1", "名": "1", "位": "1"},
}
_MONEY = {word: Decimal(int(read_number(f"1{word}", "元").value)) for word in ("元", "千元", "万元", "亿元")}
_FACTORS = {unit: (name, Decimal(factor)) for name, units in _DIMENSIONS.items() for unit, factor in units.items()}
_FACTORS |= {unit: ("money", factor) for unit, factor in _MONEY.items()}


def convert(value: IndicatorValue, unit: str) -> IndicatorValue | None:
    """`value` in `unit`, None where the two do not go together (or the value is no figure).

    >>> from macros_py.engine.indicators import parse
    >>> convert(parse("≥1.5亿元"), "万元").number, convert(parse("3里"), "公里").number, convert(parse("5%"), "元")
    (Decimal('15000'), Decimal('1.5'), None)
    """
    if value.kind not in ("quantity", "range"):
        return None
    name, scale = UNITS.get(unit, (unit, _ONE))
    if name == value.unit and scale == 1:
        return value
    factors = _between(value.unit, name)
    if factors is None:
        return None
    up, down = factors[0], factors[1] * scale
    return msgspec.structs.replace(
        value,
        unit=unit if scale != 1 else name,
        number=_times(value.number, up, down),
        high=_times(value.high, up, down),
    )


def _between(old: str, new: str) -> tuple[Decimal, Decimal] | None:
    """Factors to multiply with and divide by. 元/人 and 万元/人 convert as 元 and 万元 do."""
    old, _, old_per = old.partition("/")
    new, _, new_per = new.partition("/")
    if old not in _FACTORS or new not in _FACTORS or old_per != new_per:
        return None
    (old_kind, up), (new_kind, down) = _FACTORS[old], _FACTORS[new]
    return (up, down) if old_kind == new_kind else None


def _times(number: Decimal | None, up: Decimal, down: Decimal) -> Decimal | None:
    if number is None:
        return None
    result = _EXACT.divide(_EXACT.multiply(number, up), down)
    return Decimal(int(result)) if result == result.to_integral_value() else result
