"""Findings of one cause stand together and say so; what has no common cause is left as it is."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from random import Random

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from macros_py.engine import evaluate
from macros_py.engine.causes import Bench
from macros_py.engine.findings import Finding
from macros_py.engine.recompute import recompute
from macros_py.engine.triage import triage
from macros_py.engine.values import Values
from tests.engine.support import FORMS, D, computed, example, facts, rules
from workbook.facts import Facts, Value

CARRYOVER = "资金来源漏列上年结转 65.92"
EXECUTED = "年度资金总额·全年执行数现为 1811.12，似应为 1811.27"
CHANGE = "一般公共预算拨款收入·比上年增减现为 350.55，应为 351.55，增减%随之而错"
CAUSES = [
    ["F004", "overall.funds.total.adjusted", CARRYOVER],
    ["F003", "overall.funds.total.executed", f"{CARRYOVER}，改正后还差 0.15；{EXECUTED}"],
    ["F005", "overall.funds.by_nature.adjusted", CARRYOVER],
    ["F005", "overall.funds.by_nature.executed", CARRYOVER],
    ["F008", "overall.funds.total.executed", CARRYOVER],
    ["F009", "overall.funds.by_nature.adjusted", CARRYOVER],
    ["F009", "overall.funds.by_nature.executed", CARRYOVER],
    ["Y001", "comparison.general.change", CHANGE],
    ["Y002", "comparison.general.growth", CHANGE],
    ["F004", "overall.funds.total.executed", EXECUTED],
    ["X006", "overall.funds.total.executed", EXECUTED],
]


def triaged(given_facts: Facts, pack: str = "national") -> tuple[Finding, ...]:
    return triage(given_facts, rules(pack), evaluate(given_facts, rules(pack), traces=False).findings)


def causes(findings: tuple[Finding, ...]) -> list[list[str | None]]:
    return [[f.rule, f.fields[0], f.cause] for f in findings if f.cause]


def test_the_missing_carryover_of_the_example() -> None:
    """One row left out makes six relations fail outright and a seventh but for 0.15, which has a cause of its own."""
    assert causes(triaged(example(), "hunan-jishou")) == CAUSES


def test_causes_come_first_and_severe_ones_before() -> None:
    """Groups with an error lead, the largest first; single errors, warnings and notices follow in their order."""
    found = triaged(example(), "hunan-jishou")
    assert [finding.cause for finding in found[: len(CAUSES)]] == [cause for _, _, cause in CAUSES]
    rank = {"error": 0, "warning": 1, "notice": 2}
    after = [rank[finding.severity] for finding in found[len(CAUSES) :]]
    assert after == sorted(after)


def test_no_finding_is_lost_or_changed() -> None:
    """Triage puts in order; it takes nothing away."""
    before = evaluate(example(), rules("hunan-jishou"), traces=False).findings
    after = tuple(msgspec.structs.replace(finding, cause=None) for finding in triaged(example(), "hunan-jishou"))
    assert Counter(map(repr, after)) == Counter(map(repr, before))


def department(changes: dict[str, Value]) -> Facts:
    """A small department whose formulas stand; `changes` are typed, and everything follows."""
    entries: dict[str, Value] = {
        "income.agencies[1].appropriation": D(100),
        "income.all.total": None,
        "expenditure.agencies[1].personnel": D(60),
        "expenditure.agencies[1].operating": D(10),
        "expenditure.agencies[1].project": D(30),
        "expenditure.agencies[1].basic": None,
        "expenditure.agencies[1].total": None,
        "expenditure.all.basic": None,
        "expenditure.all.project": None,
        "expenditure.all.total": None,
        "comparison.personnel.this": D(60),
        "comparison.operating.this": D(10),
        "comparison.project.this": D(30),
        "comparison.basic.this": None,
        "comparison.expenditure.this": None,
        "projects.items[1].amount": D(30),
        "projects.total.amount": None,
        "overall.funds.basic.executed": D(70),
        "overall.funds.project.executed": D(30),
        "overall.funds.general.executed": D(100),
        "overall.funds.by_source.executed": None,
        "overall.funds.by_nature.executed": None,
        "overall.funds.total.executed": None,
    }
    typed = computed(facts(entries | changes))
    results = recompute(typed, rules())
    renewed = {
        key: msgspec.structs.replace(fact, value=results[key]) if key in results else fact
        for key, fact in typed.facts.items()
    }
    return msgspec.structs.replace(typed, facts=renewed)


def test_a_consistent_department_has_nothing_to_group() -> None:
    assert [finding for finding in triaged(department({})) if finding.severity == "error"] == []


def test_one_wrong_input_behind_formulas() -> None:
    """A project's amount is mistyped in 支出: four tables disagree, and the figure behind them is named."""
    found = triaged(department({"expenditure.agencies[1].project": D("30.5")}))
    told = {finding.cause for finding in found if finding.severity == "error"}
    assert told == {"机构第1行·项目支出现为 30.50，似应为 30.00"}
    assert {"X005", "X007", "X002", "X006", "X001"} <= {finding.rule for finding in found if finding.cause}


def test_one_of_several_rows() -> None:
    """Which agency's figure is wrong cannot be told from the sum: the sum is named."""
    second: dict[str, Value] = {
        "expenditure.agencies[2].project": D(5),
        "expenditure.agencies[2].basic": None,
        "expenditure.agencies[2].total": None,
    }
    told = {finding.cause for finding in triaged(department(second)) if finding.severity == "error"}
    assert told == {"汇总·项目支出现为 35.00，似应为 30.00"}


def test_two_faults_in_two_places() -> None:
    """Each has its own cause, the larger first."""
    found = triaged(department({"expenditure.agencies[1].project": D("30.5"), "overall.funds.basic.executed": D(71)}))
    groups = [finding.cause for finding in found if finding.severity == "error"]
    assert groups[0] == "机构第1行·项目支出现为 30.50，似应为 30.00"
    assert "基本支出·全年执行数现为 71.00，似应为 70.00" in {cause for cause in groups if cause}


def test_a_correction_that_breaks_something_is_no_cause() -> None:
    """The total of last year would fit if it were another, but then its change would not: nothing is said."""
    entries: dict[str, Value] = {
        "comparison.revenue.this": D(10),
        "comparison.revenue.last": D(7),
        "comparison.revenue.change": D(3),
        "comparison.general.last": D(5),
        "comparison.other.last": D(1),
        "comparison.general.change": D(4),
        "comparison.other.change": D(1),
    }
    found = triaged(facts(entries))
    assert {finding.rule for finding in found if finding.severity == "error"} >= {"Y003", "Y006"}
    assert causes(found) == []


def test_one_finding_has_no_common_cause() -> None:
    found = triaged(facts({"income.all.total": D(5), "income.all.other": D(4)}))
    assert [(finding.rule, finding.cause) for finding in found if finding.severity == "error"] == [("S003", None)]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6))
def test_nonsense_is_told_as_it_is(seed: int) -> None:
    """Random figures everywhere: every finding stays, and the search for causes ends."""
    chance = Random(seed)
    numbers = [key for key, field in FORMS.fields.items() if field.kind == "number" and "[*]" not in key]
    entries: dict[str, Value] = {key: Decimal(chance.randint(0, 10**6)).scaleb(-2) for key in numbers}
    given_facts = facts(entries)
    before = evaluate(given_facts, rules(), traces=False).findings
    after = triage(given_facts, rules(), before)
    assert len(after) == len(before)


def test_values_that_are_handed_on_stay_as_they_are() -> None:
    """Corrections are tried out on a copy: whoever made the values goes on using them."""
    values = Values(example(), FORMS.fields)
    before = evaluate(example(), rules(), traces=False, values=values).findings
    assert triage(example(), rules(), before, values) == triaged(example())
    fresh = Values(example(), FORMS.fields)
    assert values.plain is not None
    for key in values.plain.single:
        assert values.single[key] == fresh.single[key]
    for key in values.plain.rows:
        assert values.rows[key] == fresh.rows[key]
    assert values.blank == fresh.blank


def test_where_nothing_fails_nothing_is_tried() -> None:
    """Findings of rules that are no relations, or none at all: no figure can be their cause."""
    bench = Bench(example(), rules(), ())
    assert (bench.failing, bench.causes(), bench.trials) == ({}, {}, 0)
