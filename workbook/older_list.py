"""A 校验 sheet that was built before findings could be explained gets the columns 填报说明 and 状态.

They look like the column before them; the colour of cells to be filled in would need a style of its own and is left
out. What people put there themselves, widths or validations, stays as it is.
"""

from __future__ import annotations

from lxml import etree

from workbook.address import cell_name
from workbook.findings_table import (
    BASIS,
    BASIS_HEAD,
    COLUMNS,
    FIRST_ROW,
    HEAD_ROW,
    LAST_ROW,
    PROMPT,
    SHEET,
    TEXT_COLUMN,
    column_of,
)
from workbook.package import MAIN, Element, Package
from workbook.patch import CellEdit, Cells, apply, child
from workbook.texts import texts

_FIRST = column_of(TEXT_COLUMN)
_MARGIN = 0.7109375  # what a cell keeps free on both sides, in the units of a column's width
_HEADS = {column_of(title): title for title, _ in COLUMNS[_FIRST - 1 :]} | {BASIS: BASIS_HEAD}


def add_explanations(package: Package) -> None:
    """Nothing happens where the columns are there already."""
    held = dict(texts(package, SHEET))
    places = {column: cell_name(HEAD_ROW + 1, column) for column in _HEADS}
    if all(held.get(place) == _HEADS[column] for column, place in places.items()):
        return
    tree = package.tree(package.sheet_part(SHEET))
    _widen(child(tree, "cols"))
    apply(package, [CellEdit(sheet=SHEET, cell=places[column], value=title) for column, title in _HEADS.items()])
    cells = Cells(tree)
    style = cells.cell(HEAD_ROW + 1, _FIRST - 1).get("s")
    for column in _HEADS if style else ():
        cells.cell(HEAD_ROW + 1, column).set("s", style or "0")
    _extend_borders(tree)
    _say_what_to_write(tree)


def _widen(cols: Element) -> None:
    """As wide as in a new list. Two descriptions of one column make Excel repair the file."""
    spans = {n: col for col in cols for n in range(int(col.get("min", "1")), min(int(col.get("max", "1")), BASIS) + 1)}
    before = spans.get(_FIRST - 1)
    for column in _HEADS if before is not None else ():
        if column not in spans:
            shown = (
                {"width": f"{COLUMNS[column - 1][1] + _MARGIN}"} if column != BASIS else {"width": "0", "hidden": "1"}
            )
            places = {"min": str(column), "max": str(column), **shown, "customWidth": "1"}
            spans[column] = etree.Element(f"{MAIN}col", places, style=spans[_FIRST - 1].get("style", "0"))
            spans[column - 1].addnext(spans[column])


def _extend_borders(tree: Element) -> None:
    narrow, wide = (f"A{FIRST_ROW + 1}:{cell_name(LAST_ROW + 1, last)}" for last in (_FIRST - 1, len(COLUMNS)))
    for area in tree.iterfind(f"{MAIN}conditionalFormatting"):
        if area.get("sqref") == narrow:
            area.set("sqref", wide)


def _say_what_to_write(tree: Element) -> None:
    if tree.find(f"{MAIN}dataValidations") is not None:
        return
    area = f"{cell_name(FIRST_ROW + 1, _FIRST)}:{cell_name(LAST_ROW + 1, _FIRST)}"
    said = {"allowBlank": "1", "showInputMessage": "1", "promptTitle": TEXT_COLUMN, "prompt": PROMPT, "sqref": area}
    validations = child(tree, "dataValidations")
    validations.set("count", "1")
    etree.SubElement(validations, f"{MAIN}dataValidation", said)
