"""Units that go together convert exactly; all others do not convert at all."""

from __future__ import annotations

from decimal import Decimal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from macros_py.engine.indicators import IndicatorValue, convert, parse
from macros_py.engine.indicators.convert import _FACTORS

D = Decimal
UNITS = sorted(_FACTORS)
TIGHT = D("1E-40")

CONVERTED = [
    ("≥150万", "元", "1500000"),
    ("1.5亿元", "万元", "15000"),
    ("0.18亿", "万元", "1800"),
    ("300千元", "万元", "30"),
    ("1500元", "百万元", "0.0015"),
    ("5%", "‰", "50"),
    ("5元/人", "万元/人", "0.0005"),
    ("15亩", "公顷", "1"),
    ("1公顷", "平方米", "10000"),
    ("3亩", "平方米", "2000"),
    ("3里", "公里", "1.5"),
    ("5km", "米", "5000"),
    ("5斤", "吨", "0.0025"),
    ("2公斤", "斤", "4"),
    ("2天", "小时", "48"),
    ("90分钟", "小时", "1.5"),
    ("1年", "个月", "12"),
    ("5平米", "m2", "5"),
    ("12名", "人", "12"),
    ("7次", "次", "7"),
    ("7户", "户", "7"),
]


@pytest.mark.parametrize(("text", "unit", "number"), CONVERTED)
def test_converts(text: str, unit: str, number: str) -> None:
    converted = convert(parse(text), unit)
    assert converted is not None
    assert [str(converted.number), converted.operator] == [number, parse(text).operator]


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("3个月", "天"),
        ("5个工作日", "天"),
        ("5个百分点", "%"),
        ("5%", "元"),
        ("5", "元"),
        ("5元/人", "元/次"),
        ("5元", ""),
        ("好", "元"),
        ("12月底前", "天"),
        ("无事故", "次"),
        ("", "元"),
    ],
)
def test_does_not_convert(text: str, unit: str) -> None:
    """Where units do not go together there is no number, not even the same one."""
    assert convert(parse(text), unit) is None


def test_ranges_and_references_convert_whole() -> None:
    converted = convert(parse("3-5里"), "公里")
    assert converted is not None
    assert [str(converted.number), str(converted.high), converted.unit] == ["1.5", "2.5", "公里"]
    budget = convert(parse("控制在预算内"), "元")
    assert budget is not None
    assert [budget.number, budget.unit, budget.reference] == [None, "元", "预算数"]


@given(st.sampled_from(UNITS), st.sampled_from(UNITS), st.decimals(-(10**9), 10**9, places=4))
def test_there_and_back(old: str, new: str, number: Decimal) -> None:
    """A conversion loses nothing that can be seen, and is None both ways or neither."""
    value = IndicatorValue(kind="quantity", text="", operator="eq", number=number, unit=old)
    there = convert(value, new)
    if there is None:
        assert convert(msgspec.structs.replace(value, unit=new), old) is None
        return
    back = convert(there, old)
    assert back is not None
    assert back.number is not None
    assert abs(back.number - number) <= TIGHT * (1 + abs(number))
