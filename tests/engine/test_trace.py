"""Traces: the relation with the file's numbers. What is shown computes to the figure that it explains."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from macros_py.engine.relations.compile import compile_relation
from macros_py.engine.relations.syntax import Call, Expression, Number, Operation, parse_relation
from macros_py.engine.relations.trace import trace
from macros_py.engine.values import Values
from tests.engine.support import FORMS, D, facts, rules
from workbook.facts import Value

ENVIRONMENT = rules().environment
CELLS = {f"income.all.{name}": D(value) for name, value in (("total", "12.50"), ("fund", "3.00"), ("other", "0.25"))}
ROWS = {f"income.agencies[{row}].other": D(row) for row in (1, 2, 3)}


def shown(text: str, entries: dict[str, Value], row: int = 0) -> str:
    compiled = compile_relation(f"income.all.nontax = {text}", ENVIRONMENT)
    return trace(compiled.relation.right, Values(facts(entries), FORMS.fields), row, ENVIRONMENT)


@pytest.mark.parametrize(
    ("text", "trace_text"),
    [
        ("income.all.total / income.all.fund", "12.50 ÷ 3.00"),
        ("(income.all.total - income.all.fund) / income.all.fund", "（12.50 − 3.00） ÷ 3.00"),
        ("income.all.total - income.all.fund - income.all.other", "12.50 − 3.00 − 0.25"),
        ("income.all.total - income.all.fund * 2", "12.50 − 3.00 × 2"),
        ("round(min(income.all.total, 10), 2)", "四舍五入（取小（12.50，10），2）"),
        ("max(income.all.total, abs(income.all.fund))", "取大（12.50，绝对值（3.00））"),
        ("sum(income.agencies[*].other)", "1.00 + 2.00 + 3.00"),
        ('sum(income.agencies[name^="局"].other)', "1.00 + 3.00"),
        ("sum(income.agencies[*].fund)", "（空）"),
        ("sum(income.agencies[*].other, income.agencies[*].fund)", "1.00 + 2.00 + 3.00"),
        ("income.all.carryover + income.all.fund", "（空） + 3.00"),
        ("income.all.fund + $execution_points", "3.00 + 10"),
        ("income.all.fund - expenditure.all.balance", "3.00 − （-5.00）"),
        ("expenditure.all.balance - income.all.fund", "-5.00 − 3.00"),
        ("overall.funds.total.rate * 50%", "95.00% × 0.5"),
        ("grade(income.all.total)", "评级（12.50）"),
        ("given(income.all.total, income.all.carryover)", "已填个数（12.50，（空））"),
        ('max("优", cover.unit)', "取大（“优”，某某市示例局）"),
    ],
)
def test_a_trace_reads_like_a_sum_on_paper(text: str, trace_text: str) -> None:
    """Figures with their cells' decimals and units; what is blank says so; rows are written out."""
    names = {
        "income.agencies[1].name": "局机关",
        "income.agencies[2].name": "二级机构",
        "income.agencies[3].name": "局属站",
    }
    entries = CELLS | ROWS | names | {"cover.unit": "某某市示例局", "overall.funds.total.rate": D("0.95")}
    entries |= {"expenditure.all.balance": D(-5)}
    assert shown(text, entries) == trace_text


def test_the_row_at_hand() -> None:
    """In a table, the figures of the row that is explained."""
    entries: dict[str, Value] = {
        f"income.agencies[{row}].{name}": D(row) for row in (1, 2) for name in ("other", "fund")
    }
    compiled = compile_relation(
        "income.agencies[*].total = income.agencies[*].other + income.agencies[*].fund", ENVIRONMENT
    )
    assert trace(compiled.relation.right, Values(facts(entries), FORMS.fields), 1, ENVIRONMENT) == "2.00 + 2.00"


@pytest.mark.parametrize(
    ("rows", "text"), [(6, "1.00 + 1.00 + 1.00 + 1.00 + 1.00 + 1.00"), (7, "项目·支出金额合计 7.00（7项）")]
)
def test_many_rows_are_counted(rows: int, text: str) -> None:
    """Up to six rows are written out; more would not fit the note of a cell."""
    assert (
        shown("sum(projects.items[*].amount)", {f"projects.items[{row}].amount": D(1) for row in range(1, rows + 1)})
        == text
    )


_cell = st.sampled_from(sorted(CELLS))
_number = st.decimals(min_value=1, max_value=99, places=2).map(lambda number: f"{number:f}")
_rows = st.just("sum(income.agencies[*].other)")
_trees = st.recursive(
    st.one_of(_cell, _number, _rows),
    lambda children: st.one_of(
        st.tuples(children, st.sampled_from("+-*"), children).map(lambda t: f"({t[0]} {t[1]} {t[2]})"),
        st.tuples(children, _number).map(lambda t: f"({t[0]} / {t[1]})"),
        st.tuples(st.sampled_from(["min", "max"]), children, children).map(lambda t: f"{t[0]}({t[1]}, {t[2]})"),
    ),
    max_leaves=6,
)


def _reckon(expression: Expression) -> Fraction:
    """The value of an expression without cells, by fractions."""
    match expression:
        case Number(value=value):
            return Fraction(value)
        case Operation(operator=operator, left=left, right=right):
            a, b = _reckon(left), _reckon(right)
            return {"+": a + b, "-": a - b, "*": a * b}[operator] if operator != "/" else a / b
        case Call(name=name, args=args):
            return {"min": min, "max": max}[name](map(_reckon, args))
    raise AssertionError(expression)


def _value_of(text: str) -> Fraction:
    return _reckon(parse_relation(f"{text} = 0").left)


def _read_back(text: str) -> Fraction:
    for sign, mark in (
        ("（", "("),
        ("）", ")"),
        ("，", ","),
        ("−", "-"),
        ("×", "*"),
        ("÷", "/"),
        ("取小", "min"),
        ("取大", "max"),
    ):
        text = text.replace(sign, mark)
    return _value_of(text)


def _with_numbers(text: str) -> str:
    for key, value in CELLS.items():
        text = text.replace(key, f"{value:f}")
    return text.replace("sum(income.agencies[*].other)", "(1 + 2 + 3)")


def _explains(text: str) -> bool:
    return _read_back(shown(text, CELLS | ROWS)) == _value_of(_with_numbers(text))


@given(_trees)
def test_a_trace_computes_to_its_figure(text: str) -> None:
    """Whoever types the trace into a calculator gets the figure: no bracket is lost."""
    assert _explains(text)


@pytest.mark.parametrize(
    "text",
    [
        "income.all.total - (income.all.fund + income.all.other)",
        "income.all.total - (income.all.fund - income.all.other)",
        "income.all.total / (income.all.fund * income.all.other)",
        "income.all.total / (income.all.fund / income.all.other)",
        "income.all.total - sum(income.agencies[*].other)",
        "2 * sum(income.agencies[*].other)",
    ],
)
def test_brackets_that_matter_are_shown(text: str) -> None:
    """a − (b − c) is not a − b − c."""
    assert _explains(text)


@pytest.mark.parametrize("entries", [ROWS, {}])
def test_a_count_shows_the_count(entries: dict[str, Decimal]) -> None:
    """`count` takes all rows, as `sum` does."""
    assert shown("count(income.agencies[*].other)", dict(entries)) == str(len(entries))
