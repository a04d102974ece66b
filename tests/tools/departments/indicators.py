"""Indicators as departments write them, scored by hand: what the target, the actual and the points come to.

≥95%, 实际 92%, 10 分        92 ÷ 95 × 10 = 9.68, and a reason
≤3次, 实际 4次, 8 分         3 ÷ 4 × 8 = 6.00, and a reason
2022年12月31日前, 实际 11月  8.00, and no reason
定性，部分达成               0.6 to 0.8 of the points (the place's tiers), and a reason
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from random import Random

import msgspec

from tests.tools.departments.reasons import deviation
from tests.tools.departments.texts import INDICATORS, Quality, Quantity, Template, Until
from workbook.facts import Value

CENT = Decimal("0.01")
LEVELS = {
    "产出指标": ("数量指标", "质量指标", "时效指标", "成本指标"),
    "效益指标": ("经济效益指标", "社会效益指标", "生态效益指标", "可持续影响指标"),
    "满意度指标": ("服务对象满意度指标",),
}


class Marking(msgspec.Struct, frozen=True, kw_only=True):
    """What differs by place: the points of the three first levels, and where the tiers begin, best first."""

    points: Mapping[str, int]
    tiers: tuple[Decimal, ...]


class Scored(msgspec.Struct, frozen=True, kw_only=True):
    """Target and actual as written, and what they score."""

    target: Value
    actual: Value
    score: Decimal


def table(chance: Random, marking: Marking, most: int, *, in_words: bool) -> Iterator[dict[str, Value]]:
    """The rows of one indicator table: at least one indicator for each first level, all points given out.

    `in_words` writes the points behind the first level, as official tables do: 产出指标（50分）.
    """
    numbered, weak = chance.random() < 0.3, chance.choice([0.0, 0.15, 0.15, 0.3, 0.5])
    reasons = deviation(chance)
    for number, (level1, level2, template, points) in enumerate(_drawn(chance, marking, most), 1):
        scored = score(chance, template, points, marking, weak=chance.random() < weak)
        yield {
            "level1": f"{level1}（{marking.points[level1]}分）" if in_words else level1,
            "level2": level2,
            "name": f"指标{number}：{template.name}" if numbered else template.name,
            "target": scored.target,
            "actual": scored.actual,
            "points": points,
            "score": scored.score,
            "reason": next(reasons) if scored.score < points else None,
        }


def _drawn(chance: Random, marking: Marking, most: int) -> Iterator[tuple[str, str, Template, Decimal]]:
    """Level 1, level 2, what is measured, and its points: of each first level as many as its points deserve."""
    for level1, levels in LEVELS.items():
        worth = marking.points[level1]
        templates = _chosen(chance, levels, max(1, round(most * worth / sum(marking.points.values()))))
        points = _weights(chance, worth, len(templates))
        yield from ((level1, *chosen, weight) for chosen, weight in zip(templates, points, strict=True))


def _chosen(chance: Random, levels: tuple[str, ...], count: int) -> list[tuple[str, Template]]:
    """Different indicators, in the order of their second level."""
    pool = [(level, template) for level in levels for template in INDICATORS[level]]
    chosen = chance.sample(pool, min(count, len(pool)))
    return sorted(chosen, key=lambda pair: levels.index(pair[0]))


def _weights(chance: Random, total: int, count: int) -> list[Decimal]:
    """Points that add up: whole ones where they go round, else halves."""
    unit = 1 if total >= 2 * count else 2 if total >= count else 10
    shares = [1] * count
    for _ in range(total * unit - count):
        shares[chance.randrange(count)] += 1
    return [Decimal(share) / unit for share in shares]


def score(chance: Random, template: Template, points: Decimal, marking: Marking, *, weak: bool) -> Scored:
    """Target, actual and score of one indicator; `weak` ones fall short."""
    match template:
        case Quantity():
            return _quantity(chance, template, points, weak=weak)
        case Until():
            return _until(chance, points, weak=weak)
        case Quality():
            return _quality(chance, template, points, marking, weak=weak)


def _quantity(chance: Random, template: Quantity, points: Decimal, *, weak: bool) -> Scored:
    """A figure to be reached, or not to be gone beyond."""
    step = Decimal(1).scaleb(-template.decimals)
    goal = Decimal(chance.randint(int(template.low / step), int(template.high / step))) * step
    if template.sign == "≤":
        actual = _near(chance, goal, step, (1.04, 1.6) if weak else (0.75, 1.0), template.ceiling)
    else:
        actual = _near(chance, goal, step, (0.6, 0.96) if weak else (1.0, 1.2), template.ceiling)
        if template.sign == "=" and not weak:
            actual = goal
    met = actual <= goal if template.sign == "≤" else actual >= goal
    share = Decimal(1) if met else goal / actual if template.sign == "≤" else actual / goal
    sign = "" if template.sign == "=" and chance.random() < 0.15 else template.sign
    return Scored(
        target=f"{sign}{goal}{template.unit}",
        actual=_shown(chance, actual, template.unit),
        score=(points * share).quantize(CENT, ROUND_HALF_UP),
    )


def _near(chance: Random, goal: Decimal, step: Decimal, span: tuple[float, float], ceiling: Decimal | None) -> Decimal:
    """A figure at a share of the goal; rounding must not carry it over the goal, nor past what there can be."""
    actual = (goal * Decimal(chance.uniform(*span))).quantize(step, ROUND_DOWN)  # 3 × 1.2 is 3, not 4
    if span[0] > 1:
        return max(actual, goal + step)
    if span[1] < 1:
        return min(actual, goal - step)
    return min(actual, goal) if span[1] == 1 else min(max(actual, goal), ceiling or actual)


def _shown(chance: Random, actual: Decimal, unit: str) -> Value:
    """With its unit, or bare: as text, or as the number that Excel makes of it. A percentage keeps its sign, and 万人
    its 万: a bare 17.2 beside ≥16.5万人 is read as 17 people.
    """
    if unit in ("%", "万人"):
        return f"{actual}{unit}"
    spellings: list[Value] = [f"{actual}{unit}", f"{actual}{unit}", f"{actual}", actual]
    return chance.choice(spellings)


def _until(chance: Random, points: Decimal, *, weak: bool) -> Scored:
    """Done in time. What a delay costs, people decide."""
    month = chance.randint(6, 12)
    last = 31 if month in (7, 8, 10, 12) else 30
    target = chance.choice([f"2022年{month}月{last}日前", f"2022年{month}月底前完成", f"2022年{month}月{last}日前完成"])
    if weak:
        return Scored(
            target=target,
            actual=f"2023年{chance.randint(1, 3)}月{chance.randint(1, 28)}日",
            score=_part(points, chance.uniform(0.3, 0.9)),
        )
    return Scored(
        target=target, actual=f"2022年{chance.randint(3, month - 1)}月{chance.randint(1, 28)}日", score=points
    )


def _quality(chance: Random, template: Quality, points: Decimal, marking: Marking, *, weak: bool) -> Scored:
    """A tier of the points: the best gets all of them here, the second what people give within its bounds."""
    if not weak:
        actual = chance.choice(["达成年度指标", "达成预期指标", template.result])
        return Scored(target=template.target, actual=actual, score=points)
    best, second = marking.tiers[:2]
    share = second + (best - second) * Decimal(chance.uniform(0.1, 0.8))
    actual = chance.choice(["部分达成年度指标", "部分达成年度指标并具有一定效果"])
    return Scored(target=template.target, actual=actual, score=_inside(points, second, best, share))


def _inside(points: Decimal, low: Decimal, high: Decimal, share: Decimal) -> Decimal:
    """Points in the tier [low, high) when both are rounded to cents."""
    given = (points * share).quantize(CENT, ROUND_HALF_UP)
    floor, ceiling = ((points * bound).quantize(CENT, ROUND_HALF_UP) for bound in (low, high))
    return min(max(given, floor), ceiling - CENT)


def _part(points: Decimal, share: float) -> Decimal:
    return min((points * Decimal(share)).quantize(Decimal("0.1"), ROUND_HALF_UP), points - CENT)
