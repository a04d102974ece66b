"""Which cell function computes which cells: said once, for the function and for the formulas that call it.

A function is declared by a model: a computed field and the fields it is computed from, in the order of the function's
arguments. The function does what the rules of a place do with these fields (`defined`). Another cell may call it where
its own rule has the same form (`call_for`), so that a place that computes, say, the rate of projects in a way of its
own gets the plain formula there, and never another rule's figure.

    building.area_control = actual_area / approved_area   has the form of   staff.control = actual / authorized
    -> JX_CONTROL_RATE(actual_area, approved_area)
"""

from __future__ import annotations

import msgspec

from macros_py.engine.relations.syntax import Call, Expression, Operation, Path
from macros_py.engine.ruleset import RuleSet
from workbook.facts import Field

FORM = "{form}"  # stands for what the field ids of a table begin with, where each table has a model of its own


class Declared(msgspec.Struct, frozen=True, kw_only=True):
    """`field` is computed from `needs`; `cells` are the ends of the field ids whose cells may call the function."""

    field: str
    needs: tuple[str, ...]
    cells: tuple[str, ...]

    def on(self, stem: str) -> Declared:
        """The model of one table."""
        return msgspec.structs.replace(
            self,
            field=self.field.replace(FORM, stem),
            needs=tuple(need.replace(FORM, stem) for need in self.needs),
        )


RATE = Declared(
    field="overall.funds.total.rate",
    needs=("overall.funds.total.executed", "overall.funds.total.adjusted"),
    cells=(".funds.total.rate",),
)
RATE_SCORE = Declared(
    field=f"{FORM}.funds.total.score",
    needs=(f"{FORM}.funds.total.points", f"{FORM}.funds.total.rate", f"{FORM}.funds.total.adjusted"),
    cells=(".funds.total.score",),
)
DIFFERENCE = Declared(
    field="comparison.revenue.change",
    needs=("comparison.revenue.this", "comparison.revenue.last"),
    cells=(".change",),
)
GROWTH = Declared(
    field="comparison.revenue.growth",
    needs=("comparison.revenue.this", "comparison.revenue.last"),
    cells=(".growth", ".three_public_change"),
)
CONTROL_RATE = Declared(
    field="basic_data.staff.control",
    needs=("basic_data.staff.actual", "basic_data.staff.authorized"),
    cells=(".control", "_control", ".ratios.procurement"),
)
GRADE = Declared(field="conclusion.grade", needs=("conclusion.score",), cells=(".grade",))

DECLARED = {
    "JX_RATE": RATE,
    "JX_RATE_SCORE": RATE_SCORE,
    "JX_DIFFERENCE": DIFFERENCE,
    "JX_GROWTH": GROWTH,
    "JX_CONTROL_RATE": CONTROL_RATE,
    "JX_GRADE": GRADE,
}


def call_for(key: str, rules: RuleSet) -> tuple[str, tuple[str, ...]] | None:
    """The function that computes field `key`, and the fields to hand to it; None if there is none."""
    bound, stem = rules.definitions.get(key), key.partition(".")[0]
    for name, declared in DECLARED.items():
        if bound is None or not key.endswith(declared.cells):
            continue
        model = declared.on(stem)
        twin = rules.definitions.get(model.field)
        given: dict[str, str] = {}
        if twin and _same_form(twin.body.relation.right, bound.body.relation.right, given):
            alike = _as_shown(rules.fields[model.field]) == _as_shown(rules.fields[key])
            if alike and given.keys() <= set(model.needs) <= given.keys():
                return name, tuple(given[need] for need in model.needs)
    return None


def _as_shown(field: Field) -> tuple[object, ...]:
    return field.kind, field.decimals, field.unit, field.shown(None)


def _same_form(model: Expression, other: Expression, given: dict[str, str]) -> bool:
    """Are they one but for the names of fields? `given` says which field of `other` stands for which of `model`."""
    match model, other:
        case Path(column="", field=one), Path(column="", field=two):
            return given.setdefault(one, two) == two
        case Operation(operator=sign), Operation() if sign == other.operator:
            return _same_form(model.left, other.left, given) and _same_form(model.right, other.right, given)
        case Call(name=name, args=args), Call() if name == other.name and len(args) == len(other.args):
            return all(_same_form(one, two, given) for one, two in zip(args, other.args, strict=True))
    return model == other
