"""首页 and 图表 after a workbook was filled, recalculated or checked: their formulas show the results of today.

The functions that gave `build` its results give them again. A result is written only where the very formula still
stands that it belongs to; if people changed one of these sheets, all its results go, and Excel is asked to compute
when it opens the file: a blank may be told from a number, a wrong number may not.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from decimal import Decimal

from lxml import etree

from workbook.address import cell_name, parse_block, parse_cell
from workbook.build import chart_data, home
from workbook.build.chart_data import ChartData
from workbook.build.live import Item, Live, Look, Page
from workbook.findings_table import FIRST_ROW, SUMMARY_ROW
from workbook.findings_table import SHEET as FINDINGS
from workbook.names import FUNCTIONS
from workbook.package import MAIN, Element, Package
from workbook.patch import CellEdit, apply, number_text
from workbook.places import parse_reference
from workbook.reading import Reading
from workbook.shared import unshare
from workbook.texts import texts

_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_QUOTES = re.compile(r"'((?:[^'\"]|'')*)'!")


def refresh(package: Package, reading: Reading) -> None:
    """Renew the results. `reading` is what the tables hold now. A sheet that is not there is passed over."""
    look = Look(reading.addresses, reading.facts)
    pages = {
        home.SHEET: home.home_page(_listed(package, reading), look, findings_listed(package)),
        chart_data.SHEET: ChartData(reading.forms, look).page,
    }
    for sheet, page in pages.items():
        if sheet in package.worksheets:
            known = _renew(package, sheet, page)
            _renew_charts(package, sheet, page if known else {})


def _listed(package: Package, reading: Reading) -> list[home.Listed]:
    """The tables that 首页 has a line for: a place may leave some out, and sheets may have been added since."""
    held = texts(package, home.SHEET) if home.SHEET in package.worksheets else ()
    titles = {text for cell, text in held if parse_cell(cell)[1] == home.TITLE + 1}
    return [table for table in home.listed(reading.forms, reading.facts.rows) if table.title in titles]


def findings_listed(package: Package) -> Counter[str] | None:
    """How many findings of each level the 校验 sheet lists; None where the workbook was not checked yet."""
    if FINDINGS not in package.worksheets:
        return None
    held = dict(texts(package, FINDINGS))
    if held.get(f"A{SUMMARY_ROW + 1}", "").startswith(home.NOT_CHECKED):
        return None
    return Counter(text for cell, text in held.items() if cell[0] == "B" and parse_cell(cell)[0] > FIRST_ROW)


def _renew(package: Package, sheet: str, page: Page) -> bool:
    """Write the results of one sheet; False if its formulas are not those that were built."""
    tree = package.tree(package.sheet_part(sheet))
    unshare(tree)
    standing = {
        cell.get("r", ""): _bare(text)
        for cell in tree.iter(f"{MAIN}c")
        if (text := _formula(cell)) is not None and FUNCTIONS not in text  # those say what only Excel finds out
    }
    lives = {cell_name(row + 1, column + 1): item for (row, column), item in page.items() if isinstance(item, Live)}
    known = standing == {cell: _bare(live.formula) for cell, live in lives.items()}
    values: Mapping[str, Decimal | str | None] = {cell: live.value for cell, live in lives.items()} if known else {}
    apply(package, [CellEdit(sheet=sheet, cell=cell, value=values.get(cell), keep_formula=True) for cell in standing])
    if not known:
        ask_to_calculate(package)
    return known


def _formula(cell: Element) -> str | None:
    formula = cell.find(f"{MAIN}f")
    return None if formula is None else formula.text or ""


def _bare(formula: str) -> str:
    """Programs differ in whether they quote the name of a sheet."""
    return _QUOTES.sub(lambda name: name[1] + "!", formula).replace(" ", "")


def ask_to_calculate(package: Package) -> None:
    """Excel is to compute everything when it opens the file, and so to call the functions of ours."""
    book = package.tree(package.workbook)
    calculation = book.find(f"{MAIN}calcPr")
    if calculation is not None:
        calculation.set("fullCalcOnLoad", "1")
        package.mark(package.workbook)


def _renew_charts(package: Package, sheet: str, page: Page) -> None:
    """The figures that charts carry with them, for whoever shows a chart without reading its cells."""
    for part in package:
        if part.startswith("xl/charts/") and part.endswith(".xml"):
            for formula in package.tree(part).iter(f"{_CHART}f"):
                area, cache = parse_reference(formula.text or ""), formula.getnext()
                if area and area.sheet == sheet and cache is not None:
                    block = parse_block(area.address())
                    places = [
                        (row - 1, column - 1)
                        for row in range(block.top, block.bottom + 1)
                        for column in range(block.left, block.right + 1)
                    ]
                    _fill_cache(cache, [page.get(place) for place in places])
                    package.mark(part)


def _fill_cache(cache: Element, items: list[Item | None]) -> None:
    for point in list(cache.iterfind(f"{_CHART}pt")):
        cache.remove(point)
    numbers = cache.tag == f"{_CHART}numCache"
    count = cache.find(f"{_CHART}ptCount")
    after = cache.index(count) + 1 if count is not None else len(cache)
    points = [_point(number, item, numbers) for number, item in enumerate(items) if item is not None]
    for offset, point in enumerate(points):
        cache.insert(after + offset, point)


def _point(number: int, item: Item, numbers: bool) -> Element:
    """Text among figures counts as nothing, as Excel has it."""
    value = item.value if isinstance(item, Live) else item
    point = etree.Element(f"{_CHART}pt", idx=str(number))
    text = number_text(value) if isinstance(value, Decimal) else "0" if numbers else value
    etree.SubElement(point, f"{_CHART}v").text = text
    return point
