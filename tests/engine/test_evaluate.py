"""Evaluate: the one place every door goes through. It never falls over, it sorts, and it computes the headline."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import NoReturn

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from macros_py.engine import RuleSet, evaluate
from macros_py.engine.checks import Context, Draft
from macros_py.engine.dated import step_of
from macros_py.engine.findings import Scores
from macros_py.engine.rules import Rule
from macros_py.engine.ruleset import BoundCheck
from tests.engine.support import FORMS, D, check, facts, invented, pairs, rule, rules
from workbook.facts import Value, field_of, row_id

RANK = {"error": 0, "warning": 1, "notice": 2}
CENT = D("0.01")
BANDS = {
    "national": [(90, 100, "优"), (80, 90, "良"), (60, 80, "中"), (0, 60, "差")],
    "hunan-jishou": [(90, 100, "优"), (80, 90, "良"), (60, 80, "较差"), (0, 60, "差")],
}
contents: st.SearchStrategy[Value] = st.one_of(
    st.none(), st.text(max_size=12), st.decimals(min_value=-(10**13), max_value=10**13, places=2),
    st.sampled_from(["—", "无", "不适用", "#REF!", "1,811.27", "95%", "当年", "指标1：", "优"]),
    st.sampled_from([D(0), D("NaN"), D("Infinity")]),
)  # fmt: skip


def _crashing(ruleset: RuleSet, rule_id: str) -> RuleSet:
    """The rule set with one check that yields a finding and then divides by zero."""

    def crash(context: Context, rule: Rule) -> Iterator[Draft]:
        yield Draft(outcome="unreadable", facts=("income.all.total",), right="甲")
        raise ZeroDivisionError("1/0")

    checks = tuple(BoundCheck(rule=c.rule, run=crash) if c.rule.id == rule_id else c for c in ruleset.checks)
    return msgspec.structs.replace(ruleset, checks=checks)


def test_a_crashing_check_is_one_finding_and_the_others_still_run() -> None:
    """Our fault never hides theirs: what it had found stays, the crash is said once, all other rules have run."""
    entries: dict[str, Value] = {"income.all.total": D(-5), "income.all.other": "约三"}
    sound = pairs(check(entries))
    result = check(entries, _crashing(rules(), "V003"))
    assert pairs(result, "V003") == [["V003", "income.all.total"], ["V003", ""]]
    assert [pair for pair in pairs(result) if pair[0] != "V003"] == [pair for pair in sound if pair[0] != "V003"]
    (crash,) = [finding for finding in result.findings if not finding.fields]
    assert (crash.severity, crash.cells, crash.form) == ("warning", (), "")
    assert "ZeroDivisionError: 1/0" in crash.message


def test_a_crashing_relation_is_one_finding_and_the_others_still_run() -> None:
    """As with a check: a closure of ours that fails is said once."""

    def crash(values: object, row: int) -> NoReturn:
        raise ZeroDivisionError("1/0")

    ruleset = rules()
    broken = tuple(
        msgspec.structs.replace(bound, body=msgspec.structs.replace(bound.body, left=crash))
        if bound.rule.id == "S003"
        else bound
        for bound in ruleset.relations
    )
    entries: dict[str, Value] = {"income.all.total": D(5), "income.all.other": D(4)}
    result = check(entries, msgspec.structs.replace(ruleset, relations=broken))
    assert [(f.severity, f.fields) for f in result.findings if f.rule == "S003"] == [("warning", ())]
    rest = [pair for pair in pairs(check(entries)) if pair[0] != "S003"]
    assert [pair for pair in pairs(result) if pair[0] != "S003"] == rest


@settings(max_examples=120, deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(FORMS.fields)).map(lambda key: row_id(key, 2)), contents, max_size=60))
def test_it_never_falls_over_what_a_person_typed(entries: dict[str, Value]) -> None:
    """Any content in any cell: findings in order, no crash among them, a second look sees the same."""
    result = check(entries)
    places = {key: place for place, key in enumerate(FORMS.fields)}
    order = [
        (RANK[f.severity] + f.question, places[field_of(f.fields[0])] if f.fields else -1) for f in result.findings
    ]
    assert order == sorted(order)
    assert [f.message for f in result.findings if "运行出错" in f.message] == []
    assert check(entries) == result


@pytest.mark.parametrize("content", [D("1E+60"), "9" * 61])
@pytest.mark.parametrize("key", ["income.agencies[1].carryover", "overall.funds.total.score"])
def test_an_enormous_figure(key: str, content: Value) -> None:
    """Excel holds 1E+308; a file that does is checked like any other, and the figure is called unreadable."""
    result = check({key: content})
    assert pairs(result, "V001") == [["V001", key]]
    assert [f.message for f in result.findings if "运行出错" in f.message] == []


def test_findings_are_sorted_by_severity_then_place() -> None:
    """Errors first; within them, as one turns the pages of the workbook."""
    result = check({
        "appraisal.notice.score": D(-1), "overall.funds.total.rate": D(2), "income.all.other": D(-1),
        "basic.actual": D(-1), "cover.year": D(2021), "income.agencies[2].other": "5", "basic.phone": "1234567",
    })  # fmt: skip
    found = [(f.severity, f.fields[0]) for f in result.findings if f.rule in ("V002", "V003", "V004", "R004", "X012")]
    assert found == [
        ("error", "cover.year"), ("error", "basic.actual"),
        ("error", "income.all.other"), ("error", "appraisal.notice.score"),
        ("warning", "overall.funds.total.rate"), ("notice", "basic.phone"), ("notice", "income.agencies[2].other"),
    ]  # fmt: skip


def test_counts_by_severity() -> None:
    """The summary's numbers."""
    result = check({"income.all.other": D(-1), "cover.year": D(2021), "overall.funds.total.rate": D(2)})
    assert [result.count(level) for level in ("error", "warning", "notice")] == [2, 1, 1]  # type: ignore[arg-type]


@pytest.mark.parametrize("pack", BANDS)
def test_grades_at_the_edges_of_their_bands(pack: str) -> None:
    """[low, high): exactly 90 is 优, 89.99 is not; 吉首 calls the third band 较差."""
    scale = rules(pack).scale("grade")

    def grade(score: D) -> str | None:
        step = step_of(scale, score)
        return step.name if step else None

    for low, high, name in BANDS[pack]:
        assert [grade(D(low)), grade(D(high) - CENT)] == [name, name]
        assert grade(D(low) - CENT) != name
        entries = {"overall.indicators[1].score": D(low)}
        assert check(entries, rules(pack)).scores == Scores(total=D(low), grade=name)
    assert (grade(D(100)), grade(D("-0.01"))) == ("优", None)


def test_a_total_is_graded_as_it_is_shown() -> None:
    """Two decimals decide: 89.995 is shown as 90.00 and is 优."""
    scores = [check({"overall.indicators[1].score": D(text)}).scores for text in ("89.994", "89.995")]
    assert [(score.total, score.grade) for score in scores] == [(D("89.99"), "良"), (D("90.00"), "优")]


@pytest.mark.parametrize(
    ("executed", "adjusted", "rate"),
    [
        ("95", "100", "0.9500"),
        ("1811.12", "1745.35", "1.0377"),
        ("0", "100", "0"),
        ("0", "0", None),
        ("95", "0", None),
    ],
)
def test_execution_rate(executed: str, adjusted: str, rate: str | None) -> None:
    """Overshoot stays visible in the rate; a budget of zero has no rate."""
    scores = check({"overall.funds.total.executed": D(executed), "overall.funds.total.adjusted": D(adjusted)}).scores
    assert scores.execution_rate == (D(rate) if rate else None)
    assert (scores.total, scores.grade, scores.execution_score) == (None, None, None)


@pytest.mark.parametrize(
    ("rate", "score"), [("1.0377", "10"), ("1", "10"), ("0.95", "9.5"), ("0", "0"), ("-0.1", "-1")]
)
def test_execution_score(rate: str, score: str) -> None:
    """Points × rate, never more than the points."""
    scores = check({"overall.funds.total.points": D(10), "overall.funds.total.rate": D(rate)}).scores
    assert scores.execution_score == D(score)


def test_traces_explain_every_computed_figure_that_can_be_computed(tmp_path: Path) -> None:
    """Value, expression, rule and source; row by row; nothing where there is no figure; none if they are not wanted."""
    ruleset = invented(
        tmp_path,
        rule("income.agencies[*].total = income.agencies[*].other * 2", "T001", defines="true"),
        rule("conclusion.grade = grade(conclusion.score)", "T002", defines="true"),
    )
    given_facts = facts({"income.agencies[1].other": D(5), "income.agencies[2].other": None, "conclusion.score": D(75)})
    found = [(t.field, t.value, t.expression, t.rule, t.source) for t in evaluate(given_facts, ruleset).traces]
    assert found == [
        ("income.agencies[1].total", "10.00", "5.00 × 2", "T001", "示例依据"),
        ("conclusion.grade", "合格", "评级（75.00）", "T002", "示例依据"),
    ]
    assert evaluate(given_facts, ruleset, traces=False).traces == ()


def test_a_pack_without_headline_rules_has_no_scores(tmp_path: Path) -> None:
    """What no rule computes is not made up."""
    ruleset = invented(tmp_path, rule("income.all.total = 5"))
    assert check({"overall.indicators[1].score": D(90)}, ruleset).scores == Scores()


def test_nothing_typed_nothing_scored() -> None:
    """An empty file has no total, and not a total of zero."""
    assert check({}).scores == Scores()
    assert pairs(check({})) == []
    assert isinstance(check({"overall.indicators[1].score": D(90)}).scores.total, Decimal)


def test_no_total_while_a_score_is_missing() -> None:
    """A sum of the scores there are would pass for the total: it is None until every indicator has its score."""
    entries = {
        "overall.funds.total.score": D(10),
        "overall.indicators[1].points": D(50),
        "overall.indicators[1].score": D(45),
        "overall.indicators[2].points": D(40),
    }
    assert check(entries).scores.total is None
    assert check(entries | {"overall.indicators[2].score": D(40)}).scores.total == D(95)
    assert check(entries | {"overall.indicators[2].points": None}).scores.total == D(55)


def test_no_total_while_execution_is_not_scored() -> None:
    """Points for execution ask for its score, as each indicator's do; where there are none, nothing is waited for."""
    entries = {"overall.indicators[1].points": D(50), "overall.indicators[1].score": D(45)}
    assert check(entries | {"overall.funds.total.adjusted": D(100)}).scores.total == D(45)
    weighted = entries | {"overall.funds.total.points": D(10)}
    assert check(weighted).scores.total is None
    scored = weighted | {"overall.funds.total.score": D("9.5")}
    assert check(scored).scores.total == D("54.5")
    assert check(weighted | {"overall.funds.total.score": D(0)}).scores.total == D(45)
    assert check(scored | {"overall.indicators[2].points": D(40)}).scores.total is None
