"""Findings that cannot be told apart are told apart by where they stand, before and after people edited the table."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbook.pairing import pair

PLACES = st.lists(st.builds("{}!{}{}".format, st.sampled_from("甲乙"), st.sampled_from("BC"), st.integers(1, 12)))


def column(*rows: int, sheet: str = "收入") -> list[str]:
    return [f"{sheet}!B{row}" for row in rows]


@pytest.mark.parametrize(
    ("before", "now", "pairs"),
    [
        ([5, 6], [5, 6], {5: 5, 6: 6}),
        ([5, 6], [6, 7], {5: 6, 6: 7}),  # a row was inserted above
        ([5, 6, 7], [5, 7, 8], {5: 5, 6: 7, 7: 8}),  # between
        ([6, 7], [5, 6], {6: 5, 7: 6}),  # deleted above
        ([5, 6, 20], [6, 20], {6: 6, 20: 20}),  # the first was put right
        ([5, 20], [20, 30], {20: 20, 5: 30}),  # the first was put right, another made
        ([5, 6, 9], [7, 10], {6: 7, 9: 10}),  # the first was put right, and a row inserted
        ([5], [4, 5], {5: 5}),  # another made above
        ([5, 9], [6, 7, 10], {5: 6, 9: 10}),
        ([], [5], {}),
        ([5], [], {}),
    ],
)
def test_in_a_column(before: list[int], now: list[int], pairs: dict[int, int]) -> None:
    assert {before[a]: now[b] for a, b in pair(column(*before), column(*now))} == pairs


def test_on_renamed_sheets() -> None:
    """Who stays on a sheet of the same name goes first."""
    before, now = (
        column(5, sheet="附件4 甲") + column(5, sheet="附件4 乙"),
        column(5, sheet="新建") + column(5, sheet="附件4 乙"),
    )
    assert sorted(pair(before, now)) == [(0, 0), (1, 1)]
    assert pair(column(5), ["收入!C9"]) == [(0, 0)]


def test_what_has_no_cell() -> None:
    assert pair(["", "封面"], ["", "封面"]) == [(0, 0), (1, 1)]


@given(PLACES, PLACES)
def test_each_is_used_once_and_none_is_forgotten(before: list[str], now: list[str]) -> None:
    pairs = pair(before, now)
    assert len({a for a, _ in pairs}) == len({b for _, b in pairs}) == len(pairs) == min(len(before), len(now))


@given(PLACES)
def test_nothing_moves_by_itself(places: list[str]) -> None:
    assert {(places[a], places[b]) for a, b in pair(places, places)} == {(place, place) for place in places}
