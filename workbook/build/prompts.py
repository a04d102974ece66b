"""What a cell says when it is chosen, and when something is typed that does not belong there: plain Chinese, made from
what the field is (unit, decimals, limits), so that no table has to write it.

Excel allows 32 characters for a title and 255 for a message.
"""

from __future__ import annotations

from decimal import Decimal

from workbook.facts import Field

TITLE_MOST, MESSAGE_MOST = 32, 255
_DECIMALS = {1: "一", 2: "两", 3: "三", 4: "四", 5: "五", 6: "六"}
_YEARS = ("年", "年度")
_YES_OR_NO = ({"是", "否"}, {"有", "无"})
GUARD = "此格自动计算，请不要手工填写；如公式丢失，可复制上一行的公式。"


def title(field: Field) -> str:
    """The column's label; the row's stands beside the cell.

    >>> title(Field(id="a", form="f", label="年度资金总额·年初预算数"))
    '年初预算数'
    """
    return field.label.rpartition("·")[2][:TITLE_MOST]


def prompt(field: Field) -> str:
    """What goes into an input cell.

    >>> prompt(Field(id="a", form="f", label="l", unit="万元", minimum=Decimal(0)))
    '请填数字，单位：万元，保留两位小数，不能为负数；没有发生额填 0。'
    """
    said = _number(field) if field.kind == "number" else _date() if field.kind == "date" else _text(field)
    return (said + ("此项必填。" if field.required else ""))[:MESSAGE_MOST]


def refusal(field: Field) -> str:
    """Why what was typed is not a figure for this cell."""
    if field.unit in _YEARS:
        return "这一格只能填年份数字，如 2022，不要带“年”字。"
    limits = f"数值{_limits(field)}。" if _limits(field) else ""
    zero = "没有发生额填 0，不要写“无”或“—”。" if field.unit == "万元" else ""
    return f"这一格只能填数字，不要带单位或其他文字。{zero}{limits}"


def is_closed(field: Field) -> bool:
    """Only a question that is answered by yes or no is closed; official lists grow from year to year.

    >>> is_closed(Field(id="a", form="f", label="l", kind="text", choices=("有", "无")))
    True
    """
    return set(field.choices) in _YES_OR_NO


def not_listed(field: Field) -> str:
    """Why what was typed is not in the list of choices."""
    if is_closed(field):
        return f"这一格只能填“{'”或“'.join(field.choices)}”。"
    return "列表里没有这一项。确实需要这样填的，可以继续。"


def shown(value: Decimal, field: Field) -> str:
    """A limit as people write it: a fraction of a percentage as percent.

    >>> shown(Decimal(1), Field(id="a", form="f", label="l", unit="%"))
    '100%'
    """
    return f"{value * 100:f}%" if field.unit == "%" else f"{value:f}"


def _number(field: Field) -> str:
    if field.unit in _YEARS:
        return "请填四位数的年份，如 2022。"
    if field.unit == "%":
        return "；".join(["请填百分数，如 95.5%", *([_limits(field)] if _limits(field) else [])]) + "。"
    unit = [f"单位：{field.unit}"] if field.unit else []
    figures = "，".join(["请填数字", *unit, _decimals(field), *([_limits(field)] if _limits(field) else [])])
    return figures + ("；没有发生额填 0。" if field.unit == "万元" else "。")


def _decimals(field: Field) -> str:
    if not field.precision:
        return "填整数"
    most = "最多" if field.exact else "保留"  # points are written as they are: 8, 7.5
    return f"{most}{_DECIMALS.get(field.precision, str(field.precision))}位小数"


def _limits(field: Field) -> str:
    low, high = field.minimum, field.maximum
    if low is not None and high is not None:
        return f"应在 {shown(low, field)} 至 {shown(high, field)} 之间"
    if low is not None:
        return "不能为负数" if low == 0 else f"不小于 {shown(low, field)}"
    if high is not None:
        return f"不大于 {shown(high, field)}"
    return "减少或超支为负数" if field.unit == "万元" else ""


def _date() -> str:
    return "请填日期，可写成 2023年3月15日、2023-03-15 或 2023.3.15；只到月份的，可写 2023年3月。"


def _text(field: Field) -> str:
    if field.choices:
        return "请从下拉列表中选择" + ("。" if is_closed(field) else "；列表里没有的，可以照实填写。")
    return "请填文字。" if field.short else "请填文字；要另起一行，请按 Alt+Enter。"
