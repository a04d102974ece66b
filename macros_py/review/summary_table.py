"""A list on a sheet: title, note, head, rows. Black on white, A4 across, the head on every page and in view.

Every text goes in as text, whatever it begins with; signs that no XML may hold are left out. Rows are drawn as high as
their text needs, for no program is sure to do that by itself.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

import msgspec
import pandas as pd
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from workbook.build.home_sheet import FOOTER
from workbook.build.styles import HEAD_FILL, INPUT_FILL, Styles
from workbook.stored_text import cut
from workbook.text_width import lines

Kind = Literal["text", "short", "count", "number", "amount", "percent", "input"]
MOST_ROWS = 1_000_000
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LINE, _LEAST, _MOST = 14.25, 20.0, 400.0  # points
_LONGEST = 1000
_MOST_LINKS = 60_000  # Excel follows 65,530 on a sheet
_FORMATS = {"count": "0", "number": "0.00", "amount": "#,##0.00", "percent": "0.00%"}
LINK = {"font_color": "#1F3864", "underline": 1}


class Column(msgspec.Struct, frozen=True, kw_only=True):
    """`key` names the frame's column, `missing` what stands where there is nothing, `link` the frame's column with the
    address that the cell leads to, `align` where figures stand otherwise than usual, `indent` how far texts are in.
    """

    title: str
    key: str
    width: float
    kind: Kind = "text"
    missing: str = "—"
    link: str = ""
    align: str = ""
    indent: int = 1


class Page:
    """A sheet that is filled from above: `row` is the next free one."""

    def __init__(self, book: Workbook, styles: Styles, name: str, widths: Sequence[float]) -> None:
        self.sheet: Worksheet = book.add_worksheet(name)
        self.book, self.styles, self.name, self.widths, self.row = book, styles, name, list(widths), 0
        for column, width in enumerate(self.widths):
            self.sheet.set_column(column, column, width)
        _set_up(self.sheet)

    @property
    def last(self) -> int:
        return len(self.widths) - 1

    def title(self, text: str, note: str = "") -> None:
        """The head of the page, and a line or two on how it came about."""
        self.sheet.set_row(self.row, 34)
        self.across(text, self.styles.get(font_name="黑体", font_size=16, align="center"))
        if note:
            self.sheet.set_row(self.row, height([(note, sum(self.widths) * 1.1)]))
            self.across(note, self.styles.get(font_size=9.5, align="left", font_color="#444444"))

    def across(self, text: str, look: Format) -> None:
        if self.last:
            self.sheet.merge_range(self.row, 0, self.row, self.last, "", look)
        self.sheet.write_string(self.row, 0, fit(text), look)
        self.row += 1

    def heading(self, text: str) -> None:
        """Above one of several lists."""
        self.row += 1
        self.sheet.set_row(self.row, 24)
        self.across(text, self.styles.get(font_name="黑体", font_size=12, align="left", text_wrap=False))

    def list(
        self, columns: Sequence[Column], frame: pd.DataFrame, *, nothing: str = "没有。", only: bool = True
    ) -> None:
        """Head and rows. `only`: the sheet has no other list, so the head stays in view and can be filtered by."""
        head = self.row
        self.sheet.set_row(head, height([(column.title, column.width) for column in columns], least=30))
        look = self.styles.get(border=1, bold=True, align="center", bg_color=HEAD_FILL)
        for number, column in enumerate(columns):
            self.sheet.write_string(head, number, column.title, look)
        self.row += 1
        if frame.empty:
            self.sheet.set_row(self.row, 26)
            self.across(nothing, self.styles.get(border=1, align="center"))
        else:
            self._rows(columns, frame.head(MOST_ROWS))
        if only:
            self.sheet.repeat_rows(head)
            self.sheet.freeze_panes(head + 1, 0)
            if not frame.empty:
                self.sheet.autofilter(head, 0, self.row - 1, len(columns) - 1)

    def _rows(self, columns: Sequence[Column], frame: pd.DataFrame) -> None:
        wrapped = [column for column in columns if column.kind in ("text", "short")]
        texts = [[(said(value, column), column.width) for value in frame[column.key]] for column in wrapped]
        for offset, cells in enumerate(zip(*texts, strict=True)):
            self.sheet.set_row(self.row + offset, height(cells))
        for number, column in enumerate(columns):
            self._column(number, column, frame)
        self.row += len(frame)

    def _column(self, number: int, column: Column, frame: pd.DataFrame) -> None:
        look, blank = look_of(self.styles, column), look_of(self.styles, column, missing=True)
        linked = look_of(self.styles, column, linked=True)
        links = frame[column.link] if column.link and len(frame) <= _MOST_LINKS else [""] * len(frame)
        for row, (value, link) in enumerate(zip(frame[column.key], links, strict=True), self.row):
            if column.kind == "input":
                self.sheet.write_blank(row, number, None, look)
            elif is_missing(value):
                self.sheet.write_string(row, number, column.missing, blank)
            elif column.kind in _FORMATS:
                self.sheet.write_number(row, number, float(value), look)
            elif not (link and self.sheet.write_url(row, number, link, linked, fit(str(value))) == 0):
                self.sheet.write_string(row, number, fit(str(value)), look)


def look_of(styles: Styles, column: Column, *, missing: bool = False, linked: bool = False) -> Format:
    """How a cell of a column looks."""
    if column.kind == "input":
        return styles.get(border=1, bg_color=INPUT_FILL, align="center")
    if column.kind in _FORMATS and not missing:
        centred = column.align == "center" or column.kind == "count"
        align = {"align": "center"} if centred else {"align": "right", "indent": 1}
        return styles.get(border=1, num_format=_FORMATS[column.kind], text_wrap=False, **align)
    align = {"align": "center"} if missing or column.kind == "short" else {"align": "left", "indent": column.indent}
    return styles.get(border=1, num_format="@", **align, **(LINK if linked else {}))


def said(value: object, column: Column) -> str:
    return column.missing if is_missing(value) else str(value)


def is_missing(value: object) -> bool:
    """Nothing there: None, not a number, or an empty text. Zero is a figure."""
    return value is None or value is pd.NA or value == "" or (isinstance(value, float) and not math.isfinite(value))


@lru_cache(maxsize=65_536)
def fit(text: str) -> str:
    """A text as a cell can hold and a person can read it.

    >>> fit("甲\\x00乙")
    '甲乙'
    """
    return cut(_UNFIT.sub("", text), _LONGEST)


def height(cells: Sequence[tuple[str, float]], least: float = _LEAST) -> float:
    """The row's height in points for texts in columns so wide."""
    most = max((_lines(text[:_LONGEST], max(2, int(width) - 2)) for text, width in cells), default=1)
    return min(_MOST, max(least, most * _LINE + 6))


@lru_cache(maxsize=65_536)
def _lines(text: str, width: int) -> int:
    return lines(text, width)


def _set_up(sheet: Worksheet) -> None:
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.center_horizontally()
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(FOOTER)
    sheet.hide_gridlines(2)
