"""Reading what people type where a number belongs, and rounding as Excel does."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import floor

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from macros_py.engine.numbers import BLANK, Reading, decimals_of, excel_round, read_number

D = Decimal
STATES = {"number", "blank", "dash", "none", "not_applicable", "unreadable"}
UNITS = ["", "%", "元", "千元", "万元", "百万元", "亿元", "人", "分", "年度", "个"]
WIDE = str.maketrans("0123456789.,+-()%", "０１２３４５６７８９．，＋－（）％")
amounts = st.decimals(min_value=D("-1E13"), max_value=D("1E13"), places=2)
any_decimals = st.integers(-(10**15), 10**15).flatmap(
    lambda digits: st.integers(-8, 2).map(lambda exponent: D(digits).scaleb(exponent))
)
typed = st.text(alphabet="0123456789０９.,，。()（）+-—－−%‰％¥￥ \u00a0\u3000元万亿千百分之比无不适用/eE", max_size=14)

READ = [
    ("1811.27", "万元", "1811.27", 2),
    ("1,811.27", "万元", "1811.27", 2),
    ("１，８１１．２７", "万元", "1811.27", 2),
    ("1\u00a0811.27", "万元", "1811.27", 2),
    (" 1811.20 ", "万元", "1811.20", 2),
    ("1811.27万元", "万元", "1811.27", 2),
    ("1811.27万", "万元", "1811.27", 2),
    ("18112700元", "万元", "1811.27", 4),
    ("1.5亿元", "万元", "15000", 0),
    ("0.18亿", "万元", "1800", 0),
    ("36.70万元", "元", "367000", 0),
    ("2百万元", "万元", "200", 0),
    ("30千元", "万元", "3", 1),
    ("¥12.50", "元", "12.50", 2),
    ("￥12.50", "元", "12.50", 2),
    ("-¥3", "元", "-3", 0),
    ("¥-3", "元", "-3", 0),
    ("95%", "%", "0.95", 2),
    ("95.00%", "%", "0.95", 4),
    ("95", "%", "0.95", 2),
    ("165.70 %", "%", "1.657", 4),
    ("5‰", "%", "0.005", 3),
    ("百分之95", "%", "0.95", 2),
    ("95百分比", "%", "0.95", 2),
    ("(36.70)", "万元", "-36.70", 2),
    ("（36.70）", "万元", "-36.70", 2),
    ("−36.70", "万元", "-36.70", 2),
    ("+5", "万元", "5", 0),
    (".5", "", "0.5", 1),
    ("5.", "", "5", 0),
    ("0", "万元", "0", 0),
    ("17人", "人", "17", 0),
    ("2022年度", "年度", "2022", 0),
]
NOT_NUMBERS = [
    ("", "blank"), ("  \u3000\u00a0", "blank"), ("\u200b\ufeff", "blank"),
    ("-", "dash"), ("—", "dash"), ("——", "dash"), ("－", "dash"), ("/", "dash"), ("−", "dash"), ("― ―", "dash"),
    ("无", "none"), (" 无 ", "none"), ("没有", "none"), ("暂无", "none"),
    ("不适用", "not_applicable"), ("不涉及", "not_applicable"), ("N/A", "not_applicable"), ("ＮＡ", "not_applicable"),
]  # fmt: skip
UNREADABLE = [
    ("约30", "万元"), ("30左右", "万元"), ("1,81", ""), ("1.2.3", ""), (".", ""), ("()", ""), ("(5", ""), ("5)", ""),
    ("(-5)", ""), ("-¥-5", ""), ("5%", "万元"), ("5‰", ""), ("百分之5", "万元"), ("百分之5%", "%"), ("5个", "%"),
    ("5个", "人"), ("5元", "人"), ("5人", "元"), ("≥95%", "%"), ("1E5", ""), ("=1+1", ""), ("--5", ""), ("零", ""),
    ("NaN", ""), ("Infinity", ""), ("1 000元整（大写）", "元"), ("元", "元"), ("1.811,27", ""),
]  # fmt: skip


@pytest.mark.parametrize(("text", "unit", "value", "decimals"), READ)
def test_what_people_type_reads_as_a_number(text: str, unit: str, value: str, decimals: int) -> None:
    """Widths, separators, units and signs that occur in real files; how precise it was written."""
    reading = read_number(text, unit)
    assert (reading.state, reading.value, reading.decimals) == ("number", D(value), decimals)


@pytest.mark.parametrize(("text", "state"), NOT_NUMBERS)
def test_five_ways_to_say_nothing_stay_apart(text: str, state: str) -> None:
    """Blank, dash, 无 and 不适用 are never zero and never each other."""
    assert Reading(state) == read_number(text, "万元")  # type: ignore[arg-type]


@pytest.mark.parametrize(("text", "unit"), UNREADABLE)
def test_what_cannot_be_read_is_unreadable(text: str, unit: str) -> None:
    """Guessing would be worse than saying so."""
    assert read_number(text, unit).state == "unreadable"


@pytest.mark.parametrize("text", ["254.55①", "254.55²", "10⁴", "①", "⑴"])
def test_a_footnote_mark_is_not_a_digit(text: str) -> None:
    """A mark behind a figure must not change the figure without a word."""
    assert read_number(text, "万元").state == "unreadable"


@pytest.mark.parametrize("content", [D("1E+18"), D("-1E+308"), "1" + "0" * 18, "9" * 61, "-" + "9" * 30000])
def test_what_is_too_large_is_unreadable(content: Decimal | str) -> None:
    """No department holds 10^18; computing with such a figure would end beyond what Decimal keeps."""
    assert read_number(content, "万元").state == "unreadable"
    assert read_number(D("999999999999999999"), "万元").state == "number"


def test_cells() -> None:
    """A number cell is taken as it is, an empty one is blank, Excel has no infinity."""
    assert read_number(None) == BLANK
    assert read_number(D("1811.20"), "%") == Reading("number", D("1811.20"), 2)
    assert read_number(D("1E+2")).decimals == 0
    assert [read_number(D(text)).state for text in ("NaN", "Infinity", "-sNaN")] == ["unreadable"] * 3


@given(st.one_of(st.text(), typed, st.decimals(), st.none()), st.one_of(st.sampled_from(UNITS), st.text(max_size=4)))
@example("9" * 200, "万元")
@example("²", "")
@example("٣", "")
def test_reading_is_total(content: Decimal | str | None, unit: str) -> None:
    """Any cell content in any unit gives a reading; whatever is not a number has the value zero and is not used."""
    reading = read_number(content, unit)
    assert reading.state in STATES
    assert reading.value.is_finite()
    assert reading.decimals >= 0
    assert reading.state == "number" or (reading.value, reading.decimals) == (0, 0)


@given(amounts)
def test_a_formatted_amount_reads_back_exactly(value: Decimal) -> None:
    """Plain, grouped, full-width, spaced by NBSP and in accountants' brackets: one figure, one reading."""
    plain, grouped = f"{value:f}", f"{value:,f}"
    spellings = [plain, grouped, plain.translate(WIDE), grouped.translate(WIDE), grouped.replace(",", "\u00a0")]
    if value < 0:
        spellings += [f"({grouped[1:]})", f"（{plain[1:]}）", plain.replace("-", "−")]
    for text in spellings:
        reading = read_number(text, "万元")
        assert (reading.state, reading.value, reading.decimals) == ("number", value, 2)


@given(any_decimals)
def test_any_decimal_reads_back_exactly(value: Decimal) -> None:
    """No digit is lost, at whatever size."""
    reading = read_number(f"{value:f}")
    assert (reading.value, reading.decimals) == (value, decimals_of(value))


@given(amounts, st.sampled_from(["元", "千元", "万元", "百万元", "亿元"]))
def test_units_of_money_convert_exactly(value: Decimal, written: str) -> None:
    """1811.27万元 is the same figure in whatever unit of money it is written."""
    power = {"元": 0, "千元": 3, "万元": 4, "百万元": 6, "亿元": 8}[written] - 4
    text = f"{value.scaleb(-power):f}{written}"
    assert read_number(text, "万元").value == value


@given(st.decimals(min_value=-1000, max_value=1000, places=2))
def test_percent_is_a_fraction_however_written(value: Decimal) -> None:
    """%, ％, 百分之, 百分比 and a percent sign left out mean the same; ‰ is a tenth of it."""
    expected = value.scaleb(-2)
    spellings = [f"{value}%", f"{value}％", f"{value}百分比", f"{value}", f"{value * 10:f}‰", f"百分之{value}"]
    assert [read_number(text, "%").value for text in spellings] == [expected] * len(spellings)


@given(any_decimals, st.integers(-3, 8))
def test_excel_round_is_half_up_by_integers(value: Decimal, places: int) -> None:
    """Against whole-number arithmetic: half goes away from zero, on both sides of it."""
    scaled = Fraction(value) * Fraction(10) ** places
    expected = floor(abs(scaled) + Fraction(1, 2)) * (1 if scaled >= 0 else -1)
    assert Fraction(excel_round(value, places)) == Fraction(expected) / Fraction(10) ** places


@given(any_decimals, any_decimals, st.integers(-3, 8))
def test_excel_round_is_monotonic_and_settles(a: Decimal, b: Decimal, places: int) -> None:
    """A larger figure never rounds to a smaller one; rounding twice is rounding once."""
    low, high = excel_round(min(a, b), places), excel_round(max(a, b), places)
    assert low <= high
    assert excel_round(low, places) == low
