"""Texts and figures told apart before a relation runs.

Comparing a text with a number gives no verdict, so a relation that does would run for ever and never say a word. The
packs' rules are proven by their cases; what people type has nobody to do that, and is refused instead.

    【封面·预算编码】＝20001        a text beside a number: write “20001”
"""

from __future__ import annotations

from typing import Literal

from macros_py.engine.relations.compile import Environment
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
)

Kind = Literal["number", "text", "either"]
_COUNTING = {"count", "given", "complete"}


def refuse_kinds(relation: Relation, environment: Environment) -> None:
    """Raises RelationError where a text is added up or compared with a figure."""
    kinds = {_kind(side, environment) for side in (relation.left, relation.right)} - {"either"}
    if len(kinds) > 1:
        raise RelationError("比较号一边是文字，一边是数字，核对不了。请改成同类；与文字比较时，把它写在引号里")
    if kinds == {"text"} and relation.comparison not in ("=", "!="):
        raise RelationError("文字只能比较 = 或 ≠，不能比较大小。请改正")


def _kind(expression: Expression, environment: Environment) -> Kind:
    match expression:
        case Number():
            return "number"
        case Text():
            return "text"
        case Parameter(name=name):
            return "text" if isinstance(environment.parameters[name], str) else "number"
        case Path(field=field):
            return "number" if environment.fields[field].kind == "number" else "text"
        case Operation(left=left, right=right):
            _refuse_text([left, right], environment)
            return "number"
        case _:
            return _result(expression, environment)


def _result(call: Call, environment: Environment) -> Kind:
    """A scale gives a name or points; `when_zero` what one of its arguments is."""
    if call.name in _COUNTING:
        return "number"
    if call.name == "when_zero":
        _refuse_text(call.args[:1], environment)
        kinds = {_kind(arg, environment) for arg in call.args[1:]}
        return kinds.pop() if len(kinds) == 1 else "either"
    _refuse_text(call.args, environment)
    return "either" if call.name in environment.functions else "number"


def _refuse_text(parts: list[Expression] | tuple[Expression, ...], environment: Environment) -> None:
    for part in parts:
        if _kind(part, environment) == "text":
            name = part.field if isinstance(part, Path) else f"“{part.value}”" if isinstance(part, Text) else "文字"
            raise RelationError(f"{name} 是文字，不能参加运算。请换成数字的格")
