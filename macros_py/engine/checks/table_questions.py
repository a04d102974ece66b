"""Questions about tables: agencies and projects by name, reasons for a change, a budget that looks like the result.

As in `questions`, nothing found here is an error: the person says what is meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from macros_py.engine.checks.base import Context, Draft, by_form, filled, points_of, records, rows, typed
from macros_py.engine.checks.questions import any_of
from macros_py.engine.rules import Rule
from macros_py.engine.values import show_number
from workbook.facts import Fact

_NUMBERED = re.compile(r"^[(（]?[0-9一二三四五六七八九十]+[)）、.]\s*")
_AMOUNT = re.compile(r"(\d+(?:\.\d+)?)\s*(亿|万)?元")
_SHORT = 3  # pairs of characters that two names may have in common by chance
_POWER = {"亿": Decimal(10**4), "万": Decimal(1), None: Decimal("0.0001")}


def rows_without_amount(context: Context, rule: Rule) -> Iterator[Draft]:
    """Named rows in which nothing stands, beside others that have figures. The name comes first in `fields`."""
    named: list[Fact] = []
    empty: list[Fact] = []
    for key, *others in zip(*map(context.facts.ids, rule.fields), strict=True):
        fact = context.facts.get(key)
        if fact and filled(fact):
            named.append(fact)
            if not any(filled(context.facts.get(other)) for other in others):
                empty.append(fact)
    if empty and len(empty) < len(named):
        shown = "、".join(f"“{_told(fact)}”" for fact in empty)
        yield Draft(outcome="rows_without_amount", facts=tuple(fact.id for fact in empty), right=shown)


def other_names(context: Context, rule: Rule) -> Iterator[Draft]:
    """One agency under several names: a table calls one so that the first table does not know, and lacks one that is
    there. `fields` are pairs of name and total, table by table; rows without a figure do not count.
    """
    known: dict[str, Fact] = {}
    for number in range(0, len(rule.fields), 2):
        pairs = records(context, rule.fields[number : number + 2])
        names = {_NUMBERED.sub("", context.said(name)): name for name, total in pairs if filled(name) and filled(total)}
        if number == 0:
            known = names
        strange, lacking = [name for name in names if name not in known], [name for name in known if name not in names]
        if strange and lacking:
            facts = (*(names[name].id for name in strange), *(known[name].id for name in lacking))
            yield Draft(outcome="other_names", facts=facts, left="、".join(lacking), right="、".join(strange))


def alike(context: Context, rule: Rule) -> Iterator[Draft]:
    """Two names that have nearly all pairs of characters in common. `settings.share`: how many of the shorter one's;
    `settings.longest`: longer lists are left alone.
    """
    share = float(rule.settings["share"])
    names = [fact for fact in rows(context, rule.fields[0]) if filled(fact)]
    pairs = [_pairs(context.said(fact)) for fact in names]
    for later in range(len(names) if len(names) <= int(rule.settings["longest"]) else 0):
        for earlier in range(later):
            fewest = min(len(pairs[later]), len(pairs[earlier]))
            if fewest > _SHORT and share * fewest <= len(pairs[later] & pairs[earlier]):
                if context.said(names[later]) != context.said(names[earlier]):
                    facts = (names[later].id, names[earlier].id)
                    yield Draft(outcome="alike", facts=facts, left=_told(names[earlier]), right=_told(names[later]))
                break


def _pairs(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text) - 1)}


def _told(fact: Fact) -> str:
    return str(fact.value).strip()


def direction(context: Context, rule: Rule) -> Iterator[Draft]:
    """A reason that only tells of more where there is less, or the other way round. `settings.up`, `settings.down`."""
    up, down = any_of(rule.settings["up"]), any_of(rule.settings["down"])
    change, reason = (context.facts.get(key) for key in rule.fields)
    figure = points_of(context, change)
    if change and reason and figure and filled(reason):
        rises, falls = bool(up.search(context.said(reason))), bool(down.search(context.said(reason)))
        if rises is not falls and rises is not (figure > 0):
            shown = show_number(figure, change.field)
            yield Draft(outcome="direction", facts=(reason.id, change.id), left=shown, right=_told(reason))


def moved_without_amount(context: Context, rule: Rule) -> Iterator[Draft]:
    """A reason that speaks of figures moved from one heading to another (`settings.words`), and names no amount."""
    for key in rule.fields:
        words = context.said(fact) if (fact := context.facts.get(key)) else ""
        if (match := any_of(rule.settings["words"]).search(words)) and not _AMOUNT.search(words):
            yield Draft(outcome="moved_without_amount", facts=(key,), right=match[0])


def told_amounts(context: Context, rule: Rule) -> Iterator[Draft]:
    """Amounts named in a reason that come to much more or less than the change they explain. `settings.low` and
    `settings.high` are shares of the change; a reason that names ups and downs cannot be added up.
    """
    low, high = Decimal(rule.settings["low"]), Decimal(rule.settings["high"])
    change, reason = (context.facts.get(key) for key in rule.fields)
    figure = points_of(context, change)
    if not (change and reason and figure and filled(reason)):
        return
    words = context.said(reason)
    mixed = any_of(rule.settings["up"]).search(words) and any_of(rule.settings["down"]).search(words)
    told = sum((Decimal(number) * _POWER[unit or None] for number, unit in _AMOUNT.findall(words)), Decimal(0))
    if told and not mixed and not low * abs(figure) <= told <= high * abs(figure):
        shown = show_number(told, change.field), show_number(abs(figure), change.field)
        yield Draft(outcome="told_amounts", facts=(reason.id, change.id), left=shown[1], right=shown[0])


def filled_backwards(context: Context, rule: Rule) -> Iterator[Draft]:
    """Budget, execution and income are one figure in every source: the budget may have been copied from the result.
    `fields` are triples of budget, execution and income, source by source.
    """
    figures = [points_of(context, context.facts.get(key)) for key in rule.fields]
    triples = [tuple(figures[at : at + 3]) for at in range(0, len(figures), 3)]
    there = [triple for triple in triples if any(triple)]
    if len(there) > 1 and all(None not in triple and len(set(triple)) == 1 for triple in there):
        shown = "、".join(f"{triple[0]:f}" for triple in there)
        facts = tuple(key for key in rule.fields[::3] if filled(context.facts.get(key)))
        yield Draft(outcome="filled_backwards", facts=facts, right=shown)


def full_marks(context: Context, rule: Rule) -> Iterator[Draft]:
    """All points for work whose tables are not there. `settings.forms` are these tables."""
    fact = context.facts.get(rule.fields[0])
    given, forms = points_of(context, fact), by_form(context)
    if not fact or given is None or given != fact.field.maximum:
        return
    wanted = [form for form in rule.settings["forms"].split() if form not in context.pack.left_out]
    empty = [form for form in wanted if not any(map(typed, forms.get(form, ())))]
    if empty:
        sheets = "、".join(forms[form][0].cell.rpartition("!")[0] or form for form in empty if form in forms)
        yield Draft(outcome="full_marks", facts=(fact.id,), right=f"{given:f}", args={"sheets": sheets or "附件"})
