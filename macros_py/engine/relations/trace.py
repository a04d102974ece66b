"""A relation with its numbers in place: how a computed figure came about, in one line.

`rate = executed / adjusted` becomes `1811.12 ÷ 1745.35`; rows of a sum are written out up to six, then counted.
"""

from __future__ import annotations

import msgspec

from macros_py.engine.intervals import Interval
from macros_py.engine.numbers import decimals_of
from macros_py.engine.relations.compile import Environment, selected
from macros_py.engine.relations.functions import total
from macros_py.engine.relations.syntax import Call, Expression, Number, Operation, Parameter, Path, Text
from macros_py.engine.values import Value, Values, show_number
from workbook.facts import Field

_SIGN = {"+": " + ", "-": " − ", "*": " × ", "/": " ÷ "}
_NAME = {"min": "取小", "max": "取大", "round": "四舍五入", "abs": "绝对值", "grade": "评级", "given": "已填个数"}
_BINDING = {"+": 1, "-": 1, "*": 2, "/": 2}
_WHOLE = 3  # what no sign can tear apart: a figure, a name, a bracket
_WRITTEN_OUT = 6


def trace(expression: Expression, values: Values, row: int, environment: Environment) -> str:
    """The expression with the file's numbers; whoever computes it gets the figure."""
    return _trace(expression, values, row, environment)[0]


def _trace(expression: Expression, values: Values, row: int, environment: Environment) -> tuple[str, int]:
    """The text, and how firmly it holds together."""
    match expression:
        case Number(value=number):
            return f"{number.normalize():f}", _WHOLE
        case Text(value=text):
            return f"“{text}”", _WHOLE
        case Parameter(name=name):
            return _plain(environment.parameters[name]), _WHOLE
        case Path(field=field):
            value = values.rows[field][row] if "[*]" in field else values.single[field]
            return _one(value, environment.fields[field]), _WHOLE
        case Operation():
            return _operation(expression, values, row, environment)
        case Call(name="sum", args=args):
            return _sum([arg for arg in args if isinstance(arg, Path)], values, environment)
        case Call(name="count", args=args):
            columns = [_column(arg, values) for arg in args if isinstance(arg, Path)]
            return str(sum(len(column) for column in columns)), _WHOLE
        case _:
            name, args = expression.name, expression.args
            inside = "，".join(trace(arg, values, row, environment) for arg in args)
            return f"{_NAME.get(name, name)}（{inside}）", _WHOLE


def _operation(operation: Operation, values: Values, row: int, environment: Environment) -> tuple[str, int]:
    binding = _BINDING[operation.operator]
    left, held_left = _trace(operation.left, values, row, environment)
    right, held_right = _trace(operation.right, values, row, environment)
    left = f"（{left}）" if held_left < binding else left
    # a − (b − c) is not a − b − c, and neither is a ÷ (b ÷ c) a ÷ b ÷ c.
    torn = held_right < binding or (held_right == binding and operation.operator in "-/")
    right = f"（{right}）" if torn or right.startswith("-") else right
    return f"{left}{_SIGN[operation.operator]}{right}", binding


def _sum(paths: list[Path], values: Values, environment: Environment) -> tuple[str, int]:
    texts: list[str] = []
    for path in paths:
        field, figures = environment.fields[path.field], _column(path, values)
        if len(figures) > _WRITTEN_OUT:
            texts.append(f"{field.label}合计 {_one(total(figures), field)}（{len(figures)}项）")
        else:
            texts.extend(_one(figure, field) for figure in figures)
    return " + ".join(texts) or "（空）", _WHOLE if len(texts) <= 1 else 1


def _column(path: Path, values: Values) -> list[Value]:
    """What stands in the rows a path takes in."""
    column = enumerate(values.rows[path.field])
    return [value for row, value in column if value is not None and selected(path, values, row)]


def _one(value: Value, field: Field) -> str:
    """A figure with all its digits, at least as many as its field shows."""
    if not isinstance(value, Interval):
        return value or "（空）"
    digits = decimals_of(value.value.normalize()) - (2 if field.unit == "%" else 0)
    return show_number(value.value, msgspec.structs.replace(field, precision=max(field.precision, digits)))


def _plain(value: Value) -> str:
    return f"{value.value.normalize():f}" if isinstance(value, Interval) else str(value)
