"""Targets that refer to another figure of the report instead of giving one: 控制在预算范围内, 不超概算, 不低于上年.

The figure itself is looked up by the caller: `reference` names it, `number` stays None.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from macros_py.engine.indicators.late import late
from macros_py.engine.indicators.operators import COMPARING
from macros_py.engine.indicators.value import IndicatorValue, Operator, Role

_KINDS = {
    "预算": ("预算数", "万元"),
    "概算": ("概算数", "万元"),
    "合同": ("合同价", "万元"),
    "计划": ("计划数", ""),
    "编制": ("编制数", "人"),
    "年": ("上年数", ""),
}
_NOUN = (
    r"(?:(?:年初|全年|年度|当年|本年|调整后?|批复|批准|核定|财政|项目|部门|单位|资金|投资|总|年|经费)*的?"
    r"(?P<kind>预算|概算)(?:控制|安排|批复|下达|指标)?(?:数|总?金?额|总?投资|资金|标准|规模|总量)?"
    r"|(?P<contract>合同)(?:价款?|总?金?额|总价)|(?P<plan>计划)(?:成本|数|投资|金?额)|核?定?(?P<posts>编制)人?数?"
    r"|(?:上|去|往)(?P<year>年)度?(?:同期)?(?:水平|数|实际数?|决算数?|支出数?|执行数)?)"
)
_TARGET = late(
    rf"{_NOUN}(?:总?范围|额度)?(?P<inside>之内|以内|内|以下)?"
    r"(?:执行|支出|使用|支付|完成|开支|控制|列支|安排)?$"
)
_BEFORE_FIGURE = late(_NOUN + r"的?$")
_LONGEST_NAME = 16
_HINT = late("预算|概算|合同|计划|编制|[上去往]年", needs="算同划制年")


class Relative(NamedTuple):
    """不超过预算的10%: the operator stands before the noun."""

    operator: Operator
    noun: str
    name: str


def reference(text: str, role: Role, given: str) -> IndicatorValue | None:
    """A text without figures that compares with the budget or another figure of the report."""
    if not _HINT.search(text) or not (match := _TARGET.search(text)):
        return None
    sign = COMPARING.ending(text, match.start())
    name = text[: match.start() - len(sign)]
    if len(name) > _LONGEST_NAME or not (sign or match["inside"]):
        return None
    noun, unit = _kind(match)
    return IndicatorValue(
        kind="quantity",
        operator=COMPARING[sign or "≤"],
        unit=unit,
        name=name.rstrip("在于为应须需,: "),
        reference=noun,
        note=f"引用{noun}" + ("，实际完成值应填实际数" if role == "actual" else ""),
        text=given,
    )


def relative(text: str, end: int) -> Relative | None:
    """What the words right before a figure compare with: 不超过预算的 | 10%."""
    match = _BEFORE_FIGURE.search(text, max(0, end - 16), end)
    if not match or not (sign := COMPARING.ending(text, match.start())):
        return None
    return Relative(COMPARING[sign], _kind(match)[0], text[: match.start() - len(sign)])


def _kind(match: re.Match[str]) -> tuple[str, str]:
    return next(_KINDS[word] for name in ("kind", "contract", "plan", "posts", "year") if (word := match[name]))
