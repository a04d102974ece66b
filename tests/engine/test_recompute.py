"""Recomputing: every computed cell from what people typed, settled in one pass, and in accord with every relation."""

from __future__ import annotations

from decimal import Decimal

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from macros_py.engine import evaluate
from macros_py.engine.recompute import recompute, unlike
from macros_py.engine.relations.syntax import paths_of
from macros_py.engine.values import Values
from tests.engine.support import FORMS, D, computed, facts, pairs, rules
from workbook.facts import Facts, Value, row_id

amounts = st.integers(0, 10**8).map(lambda cents: D(cents).scaleb(-2))
INCOME = ("carryover", "appropriation", "fund", "nontax", "other")
SPENDING = ("personnel", "operating", "project")
PUBLIC, ASSETS = ("reception", "vehicle_operation", "vehicle_purchase", "overseas"), ("in_use", "leased", "other")
APPRAISAL = {"notice": 8, "team": 2, "self_check": 20, "submission": 10, "completeness": 15, "tables": 15}
POINTS = {"产出指标（50分）": 50, "效益指标（30分）": 30, "满意度指标（10分）": 10}


@st.composite
def departments(draw: st.DrawFn) -> Facts:
    """某某市示例局: agencies' figures drawn at random, everything else what follows from them; computed cells blank."""
    agencies = range(1, draw(st.integers(1, 3)) + 1)
    entries: dict[str, Value] = {}
    for table, columns in (("income", INCOME), ("expenditure", SPENDING), ("three_public", PUBLIC), ("assets", ASSETS)):
        entries |= {f"{table}.agencies[{row}].{column}": draw(amounts) for row in agencies for column in columns}

    def total(table: str, *columns: str) -> Decimal:
        return sum((entries[f"{table}.agencies[{row}].{column}"] for row in agencies for column in columns), D(0))  # type: ignore[misc]

    for row in agencies:
        income = sum(entries[f"income.agencies[{row}].{column}"] for column in INCOME)  # type: ignore[misc]
        spent = sum(entries[f"expenditure.agencies[{row}].{column}"] for column in SPENDING)  # type: ignore[misc]
        entries[f"expenditure.agencies[{row}].balance"] = income - spent
        entries[f"projects.items[{row}].amount"] = entries[f"expenditure.agencies[{row}].project"]
    entries |= {f"comparison.{line}.last": draw(amounts) for line in ("general", "other", *SPENDING)}
    entries |= {f"comparison.{line}.this": total("expenditure", line) for line in SPENDING}
    entries |= {"comparison.general.this": total("income", "appropriation")}
    entries |= {"comparison.other.this": total("income", "fund", "nontax", "other")}
    basic, project, extra = (
        total("expenditure", "personnel", "operating"),
        total("expenditure", "project"),
        draw(amounts),
    )
    for column, more in (("initial", D(0)), ("adjusted", extra), ("executed", D(0))):
        entries |= {f"overall.funds.basic.{column}": basic + more, f"overall.funds.project.{column}": project}
        entries[f"overall.funds.general.{column}"] = basic + project + more
    entries["overall.funds.total.points"] = D(10)
    for row, (level, points) in enumerate(POINTS.items(), 1):
        score = D(draw(st.integers(0, points * 100))).scaleb(-2)
        cells = {"level1": level, "points": D(points), "score": score}
        entries |= {f"overall.indicators[{row}].{column}": value for column, value in cells.items()}
    entries |= {f"appraisal.{item}.score": D(draw(st.integers(0, most))) for item, most in APPRAISAL.items()}
    return facts(entries | _blank_computed(entries))


def _blank_computed(entries: dict[str, Value]) -> dict[str, Value]:
    counts = facts(entries).rows
    blank: dict[str, Value] = {}
    for key, field in FORMS.fields.items():
        if field.computed:
            rows = range(1, counts.get(key.partition("[*]")[0], 0) + 1) if field.repeats else [1]
            blank |= {row_id(key, row): None for row in rows}
    return blank


def _renewed(given_facts: Facts) -> Facts:
    """The workbook as it is after recalculating."""
    results = recompute(given_facts, rules())
    values = {
        key: msgspec.structs.replace(fact, value=results[key]) if key in results else fact
        for key, fact in given_facts.facts.items()
    }
    return computed(msgspec.structs.replace(given_facts, facts=values))


@settings(max_examples=60, deadline=None)
@given(departments())
def test_a_consistent_department_has_no_arithmetic_finding(department: Facts) -> None:
    """The figures we compute are the figures we check: no rule accuses our own result, not even of rounding."""
    result = evaluate(_renewed(department), rules())
    arithmetic = {rule.id for rule in rules().pack.rules if rule.relation and rule.severity == "error"}
    assert pairs(result, *arithmetic) == []


_entries = st.dictionaries(
    st.sampled_from(sorted(FORMS.fields)).map(lambda key: row_id(key, 1)),
    st.one_of(amounts, st.none(), st.sampled_from(["—", "无", "不适用", "约三", "1,811.27", "优"])),
    max_size=40,
)


@settings(max_examples=150, deadline=None)
@given(_entries)
def test_recomputing_twice_changes_nothing(entries: dict[str, Value]) -> None:
    """Whatever was typed, also over formulas: one pass is enough, and pressing the button again is harmless."""
    department = facts(entries | _blank_computed(entries) | entries)
    results = recompute(department, rules())
    assert recompute(_renewed(department), rules()) == results
    in_use = {key: f.field for key, f in department.facts.items() if f.field.form not in rules().pack.left_out}
    assert sorted(results) == sorted(key for key, field in in_use.items() if field.computed)


@settings(max_examples=150, deadline=None)
@given(_entries)
def test_what_judging_came_to_is_what_recomputing_gives(entries: dict[str, Value]) -> None:
    """Whoever has just judged the relations need not compute them again: the results are the same, and so are findings
    on values that somebody else made.
    """
    department = facts(entries | _blank_computed(entries) | entries)
    values = Values(department, rules().fields)
    assert evaluate(department, rules(), values=values) == evaluate(department, rules())
    assert values.results
    known = recompute(department, rules(), alone=True, values=values)
    assert known == recompute(department, rules(), alone=True)


@settings(max_examples=150, deadline=None)
@given(entries=_entries, judged=st.booleans())
def test_what_shows_something_else_is_what_recomputing_tells(*, entries: dict[str, Value], judged: bool) -> None:
    """Columns that are seen to be right at once are those that are right cell by cell, whosever values they are."""
    department = facts(entries | _blank_computed(entries) | entries)
    values = Values(department, rules().fields)
    if judged:
        evaluate(department, rules(), values=values)
    results = recompute(department, rules(), alone=True)
    for here in (department, _renewed(department)):
        wrong = {key: results[key] for key, fact in here.facts.items() if key in results and fact.value != results[key]}
        assert unlike(values, rules(), here) == wrong


def test_each_figure_comes_after_those_it_needs() -> None:
    """The order in which cells are computed follows the rules, not the file in which they stand."""
    seen: set[str] = set()
    for bound in rules().definitions.values():
        needs = {path.field for path in paths_of(bound.body.relation.right)} & set(rules().definitions)
        assert needs <= seen
        assert bound.body.target
        seen.add(bound.body.target.id)


def test_from_what_was_typed_alone() -> None:
    """A wrong total typed over its formula does not spread; with `keep_reported` it does, as in Excel itself."""
    entries: dict[str, Value] = {
        "expenditure.agencies[1].personnel": D("4.44"),
        "expenditure.agencies[1].operating": D(1),
    }
    typed = facts(entries | {"expenditure.agencies[1].basic": D(9), "expenditure.agencies[1].total": None})
    afresh, kept = recompute(typed, rules()), recompute(typed, rules(), keep_reported=True)
    assert (afresh["expenditure.agencies[1].basic"], afresh["expenditure.all.basic"]) == (D("5.44"), D("5.44"))
    assert "expenditure.agencies[1].basic" not in kept
    assert kept["expenditure.all.basic"] == D(9)
    renewed = recompute(computed(typed), rules(), keep_reported=True)
    assert renewed["expenditure.all.basic"] == D("5.44")


def test_a_figure_is_rounded_once_and_others_build_on_what_is_shown() -> None:
    """Execution rate 2/3 is 66.67% in its cell; the score is 10 × 66.67%, not 10 × 2/3."""
    entries = {
        "overall.funds.general.adjusted": D(3),
        "overall.funds.general.executed": D(2),
        "overall.funds.total.points": D(10),
    }
    results = recompute(facts(entries), rules())
    assert results["overall.funds.total.rate"] == D("0.6667")
    assert results["overall.funds.total.score"] == D("6.67")


def test_missing_inputs_give_no_figure() -> None:
    """No input, no result: None, and never zero."""
    assert set(recompute(facts({}), rules()).values()) == {None}


def test_an_absurd_ratio_is_a_figure() -> None:
    """The largest count over the smallest fraction that a cell can hold: computed, not a crash."""
    entries: dict[str, Value] = {
        "basic_data.staff.actual": D("1E17"),
        "basic_data.staff.authorized": D("1E-300"),
        "basic_data.staff.control": None,
    }
    assert recompute(facts(entries), rules())["basic_data.staff.control"] == D("1E+317")
