"""What an indicator scores, and why.

The arithmetic is the national measure's (met: full weight; missed: in proportion; qualitative: a tier of the weight);
what places do differently is in `Scoring`, which the rule pack fills. A score is one of three things: `computed`, a
figure that follows from target and actual; `bounded`, a qualitative tier that leaves a range; `open`, where nothing can
be computed and a person decides. Every score says in one sentence how it came about.

    target ≥95%, actual 92%, weight 10  ->  92 ÷ 95 × 10 = 9.68
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Literal

import msgspec

from macros_py.engine.dated import Dated
from macros_py.engine.indicators import IndicatorValue, convert
from macros_py.engine.numbers import excel_round

Kind = Literal["computed", "bounded", "open"]
_Figure = Decimal | str | datetime.date
_ZERO = Decimal(0)
_HUNDRED = Decimal(100)
_AT_LEAST = {"gt": ">", "ge": "≥"}
_POWERS = {"亿": Decimal(10) ** 8, "万": Decimal(10) ** 4}
_FAR = 1000  # times below its target an actual is not missed but written in another unit


class Tier(msgspec.Struct, frozen=True, kw_only=True):
    """A qualitative tier as shares of the weight: from `low` (inclusive) to `high` (exclusive, but for the top)."""

    name: str
    low: Decimal
    high: Decimal


class Scoring(msgspec.Struct, frozen=True, kw_only=True):
    """How a place scores. `at_most`: `inverse` is weight × target ÷ actual, `deviation` takes the share over off."""

    at_most: str
    tiers: tuple[Tier, ...]
    overshoot: Decimal
    decimals: int = 2

    def rounded(self, points: Decimal) -> Decimal:
        """Points as they are given."""
        return excel_round(points, self.decimals)


class Score(msgspec.Struct, frozen=True, kw_only=True):
    """`points` is the score where it is computed; `low`..`high` bound what may be given where it is not, `high` itself
    not being within where they are `open_above`.

    `rule` names the way of scoring. `certain` is False where target or actual had to be guessed at, and `remarks` say
    how. `overshoot` is the actual in percent of the target where it is far beyond it, so that it must be explained.
    `sentence` tells how the score comes about, with a pair of braces for each of `figures`.
    """

    kind: Kind
    rule: str
    low: Decimal
    high: Decimal
    sentence: str
    figures: tuple[_Figure, ...] = ()
    points: Decimal | None = None
    open_above: bool = False
    certain: bool = True
    overshoot: Decimal | None = None
    remarks: tuple[str, ...] = ()

    @property
    def trace(self) -> str:
        """How the score comes about. Put into words when it is asked for: of most scores nobody asks."""
        told = self.sentence.format(*(_n(each) if isinstance(each, Decimal) else each for each in self.figures))
        return told if self.points is None or told.endswith("分") else f"{told} = {self.points:f} 分"


def scoring_of(values: Mapping[str, Dated]) -> Scoring:
    """A place's way of scoring, from the values in force. KeyError names one that is missing."""
    steps = sorted(values["tier"].scale, key=lambda band: -band.low)
    highs = [Decimal(1), *(band.low for band in steps)]
    return Scoring(
        at_most=values["at_most"].choice,
        tiers=tuple(Tier(name=b.name, low=b.low, high=high) for b, high in zip(steps, highs, strict=False)),
        overshoot=values["overshoot"].value or Decimal("Infinity"),
    )


def score_indicator(target: IndicatorValue, actual: IndicatorValue, weight: Decimal, scoring: Scoring) -> Score:
    """Score one indicator. Never raises for what people wrote."""
    return _Case(target, actual, weight, scoring).score()


def allows(score: Score, given: Decimal) -> bool:
    """May these points be given? Always, where a person decides."""
    if score.points is not None:
        return given == score.points
    return score.low <= given < score.high if score.open_above else score.low <= given <= score.high


def _n(number: Decimal | None) -> str:
    """A number as short as it can be written."""
    return "" if number is None else f"{number.normalize():f}"


class _Case:
    """One indicator under one place's rules."""

    __slots__ = ("actual", "certain", "overshoot", "remarks", "scoring", "target", "weight")

    def __init__(self, target: IndicatorValue, actual: IndicatorValue, weight: Decimal, scoring: Scoring) -> None:
        self.target, self.actual, self.weight, self.scoring = target, actual, weight, scoring
        self.remarks: tuple[str, ...] = ()
        self.certain = target.certain and actual.certain
        if not self.certain:
            self.remarks = tuple(value.note for value in (target, actual) if not value.certain and value.note)
        self.overshoot: Decimal | None = None

    def score(self) -> Score:
        kind = self.actual.kind
        if kind == "blank":
            return self.open("实际完成值没有填")
        if kind == "tier" and self.actual.level:
            return self.tier(self.actual.level)
        if self.target.kind == "deadline":
            return self.deadline()
        if kind == "quantity":
            return self.quantity()
        return self.open("目标或实际不是数值，由评价人按完成程度打分")

    def quantity(self) -> Score:
        target, actual = self.target, self.actual
        if target.kind not in ("quantity", "range") or target.number is None:
            return self.degree()
        number = actual.number if actual.unit == target.unit != "" else self.measured()
        if number is None:
            return self.open("目标单位“{}”与实际单位“{}”不能换算", target.unit, actual.unit)
        if actual.operator not in ("eq", ""):
            self.guessed(f"实际完成值带比较符号，按 {_n(actual.number)}{actual.unit} 计算")
        if target.kind == "range":
            return self.span(number)
        if target.operator in ("le", "lt"):
            return self.at_most(number, target.number)
        return self.at_least(number, target.number)

    def measured(self) -> Decimal | None:
        """The actual in the target's unit. Without a unit of its own it is taken to be in the target's."""
        target, actual = self.target, self.actual
        if actual.unit and target.unit:
            converted = convert(actual, target.unit)
            return converted.number if converted else None
        small = actual.number is not None and abs(actual.number) <= 1 < (target.number or 0)
        if target.unit == "%" and not actual.unit and small:
            percent = actual.number * 100 if actual.number is not None else None
            self.guessed(f"实际完成值 {_n(actual.number)} 没有写单位，按 {_n(percent)}% 理解")
            return percent
        return self.in_ten_thousands()

    def in_ten_thousands(self) -> Decimal | None:
        """A target of 21.1万人 and an actual of 22.3, in a cell of its own: it counts in 万, as the target does."""
        target, actual = self.target, self.actual
        if actual.number is None or target.number is None or actual.unit:
            return actual.number
        for word, power in _POWERS.items():
            bare = word in target.text and word not in target.unit and word not in actual.text
            if bare and abs(actual.number) * _FAR <= abs(target.number):
                shown = _n(actual.number)
                self.guessed(f"实际完成值 {shown} 没有写单位，按 {shown}{word}{target.unit} 理解")
                return actual.number * power
        return actual.number

    def degree(self) -> Score:
        """No figure in the target, a percentage as the actual: it can only be the degree of completion."""
        actual = self.actual
        if actual.unit != "%" or actual.number is None:
            return self.open("年度指标值里没有数值，无法计算")
        self.guessed("年度指标值里没有数值，按目标 100% 理解")
        if actual.operator not in ("eq", ""):
            self.guessed(f"实际完成值带比较符号，按 {_n(actual.number)}% 计算")
        return self.at_least(actual.number, _HUNDRED)

    def at_least(self, actual: Decimal, target: Decimal) -> Score:
        """≥ and =: met gets full weight, missed in proportion. A target of zero means that nothing should happen."""
        sign = _AT_LEAST.get(self.target.operator, "=")
        if target <= 0 and sign == "=":
            return self.full_or_nothing(actual <= target, "目标为 {}，实际 {}", target, actual)
        met = actual > target if sign == ">" else actual >= target
        if met:
            if target > 0 and actual >= target * self.scoring.overshoot:
                self.overshoot = excel_round(actual / target * 100, 2)
            return self.computed("at_least", self.weight, "实际 {} 达到目标 {}{}，得满分", actual, sign, target)
        if target <= 0 or actual <= 0:
            return self.computed("at_least", _ZERO, "实际 {} 未达到目标 {}{}，得 0 分", actual, sign, target)
        points = actual / target * self.weight
        return self.computed("at_least", points, "实际 {} ÷ 目标 {} × 分值 {}", actual, target, self.weight)

    def at_most(self, actual: Decimal, target: Decimal) -> Score:
        """≤: met gets full weight; beyond it the place's way of taking points off."""
        sign, weight = "<" if self.target.operator == "lt" else "≤", self.weight
        if actual < target or (actual == target and sign == "≤"):
            return self.computed("at_most", weight, "实际 {} 符合目标 {}{}，得满分", actual, sign, target)
        if target <= 0:
            return self.full_or_nothing(False, "目标 {}{}，实际 {}", sign, target, actual)
        if self.scoring.at_most == "inverse":
            points = target / actual * weight
            return self.computed("at_most_inverse", points, "目标 {} ÷ 实际 {} × 分值 {}", target, actual, weight)
        if actual >= 2 * target:
            return self.computed("at_most_deviation", _ZERO, "实际 {} 达到目标 {} 的两倍，得 0 分", actual, target)
        points = (1 - (actual - target) / target) * weight
        text = "（1 −（实际 {} − 目标 {}）÷ 目标 {}）× 分值 {}"
        return self.computed("at_most_deviation", points, text, actual, target, target, weight)

    def span(self, actual: Decimal) -> Score:
        """A range: inside gets full weight, below it as ≥ its lower end, above it as ≤ its upper end."""
        low, high = self.target.number, self.target.high
        assert low is not None
        assert high is not None
        above_low = actual >= low if self.target.low_closed else actual > low
        below_high = actual <= high if self.target.high_closed else actual < high
        if above_low and below_high:
            return self.computed("range", self.weight, "实际 {} 在目标 {}—{} 之内，得满分", actual, low, high)
        return self.at_most(actual, high) if above_low else self.at_least(actual, low)

    def deadline(self) -> Score:
        """In time gets full weight. How much a delay costs no rule says: a person decides below full weight."""
        due, done = self.target.day, self.actual.day
        if due is None or done is None:
            return self.open("目标或实际没有具体日期，由评价人按完成程度打分")
        if done <= due:
            return self.computed("deadline", self.weight, "实际 {} 不晚于目标 {}，得满分", done, due)
        days = str((done - due).days)
        return self.bounded("deadline", _ZERO, self.weight, "比目标 {} 晚 {} 天，不得满分", due, days)

    def tier(self, level: int) -> Score:
        tier = self.scoring.tiers[min(level, len(self.scoring.tiers)) - 1]
        low, high = (self.scoring.rounded(share * self.weight) for share in (tier.low, tier.high))
        span = "{} 分到 {} 分" if level == 1 else "{} 分以上、不到 {} 分"
        text = f"定性指标“{{}}”这一档应得 {span}"
        return self.bounded("tier", low, high, text, tier.name, low, high, open_above=level > 1)

    def full_or_nothing(self, met: bool, text: str, *figures: Decimal | str) -> Score:
        points = self.weight if met else _ZERO
        return self.computed("zero_target", points, f"{text}，{'得满分' if met else '得 0 分'}", *figures)

    def guessed(self, remark: str) -> None:
        self.certain = False
        self.remarks = (*self.remarks, remark)

    def computed(self, rule: str, points: Decimal, text: str, *figures: _Figure) -> Score:
        rounded = self.scoring.rounded(points)
        return Score(
            kind="computed",
            rule=rule,
            low=rounded,
            high=rounded,
            sentence=text,
            figures=figures,
            points=rounded,
            certain=self.certain,
            overshoot=self.overshoot,
            remarks=self.remarks,
        )

    def bounded(
        self, rule: str, low: Decimal, high: Decimal, text: str, *figures: _Figure, open_above: bool = True
    ) -> Score:
        return self.undecided("bounded", rule, (low, high), text, figures, open_above=open_above)

    def open(self, text: str, *figures: _Figure) -> Score:
        return self.undecided("open", "open", (_ZERO, self.weight), text, figures)

    def undecided(
        self,
        kind: Kind,
        rule: str,
        bounds: tuple[Decimal, Decimal],
        text: str,
        figures: tuple[_Figure, ...],
        *,
        open_above: bool = False,
    ) -> Score:
        return Score(
            kind=kind,
            rule=rule,
            low=bounds[0],
            high=bounds[1],
            sentence=text,
            figures=figures,
            open_above=open_above,
            certain=self.certain,
            overshoot=self.overshoot,
            remarks=self.remarks,
        )
