"""What an indicator scores, and why.

The arithmetic is the national measure's (met: full weight; missed: in proportion; qualitative: a tier of the weight);
what places do differently is in `Scoring`, which the rule pack fills. A score is one of three things: `computed`, a
figure that follows from target and actual; `bounded`, a qualitative tier that leaves a range; `open`, where nothing can
be computed and a person decides. Every score says in one sentence how it came about.

    target ≥95%, actual 92%, weight 10  ->  92 ÷ 95 × 10 = 9.68
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Literal

import msgspec

from macros_py.engine.dated import Dated
from macros_py.engine.indicators import IndicatorValue, convert
from macros_py.engine.numbers import excel_round

Kind = Literal["computed", "bounded", "open"]
_HUNDRED = Decimal(100)
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


class Score(msgspec.Struct, frozen=True, kw_only=True):
    """`points` is the score where it is computed; `low`..`high` bound what may be given where it is not, `high` itself
    not being within where they are `open_above`.

    `rule` names the way of scoring. `certain` is False where target or actual had to be guessed at, and `remarks` say
    how. `overshoot` is the actual in percent of the target where it is far beyond it, so that it must be explained.
    """

    kind: Kind
    rule: str
    low: Decimal
    high: Decimal
    trace: str
    points: Decimal | None = None
    open_above: bool = False
    certain: bool = True
    overshoot: Decimal | None = None
    remarks: tuple[str, ...] = ()


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

    def __init__(self, target: IndicatorValue, actual: IndicatorValue, weight: Decimal, scoring: Scoring) -> None:
        self.target, self.actual, self.weight, self.scoring = target, actual, weight, scoring
        self.remarks = [value.note for value in (target, actual) if not value.certain and value.note]
        self.certain = target.certain and actual.certain
        self.overshoot: Decimal | None = None

    def score(self) -> Score:
        if self.actual.kind == "blank":
            return self.open("实际完成值没有填")
        if self.actual.kind == "tier" and self.actual.level:
            return self.tier(self.actual.level)
        if self.target.kind == "deadline":
            return self.deadline()
        if self.actual.kind == "quantity":
            return self.quantity()
        return self.open("目标或实际不是数值，由评价人按完成程度打分")

    def quantity(self) -> Score:
        target, actual = self.target, self.actual
        if target.kind not in ("quantity", "range") or target.number is None:
            return self.degree()
        measured = self.measured()
        if measured is None or measured.number is None:
            return self.open(f"目标单位“{target.unit}”与实际单位“{actual.unit}”不能换算")
        if actual.operator not in ("eq", ""):
            self.guessed(f"实际完成值带比较符号，按 {_n(actual.number)}{actual.unit} 计算")
        if target.kind == "range":
            return self.span(measured.number)
        if target.operator in ("le", "lt"):
            return self.at_most(measured.number, target.number)
        return self.at_least(measured.number, target.number)

    def measured(self) -> IndicatorValue | None:
        """The actual in the target's unit. Without a unit of its own it is taken to be in the target's."""
        target, actual = self.target, self.actual
        if actual.unit and target.unit:
            return convert(actual, target.unit)
        small = actual.number is not None and abs(actual.number) <= 1 < (target.number or 0)
        if target.unit == "%" and not actual.unit and small:
            percent = actual.number * 100 if actual.number is not None else None
            self.guessed(f"实际完成值 {_n(actual.number)} 没有写单位，按 {_n(percent)}% 理解")
            return msgspec.structs.replace(actual, number=percent)
        return self.in_ten_thousands()

    def in_ten_thousands(self) -> IndicatorValue:
        """A target of 21.1万人 and an actual of 22.3, in a cell of its own: it counts in 万, as the target does."""
        target, actual = self.target, self.actual
        if actual.number is None or target.number is None or actual.unit:
            return actual
        for word, power in _POWERS.items():
            bare = word in target.text and word not in target.unit and word not in actual.text
            if bare and abs(actual.number) * _FAR <= abs(target.number):
                shown = _n(actual.number)
                self.guessed(f"实际完成值 {shown} 没有写单位，按 {shown}{word}{target.unit} 理解")
                return msgspec.structs.replace(actual, number=actual.number * power)
        return actual

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
        sign = {"gt": ">", "ge": "≥"}.get(self.target.operator, "=")
        if target <= 0 and sign == "=":
            return self.full_or_nothing(actual <= target, f"目标为 {_n(target)}，实际 {_n(actual)}")
        met = actual > target if sign == ">" else actual >= target
        if met:
            if target > 0 and actual >= target * self.scoring.overshoot:
                self.overshoot = excel_round(actual / target * 100, 2)
            return self.computed("at_least", self.weight, f"实际 {_n(actual)} 达到目标 {sign}{_n(target)}，得满分")
        if target <= 0 or actual <= 0:
            return self.computed("at_least", Decimal(0), f"实际 {_n(actual)} 未达到目标 {sign}{_n(target)}，得 0 分")
        return self.computed(
            "at_least", actual / target * self.weight, f"实际 {_n(actual)} ÷ 目标 {_n(target)} × 分值 {_n(self.weight)}"
        )

    def at_most(self, actual: Decimal, target: Decimal) -> Score:
        """≤: met gets full weight; beyond it the place's way of taking points off."""
        sign = "<" if self.target.operator == "lt" else "≤"
        if actual < target or (actual == target and sign == "≤"):
            return self.computed("at_most", self.weight, f"实际 {_n(actual)} 符合目标 {sign}{_n(target)}，得满分")
        if target <= 0:
            return self.full_or_nothing(False, f"目标 {sign}{_n(target)}，实际 {_n(actual)}")
        if self.scoring.at_most == "inverse":
            text = f"目标 {_n(target)} ÷ 实际 {_n(actual)} × 分值 {_n(self.weight)}"
            return self.computed("at_most_inverse", target / actual * self.weight, text)
        if actual >= 2 * target:
            return self.computed(
                "at_most_deviation", Decimal(0), f"实际 {_n(actual)} 达到目标 {_n(target)} 的两倍，得 0 分"
            )
        text = f"（1 −（实际 {_n(actual)} − 目标 {_n(target)}）÷ 目标 {_n(target)}）× 分值 {_n(self.weight)}"
        return self.computed("at_most_deviation", (1 - (actual - target) / target) * self.weight, text)

    def span(self, actual: Decimal) -> Score:
        """A range: inside gets full weight, below it as ≥ its lower end, above it as ≤ its upper end."""
        low, high = self.target.number, self.target.high
        assert low is not None
        assert high is not None
        above_low = actual >= low if self.target.low_closed else actual > low
        below_high = actual <= high if self.target.high_closed else actual < high
        if above_low and below_high:
            return self.computed("range", self.weight, f"实际 {_n(actual)} 在目标 {_n(low)}—{_n(high)} 之内，得满分")
        return self.at_most(actual, high) if above_low else self.at_least(actual, low)

    def deadline(self) -> Score:
        """In time gets full weight. How much a delay costs no rule says: a person decides below full weight."""
        due, done = self.target.day, self.actual.day
        if due is None or done is None:
            return self.open("目标或实际没有具体日期，由评价人按完成程度打分")
        if done <= due:
            return self.computed(
                "deadline", self.weight, f"实际 {done.isoformat()} 不晚于目标 {due.isoformat()}，得满分"
            )
        days = (done - due).days
        return self.bounded("deadline", Decimal(0), self.weight, f"比目标 {due.isoformat()} 晚 {days} 天，不得满分")

    def tier(self, level: int) -> Score:
        tier = self.scoring.tiers[min(level, len(self.scoring.tiers)) - 1]
        low, high = (self.round(share * self.weight) for share in (tier.low, tier.high))
        span = f"{_n(low)} 分到 {_n(high)} 分" if level == 1 else f"{_n(low)} 分以上、不到 {_n(high)} 分"
        return self.bounded("tier", low, high, f"定性指标“{tier.name}”这一档应得 {span}", open_above=level > 1)

    def full_or_nothing(self, met: bool, text: str) -> Score:
        points = self.weight if met else Decimal(0)
        return self.computed("zero_target", points, f"{text}，{'得满分' if met else '得 0 分'}")

    def guessed(self, remark: str) -> None:
        self.certain = False
        self.remarks.append(remark)

    def round(self, points: Decimal) -> Decimal:
        return excel_round(points, self.scoring.decimals)

    def computed(self, rule: str, points: Decimal, text: str) -> Score:
        rounded = self.round(points)
        trace = text if text.endswith("分") else f"{text} = {rounded:f} 分"
        return self.result("computed", rule, rounded, rounded, trace, rounded)

    def bounded(self, rule: str, low: Decimal, high: Decimal, text: str, *, open_above: bool = True) -> Score:
        return msgspec.structs.replace(self.result("bounded", rule, low, high, text), open_above=open_above)

    def open(self, text: str) -> Score:
        return self.result("open", "open", Decimal(0), self.weight, text)

    def result(
        self, kind: Kind, rule: str, low: Decimal, high: Decimal, trace: str, points: Decimal | None = None
    ) -> Score:
        return Score(
            kind=kind,
            rule=rule,
            low=low,
            high=high,
            trace=trace,
            points=points,
            certain=self.certain,
            overshoot=self.overshoot,
            remarks=tuple(self.remarks),
        )
