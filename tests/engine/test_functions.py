"""`whole`, `when_zero` and `complete`: full steps, what stands where a rate has nothing to divide by, open totals."""

from __future__ import annotations

from decimal import ROUND_FLOOR, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from macros_py.engine import intervals
from macros_py.engine.intervals import Interval, exact, written
from macros_py.engine.relations.compile import compile_relation
from macros_py.engine.relations.functions import FUNCTIONS, complete
from macros_py.engine.relations.trace import trace
from macros_py.engine.values import Value, Values
from tests.engine.support import FORMS, D, facts, rules
from workbook.facts import Value as Content

ONE, TWO = exact(D(1)), exact(D(2))
ENVIRONMENT = rules().environment
ROWS = "complete(overall.indicators[*].score, overall.indicators[*].points)"
OUTPUTS = 'overall.indicators[level1*="产出"].'


def value(text: str, entries: dict[str, Content], target: str = "income.all.nontax", row: int = 0) -> Decimal | None:
    """What an expression comes to, beside a cell or in a row of a table."""
    found = compile_relation(f"{target} = {text}", ENVIRONMENT).right(Values(facts(entries), FORMS.fields), row)
    return found.value if isinstance(found, Interval) else None


def shown(text: str, entries: dict[str, Content]) -> str:
    compiled = compile_relation(f"income.all.nontax = {text}", ENVIRONMENT)
    return trace(compiled.relation.right, Values(facts(entries), FORMS.fields), 0, ENVIRONMENT)


@pytest.mark.parametrize(
    ("number", "steps"), [("0", 0), ("0.99", 0), ("1", 1), ("1.99", 1), ("3.00", 3), ("-0.01", -1), ("-1", -1)]
)
def test_whole_steps(number: str, steps: int) -> None:
    """Down to the step that was reached; never up to one that was not."""
    assert FUNCTIONS["whole"][0]([exact(D(number))]) == exact(D(steps))


def test_three_full_steps_are_three() -> None:
    """15% over in steps of 5%: decimal figures leave no 2.9999999999999996."""
    assert (
        value(
            "whole(income.all.total / income.all.fund)", {"income.all.total": D("0.15"), "income.all.fund": D("0.05")}
        )
        == 3
    )
    assert value("whole((overall.funds.total.rate - 100%) / 5%)", {"overall.funds.total.rate": D("1.15")}) == 3


def test_a_step_may_be_due_to_rounding() -> None:
    """101.00% stands for a little less, too: then no step was full."""
    over = intervals.subtract(written(D("1.01"), 4), ONE)
    assert intervals.whole(intervals.multiply(over, exact(D(100)))) == Interval(D(1), D(0), D(1))


@given(st.decimals(-999, 999, places=3), st.integers(0, 4), st.integers(-1000, 1000))
def test_the_true_number_of_steps_stays_within(number: Decimal, decimals: int, share: int) -> None:
    """Whatever a rounded figure stands for, its full steps are within the bounds."""
    figure = written(number, decimals)
    truth = figure.value + figure.slack * share / 1000
    steps = intervals.whole(figure)
    assert steps.low <= truth.to_integral_value(ROUND_FLOOR) <= steps.high
    assert steps.low <= steps.value <= steps.high


@pytest.mark.parametrize(
    ("deciding", "result"),
    [
        (exact(D(0)), ONE),
        (written(D("0.00"), 2), ONE),
        (written(D("0.01"), 2), TWO),
        (exact(D(-1)), TWO),
        (None, TWO),
        ("零", TWO),
    ],
)
def test_zero_as_written(deciding: Value, result: Value) -> None:
    """A budget of 0.00 is no budget, whatever it was rounded from; a blank one is not a budget of zero."""
    assert FUNCTIONS["when_zero"][0]([deciding, ONE, TWO]) == result


@pytest.mark.parametrize("name", ["whole", "when_zero"])
def test_no_figure_gives_none(name: str) -> None:
    """Blank in, blank out, and a text is no figure."""
    assert [FUNCTIONS[name][0]([nothing, None, None]) for nothing in (None, "甲")] == [None, None]


@pytest.mark.parametrize(
    ("budget", "score"), [(D(100), D("9.5")), (D(0), D(0)), ("无", D(0)), (None, D("9.5")), (D("0.01"), D("9.5"))]
)
def test_the_branch_not_taken_may_lack_its_figures(budget: Content, score: Decimal) -> None:
    """At a budget of zero the rate is blank, and the score still is 0."""
    text = "when_zero(income.all.total, income.all.fund * 0, income.all.fund * income.all.other)"
    entries = {
        "income.all.total": budget,
        "income.all.fund": D(10),
        "income.all.other": None if not score else D("0.95"),
    }
    assert value(text, entries) == score


@pytest.mark.parametrize(
    ("pairs", "result"),
    [
        ([], ONE),
        ([([ONE], [ONE])], ONE),
        ([([None], [ONE])], None),
        ([([None], [None])], ONE),
        ([([ONE], [None])], ONE),
        ([([exact(D(0))], [ONE])], ONE),
        ([([ONE, None], [ONE, None])], ONE),
        ([([ONE, None], [ONE, TWO])], None),
        ([([ONE], [ONE]), ([None], [ONE])], None),
    ],
)
def test_complete(pairs: list[tuple[list[Value], list[Value]]], result: Value) -> None:
    """Open as long as one figure lacks what is due beside it; a zero is a figure."""
    assert complete(pairs) == result


def _indicators(*rows: tuple[str, int | None, int | None]) -> dict[str, Content]:
    entries: dict[str, Content] = {}
    for row, (level, points, score) in enumerate(rows, 1):
        cells = {"level1": level, "points": points, "score": score}
        entries |= {f"overall.indicators[{row}].{key}": D(v) if isinstance(v, int) else v for key, v in cells.items()}
    return entries


@pytest.mark.parametrize(
    ("text", "rows", "result"),
    [
        (ROWS, [("产出指标", 50, 45), ("效益指标", 30, 30)], 1),
        (ROWS, [("产出指标", 50, 45), ("效益指标", 30, None)], None),
        (ROWS, [("产出指标", 50, 45), ("", None, None)], 1),
        (ROWS, [], 1),
        (f"complete({OUTPUTS}score, {OUTPUTS}points)", [("产出指标", 50, 45), ("效益指标", 30, None)], 1),
        (f"complete({OUTPUTS}score, {OUTPUTS}points)", [("产出指标", 50, None), ("效益指标", 30, 30)], None),
    ],
)
def test_complete_over_rows(text: str, rows: list[tuple[str, int | None, int | None]], result: int | None) -> None:
    """Row by row; of selected rows only those."""
    assert value(text, _indicators(*rows)) == result


def test_complete_beside_single_cells() -> None:
    """Pairs of cells and pairs of columns stand in one call."""
    text = f"5 * complete(overall.funds.total.score, overall.funds.total.points, {ROWS.removeprefix('complete(')}"
    entries = _indicators(("产出指标", 50, 45)) | {"overall.funds.total.points": D(10)}
    assert value(text, entries) is None
    assert value(text, entries | {"overall.funds.total.score": D(0)}) == 5


def test_complete_in_a_row_looks_at_that_row() -> None:
    """Where the relation walks the table, each row answers for itself."""
    text = "income.agencies[*].other * complete(income.agencies[*].fund, income.agencies[*].nontax)"
    entries: dict[str, Content] = {f"income.agencies[{row}].other": D(row) for row in (1, 2)}
    entries |= {"income.agencies[1].nontax": D(1), "income.agencies[2].nontax": D(1), "income.agencies[2].fund": D(1)}
    assert [value(text, entries, "income.agencies[*].total", row) for row in (0, 1)] == [None, 2]


@pytest.mark.parametrize(
    ("text", "trace_text"),
    [
        ("10 - 2 * whole(income.all.total / 5%)", "10 − 2 × 取整（0.15 ÷ 0.05）"),
        ("when_zero(income.all.fund, 0, income.all.total / income.all.fund)", "0"),
        ("when_zero(income.all.other, 0, income.all.total / income.all.other)", "0.15 ÷ 3.00"),
        ("when_zero(income.all.carryover, 0, income.all.total * 2)", "0.15 × 2"),
        ("2 * when_zero(income.all.fund, income.all.total + 1, 0)", "2 × （0.15 + 1）"),
        ("when_zero(income.all.fund, when_zero(income.all.fund, 5, 4), 3)", "5"),
        ("(income.all.total + income.all.other) * complete(income.all.total, income.all.other)", "0.15 + 3.00"),
        ("round((income.all.total + 1) * complete(income.all.total, income.all.other), 2)", "四舍五入（0.15 + 1，2）"),
    ],
)
def test_what_a_person_reads(text: str, trace_text: str) -> None:
    """Full steps are named, of two branches the one that counts is written, and what waits for scores goes without."""
    entries: dict[str, Content] = {"income.all.total": D("0.15"), "income.all.fund": D(0), "income.all.other": D(3)}
    assert shown(text, entries) == trace_text


@pytest.mark.parametrize("filled", [0, 1, 63, 64, 200])
def test_any_number_of_cells_can_be_counted(filled: int) -> None:
    """A department may have more rows than most."""
    assert FUNCTIONS["given"][0]([None, *([ONE] * filled), None]) == exact(D(filled))


def test_a_sum_is_the_same_in_one_go_and_step_by_step() -> None:
    """a + b + c is added from the left; what stands in brackets first."""
    entries: dict[str, Content] = {f"income.all.{key}": D(n) for n, key in enumerate(("total", "fund", "other"), 1)}
    assert value("income.all.total + income.all.fund + income.all.other", entries) == 6
    assert value("income.all.total + (income.all.fund + income.all.nontax) + income.all.other", entries) == 6
    assert value("income.all.nontax + income.all.nontax", entries) is None
