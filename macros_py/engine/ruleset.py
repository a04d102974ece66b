"""Rules bound to the forms of a year, compiled and ready to run on any number of files."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import msgspec

from macros_py.engine.checks import ADDED, CHECKS, FURTHER, NEEDED_VALUES, NEEDS, Check
from macros_py.engine.dated import Dated, Scale, step_of
from macros_py.engine.intervals import Interval, exact
from macros_py.engine.messages import refuse_unsayable
from macros_py.engine.relations.compile import Compiled, Environment, compile_relation
from macros_py.engine.relations.functions import Function
from macros_py.engine.relations.syntax import Relation, RelationError, parse_relation, paths_of
from macros_py.engine.rules import RULES, Pack, Rule, RuleError, load_pack
from macros_py.engine.values import Value
from workbook.facts import Field, repeat_of

GRADE = "grade"  # the scale of grades, which every pack has
_LOOP_WORD = re.compile(r"\{([a-z_]+)\}")


class BoundRelation(msgspec.Struct, frozen=True, kw_only=True):
    """One relation of a rule, its loop spelled out."""

    rule: Rule
    body: Compiled
    guard: Compiled | None


class BoundCheck(msgspec.Struct, frozen=True, kw_only=True):
    rule: Rule
    run: Check


class RuleSet(msgspec.Struct, frozen=True, kw_only=True):
    """A pack bound to fields. `values` are those in force that year. `definitions` maps each computed field to the
    relation that computes it, in an order in which each comes after those it needs.
    """

    year: int
    pack: Pack
    fields: Mapping[str, Field]
    values: Mapping[str, Dated]
    environment: Environment
    relations: tuple[BoundRelation, ...]
    checks: tuple[BoundCheck, ...]
    definitions: dict[str, BoundRelation]

    def scale(self, name: str) -> Scale:
        """A scale in force, highest step first; KeyError if there is none of that name."""
        return tuple(sorted(self.values[name].scale, key=lambda band: -band.low))


def load_rules(fields: Mapping[str, Field], year: int, pack: str = "national", folder: Path = RULES) -> RuleSet:
    """Load a pack and bind it to the fields of `year`'s forms. Raises RuleError naming rule and fault."""
    return bind(load_pack(pack, folder), fields, year)


def bind(pack: Pack, fields: Mapping[str, Field], year: int, parsed: Mapping[str, Relation] | None = None) -> RuleSet:
    """Bind a pack as it is in force at the end of `year`. `parsed` spares reading its relations again."""
    values = pack.on(date(year, 12, 31))
    if GRADE not in values or not values[GRADE].scale:
        raise RuleError(f"{pack.name}: no scale [[values.{GRADE}]] is in force in {year}; without it nothing is graded")
    scales = {key: dated.scale for key, dated in values.items() if dated.scale}
    environment = Environment(
        fields=fields,
        parameters={key: _parameter(dated) for key, dated in values.items() if key not in scales},
        functions={key: (_lookup(scale), 1) for key, scale in scales.items()},
        parsed=parsed or {},
    )
    rules = [rule for rule in pack.rules if rule.status == "on"]
    bound_relations = [bound for rule in rules if not rule.check for bound in _bind(rule, environment)]
    relations = [bound for bound in bound_relations if pack.left_out.isdisjoint(_forms(bound.body, fields))]
    checks = [bound for rule in rules if rule.check for bound in _bind_check(rule, fields, values)]
    definitions = _definitions(relations)
    refuse_unsayable(pack, ADDED, FURTHER)
    return RuleSet(
        year=year,
        pack=pack,
        fields=fields,
        values=values,
        environment=environment,
        relations=tuple(relations),
        checks=tuple(checks),
        definitions=definitions,
    )


def _forms(body: Compiled, fields: Mapping[str, Field]) -> set[str]:
    """The forms that a relation rests on. Where a place leaves one out, it has no cell to compute or compare."""
    return {fields[path.field].form for path in body.paths}


def parsed_relations(pack: Pack) -> dict[str, Relation]:
    """All relations and conditions of a pack by their text, loops spelled out. Raises RelationError."""
    written = (
        (text, words) for rule in pack.rules for words in _spell_out(rule.loop) for text in (rule.relation, rule.when)
    )
    texts = {_spelled(text, words) for text, words in written if text}
    return {text: parse_relation(text) for text in sorted(texts)}


def _parameter(dated: Dated) -> Value:
    return dated.choice if dated.value is None else exact(dated.value)


def _lookup(scale: Scale) -> Function:
    """A scale as a function: `grade(score)` is the name, `execution_steps(rate)` the points, of the step."""

    def lookup(values: Sequence[Value]) -> Value:
        band = step_of(scale, values[0].value) if isinstance(values[0], Interval) else None
        return None if band is None else band.name or exact(band.value or Decimal(0))

    return lookup


def _bind(rule: Rule, environment: Environment) -> Iterator[BoundRelation]:
    if not rule.relation:
        raise RuleError(f"{rule.id}: has neither a relation nor a check")
    _refuse_idle(rule, {"fields", "settings"}, "a relation")
    _refuse_empty_loop(rule)
    for words in _spell_out(rule.loop):
        try:
            within = repeat_of(_spelled(rule.per, words))
            body = compile_relation(_spelled(rule.relation, words), environment, within)
            guard = compile_relation(_spelled(rule.when, words), environment, body.repeat) if rule.when else None
        except RelationError as error:
            raise RuleError(f"{rule.id}: {error}") from error
        if rule.defines and (body.target is None or body.relation.comparison != "="):
            raise RuleError(f"{rule.id}: `defines` needs the form  field = expression")
        if rule.defines and body.repeat and body.target and not body.target.repeats:
            raise RuleError(f"{rule.id}: one cell cannot be defined by each row of {body.repeat}")
        if rule.defines and any(path.column for path in body.paths):
            raise RuleError(f"{rule.id}: `defines` cannot select rows; a cell's formula adds all of them")
        if guard and guard.repeat not in (None, body.repeat):
            raise RuleError(f"{rule.id}: `when` walks rows of {guard.repeat}, the relation does not")
        yield BoundRelation(rule=rule, body=body, guard=guard)


def _spell_out(loop: Mapping[str, tuple[str, ...]]) -> Iterator[dict[str, str]]:
    for words in itertools.product(*loop.values()):
        yield dict(zip(loop, words, strict=True))


def _spelled(text: str, words: Mapping[str, str]) -> str:
    """{column} replaced by the loop's word; any other brace is a slip."""
    spelled = _LOOP_WORD.sub(lambda match: words.get(match[1], match[0]), text)
    if "{" in spelled or "}" in spelled:
        raise RelationError(f"{text!r}: {{...}} names no word of the loop")
    return spelled


def _bind_check(rule: Rule, fields: Mapping[str, Field], values: Mapping[str, Dated]) -> Iterator[BoundCheck]:
    if rule.check not in CHECKS:
        raise RuleError(f"{rule.id}: no check is called {rule.check!r}; there are {', '.join(sorted(CHECKS))}")
    _refuse_idle(rule, {"relation", "when", "per", "unit", "defines"}, "a check")
    _refuse_empty_loop(rule)
    count, settings = NEEDS.get(rule.check, (0, {}))
    if len(rule.fields) != (count if count is not None else max(1, len(rule.fields))):
        wanted = "one or more" if count is None else count
        raise RuleError(f"{rule.id}: {rule.check} takes {wanted} fields, not {len(rule.fields)}")
    for key, form in settings.items():
        if not re.fullmatch(form, rule.settings.get(key, "")):
            raise RuleError(f"{rule.id}: {rule.check} needs the setting {key}, written like {form}")
    if lacking := [key for key in NEEDED_VALUES.get(rule.check, ()) if key not in values]:
        raise RuleError(f"{rule.id}: {rule.check} needs the values {', '.join(lacking)}, and none is in force")
    for words in _spell_out(rule.loop):
        spelled = tuple(_spelled(key, words) for key in rule.fields)
        if unknown := [key for key in spelled if key not in fields]:
            raise RuleError(f"{rule.id}: no form has the fields {', '.join(unknown)}")
        yield BoundCheck(rule=msgspec.structs.replace(rule, fields=spelled), run=CHECKS[rule.check])


def _refuse_empty_loop(rule: Rule) -> None:
    if not all(rule.loop.values()):
        raise RuleError(f"{rule.id}: an empty loop never runs")


def _refuse_idle(rule: Rule, keys: set[str], kind: str) -> None:
    """A key that has no effect is a slip: somebody believes that it has."""
    if idle := sorted(key for key in keys if getattr(rule, key)):
        raise RuleError(f"{rule.id}: {', '.join(idle)} has no effect on {kind}")


def _definitions(relations: list[BoundRelation]) -> dict[str, BoundRelation]:
    definitions: dict[str, BoundRelation] = {}
    for bound in relations:
        if bound.rule.defines and bound.body.target:
            key = bound.body.target.id
            if key in definitions:
                raise RuleError(f"{bound.rule.id}: {key} is already computed by {definitions[key].rule.id}")
            definitions[key] = bound
    return {key: definitions[key] for key in _order(definitions)}


def _order(definitions: Mapping[str, BoundRelation]) -> list[str]:
    """Computed fields sorted so that each comes after those it needs. A circle is a RuleError that names it."""
    order: list[str] = []
    state: dict[str, str] = {}

    def visit(key: str, way: tuple[str, ...]) -> None:
        if state.get(key) == "open":
            raise RuleError(f"{definitions[key].rule.id}: computed in a circle: {' -> '.join((*way, key))}")
        if key not in definitions or key in state:
            return
        state[key] = "open"
        for path in paths_of(definitions[key].body.relation.right):
            visit(path.field, (*way, key))
        state[key] = "done"
        order.append(key)

    for key in definitions:
        visit(key, ())
    return order
