"""Findings -> the 校验 sheet of a workbook: one row each, its place a link, with what people wrote about it.

No other sheet is touched. Texts whose finding is gone stand below the list, under a heading of their own.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from workbook.address import cell_name, parse_cell
from workbook.errors import UnusableFile
from workbook.explanations import Explanation, Leftover, mark, match, state, written
from workbook.findings_table import (
    BASIS,
    COLUMNS,
    FIRST_ROW,
    LEFTOVER_HEAD,
    SHEET,
    SUMMARY_ROW,
    TEXT_COLUMN,
    Rows,
    column_of,
)
from workbook.older_list import add_explanations
from workbook.package import Package
from workbook.patch import CellEdit, Link, apply
from workbook.places import quoted
from workbook.remarks import RULE_FAULT, SHOWN, Remark
from workbook.texts import texts

_LINE_HEIGHT, _PADDING, _HIGHEST = 15.0, 6.0, 409.5  # points; Excel knows no higher row
_RULE, _PLACE, _PROBLEM, _TEXT = map(column_of, ("规则", "位置（点击跳转）", "问题", TEXT_COLUMN))


def write_remarks(package: Package, summary: str, remarks: Sequence[Remark]) -> None:
    """Replace the list. Raises UnusableFile if the sheet is gone."""
    if SHEET not in package.sheets:
        remedy = "上报件不带校验表，请对原工作簿校验；不另存也可以直接核对"
        raise UnusableFile("工作簿里没有“校验”工作表，写不进校验结果", remedy=remedy)
    explained, leftovers = match(remarks, *written(_rows(package)))
    _clear(package)
    add_explanations(package)
    pairs = enumerate(zip(remarks, explained, strict=True), 1)
    listed = {FIRST_ROW + number: _line(number, *pair) for number, pair in pairs}
    below = _below(FIRST_ROW + len(remarks) + 2, leftovers)
    apply(package, [*_edits(summary, listed, below)], _links(package, remarks))
    _set_heights(package, listed | below)


def _rows(package: Package) -> Rows:
    """The list as it stands."""
    rows: Rows = defaultdict(dict)
    for cell, text in texts(package, SHEET):
        row, column = parse_cell(cell)
        if row > FIRST_ROW and text.strip():
            rows[row][column] = text
    return rows


def _line(number: int, remark: Remark, explanation: Explanation | None) -> dict[int, str]:
    """The texts of a finding's row by column; the number comes before them."""
    shown = {column: getattr(remark, name) for column, name in enumerate(SHOWN, 2)}
    text = explanation.text if explanation else ""
    return shown | {
        _TEXT: text,
        _TEXT + 1: state(remark.level, explanation),
        BASIS: mark(number, remark.basis, explanation),
    }


def _below(first: int, leftovers: Sequence[Leftover]) -> Rows:
    """A blank row lies between: who sorts the list leaves these out. Without number and level they count as nothing."""
    if not leftovers:
        return {}
    rows: Rows = {first: {_PROBLEM: LEFTOVER_HEAD}}
    return rows | {
        row: {_RULE: item.rule, _PLACE: item.cell, _TEXT: item.text, BASIS: mark(0, item.basis)}
        for row, item in enumerate(leftovers, first + 1)
    }


def _edits(summary: str, listed: Rows, below: Rows) -> Iterator[CellEdit]:
    yield CellEdit(sheet=SHEET, cell=f"A{SUMMARY_ROW + 1}", value=summary)
    for row, line in (listed | below).items():
        if row in listed:
            yield CellEdit(sheet=SHEET, cell=cell_name(row, 1), value=Decimal(row - FIRST_ROW))
        for column, text in line.items():
            yield CellEdit(sheet=SHEET, cell=cell_name(row, column), value=text or None)


def _links(package: Package, remarks: Sequence[Remark]) -> Iterator[Link]:
    """To the cells. A rule that is wrong may stand in a file of ours instead, where no link leads."""
    for row, remark in enumerate(remarks, FIRST_ROW + 1):
        sheet, _, address = remark.cell.rpartition("!")
        if sheet and (remark.level != RULE_FAULT or sheet in package.sheets):
            yield Link(sheet=SHEET, cell=cell_name(row, _PLACE), target=f"{quoted(sheet)}!{address}")


def _set_heights(package: Package, rows: Rows) -> None:
    """Rows as high as their longest text: no program is sure to do that by itself when it opens the file."""
    for row in package.tree(package.sheet_part(SHEET)).iter("{*}row"):
        line = rows.get(int(row.get("r", "0")))
        if line:
            row.set("ht", f"{min(_LINE_HEIGHT * _lines(line) + _PADDING, _HIGHEST):g}")
            row.set("customHeight", "1")


def _lines(line: dict[int, str]) -> int:
    shown = [(text, int(COLUMNS[column - 1][1]) - 1) for column, text in line.items() if column <= len(COLUMNS)]
    return max(sum(max(1, -(-text_width(part) // width)) for part in text.split("\n")) for text, width in shown)


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
