"""The lists of a style sheet: fonts, fills, borders, number formats and looks, each entry known by its place.

Entries are compared by what they say, not by how they are written, and never moved: cells name them by number. A list
that a program left out is put in with the entries that Excel takes for granted.
"""

from __future__ import annotations

from itertools import islice

from lxml import etree

from workbook.package import MAIN, Element

# The order CT_Stylesheet demands.
# fmt: off
_ORDER = (
    "numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs", "tableStyles", "colors",
    "extLst",
)
# fmt: on
_TAKEN_FOR_GRANTED = {
    "numFmts": "",
    "fonts": '<font><sz val="11"/><name val="宋体"/></font>',
    "fills": '<fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>',
    "borders": "<border><left/><right/><top/><bottom/><diagonal/></border>",
    "cellStyleXfs": '<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>',
    "cellXfs": '<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>',
}
_Key = tuple[object, tuple[tuple[str, str], ...], tuple["_Key", ...]]


class StyleList:
    """One list; of two equal entries the first is meant."""

    def __init__(self, element: Element) -> None:
        self.element, self._read = element, 0
        self.entries: list[Element] = []
        self._places: dict[_Key, int] = {}
        self.catch_up()

    def catch_up(self) -> None:
        """Read what was added since, maybe by another hand."""
        for item in islice(self.element, self._read, None):
            if isinstance(item.tag, str):
                self._places.setdefault(_key(item), len(self.entries))
                self.entries.append(item)
        self._read = len(self.element)

    def find(self, entry: Element) -> int | None:
        """Where an equal entry stands."""
        return self._places.get(_key(entry))

    def add(self, entry: Element) -> int:
        """Its place at the end of the list."""
        self.element.append(entry)
        self.catch_up()
        self.element.set("count", str(len(self.entries)))
        return len(self.entries) - 1


def style_list(styles: Element, name: str) -> StyleList:
    """The list `name` of a style sheet, created where the schema wants it."""
    found = styles.find(f"{MAIN}{name}")
    if found is None:
        found = etree.fromstring(f'<{name} xmlns="{MAIN[1:-1]}">{_TAKEN_FOR_GRANTED[name]}</{name}>')
        earlier = {f"{MAIN}{tag}" for tag in _ORDER[: _ORDER.index(name)]}
        place = max((number for number, item in enumerate(styles, 1) if item.tag in earlier), default=0)
        found.set("count", str(len(found)))
        styles.insert(place, found)
    return StyleList(found)


def _key(item: Element) -> _Key:
    attributes = tuple(sorted((str(name), str(value)) for name, value in item.attrib.items()))
    return item.tag, attributes, tuple(_key(child) for child in item)
