"""Formulas on our own sheets (首页, 图表), each declared together with the result it has now.

The result is what the file shows until somebody recalculates: previews and protected view compute nothing. `Look` gives
a formula its references and Python the same cells' values, so that the two are written side by side:

    Live(formula=f"COUNT({look.cell(key)})", value=Decimal(look.figure(key) is not None))
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import msgspec
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from workbook.address import cell_name
from workbook.facts import Fact, Facts, Value
from workbook.places import Addresses, Area, quoted

LOST = "#REF!"


class Live(msgspec.Struct, frozen=True, kw_only=True):
    """A formula without "=" and its result; nothing is an empty text."""

    formula: str
    value: Decimal | str


Item = Live | Decimal | str
Page = dict[tuple[int, int], Item]
"""What one of our sheets holds, by row and column from 0."""


class Look:
    """What stands in the tables. `results` are figures of computed cells that `facts` does not have yet."""

    def __init__(
        self, addresses: Addresses, facts: Facts | None, results: Mapping[str, Decimal | str | None] | None = None
    ) -> None:
        self.addresses, self.facts, self.results = addresses, facts, results or {}

    def cell(self, field_id: str) -> str:
        """A single cell as a formula of ours refers to it; #REF! if it is gone with its sheet."""
        area = self.addresses.area(field_id)
        return f"{quoted(area.sheet)}!{area.cell()}" if area else LOST

    def column(self, field_id: str) -> str:
        """All rows of a repeating column, its opening and closing row included."""
        area = self.addresses.area(field_id)
        return f"{quoted(area.sheet)}!{area.address()}" if area else LOST

    def area(self, field_id: str) -> Area:
        return self.addresses.area(field_id) or Area("", 0, 0, -1, 0)

    def rows(self, repeat: str) -> range:
        """The items of a repeating table, from 1."""
        return range(1, (self.facts.rows.get(repeat, 0) if self.facts else 0) + 1)

    def holds(self, fact_id: str) -> bool:
        """Does the cell hold anything, as COUNTA sees it?"""
        fact = self._fact(fact_id)
        return self.value(fact_id) is not None or bool(fact and fact.trouble)

    def value(self, fact_id: str) -> Value:
        """None also for an error value and for a formula that was never calculated."""
        fact = self._fact(fact_id)
        if fact and fact.trouble:
            return None
        value = self.results.get(fact_id, fact.value if fact else None)
        return None if value == "" else value

    def figure(self, fact_id: str) -> Decimal | None:
        value = self.value(fact_id)
        return value if isinstance(value, Decimal) else None

    def text(self, fact_id: str) -> str:
        value = self.value(fact_id)
        return value if isinstance(value, str) else ""

    def _fact(self, fact_id: str) -> Fact | None:
        return self.facts.get(fact_id) if self.facts else None


def own(row: int, column: int) -> str:
    """A cell of the same sheet, by row and column from 0."""
    return cell_name(row + 1, column + 1)


def put(sheet: Worksheet, place: tuple[int, int], item: Item, style: Format) -> None:
    """Write an item as what it is: a formula with its result, a number, a text."""
    if isinstance(item, Live):
        value = float(item.value) if isinstance(item.value, Decimal) else item.value
        sheet.write_formula(*place, f"={item.formula}", style, value)
    elif isinstance(item, Decimal):
        sheet.write_number(*place, float(item), style)
    else:
        sheet.write_string(*place, item, style)
