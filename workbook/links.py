"""Cells that show what stands in a list elsewhere: the name on each project's sheet is that of its row in 项目支出明细.

A link is a plain formula, so that it follows its row when rows are moved, and a person may type over it. An empty row
shows nothing, not 0.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from workbook.facts import row_id, without_sheet
from workbook.model import Form
from workbook.package import Package
from workbook.patch import CellEdit, formula_at
from workbook.places import Addresses, parse_reference, quoted
from workbook.reading import Reading

_LINK = re.compile(r'IF\((?P<source>[^=,()]+)="","",(?P=source)\)')


def link_of(form: Form, fact_id: str, field_id: str, addresses: Addresses) -> str | None:
    """The formula of a linked cell on the n-th sheet of its form, None where nothing is linked."""
    source, sheet = form.linked.get(field_id), without_sheet(fact_id)[0]
    home = addresses.area(fact_id)
    if source is None or home is None:
        return None
    try:
        cell = addresses.cell(row_id(source, sheet), home.sheet)
    except KeyError:  # the list is gone with its sheet
        return None
    return f'IF({cell}="","",{cell})'


def renewed(package: Package, reading: Reading) -> Iterator[CellEdit]:
    """Every link that stands, with what it shows now."""
    linked = {key for form in reading.forms.forms for key in form.linked}
    values = {fact.cell: fact.value for fact in reading.facts}
    for fact in reading.facts:
        if fact.field.id in linked and fact.origin == "computed":
            sheet, _, cell = fact.cell.rpartition("!")
            source = _source(formula_at(package, sheet, cell), sheet)
            if source:
                shown = values.get(source)
                yield CellEdit(sheet=sheet, cell=cell, value="" if shown is None else shown, keep_formula=True)


def _source(formula: str, sheet: str) -> str | None:
    """The cell that a link shows; None for a formula that is no link of ours."""
    match = _LINK.fullmatch(formula)
    area = (
        parse_reference(match["source"] if "!" in match["source"] else f"{quoted(sheet)}!{match['source']}")
        if match
        else None
    )
    return f"{area.sheet}!{area.cell()}" if area else None
