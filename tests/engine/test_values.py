"""Facts as values: how precise a figure is, how texts compare, how numbers are shown."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from macros_py.engine.intervals import exact
from macros_py.engine.numbers import excel_round, read_number
from macros_py.engine.values import Values, quantity, same_text, show, show_number, show_slack
from tests.engine.support import FORMS, D, facts

AMOUNT, RATE = FORMS.fields["income.all.total"], FORMS.fields["overall.funds.total.rate"]
POINTS = FORMS.fields["overall.funds.total.points"]


@pytest.mark.parametrize(
    ("content", "field", "slack"),
    [
        (D("1811.27"), AMOUNT, "0.005"),
        (D("1811.2"), AMOUNT, "0.005"),
        (D("1811.2745"), AMOUNT, "0.00005"),
        ("1811.2", AMOUNT, "0.05"),
        ("1811", AMOUNT, "0.005"),
        ("18112700元", AMOUNT, "0.00005"),
        (D("1.657"), RATE, "0.00005"),
        ("165.7%", RATE, "0.0005"),
        ("165%", RATE, "0.00005"),
        ("165.70%", RATE, "0.00005"),
        (D("9.5"), POINTS, "0"),
        ("9.5", POINTS, "0"),
    ],
)
def test_how_far_a_figure_may_be_off(content: Decimal | str, field: object, slack: str) -> None:
    """Half a unit of the last decimal it was rounded to; points and heads are exact."""
    typed = isinstance(content, str)
    interval = quantity(read_number(content, field.unit), field, typed=typed)  # type: ignore[arg-type, attr-defined]
    assert interval is not None
    assert interval.slack == D(slack)


def test_texts_that_look_alike_are_the_same() -> None:
    """Spaces, line breaks and the width of characters make no difference; a character more does."""
    assert same_text("某某市 示例局（本级）", "某某市示例局(本级)\n")
    assert not same_text("某某市示例局", "某某市示例局本级")


def test_values_of_a_file() -> None:
    """Rows that the file has not touched are None, a text cell of spaces is None, a date is a text."""
    values = Values(
        facts({
            "income.agencies[3].total": D(5), "income.agencies[1].name": "  ", "cover.unit": " 某某市示例局 ",
            "cover.code": D("20001"), "cover.date": "2023年7月", "income.all.total": None,
        }),
        FORMS.fields,
    )  # fmt: skip
    assert [value and value.value for value in values.rows["income.agencies[*].total"]] == [None, None, D(5)]  # type: ignore[union-attr]
    assert values.rows["income.agencies[*].name"] == [None, None, None]
    assert values.rows["projects.items[*].amount"] == []
    assert [values.single[key] for key in ("cover.unit", "cover.code", "cover.date")] == [
        "某某市示例局",
        "20001",
        "2023年7月",
    ]
    assert values.single["income.all.total"] is None
    assert sorted(values.readings) == ["income.agencies[3].total"]


@pytest.mark.parametrize(
    ("number", "field", "text"),
    [
        ("1811.2", AMOUNT, "1811.20"),
        ("1811.275", AMOUNT, "1811.28"),
        ("-0.004", AMOUNT, "0.00"),
        ("-0.005", AMOUNT, "-0.01"),
        ("1.657", RATE, "165.70%"),
        ("-0.00001", RATE, "0.00%"),
        ("1E+3", AMOUNT, "1000.00"),
        ("17", FORMS.fields["basic.actual"], "17"),
        ("-0.4", FORMS.fields["basic.actual"], "0"),
        ("0.3", None, "0.30"),
    ],
)
def test_how_numbers_are_shown(number: str, field: object, text: str) -> None:
    """With the decimals of their cell, fractions as percent, and never "-0.00"."""
    assert show_number(D(number), field) == text  # type: ignore[arg-type]


def test_what_is_no_number_is_shown_as_it_is() -> None:
    """A text is itself, nothing is nothing."""
    assert [show(value, AMOUNT) for value in ("优", None, exact(D("9.5")))] == ["优", None, "9.50"]


@given(st.decimals(min_value=0, max_value=10**6, places=6))
def test_a_tolerance_is_never_shown_too_small(slack: Decimal) -> None:
    """Two digits, rounded up: what is called rounding stays within what is shown."""
    shown = D(show_slack(slack, AMOUNT))
    assert slack <= shown <= slack * D("1.1") + D("0.000001")
    assert show_slack(slack, RATE) == f"{D(show_slack(slack * 100, AMOUNT)):f}%"


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=4))
def test_what_is_shown_reads_back(number: Decimal) -> None:
    """A shown figure is the rounded figure, in amounts and in percent."""
    assert read_number(show_number(number, AMOUNT), "万元").value == excel_round(number, 2)
    assert read_number(show_number(number, RATE), "%").value == excel_round(number, 4)
