"""The 核对 columns of a workbook: after a check each row says what was found in it; before a file goes up to the
finance bureau they are taken out, head and remarks.

Rows keep their height, for tables look as the official form has them; who wants to read a long remark widens the
column or looks at the 校验 sheet.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from workbook.address import cell_name, parse_cell
from workbook.names import CHECK, check_areas
from workbook.package import MAIN, Package
from workbook.patch import CellEdit, Cells, apply
from workbook.places import Area
from workbook.remarks import Remark
from workbook.texts import texts

_LONGEST, _MORE = 16_000, "……其余见“校验”表"  # half of what a cell holds: a letter may count twice


def write_check_columns(package: Package, remarks: Iterable[Remark]) -> None:
    """Show each remark in the row of its cell; rows without remark are emptied, for the column is ours."""
    found: dict[str, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    for remark in remarks:
        sheet, _, cell = remark.cell.rpartition("!")
        if cell:
            found[sheet][parse_cell(cell)[0]].append(f"【{remark.level}】{' '.join(remark.problem.split())}")
    for sheet, area in check_areas(package.read(package.workbook), package.worksheets).items():
        apply(package, list(_edits(area, found[sheet], dict(texts(package, sheet)))))


def _edits(area: Area, found: Mapping[int, Sequence[str]], held: Mapping[str, str]) -> Iterator[CellEdit]:
    """Cells that shall say something else than they do now; the first row of the area is the head."""
    for row in range(area.top + 2, area.bottom + 2):
        cell = cell_name(row, area.left + 1)
        text = "\n".join(found.get(row, ()))
        text = text if len(text) <= _LONGEST else text[:_LONGEST] + _MORE
        if text != held.get(cell, ""):
            yield CellEdit(sheet=area.sheet, cell=cell, value=text or None)


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
