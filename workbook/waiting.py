"""Scores that a person gives: until then the cell says 待算 wherever the row has points, and the total waits with it.

It is a plain formula that is typed over. Whoever reads takes the word for a blank: it is for the eye, no figure. In a
workbook with macros the formula asks for the score first, see `macros_py.excel.cells`.

    IF(COUNT(G21)=1,"待算","")
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from workbook.facts import PENDING, Facts, Field
from workbook.places import Addresses, FormulaWriter

if TYPE_CHECKING:  # a button that recalculates edits no file, and need not wait for what does
    from workbook.patch import CellEdit
    from workbook.reading import Reading


def points_of(field: Field, fact_id: str) -> str:
    """The fact whose figure a score waits for to be answered: the points (分值) of its own row."""
    return f"{fact_id.rpartition('.')[0]}.{field.awaits}"


def waiting(field: Field, fact_id: str, addresses: Addresses, write: FormulaWriter) -> str | None:
    """The formula, None for a field that waits for nothing. `write` may know a better one than the plain word."""
    area = addresses.area(fact_id)
    if not field.awaits or area is None:
        return None
    points = addresses.cell(points_of(field, fact_id), area.sheet)
    return write(fact_id, addresses) or f'IF(COUNT({points})=1,"{PENDING}","")'


def renewed(reading: Reading, scored: Facts | None = None) -> Iterator[CellEdit]:
    """What the formulas that stand show now; `scored` has the scores that a workbook with macros computes."""
    from workbook.patch import CellEdit  # noqa: PLC0415

    for fact in reading.facts:
        if fact.field.awaits and fact.origin == "computed":
            asking, known = reading.facts.get(points_of(fact.field, fact.id)), scored.get(fact.id) if scored else None
            shown = PENDING if asking and isinstance(asking.value, Decimal) else ""
            sheet, _, cell = fact.cell.rpartition("!")
            value = shown if known is None or known.value is None else known.value
            yield CellEdit(sheet=sheet, cell=cell, value=value, keep_formula=True)
