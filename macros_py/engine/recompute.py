"""Every computed cell from scratch: from what people typed alone, in the order the figures need each other.

A relation is checked against its neighbours as the file has them, so that one wrong figure is one finding. Recomputing
is the other thing: it gives the workbook as it would be had every formula been left in place.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from macros_py.engine.binding import BoundRelation
from macros_py.engine.intervals import Interval, exact, rounded
from macros_py.engine.numbers import excel_round
from macros_py.engine.ruleset import RuleSet
from macros_py.engine.values import Value, Values
from workbook.facts import Facts, Field, repeat_of


def recompute(
    facts: Facts,
    ruleset: RuleSet,
    *,
    keep_reported: bool = False,
    alone: bool = False,
    values: Values | None = None,
) -> dict[str, Decimal | str | None]:
    """The value of every computed field, by fact id; None where its inputs are missing.

    With `keep_reported`, figures typed over a formula stay and others build on them, as Excel itself would have it.
    With `alone`, each is computed from what the cells show, and nothing builds on the result; so `values` of the facts
    that somebody has at hand stay as they are, and what relations came to when they were judged is taken from there.
    """
    if alone:
        return _alone(Values(facts, ruleset.fields) if values is None else values, ruleset)
    values = Values(facts, ruleset.fields)
    results: dict[str, Decimal | str | None] = {}
    for bound in ruleset.definitions.values():
        field = bound.body.target
        assert field is not None
        for row in range(values.count(repeat_of(field.id))):
            fact = facts.get(values.fact_id(field.id, row))
            if keep_reported and fact and fact.origin == "reported":
                continue
            value = _quantised(bound.body.right(values, row), field)
            values.put(field.id, row, value)
            results[values.fact_id(field.id, row)] = value.value if isinstance(value, Interval) else value
    return results


def unlike(values: Values, ruleset: RuleSet, facts: Facts) -> dict[str, Decimal | str | None]:
    """What `recompute` gives with `alone` for cells that show something else. Nearly all columns show just that, which
    is seen at once where `values` are of these very facts.
    """
    differing: dict[str, Decimal | str | None] = {}
    known, own = facts.facts, values.facts is facts
    for key, bound in ruleset.definitions.items():
        field = ruleset.fields[key]
        results = _rounded(_results(key, bound, values), field.decimals)
        if not own or results != _as_written(field, values):
            pairs = zip(values.ids(key), results, strict=True)
            differing |= {cell: result for cell, result in pairs if cell in known and known[cell].value != result}
    return differing


def _as_written(field: Field, values: Values) -> Sequence[Value] | None:
    """What the cells of a field hold, to the letter; None where that is not at hand."""
    plain, key = values.plain, field.id
    if plain is None or field.kind != "number" or key in values.unusual:
        return None
    return plain.rows[key] if key in plain.rows else [plain.single[key]]


def _alone(values: Values, ruleset: RuleSet) -> dict[str, Decimal | str | None]:
    results: dict[str, Decimal | str | None] = {}
    for key, bound in ruleset.definitions.items():
        decimals = ruleset.fields[key].decimals
        found = _results(key, bound, values)
        if key in values.blank and found.count(None) == len(found):
            results.update(dict.fromkeys(values.ids(key)))
            continue
        results.update(zip(values.ids(key), _rounded(found, decimals), strict=True))
    return results


def _rounded(found: Sequence[Value], decimals: int) -> list[Decimal | str | None]:
    return [None if value is None else _shown(value, decimals) for value in found]


def _shown(value: Value, decimals: int) -> Decimal | str | None:
    if isinstance(value, Decimal):
        return excel_round(value, decimals)
    return excel_round(value.value, decimals) if isinstance(value, Interval) else value


def _results(key: str, bound: BoundRelation, values: Values) -> Sequence[Value]:
    """What a definition comes to in each row: known where it was judged, nothing where there is nothing to judge."""
    if key in values.results:
        return values.results[key]
    rows = range(values.count(repeat_of(key)))
    if bound.body.silent and bound.body.fields <= values.blank:
        return [None for _ in rows]
    seen = values.plain if values.plain and bound.body.plainly else values
    return [bound.body.right(seen, row) for row in rows]


def _quantised(value: Value, field: Field) -> Value:
    """Quantised once, at the edge: the figure that the cell will show is the figure that others build on."""
    return exact(rounded(value, field.decimals).value) if isinstance(value, Interval) else value
