"""What cells hold: texts, numbers, and the styles and shared texts they point at."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from tests.tools.repair.finding import Finding
from tests.tools.repair.package import MAIN, Element, Package

LONGEST = 32_767
_ERRORS = {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA", "#SPILL!", "#CALC!"}
_NUMBER = re.compile(r"\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*")
_ESCAPE = re.compile(r"_x[\dA-Fa-f]{4}_")


def check(package: Package) -> Iterator[Finding]:
    styles, strings = package.root("styles"), package.root("sharedStrings")
    formats = 1 if styles is None else len(styles.findall(f"{MAIN}cellXfs/{MAIN}xf"))
    texts = 0 if strings is None else len(strings.findall(f"{MAIN}si"))
    for part, tree in package.worksheets:
        for element in tree.iter(f"{MAIN}c", f"{MAIN}row", f"{MAIN}col"):
            yield from _style(part, element, formats)
        for cell in tree.iter(f"{MAIN}c"):
            yield from _value(part, cell, texts)
    yield from _shared(package)


def _style(part: str, element: Element, formats: int) -> Iterator[Finding]:
    style = int(element.get("s") or element.get("style") or 0)
    if style >= formats:
        place = element.get("r") or element.get("min") or ""
        yield Finding(code="style-unknown", part=part, place=place, text=f"style {style} of {formats}")


def _value(part: str, cell: Element, texts: int) -> Iterator[Finding]:
    place, kind = cell.get("r", ""), cell.get("t", "n")
    value = cell.findtext(f"{MAIN}v")
    if kind == "s" and not (value and value.isdigit() and int(value) < texts):
        yield Finding(code="string-unknown", part=part, place=place, text=f"shared text {value} of {texts}")
    elif kind == "n" and value and not _is_number(value):
        yield Finding(code="number-unknown", part=part, place=place, text=f"{value[:40]!r} is no number")
    elif (kind == "b" and value not in ("0", "1")) or (kind == "e" and value not in _ERRORS):
        yield Finding(code="value-kind", part=part, place=place, text=f"{value!r} does not go with kind {kind}")
    elif kind in ("str", "inlineStr") and _length(cell) > LONGEST:
        yield Finding(code="text-long", part=part, place=place, text=f"over {LONGEST} characters")


def _is_number(text: str) -> bool:
    return _NUMBER.fullmatch(text) is not None and math.isfinite(float(text))


def _length(holder: Element) -> int:
    """Characters of a text in one piece or several; a phonetic guide does not count."""
    spoken = {item for guide in holder.iter(f"{MAIN}rPh") for item in guide}
    pieces = (item.text or "" for item in holder.iter(f"{MAIN}t", f"{MAIN}v") if item not in spoken)
    return sum(len(_ESCAPE.sub("x", piece)) for piece in pieces)


def _shared(package: Package) -> Iterator[Finding]:
    for part, tree in package.related(package.workbook, "sharedStrings"):
        for number, item in enumerate(tree.iterfind(f"{MAIN}si")):
            if _length(item) > LONGEST:
                yield Finding(code="text-long", part=part, place=str(number), text=f"over {LONGEST} characters")
