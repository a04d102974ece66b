"""Dates as people write them into 时效指标: 2022年12月31日, 2022.12.31, 20221231, 12月底, 第四季度, 年内, 1-12月.

A month, quarter or year stands for its last day. Where the year is left out the caller's `year` supplies it; without
one the date stays open and says so. Whether a date is the deadline or only mentioned is decided in `deadlines`.
"""

from __future__ import annotations

import calendar
import datetime
import re
from typing import NamedTuple

from macros_py.engine.indicators.late import late
from macros_py.engine.indicators.value import Precision, joined

_Y = r"(?:199\d|20[0-4]\d)"  # no report plans further, and 1951.01 is a figure
_STOP = r"(?=$|[前止底~\-至到\s\0,;)]|完成)"
_M = r"(?:1[0-2]|0?[1-9])"
_D = r"(?:3[01]|[12]\d|0?[1-9])"
_WORDS = {"当年": 0, "本年": 0, "今年": 0, "年": 0, "全年": 0, "次年": 1, "明年": 1, "下年": 1, "上年": -1, "去年": -1}
_PATTERNS = (
    rf"(?<!\d)(?P<y0>{_Y})(?P<sep>[./\-])(?P<m0>{_M})(?:(?P=sep)(?P<d0>{_D})日?(?![\d./])|{_STOP})",
    rf"(?<![\d.,])(?P<y1>{_Y})(?P<m1>0[1-9]|1[0-2])(?P<d1>0[1-9]|[12]\d|3[01])?{_STOP}",
    rf"(?:(?<!\d)(?P<y2>{_Y}|\d\d)年度?的?|(?P<w2>当年|本年|今年|次年|明年|下年|(?<!\d)年)度?的?)?"
    rf"(?:(?<!\d)(?P<m2>{_M})月份?(?:(?P<d2>{_D})(?:[日号]|(?=$|前))|(?P<p2>[上中下]旬|初)|[底末])?"
    r"|第?(?<!\d)(?P<q2>[1-4])季度[末底]?|(?P<h2>[上下])半年[末底]?)(?!\d(?!\d?[:时点]))",
    rf"(?<!\d)(?P<y3>{_Y})(?:年度?[底末内终]?|(?=[~至到]{_Y}|-{_Y}年?$))|(?<!\d)(?P<y4>\d\d)年[底末]",
    rf"(?<![\d/])(?P<m7>{_M})/(?P<d7>2[89]|3[01])(?![\d/])|(?<![\d.])(?P<m8>{_M})\.(?P<d8>{_D})(?=日?[之以]?前|止)",
    r"(?P<w5>当年|本年|今年|全年|次年|明年|下年)(?:年?度?[底末内终]|度)?|(?<!\d)(?P<w6>年)(?:度?[底末内终])",
)
_DATE = late("|".join(_PATTERNS))
_MONTHS = late(
    rf"(?:(?<!\d)(?P<y>{_Y})[年.])?(?<!\d)(?P<first>{_M})月?[~\-至到](?P<last>{_M})月份?(?!\d{{1,2}}[日号])",
    needs="~-至到",
)
_JOIN = late(r"起?[~\-至到]", needs="~-至到")
_BARE_YEAR = late(rf"(?P<y9>{_Y})(?!\d)")
_YEAR_MONTH = late(rf"{_Y}(?:\.{_M}|(?:0[1-9]|1[0-2]))")  # 2022.12 may be an amount, 202212 a count
_HINT = late(r"[\d当本今次明下全]年|年度?[底末内终]|\d月|季度|半年|(?:199\d|20[0-4]\d)|\d/\d|\d[之以日]?[前止]")
_CLOCK = late(
    r"(?: ?\d{1,2}(?::\d\d(?::\d\d)?|[时点]))?(?:\(含[^()]{0,4}\))?"
)  # a date cell read as text: 2022-12-31 00:00:00
_NO_YEAR = "年份缺失"
_PARTS = {"上旬": 10, "初": 10, "中旬": 20}


class Date(NamedTuple):
    """`start` to `end` in the text stand for the days `first` to `last`; None where the year is not known."""

    start: int
    end: int
    first: datetime.date | None
    last: datetime.date | None
    precision: Precision
    span: bool = False
    note: str = ""


def find_date(text: str, year: int | None, start: int = 0) -> Date | None:
    """The first date, or span of dates, at or after `start`.

    >>> find_date("2022年12月底前完成", None)[2:5]
    (datetime.date(2022, 12, 1), datetime.date(2022, 12, 31), 'month')
    """
    if not _HINT.search(text, start):
        return None
    match = _DATE.search(text, start)
    months = _MONTHS.search(text, start)
    if months and (not match or months.start() <= match.start() or months.end() == match.end()):
        return _month_span(months, year)
    if not match:
        return None
    date = _joined(text, match, year)
    clock = _CLOCK.match(text, date.end)
    return date._replace(end=clock.end()) if clock else date


def whole_date(year: int, month: int, day: int | None) -> Date | None:
    """A date told by its numbers, a month standing for all its days; None where there is no such day."""
    length = calendar.monthrange(year, month)[1] if 1 <= month <= 12 else 0
    if not (day is None and length) and not 1 <= (day or 0) <= length:
        return None
    first, last, _ = _days(year, month, day)
    return Date(0, 0, first, last, "month" if day is None else "day")


def _month_span(match: re.Match[str], year: int | None) -> Date:
    """2022年1-12月: one year for both ends."""
    stated = int(match["y"]) if match["y"] else year
    first, _, _ = _days(stated, int(match["first"]), None)
    _, last, _ = _days(stated, int(match["last"]), None)
    return Date(match.start(), match.end(), first, last, "month", True, "" if stated else _NO_YEAR)


def _joined(text: str, match: re.Match[str], year: int | None) -> Date:
    """One date, or two with a dash between; the second may leave out its year."""
    date, stated = _one(match, year)
    if not (join := _JOIN.match(text, match.end())):
        return date._replace(note=f"“{match[0]}”按年月读") if _YEAR_MONTH.fullmatch(text) else date
    other = _DATE.match(text, join.end()) or (date.precision == "year" and _BARE_YEAR.match(text, join.end()))
    if not other:
        return date
    until, _ = _one(other, stated)
    return Date(date.start, until.end, date.first, until.last, until.precision, True, date.note or until.note)


def _one(match: re.Match[str], year: int | None) -> tuple[Date, int | None]:
    """A single date and the year it lies in."""
    groups = {name[0]: found for name, found in match.groupdict().items() if found and name != "sep"}
    stated = _year_of(groups, year)
    note = "" if stated else _NO_YEAR
    if "y" in groups and len(groups["y"]) == 2:
        note = f"“{groups['y']}年”按{stated}年读"
    if not groups.keys() - {"m", "d"} and "月" not in match[0]:
        note = joined(note, f"“{match[0]}”按月/日读")
    first, last, wrong = _interval(groups, stated)
    precision: Precision = "day" if "d" in groups or "p" in groups else "month" if {*"mqh"} & groups.keys() else "year"
    return Date(match.start(), match.end(), first, last, precision, False, wrong or note), stated


def _year_of(groups: dict[str, str], year: int | None) -> int | None:
    if "y" in groups:
        return int(groups["y"]) + (2000 if len(groups["y"]) == 2 else 0)
    return None if year is None else year + _WORDS[groups.get("w", "年")]


def _interval(groups: dict[str, str], year: int | None) -> tuple[datetime.date | None, datetime.date | None, str]:
    if "q" in groups:
        return _quarter(year, int(groups["q"]) * 3 - 2, 3)
    if "h" in groups:
        return _quarter(year, 1 if groups["h"] == "上" else 7, 6)
    if "m" not in groups:
        return _quarter(year, 1, 12)
    day = int(groups["d"]) if "d" in groups else _PARTS.get(groups.get("p", ""))
    return _days(year, int(groups["m"]), day)


def _quarter(year: int | None, month: int, length: int) -> tuple[datetime.date | None, datetime.date | None, str]:
    """`length` months from `month` on."""
    return _days(year, month, None)[0], _days(year, month + length - 1, None)[1], ""


def _days(year: int | None, month: int, day: int | None) -> tuple[datetime.date | None, datetime.date | None, str]:
    """First and last day of a month, or the day itself twice; a day the month does not have is its last one."""
    if year is None or not datetime.MINYEAR <= year <= datetime.MAXYEAR:
        return None, None, ""
    length = calendar.monthrange(year, month)[1]
    if day is None:
        return datetime.date(year, month, 1), datetime.date(year, month, length), ""
    date = datetime.date(year, month, min(day, length))
    return date, date, f"没有{year}年{month}月{day}日，按月末读" if day > length else ""
