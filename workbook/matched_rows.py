"""Rows and project sheets of an earlier state found again: the fifth row may be the sixth now.

Where a table has as many rows as before, each row is itself. Where it has not, rows are matched by what they hold, as
one compares two versions of a text: what was inserted or deleted is told, and the rest keeps its figures.

    rows = MatchedRows(old_rows, old, new_rows, new)       # ids -> contents
    rows.now("overall.indicators[5].score")  ->  "overall.indicators[6].score"
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher

from workbook.facts import row_of, without_sheet

_Row = tuple[tuple[str, str], ...]


class MatchedRows:
    """`lost` and `added` are rows and sheets without a partner: (table, number), in order."""

    def __init__(
        self,
        old_rows: Mapping[str, int],
        old: Mapping[str, str],
        new_rows: Mapping[str, int],
        new: Mapping[str, str],
    ) -> None:
        self.lost: list[tuple[str, int]] = []
        self.added: list[tuple[str, int]] = []
        self._numbers: dict[str, dict[int, int]] = {}
        before, after = _contents(old), _contents(new)
        for table in sorted(old_rows, key=lambda key: "[" in key):  # sheets before the tables on them
            partner = self._table(table)
            if partner is not None and old_rows[table] != new_rows.get(partner, 0):
                counts = old_rows[table], new_rows.get(partner, 0)
                self._match(table, partner, counts, before[table], after[partner])

    def now(self, fact_id: str) -> str | None:
        """The id a fact has now; None where its row or sheet is gone."""
        row = row_of(fact_id)
        if not row:
            sheet, plain = without_sheet(fact_id)
            return self._on_sheet(fact_id, sheet, plain) if sheet else fact_id
        table, _, rest = fact_id.rpartition(f"[{row}]")
        partner, number = (
            self._table(table),
            self._numbers.get(table, {}).get(row, None if table in self._numbers else row),
        )
        return None if partner is None or number is None else f"{partner}[{number}]{rest}"

    def _on_sheet(self, fact_id: str, sheet: int, plain: str) -> str | None:
        form, _, rest = plain.partition(".")
        if form not in self._numbers:
            return fact_id
        number = self._numbers[form].get(sheet)
        return None if number is None else f"{form}[{number}].{rest}"

    def _table(self, table: str) -> str | None:
        """A table on a sheet whose number changed."""
        sheet, plain = without_sheet(table)
        return self._on_sheet(table, sheet, plain) if sheet else table

    def _match(
        self, table: str, partner: str, counts: tuple[int, int], before: Mapping[int, _Row], after: Mapping[int, _Row]
    ) -> None:
        old = [before.get(number, ()) for number in range(1, counts[0] + 1)]
        new = [after.get(number, ()) for number in range(1, counts[1] + 1)]
        numbers = self._numbers[table] = {}
        for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            both = b - a if kind == "equal" else min(b - a, d - c)
            numbers |= {a + step + 1: c + step + 1 for step in range(both)}
            self.lost += [(table, number) for number in range(a + both + 1, b + 1)]
            self.added += [(partner, number) for number in range(c + both + 1, d + 1)]


def _contents(values: Mapping[str, str]) -> Mapping[str, Mapping[int, _Row]]:
    """By table and number what a row, or a sheet of a form that has several, holds."""
    found: dict[str, dict[int, list[tuple[str, str]]]] = defaultdict(lambda: defaultdict(list))
    for key, value in values.items():
        for table, number, rest in _homes(key):
            found[table][number].append((rest, value))
    plain = {table: {number: tuple(sorted(cells)) for number, cells in rows.items()} for table, rows in found.items()}
    return defaultdict(dict, plain)


def _homes(fact_id: str) -> Iterator[tuple[str, int, str]]:
    sheet, plain = without_sheet(fact_id)
    if sheet:
        yield plain.partition(".")[0], sheet, plain
    if row := row_of(fact_id):
        table, _, rest = fact_id.rpartition(f"[{row}]")
        yield table, row, rest
