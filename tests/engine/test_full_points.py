"""What plainly has its full points has them by the long way, too, and nothing to explain."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from macros_py.engine.evaluate import evaluate
from macros_py.engine.full_points import plainly_met
from macros_py.engine.indicators import parse
from macros_py.engine.indicators.operators import PLAIN
from macros_py.engine.scoring import Scoring, score_indicator, scoring_of
from tests.engine.support import D, facts, rules

SCORING = scoring_of(rules("national").values)
BOUND = SCORING.overshoot
numbers = st.one_of(
    st.sampled_from(["0", "1", "2", "20", "95", "95.0", "100", "123.5", "130", "2022", "0095", "999"]),
    st.decimals(min_value=0, max_value=9999, places=2, allow_nan=False, allow_infinity=False).map(str),
)
units = st.sampled_from(["%", "个", "人次", "万元", "公里", "平方米", "年", "天", "万", "", "届", "％"])
signs, weights = st.sampled_from(sorted(PLAIN)), st.sampled_from(["10", "2.125"])


@settings(max_examples=600)
@given(
    signs,
    numbers,
    units,
    st.sampled_from(["", "", "", "="]),
    numbers,
    units,
    st.booleans(),
    st.sampled_from(["10", "2.125"]),
)
def test_both_ways_agree(
    sign: str, due: str, word: str, before: str, done: str, other: str, alike: bool, weight: str
) -> None:
    target, actual = f"{sign}{due}{word}", f"{before}{done}{word if alike else other}"
    for at_most in ("inverse", "deviation"):
        scoring = Scoring(at_most=at_most, tiers=SCORING.tiers, overshoot=BOUND)
        if plainly_met(target, actual, scoring.overshoot):
            score = score_indicator(
                parse(target, "target", year=2022), parse(actual, "actual", year=2022), D(weight), scoring
            )
            assert (score.points, score.overshoot, score.remarks) == (scoring.rounded(D(weight)), None, ())


@pytest.mark.parametrize(
    ("target", "actual", "met"),
    [
        ("≥95%", "95%", True),
        ("≥95%", "99.5%", True),
        ("95%", "94.9%", False),
        ("=8个", "8个", True),
        ("8个", "9个", True),
        (">92%", "92%", False),
        ("不少于50人次", "51人次", True),
        ("≤90万元", "90万元", True),
        ("<90万元", "90万元", False),
        ("≤90万元", "0万元", True),
        ("20个", "20个", False),  # a misread "≥", perhaps
        ("≥20个", "20个", True),
        ("≥0次", "0次", False),
        ("≥10个", "20次", False),
        ("≥10年", "20年", False),
        ("≥10", "20", False),
        ("≥100%", "130%", False),
        ("≥100%", "129.9%", True),
        ("及时", "及时", False),
        ("≥95%", "≥96%", False),
        ("≥95%\0", "96%", False),
    ],
)
def test_what_is_plain(target: str, actual: str, met: bool) -> None:
    assert plainly_met(target, actual, BOUND) is met


@pytest.mark.parametrize(("points", "said"), [("5", []), ("0", []), ("-5", ["K014"])])
def test_two_texts_are_for_a_person_to_decide(points: str, said: list[str]) -> None:
    """Within the points that there are."""
    row = {"name": "指标", "target": "见附件说明", "actual": "见附件说明", "points": D(points), "score": D(points)}
    known = facts({f"overall.indicators[1].{key}": value for key, value in row.items()})
    found = [finding.rule for finding in evaluate(known, rules("national")).findings]
    assert [rule for rule in found if rule == "K014"] == said


def test_without_a_bound_nothing_is_too_much() -> None:
    assert plainly_met("≥1%", "999%", Decimal("Infinity"))
