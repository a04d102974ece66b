"""Findings -> the 校验 sheet of a workbook: one row each, its place a link, with what people wrote about it.

No other sheet is touched. Texts whose finding is gone stand below the list, under a heading of their own.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from decimal import Decimal

import msgspec

from workbook.address import cell_name
from workbook.build.findings_sheet import (
    BASIS,
    COLUMNS,
    FIRST_ROW,
    LEFTOVER_HEAD,
    SHEET,
    SUMMARY_ROW,
    TEXT_COLUMN,
    column_of,
)
from workbook.errors import UnusableFile
from workbook.explanations import Explanation, Leftover, match, state, written
from workbook.older_list import add_explanations
from workbook.package import Package
from workbook.patch import CellEdit, Link, apply
from workbook.places import quoted
from workbook.remarks import Remark

_LINE_HEIGHT, _PADDING, _HIGHEST = 15.0, 6.0, 409.5  # points; Excel knows no higher row
_RULE, _PLACE, _PROBLEM, _TEXT = map(column_of, ("规则", "位置（点击跳转）", "问题", TEXT_COLUMN))

_Rows = dict[int, dict[int, str]]


def write_remarks(package: Package, summary: str, remarks: Sequence[Remark]) -> None:
    """Replace the list. Raises UnusableFile if the sheet is gone."""
    if SHEET not in package.sheets:
        remedy = "上报件不带校验表，请对原工作簿校验；不另存也可以直接核对"
        raise UnusableFile("工作簿里没有“校验”工作表，写不进校验结果", remedy=remedy)
    explanations, leftovers = written(package)
    _clear(package)
    add_explanations(package)
    explained, unclaimed = match(remarks, explanations)
    listed = {FIRST_ROW + number: _line(*pair) for number, pair in enumerate(zip(remarks, explained, strict=True), 1)}
    below = _below(FIRST_ROW + len(remarks) + 2, [*leftovers, *unclaimed])
    links = [_link(FIRST_ROW + number, remark.cell) for number, remark in enumerate(remarks, 1) if remark.cell]
    apply(package, [*_edits(summary, listed, below)], links)
    _set_heights(package, listed | below)


def _line(remark: Remark, explanation: Explanation | None) -> dict[int, str]:
    """The texts of a finding's row by column; the number comes before them."""
    texts = dict(enumerate(msgspec.structs.astuple(remark), 2))
    text = explanation.text if explanation else ""
    texts |= {_TEXT: text, _TEXT + 1: state(remark.level, explanation)}
    return texts | ({BASIS: text} if explanation and explanation.stale else {})


def _below(first: int, leftovers: Sequence[Leftover]) -> _Rows:
    """A blank row lies between: who sorts the list leaves these out. Without number and level they count as nothing."""
    if not leftovers:
        return {}
    rows: _Rows = {first: {_PROBLEM: LEFTOVER_HEAD}}
    return rows | {
        row: {_RULE: item.rule, _PLACE: item.cell, _TEXT: item.text} for row, item in enumerate(leftovers, first + 1)
    }


def _edits(summary: str, listed: _Rows, below: _Rows) -> Iterator[CellEdit]:
    yield CellEdit(sheet=SHEET, cell=f"A{SUMMARY_ROW + 1}", value=summary)
    for row, texts in (listed | below).items():
        if row in listed:
            yield CellEdit(sheet=SHEET, cell=cell_name(row, 1), value=Decimal(row - FIRST_ROW))
        for column, text in texts.items():
            yield CellEdit(sheet=SHEET, cell=cell_name(row, column), value=text or None)


def _link(row: int, cell: str) -> Link:
    sheet, _, address = cell.rpartition("!")
    return Link(sheet=SHEET, cell=cell_name(row, _PLACE), target=f"{quoted(sheet)}!{address}")


def _set_heights(package: Package, rows: _Rows) -> None:
    """Rows as high as their longest text: no program is sure to do that by itself when it opens the file."""
    for row in package.tree(package.sheet_part(SHEET)).iter("{*}row"):
        texts = rows.get(int(row.get("r", "0")))
        if texts:
            row.set("ht", f"{min(_LINE_HEIGHT * _lines(texts) + _PADDING, _HIGHEST):g}")
            row.set("customHeight", "1")


def _lines(texts: dict[int, str]) -> int:
    shown = [(text, int(COLUMNS[column - 1][1]) - 1) for column, text in texts.items() if column <= len(COLUMNS)]
    return max(sum(max(1, -(-text_width(line) // width)) for line in text.split("\n")) for text, width in shown)


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
