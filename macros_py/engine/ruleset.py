"""Rules bound to the forms of a year, compiled and ready to run on any number of files.

A rule that is wrong is left out and named in `faults`; the others run. Whoever cannot do with a part of the rules (a
template that is built, a formula that is restored) calls `whole`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import msgspec

from macros_py.engine.binding import BoundCheck, BoundRelation, bind_check, bind_relation
from macros_py.engine.checks import ADDED
from macros_py.engine.dated import Dated, Scale, step_of
from macros_py.engine.definitions import define
from macros_py.engine.intervals import exact
from macros_py.engine.messages import refuse_unsayable
from macros_py.engine.order import Order
from macros_py.engine.packs import RULES, load_pack
from macros_py.engine.relations.compile import Environment
from macros_py.engine.relations.functions import NUMBERS, Function, figure_of
from macros_py.engine.relations.syntax import Relation, RelationError
from macros_py.engine.rules import Fault, Pack, Rule, RuleError
from macros_py.engine.values import Value
from workbook.facts import Field

GRADE = "grade"  # the scale of grades, which every pack has


class RuleSet(msgspec.Struct, frozen=True, kw_only=True):
    """A pack bound to fields. `values` are those in force that year. `definitions` maps each computed field to the
    relation that computes it, in an order in which each comes after those it needs. `faults`: rules that are wrong,
    and do not run.
    """

    year: int
    pack: Pack
    fields: Mapping[str, Field]
    values: Mapping[str, Dated]
    environment: Environment
    relations: tuple[BoundRelation, ...]
    checks: tuple[BoundCheck, ...]
    definitions: dict[str, BoundRelation]
    order: Order
    faults: tuple[Fault, ...] = ()

    def scale(self, name: str) -> Scale:
        """A scale in force, highest step first; KeyError if there is none of that name."""
        return tuple(sorted(self.values[name].scale, key=lambda band: -band.low))

    def whole(self) -> RuleSet:
        """This rule set, if nothing is wrong with it. Raises RuleError naming every fault."""
        if self.faults:
            raise RuleError.of(self.faults)
        return self


def load_rules(fields: Mapping[str, Field], year: int, pack: str = "national", folder: Path = RULES) -> RuleSet:
    """Load a pack and bind it to the fields of `year`'s forms. Raises RuleError naming file, rule and fault."""
    return bind(load_pack(pack, folder), fields, year).whole()


def bind(pack: Pack, fields: Mapping[str, Field], year: int, parsed: Mapping[str, Relation] | None = None) -> RuleSet:
    """Bind a pack as it is in force at the end of `year`. `parsed` spares reading its relations again. Raises RuleError
    only where the pack as a whole cannot be used.
    """
    day = date(year, 12, 31)
    values = pack.on(day)
    if GRADE not in values or not values[GRADE].scale:
        raise RuleError(f"{pack.name}：{year} 年没有生效的等级划分 [[values.{GRADE}]]，无法评级。请补上")
    refuse_unsayable(pack, ADDED)
    scales = {key: dated.scale for key, dated in values.items() if dated.scale}
    environment = Environment(
        fields=fields,
        parameters={key: _parameter(dated) for key, dated in values.items() if key not in scales},
        functions={key: (_lookup(scale), 1) for key, scale in scales.items()},
        parsed=parsed or {},
    )
    binder = _Binder(pack, environment, values)
    binder.add(rule for rule in pack.rules if rule.status != "off" and rule.in_force(day))
    definitions, wrong = define(binder.relations)
    binder.faults += [pack.fault(rule, problem) for rule, problem in wrong.values()]
    return RuleSet(
        year=year,
        pack=pack,
        fields=fields,
        values=values,
        environment=environment,
        relations=tuple(bound for bound in binder.relations if bound.rule.id not in wrong),
        checks=tuple(binder.checks),
        definitions=definitions,
        order=Order(fields),
        faults=tuple(binder.faults),
    )


class _Binder:
    """Binds rule by rule; one that is wrong is a fault, and nothing of it is kept."""

    def __init__(self, pack: Pack, environment: Environment, values: Mapping[str, Dated]) -> None:
        self.pack, self.environment, self.values = pack, environment, values
        self.relations: list[BoundRelation] = []
        self.checks: list[BoundCheck] = []
        self.faults: list[Fault] = []
        forms = "|".join(sorted(pack.left_out))  # what rests on these has no cell to compute or compare
        self.without = re.compile(rf"(?<![\w.])(?:{forms})[.\[]") if forms else None

    def add(self, rules: Iterable[Rule]) -> None:
        for rule in map(_softened, rules):
            try:
                if rule.check:
                    self.checks += list(bind_check(rule, self.environment.fields, self.values, self.pack.messages))
                else:
                    self.relations += list(bind_relation(rule, self.environment, self.without))
            except RelationError as error:
                self.faults.append(self.pack.fault(rule, error))


def _softened(rule: Rule) -> Rule:
    return msgspec.structs.replace(rule, severity="notice") if rule.status == "notice" or rule.question else rule


def _parameter(dated: Dated) -> Value:
    return dated.choice if dated.value is None else exact(dated.value)


def _lookup(scale: Scale) -> Function:
    """A scale as a function: `grade(score)` is the name, `execution_steps(rate)` the points, of the step."""

    def lookup(values: Sequence[Value]) -> Value:
        band = step_of(scale, figure_of(values[0])) if isinstance(values[0], NUMBERS) else None
        return None if band is None else band.name or exact(band.value or Decimal(0))

    return lookup
