"""Tables (ListObjects): names and ids once in the file, as many columns as cells, and no heading twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from tests.tools.repair.areas import overlaps, parse_area
from tests.tools.repair.finding import Finding
from tests.tools.repair.package import MAIN, Element, Package


def check(package: Package) -> Iterator[Finding]:
    found = [(part, table, tree) for part, _ in package.worksheets for table, tree in package.related(part, "table")]
    for attribute in ("id", "displayName"):
        for value, times in Counter(tree.get(attribute, "").casefold() for _, _, tree in found).items():
            if times > 1:
                yield Finding(
                    code="table-duplicate", part="", place=value, text=f"{times} tables have this {attribute}"
                )
    for _, table, tree in found:
        yield from _columns(table, tree)
    for part, _ in package.worksheets:
        areas = [parse_area(tree.get("ref", "")) for owner, _, tree in found if owner == part]
        for first, second in overlaps([area for area in areas if area is not None]):
            yield Finding(code="table-overlap", part=part, place=second.ref, text=f"shares cells with {first.ref}")


def _columns(part: str, tree: Element) -> Iterator[Finding]:
    ref, columns = tree.get("ref", ""), tree.findall(f"{MAIN}tableColumns/{MAIN}tableColumn")
    area = parse_area(ref)
    if area is None or area.right - area.left + 1 != len(columns):
        yield Finding(code="table-columns", part=part, place=ref, text=f"{len(columns)} columns are described")
    for name, times in Counter(column.get("name", "").casefold() for column in columns).items():
        if times > 1 or not name:
            yield Finding(code="table-columns", part=part, place=name, text="a heading is empty or stands twice")
