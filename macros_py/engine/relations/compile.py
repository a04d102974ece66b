"""Relations -> closures bound to the fields of a form set.

Everything that can be wrong with a relation is found here, once, before any file is read: unknown fields, functions and
parameters, rows of two tables mixed, an aggregate over something that does not repeat. Running cannot fail any more.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec

from macros_py.engine import intervals
from macros_py.engine.intervals import Interval, exact
from macros_py.engine.relations.functions import AGGREGATES, FUNCTIONS, Function, total
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
from macros_py.engine.values import Value, Values
from workbook.facts import Field, repeat_of

_MOST_PLACES = 15
Closure = Callable[[Values, int], Value]


class Environment(msgspec.Struct, frozen=True, kw_only=True):
    """What names mean: the fields of the forms, the rule set's values, and functions that rest on them (`grade`)."""

    fields: Mapping[str, Field]
    parameters: Mapping[str, Value] = {}
    functions: Mapping[str, tuple[Function, int | None]] = {}


class Compiled(msgspec.Struct, frozen=True, kw_only=True):
    """A relation ready to run over the rows of `repeat`, or once. `target` is the field alone on its left, if so."""

    relation: Relation
    left: Closure
    right: Closure
    repeat: str | None
    target: Field | None
    decimals: int

    @property
    def paths(self) -> list[Path]:
        return paths_of(self.relation.left) + paths_of(self.relation.right)


def compile_relation(text: str, environment: Environment) -> Compiled:
    """Compile one relation; raises RelationError with what is wrong."""
    relation = parse_relation(text)
    left = _compile(relation.left, environment)
    right = _compile(relation.right, environment)
    target = environment.fields[relation.left.field] if isinstance(relation.left, Path) else None
    fields = [environment.fields[path.field] for path in paths_of(relation.left) + paths_of(relation.right)]
    if not fields:
        raise RelationError(f"{text!r}: names no field")
    return Compiled(
        relation=relation,
        left=left,
        right=right,
        repeat=_scope(relation),
        target=target,
        decimals=target.decimals if target else max(field.decimals for field in fields),
    )


def _scope(relation: Relation) -> str | None:
    """The one repeating table that a relation walks row by row."""
    walked = {repeat_of(path.field) for side in (relation.left, relation.right) for path in _walked(side)} - {None}
    if len(walked) > 1:
        raise RelationError(f"rows of {' and '.join(sorted(map(str, walked)))} cannot be walked together")
    return walked.pop() if walked else None


def _walked(expression: Expression) -> list[Path]:
    """Paths outside aggregates."""
    match expression:
        case Call(name=name) if name in AGGREGATES:
            return []
        case Call(args=args):
            return [path for arg in args for path in _walked(arg)]
        case Operation(left=left, right=right):
            return _walked(left) + _walked(right)
        case Path():
            return [expression]
        case _:
            return []


def _compile(expression: Expression, environment: Environment) -> Closure:
    match expression:
        case Number(value=number):
            constant: Value = exact(number)
            return lambda values, row: constant
        case Text(value=text):
            return lambda values, row: text
        case Parameter(name=name):
            return _parameter(name, environment)
        case Path():
            return _path(expression, environment)
        case Operation():
            return _operation(expression, environment)
        case _:
            return _call(expression, environment)


def _parameter(name: str, environment: Environment) -> Closure:
    if name not in environment.parameters:
        raise RelationError(f"${name}: the rule set has no such value")
    constant = environment.parameters[name]
    return lambda values, row: constant


def _path(path: Path, environment: Environment) -> Closure:
    _known(path.field, environment)
    if path.column:
        raise RelationError(f"{path.field}: rows selected by {path.column} belong into sum(...) or count(...)")
    field = path.field
    if "[*]" in field:
        return lambda values, row: values.rows[field][row]
    return lambda values, row: values.single[field]


def _known(field: str, environment: Environment) -> None:
    if field not in environment.fields:
        raise RelationError(f"{field}: no form has this field")


def _operation(expression: Operation, environment: Environment) -> Closure:
    left, right = _compile(expression.left, environment), _compile(expression.right, environment)
    if expression.operator == "+":
        return lambda values, row: total((left(values, row), right(values, row)))
    step = {"-": intervals.subtract, "*": intervals.multiply, "/": intervals.divide}[expression.operator]

    def run(values: Values, row: int) -> Value:
        a, b = left(values, row), right(values, row)
        return step(a, b) if isinstance(a, Interval) and isinstance(b, Interval) else None

    return run


def _call(call: Call, environment: Environment) -> Closure:
    if call.name in AGGREGATES:
        return _aggregate(call, environment)
    function, arity = FUNCTIONS.get(call.name) or environment.functions.get(call.name) or (None, None)
    if function is None:
        raise RelationError(f"{call.name}(...): no such function")
    if arity is not None and len(call.args) != arity:
        raise RelationError(f"{call.name}(...) takes {arity} arguments, not {len(call.args)}")
    if call.name == "round" and not _is_places(call.args[1]):
        raise RelationError(f"round(...): decimals must be a whole number from 0 to {_MOST_PLACES}")
    args = [_compile(arg, environment) for arg in call.args]
    bound: Function = function
    return lambda values, row: bound([arg(values, row) for arg in args])


def _is_places(arg: Expression) -> bool:
    return isinstance(arg, Number) and arg.value == int(arg.value) and arg.value <= _MOST_PLACES


def _aggregate(call: Call, environment: Environment) -> Closure:
    function = AGGREGATES[call.name]
    columns = [_column(arg, call.name, environment) for arg in call.args]
    return lambda values, row: function([value for column in columns for value in column(values)])


def _column(arg: Expression, name: str, environment: Environment) -> Callable[[Values], list[Value]]:
    if not isinstance(arg, Path) or "[*]" not in arg.field:
        raise RelationError(f"{name}(...) takes the rows of a repeating table")
    _known(arg.field, environment)
    field = arg.field
    if not arg.column:
        return lambda values: values.rows[field]
    _known(f"{repeat_of(field)}[*].{arg.column}", environment)
    path = arg
    return lambda values: [value for row, value in enumerate(values.rows[field]) if selected(path, values, row)]


def selected(path: Path, values: Values, row: int) -> bool:
    """Does a path's selector take in this row (from 0)? One without a selector takes all."""
    if not path.column:
        return True
    key = values.rows[f"{repeat_of(path.field)}[*].{path.column}"][row]
    return isinstance(key, str) and (path.prefix in key if path.anywhere else key.startswith(path.prefix))
