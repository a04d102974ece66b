"""Fact ids -> cells of the workbook that has been built of these facts, found by laying its tables out once more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from tests.tools.departments.department import place
from workbook.facts import Facts, field_of, without_sheet
from workbook.layout import lay_out
from workbook.places import Addresses


def addresses(facts: Facts, pack: str, ids: Iterable[str]) -> dict[str, str]:
    """表名!E5 of each fact; those on a sheet or in a row that the workbook has not are left out."""
    forms, _ = place(pack)
    on_sheets = defaultdict[tuple[str, int], list[str]](list)
    for key in ids:
        on_sheets[forms.fields[field_of(key)].form, without_sheet(key)[0]].append(key)
    found: dict[str, str] = {}
    for (form, sheet), keys in on_sheets.items():
        if sheet in forms.form(form).sheets(facts.rows):
            there = Addresses(lay_out(forms.form(form), facts.rows, sheet).names)
            found |= {key: "!".join(there.place(key)) for key in keys if key in facts.facts}
    return found
