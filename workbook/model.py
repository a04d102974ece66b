"""The form model: official tables as typed data.

A `Form` is one official table (one sheet); a `FormSet` is all tables of a year. What is specific to a table stands in
`forms/<year>/<id>.toml`; here stand only the types. `load.py` reads the files, `layout.py` gives cells their addresses.
"""

from __future__ import annotations

import msgspec

from workbook.facts import Field
from workbook.grid import Grid


class Repeat(msgspec.Struct, frozen=True, kw_only=True):
    """Rows of one kind that a user may add to, e.g. agencies (机构), projects (项目), indicators (指标).

    `rows` is how many a blank template offers. `preset` holds the texts a blank template starts with, by column.
    `inherit` names columns where a blank cell means "as above", as in merged level-1 and level-2 labels.
    """

    id: str
    label: str
    rows: int
    columns: tuple[str, ...]
    preset: dict[str, tuple[str, ...]] = {}
    inherit: tuple[str, ...] = ()

    def field_id(self, column: str) -> str:
        return f"{self.id}[*].{column}"


class Form(msgspec.Struct, frozen=True, kw_only=True):
    """One official table. `fields` by id, in the order of the drawing. `preset`: texts that stand in a blank
    template.
    """

    id: str
    sheet: str
    order: int
    source: str
    grid: Grid
    widths: tuple[float, ...]
    landscape: bool
    fields: dict[str, Field]
    repeats: dict[str, Repeat]
    preset: dict[str, str]


class FormSet(msgspec.Struct, frozen=True, kw_only=True):
    """All official tables of one year, in their order."""

    year: int
    forms: tuple[Form, ...]
    fields: dict[str, Field]

    def form(self, form_id: str) -> Form:
        return next(form for form in self.forms if form.id == form_id)

    @property
    def repeats(self) -> dict[str, Repeat]:
        return {key: repeat for form in self.forms for key, repeat in form.repeats.items()}


def name_of(field_id: str) -> str:
    """The defined name under which a field's cell, or a repeating column's cells, are found in a workbook.

    >>> name_of("income.all.total"), name_of("income.agencies[*].total")
    ('income.all.total', 'income.agencies.total')
    """
    return field_id.replace("[*]", "")
