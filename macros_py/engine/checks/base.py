"""What every check gets and gives."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

import msgspec

from macros_py.engine.dated import Dated
from macros_py.engine.findings import Severity
from macros_py.engine.rules import Pack, Rule
from macros_py.engine.values import Values
from workbook.facts import Fact, Facts, Field


class Context(msgspec.Struct, frozen=True, kw_only=True):
    """One file under examination."""

    facts: Facts
    values: Values
    fields: Mapping[str, Field]
    pack: Pack
    values_in_force: Mapping[str, Dated] = {}


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A finding before it has words. `outcome` picks the sentence, `args` fill it, `severity` may soften the rule's."""

    outcome: str
    facts: tuple[str, ...]
    left: str | None = None
    right: str | None = None
    difference: str | None = None
    tolerance: str | None = None
    rounding: bool = False
    severity: Severity | None = None
    args: dict[str, str] = {}


Check = Callable[[Context, Rule], Iterator[Draft]]


def filled(fact: Fact | None) -> bool:
    """Does the cell hold anything? Spaces are nothing."""
    return fact is not None and (fact.trouble is not None or (fact.value is not None and str(fact.value).strip() != ""))


def text(context: Context, fact_id: str) -> str:
    """The text of a fact, stripped; empty where there is none."""
    fact = context.facts.get(fact_id)
    return "" if fact is None or fact.value is None else str(fact.value).strip()


def points_of(context: Context, fact: Fact | None) -> Decimal | None:
    """The figure of a number cell; None where there is none that can be read."""
    reading = context.values.readings.get(fact.id) if fact else None
    return reading.value if reading and reading.state == "number" else None


def rows(context: Context, field: str) -> Iterator[Fact]:
    """The facts of a field, row by row."""
    head, _, tail = field.partition("[*]")
    for row in range(1, context.facts.rows.get(head, 0) + 1):
        if (fact := context.facts.get(f"{head}[{row}]{tail}")) is not None:
            yield fact
