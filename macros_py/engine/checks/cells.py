"""Checks of single cells: is it a figure, was it calculated, does it lie where figures of its kind can lie?"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import repeat
from operator import mod

import msgspec

from macros_py.engine.checks.base import Context, Draft, column, filled
from macros_py.engine.numbers import Reading, decimals_of, read_number
from macros_py.engine.rules import Rule
from macros_py.engine.values import show_number
from workbook.facts import Fact, Field

_STEPS = tuple(Decimal(1).scaleb(-decimals) for decimals in range(20))


class _Odd(msgspec.Struct, frozen=True, kw_only=True):
    """Cells that a check of single cells may have something to say of, gathered in one pass."""

    error: list[Fact] = []
    uncalculated: list[Fact] = []
    reported: list[Fact] = []
    unreadable: list[Fact] = []
    in_words: list[Fact] = []
    too_low: list[Fact] = []
    too_high: list[Fact] = []
    too_fine: list[Fact] = []


def _odd(context: Context) -> _Odd:
    return context.once(_odd, lambda: _gathered(context))


def _gathered(context: Context) -> _Odd:
    facts = context.facts.facts.values()
    troubled = [fact for fact in facts if fact.trouble]
    odd = _Odd(
        error=[fact for fact in troubled if fact.trouble == "error"],
        uncalculated=[fact for fact in troubled if fact.trouble != "error"],
        reported=[fact for fact in facts if fact.origin == "reported" and fact.value is not None and filled(fact)],
    )
    for key in _fields_to_look_at(context):
        for fact in column(context, key):
            if fact and fact.value is not None and not fact.trouble:
                _look_at(fact, context.fields[key], odd)
    return odd


def _fields_to_look_at(context: Context) -> list[str]:
    """Fields of numbers, in their order, in which something may be odd. Fields with the same bounds, of which there are
    few, are looked at together; nearly always that is all.
    """
    odd = {key for key in context.values.unusual if context.fields[key].kind == "number"}
    for (low, high, decimals), figures, keys in context.values.written.bounds():
        if figures and not _within(figures, low, high, decimals):
            odd.update(keys)
    return [key for key in context.fields if key in odd] if odd else []


def _within(figures: list[Decimal], low: Decimal | None, high: Decimal | None, decimals: int | None) -> bool:
    """Do all lie where they can, with no more decimals than they should have?"""
    if (low is not None and min(figures) < low) or (high is not None and max(figures) > high):
        return False
    return decimals is None or not any(map(mod, figures, repeat(_STEPS[decimals])))


def _look_at(fact: Fact, field: Field, odd: _Odd) -> None:
    reading = read_number(fact.value, field.unit)
    if reading.state == "unreadable":
        odd.unreadable.append(fact)
    elif reading.state in ("number", "dash", "none") and isinstance(fact.value, str):
        odd.in_words.append(fact)
    if reading.state == "number":
        if field.minimum is not None and reading.value < field.minimum:
            odd.too_low.append(fact)
        if field.maximum is not None and reading.value > field.maximum:
            odd.too_high.append(fact)
        if reading.decimals > field.precision and _is_fine(fact, reading):
            odd.too_fine.append(fact)


def _is_fine(fact: Fact, reading: Reading) -> bool:
    field = fact.field
    fine = reading.decimals > field.decimals and not field.exact and not field.computed
    return fine and decimals_of(reading.value.normalize()) > field.decimals


def error_value(context: Context, rule: Rule) -> Iterator[Draft]:
    """The cell shows #DIV/0!, #REF! or the like."""
    for fact in _odd(context).error:
        yield Draft(outcome="error_value", facts=(fact.id,), right=str(fact.value))


def uncalculated(context: Context, rule: Rule) -> Iterator[Draft]:
    """The cell holds a formula that no program has calculated: its value is unknown, which is not the same as blank."""
    for fact in _odd(context).uncalculated:
        yield Draft(outcome="uncalculated", facts=(fact.id,))


def unreadable(context: Context, rule: Rule) -> Iterator[Draft]:
    """Text where a number belongs."""
    for fact in _odd(context).unreadable:
        yield Draft(outcome="unreadable", facts=(fact.id,), right=str(fact.value))


def interpreted(context: Context, rule: Rule) -> Iterator[Draft]:
    """A number written as text: it is understood, but Excel's own sums pass over it."""
    for fact in _odd(context).in_words:
        understood = show_number(read_number(fact.value, fact.field.unit).value, fact.field)
        yield Draft(outcome="interpreted", facts=(fact.id,), right=str(fact.value), args={"understood": understood})


def minimum(context: Context, rule: Rule) -> Iterator[Draft]:
    """A figure below what its field can hold, e.g. a negative amount."""
    for fact in _odd(context).too_low:
        yield _beyond("minimum", fact, context, fact.field.minimum)


def maximum(context: Context, rule: Rule) -> Iterator[Draft]:
    """A figure above what its field can hold, e.g. more points than there are, a rate over 100%."""
    for fact in _odd(context).too_high:
        yield _beyond("maximum", fact, context, fact.field.maximum)


def _beyond(outcome: str, fact: Fact, context: Context, bound: Decimal | None) -> Draft:
    shown = show_number(read_number(fact.value, fact.field.unit).value, fact.field)
    return Draft(outcome=outcome, facts=(fact.id,), left=show_number(bound or Decimal(0), fact.field), right=shown)


def choice(context: Context, rule: Rule) -> Iterator[Draft]:
    """A text that is none of those its cell offers. Lists may be open; this is for cells whose words rules look for."""
    for key in rule.fields:
        fact, choices = context.facts.get(key), context.fields[key].choices
        if fact and filled(fact) and not fact.trouble and str(fact.value).strip() not in choices:
            offered = "、".join(f"“{word}”" for word in choices)
            yield Draft(outcome="choice", facts=(key,), left=offered, right=str(fact.value))


def too_fine(context: Context, rule: Rule) -> Iterator[Draft]:
    """Amounts typed with more decimals than the table shows, one finding a table: the totals that people see are sums
    of rounded figures, and may differ from the rounded sum.
    """
    tables: dict[str, list[Fact]] = {}
    for fact in _odd(context).too_fine:
        tables.setdefault(fact.field.form, []).append(fact)
    for fine in tables.values():
        args = {"count": str(len(fine)), "places": str(fine[0].field.precision)}
        yield Draft(outcome="too_fine", facts=tuple(fact.id for fact in fine), right=str(fine[0].value), args=args)


def overwritten(context: Context, rule: Rule) -> Iterator[Draft]:
    """Figures typed where a formula belongs: one finding for all, for they come in heaps in old reports."""
    typed = _odd(context).reported
    if typed:
        sheets = dict.fromkeys(fact.cell.rpartition("!")[0] for fact in typed)
        args = {"count": str(len(typed)), "sheets": "、".join(sheets)}
        yield Draft(outcome="overwritten", facts=tuple(fact.id for fact in typed), args=args)
