"""Where a fact stands: table by table as the forms come, rows in their order, then columns; of a form with several
sheets, sheet by sheet.
"""

from __future__ import annotations

from collections.abc import Iterable

from macros_py.engine.findings import Finding
from workbook.facts import field_of, repeat_of, row_of, without_sheet

Place = tuple[int, int, int, int, int]
_RANK = {"error": 0, "warning": 1, "notice": 2}
_QUESTION = 3  # asked after everything that is said
NOWHERE: Place = (-1, 0, 0, 0, 0)


class Order:
    """The order of a form set's fields, looked up by fact id."""

    def __init__(self, fields: Iterable[str]) -> None:
        self._fields = {field: position for position, field in enumerate(fields)}
        self._tables: dict[str, int] = {}
        self._forms: dict[str, int] = {}
        for field, position in self._fields.items():
            self._forms.setdefault(field.partition(".")[0], position)
            if (repeat := repeat_of(field)) and "." in repeat:  # "project" alone are the sheets of a form, no table
                self._tables.setdefault(repeat, position)

    def place(self, fact_id: str) -> Place:
        if "[" not in fact_id:
            position = self._fields[fact_id]
            return position, 0, position, 0, position
        field = field_of(fact_id)
        sheet, plain = without_sheet(fact_id)
        position = self._fields[field]
        table = self._tables.get(repeat_of(field) or "", position)
        form = self._forms[field.partition(".")[0]] if sheet else table
        return form, sheet, table, row_of(plain), position

    def rank(self, finding: Finding) -> tuple[int, ...]:
        """How grave a finding is, then where its first cell stands."""
        grave = _QUESTION if finding.question else _RANK[finding.severity]
        return grave, *(self.place(finding.fields[0]) if finding.fields else NOWHERE)
