"""The language of relations: what is written is what is read, and nonsense is refused in its own words."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from macros_py.engine.relations.syntax import (
    Call,
    Expression,
    Number,
    Operation,
    Parameter,
    Path,
    Relation,
    RelationError,
    Text,
    parse_relation,
    paths_of,
)

D = Decimal
COMPARISONS = ["=", "!=", "<=", ">=", "<", ">"]
names = st.from_regex(r"[a-z_][a-z0-9_]{0,5}", fullmatch=True)
dotted = st.lists(names, min_size=1, max_size=3).map(".".join)
quotable = st.text(alphabet=st.characters(exclude_characters='"', exclude_categories=["Cs"]), max_size=6)


@st.composite
def paths(draw: st.DrawFn) -> Path:
    """A cell, a column of rows, or those of its rows whose column begins with a text."""
    head = draw(dotted)
    form = draw(st.sampled_from(["cell", "rows", "selected"]))
    if form == "cell":
        return Path(head)
    field = f"{head}[*].{draw(dotted)}"
    if form == "rows":
        return Path(field)
    return Path(field, draw(names), draw(quotable).replace("]", ""))


atoms: st.SearchStrategy[Expression] = st.one_of(
    st.decimals(min_value=0, max_value=10**9, places=3).map(Number),
    quotable.map(Text),
    names.map(Parameter),
    paths(),
)


def _branches(children: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    calls = st.builds(Call, names, st.lists(children, min_size=1, max_size=3).map(tuple))
    operations = st.builds(Operation, st.sampled_from(["+", "-", "*", "/"]), children, children)
    return calls | operations


expressions = st.recursive(atoms, _branches, max_leaves=12)
spaces = st.sampled_from(["", " ", "\n  "])


def printed(expression: Expression, gap: str = " ") -> str:
    """The expression as one would write it, every operation in brackets."""
    match expression:
        case Number(value=value):
            return f"{value:f}"
        case Text(value=text):
            return f'"{text}"'
        case Parameter(name=name):
            return f"${name}"
        case Path(field=field, column=column, prefix=prefix):
            return field.replace("[*]", f'[{column}^="{prefix}"]') if column else field
        case Call(name=name, args=args):
            return f"{name}({f',{gap}'.join(printed(arg, gap) for arg in args)})"
        case Operation(operator=operator, left=left, right=right):
            return f"({printed(left, gap)}{gap}{operator}{gap}{printed(right, gap)})"


@given(expressions, st.sampled_from(COMPARISONS), expressions, spaces)
def test_what_is_written_is_what_is_read(left: Expression, comparison: str, right: Expression, gap: str) -> None:
    """Any expression, printed and read again, is itself; spaces and line ends do not matter."""
    relation = Relation(left, comparison, right)  # type: ignore[arg-type]
    assert parse_relation(f"{printed(left, gap)}{gap}{comparison}{gap}{printed(right, gap)}{gap}") == relation


_words = ["a.b", "a[*].b", 'a[c^="产"].b', "sum(", "$x", "5", "5%", "<=", *'()+-*/=,![]."']


@given(st.one_of(st.text(max_size=40), st.lists(st.sampled_from(_words), max_size=12).map(" ".join)))
@example("")
@example("=")
@example("a[*] = a[0]")
def test_random_text_is_refused_or_read(text: str) -> None:
    """Nothing but RelationError, and its message quotes the text."""
    try:
        parse_relation(text)
    except RelationError as error:
        assert f"“{text}”" in str(error)  # noqa: PT017  being read is as good as being refused


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("a - b - c = 0", "((a - b) - c)"),
        ("a / b / c = 0", "((a / b) / c)"),
        ("a + b * c = 0", "(a + (b * c))"),
        ("(a + b) * c = 0", "((a + b) * c)"),
        ("a - (b - c) = 0", "(a - (b - c))"),
        ("round(min(a, b), 2) = 0", "round(min(a, b), 2)"),
        ("30% = 0", "0.30"),
        ("12.5% = 0", "0.125"),
    ],
)
def test_binding(text: str, left: str) -> None:
    """Operations bind as at school, equal ones from the left; 30% is 0.30."""
    assert printed(parse_relation(text).left) == left


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("income.all.total", "这里应是 = != <= >= < > 之一，却是结尾"),
        ("a b", "这里应是 = != <= >= < > 之一，却是“b”"),
        ("a = ", "这里应是数字、字段或算式，却是结尾"),
        ("a = )", "这里应是数字、字段或算式，却是“)”"),
        ("a = b = c", "多出了“=”"),
        ("a = (b + c", "缺少“)”"),
        ("a = sum(b c)", "缺少“)”"),
        ("a = 合计", "看不懂“合计”"),
        ("a = b & c", "看不懂“& c”"),
        ("a = Sum(b)", "看不懂“Sum(b)”"),
        ("a = items[1].b", "的行只能选一次"),
        ('a = sum(items[level1="产出"].b)', "的行只能选一次"),
        ("a = sum(form.items[*].b[*].c)", "的行只能选一次"),
        ("a = -1", "这里应是数字、字段或算式，却是“-”"),
    ],
)
def test_a_slip_of_the_pen_is_named(text: str, fault: str) -> None:
    """The message quotes the relation and says what was expected where."""
    with pytest.raises(RelationError) as refused:
        parse_relation(text)
    assert str(refused.value).startswith(f"“{text}”")
    assert fault in str(refused.value)


@pytest.mark.parametrize("text", ["(" * 2000, "a = " + "(" * 197, "a = " + "+".join("b" * 200)])
def test_deep_brackets_are_refused(text: str) -> None:
    """A rule file cannot bring the program down, however it is made."""
    with pytest.raises(RelationError):
        parse_relation(text)


def test_paths_come_in_the_order_written() -> None:
    """The first path of a relation is the cell that its finding points at."""
    relation = parse_relation('a = round(b + sum(c[*].d), 2) * $x - "text" + e')
    assert [path.field for path in paths_of(relation.right)] == ["b", "c[*].d", "e"]
