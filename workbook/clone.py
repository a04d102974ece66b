"""Another sheet like one that is there: for the second project, the sheet of the first with all that belongs to it.

As Excel's own "move or copy" does it, the copy gets the sheet's own names, its notes and its print set-up; formulas
that refer to the sheet itself name no sheet and need no change. What stands on it is copied, too: fill it anew.
"""

from __future__ import annotations

import copy
import posixpath
import re

from lxml import etree

from workbook.errors import UnusableFile
from workbook.package import CONTENT_TYPES, MAIN, Package, relations_part
from workbook.places import quoted
from workbook.sheet_list import enter

_OWN_PARTS = {"comments", "vmlDrawing"}
_SHARED_PARTS = {"printerSettings", "hyperlink"}
_NUMBER = re.compile(r"(\d*)(\.\w+)$")


def clone_sheet(package: Package, sheet: str, title: str) -> None:
    """Add a copy of `sheet` right behind it, called `title`. Raises UnusableFile where it carries what cannot be copied
    safely (pictures, charts, tables).
    """
    part = package.sheet_part(sheet)
    others = {relation.kind for relation in package.relations(part)} - _OWN_PARTS - _SHARED_PARTS
    if others:
        remedy = "请在 Excel 中复制这张工作表。"
        raise UnusableFile(f"工作表带有 {'、'.join(sorted(others))}，不能自动复制", place=sheet, remedy=remedy)
    new = _copy_part(package, part)
    _copy_relations(package, part, new)
    for properties in package.tree(new).iterfind(f"{MAIN}sheetPr"):
        properties.attrib.pop("codeName", "")  # two sheets cannot share one module of a VBA project
    for view in package.tree(new).iter(f"{MAIN}sheetView"):
        view.attrib.pop("tabSelected", "")
    package.mark(new)
    place = list(package.sheets).index(sheet)
    enter(package, new, place + 1, title)
    _copy_names(package, place, sheet, title)


def _copy_part(package: Package, part: str) -> str:
    """The part under the next free number, with its content type."""
    number = 1
    while (new := _NUMBER.sub(rf"{number}\2", part)) in package:
        number += 1
    package.put(new, package.read(part))
    types = package.tree(CONTENT_TYPES)
    for item in [item for item in types if item.get("PartName") == f"/{part}"]:
        twin = copy.deepcopy(item)
        twin.set("PartName", f"/{new}")
        types.append(twin)
        package.mark(CONTENT_TYPES)
    return new


def _copy_relations(package: Package, part: str, new: str) -> None:
    source = relations_part(part)
    if source not in package:
        return
    tree = copy.deepcopy(package.tree(source))
    for item, relation in zip(list(tree), package.relations(part), strict=True):
        if relation.kind in _OWN_PARTS:
            twin = _copy_part(package, relation.target)
            item.set("Target", posixpath.relpath(twin, posixpath.dirname(new)))
    package.put(relations_part(new), etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True))


def _copy_names(package: Package, place: int, sheet: str, title: str) -> None:
    """The sheet's own names, leading to the copy. Excel wants names sorted by nothing, but each once in its scope."""
    names = package.tree(package.workbook).find(f"{MAIN}definedNames")
    for name in [] if names is None else [name for name in names if name.get("localSheetId") == str(place)]:
        twin = copy.deepcopy(name)
        twin.set("localSheetId", str(place + 1))
        twin.text = (
            (name.text or "").replace(f"{quoted(sheet)}!", f"{quoted(title)}!").replace(f"{sheet}!", f"{title}!")
        )
        name.addnext(twin)
