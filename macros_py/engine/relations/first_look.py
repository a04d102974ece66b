"""A first look at all rows of a relation at once: which of them have to be judged.

Relations walk tables of hundreds of rows, and in nearly all rows they plainly hold, or have nothing to compare. For the
commonest kinds of expressions that is seen column by column, without a call for each row and each sign. A row that this
leaves over is judged as ever, so whatever is unclear is left over.

    Look(relation, fields, parameters, scope).rows(plain, count, 2, defines=False)[0]     # [7]
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from operator import ge, gt, le, lt
from typing import Any

from macros_py.engine.intervals import Interval
from macros_py.engine.numbers import excel_round
from macros_py.engine.relations.functions import divided
from macros_py.engine.relations.syntax import Call, Expression, Number, Operation, Parameter, Path, Relation, Text
from macros_py.engine.values import Plain, Value, bare
from workbook.facts import Field, repeat_of

Columns = Callable[[Plain, int], Sequence[Any]]
_ORDERED: dict[str, Callable[[Any, Any], bool]] = {"<=": le, "<": lt, ">=": ge, ">": gt}
_ONE, _NONE = Decimal(1), Decimal(0)
_FIRST, _LAST = "\u4e00", "\u9fff"  # of the characters of Chinese, which are written in one way


class Look:
    """Both sides of a relation that runs over the rows of `scope`; compiled when it is first wanted."""

    __slots__ = ("_sides", "_tried", "fields", "parameters", "relation", "scope")

    def __init__(
        self, relation: Relation, fields: Mapping[str, Field], parameters: Mapping[str, Value], scope: str | None
    ) -> None:
        self.relation, self.fields, self.parameters, self.scope = relation, fields, parameters, scope
        self._tried = False
        self._sides: tuple[Columns, Columns, bool] | None = None

    def sides(self) -> tuple[Columns, Columns, bool] | None:
        """Left, right, and whether they are numbers; None for expressions that are not looked at in this way."""
        if not self._tried:
            self._tried, self._sides = True, self._compiled()
        return self._sides

    def _compiled(self) -> tuple[Columns, Columns, bool] | None:
        if not self.scope:
            return None
        (left, is_number), (right, as_well) = self._side(self.relation.left), self._side(self.relation.right)
        if left is None or right is None or is_number != as_well:
            return None
        if self.relation.comparison in _ORDERED and not is_number:
            return None
        return left, right, is_number

    def _side(self, expression: Expression) -> tuple[Columns | None, bool]:
        match expression:
            case Text(value=text):
                return (lambda _, count: [text] * count), False
            case Path(field=field) if field in self.fields and self.fields[field].kind != "number":
                return self._path(expression), False
            case _:
                return self._numbers(expression), True

    def _numbers(self, expression: Expression) -> Columns | None:
        match expression:
            case Number(value=number):
                return lambda _, count: [number] * count
            case Parameter(name=name) if isinstance(constant := self.parameters.get(name), Interval):
                figure = constant.value
                return lambda _, count: [figure] * count
            case Path(field=field) if field in self.fields and self.fields[field].kind == "number":
                return self._path(expression)
            case Operation():
                return self._operation(expression)
            case Call(name="given", args=(Path() as path,)):
                there = self._path(path)
                return lambda values, count: [_NONE if value is None else _ONE for value in there(values, count)]
            case _:
                return None

    def _path(self, path: Path) -> Columns:
        """What `compile` lets pass outside a sum: a single cell, the row itself, or a cell of the sheet it is on."""
        field, repeat, scope = path.field, repeat_of(path.field), self.scope or ""
        if repeat is None:
            return lambda values, count: [values.single[field]] * count
        if repeat == scope:
            return lambda values, _: values.rows[field]
        return lambda values, _: list(map(values.rows[field].__getitem__, values.parents[scope]))

    def _operation(self, operation: Operation) -> Columns | None:
        left, right, step = self._numbers(operation.left), self._numbers(operation.right), _STEPS[operation.operator]
        if left is None or right is None:
            return None
        return lambda values, count: step(left(values, count), right(values, count))

    def rows(
        self, values: Plain, count: int, decimals: int, *, defines: bool
    ) -> tuple[list[int], Sequence[Value]] | None:
        """The rows that do not plainly hold, and the right side of all; None if this cannot be looked at so. Figures
        are shown with `decimals`. `defines`: a figure that is due is missed where there is none.
        """
        sides = self.sides()
        if sides is None:
            return None
        left, right = sides[0](values, count), sides[1](values, count)
        if self.relation.comparison == "=":
            pairs = enumerate(zip(left, right, strict=True))
            apart = [row for row, (a, b) in pairs if b is not None and a != b and (a is not None or defines)]
            return [row for row in apart if not as_shown(left[row], right[row], decimals)], right
        return self._held(left, right, whether=False), right

    def holding(self, values: Plain, count: int) -> list[int] | None:
        """As a condition: the rows in which it may hold; None if this cannot be looked at so."""
        sides = self.sides()
        if sides is None:
            return None
        left, right = sides[0](values, count), sides[1](values, count)
        if self.relation.comparison in _ORDERED:
            return self._held(left, right, whether=True)
        return [row for row, (a, b) in enumerate(zip(left, right, strict=True)) if a is not None and b is not None]

    def _held(self, left: Sequence[Any], right: Sequence[Any], *, whether: bool) -> list[int]:
        order = _ORDERED.get(self.relation.comparison, _differ)
        pairs = enumerate(zip(left, right, strict=True))
        return [row for row, (a, b) in pairs if a is not None and b is not None and order(a, b) is whether]


def as_shown(left: Value, right: Value, decimals: int) -> bool:
    """Are these two figures that are shown alike?"""
    if not isinstance(left, Decimal) or not isinstance(right, Decimal):
        return False
    return excel_round(left, decimals) == excel_round(right, decimals)


def _differ(left: Value, right: Value) -> bool:
    """Surely: two figures may be shown alike. Two texts that begin with different characters, in their one spelling,
    need no more looking at.
    """
    if not (isinstance(left, str) and isinstance(right, str)):
        return False
    a, b = left[:1], right[:1]
    return (a != b and _FIRST <= a <= _LAST and _FIRST <= b <= _LAST) or bare(left) != bare(right)


def _added(left: Sequence[Any], right: Sequence[Any]) -> list[Any]:
    return [b if a is None else a if b is None else a + b for a, b in zip(left, right, strict=True)]


def _subtracted(left: Sequence[Any], right: Sequence[Any]) -> list[Any]:
    return [None if a is None or b is None else a - b for a, b in zip(left, right, strict=True)]


def _multiplied(left: Sequence[Any], right: Sequence[Any]) -> list[Any]:
    return [None if a is None or b is None else a * b for a, b in zip(left, right, strict=True)]


def _divided(left: Sequence[Any], right: Sequence[Any]) -> list[Any]:
    return [None if a is None or b is None else divided(a, b) for a, b in zip(left, right, strict=True)]


_STEPS = {"+": _added, "-": _subtracted, "*": _multiplied, "/": _divided}
