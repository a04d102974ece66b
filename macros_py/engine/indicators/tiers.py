"""Words that place a result on a scale: the three official tiers, 优良中差, 好/较好/一般/较差, 高/中/低, plain wording.

A word is taken for a tier only where it is the whole text or stands in one of a few fixed frames (效果显著,
有效提升服务水平); 是否…, …与否 and sentences without such a frame stay text. A negated word is never read as itself.
"""

from __future__ import annotations

from macros_py.engine.indicators.late import late
from macros_py.engine.indicators.tier_words import (
    ADJECTIVES,
    CHANGES,
    DEGREES,
    FALLS,
    KEEPS,
    OPPOSITES,
    SCALES,
    SUBJECTS,
    WEAK_DEGREES,
    WHOLE,
    WHOLE_GUESSES,
)
from macros_py.engine.indicators.value import IndicatorValue, Operator, Role, joined


def _any(words: str) -> str:
    return "(?:" + "|".join(sorted(words.split(), key=len, reverse=True)) + ")"


_GOAL = (
    r"(?:(?:年度|年初|预期|预定|既定|全年|当年|本年|总体|绩效|设定|计划|目标|指标|任务|工作|要求|效果|标准|水平|进度|情况|任务书|合同|各项|全部|所有|的)*"
    r"(?:目标值?|指标值?|任务|要求|效果|计划|工作|标准|水平|进度|预期))?"
)
_REACH = "(?:达成|完成|达到|实现|达标)"
_HOW = "(?:已经|已|均|都|全部|全面|如期|按期|按时|及时|顺利|圆满|超额|高质量|较好地?|按要求|按计划|按进度|能够)*"
_MISSED = late(
    rf"{_GOAL}(?:暂|尚|均|仍|并)?(?:未|没有|没|不能|无法|未能)(?:全部|按期|按时|如期|完全)?{_REACH}了?{_GOAL}(?P<tail>[,、]?(?:且|并|但).{{0,16}})?",
    needs="未没不无",
)
_PARTLY = late(
    rf"{_GOAL}已?(?P<how>部分|大部分|基本|未全部|未完全){_REACH}了?{_GOAL}(?P<tail>[,、]?(?:且|并|但).{{0,16}})?",
    needs="部大基未",
)
_REACHED = late(rf"{_GOAL}{_HOW}{_REACH}了?{_GOAL}(?P<tail>[,、]?(?:且|并).{{0,16}})?")

_OFFICIAL = late("达成|目标|指标|预期|任务|要求|计划")
_RANK = late(r"(?:等次|等级|档次|档|级|标准|水平|以上|及以上|或以上)+$")
_AT_LEAST = late(r"^(?:≥|不低于|至少|不少于)|以上$", needs="≥不至以")
_LEAD = late(r"^(?:定性|定量|达到|达|为|评为|评价为|≥|不低于|至少|不少于|=|:)+")
_VERY = late("^(?:非常|十分|特别|极其|很|最)", needs="非十特极很最")
_COMPLY = late(
    r"(?P<partly>基本|大致|较为?|部分)?(?:严格|认真|切实|全面|完全|均|都|全部)*"
    r"(?:(?:符合|遵守|遵循|满足|落实).{0,30}|严格(?:地)?(?:执行|按照?|依据|遵照|落实).{0,30}|(?:按照?|依照?|依据).{0,12}(?:执行|落实|办理|实施)"
    r"|(?:及时|按时|按期|准时|如期|足额|全额|按月|按季度?|按年度?|定期|依法|依规)+(?:地)?(?:支付|拨付|发放|下达|到位|报送|提交|上报|公开|缴纳|兑现|完成|交付|开展|验收|办理|处理).{0,8})"
)
_FRAME = late(
    rf"(?P<subject>.{{0,12}}?)(?P<degree>(?:{_any(DEGREES)}|(?P<weak>{_any(WEAK_DEGREES)}))+地?)"
    rf"(?:(?P<change>{_any(CHANGES)}+)|(?P<keep>{_any(KEEPS)}+)|(?P<fall>{_any(FALLS)}+))了?(?P<object>.{{0,14}})"
)
_BARE_CHANGE = late(rf"{_any(CHANGES)}+")
_JUDGED = late(rf"(?P<subject>.{{0,8}}{_any(SUBJECTS)})(?P<rest>.{{1,6}})")
_NOT = late(
    r"(?:并不|并未|不够|不太|未能|尚未|没有|无法|难以|未见|不(?!断|低于|少于)|未|没|无|欠)(?P<rest>.{1,10})",
    needs="不未没无难欠",
)
_QUESTION = late(r"是否|与否|能否|如何|有无|情况的|程度的", needs="否何无的")


def tier(text: str, role: Role, given: str) -> IndicatorValue | None:
    """The tier a text without figures names; None where it names none.

    >>> found = tier("部分达成年度指标", "actual", "部分达成年度指标")
    >>> (found.tier, found.level) if found else None
    ('部分达成', 2)
    """
    if _QUESTION.search(text):
        return None
    return official(text, given) or _word(text, given) or _negated(text, role, given) or _framed(text, role, given)


def official(text: str, given: str) -> IndicatorValue | None:
    """达成, 部分达成, 未达成 and phrases with 完成, 达到, 实现 that mean them; 完成 alone names no official tier."""
    if "成" not in text and "达" not in text and "实现" not in text:
        return None
    named = _OFFICIAL.search(text)
    if match := _PARTLY.fullmatch(text):
        loose = "" if match["how"] in ("部分", "大部分") else f"“{match['how']}”介于第一、二档之间，按部分达成读"
        return _tier("部分达成", given, 2 if named else None, note=loose, certain=not loose)
    if _MISSED.fullmatch(text):
        return _tier("未达成", given, 3 if named else None)
    return _tier("达成", given, 1 if named else None) if _REACHED.fullmatch(text) else None


def _tier(
    name: str,
    given: str,
    level: int | None = None,
    *,
    operator: Operator = "",
    subject: str = "",
    certain: bool = True,
    note: str = "",
) -> IndicatorValue:
    return IndicatorValue(
        kind="tier", tier=name, level=level, operator=operator, name=subject, certain=certain, note=note, text=given
    )


def _word(text: str, given: str) -> IndicatorValue | None:
    """A word of a scale, alone or with 以上, 等级, 达到 around it, or after a noun it commonly judges."""
    if name := WHOLE.get(text):
        return _tier(name, given)
    if name := WHOLE_GUESSES.get(text):
        return _tier(name, given, certain=False, note=f"按“{name}”理解")
    operator: Operator = "ge" if _AT_LEAST.search(text) else ""
    bare = _VERY.sub("", _RANK.sub("", _LEAD.sub("", text)))
    if name := WHOLE.get(bare):
        return _tier(name, given, operator=operator)
    match = _JUDGED.fullmatch(bare)
    name = ADJECTIVES.get(match["rest"].removeprefix("为")) if match else None
    return _tier(name, given, operator=operator, subject=match["subject"]) if match and name else None


def _negated(text: str, role: Role, given: str) -> IndicatorValue | None:
    """不明显, 未有效提升, 效果不好: the word without its negation, turned round."""
    judged = _JUDGED.fullmatch(text)
    subject, rest = (judged["subject"], judged["rest"]) if judged else ("", text)
    match = _NOT.fullmatch(rest)
    if not match:
        return None
    found = _word(match["rest"], given) or _framed(match["rest"], role, given)
    name = OPPOSITES.get(found.tier, "") if found else ""
    if not name:
        return None
    sure = name == "未达成"
    return _tier(name, given, subject=subject, certain=sure, note="" if sure else f"否定表述，按“{name}”理解")


def _framed(text: str, role: Role, given: str) -> IndicatorValue | None:
    """符合…, 严格执行…, 显著提升…, 得到有效保障."""
    if match := _COMPLY.fullmatch(text):
        partly = match["partly"]
        return _tier(
            "部分达成" if partly else "达成", given, certain=not partly, note="按“部分达成”理解" if partly else ""
        )
    if _BARE_CHANGE.fullmatch(text):
        return _tier("好", given)
    match = _FRAME.fullmatch(text)
    if not match or _NOT.search(match["subject"] + match["object"]):
        return None
    if match["fall"] and role == "actual":
        return None  # 明显下降 is good or bad, depending on the indicator
    subject = (match["subject"] + match["object"]).strip(",、")
    name = "达成" if match["keep"] else "较好" if match["weak"] else "好"
    doubt = joined("升降好坏要看指标" if match["fall"] else "", f"按“{name}”理解" if subject or match["weak"] else "")
    return _tier(name, given, subject=subject, certain=not doubt, note=doubt)


def scale(text: str) -> bool:
    """优良中差 and the like: the whole scale instead of a place on it."""
    return text in SCALES
