"""Comparison words before and after a figure: 不低于 … 以上 … 控制在 … 以内.

以上, 以下, 以内 include the figure itself, 超过, 低于, 不足 do not (the usage of 民法典第一千二百五十九条; unverified),
unless (含) or (不含) says otherwise. Words are data: negated forms are made from the plain ones, so that 不高于 can
never be taken for 高于.
"""

from __future__ import annotations

from typing import Literal

from macros_py.engine.indicators.late import late
from macros_py.engine.indicators.value import Operator
from macros_py.engine.indicators.words import Words

Word = Literal["eq", "ge", "le", "gt", "lt", "about", "not"]
_MORE = ("大于", "高于", "多于", "超过", "超出", "突破", "优于", "超")
_LESS = ("小于", "低于", "少于")
_NOT = ("不", "不得", "不应", "不能", "不可", "不会", "未", "没有", "并未", "未曾")
_OR_EQUAL = ("等于", "或等于", "或者等于", "及等于", "=", "或=")
_BEFORE: dict[Word, str] = {
    "ge": "≥ 》= 至少 最少 起码 不下于 不亚于 达到或超过 达到或高于",
    "le": "≤ 《= 至多 最多 控制在 控制到 限于 不逾",
    "gt": "> 》",
    "lt": "< 《 不足 不到 不满 未满 不够",
    "eq": (
        "= : 等于 达到 达到了 达 均达 均达到 为 均为 是 做到 实现 完成 共 共计 合计 共有 保持 保持在 维持在 "
        "稳定在 确保 提高到 提高至 提升到 提升至 增加到 增加至 降到 降至 降低到 降低至 下降到 下降至"
    ),
    "about": "≈ 约 约为 大约 大概 近 将近 接近",
    "not": "≠ ± 不为 不是 不等于 非",
}
_AFTER: dict[Word, str] = {
    "ge": "以上 及以上 或以上 及其以上 含以上 之上 往上 起 或更多 或更高 +",
    "le": "以下 及以下 或以下 及其以下 之下 以内 及以内 之内 内 以里 封顶",
    "about": "左右 上下 多 余 出头",
}
PREFIXES: Words[Word] = Words(
    {word: operator for operator, words in _BEFORE.items() for word in words.split()}
    | dict.fromkeys(_MORE, "gt")
    | dict.fromkeys(_LESS, "lt")
    | dict.fromkeys(
        (no + reach for no in ("未", "未能", "没有", "没", "尚未") for reach in ("达到", "达", "完成")), "lt"
    )
    | dict.fromkeys((no + word for no in _NOT for word in _MORE), "le")
    | dict.fromkeys((no + word for no in _NOT for word in _LESS), "ge")
    | dict.fromkeys((no + word + same for no in _NOT for word in _MORE for same in _OR_EQUAL), "le")
    | dict.fromkeys((no + word + same for no in _NOT for word in _LESS for same in _OR_EQUAL), "ge")
    | dict.fromkeys((word + same for word in _MORE for same in _OR_EQUAL), "ge")
    | dict.fromkeys((word + same for word in _LESS for same in _OR_EQUAL), "le")
)
SUFFIXES: Words[Word] = Words({word: operator for operator, words in _AFTER.items() for word in words.split()})
# the end of a longer word, not an operator: 节约13万元, 下达50万元
PART_OF = {
    "约": "节合预签履制集公",
    "近": "附临最邻",
    "达": "下到转表传送抵直",
    "为": "作行成因认以",
    "共": "公",
    "超": "赶B彩",
    "是": "于可但还",
}
# 80%≤满意度: the figure stands on the other side
FLIPPED: dict[str, Word] = {"≥": "le", "≤": "ge", ">": "lt", "<": "gt"}
SHOWN = {"ge": "≥", "le": "≤", "gt": ">", "lt": "<", "eq": "="}
MISTYPED = {"》": ">", "《": "<", "》=": "≥", "《=": "≤"}
_COMPARISONS: dict[Word | None, Operator] = {"ge": "ge", "le": "le", "gt": "gt", "lt": "lt"}
# what most cells begin with, and nothing can be read into but the one comparison
PLAIN: dict[str, Operator] = {
    **dict.fromkeys(("", "=", "完成", "达到"), "eq"),
    **dict.fromkeys(("≥", ">=", "不低于", "不少于", "不小于", "至少", "大于等于"), "ge"),
    **dict.fromkeys(("≤", "<=", "不超过", "不高于", "不大于", "不多于", "小于等于"), "le"),
    **dict.fromkeys((">", "大于", "超过", "高于"), "gt"),
    **dict.fromkeys(("<", "小于", "低于", "少于"), "lt"),
}
COMPARING: Words[Operator] = Words(
    {word: _COMPARISONS[found] for word, found in PREFIXES.items() if found in _COMPARISONS}
)
_OPEN: dict[Operator, Operator] = {"ge": "gt", "le": "lt"}
_CLOSED: dict[Operator, Operator] = {"gt": "ge", "lt": "le"}
_MARK = late(
    r"\((?:均|都)?(?P<out>不)?(?:包?含|包括)(?:本数|[上下]限|两端|端点|\d[\d.,]*[^\d()]{0,3})?\)"
    r"|,?(?P<out2>不)?包?含(?:本数|\d[\d.]*[%分]?)?(?=$|[以及~,;)\-])",
    needs="含包",
)


def mark_at(text: str, start: int) -> tuple[bool | None, int]:
    """(含) or （不含本数） at `start`: whether the figure itself is meant, and where the mark ends.

    >>> mark_at("80%(不含)", 3), mark_at("80%", 3)
    ((False, 7), (None, 3))
    """
    if text[start : start + 1] not in ("(", ",", "不", "包", "含"):
        return None, start
    if not (match := _MARK.match(text, start)):
        return None, start
    return not (match["out"] or match["out2"]), match.end()


def combined(before: list[Word], after: Word | None, included: bool | None) -> tuple[Operator, bool]:
    """One operator from the words before and after a figure and its (含); False where they contradict each other."""
    told = [_COMPARISONS[word] for word in (*before, after) if word in _COMPARISONS]
    operator: Operator = told[0] if told else "eq"
    agree = len({word[0] for word in told}) < 2
    if included is None:
        return operator, agree
    changed = _CLOSED if included else _OPEN
    return changed.get(operator, operator), agree and operator != "eq"
