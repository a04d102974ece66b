"""Relations -> closures bound to the fields of a form set.

Everything that can be wrong with a relation is found here, once, before any file is read: unknown fields, functions and
parameters, rows of two tables mixed, an aggregate over something that does not repeat. Running cannot fail any more.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter

import msgspec

from macros_py.engine.intervals import Interval, exact
from macros_py.engine.near import meant
from macros_py.engine.relations.first_look import Look
from macros_py.engine.relations.functions import (
    AGGREGATES,
    COMPLETE,
    FUNCTIONS,
    STEPS,
    Function,
    complete,
    stepped,
    total,
)
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
from macros_py.engine.values import Plain, Value, Values
from workbook.facts import Facts, Field, repeat_of

_MOST_PLACES = 15
Closure = Callable[[Values | Plain, int], Value]
_NO_VALUES = Values(Facts(year=0, facts={}), {})


class Environment(msgspec.Struct, frozen=True, kw_only=True):
    """What names mean: the fields of the forms, the rule set's values, and functions that rest on them (`grade`).
    `parsed` are relations that were read before, by their text.
    """

    fields: Mapping[str, Field]
    parameters: Mapping[str, Value] = {}
    functions: Mapping[str, tuple[Function, int | None]] = {}
    parsed: Mapping[str, Relation] = {}


class Compiled(msgspec.Struct, frozen=True, kw_only=True):
    """A relation ready to run over the rows of `repeat`, or once. `target` is the field alone on its left, if so;
    `paths` are all it names, as written, `fields` those without rows or selectors. `silent`: where all of them are
    blank, there is nothing to compare. `idle`: as a condition it cannot hold there. `plainly`: figures without bounds
    give the same values as those with bounds. `look` sees all rows at once, as far as it can.
    """

    relation: Relation
    left: Closure
    right: Closure
    repeat: str | None
    target: Field | None
    decimals: int
    paths: tuple[Path, ...]
    fields: frozenset[str]
    silent: bool
    idle: bool
    plainly: bool
    look: Look


def compile_relation(text: str, environment: Environment, within: str | None = None) -> Compiled:
    """Compile one relation; raises RelationError with what is wrong. A condition runs `within` the rows that the
    relation walks which it belongs to.
    """
    relation = environment.parsed.get(text) or parse_relation(text)
    scope = _scope(relation)
    if within and (scope is None or within.startswith(f"{scope}[*]")):
        scope = within
    left = compile_expression(relation.left, environment, scope)
    right = compile_expression(relation.right, environment, scope)
    target = environment.fields[relation.left.field] if isinstance(relation.left, Path) else None
    paths = (*paths_of(relation.left), *paths_of(relation.right))
    fields = [environment.fields[path.field] for path in paths]
    if not fields:
        raise RelationError(f"“{text}”里没有字段，什么也核对不了。请写上要核对的字段")
    return Compiled(
        relation=relation,
        left=left,
        right=right,
        repeat=scope,
        target=target,
        decimals=target.decimals if target else max(field.decimals for field in fields),
        paths=paths,
        fields=frozenset(path.field for path in paths),
        silent=_needs_figures(relation.right),
        plainly=_plainly(relation.left) and _plainly(relation.right),
        look=Look(relation, environment.fields, environment.parameters, scope),
        idle=_needs_figures(relation.left) or _needs_figures(relation.right) or _counts(relation),
    )


_FOLDED = {"min", "max", "round", "abs", "whole"}  # no figure among the arguments, no result


def _needs_figures(expression: Expression) -> bool:
    """Is an expression without value where all its fields are blank? A sum passes over blanks, all else needs both."""
    match expression:
        case Path():
            return True
        case Operation(operator="+", left=left, right=right):
            return _needs_figures(left) and _needs_figures(right)
        case Operation(left=left, right=right):
            return _needs_figures(left) or _needs_figures(right)
        case Call(name="sum"):
            return True
        case Call(name=name, args=args) if name in _FOLDED:
            return any(map(_needs_figures, args))
        case _:
            return False


def _plainly(expression: Expression) -> bool:
    """Nothing is divided by what may be zero only by its bounds, such as a difference: that is no figure then."""
    match expression:
        case Operation(operator=operator, left=left, right=right):
            divisible = operator != "/" or isinstance(right, Path) or not paths_of(right)
            return divisible and _plainly(left) and _plainly(right)
        case Call(args=args):
            return all(map(_plainly, args))
        case _:
            return True


def _counts(relation: Relation) -> bool:
    """`count(...) > 0`: there is something."""
    counted = isinstance(relation.left, Call) and relation.left.name == "count" and relation.comparison == ">"
    return counted and isinstance(relation.right, Number) and relation.right.value >= 0


def _scope(relation: Relation) -> str | None:
    """The one repeating table that a relation walks row by row. On a repeating form that may be a table of its sheets,
    beside cells of the sheet itself.
    """
    paths = (path for side in (relation.left, relation.right) for path in _walked(side))
    walked = {repeat for path in paths if (repeat := repeat_of(path.field))}
    deepest = max(walked, key=len, default=None)
    if deepest and any(repeat != deepest and not deepest.startswith(f"{repeat}[*]") for repeat in walked):
        raise RelationError(f"{'、'.join(sorted(walked))} 是不同的表，不能逐行对照。请改用 sum(...) 或单独一格")
    return deepest


def _walked(expression: Expression) -> list[Path]:
    """Paths outside aggregates."""
    match expression:
        case Call(name=name) if name in AGGREGATES or name == COMPLETE:
            return []
        case Call(args=args):
            return [path for arg in args for path in _walked(arg)]
        case Operation(left=left, right=right):
            return _walked(left) + _walked(right)
        case Path():
            return [expression]
        case _:
            return []


def compile_expression(expression: Expression, environment: Environment, scope: str | None) -> Closure:
    """An expression as a function of the values and the row of `scope`; raises RelationError."""
    match expression:
        case Number(value=number):
            constant: Value = exact(number)
            return lambda values, row: constant
        case Text(value=text):
            return lambda values, row: text
        case Parameter(name=name):
            return _parameter(name, environment)
        case Path():
            return _path(expression, environment, scope)
        case Operation():
            return _operation(expression, environment, scope)
        case _:
            return _call(expression, environment, scope)


def _parameter(name: str, environment: Environment) -> Closure:
    if name not in environment.parameters:
        raise RelationError(f"没有取值 ${name}。请核对名称，或在 [[values]] 里补上")
    constant = environment.parameters[name]
    return lambda values, row: constant


def _path(path: Path, environment: Environment, scope: str | None) -> Closure:
    _known(path.field, environment)
    if path.column:
        raise RelationError(f"{path.field}：按 {path.column} 挑选的行只能写在 sum(...) 或 count(...) 里")
    field, repeat = path.field, repeat_of(path.field)
    if repeat is None:
        return lambda values, row: values.single[field]
    if repeat == scope or scope is None:
        return lambda values, row: values.rows[field][row]
    table = scope  # a table on the sheets of a repeating form; the path is a cell of the sheet itself
    return lambda values, row: values.rows[field][values.parents[table][row]]


def _known(field: str, environment: Environment) -> None:
    if field not in environment.fields:
        raise RelationError(f"没有字段 {field}。{meant(field, environment.fields, '请核对字段名')}")


def _known_functions(environment: Environment) -> str:
    return "、".join(sorted({*AGGREGATES, *FUNCTIONS, *environment.functions, COMPLETE}))


def _operation(expression: Operation, environment: Environment, scope: str | None) -> Closure:
    if expression.operator == "+":
        parts = _addends(expression)
        addends = [compile_expression(each, environment, scope) for each in parts]
        cells = [part.field for part in parts if isinstance(part, Path) and repeat_of(part.field) is None]
        if len(cells) == len(parts):  # as most are: one look-up for all
            picked = itemgetter(*cells)
            return lambda values, row: total(picked(values.single))
        return lambda values, row: total([each(values, row) for each in addends])
    left = compile_expression(expression.left, environment, scope)
    right = compile_expression(expression.right, environment, scope)
    if expression.operator == "/" and not paths_of(expression.right):
        _refuse_zero(right)
    step = STEPS[expression.operator]
    return lambda values, row: stepped(step, left(values, row), right(values, row))


def _addends(expression: Expression) -> list[Expression]:
    """a + b + c is one sum."""
    if isinstance(expression, Operation) and expression.operator == "+":
        return [*_addends(expression.left), expression.right]
    return [expression]


def _refuse_zero(constant: Closure) -> None:
    """A divisor that no file can change."""
    value = constant(_NO_VALUES, 0)
    if not isinstance(value, Interval) or not value.value:
        raise RelationError("除数总是 0 或不是数，永远算不出来。请改正除数")


def _call(call: Call, environment: Environment, scope: str | None) -> Closure:
    if call.name in AGGREGATES or call.name == COMPLETE:
        return _aggregate(call, environment, scope)
    function, arity = FUNCTIONS.get(call.name) or environment.functions.get(call.name) or (None, None)
    if function is None:
        raise RelationError(f"没有函数 {call.name}(...)；现有：{_known_functions(environment)}")
    if arity is not None and len(call.args) != arity:
        raise RelationError(f"{call.name}(...) 要 {arity} 个参数，现有 {len(call.args)} 个")
    if call.name == "round" and not _is_places(call.args[1]):
        raise RelationError(f"round(...) 的小数位数要写成 0 到 {_MOST_PLACES} 的整数")
    args = [compile_expression(arg, environment, scope) for arg in call.args]
    bound: Function = function
    return lambda values, row: bound([arg(values, row) for arg in args])


def _is_places(arg: Expression) -> bool:
    return isinstance(arg, Number) and arg.value == int(arg.value) and arg.value <= _MOST_PLACES


def _aggregate(call: Call, environment: Environment, scope: str | None) -> Closure:
    columns = [_column(arg, call.name, environment, scope) for arg in call.args]
    if call.name == COMPLETE:
        tables = [(repeat_of(p.field), p.column, p.prefix, p.anywhere) for p in call.args if isinstance(p, Path)]
        if len(columns) % 2 or tables[::2] != tables[1::2]:
            raise RelationError(f"{COMPLETE}(...) 的参数要成对，同属一张表：应有的一格，和要求它的一格")
        pairs = list(zip(columns[::2], columns[1::2], strict=True))
        return lambda values, row: complete((due(values, row), asking(values, row)) for due, asking in pairs)
    function = AGGREGATES[call.name]
    if len(columns) == 1:
        only = columns[0]
        return lambda values, row: function(only(values, row))
    return lambda values, row: function([value for column in columns for value in column(values, row)])


def _column(
    arg: Expression, name: str, environment: Environment, scope: str | None
) -> Callable[[Values | Plain, int], Sequence[Value]]:
    if not isinstance(arg, Path) or not ("[*]" in arg.field or name == COMPLETE):
        raise RelationError(f"{name}(...) 里要写一张表的各行，例如 {name}(income.agencies[*].total)")
    _known(arg.field, environment)
    field, repeat, path = arg.field, repeat_of(arg.field), arg
    if repeat is None or (repeat == scope and name == COMPLETE):
        one = _path(path, environment, scope)
        return lambda values, row: [one(values, row)]
    if arg.column:
        _known(f"{repeat}[*].{arg.column}", environment)
    if "[*]" not in repeat and not arg.column:
        return lambda values, row: values.rows[field]

    def taken(values: Values | Plain, row: int) -> Sequence[Value]:
        column, rows = values.rows[field], rows_taken(path, values, row, scope)
        return column[rows.start : rows.stop] if isinstance(rows, range) else [column[index] for index in rows]

    return taken


def rows_taken(path: Path, values: Values | Plain, row: int, scope: str | None) -> Sequence[int]:
    """The rows (from 0) that a path takes in when an aggregate stands in the `row`-th row of `scope`: of a table on the
    sheets of a repeating form those of the same sheet, and only those its selector wants.
    """
    repeat = repeat_of(path.field) or ""
    rows: Sequence[int] = range(len(values.rows[path.field]))
    if repeat in values.spans and scope is not None and repeat.startswith(f"{(sheet := scope.partition('[*]')[0])}[*]"):
        rows = values.spans[repeat][row if scope == sheet else values.parents[scope][row]]
    if not path.column:
        return rows
    keys, prefix, anywhere = values.rows[f"{repeat}[*].{path.column}"], path.prefix, path.anywhere
    if anywhere:
        return [index for index in rows if isinstance(key := keys[index], str) and prefix in key]
    return [index for index in rows if isinstance(key := keys[index], str) and key.startswith(prefix)]
