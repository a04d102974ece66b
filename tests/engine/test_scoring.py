"""What an indicator scores: met, missed, exceeded, in time, in a tier, or for a person to decide."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from macros_py.engine.indicators import parse
from macros_py.engine.scoring import Score, allows, score_indicator, scoring_of
from tests.engine.support import D, rules


def scored(target: str | Decimal | None, actual: str | Decimal | None, weight: str = "10", **changes: object) -> Score:
    scoring = scoring_of(rules(str(changes.pop("pack", "national"))).values)
    if at_most := changes.pop("at_most", ""):
        scoring = type(scoring)(at_most=str(at_most), tiers=scoring.tiers, overshoot=scoring.overshoot)
    return score_indicator(parse(target, "target", year=2022), parse(actual, "actual", year=2022), D(weight), scoring)


@pytest.mark.parametrize(
    ("target", "actual", "points", "rule"),
    [
        ("≥95%", "95%", "10.00", "at_least"),
        ("≥95%", "92%", "9.68", "at_least"),
        ("≥95%", "99%", "10.00", "at_least"),
        (">92%", "92%", "10.00", "at_least"),  # the bound itself misses, in proportion 92/92
        (">92%", "93%", "10.00", "at_least"),
        ("=8个", "4个", "5.00", "at_least"),
        ("=8个", "8个", "10.00", "at_least"),
        ("≥50个", "0个", "0.00", "at_least"),
        ("=0次", "0次", "10.00", "zero_target"),
        ("=0次", "1次", "0.00", "zero_target"),
        ("≥0次", "0次", "10.00", "at_least"),
        ("≤0次", "0次", "10.00", "at_most"),
        ("≤0次", "2次", "0.00", "zero_target"),
        ("≤90万元", "90万元", "10.00", "at_most"),
        ("≤90万元", "100万元", "9.00", "at_most_inverse"),
        ("<60%", "60%", "10.00", "at_most_inverse"),
        ("80%-90%", "85%", "10.00", "range"),
        ("80%-90%", "72%", "9.00", "at_least"),
        ("80%-90%", "100%", "9.00", "at_most_inverse"),
        ("2022年12月31日前完成", "2022年12月31日", "10.00", "deadline"),
        ("2022年12月31日前完成", "2022年11月", "10.00", "deadline"),
    ],
)
def test_what_target_and_actual_come_to(target: str, actual: str, points: str, rule: str) -> None:
    """Met gets the full points; missed in proportion; a target of zero gets all or nothing."""
    score = scored(target, actual)
    assert (score.kind, score.points, score.rule) == ("computed", D(points), rule)
    assert allows(score, D(points))
    assert not allows(score, D(points) - D("0.01"))


@pytest.mark.parametrize(
    ("actual", "points"), [("90", "10.00"), ("99", "9.00"), ("179.9", "0.01"), ("180", "0.00"), ("500", "0")]
)
def test_the_other_way_of_at_most(actual: str, points: str) -> None:
    """Places that take the share over off: twice the target gets nothing."""
    score = scored("≤90万元", f"{actual}万元", at_most="deviation")
    assert score.points == D(points)


@pytest.mark.parametrize(
    ("pack", "actual", "low", "high", "open_above"),
    [
        ("national", "达成年度指标", "8.00", "10.00", False),
        ("national", "部分达成年度指标并具有一定效果", "6.00", "8.00", True),
        ("hubei", "部分达成年度指标并具有一定效果", "5.00", "8.00", True),
        ("national", "未达成年度指标且效果较差", "0.00", "6.00", True),
    ],
)
def test_tiers_bound_what_may_be_given(pack: str, actual: str, low: str, high: str, open_above: bool) -> None:
    """[80%, 100%], [60%, 80%), [0, 60%); 湖北 has 50%."""
    score = scored("达成年度指标", actual, pack=pack)
    assert (score.kind, score.low, score.high, score.open_above) == ("bounded", D(low), D(high), open_above)
    assert allows(score, D(low))
    assert allows(score, D(high)) != open_above
    assert not allows(score, D(low) - D("0.01"))
    assert not allows(score, D(high) + D("0.01"))


def test_a_late_deadline_is_bounded() -> None:
    """How much a delay costs no rule says; the full points it cannot be."""
    score = scored("2022年12月31日前完成", "2023年1月15日")
    assert (score.kind, score.low, score.high, score.open_above) == ("bounded", 0, 10, True)
    assert "晚 15 天" in score.trace


@pytest.mark.parametrize(
    ("target", "actual", "words"),
    [
        ("≥95%", None, "没有填"),
        ("≥95%", "各项工作有序", "由评价人"),
        ("按时完成", "5个", "没有数值"),
        ("≥50公里", "3次", "不能换算"),
        ("2022年12月31日前完成", "已完成", "没有具体日期"),
    ],
)
def test_what_cannot_be_computed_is_left_to_a_person(target: str, actual: str | None, words: str) -> None:
    """Nothing is guessed silently: the score is open and the reason said."""
    score = scored(target, actual)
    assert (score.kind, score.points, score.low, score.high) == ("open", None, 0, 10)
    assert words in score.trace
    assert allows(score, D(7))


@pytest.mark.parametrize(
    ("target", "actual", "weight", "points", "words"),
    [
        ("做好大楼后勤保障", "后勤保障95%", "5", "4.75", "按目标 100% 理解"),
        ("服务对象满意做到百分之百", "≥95%", "10", "9.50", "带比较符号"),
        ("做好大楼后勤保障", "≥100%", "10", "10.00", "带比较符号"),
        ("≥95%", D("0.92"), "10", "9.68", "按 92% 理解"),
    ],
)
def test_guesses_are_said(target: str, actual: str | Decimal, weight: str, points: str, words: str) -> None:
    """The example's own ways of writing: computed, but marked as a guess."""
    score = scored(target, actual, weight)
    assert (score.points, score.certain) == (D(points), False)
    assert any(words in remark for remark in score.remarks)


@pytest.mark.parametrize(("actual", "share"), [("129%", None), ("130%", "130.00"), ("200%", "200.00")])
def test_overshoot_begins_at_its_bound(actual: str, share: str | None) -> None:
    """From 130% of the target it must be explained; the points stay full."""
    score = scored("≥100%", actual)
    assert (score.points, score.overshoot) == (10, D(share) if share else None)


def test_units_are_converted() -> None:
    """万元 and 元, 公里 and 里 are the same quantities."""
    assert scored("≤90万元", "1,000,000元").points == D("9.00")
    assert scored("≥86公里", "172里").points == D("10.00")


NUMBERS = st.decimals(min_value=0, max_value=10**6, places=2)


@given(
    target=NUMBERS,
    actual=NUMBERS,
    weight=st.decimals(min_value=0, max_value=100, places=1),
    operator=st.sampled_from("≥≤=<>"),
)
def test_points_lie_between_nothing_and_the_weight(
    target: Decimal, actual: Decimal, weight: Decimal, operator: str
) -> None:
    """Whatever is compared with whatever, in both ways of scoring."""
    for at_most in ("inverse", "deviation"):
        score = scored(f"{operator}{target}个", f"{actual}个", str(weight), at_most=at_most)
        assert score.points is not None
        assert 0 <= score.points <= weight
        assert score.trace


@given(target=st.text(max_size=12), actual=st.text(max_size=12))
def test_any_text_gets_an_answer(target: str, actual: str) -> None:
    """Never an exception; bounds in order, inside the weight."""
    score = scored(target, actual)
    assert 0 <= score.low <= score.high <= 10
