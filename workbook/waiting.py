"""Scores that a person gives: until then the cell says 待算 wherever the row has points, and the total waits with it.

It is a plain formula that is typed over. Whoever reads takes it for a blank: it is a word for the eye, no figure.

    IF(COUNT(G21)=1,"待算","")
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from workbook.facts import PENDING, Field
from workbook.patch import CellEdit
from workbook.places import Addresses
from workbook.read import Reading


def points_of(field: Field, fact_id: str) -> str:
    """The fact whose figure a score waits for to be answered: the points (分值) of its own row."""
    return f"{fact_id.rpartition('.')[0]}.{field.awaits}"


def waiting(field: Field, fact_id: str, addresses: Addresses) -> str | None:
    """The formula, None for a field that waits for nothing."""
    area = addresses.area(fact_id)
    if not field.awaits or area is None:
        return None
    return f'IF(COUNT({addresses.cell(points_of(field, fact_id), area.sheet)})=1,"{PENDING}","")'


def renewed(reading: Reading) -> Iterator[CellEdit]:
    """What the formulas that stand show now."""
    for fact in reading.facts:
        if fact.field.awaits and fact.origin == "computed":
            asking = reading.facts.get(points_of(fact.field, fact.id))
            shown = PENDING if asking and isinstance(asking.value, Decimal) else ""
            sheet, _, cell = fact.cell.rpartition("!")
            yield CellEdit(sheet=sheet, cell=cell, value=shown, keep_formula=True)
