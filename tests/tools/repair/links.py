"""Links from cells lead to a sheet, a cell or a name that is there."""

from __future__ import annotations

from collections.abc import Iterator

from tests.tools.repair.areas import parse_area
from tests.tools.repair.finding import Finding
from tests.tools.repair.formula_text import sheets_named
from tests.tools.repair.package import MAIN, OFFICE, Element, Package

_MOST, _LONGEST_TIP = 65_530, 255


def check(package: Package) -> Iterator[Finding]:
    names = {item.get("name", "").casefold() for item in package.book.iterfind(f"{MAIN}definedNames/{MAIN}definedName")}
    for part, tree in package.worksheets:
        links = tree.findall(f"{MAIN}hyperlinks/{MAIN}hyperlink")
        for link in links:
            for code, text in [*_shape(link), *_target(link, names, package.sheet_names)]:
                yield Finding(code=code, part=part, place=link.get("ref", ""), text=text)
        if len(links) > _MOST:
            yield Finding(code="link-many", part=part, text=f"over {_MOST} links on a sheet")


def _shape(link: Element) -> Iterator[tuple[str, str]]:
    if parse_area(link.get("ref", "")) is None:
        yield "link-cell", "not on a cell of a sheet"
    if len(link.get("tooltip", "")) > _LONGEST_TIP:
        yield "link-tip", f"tip over {_LONGEST_TIP} characters"


def _target(link: Element, names: set[str], tabs: frozenset[str]) -> Iterator[tuple[str, str]]:
    """With a relation the link leads out of the file, and `location` is a place over there."""
    if link.get(f"{OFFICE}id"):
        return
    target = link.get("location", "")
    sheets = list(sheets_named(target))
    if not (sheets or target.casefold() in names or parse_area(target)):
        yield "link-target", f"there is no place {target!r}"
    for sheet in sheets:
        if sheet.casefold() not in tabs:
            yield "link-sheet", f"there is no sheet {sheet}"
