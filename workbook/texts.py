"""What the cells of a sheet say, however it is stored: Excel keeps texts in a list of their own, we in their cells."""

from __future__ import annotations

import re
from collections.abc import Iterator

from workbook.package import MAIN, Element, Package

_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


def texts(package: Package, sheet: str) -> Iterator[tuple[str, str]]:
    """Cell and text of every cell that holds something; a number as it is stored, a formula as its last result."""
    shared = _shared_texts(package)
    for cell in package.tree(package.sheet_part(sheet)).iter(f"{MAIN}c"):
        value = cell.findtext(f"{MAIN}v") or ""
        if cell.get("t") == "inlineStr":
            value = "".join(_joined(item) for item in cell.iterfind(f"{MAIN}is"))
        elif cell.get("t") == "s":
            value = shared[int(value)] if value.isdigit() and int(value) < len(shared) else ""
        elif cell.get("t") == "str":
            value = unescape(value)
        if value:
            yield cell.get("r", ""), value


def _shared_texts(package: Package) -> list[str]:
    parts = [relation.target for relation in package.relations(package.workbook) if relation.kind == "sharedStrings"]
    return [_joined(item) for item in package.tree(parts[0]).iterfind(f"{MAIN}si")] if parts else []


def _joined(item: Element) -> str:
    """Plain text, or pieces that look differently; how a word is pronounced (rPh) is not part of it."""
    pieces = [*item.iterfind(f"{MAIN}t"), *item.iterfind(f"{MAIN}r/{MAIN}t")]
    return unescape("".join(piece.text or "" for piece in pieces))


def unescape(text: str) -> str:
    """Text as people see it; `patch.escape` is its opposite.

    >>> unescape("one_x000D_two, literal _x005F_x0041_") == "one\\rtwo, literal _x0041_"
    True
    """
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
