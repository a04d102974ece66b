"""Forms with several sheets: one rule, run on each sheet by itself."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from macros_py.engine import evaluate
from macros_py.engine.recompute import recompute
from macros_py.engine.relations.compile import Environment, compile_relation
from macros_py.engine.relations.syntax import RelationError
from macros_py.engine.rules import RuleError
from macros_py.engine.values import Values
from tests.engine.support import FORMS, D, facts, invented, rule, rules
from workbook.facts import Value

ENVIRONMENT = Environment(fields=FORMS.fields)
TWO: dict[str, Value] = {
    "project[1].name": "甲项目",
    "project[1].indicators[1].points": D(50),
    "project[1].indicators[2].points": D(40),
    "project[2].name": "乙项目",
    "project[2].indicators[1].points": D(90),
    "project[2].indicators[1].level1": "产出指标",
}


def results(text: str) -> list[Decimal | str | None]:
    """The right side of a relation, row by row."""
    body = compile_relation(text, ENVIRONMENT)
    values = Values(facts(TWO), FORMS.fields)
    found = [body.right(values, row) for row in range(values.count(body.repeat))]
    return [getattr(value, "value", value) for value in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("project[*].total.points = sum(project[*].indicators[*].points)", [D(90), D(90)]),
        ('project[*].total.points = sum(project[*].indicators[level1*="产出"].points)', [None, D(90)]),
        ("project[*].indicators[*].score = project[*].indicators[*].points", [D(50), D(40), D(90)]),
        ("project[*].indicators[*].name = project[*].name", ["甲项目", "甲项目", "乙项目"]),
        (
            "project[*].indicators[*].score = project[*].indicators[*].points + sum(project[*].indicators[*].points)",
            [D(140), D(130), D(180)],
        ),
        ("overall.total.points = sum(project[*].indicators[*].points)", [D(180)]),
        ("overall.total.points = count(project[*].name)", [D(2)]),
    ],
)
def test_a_star_stands_for_the_sheet_at_hand(text: str, expected: list[object]) -> None:
    """Inside a sheet its own rows, from outside all rows of all sheets; a cell of the sheet stands beside each row."""
    assert results(text) == expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("project[*].indicators[*].score = overall.indicators[*].score", "不能逐行对照"),
        ("project[*].goals[*].actual = project[*].indicators[*].name", "不能逐行对照"),
        (
            "overall.total.score = complete(overall.indicators[*].score, project[*].indicators[*].points)",
            "参数要成对",
        ),
        (
            'overall.total.score = complete(overall.indicators[level1^="产"].score, overall.indicators[*].points)',
            "参数要成对",
        ),
    ],
)
def test_tables_that_do_not_belong_together(text: str, words: str) -> None:
    with pytest.raises(RelationError, match=words):
        compile_relation(text, ENVIRONMENT)


def test_each_sheet_is_computed_by_itself() -> None:
    """Totals of one project never hold another's points."""
    found = recompute(facts(TWO | {"project[1].funds.total.points": D(10)}), rules())
    assert (found["project[1].total.points"], found["project[2].total.points"]) == (D(100), D(90))


def test_findings_name_the_sheet_and_come_sheet_by_sheet() -> None:
    """An accountant with nine projects must see which one is meant."""
    entries = {
        f"project[{sheet}].indicators[{row}].{column}": value
        for sheet in (2, 1)
        for row in (1, 2)
        for column, value in (("points", D(10)), ("score", D(11)))
    }
    found = [finding for finding in evaluate(facts(entries), rules()).findings if finding.rule == "P107"]
    assert [finding.fields[0] for finding in found] == [
        f"project[{sheet}].indicators[{row}].score" for sheet in (1, 2) for row in (1, 2)
    ]
    assert found[3].message.startswith("“第2张”的指标第2行·得分")


def test_a_finding_beside_a_cell_of_its_sheet_names_that_cell(tmp_path: Path) -> None:
    """A row of the second sheet is compared with the second sheet's own cell."""
    ruleset = invented(tmp_path, rule("project[*].indicators[*].name != project[*].name"))
    found = evaluate(facts(TWO | {"project[2].indicators[1].name": "乙项目"}), ruleset).findings
    assert [finding.fields for finding in found] == [("project[2].indicators[1].name", "project[2].name")]


def test_a_formula_cannot_select_rows(tmp_path: Path) -> None:
    """Excel's formula would add all rows, and show another figure than the check expects."""
    relation = 'overall.total.points = sum(overall.indicators[level1^="产"].points)'
    with pytest.raises(RuleError, match="不能挑选行"):
        invented(tmp_path, rule(relation, defines="true"))
