"""What holds for any text, any figure and any numeral."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from macros_py.engine.indicators import IndicatorValue, convert, parse, parse_columns
from macros_py.engine.indicators.numerals import chinese
from macros_py.engine.indicators.operators import PLAIN
from macros_py.engine.indicators.parse import PLAIN_CELL, plain, read_slowly
from macros_py.engine.indicators.unit_words import COUNTED_WORDS, MULTIPLES, SPELLINGS
from macros_py.engine.indicators.units import UNITS

D = Decimal
WIDE = str.maketrans("0123456789.,%<>=()-", "０１２３４５６７８９．，％＜＞＝（）－")
ROLES: list[Any] = ["target", "actual", "threshold"]
_WORDS = (
    "0 1 2 9 95 290 44561 2022 12 31 . , - ~ / : ( ) [ ] 《 》 % ‰ ≥ ≤ > < = 不 未 无 低于 超过 以上 以下 以内 内 起 "
    "多 约 含 不含 至 到 从 年 月 日 前 底 季度 上半年 每 第 万 亿 元 个 次 人 "
    "半 成 分之 百 十 二 两 三 点 零 ○ 完成 "
    " 达成 部分 预算 合同 显著 提升 有效 符合 是否 发生 事故 正向 反向 定性 率 满意度 且 和 之间 \0 \u3000 \n ② ㎡ x"
)
WORDS = _WORDS.split(" ")
texts = st.lists(st.sampled_from(WORDS), max_size=10).map("".join) | st.text(max_size=30)
OPERATORS = {
    "ge": [
        "≥{}",
        "≧{}",
        ">={}",
        "≥={}",
        "=>{}",
        "不低于{}",
        "不少于{}",
        "至少{}",
        "大于或等于{}",
        "{}以上",
        "{}及以上",
        "{}(含)以上",
        "达到{}以上",
    ],
    "le": [
        "≤{}",
        "≦{}",
        "<={}",
        "不超过{}",
        "不高于{}",
        "小于等于{}",
        "控制在{}以内",
        "{}以内",
        "{}以下",
        "{}(含)以下",
        "未超过{}",
    ],
    "gt": [">{}", "大于{}", "高于{}", "超过{}", "{}以上(不含)"],
    "lt": ["<{}", "低于{}", "小于{}", "不足{}", "少于{}", "未达到{}"],
    "eq": ["{}", "={}", "═{}", "达到{}", "为{}", "等于{}"],
}
COUNTS = sorted(
    {*COUNTED_WORDS.split()} - {*MULTIPLES} - {word for words in SPELLINGS.values() for word in words.split()}
)
# 不到/未达到 and 3点, 3起 aside, units are free; 个半, 年, 月, 日, 时 and 分 can make a date, a time or an hour of it
UNIT_NAMES = [word for word in COUNTS if UNITS[word][0] == word and word not in ("年", "分", "个")] + [
    "%",
    "‰",
    "万元",
    "亿元",
]
numbers = st.one_of(st.integers(0, 9_999_999).map(D), st.decimals(0, 99999, places=2))


@given(texts, st.sampled_from(ROLES), st.sampled_from([None, 2022]))
@example("亿" * 3000, "target", None)
@example("百分之" + "九" * 300, "target", None)
@example("9" * 5000, "target", None)
@example("1" + " " * 200 + "2", "target", None)
@example("0分之三", "target", None)
@example("零分之三", "target", None)
@example("三分之", "target", None)
@example("九十九点九百分之", "target", None)
@example("\ud800", "target", None)
@example("٣٤%", "target", None)
def test_any_text_has_a_reading(text: str, role: Any, year: int | None) -> None:
    """Total: never an exception, always one of six kinds with its fields in order."""
    value = parse(text, role, year=year)
    consistent(value)
    assert value.text == text


@given(texts, texts, texts, texts)
def test_any_columns_have_a_reading(nature: str, value: str, unit: str, direction: str) -> None:
    found = parse_columns(nature, value, unit, direction)
    consistent(found)
    converted = convert(found, unit)
    assert converted is None or converted.kind == found.kind


def consistent(value: IndicatorValue) -> None:
    """Fields agree with the kind, and doubt always has a reason."""
    assert (value.number is not None) == (
        value.kind in ("quantity", "range") and not (value.reference and value.number is None)
    )
    assert value.high is None or (value.kind == "range" and value.operator == "between")
    assert value.day is None or (value.kind == "deadline" and isinstance(value.day, datetime.date))
    assert bool(value.tier) == (value.kind == "tier")
    assert value.level in ((None,) if value.kind != "tier" else (None, 1, 2, 3))
    assert value.certain or value.note
    assert value.note or value.kind != "text"


@given(
    st.data(), numbers, st.sampled_from(sorted(OPERATORS)), st.sampled_from(UNIT_NAMES), st.booleans(), st.booleans()
)
def test_formats_read_back(
    data: st.DataObject, number: Decimal, operator: str, unit: str, wide: bool, spaced: bool
) -> None:
    """operator × number × unit × width: what is written is what is read."""
    grouped = data.draw(st.booleans())
    figure = f"{number:,f}" if grouped else f"{number:f}"
    text = data.draw(st.sampled_from(OPERATORS[operator])).format(figure + (" " if spaced else "") + unit)
    value = parse(text.translate(WIDE) if wide else text, "actual")
    assert [value.kind, value.operator, value.number, value.unit] == ["quantity", operator, number, unit]


@given(
    numbers,
    numbers,
    st.sampled_from(UNIT_NAMES),
    st.sampled_from(["{}{u}-{}{u}", "{}-{}{u}", "{}{u}~{}{u}", "{}{u}至{}{u}"]),
)
def test_ranges_read_back(a: Decimal, b: Decimal, unit: str, shape: str) -> None:
    value = parse(shape.format(min(a, b), max(a, b), u=unit), "actual")
    assert [value.operator, value.number, value.high, value.unit] == ["between", min(a, b), max(a, b), unit]


@given(st.dates(datetime.date(2000, 1, 1), datetime.date(2049, 12, 31)))
def test_days_read_back(day: datetime.date) -> None:
    """Every usual shape of a day, and the Excel serial number written twice."""
    serial = (day - datetime.date(1899, 12, 30)).days
    shapes = [
        f"{day.year}年{day.month}月{day.day}日前",
        f"{day:%Y-%m-%d}",
        f"{day:%Y/%m/%d}完成",
        f"{day.year}.{day.month}.{day.day}前",
        f"{day:%Y%m%d}",
        f"截至{day.month}月{day.day}日",
        f"正向 = {serial:,} {serial:,}",
    ]
    assert [parse(shape, year=day.year).day for shape in shapes] == [day] * len(shapes)


def spoken(number: int) -> str:
    """A Chinese numeral below 10^8, written independently of the reader."""
    if number >= 10_000:
        head, tail = divmod(number, 10_000)
        return spoken(head) + "万" + ("" if not tail else ("零" if tail < 1000 else "") + spoken(tail))
    digits, places = "零一二三四五六七八九", ["千", "百", "十", ""]
    out = ""
    for digit, place in zip(f"{number:04d}", places, strict=True):
        out += digits[int(digit)] + (place if digit != "0" else "")
    while "零零" in out:
        out = out.replace("零零", "零")
    out = out.strip("零") or "零"
    return out


@given(st.integers(0, 99_999_999))
@example(0)
@example(10)
@example(10_000)
@example(10_010_010)
def test_numerals_read_back(number: int) -> None:
    assert chinese(spoken(number)) == number
    assert chinese(spoken(number).replace("一十", "十")) == number


@given(st.integers(0, 99))
def test_spoken_percentages(number: int) -> None:
    value = parse(f"不低于百分之{spoken(number)}")
    assert [value.operator, value.number, value.unit] == ["ge", D(number), "%"]


@given(st.integers(3, 9999))
def test_spoken_counts(number: int) -> None:
    value = parse(f"培训{spoken(number)}人次")
    assert [value.number, value.unit, value.name] == [D(number), "人次", "培训"]


@pytest.mark.parametrize(
    "text", ["", "三五", "万", "百", "十百", "一二", "零一二", "一千零", "一万二万", "三点五", "abc", "亿" * 30]
)
def test_what_is_no_numeral(text: str) -> None:
    assert chinese(text) is None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("一百二", 120),
        ("一千二", 1200),
        ("一万五", 15000),
        ("一万零五", 10005),
        ("两千零五", 2005),
        ("三亿", 300_000_000),
        ("贰佰叁拾", 230),
        ("〇", 0),
    ],
)
def test_short_and_formal_numerals(text: str, number: int) -> None:
    assert chinese(text) == number


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("sign", sorted(PLAIN))
def test_the_short_way_says_what_the_long_way_says(sign: str, role: Any) -> None:
    """Most cells are read by one pattern; its reading must be the full reader's to the last field."""
    short = 0
    for digits in ("0", "5", "95", "100", "290", "12.5", "0.995", "2022", "44561", "20221231"):
        for unit in ("", *UNITS):
            text = sign + digits + unit
            if (match := PLAIN_CELL.fullmatch(text)) and (value := plain(match, role)):
                short += 1
                assert value == read_slowly(text, role, 2022), text
    assert short > len(UNITS)
