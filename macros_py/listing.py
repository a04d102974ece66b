"""The facts of a workbook, as JSON that `fill` reads back, or as lines for the eye."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import msgspec

from macros_py.engine.messages import label_of
from workbook.data import SCHEMA
from workbook.read import Reading


def facts_json(reading: Reading, path: Path) -> bytes:
    """One object: every fact with its value, unit, cell and origin. Numbers are decimal texts marked `number`."""
    return msgspec.json.encode(
        {
            "schema": SCHEMA,
            "file": path.name,
            "year": reading.facts.year,
            "pack": reading.pack,
            "facts": [
                {
                    "id": fact.id,
                    "label": label_of(fact),
                    "value": fact.value,
                    "number": isinstance(fact.value, Decimal),
                    "unit": fact.field.unit,
                    "cell": fact.cell,
                    "origin": fact.origin,
                    "trouble": fact.trouble,
                }
                for fact in reading.facts
            ],
        }
    )


def facts_lines(reading: Reading) -> Iterator[str]:
    for fact in reading.facts:
        if fact.value is not None:
            yield f"{fact.cell}\t{label_of(fact)}\t{fact.value}{fact.field.unit if fact.field.unit != '%' else ''}"
