"""Which submission of a unit counts."""

from __future__ import annotations

import pytest

from macros_py.review.counting import superseded
from macros_py.review.record import Summary


def sent(
    code: str = "020001", unit: str = "某某局", version: int | None = 1, made: str = "", year: int = 2022
) -> Summary:
    return Summary(code=code, unit=unit, version=version, made=made, year=year)


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        (sent(version=1), sent(version=2)),
        (sent(version=None), sent(version=1)),
        (sent(version=2, made="2023-01-01T00:00:00+00:00"), sent(version=2, made="2023-01-02T00:00:00+00:00")),
        (sent(made="2023-01-01T12:00:00+08:00"), sent(made="2023-01-01T05:00:00+00:00")),
        (sent(made="不是时间"), sent(made="2023-01-01T05:00:00")),
        (sent(), sent()),
    ],
)
def test_the_newer_one_counts(older: Summary, newer: Summary) -> None:
    """By number, then by time whatever its zone, then by file name; wherever the files lie."""
    assert superseded({"乙/1.xlsx": older, "甲/2.xlsx": newer}) == {"乙/1.xlsx": "甲/2.xlsx"}


def test_other_units_and_years_stand_by_themselves() -> None:
    assert superseded({"1": sent(), "2": sent(year=2023), "3": sent(code="020002")}) == {}


def test_without_a_code_the_name_tells(tmp_path: object) -> None:
    assert superseded({"1": sent(code=""), "2": sent(code=""), "3": sent(code="", unit="别的局")}) == {"1": "2"}


def test_who_says_nothing_is_nobody() -> None:
    assert superseded({"1": sent(code="", unit=""), "2": sent(code="", unit="")}) == {}
