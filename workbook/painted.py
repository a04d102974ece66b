"""Cells coloured in place: each keeps its font, border, number format and protection, and only its fill is another."""

from __future__ import annotations

from collections.abc import Mapping

from workbook.address import parse_cell
from workbook.looks import Looks
from workbook.package import Package
from workbook.patch import Cells


def paint(package: Package, colours: Mapping[str, Mapping[str, str]]) -> None:
    """`colours` by sheet and cell, as "#RRGGBB". A merged area takes the colour of its first cell."""
    looks = Looks(package)
    for sheet, wanted in colours.items():
        part = package.sheet_part(sheet)
        cells = Cells(package.tree(part))
        for address, colour in wanted.items():
            cell = cells.cell(*parse_cell(address))
            cell.set("s", str(looks.with_fill(int(cell.get("s", "0")), colour)))
        cells.fix_dimension()
        package.mark(part)
