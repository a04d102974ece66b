"""Bricks: the smallest sound workbook, and the few ways to spoil a file.

Why by hand: no library writes a wrong checksum or two parts of one name. Does not make anything hostile by itself.

    package(path, {SHEET: sheet(b'<row r="1"/>')})   # replaces one part; None drops it
"""

from __future__ import annotations

import zipfile
from pathlib import Path

MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINK = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = b"http://schemas.openxmlformats.org/package/2006"
HEAD = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
TYPES, WORKBOOK, LINKS = "[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
ENTRANCE = "_rels/.rels"
SHEET, STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
FLAGS, METHOD, CHECKSUM, SIZE, NAME = 8, 10, 16, 24, 46
LOCAL_NAME, LOCAL_SIZE = 30, 22


def sheet(rows: bytes, *, before: bytes = b"", after: bytes = b"") -> bytes:
    """A sheet part with these rows."""
    return b"%s<worksheet xmlns='%s'>%s<sheetData>%s</sheetData>%s</worksheet>" % (HEAD, MAIN, before, rows, after)


def workbook(count: int = 1, *, namespace: bytes = MAIN) -> bytes:
    """A workbook part listing `count` sheets, all of relationship rId1 onwards."""
    sheets = b"".join(b'<sheet name="S%d" sheetId="%d" r:id="rId%d"/>' % (i, i, i) for i in range(1, count + 1))
    return b'%s<workbook xmlns="%s" xmlns:r="%s"><sheets>%s</sheets></workbook>' % (HEAD, namespace, LINK, sheets)


def links(target: bytes = b"worksheets/sheet1.xml") -> bytes:
    """The relationships of the workbook: one sheet."""
    link = b'<Relationship Id="rId1" Type="%s/worksheet" Target="%s"/>' % (LINK, target)
    return b'%s<Relationships xmlns="%s/relationships">%s</Relationships>' % (HEAD, PACKAGE, link)


def entrance(target: bytes = b"xl/workbook.xml") -> bytes:
    """The relationships of the package: where the workbook is."""
    link = b'<Relationship Id="rId1" Type="%s/officeDocument" Target="%s"/>' % (LINK, target)
    return b'%s<Relationships xmlns="%s/relationships">%s</Relationships>' % (HEAD, PACKAGE, link)


def sound_parts() -> dict[str, bytes]:
    """The parts of a sound workbook of one sheet with the number 1 in A1."""
    return {
        TYPES: b'%s<Types xmlns="%s/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>'
        % (HEAD, PACKAGE),
        ENTRANCE: entrance(),
        WORKBOOK: workbook(),
        LINKS: links(),
        STRINGS: b'%s<sst xmlns="%s"><si><t>1</t></si></sst>' % (HEAD, MAIN),
        SHEET: sheet(b'<row r="1"><c r="A1"><v>1</v></c></row>'),
    }


def package(path: Path, changes: dict[str, bytes | None] | None = None) -> None:
    """A sound workbook with some parts replaced, added or (None) dropped."""
    archive(path, {name: data for name, data in (sound_parts() | (changes or {})).items() if data is not None})


def archive(path: Path, parts: dict[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, data in parts.items():
            out.writestr(name, data)


def forge(path: Path, part: str, at: int, value: bytes) -> None:
    """Overwrite a field of the part's entry in the central directory."""
    data = bytearray(path.read_bytes())
    start = data.rindex(part.encode()) - NAME + at
    data[start : start + len(value)] = value
    path.write_bytes(data)


def forge_local(path: Path, part: str, at: int, value: bytes) -> None:
    """Overwrite a field of the part's local header."""
    data = bytearray(path.read_bytes())
    start = data.index(part.encode()) - LOCAL_NAME + at
    data[start : start + len(value)] = value
    path.write_bytes(data)


def replace(path: Path, old: bytes, new: bytes) -> None:
    path.write_bytes(path.read_bytes().replace(old, new))


def compound(path: Path, *streams: str) -> None:
    """An OLE compound file as far as its directory: header sector, then one 128-byte entry a stream."""
    entries = b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in ("Root Entry", *streams))
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0") + entries.ljust(1024, b"\xff"))
