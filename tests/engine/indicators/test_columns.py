"""Three columns 性质 | 值 | 单位, their contradictions, and the direction of an indicator."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from macros_py.engine.indicators import parse, parse_columns
from tests.engine.indicators.shown import shown

D = Decimal
READ: list[tuple[tuple[Any, ...], str, str]] = [
    (("≧", "100", "%"), "ge 100 %", ""),
    (("═", "97", "%"), "eq 97 %", ""),
    (("≥", D("95"), "%"), "ge 95 %", ""),
    (("大于等于", "12", "次"), "ge 12 次", ""),
    (("≥(大于等于)", "12", "次"), "ge 12 次", ""),
    (("定量", "95", "%"), "eq 95 %", ""),
    (("≥", "12", "达标村"), "ge 12 达标村", ""),
    (("", "15", ""), "eq 15", "单位缺失"),
    (("≥", "≥95%", "%"), "ge 95 %", ""),
    (("≥", "95以上", "%"), "ge 95 %", ""),
    (("≤", "28.8万元", "%"), "le 28.8 万元 ?", "指标值里的单位“万元”与度量单位“%”不一致"),
    (("≤", "100万", "元"), "le 100 万元", "单位“万”按“万元”读"),
    (("≥", D("3"), "万人"), "ge 30000 人", ""),
    (("≤", "≥95", "%"), "ge 95 % ?", "指标性质“≤”与指标值里的“≥95”不一致"),
    (("≥", "约95", "%"), "ge 95 % ?", "约数"),
    (("≥", "3/4", "个"), "ge 75 % ?", "“3/4”按75%读；指标值里的单位“%”与度量单位“个”不一致"),
    (("≥", "80-90", "%"), "[80,90] % ?", "指标性质“≥”与指标值里的“80-90”不一致"),
    (("≥", "5人以上，8人以下", "%"), "[5,8] 人 ?", "指标值里的单位“人”与度量单位“%”不一致"),
    (("定性", "优", ""), "tier 优", ""),
    (("定性", "达成年度目标", "%"), "tier 达成 1", ""),
    (("定性", "95", "%"), "eq 95 % ?", "指标性质是定性，指标值却是数字"),
    (("甲类", "12", "次"), "eq 12 次 ?", "指标性质“甲类”不认识"),
    (("", "290", "%"), "ge 90 % ?", "疑似把“≥”误读成“2”：可能是≥90%，也可能是290%"),
    (("≥", "290", "%"), "ge 290 %", ""),
    (("=", "290", "%"), "eq 290 %", ""),
    (("≥", None, "%"), "blank", ""),
    (("≤", "12月底前", ""), "le 2022-12-31 month", ""),
    (("≤", "2022", "年"), "le 2022-12-31 year", ""),
    (("≥", "12", "月"), "ge 12 月", ""),
    (("", "44561", "日期"), "le 2021-12-31 day", "44561是日期序列值，按2021-12-31读"),
    (("", D("44561"), "日期"), "le 2021-12-31 day", "44561是日期序列值，按2021-12-31读"),
    (("≤", D("44561"), "元"), "le 44561 元", ""),
    (("≥", D("0.95"), "%"), "ge 0.95 % ?", "按0.95%读，也可能是95%"),
    (("=", "24", "人/次", "正向"), "ge 24 人/次", "正向指标，按“≥”读"),
    (("＝", "24", "人/次", "反向指标"), "le 24 人/次", "反向指标，按“≤”读"),
    (("正向", "60", "%"), "ge 60 %", "正向指标，按“≥”读"),
    (("正向", "≤5", "次"), "le 5 次 ?", "指标方向是正向，符号却是“≤”"),
    (("≥", "5", "次", "正向"), "ge 5 次", ""),
    (("=", "好", "", "正向"), "tier 好", ""),
]


@pytest.mark.parametrize(("columns", "expected", "note"), READ)
def test_columns(columns: tuple[Any, ...], expected: str, note: str) -> None:
    """Sign and unit belong to a bare value; what the value says itself counts, and a contradiction is told."""
    value = parse_columns(*columns, year=2022)
    assert [shown(value), value.note] == [expected, note]


def test_an_actual_value_has_no_direction() -> None:
    assert parse_columns("=", "24", "次", "正向", "actual").operator == "eq"


def test_the_columns_are_kept_as_given() -> None:
    assert parse_columns("≧", D("95"), "%").text == "≧ | 95 | %"


def test_columns_pasted_together_read_the_same() -> None:
    """Exports join the three columns with bars."""
    assert shown(parse("≧ | 85 | %")) == shown(parse_columns("≧", "85", "%"))


@pytest.mark.parametrize("number", [D("NaN"), D("Infinity"), D("1E+900"), D("-1E-900")])
def test_numbers_beyond_use(number: Decimal) -> None:
    """A cell may hold what no form can mean."""
    assert parse(number).kind == "text"
    assert parse_columns("≥", number, "%").kind == "text"


def test_number_cells() -> None:
    """A typed number has no unit; a whole one may be a date or a year."""
    assert [shown(parse(D(text))) for text in ("95", "0.95", "-3", "44561", "2022", "290")] == [
        "eq 95",
        "eq 0.95",
        "eq -3",
        "eq 44561 ?",
        "eq 2022 ?",
        "eq 290",
    ]
    assert parse(None).kind == "blank"
