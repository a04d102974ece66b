"""The 核对 columns of a workbook: after a check each row says what was found in it; before a file goes up to the
finance bureau they are taken out, head and remarks.

Rows keep their height, for tables look as the official form has them; who wants to read a long remark widens the
column or looks at the 校验 sheet.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import islice

from workbook.address import cell_name, column_letters, parse_cell
from workbook.names import AROUND_TABLES, check_areas
from workbook.package import MAIN, Element, Package
from workbook.patch import CellEdit, Cells, apply, fix_dimension
from workbook.places import Area, parse_reference
from workbook.remarks import Remark, row_texts
from workbook.texts import texts

_DIGITS = "0123456789"


def write_check_columns(package: Package, remarks: Iterable[Remark]) -> None:
    """Show each remark in the row of its cell; rows without remark are emptied, for the column is ours."""
    found = row_texts(remarks)
    for sheet, area in check_areas(package.read(package.workbook), package.worksheets).items():
        apply(package, list(_edits(area, found.get(sheet, {}), dict(texts(package, sheet)))))


def _edits(area: Area, found: Mapping[int, str], held: Mapping[str, str]) -> Iterator[CellEdit]:
    """Cells that shall say something else than they do now; the first row of the area is the head."""
    for row in range(area.top + 2, area.bottom + 2):
        cell = cell_name(row, area.left + 1)
        text = found.get(row, "")
        if text != held.get(cell, ""):
            yield CellEdit(sheet=area.sheet, cell=cell, value=text or None)


def remove_around_tables(package: Package) -> None:
    """Take out these columns, the cells of 即时核对 and the names of both; the rest of the sheets stays as it is."""
    sheets, names = package.worksheets, _names(package)
    for area in _areas(names, sheets):
        part = sheets[area.sheet]
        if _empty(package.tree(part), area):
            fix_dimension(package.tree(part))
            package.mark(part)
    for name in names:
        holder = name.getparent()
        assert holder is not None
        holder.remove(name)  # the print areas stay: the element is never left empty
    package.mark(package.workbook)


def around_tables(package: Package) -> list[Area]:
    """All cells of ours on the sheets of the forms that belong to no form, heads included."""
    return _areas(_names(package), package.worksheets)


def _areas(names: list[Element], sheets: Collection[str]) -> list[Area]:
    found = (parse_reference(name.text or "") for name in names)
    return [area for area in found if area and area.sheet in sheets]


def _names(package: Package) -> list[Element]:
    names = package.tree(package.workbook).iterfind(f"{MAIN}definedNames/{MAIN}definedName")
    return [name for name in names if name.get("name", "").startswith(AROUND_TABLES)]


def _empty(sheet: Element, area: Area) -> bool:
    """True if there was anything. A program that leaves out the places of cells leaves out all of them."""
    if any(cell.get("r") is None for cell in islice(sheet.iter(f"{MAIN}c"), 1)):
        Cells(sheet)
    columns = {column_letters(column) for column in range(area.left + 1, area.right + 2)}
    rows, found = {str(row) for row in range(area.top + 1, area.bottom + 2)}, False
    for row in sheet.iterfind(f"{MAIN}sheetData/{MAIN}row"):
        if row.get("r") in rows:
            for cell in list(_from_the_right(row, area.left + 1)):
                if cell.get("r", "").rstrip(_DIGITS) in columns:
                    row.remove(cell)
                    found = True
    return found


def _from_the_right(row: Element, column: int) -> Iterator[Element]:
    """The cells of a row down to a column: ours stand to the right of all others."""
    for cell in reversed(row):
        if cell.tag == f"{MAIN}c":
            if parse_cell(cell.get("r", ""))[1] < column:
                return
            yield cell
