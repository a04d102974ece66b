"""Findings -> the 校验 sheet of a workbook: one row each, its place a link. No other sheet is touched."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from decimal import Decimal

import msgspec

from workbook.address import column_letters
from workbook.build.findings_sheet import COLUMNS, FIRST_ROW, SHEET, SUMMARY_ROW
from workbook.errors import UnusableFile
from workbook.package import Package
from workbook.patch import CellEdit, Link, apply
from workbook.places import quoted

_LINE_HEIGHT, _PADDING = 15.0, 6.0


class Remark(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the list, as text. `cell` is sheet!address or empty."""

    level: str
    rule: str
    table: str
    cell: str
    problem: str
    left: str
    right: str
    difference: str
    rounding: str
    source: str


def write_remarks(package: Package, summary: str, remarks: Sequence[Remark]) -> None:
    """Replace the list. Raises UnusableFile if the sheet is gone."""
    if SHEET not in package.sheets:
        remedy = "上报件不带校验表，请对原工作簿校验；不另存也可以直接核对"
        raise UnusableFile("工作簿里没有“校验”工作表，写不进校验结果", remedy=remedy)
    _clear(package)
    edits = [CellEdit(sheet=SHEET, cell=f"A{SUMMARY_ROW + 1}", value=summary)]
    links = []
    for number, remark in enumerate(remarks, 1):
        row = FIRST_ROW + number
        edits.extend(_line(row, number, remark))
        if remark.cell:
            links.append(_link(row, remark.cell))
    apply(package, edits, links)
    _set_heights(package, remarks)


def _line(row: int, number: int, remark: Remark) -> Iterator[CellEdit]:
    texts = msgspec.structs.astuple(remark)
    assert len(texts) == len(COLUMNS) - 1
    yield CellEdit(sheet=SHEET, cell=f"A{row}", value=Decimal(number))
    for column, text in enumerate(texts, 1):
        yield CellEdit(sheet=SHEET, cell=f"{column_letters(column + 1)}{row}", value=text or None)


def _link(row: int, cell: str) -> Link:
    sheet, _, address = cell.rpartition("!")
    place = next(index for index, (title, _) in enumerate(COLUMNS) if title.startswith("位置"))
    return Link(sheet=SHEET, cell=f"{column_letters(place + 1)}{row}", target=f"{quoted(sheet)}!{address}")


def _set_heights(package: Package, remarks: Sequence[Remark]) -> None:
    """Rows as high as their longest text: no program is sure to do that by itself when it opens the file."""
    for row in package.tree(package.sheet_part(SHEET)).iter("{*}row"):
        number = int(row.get("r", "0")) - FIRST_ROW
        if 0 < number <= len(remarks):
            row.set("ht", f"{_LINE_HEIGHT * _lines(remarks[number - 1]) + _PADDING:g}")
            row.set("customHeight", "1")


def _lines(remark: Remark) -> int:
    texts = zip(msgspec.structs.astuple(remark), COLUMNS[1:], strict=True)
    return max(-(-text_width(text) // int(width - 1)) for text, (_, width) in texts)


def text_width(text: str) -> int:
    """Width in columns' units: a Chinese character takes two, with a little to spare at the end of each line."""
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text)


def _clear(package: Package) -> None:
    """Take away an earlier list with its links."""
    part = package.sheet_part(SHEET)
    tree = package.tree(part)
    old = [row for row in tree.iter("{*}row") if int(row.get("r", "0")) > FIRST_ROW]
    for element in [*old, *tree.iter("{*}hyperlinks")]:
        parent = element.getparent()
        assert parent is not None
        parent.remove(element)
    package.mark(part)
