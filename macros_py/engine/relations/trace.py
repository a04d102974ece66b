"""A relation with its numbers in place: how a computed figure came about, in one line.

`rate = executed / adjusted` becomes `1811.12 ÷ 1745.35`; rows of a sum are written out up to six, then counted.
"""

from __future__ import annotations

from collections.abc import Mapping

from macros_py.engine.intervals import Interval
from macros_py.engine.relations.compile import Environment
from macros_py.engine.relations.syntax import Call, Expression, Number, Operation, Parameter, Path, Text
from macros_py.engine.values import Value, Values, show, show_number
from workbook.facts import Field, repeat_of

_SIGN = {"+": " + ", "-": " − ", "*": " × ", "/": " ÷ "}
_NAME = {
    "sum": "合计",
    "count": "个数",
    "min": "取小",
    "max": "取大",
    "round": "四舍五入",
    "abs": "绝对值",
    "grade": "评级",
}
_BINDING = {"+": 1, "-": 1, "*": 2, "/": 2}
_WRITTEN_OUT = 6


def trace(expression: Expression, values: Values, row: int, environment: Environment) -> str:
    """The expression with the file's numbers."""
    match expression:
        case Number(value=number):
            return f"{number.normalize():f}"
        case Text(value=text):
            return f"“{text}”"
        case Parameter(name=name):
            return _plain(environment.parameters[name])
        case Path(field=field):
            return _one(values.rows[field][row] if "[*]" in field else values.single[field], environment.fields[field])
        case Operation(operator=operator):
            sides = (_side(side, operator, values, row, environment) for side in (expression.left, expression.right))
            return _SIGN[operator].join(sides)
        case Call(name="sum", args=args):
            return " + ".join(_rows(arg, values, environment.fields) for arg in args if isinstance(arg, Path))
        case Call(name=name, args=args):
            inside = "，".join(trace(arg, values, row, environment) for arg in args)
            return f"{_NAME.get(name, name)}（{inside}）"


def _side(side: Expression, operator: str, values: Values, row: int, environment: Environment) -> str:
    text = trace(side, values, row, environment)
    loose = isinstance(side, Operation) and _BINDING[side.operator] < _BINDING[operator]
    return f"（{text}）" if loose else text


def _rows(path: Path, values: Values, fields: Mapping[str, Field]) -> str:
    field = fields[path.field]
    column = values.rows[path.field]
    if path.column:
        selector = values.rows[f"{repeat_of(path.field)}[*].{path.column}"]
        column = [v for v, k in zip(column, selector, strict=True) if isinstance(k, str) and k.startswith(path.prefix)]
    figures = [value for value in column if value is not None]
    if not figures:
        return "（空）"
    if len(figures) > _WRITTEN_OUT:
        return f"{field.label}合计（{len(figures)}项）"
    return " + ".join(_one(value, field) for value in figures)


def _one(value: Value, field: Field) -> str:
    return show(value, field) or "（空）"


def _plain(value: Value) -> str:
    return show_number(value.value, None) if isinstance(value, Interval) else str(value)
