"""One engine behind all doors: a cell function gives what checking and recalculating give, to the last digit."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from macros_py.engine import RuleSet, evaluate
from macros_py.engine.packs import packs
from macros_py.engine.recompute import recompute
from macros_py.excel import functions as of
from macros_py.excel.handed import Failure, Refused, clipped
from tests.engine.support import D, example, facts, rules
from workbook.facts import PENDING, Facts, Value

PACK = "hunan-jishou"
amounts = st.one_of(st.none(), st.integers(0, 10**8).map(lambda cents: Decimal(cents).scaleb(-2)))
FORMS_WITH_FUNDS = ["overall", "project", "fund", "capital", "insurance"]


@pytest.fixture(scope="module")
def published() -> Facts:
    return example()


@pytest.fixture(scope="module")
def place() -> RuleSet:
    return rules(PACK)


def cell(value: Value) -> object:
    """A value as `.Value2` hands it over."""
    return float(value) if isinstance(value, Decimal) else value


def held(published: Facts, key: str) -> object:
    """What stands in a cell of the example, None where it says nothing."""
    fact = published.get(key)
    return cell(fact.value) if fact else None


def shown(value: Value, *, pending: bool = False) -> object:
    """A recomputed value as its cell shows it."""
    if value is None:
        return PENDING if pending else ""
    return float(value) if isinstance(value, Decimal) else value


def standing(entries: Mapping[str, Value]) -> Facts:
    """A file in which these figures stand, also over formulas; formulas without a figure are there to be computed."""
    given_facts = facts(entries)
    made = {
        key: msgspec.structs.replace(fact, origin="computed" if fact.value is None else "reported")
        for key, fact in given_facts.facts.items()
    }
    return msgspec.structs.replace(given_facts, facts=made)


def test_the_example_has_what_these_tests_compare(published: Facts) -> None:
    """The comparisons below would pass on an empty file."""
    assert published.rows["overall.indicators"] >= 9
    assert cell(published.facts["overall.funds.total.executed"].value) == 1811.12


def test_funds_of_the_example(published: Facts, place: RuleSet) -> None:
    """Rate and score of the year's funds, from the figures that stand in its cells."""
    results = recompute(published, place)

    def value(column: str) -> object:
        key = f"overall.funds.total.{column}"
        return shown(results[key]) if key in results else cell(published.facts[key].value)

    rate = of.rate(value("executed"), value("adjusted"), PACK, 2022)
    assert rate == value("rate")
    assert of.rate_score(value("points"), rate, value("adjusted"), PACK, 2022) == value("score")


def test_sums_of_the_example(published: Facts, place: RuleSet) -> None:
    """Funds by source, and the agencies' total: blocks and single cells."""
    results = recompute(published, place)
    for column in ("initial", "adjusted", "executed"):
        parts = [held(published, f"overall.funds.{row}.{column}") for row in ("general", "fund", "nontax", "other")]
        assert of.add([[part] for part in parts[:3]], parts[3]) == shown(results[f"overall.funds.by_source.{column}"])
    for column in ("carryover", "appropriation"):
        agencies = [[held(published, key)] for key in published.ids(f"income.agencies[*].{column}")]
        assert of.add(agencies) == shown(results[f"income.all.{column}"])


def test_comparisons_of_the_example(published: Facts, place: RuleSet) -> None:
    """Difference and growth of every line."""
    results = recompute(published, place)
    for line in ("revenue", "general", "other", "expenditure", "basic", "personnel", "operating", "project"):
        now, last = (
            shown(results[key])
            if (key := f"comparison.{line}.{column}") in results
            else cell(published.facts[key].value)
            for column in ("this", "last")
        )
        assert of.difference(now, last, PACK, 2022) == shown(results[f"comparison.{line}.change"])
        assert of.growth(now, last, PACK, 2022) == shown(results[f"comparison.{line}.growth"])


def test_indicators_of_the_example(published: Facts, place: RuleSet) -> None:
    """Score and explanation of every indicator are those of `evaluate`."""
    traces = {trace.field: trace for trace in evaluate(published, place).traces}
    compared = 0
    for item in published.items("overall.indicators"):
        target, actual, points = (
            cell(published.facts[f"{item}.{name}"].value) for name in ("target", "actual", "points")
        )
        trace = traces.get(f"{item}.score")
        score = of.indicator_score(target, actual, points, PACK, 2022)
        assert score == (float(trace.value) if trace and trace.value else PENDING if trace else "")
        assert of.indicator_trace(target, actual, points, PACK, 2022) == (clipped(trace.expression) if trace else "")
        compared += trace is not None
    assert compared >= 9


def test_findings_of_the_examples_indicators(published: Facts, place: RuleSet) -> None:
    """Every finding that concerns the indicators alone is in the list, in the words it has elsewhere."""
    columns = ("level1", "level2", "name", "target", "actual", "points", "score", "reason")
    block = [
        [cell(published.facts[f"{item}.{column}"].value) for column in columns]
        for item in published.items("overall.indicators")
    ]
    listed = of.findings(block, 100, None, PACK, 2022)
    assert isinstance(listed, list)
    here = [
        one
        for one in evaluate(published, place, traces=False).findings
        if one.fields and all(key.startswith("overall.indicators[") for key in one.fields)
    ]
    assert sorted((line[2], line[3]) for line in listed if line[0]) == sorted(
        (one.rule, clipped(_bare(one.message, one.cells))) for one in here
    )


def _bare(message: str, cells: tuple[str, ...]) -> str:
    """Without the addresses, which a block does not know."""
    for address in cells:
        message = message.replace(f"（{address}）", "")
    return message


@pytest.mark.parametrize("form", FORMS_WITH_FUNDS)
@pytest.mark.parametrize("pack", sorted(packs()))
@settings(max_examples=25, deadline=None)
@given(executed=amounts, adjusted=amounts, points=st.sampled_from([None, D(10), D(20)]))
def test_any_funds_in_any_place(pack: str, form: str, executed: Value, adjusted: Value, points: Value) -> None:
    """Whatever a place's rule for the execution rate is, the cell follows it."""
    head = "project[1]" if form == "project" else form
    lines = {"adjusted": adjusted, "executed": executed, "points": points, "rate": None, "score": None}
    entries = {f"{head}.funds.total.{column}": value for column, value in lines.items()}
    results = recompute(standing(entries), rules(pack), keep_reported=True)
    rate = of.rate(cell(executed), cell(adjusted), pack, 2022)
    assert rate == shown(results[f"{head}.funds.total.rate"])
    score = of.rate_score(cell(points), rate, cell(adjusted), pack, 2022, form)
    assert score == shown(results[f"{head}.funds.total.score"], pending=True)


@pytest.mark.parametrize("pack", sorted(packs()))
@settings(max_examples=50, deadline=None)
@given(score=st.one_of(st.none(), st.integers(0, 10**7).map(lambda number: Decimal(number).scaleb(-5))))
def test_any_grade_in_any_place(pack: str, score: Value) -> None:
    entries = {"conclusion.score": score, "conclusion.grade": None}
    results = recompute(standing(entries), rules(pack), keep_reported=True)
    assert of.grade(cell(score), pack, 2022) == shown(results["conclusion.grade"], pending=True)


@settings(max_examples=50, deadline=None)
@given(actual=st.integers(0, 10**6), authorized=st.integers(0, 10**6))
def test_any_control_rate(actual: int, authorized: int) -> None:
    entries = {"basic_data.staff.actual": D(actual), "basic_data.staff.authorized": D(authorized)}
    results = recompute(facts(entries | {"basic_data.staff.control": None}), rules())
    assert of.control_rate(float(actual), float(authorized), None, 2022) == shown(results["basic_data.staff.control"])


def test_a_rule_that_needs_more_is_left_to_the_native_formula(monkeypatch: pytest.MonkeyPatch) -> None:
    """A place that computes from other cells than the function gets: an error, and IFERROR takes the native formula."""
    from macros_py.excel import defined
    from tests.engine.support import with_alternative

    other = with_alternative("K018")
    monkeypatch.setattr(defined, "rules_for", lambda *_: other)
    defined._definition.cache_clear()
    try:
        with pytest.raises(Refused) as refused:
            defined.computed(other, "overall.total.score", {"overall.total.points": 1.0})
    finally:
        defined._definition.cache_clear()
    assert refused.value.failure == Failure.NA
