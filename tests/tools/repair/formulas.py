"""All formulas of a file, wherever they stand: cells, names, validations, conditional formats, tables, charts."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from tests.tools.repair.finding import Finding
from tests.tools.repair.formula_text import faults, sheets_named
from tests.tools.repair.package import MAIN, Element, Package, descendants, local_name

_ELSEWHERE = ("formula", "formula1", "formula2", "calculatedColumnFormula", "totalsRowFormula", "f")


class Formula(msgspec.Struct, frozen=True, kw_only=True):
    part: str
    place: str
    text: str


def check(package: Package) -> Iterator[Finding]:
    for formula in _all(package):
        for code, text in dict.fromkeys(faults(formula.text)):
            yield Finding(code=code, part=formula.part, place=formula.place, text=text)
        for sheet in dict.fromkeys(sheets_named(formula.text)):
            if sheet.casefold() not in package.sheet_names and sheet != "#REF":
                text = f"there is no sheet {sheet}"
                yield Finding(code="formula-sheet", part=formula.part, place=formula.place, text=text)
    for part, tree in package.worksheets:
        yield from _shared(part, tree)


def _all(package: Package) -> Iterator[Formula]:
    for part, tree in package.worksheets:
        for cell in tree.iterfind(f"{MAIN}sheetData/{MAIN}row/{MAIN}c"):
            text = cell.findtext(f"{MAIN}f")
            if text:
                yield Formula(part=part, place=cell.get("r", ""), text=text)
    for part, tree in package.trees.items():
        if part.startswith("xl/") and part != package.workbook:
            yield from _others(part, tree)


def _others(part: str, tree: Element) -> Iterator[Formula]:
    for element in descendants(tree, *_ELSEWHERE):
        parent = element.getparent()
        if element.text and parent is not None and parent.tag != f"{MAIN}c" and not _is_list(element):
            yield Formula(part=part, place=parent.get("sqref") or parent.get("name") or "", text=element.text)


def _is_list(element: Element) -> bool:
    """The choices of a drop-down list, written out: `validations` looks at them. In an extension `f` is the child."""
    owner = next((item for item in element.iterancestors() if local_name(item) == "dataValidation"), None)
    return owner is not None and owner.get("type") == "list" and (element.text or "").startswith('"')


def _shared(part: str, tree: Element) -> Iterator[Finding]:
    """A cell that shares a formula needs the cell that states it."""
    shared = [item for item in tree.iter(f"{MAIN}f") if item.get("t") == "shared"]
    stated = {item.get("si") for item in shared if item.text}
    for item in shared:
        if item.get("si") not in stated:
            cell = item.getparent()
            place = "" if cell is None else cell.get("r", "")
            text = f"shares formula {item.get('si')}, which no cell states"
            yield Finding(code="formula-shared", part=part, place=place, text=text)
