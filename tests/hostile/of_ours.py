"""Of ours: a filled workbook of this project, damaged, tampered with or merely odd, and what reading it must show.

Why apart from the other kinds: these pass the gate, or should. `says` is in the refusal; where it is "" the file is
read, and `sees` is what must be found in it: facts, troubles, and what the file brings along.

    OURS["spill"].make(example, folder / "自评表.xlsx")
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from tests.hostile.bricks import LINKS, WORKBOOK
from workbook.package import Package

STYLES, FORM = "xl/styles.xml", "xl/worksheets/sheet13.xml"
CELL = re.compile(rb'<c r="D5"[^>]*>.*?</c>')
NAME = re.compile(rb'(<definedName name="income\.agencies\.\w+">[^<]*!)[^<]*(</definedName>)')
FACTS = 843  # of the example
MICROSOFT = b"http://schemas.microsoft.com/office/2006/relationships"

Edit = Callable[[bytes], bytes]


class Ours(NamedTuple):
    """`make` writes the file from the example."""

    make: Callable[[Path, Path], object]
    says: str = ""
    sees: Mapping[str, Any] = MappingProxyType({})


OURS: dict[str, Ours] = {}


def edited(name: str, edits: dict[str, Edit | bytes], says: str = "", **sees: Any) -> None:
    """A kind that differs from the example in some parts: an edit for a part that is there, bytes for a new one."""

    def make(source: Path, target: Path) -> None:
        package = Package.load(source)
        for part, edit in edits.items():
            package.put(part, edit if isinstance(edit, bytes) else edit(package.read(part)))
        target.write_bytes(package.to_bytes())

    OURS[name] = Ours(make, says, sees or ({} if says else {"facts": FACTS}))


def rewritten(name: str, edit: Edit, says: str = "", target: str = "", **sees: Any) -> None:
    """A kind whose bytes differ, or only its name."""

    def make(source: Path, path: Path) -> Path:
        path = path.with_name(target) if target else path
        path.write_bytes(edit(source.read_bytes()))
        return path

    OURS[name] = Ours(make, says, sees or ({} if says else {"facts": FACTS}))


def swap(old: bytes, new: bytes) -> Edit:
    def edit(data: bytes) -> bytes:
        assert old in data
        return data.replace(old, new, 1)

    return edit


def cell(attributes: bytes, inside: bytes) -> dict[str, Edit | bytes]:
    """A figure of the form, written otherwise."""
    return {FORM: lambda xml: CELL.sub(lambda _: b'<c r="D5"%s>%s</c>' % (attributes, inside), xml, count=1)}


def name(target: bytes) -> dict[str, Edit | bytes]:
    """A name of a column, leading elsewhere."""
    return {WORKBOOK: lambda xml: NAME.sub(lambda found: found[1] + target + found[2], xml, count=1)}


def named(more: bytes) -> dict[str, Edit | bytes]:
    return {WORKBOOK: swap(b"<definedNames>", b"<definedNames>" + more)}


def another_sheet(kind: bytes, part: str, xml: bytes, state: bytes = b"") -> dict[str, Edit | bytes]:
    """One sheet more, of whatever kind."""
    link = b'<Relationship Id="rId99" Type="%s" Target="%s"/>' % (kind, part.removeprefix("xl/").encode())
    listed = b'<sheet name="X" sheetId="99"%s r:id="rId99"/>' % (b' state="%s"' % state if state else b"")
    return {
        part: xml,
        LINKS: swap(b"</Relationships>", link + b"</Relationships>"),
        WORKBOOK: swap(b"</sheets>", listed + b"</sheets>"),
    }


def date(value: bytes) -> dict[str, Edit | bytes]:
    """A figure shown as a date: the last of the cell formats, made one."""
    xf = b'<xf numFmtId="14" fontId="0" fillId="0" borderId="0"/></cellXfs>'

    def place(xml: bytes) -> bytes:
        return xml.replace(
            b"<sheetData>", b'<sheetData><row r="1"><c r="XA1" s="%d"><v>%s</v></c></row>' % (900, value), 1
        )

    return {
        STYLES: lambda xml: xml.replace(b"</cellXfs>", xf.removesuffix(b"</cellXfs>") * 1000 + b"</cellXfs>"),
        FORM: place,
    }
