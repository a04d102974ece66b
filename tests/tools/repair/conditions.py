"""Conditional formats: each points at a format that is there and has a rank of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from tests.tools.repair.areas import parse_areas
from tests.tools.repair.finding import Finding
from tests.tools.repair.package import MAIN, Element, Package


def check(package: Package) -> Iterator[Finding]:
    styles = package.root("styles")
    formats = 0 if styles is None else len(styles.findall(f"{MAIN}dxfs/{MAIN}dxf"))
    for part, tree in package.worksheets:
        for group in tree.iterfind(f"{MAIN}conditionalFormatting"):
            yield from _group(part, group, formats)
        ranks = Counter(rule.get("priority", "") for rule in tree.iter(f"{MAIN}cfRule"))
        for rank, times in ranks.items():
            if times > 1 or not rank.isdigit() or rank == "0":
                text = f"{times} rules have this priority"
                yield Finding(code="condition-priority", part=part, place=rank, text=text)


def _group(part: str, group: Element, formats: int) -> Iterator[Finding]:
    cells = group.get("sqref", "")
    if not cells or len(parse_areas(cells)) != len(cells.split()):
        yield Finding(code="condition-cells", part=part, place=cells, text="not on cells of a sheet")
    for rule in group.iterfind(f"{MAIN}cfRule"):
        if int(rule.get("dxfId", -1)) >= formats:
            text = f"format {rule.get('dxfId')} of {formats}"
            yield Finding(code="condition-style", part=part, place=cells, text=text)
