"""File -> facts. The gate looks first; then calamine reads values, and the XML tells what calamine cannot.

Calamine is fast but shows a formula without a result, an error value and a blank alike. So each sheet's XML is gone
through once more for formulas and errors. What the cells mean is for `workbook.reading` to say.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from python_calamine import CalamineError, load_workbook

from workbook.errors import UnusableFile
from workbook.gate import Opened, inspect
from workbook.names import defined_names
from workbook.reading import Reading, SheetCells, reading_of

VBA_PART = "xl/vbaProject.bin"


def read(path: Path) -> Reading:
    """Read a workbook made by this project. Raises UnusableFile for any file that is not one or cannot be trusted."""
    try:
        with inspect(path) as opened:
            opened.verify()
            return _read(opened)
    except (CalamineError, ElementTree.ParseError) as error:
        remedy = "请重新复制一份，或在 Excel 中另存后再试"
        raise UnusableFile("内容无法读取，文件可能已损坏", place=path.name, remedy=remedy) from error


def _read(opened: Opened) -> Reading:
    names = defined_names(opened.read("xl/workbook.xml"), opened.sheets.values())
    book = load_workbook(str(opened.path))
    parts = {title: part for part, title in opened.sheets.items()}
    macros = opened.find(VBA_PART) is not None
    return reading_of(names, lambda title: _sheet(opened, parts[title], book, title), opened.path.name, macros=macros)


def _sheet(opened: Opened, part: str, book: Any, title: str) -> SheetCells:
    values = book.get_sheet_by_name(title).to_python(skip_empty_area=False)
    formulas: dict[str, bool] = {}
    errors: dict[str, str] = {}
    xml = opened.read(part)
    if b"<f" in xml or b":f" in xml or b'"e"' in xml or b"'e'" in xml:
        for cell in _cells(xml):
            _note(cell, formulas, errors)
    return SheetCells(values=values, formulas=formulas, errors=errors)


def _cells(xml: bytes) -> Iterator[ElementTree.Element]:
    for element in ElementTree.fromstring(xml).iter():
        if element.tag.endswith("}c") and len(element):
            yield element


def _note(cell: ElementTree.Element, formulas: dict[str, bool], errors: dict[str, str]) -> None:
    parts = {child.tag.rpartition("}")[2]: child for child in cell}
    address = cell.get("r", "")
    result = parts.get("v")
    if "f" in parts:
        formulas[address] = cell.get("t") == "str" or (result is not None and bool(result.text))
    if cell.get("t") == "e":
        errors[address] = (result.text if result is not None else None) or "#N/A"
