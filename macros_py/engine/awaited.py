"""Scores that wait for a person (待算) until target and actual say what they come to.

Only where nobody has typed a score: there the cell of a workbook with macros computes it, and so must whoever computes
that workbook without Excel. A qualitative indicator goes on waiting.
"""

from __future__ import annotations

from decimal import Decimal

import msgspec

from macros_py.engine.indicators import parse
from macros_py.engine.ruleset import RuleSet
from macros_py.engine.scoring import Scoring, score_indicator, scoring_of
from workbook.facts import Fact, Facts, Value


def score_of_row(target: Value, actual: Value, points: Decimal, scoring: Scoring, year: int) -> Decimal | None:
    """What an indicator with these points scores; None where a person decides, and where it has no target."""
    if target is None or not str(target).strip():
        return None
    wanted, reached = parse(target, "target", year=year), parse(actual, "actual", year=year)
    return score_indicator(wanted, reached, points, scoring).points


def with_awaited(facts: Facts, ruleset: RuleSet) -> Facts:
    """The facts with the score of every indicator whose cell still waits, as far as one can be computed."""
    scored = {
        fact.id: _scored(fact, facts, ruleset) for fact in facts if fact.field.awaits and fact.origin == "computed"
    }
    return msgspec.structs.replace(facts, facts=facts.facts | scored)


def _scored(fact: Fact, facts: Facts, ruleset: RuleSet) -> Fact:
    row = fact.id.rpartition(".")[0]
    target, actual, points = (facts.get(f"{row}.{column}") for column in ("target", "actual", fact.field.awaits))
    score = None
    if target and points and isinstance(points.value, Decimal):  # as the cell's own formula asks
        reached = actual.value if actual else None
        score = score_of_row(target.value, reached, points.value, scoring_of(ruleset.values), facts.year)
    return msgspec.structs.replace(fact, value=score)
