"""Findings -> the 校验 sheet of a workbook: one row each, its place a link, with what people wrote about it.

No other sheet is touched. Texts whose finding is gone stand below the list, under a heading of their own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from workbook.address import cell_name, parse_cell
from workbook.errors import UnusableFile
from workbook.findings_rows import PLACE, arranged
from workbook.findings_table import COLUMNS, FIRST_ROW, SHEET, SUMMARY_ROW, Rows
from workbook.older_list import add_explanations
from workbook.package import Package
from workbook.patch import CellEdit, Link, apply
from workbook.remarks import Remark, leads_to
from workbook.text_width import lines
from workbook.texts import texts

_LINE_HEIGHT, _PADDING, _HIGHEST = 15.0, 6.0, 409.5  # points; Excel knows no higher row


def write_remarks(package: Package, summary: str, remarks: Sequence[Remark]) -> None:
    """Replace the list. Raises UnusableFile if the sheet is gone."""
    if SHEET not in package.sheets:
        remedy = "上报件不带校验表，请对原工作簿校验；不另存也可以直接核对"
        raise UnusableFile("工作簿里没有“校验”工作表，写不进校验结果", remedy=remedy)
    rows = arranged(remarks, _rows(package))
    _clear(package)
    add_explanations(package)
    apply(package, [*_edits(summary, rows.listed, rows.below)], _links(package, remarks))
    _set_heights(package, rows.listed | rows.below)


def _rows(package: Package) -> Rows:
    """The list as it stands."""
    rows: Rows = defaultdict(dict)
    for cell, text in texts(package, SHEET):
        row, column = parse_cell(cell)
        if row > FIRST_ROW and text.strip():
            rows[row][column] = text
    return rows


def _edits(summary: str, listed: Rows, below: Rows) -> Iterator[CellEdit]:
    yield CellEdit(sheet=SHEET, cell=f"A{SUMMARY_ROW + 1}", value=summary)
    for row, line in (listed | below).items():
        if row in listed:
            yield CellEdit(sheet=SHEET, cell=cell_name(row, 1), value=Decimal(row - FIRST_ROW))
        for column, text in line.items():
            yield CellEdit(sheet=SHEET, cell=cell_name(row, column), value=text or None)


def _links(package: Package, remarks: Sequence[Remark]) -> Iterator[Link]:
    for row, remark in enumerate(remarks, FIRST_ROW + 1):
        if target := leads_to(remark, package.sheets):
            yield Link(sheet=SHEET, cell=cell_name(row, PLACE), target=target)


def _set_heights(package: Package, rows: Rows) -> None:
    """Rows as high as their longest text: no program is sure to do that by itself when it opens the file."""
    for row in package.tree(package.sheet_part(SHEET)).iter("{*}row"):
        line = rows.get(int(row.get("r", "0")))
        if line:
            row.set("ht", f"{min(_LINE_HEIGHT * _lines(line) + _PADDING, _HIGHEST):g}")
            row.set("customHeight", "1")


def _lines(line: dict[int, str]) -> int:
    shown = [(text, int(COLUMNS[column - 1][1]) - 1) for column, text in line.items() if column <= len(COLUMNS)]
    return max(lines(text, width) for text, width in shown)


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
