"""Deadlines: a date to be met, an Excel serial number that was meant as a date, 规定时间内 without any date.

A date is the deadline where nothing but words of finishing stands beside it; a date mentioned in a sentence is not.
Words that only judge punctuality (及时, 按时) are tiers, durations (30天内) are quantities.
"""

from __future__ import annotations

import datetime

from macros_py.engine.indicators.dates import Date, find_date
from macros_py.engine.indicators.late import late
from macros_py.engine.indicators.value import IndicatorValue, Operator

_EPOCH = datetime.date(1899, 12, 30)  # Excel's day 0 for every date after February 1900
_DATE_UNITS = frozenset({"日期", "时间", "年月日"})
FIRST_SERIAL, LAST_SERIAL = 36526, 55153  # the years 2000 to 2050
_SERIAL = r"(\d{2},?\d{3})"
_REPEATED = late(rf"[=:≤]?{_SERIAL}[ ;,/]\1", needs=" ;,/")
_SERIAL_WORDS = late(
    rf"[^\d]*(?:时间|日期|截止|截至)[为:=≤]?{_SERIAL}(?:日?[之以]?前)?(?:完成)?|[=:≤]?{_SERIAL}(?:日?[之以]?前(?:完成)?|日?完成)",
    needs="时日截前完",
)
_AFTER = late(r"(?:日)?(?P<late>之后|以后|后|起)|(?:之前|以前|底前|前|以内|之内|内|止|为止|期间)?")
_BEFORE = late(
    r"(?:截至|截止到?|最迟|不晚于|不迟于|不超过|早于|力争|确保|计划|预计|应|须|需|每|于|在|到|至|自|从|[≤<=:])+$"
)
_LATER = late(r"(?:不早于|[≥>])$")
_FINISHING = (
    "完成|到位|支付|拨付|发放|下达|交付|验收|竣工|投入|使用|实施|开展|上线|建成|结束|报送|提交|上报|开工|启动|办结|落实|通车|招标|采购|公开|执行"
    "|响应|处理|处置|解决|答复|反馈|修复"
)
_DONE = late(_FINISHING)
_ONLY_DONE = late(f"(?:{_FINISHING}|全部|并|率为?)+")
_LIMIT = late(
    r"(?:时间|时限|期限|工期|周期|进度|日期|项目期|合同期|服务期|建设期|任务期)(?:要求)?(?:范围)?(?:之内|以内|内)|(?:按照?|在|根据)?.{0,8}(?:规定|约定|计划|要求|合同|方案)的?.{0,4}(?:时间|时限|期限|工期|时间节点|节点|日期)|时间节点"
)
_RECURRING = late(
    r"(?:每(?:个?月度?|个?季度?|周|半年)(?:的?\d{1,2}[日号]|[底末初]|[上中下]旬)|次月\d{0,2}[日号]?)(?:[之以]?前)?",
    needs="每次",
)
_OPEN_ENDED = late(r"当[月日天季]|次日|当季度", needs="当次")


def serial(text: str, given: str, unit: str = "") -> IndicatorValue | None:
    """44561 where it is written twice (as exports of a date column do) or beside a word of time.

    >>> serial("=44,561 44,561", "").day
    datetime.date(2021, 12, 31)
    """
    match = _REPEATED.fullmatch(text) or _SERIAL_WORDS.fullmatch(text)
    digits = (match[match.lastindex or 0] if match else text if unit in _DATE_UNITS else "").replace(",", "")
    day = serial_day(digits)
    if day is None:
        return None
    note = f"{digits}是日期序列值，按{day:%Y-%m-%d}读"
    return IndicatorValue(kind="deadline", operator="le", day=day, day_precision="day", note=note, text=given)


def serial_day(digits: str) -> datetime.date | None:
    """The day of an Excel serial number of the years 2000 to 2050."""
    if (
        len(digits) != 5
        or not digits.isascii()
        or not digits.isdigit()
        or not FIRST_SERIAL <= int(digits) <= LAST_SERIAL
    ):
        return None
    return _EPOCH + datetime.timedelta(days=int(digits))


def deadline(text: str, date: Date, given: str) -> IndicatorValue | None:
    """`date` as a deadline, None where it is only mentioned in a sentence about something else."""
    after = _AFTER.match(text, date.end)
    end = after.end() if after else date.end
    left, right = text[: date.start], text[end:]
    later = (after and after["late"]) or _LATER.search(left)
    left = _BEFORE.sub("", _LATER.sub("", left))
    name = (left + right).strip(",;:、()的\0")
    if name and not (_DONE.search(name) or end > date.end):
        return None
    operator: Operator = "between" if date.span else "ge" if later else "le"
    starting = bool(after and after["late"] == "起")
    return IndicatorValue(
        kind="deadline",
        operator=operator,
        day=date.first if starting else date.last,
        first=date.first if date.span else None,
        day_precision=date.precision,
        name=name,
        certain=not date.note or date.note == "年份缺失",
        note=date.note,
        text=given,
    )


def recurring(text: str, given: str) -> IndicatorValue | None:
    """每月10日前, 每季度末: a day that comes back, so there is no single one."""
    if not _RECURRING.fullmatch(text):
        return None
    return _undated(given, "按周期重复，没有单一日期", "日" in text or "号" in text)


def undated(text: str, given: str) -> IndicatorValue | None:
    """A deadline without a date: 规定时间内完成, 当月完成."""
    if _LIMIT.match(text) or (_LIMIT.search(text) and _DONE.search(text)):
        return _undated(given, "无具体日期", False)
    if _OPEN_ENDED.match(text) and _DONE.search(text):
        return _undated(given, "无具体日期", False)
    return None


def _undated(given: str, note: str, day: bool) -> IndicatorValue:
    return IndicatorValue(kind="deadline", operator="le", day_precision="day" if day else "", note=note, text=given)


def finishes(words: str) -> bool:
    """Whether the words speak of getting something done (完成, 支付到位 …)."""
    return bool(_DONE.search(words))


def only_finishes(words: str) -> bool:
    """Whether the words say nothing but that something gets done."""
    return bool(_ONLY_DONE.fullmatch(words))


def masked(text: str, year: int | None) -> tuple[str, list[Date]]:
    """The text with its dates blanked out, so that they are not read as figures, and the dates."""
    dates: list[Date] = []
    start = 0
    while date := find_date(text, year, start):
        after = _AFTER.match(text, date.end)
        start = after.end() if after else date.end
        text = text[: date.start] + "\0" * (start - date.start) + text[start:]
        dates.append(date)
    return text, dates
