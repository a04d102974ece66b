"""How cells look, added to a file's style sheet: what is there keeps its number, and nothing is listed twice.

A cell names its look by a number into `cellXfs`, whose entries name a font, a fill and a border by theirs. So a new
look is one entry at the end of a list or none at all, and every cell that was there looks as before.

    looks = Looks(package)
    looks.with_fill(int(cell.get("s", "0")), "#F8D7DA")  # like that cell, but red
    looks.made(Look(bold=True, border=True))
"""

from __future__ import annotations

import copy
import re
from typing import Literal

import msgspec
from lxml import etree

from workbook.errors import UnusableFile
from workbook.package import MAIN, Element, Package
from workbook.style_lists import StyleList, style_list

_BUILT_IN = {"General": 0, "0": 1, "0.00": 2, "#,##0": 3, "#,##0.00": 4, "0%": 9, "0.00%": 10, "@": 49}
_FIRST_OWN = 164  # number formats below are Excel's own
_MOST = 64_000  # Excel opens no file with more looks
_SIDES = ("left", "right", "top", "bottom")
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
_REPAIR = "请用 Excel 打开并重新保存后再试。"


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """A look that is not derived from another cell. Colours as "#RRGGBB"; no `fill` is see-through."""

    font: str = "宋体"
    size: float = 10.5
    bold: bool = False
    underline: bool = False
    colour: str = "#000000"
    fill: str = ""
    border: bool = False
    align: Literal["left", "center", "right"] = "left"
    wrap: bool = True
    locked: bool = True
    number_format: str = "General"


class Looks:
    """The looks of one file. The style sheet counts as changed only once something was added."""

    def __init__(self, package: Package) -> None:
        """Raises UnusableFile: there is no style sheet, or it cannot be read."""
        found = [item.target for item in package.relations(package.workbook) if item.kind == "styles"]
        if not found:
            raise UnusableFile("文件内缺少样式表", place=package.name, remedy=_REPAIR)
        self._package, self._part = package, found[0]
        self._lists: dict[str, StyleList] = {}
        self._made: dict[Look, int] = {}
        self._filled: dict[tuple[int, str], int] = {}

    def with_fill(self, style: int, colour: str) -> int:
        """A look like `style` in all but the colour of the cell. Raises UnusableFile if there is no such style."""
        if (style, colour) not in self._filled:
            known = self._list("cellXfs").entries
            if not 0 <= style < len(known):
                raise UnusableFile(f"样式表里没有第 {style} 种单元格格式", place=self._package.name, remedy=_REPAIR)
            entry = copy.deepcopy(known[style])
            entry.set("fillId", str(self._index("fills", _fill(colour))))
            entry.set("applyFill", "1")
            self._filled[style, colour] = self._index("cellXfs", entry)
        return self._filled[style, colour]

    def made(self, look: Look) -> int:
        """The number of a look."""
        if look not in self._made:
            self._made[look] = self._index("cellXfs", self._entry(look))
        return self._made[look]

    def _entry(self, look: Look) -> Element:
        self._list("cellStyleXfs")  # every look leans on its first entry
        pointers = {
            "numFmtId": self._number_format(look.number_format),
            "fontId": self._index("fonts", _font(look)),
            "fillId": self._index("fills", _fill(look.fill)) if look.fill else 0,
            "borderId": self._index("borders", _border(look.border)),
            "xfId": 0,
        }
        applied = ("NumberFormat", "Font", "Fill", "Border", "Alignment", "Protection")
        entry = _element("xf", {key: str(value) for key, value in pointers.items()})
        entry.attrib.update({f"apply{what}": "1" for what in applied})
        wrap = {"wrapText": "1"} if look.wrap else {}
        etree.SubElement(entry, f"{MAIN}alignment", {"horizontal": look.align, "vertical": "center", **wrap})
        etree.SubElement(entry, f"{MAIN}protection", locked=str(int(look.locked)))
        return entry

    def _number_format(self, code: str) -> int:
        if code in _BUILT_IN:
            return _BUILT_IN[code]
        formats = self._list("numFmts").entries
        found = next((item for item in formats if item.get("formatCode") == code), None)
        if found is None:
            users = self._package.tree(self._part).iter(f"{MAIN}numFmt", f"{MAIN}xf")
            number = max(_FIRST_OWN - 1, *(int(item.get("numFmtId", "0")) for item in users)) + 1
            self._index("numFmts", _element("numFmt", {"numFmtId": str(number), "formatCode": code}))
            return number
        return int(found.get("numFmtId", "0"))

    def _list(self, name: str) -> StyleList:
        if name not in self._lists:
            self._lists[name] = style_list(self._package.tree(self._part), name)
        self._lists[name].catch_up()
        return self._lists[name]

    def _index(self, name: str, entry: Element) -> int:
        entries = self._list(name)
        if (index := entries.find(entry)) is not None:
            return index
        if len(entries.entries) >= _MOST:
            remedy = "请新建工作簿，把各表复制过去后再试。"
            raise UnusableFile("单元格格式太多，已到 Excel 的上限", place=self._package.name, remedy=remedy)
        self._package.mark(self._part)
        return entries.add(entry)


def _element(tag: str, attributes: dict[str, str]) -> Element:
    return etree.Element(f"{MAIN}{tag}", attributes)


def _font(look: Look) -> Element:
    font = _element("font", {})
    for tag, wanted in (("b", look.bold), ("u", look.underline)):
        if wanted:
            etree.SubElement(font, f"{MAIN}{tag}")
    etree.SubElement(font, f"{MAIN}sz", val=f"{look.size:g}")
    etree.SubElement(font, f"{MAIN}color", rgb=_argb(look.colour))
    etree.SubElement(font, f"{MAIN}name", val=look.font)
    etree.SubElement(font, f"{MAIN}family", val="2")
    return font


def _fill(colour: str) -> Element:
    fill = _element("fill", {})
    pattern = etree.SubElement(fill, f"{MAIN}patternFill", patternType="solid")
    etree.SubElement(pattern, f"{MAIN}fgColor", rgb=_argb(colour))
    etree.SubElement(pattern, f"{MAIN}bgColor", indexed="64")
    return fill


def _border(drawn: bool) -> Element:
    border = _element("border", {})
    for side in _SIDES:
        line = etree.SubElement(border, f"{MAIN}{side}", {"style": "thin"} if drawn else {})
        if drawn:
            etree.SubElement(line, f"{MAIN}color", auto="1")
    etree.SubElement(border, f"{MAIN}diagonal")
    return border


def _argb(colour: str) -> str:
    if not _COLOUR.fullmatch(colour):
        raise ValueError(f"not a colour: {colour!r}")
    return f"FF{colour[1:].upper()}"
