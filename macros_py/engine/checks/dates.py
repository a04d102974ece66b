"""Checks of dates people write under a table: can they be read, do they lie after the year, do they fit each other?

A month stands for all its days: a report of 2023年7月 fits a table signed on 2023-07-26. What cannot be read is left to
`readable_date` alone.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from macros_py.engine.checks.base import Context, Draft, column, filled
from macros_py.engine.indicators.clean import clean
from macros_py.engine.indicators.dates import Date, find_date, whole_date
from macros_py.engine.rules import Rule
from workbook.facts import Fact

_LONGEST_KEPT = 40
_PLAIN = re.compile(r"(20\d\d)[年/.-](\d{1,2})(?:月(?:(\d{1,2})日)?|[/.-](\d{1,2}))")


def readable_date(context: Context, rule: Rule) -> Iterator[Draft]:
    """A cell for a date that holds none."""
    for fact, date in _dates(context, rule.fields):
        if date is None or date.first is None:
            yield Draft(outcome="readable_date", facts=(fact.id,), right=str(fact.value))


def after_year(context: Context, rule: Rule) -> Iterator[Draft]:
    """A self-assessment signed before the year it assesses was over."""
    for fact, date in _dates(context, rule.fields):
        if date and date.last and date.last < datetime.date(context.facts.year, 12, 31):
            end = f"{context.facts.year}年12月31日"
            yield Draft(outcome="after_year", facts=(fact.id,), left=end, right=str(fact.value))


def date_order(context: Context, rule: Rule) -> Iterator[Draft]:
    """A report dated before the tables that it rests on. The report's date comes first in `fields`."""
    report = next(_dates(context, rule.fields[:1]), None)
    for fact, date in _dates(context, rule.fields[1:]):
        if report and report[1] and report[1].last and date and date.first and report[1].last < date.first:
            said = {"report": str(report[0].value)}
            yield Draft(outcome="date_order", facts=(report[0].id, fact.id), right=str(fact.value), args=said)


def _dates(context: Context, fields: Sequence[str]) -> Iterator[tuple[Fact, Date | None]]:
    for field in fields:
        yield from context.once((_dates, field), lambda field=field: _read(context, field))  # type: ignore[misc]


def _read(context: Context, field: str) -> list[tuple[Fact, Date | None]]:
    there = [fact for fact in column(context, field) if fact and filled(fact) and not fact.trouble]
    return [(fact, _date(str(fact.value), context.facts.year + 1)) for fact in there]


def _date(text: str, year: int) -> Date | None:
    """`year` is meant where none is written. What was read is kept for the next file, unless the text is long."""
    return _short_date(text, year) if len(text) <= _LONGEST_KEPT else find_date(clean(text), year)


@lru_cache(maxsize=1024)
def _short_date(text: str, year: int) -> Date | None:
    """Most dates are written plainly; what is not takes a large pattern."""
    if match := _PLAIN.fullmatch(text.strip()):
        stated, month, day = match[1], match[2], match[3] or match[4]
        return whole_date(int(stated), int(month), int(day) if day else None)
    return find_date(clean(text), year)
