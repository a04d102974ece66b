"""The style table: every format points at a font, fill, border and number format that is there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from tests.tools.repair.finding import Finding
from tests.tools.repair.package import MAIN, Element, Package

_POINTERS = (("fontId", "fonts"), ("fillId", "fills"), ("borderId", "borders"), ("xfId", "cellStyleXfs"))
_BUILT_IN = 164  # number formats below are Excel's own
_LONGEST = 255


def check(package: Package) -> Iterator[Finding]:
    for part, tree in package.related(package.workbook, "styles"):
        yield from _pointers(part, tree)
        yield from _number_formats(part, tree)


def _pointers(part: str, tree: Element) -> Iterator[Finding]:
    for table in ("cellStyleXfs", "cellXfs"):
        for number, style in enumerate(tree.iterfind(f"{MAIN}{table}/{MAIN}xf")):
            for attribute, target in _POINTERS:
                holder = tree.find(f"{MAIN}{target}")
                if int(style.get(attribute, 0)) >= (1 if holder is None else len(holder)):
                    text = f"{attribute} {style.get(attribute)} is not among the {target}"
                    yield Finding(code="style-pointer", part=part, place=f"{table}[{number}]", text=text)


def _number_formats(part: str, tree: Element) -> Iterator[Finding]:
    formats = tree.findall(f"{MAIN}numFmts/{MAIN}numFmt")
    known = Counter(item.get("numFmtId", "") for item in formats)
    used = {style.get("numFmtId", "0") for style in tree.iterfind(f"{MAIN}cellXfs/{MAIN}xf")}
    for key in sorted(used - known.keys()):
        if int(key) >= _BUILT_IN:
            yield Finding(code="style-pointer", part=part, place=f"numFmtId {key}", text="no such number format")
    for item in formats:
        if known[item.get("numFmtId", "")] > 1 or len(item.get("formatCode", "")) > _LONGEST:
            text = "number format given twice or too long"
            yield Finding(code="style-format", part=part, place=item.get("numFmtId", ""), text=text)
