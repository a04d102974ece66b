"""Checks of single cells: is it a figure, was it calculated, does it lie where figures of its kind can lie?"""

from __future__ import annotations

from collections.abc import Iterator

from macros_py.engine.checks.base import Context, Draft, by_form, filled
from macros_py.engine.numbers import Reading, decimals_of
from macros_py.engine.rules import Rule
from macros_py.engine.values import show_number
from workbook.facts import Fact


def error_value(context: Context, rule: Rule) -> Iterator[Draft]:
    """The cell shows #DIV/0!, #REF! or the like."""
    for fact in context.facts:
        if fact.trouble == "error":
            yield Draft(outcome="error_value", facts=(fact.id,), right=str(fact.value))


def uncalculated(context: Context, rule: Rule) -> Iterator[Draft]:
    """The cell holds a formula that no program has calculated: its value is unknown, which is not the same as blank."""
    for fact in context.facts:
        if fact.trouble == "uncalculated":
            yield Draft(outcome="uncalculated", facts=(fact.id,))


def unreadable(context: Context, rule: Rule) -> Iterator[Draft]:
    """Text where a number belongs."""
    for key, reading in context.values.readings.items():
        if reading.state == "unreadable":
            yield Draft(outcome="unreadable", facts=(key,), right=str(context.facts.facts[key].value))


def interpreted(context: Context, rule: Rule) -> Iterator[Draft]:
    """A number written as text: it is understood, but Excel's own sums pass over it."""
    for key, reading in context.values.readings.items():
        fact = context.facts.facts[key]
        if reading.state in ("number", "dash", "none") and isinstance(fact.value, str):
            understood = show_number(reading.value, fact.field)
            yield Draft(outcome="interpreted", facts=(key,), right=fact.value, args={"understood": understood})


def minimum(context: Context, rule: Rule) -> Iterator[Draft]:
    """A figure below what its field can hold, e.g. a negative amount."""
    for key, reading in context.values.readings.items():
        fact = context.facts.facts[key]
        low = fact.field.minimum
        if reading.state == "number" and low is not None and reading.value < low:
            yield _beyond("minimum", key, context, show_number(low, fact.field))


def choice(context: Context, rule: Rule) -> Iterator[Draft]:
    """A text that is none of those its cell offers. Lists may be open; this is for cells whose words rules look for."""
    for key in rule.fields:
        fact, choices = context.facts.get(key), context.fields[key].choices
        if fact and filled(fact) and not fact.trouble and str(fact.value).strip() not in choices:
            offered = "、".join(f"“{word}”" for word in choices)
            yield Draft(outcome="choice", facts=(key,), left=offered, right=str(fact.value))


def maximum(context: Context, rule: Rule) -> Iterator[Draft]:
    """A figure above what its field can hold, e.g. more points than there are, a rate over 100%."""
    for key, reading in context.values.readings.items():
        fact = context.facts.facts[key]
        high = fact.field.maximum
        if reading.state == "number" and high is not None and reading.value > high:
            yield _beyond("maximum", key, context, show_number(high, fact.field))


def _beyond(outcome: str, key: str, context: Context, bound: str) -> Draft:
    fact, reading = context.facts.facts[key], context.values.readings[key]
    return Draft(outcome=outcome, facts=(key,), left=bound, right=show_number(reading.value, fact.field))


def too_fine(context: Context, rule: Rule) -> Iterator[Draft]:
    """Amounts typed with more decimals than the table shows, one finding a table: the totals that people see are sums
    of rounded figures, and may differ from the rounded sum.
    """
    for facts in by_form(context).values():
        fine = [
            fact for fact in facts if not fact.field.computed and _finer(context.values.readings.get(fact.id), fact)
        ]
        if fine:
            args = {"count": str(len(fine)), "places": str(fine[0].field.precision)}
            yield Draft(outcome="too_fine", facts=tuple(fact.id for fact in fine), right=str(fine[0].value), args=args)


def _finer(reading: Reading | None, fact: Fact) -> bool:
    if reading is None or reading.state != "number" or fact.field.exact:
        return False
    return decimals_of(reading.value.normalize()) > fact.field.decimals


def overwritten(context: Context, rule: Rule) -> Iterator[Draft]:
    """Figures typed where a formula belongs: one finding for all, for they come in heaps in old reports."""
    typed = [fact for fact in context.facts if fact.origin == "reported" and filled(fact)]
    if typed:
        sheets = dict.fromkeys(fact.cell.rpartition("!")[0] for fact in typed)
        args = {"count": str(len(typed)), "sheets": "、".join(sheets)}
        yield Draft(outcome="overwritten", facts=tuple(fact.id for fact in typed), args=args)
