"""A relation with its numbers in place: how a computed figure came about, in one line.

`rate = executed / adjusted` becomes `1811.12 ÷ 1745.35`; rows of a sum are written out up to six, then counted.
"""

from __future__ import annotations

import msgspec

from macros_py.engine.intervals import Interval
from macros_py.engine.numbers import decimals_of
from macros_py.engine.relations.compile import Environment, compile_expression, rows_taken
from macros_py.engine.relations.functions import total
from macros_py.engine.relations.syntax import Call, Expression, Number, Operation, Parameter, Path, Text
from macros_py.engine.values import Value, Values, show_number
from workbook.facts import Field

_SIGN = {"+": " + ", "-": " − ", "*": " × ", "/": " ÷ "}
_NAME = {
    "min": "取小",
    "max": "取大",
    "round": "四舍五入",
    "abs": "绝对值",
    "grade": "评级",
    "given": "已填个数",
    "whole": "取整",
    "complete": "齐全",
}
_BINDING = {"+": 1, "-": 1, "*": 2, "/": 2}
_WHOLE = 3  # what no sign can tear apart: a figure, a name, a bracket
_WRITTEN_OUT = 6


def trace(expression: Expression, values: Values, row: int, environment: Environment, scope: str | None = None) -> str:
    """The expression with the file's numbers, in a row of `scope`; whoever computes it gets the figure."""
    return _Writer(values, row, scope, environment).text(expression)[0]


class _Writer:
    """Writes one expression in one row. Each text comes with how firmly it holds together."""

    def __init__(self, values: Values, row: int, scope: str | None, environment: Environment) -> None:
        self.values, self.row, self.scope, self.environment = values, row, scope, environment

    def text(self, expression: Expression) -> tuple[str, int]:
        match expression:
            case Number(value=number):
                return f"{number.normalize():f}", _WHOLE
            case Text(value=text):
                return f"“{text}”", _WHOLE
            case Parameter(name=name):
                return _plain(self.environment.parameters[name]), _WHOLE
            case Path(field=field):
                return _one(self.value(expression), self.environment.fields[field]), _WHOLE
            case Operation(left=left, right=Call(name="complete")):
                return self.text(left)
            case Operation():
                return self.operation(expression)
            case Call(name="sum", args=args):
                return self.sum([arg for arg in args if isinstance(arg, Path)])
            case Call(name="count", args=args):
                return str(sum(len(self.column(arg)) for arg in args if isinstance(arg, Path))), _WHOLE
            case Call(name="when_zero", args=(deciding, zero, other)):
                figure = self.value(deciding)
                return self.text(zero if isinstance(figure, Interval) and not figure.value else other)
            case _:
                inside = "，".join(self.text(arg)[0] for arg in expression.args)
                return f"{_NAME.get(expression.name, expression.name)}（{inside}）", _WHOLE

    def value(self, expression: Expression) -> Value:
        return compile_expression(expression, self.environment, self.scope)(self.values, self.row)

    def operation(self, operation: Operation) -> tuple[str, int]:
        binding = _BINDING[operation.operator]
        left, held_left = self.text(operation.left)
        right, held_right = self.text(operation.right)
        left = f"（{left}）" if held_left < binding else left
        # a − (b − c) is not a − b − c, and neither is a ÷ (b ÷ c) a ÷ b ÷ c.
        torn = held_right < binding or (held_right == binding and operation.operator in "-/")
        right = f"（{right}）" if torn or right.startswith("-") else right
        return f"{left}{_SIGN[operation.operator]}{right}", binding

    def sum(self, paths: list[Path]) -> tuple[str, int]:
        texts: list[str] = []
        for path in paths:
            field, figures = self.environment.fields[path.field], self.column(path)
            if len(figures) > _WRITTEN_OUT:
                texts.append(f"{field.label}合计 {_one(total(figures), field)}（{len(figures)}项）")
            else:
                texts.extend(_one(figure, field) for figure in figures)
        return " + ".join(texts) or "（空）", _WHOLE if len(texts) <= 1 else 1

    def column(self, path: Path) -> list[Value]:
        """What stands in the rows a path takes in."""
        rows = rows_taken(path, self.values, self.row, self.scope)
        return [value for row in rows if (value := self.values.rows[path.field][row]) is not None]


def _one(value: Value, field: Field) -> str:
    """A figure with all its digits, at least as many as its field shows."""
    if not isinstance(value, Interval):
        return str(value or "（空）")
    digits = decimals_of(value.value.normalize()) - (2 if field.unit == "%" else 0)
    return show_number(value.value, msgspec.structs.replace(field, precision=max(field.precision, digits)))


def _plain(value: Value) -> str:
    return f"{value.value.normalize():f}" if isinstance(value, Interval) else str(value)
