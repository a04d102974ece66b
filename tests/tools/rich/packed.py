"""Kinds that differ in how the parts are named, encoded and zipped, not in what they say."""

from __future__ import annotations

import codecs
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from tests.tools.rich.parts import BOOK, SHEET, TYPES, Make, Parts, packed, plain, replaced

_RELS = "xl/_rels/workbook.xml.rels"


class _OneWay:
    """A stream that cannot go back: what is zipped into it has its sizes behind the data, in descriptors."""

    def __init__(self, path: Path) -> None:
        self._stream = open(path, "wb")  # noqa: SIM115

    def write(self, data: bytes) -> int:
        return self._stream.write(data)

    def flush(self) -> None:
        self._stream.flush()

    def close(self) -> None:
        self._stream.close()


def _descriptors(path: Path) -> None:
    stream = _OneWay(path)
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in plain().items():
            archive.writestr(name, data)
    stream.close()


def _zip64(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in plain().items():
            with archive.open(name, "w", force_zip64=True) as part:
                part.write(data)


def _folders(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for folder in ("_rels/", "xl/", "xl/worksheets/"):
            archive.writestr(folder, b"")
        for name, data in plain().items():
            archive.writestr(name, data)


def _stored(path: Path) -> None:
    packed(path, plain(), zipfile.ZIP_STORED)


def _commented(path: Path) -> None:
    packed(path, plain())
    with zipfile.ZipFile(path, "a") as archive:
        archive.comment = "报送".encode()


def _recoded(codec: str, mark: bytes) -> Callable[[Parts], None]:
    def recode(parts: Parts) -> None:
        text = parts[SHEET].decode()
        name = "UTF-16" if codec.startswith("utf-16") else "UTF-8"
        parts[SHEET] = mark + text.replace('encoding="UTF-8"', f'encoding="{name}"').encode(codec)

    return recode


def _moved(parts: Parts) -> None:
    """Parts may have any name: relations say where they are."""
    parts["xl/sheets/某 表.XML"] = parts.pop(SHEET)
    replaced(parts, TYPES, (f"/{SHEET}", "/xl/sheets/某 表.XML"))
    replaced(parts, _RELS, ("worksheets/sheet1.xml", "sheets/某 表.XML"))


def _absolute(parts: Parts) -> None:
    replaced(parts, _RELS, ('"worksheets/sheet1.xml"', '"/xl/worksheets/sheet1.xml"'))


def _other_case(parts: Parts) -> None:
    """Names of parts are equal whatever their case."""
    parts["xl/worksheets/Sheet1.xml"] = parts.pop(SHEET)


def _escaped(parts: Parts) -> None:
    """An address may have its blanks and its Chinese percent-encoded."""
    parts["xl/worksheets/sheet 1.xml"] = parts.pop(SHEET)
    replaced(parts, TYPES, (f"/{SHEET}", "/xl/worksheets/sheet%201.xml"))
    replaced(parts, _RELS, ("worksheets/sheet1.xml", "worksheets/sheet%201.xml"))


def _extra(parts: Parts) -> None:
    """What no relation leads to, left by other programs."""
    parts["xl/worksheets/sheet1.xml.bak"] = b"\0old"
    parts["Thumbs.db"] = b"\xd0\xcf\x11\xe0"
    parts["[trash]/0000.dat"] = b""


def _types_last(parts: Parts) -> None:
    parts[TYPES] = parts.pop(TYPES)
    parts[BOOK] = parts.pop(BOOK)


def _white_space(parts: Parts) -> None:
    """Indented by an editor, the ends of lines those of Windows."""
    replaced(parts, SHEET, ("<sheetData>", "\r\n  <sheetData>\r\n    "), ("</row>", "</row>\r\n\t"))


_ZIPPED: dict[str, Make] = {
    "data descriptors": _descriptors,
    "zip64": _zip64,
    "folders in the zip": _folders,
    "stored parts": _stored,
    "zip comment": _commented,
}
_PARTS: dict[str, Callable[[Parts], None]] = {
    "byte order mark": _recoded("utf-8", codecs.BOM_UTF8),
    "UTF-16": _recoded("utf-16-le", codecs.BOM_UTF16_LE),
    "odd part names": _moved,
    "absolute targets": _absolute,
    "names in another case": _other_case,
    "percent-encoded targets": _escaped,
    "parts of nobody": _extra,
    "odd order of parts": _types_last,
    "white space": _white_space,
}


def _make(path: Path, change: Callable[[Parts], None]) -> None:
    parts = plain()
    change(parts)
    packed(path, parts)


PACKED: dict[str, Make] = {**_ZIPPED, **{name: partial(_make, change=change) for name, change in _PARTS.items()}}
