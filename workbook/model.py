"""The form model: official tables as typed data.

A `Form` is one official table (one sheet); a `FormSet` is all tables of a year. What is specific to a table stands in
`forms/<year>/<id>.toml`; here stand only the types. `load.py` reads the files, `layout.py` gives cells their addresses.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

import msgspec

from workbook.facts import Field
from workbook.grid import Grid

ANYTHING, NOTHING = "有", "无"
_INDEX = re.compile(r"\[[^\]]*\]")


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
    template. `each` marks a table of which a workbook has several sheets, one a project; its field ids begin with
    `project[*].`, and on each sheet the defined names are the sheet's own. `linked` names fields that a blank template
    takes from the n-th row of a list, n being the sheet's number.
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
    each: bool = False
    linked: dict[str, str] = {}

    @property
    def stem(self) -> str:
        """What all its field ids begin with."""
        return f"{self.id}[*]" if self.each else self.id

    @property
    def zero_report(self) -> str | None:
        """The field that says whether there is anything to report (有/无): 无 is a complete table."""
        return next((key for key, field in self.fields.items() if field.choices == (ANYTHING, NOTHING)), None)

    def title(self, sheet: int) -> str:
        """The title of its n-th sheet as built, of its only one for 0."""
        return f"{self.sheet}{sheet}" if sheet else self.sheet

    def sheets(self, counts: Mapping[str, int]) -> range:
        """The numbers of its sheets; `counts` may say how many there are."""
        return range(1, counts.get(self.id, 1) + 1) if self.each else range(1)


class FormSet(msgspec.Struct, frozen=True, kw_only=True):
    """All official tables of one year, in their order."""

    year: int
    forms: tuple[Form, ...]
    fields: dict[str, Field]

    def form(self, form_id: str) -> Form:
        return next(form for form in self.forms if form.id == form_id)

    def without(self, left_out: Collection[str]) -> FormSet:
        """The same tables but for some, which a place does not use. Their fields stay known."""
        return msgspec.structs.replace(self, forms=tuple(form for form in self.forms if form.id not in left_out))

    @property
    def repeats(self) -> dict[str, Repeat]:
        return {key: repeat for form in self.forms for key, repeat in form.repeats.items()}


def name_of(field_id: str) -> str:
    """The defined name under which a field's cell, or a repeating column's cells, are found in a workbook, whichever
    fact of the field is asked for.

    >>> name_of("income.all.total"), name_of("income.agencies[*].total"), name_of("project[2].goals[1].actual")
    ('income.all.total', 'income.agencies.total', 'project.goals.actual')
    """
    return _INDEX.sub("", field_id) if "[" in field_id else field_id
