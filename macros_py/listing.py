"""The facts of a workbook, as JSON that `fill` reads back, or as lines for the eye."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import msgspec

from macros_py.check import printable
from macros_py.engine.messages import label_of
from workbook.data import SCHEMA, Listed, Listing
from workbook.facts import Fact
from workbook.reading import Reading


def facts_json(reading: Reading, path: Path) -> bytes:
    """Every fact with its value, unit, cell and origin, as one object."""
    facts = tuple(_listed(fact) for fact in reading.facts)
    return msgspec.json.encode(
        Listing(schema=SCHEMA, file=printable(path.name), year=reading.facts.year, pack=reading.pack, facts=facts)
    )


def _listed(fact: Fact) -> Listed:
    number = isinstance(fact.value, Decimal)
    return Listed(
        id=fact.id,
        value=None if fact.value is None else f"{fact.value:f}" if isinstance(fact.value, Decimal) else fact.value,
        number=number,
        origin=fact.origin,
        label=label_of(fact),
        unit=fact.field.unit,
        cell=fact.cell,
        trouble=fact.trouble,
    )


def facts_lines(reading: Reading) -> Iterator[str]:
    for fact in reading.facts:
        if fact.value is not None:
            yield f"{fact.cell}\t{label_of(fact)}\t{_shown(fact)}"


def _shown(fact: Fact) -> str:
    if not isinstance(fact.value, Decimal):
        return str(fact.value)
    return f"{(fact.value * 100).normalize():f}%" if fact.field.unit == "%" else f"{fact.value:f}{fact.field.unit}"
