"""One computed field, from figures handed over instead of a whole file: the rule that defines it does the arithmetic.

So a rate in a cell is what checking and recalculating make of the same figures, in every place and year, and a place
whose rule needs more than the function is given gets an error (the cell's native formula takes over), not a wrong
figure.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache

import msgspec

from macros_py.engine.intervals import Interval, rounded
from macros_py.engine.relations.compile import Closure
from macros_py.engine.relations.syntax import paths_of
from macros_py.engine.ruleset import RuleSet
from macros_py.engine.values import Values
from macros_py.excel.handed import Failure, Refused, value_of
from macros_py.excel.place_rules import rules_for
from workbook.facts import PENDING, Fact, Facts, Field, repeat_of


class _Definition(msgspec.Struct, frozen=True, kw_only=True):
    """How a place computes a field: `needs` are the fields it is computed from, with the fact each is read as."""

    target: Field
    right: Closure
    needs: dict[str, tuple[str, Field]]
    fields: dict[str, Field]
    rows: dict[str, int]


def computed(rules: RuleSet, key: str, given: Mapping[str, object]) -> Decimal | str:
    """What the cell of field `key` shows, `given` being what stands in the fields it is computed from.

    Raises Refused: for a cell with an error or with text where a figure belongs, and where no rule computes `key` from
    these fields.
    """
    definition = _definition(rules.pack.name, rules.year, key)
    if not definition.needs.keys() <= given.keys():
        raise Refused(Failure.NA)
    facts = {}
    for name, (fact_id, field) in definition.needs.items():
        value = value_of(given[name])
        facts[fact_id] = Fact(id=fact_id, field=field, value=None if value == PENDING else value)
    values = Values(Facts(year=rules.year, facts=facts, rows=definition.rows), definition.fields)
    if any(reading.state == "unreadable" for reading in values.readings.values()):
        raise Refused
    result, target = definition.right(values, 0), definition.target
    return target.shown(rounded(result, target.decimals).value if isinstance(result, Interval) else result)


@lru_cache(maxsize=256)
def _definition(pack: str, year: int, key: str) -> _Definition:
    rules = rules_for(pack, year)
    bound = rules.definitions.get(key)
    if bound is None:
        raise Refused(Failure.NA)
    names = dict.fromkeys(path.field for path in paths_of(bound.body.relation.right))
    rows = {repeat: 1 for name in names if (repeat := repeat_of(name))}
    frame = Facts(year=year, facts={}, rows=rows)
    fields = {name: rules.fields[name] for name in names}
    return _Definition(
        target=rules.fields[key],
        right=bound.body.right,
        needs={name: (frame.ids(name)[0], field) for name, field in fields.items()},
        fields=fields,
        rows=rows,
    )
