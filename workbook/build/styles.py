"""How cells look. Official tables are black on white; colour only tells where to type and what computes itself."""

from __future__ import annotations

from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from workbook.facts import Field
from workbook.grid import RowKind
from workbook.number_formats import number_format, written_format

INPUT_FILL = "#FFFBE8"
COMPUTED_FILL = "#EAF1FB"
HEAD_FILL = "#F2F2F2"
LONG_LABEL = 16
HEIGHTS: dict[RowKind, float] = {
    "title": 34,
    "sub": 20,
    "head": 24,
    "body": 24,
    "rows": 24,
    "note": 22,
    "sign": 26,
    "gap": 18,
}
# Only computed single cells are locked: Excel deletes no row of a protected sheet in which a cell is.
_BASE = {"font_name": "宋体", "font_size": 10.5, "valign": "vcenter", "text_wrap": True, "locked": False}


class Styles:
    """Formats of one workbook, each made once."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def get(self, **properties: Any) -> Format:
        return self.mark(**{**_BASE, **properties})

    def mark(self, **properties: Any) -> Format:
        """A format that says nothing but this: for conditional formats and for columns beside the table."""
        key = tuple(sorted(properties.items()))
        if key not in self.made:
            self.made[key] = self.book.add_format(dict(key))
        return self.made[key]

    def label(self, kind: RowKind, text: str) -> Format:
        if kind == "title":
            return self.get(font_name="黑体", font_size=16, align="center")
        if kind == "sub":
            return self.get(align="center")
        if kind == "note":
            return self.get(align="left", font_size=9.5)
        if kind == "sign":
            return self.get(align="right")
        if kind == "gap":
            return self.get()
        fill = {"bg_color": HEAD_FILL, "bold": True} if kind == "head" else {}
        sentence = kind != "head" and (len(text) > LONG_LABEL or "。" in text)
        return self.get(border=1, **({"align": "left", "indent": 1} if sentence else {"align": "center"}), **fill)

    def field(self, kind: RowKind, field: Field, *, in_rows: bool = False) -> Format:
        """`in_rows`: the cell stands in a row that people may delete."""
        properties: dict[str, Any] = {
            "bg_color": COMPUTED_FILL if field.computed else INPUT_FILL,
            "locked": field.computed and not in_rows,
        }
        properties |= {"bottom": 1} if kind == "sign" else {"border": 1}
        if field.kind == "number":
            amount = field.unit in ("万元", "%")
            return self.get(
                num_format=number_format(field),
                text_wrap=False,
                align="right" if amount else "center",
                **properties,
            )
        short = field.kind == "date" or kind in ("sign", "sub") or field.computed or field.short
        # Text format keeps what is typed as it is: a code 020001, a date 2023年7月, a line that begins with =.
        align = {"align": "center"} if short else {"align": "left", "indent": 1}
        return self.get(num_format=written_format(field), **align, **properties)

    def margin(self) -> Format:
        return self.get(font_size=2)
