"""What only a person can judge is asked, at the right cell, and never held against anybody."""

from __future__ import annotations

import pytest

from macros_py.engine import evaluate
from macros_py.engine.packs import packs
from tests.engine.support import example, rules

# Judgements about the published example, by their number in the list of its relations: what is asked there.
ASKED = {
    "A13": ["Q001", "income.agencies[2].name"],  # and A14: rows of the template that nobody used
    "A15": ["Q003", "expenditure.agencies[1].name"],
    "A16": ["Q004", "three_public.all.total"],
    "B34": ["Q007", "comparison.other.reason"],
    "B35": ["Q008", "comparison.basic.reason"],
    "C03": ["Q005", "projects.items[6].name"],
    "D24": ["Q006", "overall.funds.general.adjusted"],
    "E10": ["Q010", "overall.indicators[6].reason"],
    "E12": ["Q011", "overall.indicators[9].reason"],
    "E14": ["Q013", "overall.indicators[8].actual"],
    "E16": ["Q014", "overall.indicators[4].name"],
    "E17": ["Q014", "overall.indicators[7].name"],
    "E18": ["Q014", "overall.indicators[5].name"],
    "E22": ["Q012", "overall.indicators[1].reason"],
    "E23": ["Q016", "overall.goals[1].actual"],
    "E24": ["Q015", "overall.goals[2].actual"],
    "F13": ["Q018", "appraisal.completeness.score"],
    "F14": ["Q019", "appraisal.self_check.score"],
    "F15": ["Q020", "appraisal.notice.score"],
}
# What else is asked about it, each with good reason.
ALSO = [
    ["Q002", "expenditure.agencies[2].name"],
    ["Q016", "conclusion.goal_actual"],
    ["Q008", "comparison.project.reason"],
    ["Q013", "overall.indicators[5].actual"],
    ["Q013", "overall.indicators[6].actual"],
]


@pytest.mark.parametrize("number", ASKED)
def test_a_judgement_of_the_example_is_asked(number: str) -> None:
    found = [[f.rule, f.fields[0]] for f in evaluate(example(), rules("hunan-jishou")).findings if f.question]
    assert ASKED[number] in found


def test_nothing_else_is_asked() -> None:
    found = [[f.rule, f.fields[0]] for f in evaluate(example(), rules("hunan-jishou")).findings if f.question]
    assert [entry for entry in found if entry not in [*ASKED.values(), *ALSO]] == []


@pytest.mark.parametrize("pack", packs())
def test_questions_weigh_nothing(pack: str) -> None:
    """Whatever a pack says of their severity, they are notices, and every one ends in what to do."""
    asked = [finding for finding in evaluate(example(), rules(pack)).findings if finding.question]
    assert {finding.severity for finding in asked} == {"notice"}
    assert [finding.rule for finding in asked if "？" not in finding.message or "请" not in finding.message] == []
    named = {rule.id for rule in rules(pack).pack.rules if rule.question}
    assert {finding.rule for finding in asked} <= named
