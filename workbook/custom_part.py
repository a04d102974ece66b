"""Custom XML parts: a place in a workbook for data of a program, which Excel keeps through opening and saving.

A part `customXml/itemN.xml` with its properties, which name its namespace, hangs on the workbook by a relation. Parts
of other programs stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # who only looks for such parts does not wait for what edits them
    from workbook.package import Package

_ITEM = re.compile(r"customXml/item\d+\.xml", re.I)
_PROPERTIES = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
_NAMESPACE = "http://schemas.openxmlformats.org/officeDocument/2006/customXml"


def custom_parts(names: Iterable[str]) -> list[str]:
    """Of all parts those that hold custom XML, in the order of their names."""
    return sorted(name for name in names if _ITEM.fullmatch(name))


def is_in(namespace: str, data: bytes) -> bool:
    """True for a part whose root is in that namespace."""
    return f'"{namespace}"'.encode() in data[:400]


def add_custom_part(package: Package, namespace: str, item: str, data: bytes) -> None:
    """Put `data`, XML in `namespace`, into the package; what was there in that namespace is replaced. `item` is the
    part's own number, a GUID in braces.
    """
    from workbook.new_part import add_part, relate  # noqa: PLC0415

    for part in custom_parts(package):
        if is_in(namespace, package.read(part)):
            package.put(part, data)
            return
    part = add_part(package, "customXml/item{}.xml", data, "application/xml")
    properties = add_part(package, "customXml/itemProps{}.xml", _properties(namespace, item), _PROPERTIES)
    relate(package, part, "customXmlProps", properties)
    relate(package, package.workbook, "customXml", part)


def _properties(namespace: str, item: str) -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<ds:datastoreItem xmlns:ds="{_NAMESPACE}" ds:itemID="{item}"><ds:schemaRefs>'
        f'<ds:schemaRef ds:uri="{namespace}"/></ds:schemaRefs></ds:datastoreItem>'
    ).encode()
