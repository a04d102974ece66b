"""A part that was not in the file before: its bytes, what it is, and which part leads to it.

Excel opens a part only if all three are said. Nothing that is there is renamed or moved.

    part = add_part(package, "xl/comments{}.xml", data, f"{SPREADSHEET}.comments+xml")
    relate(package, package.sheet_part("附件3"), "comments", part)
"""

from __future__ import annotations

import posixpath
from itertools import count

from lxml import etree

from workbook.package import CONTENT_TYPES, OFFICE, RELATION, Package, relations_part

SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_RELATIONS = RELATION[1:].partition("}")[0]
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"


def add_part(package: Package, pattern: str, data: bytes, content: str) -> str:
    """Put `data` in under the first free number of `pattern` and give that name; `content` is its content type."""
    taken = {name.lower() for name in package}  # Windows' programs know no difference between Sheet1 and sheet1
    part = next(name for number in count(1) if (name := pattern.format(number)).lower() not in taken)
    package.put(part, data)
    _say_what_it_is(package, part, content)
    return part


def _say_what_it_is(package: Package, part: str, content: str) -> None:
    """VML drawings are known by their extension, as Excel does it; all others by name."""
    types, extension = package.tree(CONTENT_TYPES), part.rpartition(".")[2]
    if extension != "vml":
        etree.SubElement(types, f"{_TYPES}Override", PartName=f"/{part}", ContentType=content)
    elif all(item.get("Extension", "").lower() != extension for item in types):
        types.insert(0, etree.Element(f"{_TYPES}Default", Extension=extension, ContentType=content))
    package.mark(CONTENT_TYPES)


def relate(package: Package, source: str, kind: str, target: str) -> str:
    """Let `source` lead to `target`, and give the relation's id. `kind` is the last word of its type."""
    relations = relations_part(source)
    if relations not in package:
        package.put(relations, f'<Relationships xmlns="{_RELATIONS}"/>'.encode())
    tree = package.tree(relations)
    known = {item.get("Id") for item in tree}
    key = next(f"rId{number}" for number in count(1) if f"rId{number}" not in known)
    place = posixpath.relpath(target, posixpath.dirname(source))
    etree.SubElement(tree, RELATION, Id=key, Type=f"{OFFICE[1:-1]}/{kind}", Target=place)
    package.mark(relations)
    return key
