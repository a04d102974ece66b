"""The edges that decide a grade, a zero or a warning: each has its case in tests/cases, or this fails.

Bands are half-open, [low, high), and a total is graded as it is quoted, with two decimals: 89.995 is shown as 90.00 and
is 优, 59.995 as 60.00 and is 中. A budget of zero has no rate, scores 0.00 and is warned of. From exactly 130% of a
target an overshoot has to be explained.
"""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.engine.test_cases import CASES
from workbook.facts import Value

FUNDS = "overall.funds.total."
GRADES = {"G002": ("conclusion.grade", "conclusion.score"), "G004": ("appraisal.grade", "appraisal.total.score")}
EDGES = {"90": "优", "89.995": "优", "80": "良", "60": "中", "59.995": "中"}
NOTHING = {f"{FUNDS}executed": "0", f"{FUNDS}adjusted": "0"}
UNPLANNED = {f"{FUNDS}executed": "95.00", f"{FUNDS}adjusted": "0"}
INDICATOR = "overall.indicators[1]."

# (rule, facts, does the rule find anything)
BOUNDARIES: list[tuple[str, Mapping[str, str], bool]] = [
    *(
        (rule, {cell: name, score: edge}, False)
        for rule, (cell, score) in GRADES.items()
        for edge, name in EDGES.items()
    ),
    ("F006", NOTHING, False),
    ("F006", UNPLANNED, False),
    ("F007", NOTHING | {f"{FUNDS}score": "0"}, False),
    ("F007", NOTHING | {f"{FUNDS}score": "10"}, True),
    ("F007", UNPLANNED | {f"{FUNDS}score": ""}, True),
    ("F010", NOTHING, True),
    ("F010", UNPLANNED, True),
    ("K016", {f"{INDICATOR}target": "≥100%", f"{INDICATOR}actual": "130%"}, True),
    ("K016", {f"{INDICATOR}target": "≥100%", f"{INDICATOR}actual": "129.99%"}, False),
]


def _has(facts: Mapping[str, Value | int], wanted: Mapping[str, str]) -> bool:
    return all(key in facts and str(facts[key]) == value for key, value in wanted.items())


@pytest.mark.parametrize(("rule", "wanted", "finds"), BOUNDARIES)
def test_the_boundary_has_its_case(rule: str, wanted: Mapping[str, str], finds: bool) -> None:
    """At least one case of the national rules names the rule and stands exactly there, with the outcome decided on."""
    here = [case for _, case in CASES if (case.rule, case.pack) == (rule, "national") and _has(case.facts, wanted)]
    assert here
    assert {bool(case.expected) for case in here} == {finds}
