"""The boxes in which Excel shows notes: shapes in a drawing of an older kind (VML), one a note, found by its cell.

Such a drawing may hold buttons, too, and what Excel itself writes there is not always sound XML: so it is edited as
text, and what is there stays as it is written. The texts of notes are elsewhere (see `cell_notes`).

    boxes = Boxes(package.read(part).decode(), Pixels(sheet), free=3)
    boxes.add("E5", "应为 103.77%。")
    package.put(part, boxes.drawing.encode())
"""

from __future__ import annotations

import re

from workbook.address import LAST_COLUMN, cell_name, parse_cell
from workbook.pixels import Pixels
from workbook.text_width import lines

_WIDTH, _LINE, _PADDING, _HIGHEST = 260, 17, 14, 800  # pixels; a box higher than the screen cannot be read
_LINE_WIDTH = 38  # in half-width characters
_BLOCK = 1024  # Excel deals numbers of shapes out in blocks and notes in the drawing which are taken
_RIGHT, _ABOVE, _FIRST_ABOVE = 15, 10, 2  # pixels a box begins inside the column and the row beside its cell

_SPACES = (
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"'
)
EMPTY = f'<xml {_SPACES}><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="{{block}}"/></o:shapelayout></xml>'
_TYPE = (
    '<v:shapetype{spaces} id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_BOX = (
    '<v:shape{spaces} id="_x0000_s{number}" type="#_x0000_t202" style="position:absolute;margin-left:59.25pt;'
    'margin-top:1.5pt;width:{width:g}pt;height:{height:g}pt;z-index:{order};visibility:hidden" fillcolor="#ffffe1" '
    'o:insetmode="auto"><v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/>'
    '<v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div>'
    '</v:textbox><x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{anchor}</x:Anchor>'
    "<x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)
_SHAPE = re.compile(r"<((?:\w+:)?)shape\b[^>]*(?<!/)>.*?</\1shape>", re.S)
_ROW, _COLUMN = (re.compile(rf"<(?:\w+:)?{name}>\s*(\d+)\s*</") for name in ("Row", "Column"))
_ANCHOR = re.compile(r"(<(?:\w+:)?Anchor>)([^<]*)(?=</)")
_HEIGHT = re.compile(r"((?<![-\w])height:\s*)([\d.]+)(pt|px)")
_NUMBER = re.compile(r'"_x0000_s(\d+)"')
_BLOCKS = re.compile(r'(idmap\b[^>]*?\bdata=")([\d,]*)')


def next_block(drawings: list[str]) -> int:
    """The first block of numbers that no drawing of a file has taken."""
    taken = (number for drawing in drawings for _, found in _BLOCKS.findall(drawing) for number in found.split(","))
    return max((int(number) for number in taken if number), default=0) + 1


class Boxes:
    """The drawing of one sheet. `drawing` is its text, as it stands now."""

    def __init__(self, drawing: str, pixels: Pixels, free: int) -> None:
        """`free` is a block of numbers that no drawing of the file has taken."""
        self.drawing, self._pixels, self._free = drawing, pixels, free
        first = (next_block([drawing]) - 1 or free) * _BLOCK
        self._last = max(map(int, _NUMBER.findall(drawing)), default=first)
        self._boxes = {cell: found[0] for found in _SHAPE.finditer(drawing) if (cell := _cell(found[0]))}
        root = drawing[: drawing.find(">", drawing.find("<xml"))]
        self._spaces = "" if all(f"xmlns:{name}=" in root for name in "vox") else f" {_SPACES}"

    def __contains__(self, cell: str) -> bool:
        return cell in self._boxes

    def add(self, cell: str, text: str) -> None:
        """A box beside the cell, as high as its text."""
        row, column = parse_cell(cell)
        height = min(_LINE * lines(text, _LINE_WIDTH) + _PADDING, _HIGHEST)
        box = _BOX.format(
            spaces=self._spaces,
            number=self._next(),
            width=_WIDTH * 3 / 4,
            height=height * 3 / 4,
            order=len(self._boxes) + 1,
            anchor=self._anchor(row, column, height),
            row=row - 1,
            column=column - 1,
        )
        known = 'id="_x0000_t202"' in self.drawing
        self._insert(box if known else _TYPE.format(spaces=self._spaces) + box)
        self._boxes[cell] = box

    def grow(self, cell: str, text: str) -> None:
        """Make room for more text in a box that is there; how wide it is stays as it is."""
        old, more = self._boxes[cell], _LINE * lines(text, _LINE_WIDTH)
        new = _ANCHOR.sub(lambda found: found[1] + self._lower(found[2], more), old, count=1)
        new = _HEIGHT.sub(
            lambda found: f"{found[1]}{_higher(float(found[2]), more, found[3]):g}{found[3]}", new, count=1
        )
        self.drawing = self.drawing.replace(old, new, 1)
        self._boxes[cell] = new

    def _anchor(self, row: int, column: int, height: int) -> str:
        """Column and row of two corners, from 0, each with the pixels inside."""
        left, inset = self._pixels.right_of(min(column + 1, LAST_COLUMN), 0, _RIGHT)
        right, across = self._pixels.right_of(left, inset, _WIDTH)
        top, above = self._pixels.below(max(row - 1, 1), 0, _ABOVE if row > 1 else _FIRST_ABOVE)
        bottom, down = self._pixels.below(top, above, height)
        return f"{left - 1}, {inset}, {top - 1}, {above}, {right - 1}, {across}, {bottom - 1}, {down}"

    def _lower(self, anchor: str, more: int) -> str:
        places = [int(number) for number in re.findall(r"-?\d+", anchor)]
        if len(places) != 8:
            return anchor
        bottom, down = self._pixels.below(places[6] + 1, places[7], more)
        return ", ".join(map(str, (*places[:6], bottom - 1, down)))

    def _next(self) -> int:
        if (self._last + 1) % _BLOCK == 0:
            self.drawing = _BLOCKS.sub(rf"\g<0>,{self._free}", self.drawing, count=1)
            self._last, self._free = self._free * _BLOCK, self._free + 1
        self._last += 1
        return self._last

    def _insert(self, shape: str) -> None:
        end = self.drawing.rindex("</xml>")
        self.drawing = f"{self.drawing[:end]}{shape}{self.drawing[end:]}"


def _cell(shape: str) -> str:
    """The cell whose note a shape shows; "" for buttons and pictures."""
    row, column = _ROW.search(shape), _COLUMN.search(shape)
    return cell_name(int(row[1]) + 1, int(column[1]) + 1) if row and column and 'ObjectType="Note"' in shape else ""


def _higher(height: float, more: int, unit: str) -> float:
    return height + more * (3 / 4 if unit == "pt" else 1)
