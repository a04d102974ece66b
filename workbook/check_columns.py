"""The 核对 columns of a workbook: taken out, head and remarks, before a file goes up to the finance bureau."""

from __future__ import annotations

from workbook.address import parse_cell
from workbook.names import CHECK, check_areas
from workbook.package import MAIN, Package
from workbook.patch import Cells
from workbook.places import Area


def remove_check_columns(package: Package) -> None:
    """Take out the cells and their names; the rest of the sheets stays as it is."""
    for sheet, area in check_areas(package.read(package.workbook), package.worksheets).items():
        part = package.sheet_part(sheet)
        _empty(Cells(package.tree(part)), area)
        package.mark(part)
    names = package.tree(package.workbook).find(f"{MAIN}definedNames")
    if names is not None:
        for name in [name for name in names if name.get("name", "").startswith(CHECK)]:
            names.remove(name)  # the print areas stay: the element is never left empty
        package.mark(package.workbook)


def _empty(cells: Cells, area: Area) -> None:
    for number, row in cells.rows.items():
        for cell in list(row.iterfind(f"{MAIN}c")):
            if area.top < number <= area.bottom + 1 and parse_cell(cell.get("r", ""))[1] == area.left + 1:
                row.remove(cell)
    cells.fix_dimension()
