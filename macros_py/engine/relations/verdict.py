"""Does a relation hold? Running a bound relation on the values of a file, row by row.

Nearly all do, and that the figures as written tell: only where they disagree their bounds are asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from operator import ge, gt, le, lt

import msgspec

from macros_py.engine import intervals
from macros_py.engine.binding import BoundRelation
from macros_py.engine.checks.base import Context, Draft
from macros_py.engine.intervals import Interval, Verdict
from macros_py.engine.numbers import excel_round
from macros_py.engine.relations.compile import Closure, Compiled, rows_taken
from macros_py.engine.relations.first_look import as_shown
from macros_py.engine.relations.functions import NUMBERS, figure_of
from macros_py.engine.relations.syntax import Path
from macros_py.engine.values import Plain, Value, Values, same_text, show, show_number, show_slack
from workbook.facts import Field, repeat_of

_ORDER: dict[str, Callable[[Interval, Interval], Verdict]] = {
    "<=": intervals.at_most,
    "<": intervals.below,
    ">=": lambda a, b: intervals.at_most(b, a),
    ">": lambda a, b: intervals.below(b, a),
}


def compare(left: Value, comparison: str, right: Value, decimals: int) -> Verdict | None:
    """The verdict on two values; None where one is missing or they are of different kinds: nothing can be said."""
    if type(left) is Decimal and type(right) is Decimal:
        return _compared(left, comparison, right, decimals)
    if isinstance(left, Interval) and isinstance(right, Interval):
        if comparison == "=" and left.value == right.value:  # as nearly all are
            return "equal"
        if comparison in _ORDER:
            return _ORDER[comparison](left, right)
        same = intervals.same(left, right, decimals)
        return same if comparison == "=" else ("different" if same == "equal" else "equal")
    if isinstance(left, str) and isinstance(right, str) and comparison in ("=", "!="):
        return "equal" if same_text(left, right) == (comparison == "=") else "different"
    if isinstance(left, NUMBERS) and isinstance(right, NUMBERS):
        return _compared(figure_of(left), comparison, figure_of(right), decimals)
    return None


_AS_WRITTEN: dict[str, Callable[[Decimal, Decimal], bool]] = {"<=": le, "<": lt, ">=": ge, ">": gt}


def _compared(left: Decimal, comparison: str, right: Decimal, decimals: int) -> Verdict:
    """Of figures without bounds: what is `equal` is so with bounds, too; what is not may be `rounding`."""
    if comparison == "=" and left == right:
        return "equal"
    if comparison in _AS_WRITTEN:
        return "equal" if _AS_WRITTEN[comparison](left, right) else "different"
    same = left == right or excel_round(left, decimals) == excel_round(right, decimals)
    return "equal" if same == (comparison == "=") else "different"


def judge(bound: BoundRelation, values: Values | Plain, row: int) -> tuple[Value, Value, Verdict | None]:
    """Both sides in one row, and the verdict; None where its condition does not hold there."""
    if bound.guard and not _holds(bound.guard, values, row):
        return None, None, None
    body = bound.body
    left, right = body.left(values, row), body.right(values, row)
    if left is None or right is None:
        return left, right, None
    return left, right, compare(left, body.relation.comparison, right, body.decimals)


def run(bound: BoundRelation, context: Context) -> list[Draft]:
    """A draft for each row in which the relation does not hold. What it computes is kept for who recomputes."""
    values, body = context.values, bound.body
    if body.silent and _blank(body, values):
        return []
    if bound.guard and bound.guard.idle and _blank(bound.guard, values):
        return []
    found: list[Draft] = []
    rows, results = _looked_at(bound, values)
    for row in rows:
        left, right, verdict = judge(bound, values, row)
        if verdict is None:
            if left is None and right is not None and bound.rule.defines:
                found += _missing(bound, context, row, right)
        elif verdict != "equal":
            found.append(_draft(bound, context, row, left, right, verdict == "rounding"))
    if defined := _defined(bound):
        values.results[defined] = results
    return found


def _looked_at(bound: BoundRelation, values: Values) -> tuple[Iterable[int], Sequence[Value]]:
    """The rows in which a relation does not plainly hold, and what stands on its right in each row."""
    count, plain, body = values.count(bound.body.repeat), values.plain, bound.body
    if plain is None or not body.plainly or (bound.guard and not bound.guard.plainly):
        return range(count), [body.right(values, row) for row in range(count)] if _defined(bound) else ()
    if body.repeat and (looked := _at_once(bound, plain, count)) is not None:
        return looked
    verdicts = [judge(bound, plain, row) for row in range(count)]
    return [row for row, seen in enumerate(verdicts) if _is_unclear(*seen)], [right for _, right, _ in verdicts]


def plainly_held(relations: Sequence[BoundRelation], values: Values) -> set[int]:
    """Of all relations, by their number, those between single cells without condition that hold at first sight: most of
    them do in most files, and so cost two calls.
    """
    held: set[int] = set()
    if values.plain is None:
        return held
    for number, left, right, defines, decimals in _equalities(relations):
        try:
            a, b = left(values.plain, 0), right(values.plain, 0)
        except Exception:  # noqa: BLE001  whoever judges it tells of that
            continue
        if a == b or b is None or as_shown(a, b, decimals):
            held.add(number)
            if defines:
                values.results[defines] = (b,)
    return held


_EQUALITIES: dict[int, tuple[Sequence[BoundRelation], list[tuple[int, Closure, Closure, str, int]]]] = {}
_MOST_KEPT = 64


def _equalities(relations: Sequence[BoundRelation]) -> list[tuple[int, Closure, Closure, str, int]]:
    """Told apart by their identity: they are held, so that no others take it."""
    if id(relations) not in _EQUALITIES:
        if len(_EQUALITIES) >= _MOST_KEPT:
            _EQUALITIES.clear()
        single = [
            (number, bound.body.left, bound.body.right, _defined(bound), bound.body.decimals)
            for number, bound in enumerate(relations)
            if bound.guard is None and not bound.body.repeat and bound.body.plainly
            if bound.body.relation.comparison == "="
        ]
        _EQUALITIES[id(relations)] = relations, single
    return _EQUALITIES[id(relations)][1]


def _defined(bound: BoundRelation) -> str:
    """The field of which what the relation comes to in each row is a value in each row; empty if there is none."""
    target = bound.body.target
    known = bound.rule.defines and target and not bound.guard and bound.body.repeat == repeat_of(target.id)
    return target.id if known and target else ""


def _is_unclear(left: Value, right: Value, verdict: Verdict | None) -> bool:
    return verdict == "different" or (verdict is None and left is None and right is not None)


def _at_once(bound: BoundRelation, plain: Plain, count: int) -> tuple[list[int], Sequence[Value]] | None:
    seen = bound.body.look.rows(plain, count, bound.body.decimals, defines=bound.rule.defines)
    if seen is None or not seen[0] or bound.guard is None:
        return seen
    holding = bound.guard.look.holding(plain, count)
    return seen if holding is None else (sorted({*seen[0]}.intersection(holding)), seen[1])


def _blank(compiled: Compiled, values: Values) -> bool:
    return compiled.fields <= values.blank


def _holds(guard: Compiled, values: Values | Plain, row: int) -> bool:
    found = compare(guard.left(values, row), guard.relation.comparison, guard.right(values, row), guard.decimals)
    return found == "equal"


def _missing(bound: BoundRelation, context: Context, row: int, expected: Value) -> Iterator[Draft]:
    """A computed cell left blank although its figure is known. A blank where 0 belongs is a matter of form only."""
    assert bound.body.target is not None
    fact = context.facts.get(context.values.fact_id(bound.body.target.id, row))
    reading = context.values.reading(fact)
    # A formula that stands and shows nothing sees no figure (无 is a text to it): nothing a person could fill in.
    if fact is None or fact.trouble or fact.origin == "computed" or (reading and reading.state != "blank"):
        return
    nothing = isinstance(expected, Interval) and expected.value == 0
    yield Draft(
        outcome="missing_zero" if nothing else "missing",
        facts=(fact.id,),
        left=show(expected, bound.body.target),
        severity="notice" if nothing else None,
    )


def _draft(bound: BoundRelation, context: Context, row: int, left: Value, right: Value, rounding: bool) -> Draft:
    """A finding shows what is expected on its left and what the file says on its right."""
    field = _shown_as(bound, context)
    found, expected = left, right
    difference = tolerance = None
    if isinstance(found, Interval) and isinstance(expected, Interval) and bound.body.relation.comparison != "!=":
        difference = show_number(expected.value - found.value, field)
        tolerance = show_slack(expected.slack + found.slack, field)
    return Draft(
        outcome="rounding" if rounding else _outcome(bound.body, found),
        facts=facts_of(bound, context.values, row),
        left=None if bound.body.relation.comparison == "!=" else show(expected, field),
        right=show(found, field),
        difference=difference,
        tolerance=tolerance,
        rounding=rounding,
        severity="notice" if rounding else None,
    )


def _outcome(body: Compiled, found: Value) -> str:
    """Which sentence: texts have no difference to tell, and a sum that no cell shows has no cell to name."""
    comparison = body.relation.comparison
    if comparison == "=" and isinstance(found, str):
        return "=text"
    return comparison if body.target else "sum"


def _shown_as(bound: BoundRelation, context: Context) -> Field:
    """The field whose unit and decimals the figures are shown in: the target, or the first on the left."""
    field = bound.body.target or context.fields[bound.body.paths[0].field]
    unit = bound.rule.unit
    if not unit:
        return field
    return msgspec.structs.replace(field, unit=unit, precision=field.precision if unit == "%" else 0)  # 张, 个: counted


def facts_of(bound: BoundRelation, values: Values, row: int) -> tuple[str, ...]:
    """The facts a relation rests on, its target first; of summed rows those that hold something. Where none does, the
    condition's facts say where to look.
    """
    return _facts(bound.body, values, row) or (_facts(bound.guard, values, row) if bound.guard else ())


def _facts(body: Compiled, values: Values, row: int) -> tuple[str, ...]:
    return tuple(dict.fromkeys(fact_id for path in body.paths for fact_id in _expand(path, body, values, row)))


def _expand(path: Path, body: Compiled, values: Values, row: int) -> Iterator[str]:
    repeat = repeat_of(path.field)
    if repeat is None or repeat == body.repeat:
        yield values.fact_id(path.field, row)
    elif body.repeat and body.repeat.startswith(f"{repeat}[*]"):
        yield values.fact_id(path.field, values.parents[body.repeat][row])
    else:
        for index in rows_taken(path, values, row, body.repeat):
            if values.rows[path.field][index] is not None:
                yield values.fact_id(path.field, index)
