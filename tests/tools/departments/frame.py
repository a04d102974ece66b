"""湖南评价指标表: what people fill in; the rest is computed from the other tables."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from random import Random

from tests.tools.departments.reasons import deviation
from tests.tools.departments.tables import Entries, Office
from workbook.facts import Value

POINTS = {
    "staff": 5, "three_public_change": 5, "completion": 5, "adjustment": 5, "building_area": 5, "building_cost": 5,
    "operating": 8, "three_public_control": 7, "procurement": 6, "systems": 8, "compliance": 6, "disclosure": 5,
    "key_work": 8, "benefit": 22,
}  # fmt: skip
JUDGED = ("systems", "compliance", "disclosure", "key_work", "benefit")


def frame(chance: Random, who: Office) -> Entries:
    """Points as the form has them, and the five scores that people give."""
    entries: Entries = {"frame.unit": who.name}
    entries |= {f"frame.{row}.points": Decimal(points) for row, points in POINTS.items()}
    lost = {row: chance.choice([Decimal(0), Decimal(0), Decimal("0.5"), Decimal(1)]) for row in JUDGED}
    return entries | {f"frame.{row}.score": Decimal(POINTS[row]) - lost[row] for row in JUDGED}


def explained(chance: Random, entries: Mapping[str, Value], computed: Mapping[str, Value]) -> Entries:
    """A reason beside every score that is not full."""
    reasons = deviation(chance)
    scores = {row: entries.get(f"frame.{row}.score", computed.get(f"frame.{row}.score")) for row in POINTS}
    short = [row for row, score in scores.items() if isinstance(score, Decimal) and score < POINTS[row]]
    return {f"frame.{row}.reason": next(reasons) for row in short}
