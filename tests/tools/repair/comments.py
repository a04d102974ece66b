"""Comments: one a cell, by an author who is listed, with a box in a VML drawing that the sheet names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from tests.tools.repair.areas import parse_cell
from tests.tools.repair.finding import Finding
from tests.tools.repair.package import MAIN, OFFICE, Element, Package


def check(package: Package) -> Iterator[Finding]:
    for part, tree in package.worksheets:
        drawing = tree.find(f"{MAIN}legacyDrawing")
        boxes = {relation.id for relation in package.relations(part) if relation.kind == "vmlDrawing"}
        for comments, root in package.related(part, "comments"):
            if drawing is None or drawing.get(f"{OFFICE}id") not in boxes:
                text = "the sheet names no drawing with the boxes of the comments"
                yield Finding(code="comment-drawing", part=part, place=comments, text=text)
            yield from _entries(comments, root)


def _entries(part: str, root: Element) -> Iterator[Finding]:
    authors = len(root.findall(f"{MAIN}authors/{MAIN}author"))
    entries = root.findall(f"{MAIN}commentList/{MAIN}comment")
    for place, times in Counter(entry.get("ref", "") for entry in entries).items():
        if times > 1 or parse_cell(place) is None:
            yield Finding(code="comment-cell", part=part, place=place, text=f"{times} comments on this cell")
    for entry in entries:
        if int(entry.get("authorId", 0)) >= authors:
            yield Finding(code="comment-author", part=part, place=entry.get("ref", ""), text="its author is not listed")
