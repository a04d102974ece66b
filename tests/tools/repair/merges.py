"""Merged cells keep clear of each other, of tables and of array formulas."""

from __future__ import annotations

from collections.abc import Iterator

from tests.tools.repair.areas import Area, overlaps, parse_area
from tests.tools.repair.finding import Finding
from tests.tools.repair.package import MAIN, Element, Package


def check(package: Package) -> Iterator[Finding]:
    for part, tree in package.worksheets:
        refs = [item.get("ref", "") for item in tree.iterfind(f"{MAIN}mergeCells/{MAIN}mergeCell")]
        merged = [area for ref in refs if (area := parse_area(ref)) is not None]
        for ref in refs:
            area = parse_area(ref)
            if area is None or (area.top, area.left) == (area.bottom, area.right):
                yield Finding(code="merge-area", part=part, place=ref, text="not a block of two cells or more")
        for first, second in overlaps(merged):
            yield Finding(code="merge-overlap", part=part, place=second.ref, text=f"shares cells with {first.ref}")
        yield from _meetings(part, merged, _tables(package, part), "merge-table", "table")
        yield from _meetings(part, merged, _arrays(tree), "merge-array", "array formula")


def _tables(package: Package, part: str) -> list[Area]:
    refs = (tree.get("ref", "") for _, tree in package.related(part, "table"))
    return [area for ref in refs if (area := parse_area(ref)) is not None]


def _arrays(tree: Element) -> list[Area]:
    refs = (item.get("ref", "") for item in tree.iter(f"{MAIN}f") if item.get("t") == "array")
    return [area for ref in refs if (area := parse_area(ref)) is not None]


def _meetings(part: str, merged: list[Area], others: list[Area], code: str, what: str) -> Iterator[Finding]:
    for area in merged:
        for other in others:
            if area.overlaps(other):
                yield Finding(code=code, part=part, place=area.ref, text=f"shares cells with the {what} {other.ref}")
