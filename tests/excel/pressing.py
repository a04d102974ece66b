"""Pressing a button on an open workbook: the body runs, what it asks for is carried out, its sentence comes back."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import Any

from macros_py.excel.ui import ServedUi
from tests.excel.remote import Opened
from workbook.names import check_areas_of
from workbook.package import Package
from workbook.patch import CellEdit, apply


def press(name: str, opened: Opened) -> str:
    """Errors come through: turning them into sentences is for `actions.outcome`."""
    said: list[str] = []
    body = import_module(f"macros_py.excel.{name}_action").run
    opened.run(lambda: said.append(body(opened.book, ServedUi(opened.book))))
    return said[0]


def typed_over(path: Path, target: Path, cells: Mapping[tuple[str, str], Decimal | str]) -> Path:
    """A copy with some cells typed over; what other cells show stays, as if Excel had not calculated yet."""
    package = Package.load(path)
    edits = [CellEdit(sheet=sheet, cell=cell, value=value) for (sheet, cell), value in cells.items()]
    apply(package, edits)
    package.save(target)
    return target


def held(book: Any, sheet: str) -> dict[str, object]:
    """All cells of a sheet that hold anything, formulas as their texts."""
    return {cell.coordinate: cell.value for row in book[sheet].iter_rows() for cell in row if cell.value is not None}


def check_cells(book: Any) -> dict[str, object]:
    """What stands in all 核对 columns, heads included."""
    names = [(name.name, name.attr_text or "", None) for name in book.defined_names.values()]
    for index, page in enumerate(book.worksheets):
        names += [(name.name, name.attr_text or "", index) for name in page.defined_names.values()]
    found = {}
    for sheet, area in check_areas_of(names, book.sheetnames).items():
        for row in book[sheet][area.address()]:
            found |= {f"{sheet}!{cell.coordinate}": cell.value for cell in row if cell.value is not None}
    return found
