"""Defined names: a syntax Excel accepts, one meaning in each scope, and meanings that are there."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from tests.tools.repair.areas import parse_cell
from tests.tools.repair.finding import Finding
from tests.tools.repair.formula_text import faults, sheets_named
from tests.tools.repair.package import MAIN, Element, Package

_LONGEST = 255
_NAME = re.compile(r"(?:[^\W\d]|\\)[\w.\\?]*")
_ADDRESS = re.compile(r"R\d*(?:C\d*)?|C\d*", re.I)  # in the other notation, rows and columns as numbers


def check(package: Package) -> Iterator[Finding]:
    names = package.book.findall(f"{MAIN}definedNames/{MAIN}definedName")
    for name in names:
        for code, text in _faults(name, package):
            yield Finding(code=code, part=package.workbook, place=name.get("name", ""), text=text)
    scopes = Counter((name.get("name", "").casefold(), name.get("localSheetId")) for name in names)
    for (place, scope), times in scopes.items():
        if times > 1:
            text = f"defined {times} times " + (f"on sheet {scope}" if scope else "for the workbook")
            yield Finding(code="name-duplicate", part=package.workbook, place=place, text=text)


def _faults(name: Element, package: Package) -> Iterator[tuple[str, str]]:
    title, meaning, scope = name.get("name", ""), name.text or "", name.get("localSheetId")
    if not _NAME.fullmatch(title) or len(title) > _LONGEST:
        yield "name-syntax", "a name Excel refuses"
    if parse_cell(title.upper()) or _ADDRESS.fullmatch(title):
        yield "name-address", "reads like the address of a cell"
    if scope is not None and int(scope) >= len(package.sheets):
        yield "name-scope", f"belongs to sheet {scope} of {len(package.sheets)}"
    if not meaning:
        yield "name-empty", "means nothing"
    for sheet in dict.fromkeys(sheets_named(meaning)):
        if sheet.casefold() not in package.sheet_names:
            yield "name-sheet", f"there is no sheet {sheet}"
    yield from dict.fromkeys(faults(meaning))
