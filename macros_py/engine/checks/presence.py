"""Checks of what is there at all: tables, tables with nothing in them, required cells, the year."""

from __future__ import annotations

from collections.abc import Iterator

from macros_py.engine.checks.base import Context, Draft, by_form, filled, points_of, records, typed
from macros_py.engine.intervals import Interval
from macros_py.engine.numbers import read_number
from macros_py.engine.rules import Rule
from macros_py.engine.values import show_number
from workbook.facts import Fact, repeat_of


def missing_table(context: Context, rule: Rule) -> Iterator[Draft]:
    """A sheet was deleted, or the names by which its cells are found are gone."""
    for absence in context.facts.absent:
        if absence.form in context.pack.left_out:
            continue
        outcome = "missing_table" if absence.whole else "missing_fields"
        labels = "、".join(context.fields[key].label for key in absence.fields[:3])
        args = {"sheet": absence.sheet, "form": absence.form, "labels": labels, "count": str(len(absence.fields))}
        yield Draft(outcome=outcome, facts=(), args=args)


def empty_table(context: Context, rule: Rule) -> Iterator[Draft]:
    """A table in which the person has not typed anything yet. `settings.optional` names those that may stay so;
    `settings.unless` pairs of a table and the amount that has to be there, or the table has nothing to show.
    """
    optional = {*rule.settings.get("optional", "").split(), *_without_amount(context, rule)}
    begun = _begun(context)
    for form, facts in by_form(context).items():
        if form not in optional and form not in begun:
            sheet = facts[0].cell.rpartition("!")[0]
            yield Draft(outcome="empty_table", facts=(facts[0].id,), args={"sheet": sheet})


def _begun(context: Context) -> dict[str, None]:
    """The tables in which a person has typed something, in their order."""

    def look() -> dict[str, None]:
        forms = by_form(context).items()
        return {form: None for form, facts in forms if any(fact.value is not None and typed(fact) for fact in facts)}

    return context.once(_begun, look)


def _without_amount(context: Context, rule: Rule) -> Iterator[str]:
    words = rule.settings.get("unless", "").split()
    for form, amount in zip(words[::2], words[1::2], strict=True):
        value = context.values.single[amount] if amount in context.fields else None
        if isinstance(value, Interval) and not value.value:
            yield form


def required(context: Context, rule: Rule) -> Iterator[Draft]:
    """Cells that must not stay blank, one finding a table; only in tables and rows that have been begun."""
    for form in _begun(context):
        facts = by_form(context)[form]
        blank = [fact for fact in facts if fact.field.required and not filled(fact)]
        if blank:
            rows = {_row(fact) for fact in facts if filled(fact)}
            blank = [fact for fact in blank if _due(fact, rows)]
        if blank:
            labels = dict.fromkeys(fact.field.label for fact in blank)
            args = {"count": str(len(blank)), "labels": "、".join(labels)}
            yield Draft(outcome="required", facts=tuple(fact.id for fact in blank), args=args)


def _due(fact: Fact, begun: set[str]) -> bool:
    return repeat_of(fact.field.id) is None or _row(fact) in begun


def deviation_reason(context: Context, rule: Rule) -> Iterator[Draft]:
    """Less than the full points, and no word on why."""
    for points, score, reason in records(context, rule.fields):
        weight, given = points_of(context, points), points_of(context, score)
        if weight is not None and given is not None and given < weight and not filled(reason):
            shown = show_number(weight - given, score.field)
            yield Draft(outcome="deviation_reason", facts=(reason.id, score.id), args={"lost": shown})


def form_year(context: Context, rule: Rule) -> Iterator[Draft]:
    """The year written on the cover against the year the tables were made for."""
    fact = context.facts.get(rule.fields[0])
    reading = read_number(fact.value, fact.field.unit) if fact else None
    if fact and reading and reading.state == "number" and reading.value != context.facts.year:
        yield Draft(outcome="form_year", facts=(fact.id,), left=str(context.facts.year), right=f"{reading.value:f}")


def _row(fact: Fact) -> str:
    return fact.id.rpartition(".")[0]
