"""Finding the figures of a text: each with its operator, unit and (含), so that a reader only has to choose.

Digits that count nothing are passed over: ordinals (第3), document numbers (10号文), names (PM2.5, 5A级), list numbers.
"""

from __future__ import annotations

import re
from decimal import Decimal

import msgspec

from macros_py.engine.indicators.late import late
from macros_py.engine.indicators.operators import (
    FLIPPED,
    MISTYPED,
    PART_OF,
    PREFIXES,
    SUFFIXES,
    Word,
    combined,
    mark_at,
)
from macros_py.engine.indicators.units import ONE, UNITS, unit_at
from macros_py.engine.indicators.value import Operator

NUMBER = late(r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?|\.\d+")
_INCIDENTAL_AFTER = late(r"号(?:文|令|公告|楼|线|院|$)|[、.)](?=[^\d\s\0])|[A-Za-z](?![A-Za-z/])|版|[:xX×*]\d")
_STANDS_ALONE = late(
    r"$|[,;。()~\-+、\0]|完成|办结|支付|到位|发放|拨付|响应|处理|处置|解决|答复|反馈|到达|修复|的|且|并|至|[≥≤<>=]"
)
_LOOSE_SUFFIXES = frozenset({"内", "起", "多", "余", "上下", "+"})
_GENERATION = ("G网", "G基站", "G信号")
_NEGATIONS = frozenset("不未没非")
_CURRENCY = "¥￥"
_LONGEST = 24  # more digits than any amount has: a number of an account or a document


class Figure(msgspec.Struct, frozen=True, gc=False):
    """One figure as written: `start` and `end` take in its operator words; `included` is what (含) says, if it does."""

    start: int
    end: int
    operator: Operator
    number: Decimal
    unit: str
    written: str
    included: bool | None = None
    explicit: bool = False  # an operator is written
    led: bool = False  # some word or sign leads up to it, be it "="
    about: bool = False
    agree: bool = True
    factor: Decimal = ONE
    bare: Decimal = ONE
    sign: str = ""  # a character typed for a comparison sign
    note: str = ""


def figures(text: str) -> list[Figure]:
    """All figures of a cleaned text, in order.

    >>> [(f.operator, str(f.number), f.unit) for f in figures("培训不少于3次，合格率达到95%以上")]
    [('ge', '3', '次'), ('ge', '95', '%')]
    """
    found: list[Figure] = []
    floor = 0
    while match := NUMBER.search(text, floor):
        figure = None if _incidental(text, *match.span()) else _figure(text, match, floor)
        floor = figure.end if figure else match.end()
        if figure:
            found.append(figure)
    return found


def _incidental(text: str, start: int, end: int) -> bool:
    if end - start > _LONGEST:
        return True
    before = text[start - 1 : start]
    if before in ("第", "〔", "[", "/") or (before.isascii() and before.isalpha()):
        return True
    match = _INCIDENTAL_AFTER.match(text, end)
    return bool(match and not (match[0].isalpha() and match[0] in UNITS and not text.startswith(_GENERATION, end)))


def _figure(text: str, match: re.Match[str], floor: int) -> Figure | None:
    """The figure of one number; None where it is what the text must not be (≠0, 不为0)."""
    start, sign, currency = _signs(text, match.start(), floor)
    start, before, mistyped = _words_before(text, start, floor)
    if "not" in before:
        return None
    end = match.end()
    more = text.startswith(("多", "余", "几"), end)
    first, end = mark_at(text, end + more)
    unit = unit_at(text, end)
    second, end = mark_at(text, unit.end)
    suffix, end = _suffix(text, end)
    third, end = mark_at(text, end)
    included = next((mark for mark in (first, second, third) if mark is not None), None)
    operator, agree = combined(before, suffix, included)
    return Figure(
        start=start,
        end=end,
        operator=operator,
        number=_scaled(sign * Decimal(match[0].replace(",", "")), unit.factor),
        unit=unit.name or currency,
        written=match[0],
        included=included,
        explicit=operator != "eq",
        led=bool(before),
        about=more or suffix == "about" or "about" in before,
        agree=agree and text[start - 1 : start] not in _NEGATIONS,
        factor=unit.factor,
        bare=unit.bare,
        sign=mistyped,
        note=unit.note,
    )


def _scaled(number: Decimal, factor: Decimal) -> Decimal:
    """1.5万 is 15000, not 15000.0."""
    if factor is ONE:
        return number
    number *= factor
    whole = number.to_integral_value()
    return whole if whole == number else number


def _signs(text: str, start: int, floor: int) -> tuple[int, int, str]:
    """Walk left over a plus or minus and a currency sign. A dash right behind another figure is no minus."""
    sign, currency = 1, ""
    if text[start - 1 : start] in ("-", "+") and (start - 1 > floor or floor == 0):
        start -= 1
        sign = -1 if text[start] == "-" else 1
    if start > floor and text[start - 1] in _CURRENCY:
        currency, start = "元", start - 1
    return start, sign, currency


def _words_before(text: str, start: int, floor: int) -> tuple[int, list[Word], str]:
    """Walk left over operator words: where they begin, what they say, and a sign that was mistyped for one."""
    before: list[Word] = []
    mistyped = ""
    while word := PREFIXES.ending(text, start, floor):
        if start > len(word) and text[start - len(word) - 1] in PART_OF.get(word, ""):
            break
        if word in MISTYPED:
            if "《" in text[: start - len(word)]:
                break  # 《…》 round a title, not a sign
            mistyped = word
        before.insert(0, PREFIXES[word])
        start -= len(word)
    return start, before, mistyped


def _suffix(text: str, start: int) -> tuple[Word | None, int]:
    """What stands after the unit: 以上, or a sign that looks the other way (80%≤满意度)."""
    word = SUFFIXES.beginning(text, start)
    end = start + len(word)
    if word and not (word in _LOOSE_SUFFIXES and not _STANDS_ALONE.match(text, end)):
        return SUFFIXES[word], end
    sign = text[start : start + 1]
    if sign in FLIPPED and not NUMBER.match(text, start + 1):
        return FLIPPED[sign], start + 1
    return None, start
