"""Rows, columns and cells: each once, in order, within the sheet; widths and heights Excel can show."""

from __future__ import annotations

from collections.abc import Iterator

from tests.tools.repair.areas import LAST_COLUMN, LAST_ROW, parse_area, parse_cell
from tests.tools.repair.finding import Finding
from tests.tools.repair.package import MAIN, Element, Package

_HIGHEST, _WIDEST, _LONGEST_FOOTER = 409.5, 255, 255


def check(package: Package) -> Iterator[Finding]:
    for part, tree in package.worksheets:
        yield from _rows(part, tree)
        yield from _columns(part, tree)
        for dimension in tree.iterfind(f"{MAIN}dimension"):
            if parse_area(dimension.get("ref", "")) is None:
                text = "the used area is no block of cells"
                yield Finding(code="dimension-area", part=part, place=dimension.get("ref", ""), text=text)
        for line in tree.iterfind(f"{MAIN}headerFooter/*"):
            if len(line.text or "") > _LONGEST_FOOTER:
                yield Finding(code="footer-long", part=part, text=f"header or footer over {_LONGEST_FOOTER} characters")


def _rows(part: str, tree: Element) -> Iterator[Finding]:
    last = 0
    for row in tree.iterfind(f"{MAIN}sheetData/{MAIN}row"):
        number = int(row.get("r", last + 1))
        if number <= last:
            code = "row-duplicate" if number == last else "row-order"
            yield Finding(code=code, part=part, place=str(number), text=f"comes after row {last}")
        if not 1 <= number <= LAST_ROW:
            yield Finding(code="row-outside", part=part, place=str(number), text="beyond the last row")
        if float(row.get("ht", 0)) > _HIGHEST:
            text = f"height {row.get('ht')} over {_HIGHEST}"
            yield Finding(code="row-height", part=part, place=str(number), text=text)
        last = max(last, number)
        yield from _cells(part, row, number)


def _cells(part: str, row: Element, number: int) -> Iterator[Finding]:
    last = 0
    for cell in row.iterfind(f"{MAIN}c"):
        address = cell.get("r")
        place = parse_cell(address) if address else (number, last + 1)
        if place is None:
            yield Finding(code="cell-outside", part=part, place=address or "", text="no cell of a sheet")
            continue
        if place[0] != number:
            yield Finding(code="cell-row", part=part, place=address or "", text=f"stands in row {number}")
        if place[1] <= last:
            code = "cell-duplicate" if place[1] == last else "cell-order"
            yield Finding(code=code, part=part, place=address or "", text="does not come after the cell before it")
        last = max(last, place[1])


def _columns(part: str, tree: Element) -> Iterator[Finding]:
    last = 0
    for column in tree.iterfind(f"{MAIN}cols/{MAIN}col"):
        first, end = int(column.get("min", 0)), int(column.get("max", 0))
        place = f"{first}:{end}"
        if not last < first <= end <= LAST_COLUMN:
            text = "overlaps the one before, is out of order or goes beyond the last column"
            yield Finding(code="column-order", part=part, place=place, text=text)
        if float(column.get("width", 0)) > _WIDEST:
            yield Finding(code="column-width", part=part, place=place, text=f"width over {_WIDEST}")
        last = max(last, end)
