"""Where a remark belongs, so that it is found again in another copy of the workbook: not by address but by content.

A single cell is its id. A row of a table is told by what stands in its other cells, a project's sheet by the project's
name: whoever inserts a row above moves the remark along. The nearest row wins where two are alike; where none is like
it any more, the row of the old number is as good as any.

    find(anchor_of("overall.indicators[4].score", facts, forms), later, forms)  ->  "overall.indicators[5].score"
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from workbook.facts import Facts, field_of, on_sheet, row_id, row_of, without_sheet
from workbook.held import canonical
from workbook.model import Form, FormSet

_LONGEST = 60  # characters of a cell that tell rows apart


class Anchor(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`fact` as it was; `row` the other cells of its row by column, `sheet` the name that its sheet went by."""

    fact: str
    row: dict[str, str] = {}
    sheet: str = ""


def anchor_of(fact_id: str, facts: Facts, forms: FormSet) -> Anchor:
    """To be kept with a remark on a fact."""
    sheet, _ = without_sheet(fact_id)
    form = _form(fact_id, forms)
    name = _name(form, sheet, facts) if form and sheet else ""
    return Anchor(fact=fact_id, row=_row(fact_id, facts, forms), sheet=name)


def find(anchor: Anchor, facts: Facts, forms: FormSet) -> str | None:
    """The fact it means there; None where its table or sheet is gone."""
    sheet, plain = without_sheet(anchor.fact)
    if sheet:
        sheet = _sheet(anchor, sheet, facts, forms)
    number, field = row_of(anchor.fact), field_of(plain)
    if not number:
        key = f"{plain.partition('.')[0]}[{sheet}].{plain.partition('.')[2]}" if sheet else plain
        return key if key in facts.facts else None
    field = on_sheet(field_of(anchor.fact), sheet)
    table = field.rpartition("[*]")[0]
    rows = range(1, facts.rows.get(table, 0) + 1)
    keys = {row: row_id(field, row) for row in rows}
    best = max(rows, key=lambda row: (_likeness(anchor, _row(keys[row], facts, forms)), -abs(row - number)), default=0)
    return keys.get(best)


def _likeness(anchor: Anchor, row: Mapping[str, str]) -> int:
    return sum(row.get(column) == text for column, text in anchor.row.items())


def _row(fact_id: str, facts: Facts, forms: FormSet) -> dict[str, str]:
    """The other cells of a fact's row that hold something."""
    cells = ((column, facts.get(key)) for column, key in _beside(fact_id, forms))
    return {column: canonical(fact.value)[:_LONGEST] for column, fact in cells if fact and fact.value is not None}


def _beside(fact_id: str, forms: FormSet) -> Iterator[tuple[str, str]]:
    if not row_of(fact_id):
        return
    field = field_of(fact_id)
    head, _, own = fact_id.rpartition(".")
    form = _form(fact_id, forms)
    for repeat in form.repeats.values() if form else ():
        if field.startswith(f"{repeat.id}[*]."):
            yield from ((column, f"{head}.{column}") for column in repeat.columns if column != own)


def _form(fact_id: str, forms: FormSet) -> Form | None:
    known = forms.fields.get(field_of(fact_id))
    return next((form for form in forms.forms if known and form.id == known.form), None)


def _sheet(anchor: Anchor, sheet: int, facts: Facts, forms: FormSet) -> int:
    """The number its sheet has there: that of the same name, the nearest one of several."""
    form = _form(anchor.fact, forms)
    numbers = range(1, facts.rows.get(form.id, 0) + 1) if form else range(0)
    same = [number for number in numbers if form and anchor.sheet and _name(form, number, facts) == anchor.sheet]
    return min(same, key=lambda number: abs(number - sheet), default=sheet)


def _name(form: Form, sheet: int, facts: Facts) -> str:
    """What a sheet is called by: the cell that a list names, as a project's name."""
    names = (facts.get(on_sheet(key, sheet)) for key in form.linked)
    return next((canonical(fact.value) for fact in names if fact and fact.value is not None), "")
