"""The sheets of 附件4 beside the list of projects: each of the list's projects once, with the same amount.

They are matched by name, for a sheet keeps its project when rows of the list are moved.
"""

from __future__ import annotations

from collections.abc import Iterator

from macros_py.engine.checks.base import Context, Draft, filled, points_of, records
from macros_py.engine.rules import Rule
from macros_py.engine.values import bare, show_number
from workbook.facts import Fact


def project_sheets(context: Context, rule: Rule) -> Iterator[Draft]:
    """A sheet whose project is not listed, has a sheet already, or is listed with another amount."""
    listed: dict[str, Fact] = {}
    for name, amount in records(context, rule.fields[2:]):
        if filled(name):
            listed.setdefault(bare(str(name.value)), amount)
    seen: dict[str, Fact] = {}
    for name, spent in records(context, rule.fields[:2]):
        if not filled(name):
            continue
        key, said = bare(str(name.value)), {"sheet": name.cell.rpartition("!")[0]}
        first = seen.setdefault(key, name)
        if first is not name:
            yield Draft(outcome="project_twice", facts=(name.id, first.id), right=str(name.value), args=said)
        elif key not in listed:
            yield Draft(outcome="project_unlisted", facts=(name.id,), right=str(name.value), args=said)
        else:
            yield from _amount(context, spent, listed[key], said)


def _amount(context: Context, spent: Fact, listed: Fact, said: dict[str, str]) -> Iterator[Draft]:
    here, there = points_of(context, spent), points_of(context, listed)
    if here is None or there is None or show_number(here, spent.field) == show_number(there, listed.field):
        return
    left, right, gap = (show_number(number, spent.field) for number in (there, here, there - here))
    ids = (spent.id, listed.id)
    yield Draft(outcome="project_sheets", facts=ids, left=left, right=right, difference=gap, args=said)
