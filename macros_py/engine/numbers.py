"""What people type where a number belongs, and how Excel rounds it.

`read_number` is total: any text gives a Reading, never an exception. Five things that look like "no figure" stay apart:
a blank, a zero, a dash (—), the word 无 and 不适用. What cannot be read is `unreadable`; it is never taken for zero.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Literal

import msgspec

State = Literal["number", "blank", "dash", "none", "not_applicable", "unreadable"]

_WIDE = Context(prec=700)  # of the largest figure over the smallest that Excel can hold
_STEPS = tuple(Decimal(1).scaleb(-places) for places in range(40))
_MONEY = {"元": 0, "千元": 3, "万元": 4, "万": 4, "百万元": 6, "亿元": 8, "亿": 8}
_ALSO_WRITTEN = {"年": ("年度",), "名": ("人",)}
_DASHES = frozenset("-–—―－−‐‑‒─━_/\\")
_NONE = frozenset({"无", "没有", "暂无"})
_NOT_APPLICABLE = frozenset({"不适用", "不涉及", "N/A", "NA", "n/a", "na"})
_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {ord("−"): "-"}  # full-width forms, minus sign
_TOO_LARGE = Decimal("1E18")
_SPACES = re.compile(r"[\s\u00a0\u200b\u3000\ufeff]+")
_NUMBER = re.compile(
    r"(?P<open>\()?(?P<sign>[+-])?(?P<prefix>百分之|[¥￥])?(?P<sign2>[+-])?"
    r"(?P<digits>\d{1,3}(?:,\d{3})+|\d+)?(?P<fraction>\.\d*)?"
    r"(?P<unit>%|‰|百分比|[^\d\s()%‰.,+-]{1,4})?(?P<close>\))?"
)


class Reading(msgspec.Struct, frozen=True, gc=False):
    """What a cell's content means. `value` is in the field's unit (a fraction for %), `decimals` as written there."""

    state: State
    value: Decimal = Decimal(0)
    decimals: int = 0


BLANK = Reading("blank")
_UNREADABLE = Reading("unreadable")


def excel_round(value: Decimal, places: int) -> Decimal:
    """Excel's ROUND: half away from zero.

    >>> excel_round(Decimal("2.675"), 2), excel_round(Decimal("-10.8175"), 2)
    (Decimal('2.68'), Decimal('-10.82'))
    """
    step = _STEPS[places] if 0 <= places < len(_STEPS) else Decimal(1).scaleb(-places)
    return value.quantize(step, ROUND_HALF_UP, _WIDE)


def decimals_of(value: Decimal) -> int:
    """Decimals as written: 2 for 1811.20, 0 for 1E+2. Taking a number apart is slow, and few are written with an E."""
    text = str(value)
    if "E" not in text:
        return len(text.partition(".")[2])
    exponent = value.as_tuple()[2]
    return -exponent if isinstance(exponent, int) and exponent < 0 else 0


def read_number(content: Decimal | str | None, unit: str = "") -> Reading:
    """Read a cell where a number in `unit` belongs.

    >>> read_number("１，８１１.２７万元", "万元").value, read_number("18112700元", "万元").value
    (Decimal('1811.27'), Decimal('1811.2700'))
    >>> read_number("165.70 %", "%").value, read_number("—").state, read_number("无").state
    (Decimal('1.6570'), 'dash', 'none')
    """
    if isinstance(content, Decimal):
        return _of_decimal(content)
    if content is None:
        return BLANK
    text = _SPACES.sub("", content.translate(_NARROW))
    if not text:
        return BLANK
    if set(text) <= _DASHES:
        return Reading("dash")
    if text in _NONE:
        return Reading("none")
    if text in _NOT_APPLICABLE:
        return Reading("not_applicable")
    return _of_text(text, unit)


def _of_decimal(value: Decimal) -> Reading:
    if not value.is_finite() or abs(value) >= _TOO_LARGE:
        return _UNREADABLE
    return Reading("number", value, decimals_of(value))


def _of_text(text: str, unit: str) -> Reading:
    match = _NUMBER.fullmatch(text)
    if not match or not (match["digits"] or len(match["fraction"] or "") > 1):
        return _UNREADABLE
    if bool(match["open"]) != bool(match["close"]) or (match["sign"] and (match["open"] or match["sign2"])):
        return _UNREADABLE
    number = Decimal((match["digits"] or "0").replace(",", "") + (match["fraction"] or "").rstrip("."))
    if "-" in (match["sign"], match["sign2"]) or match["open"]:
        number = -number
    written = "百分比" if match["prefix"] == "百分之" else match["unit"] or ""
    power = _power(written, unit)
    if power is None or (match["prefix"] == "百分之" and match["unit"]):
        return _UNREADABLE
    if abs(number) >= _TOO_LARGE:
        return _UNREADABLE
    value = number.scaleb(power, context=_WIDE)
    return Reading("number", value, max(0, decimals_of(number) - power))


def _power(written: str, unit: str) -> int | None:
    """The power of ten from the unit written to the field's; None where they do not go together."""
    if unit == "%":
        return {"": -2, "%": -2, "百分比": -2, "‰": -3}.get(written)
    if written in ("", unit) or unit in _ALSO_WRITTEN.get(written, ()):
        return 0
    if written in _MONEY and unit in _MONEY:
        return _MONEY[written] - _MONEY[unit]
    return None
