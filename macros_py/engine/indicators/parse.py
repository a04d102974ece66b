"""From a cell's content to its meaning: the order in which the readers are asked.

Figures go first, because a figure says more than the words around it; but dates before figures, or 2022年 would be one.
What no reader takes is text, with a note why.

>>> parse("年度资金支付完成率100%").name, parse("12月底前", year=2022).day
('年度资金支付完成率', datetime.date(2022, 12, 31))
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

import msgspec

from macros_py.engine.indicators.dates import Date
from macros_py.engine.indicators.deadlines import deadline, masked, recurring, serial, undated
from macros_py.engine.indicators.direction import directed
from macros_py.engine.indicators.figures import Figure, figures
from macros_py.engine.indicators.late import late
from macros_py.engine.indicators.operators import PLAIN
from macros_py.engine.indicators.prepare import Prepared, prepare
from macros_py.engine.indicators.quantities import NO_UNIT, bare_actual, build, negated, nothing, quantity
from macros_py.engine.indicators.ranges import interval, spanned
from macros_py.engine.indicators.references import reference
from macros_py.engine.indicators.tiers import official, scale, tier
from macros_py.engine.indicators.unit_words import TIMES
from macros_py.engine.indicators.units import ONE, UNITS
from macros_py.engine.indicators.value import IndicatorValue, Role, joined
from macros_py.engine.numbers import read_number

LONGEST = 300  # a longer text is a report, not a value: its last figure would be no guess worth making
_LONGEST_KEPT = 100  # what was read is kept for the next file; a longer text hardly comes again
_MOST_DIGITS = 30
_LONGEST_EMPTY = 4
SIGN = "|".join(map(re.escape, sorted(PLAIN, key=len, reverse=True)))
NUMBER, WORD = r"\d{1,3}(?:\.\d{1,6})?|\d{4,9}", r"%|[\u4e00-\u9fff]{1,3}"
PLAIN_CELL = late(f"({SIGN})?({NUMBER})({WORD})?")
_LEAD = late(
    r"(?P<direction>正向|反向|逆向|负向)(?:指标)?[:,;]?(?=.)|(?:定性|定量)(?:指标)?[:,;]?(?=.)", needs="正反逆负定"
)
_COMPUTED = late(r"\d(?:[:xX×*^+]|[eE][+-]?)\d", needs=":xX×*^+eE")
_DIGIT = late(r"\d")
_DENIED = late(r"^(?:无|没有|未)(?!来)|[未不](?:发生|出现)|无一例", needs="无没未不")
_EMPTY = late(r"(?=.*[≥≤><=xX×*_%‰])[≥≤><=]?[xX×*_]*[%‰]?[\u4e00-\u9fff]{0,2}", needs="≥≤><=xX×*_%‰")
_NO_FIGURE = "无法量化，按定性三档评价"
_BLANK = IndicatorValue(kind="blank", text="")
_NOTES = {
    "dash": "以“—”表示没有数",
    "none": "“无”可能是0，也可能是没有，请写明",
    "not_applicable": "不适用",
}


def parse(content: str | Decimal | None, role: Role = "target", *, year: int | None = None) -> IndicatorValue:
    """The meaning of an indicator cell; never raises.

    `role` tells a target from an actual value and from a grading threshold: only targets are searched for a misread
    "≥", and only thresholds make a range of a one-sided bound. `year` is the report's, for dates that leave it out.
    """
    if isinstance(content, str):
        return _parse(content, role, year) if len(content) <= _LONGEST_KEPT else read_slowly(content, role, year)
    return _BLANK if content is None else _stored(str(content), role)


def written(content: str | Decimal | None) -> str:
    """A cell's content as text; a number without an exponent."""
    if content is None or isinstance(content, str):
        return content or ""
    return f"{content:f}" if _usable(content) else str(content)


def _usable(number: Decimal) -> bool:
    return number.is_finite() and abs(number.adjusted()) < _MOST_DIGITS


@lru_cache(maxsize=1024)
def _stored(stored: str, role: Role) -> IndicatorValue:
    """A cell that holds a number: without a unit, and written the way it is stored. Numbers are told apart by how they
    are written, for 1.50 and 1.5 are equal.
    """
    content = Decimal(stored)
    if not _usable(content):
        return IndicatorValue(kind="text", text=stored, certain=False, note="不是可用的数")
    digits = written(content)
    return build(Figure(0, len(digits), "eq", content, "", digits), "", role, digits)


@lru_cache(maxsize=4096)
def _parse(content: str, role: Role, year: int | None) -> IndicatorValue:
    match = PLAIN_CELL.fullmatch(content)
    return (match and plain(match, role)) or _read(content, role, year)


@lru_cache(maxsize=2048)
def _read(content: str, role: Role, year: int | None) -> IndicatorValue:
    """What takes long to read is kept by itself, lest the many plain cells crowd it out."""
    return read_slowly(content, role, year)


def plain(match: re.Match[str], role: Role) -> IndicatorValue | None:
    """The short way for "≥95%", "不少于50个" and "50个": most cells. It says what the long way would, only sooner."""
    sign, digits, word = match.groups("")
    unit, factor = UNITS.get(word, ("", ONE))
    if (word and not unit) or unit in TIMES or (not word and len(digits) > 3):
        return None
    number, operator = Decimal(digits) if factor is ONE else Decimal(digits) * factor, PLAIN[sign]
    if role == "threshold" or (role == "target" and digits[0] == "2" and not sign):
        figure = Figure(0, len(match[0]), operator, number, unit, digits, None, operator != "eq", bool(sign))
        return build(figure, "", role, match[0])
    said = not unit or (role == "actual" and operator != "eq")
    note = joined("" if unit else NO_UNIT, bare_actual(operator, role)) if said else ""
    return IndicatorValue(kind="quantity", operator=operator, number=number, unit=unit, note=note, text=match[0])


def read_slowly(content: str, role: Role, year: int | None) -> IndicatorValue:
    if len(content) > LONGEST:
        return IndicatorValue(kind="text", text=content, certain=False, note="文字过长，没有逐项读取")
    ready = prepare(content)
    lead = _LEAD.match(ready.text)
    if not lead:
        return _meaning(ready, role, year, content)
    ready = ready._replace(text=ready.text[lead.end() :])
    return directed(_meaning(ready, role, year, content), lead["direction"] or "", role)


def _meaning(ready: Prepared, role: Role, year: int | None, given: str) -> IndicatorValue:
    text = ready.text
    if due := recurring(text, given):
        return due
    if not _DIGIT.search(text):
        return _empty(text, given) or _of_words(text, role, year, given)
    return serial(text, given) or interval(text, given) or nothing(text, given) or _of_figures(ready, role, year, given)


def _empty(text: str, given: str) -> IndicatorValue | None:
    """Blank, —, 无 and 不适用 are four different things, and none of them is 0."""
    if not text:
        return IndicatorValue(kind="blank", text=given)
    state = read_number(text).state if len(text) < _LONGEST_EMPTY else ""
    if state == "dash":
        return IndicatorValue(kind="blank", text=given, note=_NOTES[state])
    if state in _NOTES:
        return IndicatorValue(kind="text", text=given, certain=state != "none", note=_NOTES[state])
    return None


def _of_figures(ready: Prepared, role: Role, year: int | None, given: str) -> IndicatorValue:
    """A text with digits: dates are set aside, then the rest is a range, a figure, a deadline, or words after all."""
    text, dates = masked(ready.text, year)
    if _COMPUTED.search(text):
        return IndicatorValue(kind="text", text=given, certain=False, note="比例或算式，不能直接与一个数比较")
    found = figures(text)
    if found and negated(text, found):
        return IndicatorValue(kind="text", text=given, certain=False, note="否定表述，其中的数字没有读取")
    value = spanned(text, found, given, ready) or quantity(text, found, role, given, ready)
    if value:
        return _with_date(value, dates) if dates else value
    if dates and (due := _due(ready.text, dates, given)):
        return due
    words = _of_words(text.replace("\0", ""), role, year, given)
    return words if words.kind != "text" else msgspec.structs.replace(words, certain=False, note=_unread(dates))


def _with_date(value: IndicatorValue, dates: list[Date]) -> IndicatorValue:
    """A figure beside a date: the figure is the value, the date is told."""
    days = [f"{date.last:%Y-%m-%d}" for date in dates if date.last]
    told = f"文中另有日期{'、'.join(days)}" if days else "文中另有日期"
    return msgspec.structs.replace(value, name=value.name.replace("\0", ""), note=joined(value.note, told))


def _due(text: str, dates: list[Date], given: str) -> IndicatorValue | None:
    """The last date of the text as its deadline."""
    value = deadline(text, dates[-1], given)
    if not value or len(dates) == 1:
        return value
    return msgspec.structs.replace(
        value, certain=False, note=joined(value.note, f"文中有{len(dates)}个日期，取最后一个")
    )


def _of_words(text: str, role: Role, year: int | None, given: str) -> IndicatorValue:
    """A text without figures."""
    if scale(text):
        return IndicatorValue(kind="text", text=given, note="写的是评价档次，不是其中一档")
    value = official(text, given)
    if value:
        return value
    if (dates := masked(text, year)[1]) and (value := _due(text, dates, given)):
        return value
    value = reference(text, role, given) or nothing(text, given) or undated(text, given) or tier(text, role, given)
    return value or IndicatorValue(kind="text", text=given, note=_denied(text))


def _denied(text: str) -> str:
    if _EMPTY.fullmatch(text):
        return "有符号或占位，没有数字"
    if _DENIED.search(text):
        return joined(_NO_FIGURE, "否定表述没有按0读取；如为0，请填“0”和单位")
    return _NO_FIGURE


def _unread(dates: list[Date]) -> str:
    return joined(_NO_FIGURE, "提到日期，但不像时限" if dates else "其中的数字不像指标值")
