"""One figure as the meaning of a cell: "≥95%", "后勤保障工作100%", "150万", and a guess where there are several.

Negated sentences are not read for their figures: in 杜绝3人以上事故 the 3 is no target.
"""

from __future__ import annotations

from decimal import Decimal

import msgspec

from macros_py.engine.indicators.deadlines import finishes, only_finishes, serial_day
from macros_py.engine.indicators.figures import Figure
from macros_py.engine.indicators.late import late
from macros_py.engine.indicators.misread import misread
from macros_py.engine.indicators.operators import MISTYPED, SHOWN
from macros_py.engine.indicators.prepare import Prepared
from macros_py.engine.indicators.references import relative
from macros_py.engine.indicators.unit_words import TIMES
from macros_py.engine.indicators.value import IndicatorValue, Role, joined

NO_UNIT = "单位缺失"
_TRIM = ",;:、。[]的+-=\0 "
_LEAD_WORDS = late(
    r"(?:已经|已|应当|应该|应|须|需要|需|要求|力争|预计|计划|可|在|于|至|到|的|从|由|介于|指标值|人民币|实际)+$"
)
_NEGATED = late(
    r"(?:未|不|没有|无)再?(?:发生|出现|造成|产生)|杜绝|避免|防止|严禁"
    r"|^(?:没有|无)(?!害|障碍|纸|偿|人机|线|缝|公害|烟|废|党派)",
    needs="未不没无杜避防严",
)
_RATIO_NAME = late(r"(?:率|度|比例|比|占比|比重|程度)$", needs="率度例比重程")
_COUNT_NAME = late(r"(?:人|人数|人次|户数?|数量|总量|次数|株数|面积)$")
_NOTHING = late(
    r"(?:实现|确保|做到|达到|保持)?[零0](?P<name>(?:有效|安全|责任|重大|生产|质量|服务)*"
    r"(?:投诉|事故|差错|失误|违规|违纪|违法|伤亡|死亡|上访|延误|缺陷|举报|案件|感染|泄密|故障|发生|拖欠|超标|返贫|火灾)率?)",
    needs="零0",
)
_YEARS = range(2000, 2050)


def negated(text: str, found: list[Figure]) -> bool:
    """Whether the figures belong to something that is not to happen (杜绝3人以上事故), not to a rate of it."""
    match = _NEGATED.search(text)
    if not match or match.end() > found[-1].start:
        return False
    return not _RATIO_NAME.search(text[: found[-1].start].rstrip(_TRIM))


def quantity(text: str, found: list[Figure], role: Role, given: str, ready: Prepared) -> IndicatorValue | None:
    """The last figure that counts something; None where none does.

    A figure without unit and operator counts only at the end of the text, a time inside a sentence (24小时值班) never.
    """
    usable = [figure for figure in found if _counts(text, figure)]
    if not usable:
        return None
    figure, name, note, certain = usable[-1], _name(text, usable[-1]), ready.note, ready.certain
    if len({(one.number, one.unit) for one in usable}) > 1:
        note, certain = joined(note, f"文中有{len(usable)}个数字，取最后一个"), False
    if figure.start and not figure.explicit and (found_reference := relative(text, figure.start)):
        operator, reference, name = found_reference
        figure = msgspec.structs.replace(figure, operator=operator, explicit=True)
        value = build(figure, name, role, given, joined(note, f"相对于{reference}"), False)
        return msgspec.structs.replace(value, reference=reference)
    return build(figure, name, role, given, note, certain)


def build(figure: Figure, name: str, role: Role, given: str, note: str = "", certain: bool = True) -> IndicatorValue:
    """The value of `figure`, with everything that has to be said about it."""
    operator, number, unit = figure.operator, figure.number, figure.unit
    said = figure.note
    if figure.bare != 1 and _COUNT_NAME.search(name):
        number, unit, said = number * figure.bare, "", ""
    doubt = _doubt(figure, unit or name)
    if role == "target" and not figure.explicit and not figure.led and not figure.about:
        rest = misread(figure.written, unit, name)
        if rest is not None:
            operator, number = "ge", rest
            doubt = f"疑似把“≥”误读成“2”：可能是≥{rest}{unit}，也可能是{figure.written}{unit}"
    bound = role == "threshold" and operator != "eq"
    return IndicatorValue(
        kind="range" if bound else "quantity",
        operator=operator,
        number=number,
        low_closed=bound and operator == "ge",
        high_closed=bound and operator == "le",
        unit=unit,
        name=name,
        certain=certain and not doubt,
        note=joined(note, said, "" if unit else NO_UNIT, doubt, bare_actual(operator, role)),
        text=given,
    )


def nothing(text: str, given: str) -> IndicatorValue | None:
    """零投诉, 0事故: none of something bad.

    >>> nothing("零投诉", "零投诉").number, nothing("零售额", "零售额")
    (Decimal('0'), None)
    """
    match = _NOTHING.fullmatch(text)
    if not match:
        return None
    note = f"按“{match['name']}”为0读；单位缺失"
    return IndicatorValue(
        kind="quantity", operator="eq", number=Decimal(0), name=match["name"], certain=False, note=note, text=given
    )


def _counts(text: str, figure: Figure) -> bool:
    tail = text[figure.end :].strip(_TRIM + "()")
    if figure.unit in TIMES and not figure.explicit and tail:
        return finishes(tail)
    return bool(figure.unit) or figure.explicit or not tail


def _name(text: str, figure: Figure) -> str:
    """The words around the figure, without those that only lead up to it."""
    left = _LEAD_WORDS.sub("", text[: figure.start].strip(_TRIM).rstrip("(")).rstrip(_TRIM)
    right = text[figure.end :].strip(_TRIM + "()")
    return left + ("" if only_finishes(right) else right)


def _doubt(figure: Figure, described: str) -> str:
    """Why the reading of the figure itself is a guess, "" where it is none."""
    about = "约数" if figure.about else ""
    against = "" if figure.agree else "比较词含义不清"
    typed = f"“{figure.sign}”按“{MISTYPED[figure.sign]}”读" if figure.sign else ""
    date = "" if described or figure.explicit else _also_date(figure.written.replace(",", ""))
    return joined(about, against, typed, date)


def _also_date(written: str) -> str:
    """A bare whole number that may be a year or an Excel serial number."""
    if day := serial_day(written):
        return f"也可能是日期序列值（{day:%Y-%m-%d}）"
    if len(written) == 4 and written.isdigit() and int(written) in _YEARS:
        return "也可能是年份"
    return ""


def bare_actual(operator: str, role: Role) -> str:
    """An actual value that brings a comparison sign."""
    return f"实际完成值应填实际数，不带“{SHOWN[operator]}”" if role == "actual" and operator != "eq" else ""
