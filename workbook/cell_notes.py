"""Notes on cells of a file that is there: what somebody has to say about a figure, seen when one points at it.

A note that is there is never lost: the new text stands below it, and its looks stay. A cell on which people talk to
each other (a threaded comment) gets none, for Excel shows a text of its own there. Texts are texts, whatever they begin
with, and are cut where Excel takes no more.

    left_out = add_notes(package, "附件3", {"E5": "应为 103.77%。"}, author="某某市示例局")
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping

from lxml import etree

from workbook.address import parse_cell
from workbook.errors import UnusableFile
from workbook.new_part import SPREADSHEET, add_part, relate
from workbook.note_boxes import EMPTY, Boxes, next_block
from workbook.note_texts import NoteTexts
from workbook.package import MAIN, OFFICE, Package
from workbook.pixels import Pixels

_VML = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_NO_NOTES = f'<comments xmlns="{MAIN[1:-1]}"><authors/><commentList/></comments>'
# What CT_Worksheet wants behind the drawing of the notes.
_BEHIND = {
    *("legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts", "extLst"),
}


def add_notes(package: Package, sheet: str, notes: Mapping[str, str], *, author: str) -> list[str]:
    """Put a note on each cell ("E5") that has a text. Gives the cells that could get none, in their order.

    Raises UnusableFile for a sheet that is gone or notes that cannot be read, ValueError for what is no cell.
    """
    part = package.sheet_part(sheet)
    threaded = _threaded(package, part)
    left_out = [cell for cell, text in notes.items() if text and cell in threaded]
    wanted = {cell: text for cell, text in notes.items() if text and parse_cell(cell) and cell not in threaded}
    if not wanted:
        return left_out
    comments = _comments(package, part)
    texts = NoteTexts(package.tree(comments), author)
    drawing = _drawing(package, part)
    boxes = _boxes(package, part, drawing)
    for cell, text in wanted.items():
        if (written := texts.add(cell, text)) and cell in boxes:
            boxes.grow(cell, written)
        elif not written:
            left_out.append(cell)
    for cell, text in texts.shown():
        if cell not in boxes:
            boxes.add(cell, text)
    package.mark(comments)
    package.put(drawing, boxes.drawing.encode("utf-8", "surrogateescape"))
    return [cell for cell in notes if cell in left_out]


def _threaded(package: Package, part: str) -> set[str]:
    found = [item.target for item in package.relations(part) if item.kind == "threadedComment"]
    return {item.get("ref", "") for target in found for item in package.tree(target).iter("{*}threadedComment")}


def _comments(package: Package, part: str) -> str:
    found = [item.target for item in package.relations(part) if item.kind == "comments"]
    if found:
        return found[0]
    pattern = posixpath.join(posixpath.dirname(package.workbook), "comments{}.xml")
    comments = add_part(package, pattern, _NO_NOTES.encode(), f"{SPREADSHEET}.comments+xml")
    relate(package, part, "comments", comments)
    return comments


def _drawing(package: Package, part: str) -> str:
    """The drawing with the boxes, which may hold the sheet's buttons, too."""
    sheet, relations = package.tree(part), {item.id: item.target for item in package.relations(part)}
    named = sheet.find(f"{MAIN}legacyDrawing")
    if named is not None and named.get(f"{OFFICE}id", "") in relations:
        return relations[named.get(f"{OFFICE}id", "")]
    pattern = posixpath.join(posixpath.dirname(package.workbook), "drawings", "vmlDrawing{}.vml")
    drawing = add_part(package, pattern, EMPTY.format(block=next_block(_all_drawings(package))).encode(), _VML)
    if named is None:
        named = etree.Element(f"{MAIN}legacyDrawing", nsmap={"r": OFFICE[1:-1]})
        before = [number for number, item in enumerate(sheet, 1) if _stands_before(str(item.tag))]
        sheet.insert(max(before, default=0), named)
    named.set(f"{OFFICE}id", relate(package, part, "vmlDrawing", drawing))
    package.mark(part)
    return drawing


def _stands_before(tag: str) -> bool:
    return tag.startswith(MAIN) and tag.removeprefix(MAIN) not in _BEHIND


def _boxes(package: Package, part: str, drawing: str) -> Boxes:
    text = package.read(drawing).decode("utf-8", "surrogateescape")
    if "</xml>" not in text:
        remedy = "请用 Excel 打开并重新保存后再试。"
        raise UnusableFile(f"部件 {drawing} 已损坏，写不进批注", place=package.name, remedy=remedy)
    return Boxes(text, Pixels(package.tree(part)), next_block(_all_drawings(package)))


def _all_drawings(package: Package) -> list[str]:
    return [package.read(part).decode("utf-8", "replace") for part in package if part.lower().endswith(".vml")]
