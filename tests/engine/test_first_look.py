"""Figures as written tell which relations hold: what they tell is what bounds tell."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from random import Random

import pytest

from macros_py.engine import evaluate
from macros_py.engine.binding import BoundRelation, bind_relation
from macros_py.engine.checks.base import Context, Draft
from macros_py.engine.intervals import Interval, exact
from macros_py.engine.recompute import recompute
from macros_py.engine.relations.functions import FUNCTIONS, STEPS, figure_of, stepped, total
from macros_py.engine.relations.verdict import compare, run
from macros_py.engine.rules import Rule
from macros_py.engine.values import Value, Values
from tests.engine.support import FORMS, D, example, facts, rules
from workbook.facts import Facts
from workbook.facts import Value as Content

NUMBERS = ["0", "0.01", "1", "3.3", "10", "33.33", "33.34", "100", "-5", "0.005"]
TEXTS = [
    "产出指标",
    "产出 指标",
    "效益",
    "满意度95%",
    "Ａ项目",
    "A项目",
    "—",
    "无",
    "不适用",
    "165.7%",
    "12万元",
    "胡写",
]


def chance_facts(seed: int, projects: int = 3) -> Facts:
    """Anything anywhere, often the same figure twice: what real departments never write, too."""
    chance, entries = Random(seed), dict[str, Content]()
    numbers = NUMBERS if seed % 5 else [*NUMBERS, "1e-33"]  # those that have it are judged by bounds alone
    for key, field in FORMS.fields.items():
        for fact_id in _ids(key, chance, projects):
            if chance.random() < 0.6:
                number = field.kind == "number" and chance.random() < 0.95
                entries[fact_id] = D(chance.choice(numbers)) if number else chance.choice(TEXTS)
    return facts(entries)


def _ids(key: str, chance: Random, projects: int) -> list[str]:
    """A field's rows, on each of some sheets where its form has several."""
    sheets = [key.replace("[*]", f"[{n}]", 1) for n in range(1, projects + 1)] if key.startswith("project[") else [key]
    return [fact.replace("[*]", f"[{row}]") for fact in sheets for row in range(1, (3 if "[*]" in fact else 1) + 1)]


def both(found: Facts, judged: Callable[[Values], object]) -> tuple[object, object]:
    """Judged as written first, and by bounds alone."""
    values, bounded = (Values(found, FORMS.fields) for _ in range(2))
    tiny = any(isinstance(fact.value, Decimal) and 0 < abs(fact.value) < D("1e-9") for fact in found)
    assert (values.plain is None) is tiny
    bounded.plain = None
    return judged(values), judged(bounded)


def bound_to(relation: str, when: str = "") -> BoundRelation:
    """One invented rule."""
    made = Rule(id="T001", title="示例规则", severity="error", source="here", relation=relation, when=when)
    return next(bind_relation(made, rules().environment))


def drafts(bound: BoundRelation, found: Facts, values: Values) -> list[Draft]:
    context = Context(
        facts=found, values=values, fields=FORMS.fields, pack=rules().pack, values_in_force=rules().values
    )
    return run(bound, context)


@pytest.mark.parametrize("seed", range(25))
def test_all_relations_of_the_packs_say_the_same(seed: int) -> None:
    """Whatever stands in the cells: each finding with its figures, its rows and its kind."""
    found = chance_facts(seed)
    for pack in ("national", "hunan-jishou"):
        for bound in rules(pack).relations:
            assert len(set(map(str, both(found, lambda values, b=bound: drafts(b, found, values))))) == 1, bound.rule.id  # type: ignore[misc]


@pytest.mark.parametrize("seed", range(10))
def test_what_cells_come_to_is_the_same(seed: int) -> None:
    """Computed anew from what the cells show."""
    found = chance_facts(seed)
    first, second = both(found, lambda values: recompute(found, rules(), alone=True, values=values))
    assert first == second


RELATIONS = [
    ("{i}.score <= {i}.points", ""),
    ("{i}.score < 10", ""),
    ("{i}.score >= {i}.points - 1", ""),
    ("{i}.score > $output_points / 5", ""),
    ("{i}.score = {i}.points", "{i}.points > 3"),
    ("{i}.score = {i}.points", "{i}.points = 10"),
    ("{i}.score = {i}.points", "{i}.level1 != {i}.name"),
    ("{i}.score = {i}.points", "overall.funds.total.points <= 10"),
    ("{i}.score = {i}.points", "round({i}.points, 0) > 3"),
    ("{i}.score != {i}.points", ""),
    ("{i}.level1 = {i}.name", ""),
    ("{i}.level1 < {i}.name", ""),
    ("{i}.level1 = {i}.points", ""),
    ("{i}.level1 != {i}.name", ""),
    ('{i}.level1 != "产出指标"', ""),
    ("{i}.score = {i}.points + {i}.score * {i}.points / {i}.points - 1", ""),
    ("{i}.score = {i}.points / ({i}.points - {i}.score)", ""),
    ("given({i}.reason) = 1", "{i}.score < {i}.points"),
    ("given({i}.reason, {i}.name) = 2", ""),
    ("{i}.score = max({i}.points, 5)", ""),
    ("{i}.score = sum({i}.points)", ""),
    ("{i}.score = overall.funds.total.points", ""),
    ("{i}.score = abs({i}.points)", ""),
    ("{i}.score = whole({i}.points / 3%)", ""),
    ("{i}.score = when_zero({i}.points, 1, {i}.points)", ""),
    ("{i}.score = grade({i}.points)", ""),
]
ON_SHEETS = [
    ("{i}.score <= project[*].total.points", ""),
    ("{i}.name != project[*].name", "project[*].total.score > 1"),
]


@pytest.mark.parametrize(("relation", "when"), [*RELATIONS, *ON_SHEETS])
@pytest.mark.parametrize("table", ["overall.indicators[*]", "project[*].indicators[*]"])
def test_kinds_of_relations(relation: str, when: str, table: str) -> None:
    """Those that are looked at in all rows at once, and those that are not."""
    if table.startswith("overall") and "project" in relation + when:
        relation, when = relation.replace("project[*]", "overall"), when.replace("project[*]", "overall")
    relation, when = relation.replace("{i}", table), when.replace("{i}", table)
    if "overall.name" in relation:
        relation = relation.replace("overall.name", '"产出指标"')
    bound = bound_to(relation, when)
    for seed in range(1, 5):
        found = chance_facts(seed)
        first, second = both(found, lambda values: drafts(bound, found, values))  # noqa: B023
        assert first == second


def test_most_rows_are_not_judged_one_by_one() -> None:
    """That is what the first look is for."""
    bound = bound_to("overall.indicators[*].score <= overall.indicators[*].points")
    values = Values(example(), FORMS.fields)
    assert values.plain is not None
    seen = bound.body.look.rows(values.plain, values.count(bound.body.repeat), 2, defines=False)
    assert seen is not None
    assert seen[0] == []


@pytest.mark.parametrize("name", ["min", "max", "abs", "whole"])
@pytest.mark.parametrize("numbers", [("3", "4"), ("-3.5", "2"), ("0", "0")])
def test_functions_of_plain_figures(name: str, numbers: tuple[str, str]) -> None:
    """The same value, whether figures have bounds, none, or some do."""
    function, count = FUNCTIONS[name]
    plain = [D(number) for number in numbers][: count or 2]
    result = figure_of(function([exact(number) for number in plain]))
    assert function(plain) == result
    assert figure_of(function([exact(plain[0]), *plain[1:]])) == result


def test_nothing_comes_of_words() -> None:
    for name in ("min", "max", "abs", "whole"):
        assert FUNCTIONS[name][0](["无", "无"]) is None
    assert FUNCTIONS["round"][0](["无", exact(D(2))]) is None
    assert FUNCTIONS["round"][0]([D("2.345"), exact(D(2))]) == D("2.35")
    assert FUNCTIONS["round"][0]([D("2.345"), "无"]) is None
    assert stepped(STEPS["-"], "无", D(1)) is None
    with pytest.raises(TypeError):
        figure_of("无")


@pytest.mark.parametrize("sign", ["-", "*", "/"])
def test_steps_of_arithmetic(sign: str) -> None:
    """A constant has bounds always; beside a plain figure it counts as its value."""
    result = figure_of(stepped(STEPS[sign], exact(D(9)), exact(D(4))))
    mixed: list[tuple[Value, Value]] = [(D(9), D(4)), (D(9), exact(D(4))), (exact(D(9)), D(4))]
    assert [stepped(STEPS[sign], *pair) for pair in mixed] == [result] * 3


def test_nothing_can_be_divided_by_nothing() -> None:
    assert stepped(STEPS["/"], D(1), D(0)) is None


def test_figures_that_may_be_nothing() -> None:
    """So small that the bounds around them hold zero: such a file is judged by bounds alone."""
    assert Values(facts({"income.all.total": D("1e-33")}), FORMS.fields).plain is None
    assert Values(facts({"income.all.total": D("1e-3"), "income.all.fund": "无"}), FORMS.fields).plain is not None


def test_sums_of_figures_with_and_without_bounds() -> None:
    wide = Interval(D(1), D("0.5"), D("1.5"))
    assert total([D(1), None, "无", D(2)]) == D(3)
    assert total([D(1), wide]) == D(2)
    assert total([wide, wide]) == Interval(D(2), D(1), D(3))


@pytest.mark.parametrize(
    ("left", "sign", "right", "verdict"),
    [
        (D("1.001"), "=", D("1.002"), "equal"),
        (D("1.001"), "!=", D("1.002"), "different"),
        (D(1), "!=", D(2), "equal"),
        (D(1), "=", exact(D(1)), "equal"),
        (exact(D(2)), "<", D(1), "different"),
        (D(1), "=", "一", None),
    ],
)
def test_verdicts_without_bounds(left: Value, sign: str, right: Value, verdict: str | None) -> None:
    assert compare(left, sign, right, 2) == verdict


def test_a_value_that_was_put_is_seen() -> None:
    """Corrections are tried out on bounds: what was written is out of date then."""
    values = Values(facts({"income.all.total": Decimal(1)}), FORMS.fields)
    values.put("income.all.total", 0, exact(Decimal(2)))
    assert values.plain is None
    assert values.single["income.all.total"] == exact(Decimal(2))
    assert values.copy().plain is None


def test_one_tiny_figure_silences_nothing() -> None:
    """Such a file is judged by bounds alone, but what lies beyond its limits is still said."""
    wrong = {"income.all.total": D(-5), "income.agencies[1].fund": D("1.234567"), "overall.funds.total.score": D(99)}
    for more in ({}, {"overall.funds.total.executed": D("1e-31")}):
        found = evaluate(facts({**wrong, **more}), rules(), traces=False).findings
        assert {"V003", "V008"} <= {finding.rule for finding in found}, more


@pytest.mark.parametrize("relation", ["{i}.score = {i}.level1 + {i}.points", "{i}.score >= {i}.level1 - 1"])
def test_texts_in_arithmetic(relation: str) -> None:
    """A pack may name a text where a figure belongs: it is passed over, as a text in a number cell is."""
    bound = bound_to(relation.replace("{i}", "overall.indicators[*]"))
    found = facts({"overall.indicators[1].level1": "产出", "overall.indicators[1].points": D(10)})
    first, second = both(found, lambda values: drafts(bound, found, values))
    assert first == second


def test_a_tiny_number_in_words() -> None:
    found = facts({"comparison.revenue.this": D(2), "comparison.revenue.last": "0." + "0" * 36 + "1"})
    assert Values(found, FORMS.fields).plain is None
    assert recompute(found, rules(), alone=True)["comparison.revenue.growth"] is None
