"""VBA sources -> vbaProject.bin, the part of an .xlsm that holds its macros.

Excel stores VBA as compressed source beside a compiled form of it. The compiled form belongs to one build of Excel, so
it is left out (MS-OVBA 2.3.4.1: version 0xFFFF), and Excel compiles the source when it first runs it: the bytes depend
on nothing but the sources. A project has one document module for the workbook and one for each sheet, in the order of
the sheets; Excel calls a file damaged where they do not fit.

Sources are ASCII, for Chinese in them would depend on the code page of whoever opens the file. Not for reading projects
that others made.

    vba_project(26, Sources(modules={"JxStart": "Attribute VB_Name = ..."}, classes={}, workbook="Option Explicit\\n"))
"""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
from pyopenvba import ExcelFile, VBAModuleKind
from pyopenvba.cfb import CFB
from pyopenvba.vba import compress, decompress
from xlsxwriter import Workbook

WORKBOOK_MODULE = "ThisWorkbook"
_FOLDER = Path(__file__).parent / "vba"
_PLAIN, _WITH_MACROS = b"openxmlformats-officedocument.spreadsheetml.sheet.main", b"ms-excel.sheet.macroEnabled.main"
_NO_COMPILED_FORM = b"\xcc\x61\xff\xff\x00\x01\x00"
# Records of the `dir` stream (MS-OVBA 2.3.4.2) that matter here.
_VERSION, _MODULE_NAME, _MODULE_OFFSET = 0x09, 0x32, 0x31
_HEAD = struct.Struct("<HI")


class Sources(msgspec.Struct, frozen=True, kw_only=True):
    """The text of every module by its name, with any line ends; `workbook` is the code behind the workbook itself."""

    modules: Mapping[str, str]
    classes: Mapping[str, str]
    workbook: str

    def joined(self, modules: Mapping[str, str], classes: Mapping[str, str]) -> Sources:
        """These and others."""
        return Sources(modules={**self.modules, **modules}, classes={**self.classes, **classes}, workbook=self.workbook)


def own_sources() -> Sources:
    """The modules that belong to every workbook of ours, as they lie in the folder `vba`."""
    modules = {path.stem: path.read_text(encoding="ascii") for path in sorted(_FOLDER.glob("*.bas"))}
    behind = (_FOLDER / f"{WORKBOOK_MODULE}.cls").read_text(encoding="ascii")
    return Sources(modules=modules, classes={}, workbook=behind)


def vba_project(sheets: int, sources: Sources) -> bytes:
    """The project for a workbook with that many sheets. The same sources give the same bytes.

    Raises UnicodeEncodeError for a source that is not ASCII.
    """
    with TemporaryDirectory() as scratch:
        path = Path(scratch) / "sheets.xlsm"
        path.write_bytes(_bare_workbook(sheets))
        with ExcelFile(path) as file:
            project = file.add_vba_project()
            for name, text in sources.modules.items():
                project.add_module(name, _stored(text))
            for name, text in sources.classes.items():
                project.add_module(name, _stored(text), kind=VBAModuleKind.other)
            project.get_module(WORKBOOK_MODULE).body = _stored(sources.workbook)
            file.save()
        with zipfile.ZipFile(path) as archive:
            return _without_compiled_form(archive.read("xl/vbaProject.bin"))


def _stored(text: str) -> str:
    """As VBA keeps it: CR LF. Refuses what is not ASCII."""
    text.encode("ascii")
    return text.replace("\r\n", "\n").replace("\n", "\r\n")


def _bare_workbook(sheets: int) -> bytes:
    """A workbook with empty sheets and the type of one with macros: what the library adds a project to."""
    plain, typed = BytesIO(), BytesIO()
    book = Workbook(plain, {"in_memory": True})
    for _ in range(sheets):
        book.add_worksheet()
    book.close()
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(typed, "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name).replace(_PLAIN, _WITH_MACROS))
    return typed.getvalue()


def _without_compiled_form(data: bytes) -> bytes:
    """The project with nothing but source in it: each module's stream begins with its text."""
    file = CFB.from_bytes(data)
    listing = bytearray(decompress(file.get_stream_in_storage("VBA", "dir")))
    at, name = 0, ""
    while at + _HEAD.size <= len(listing):
        record, size = _HEAD.unpack_from(listing, at)
        body = at + _HEAD.size
        size = 6 if record == _VERSION else size  # the one record whose size is not what it says
        if record == _MODULE_NAME:
            name = listing[body : body + size].decode("utf-16-le")
        elif record == _MODULE_OFFSET:
            (offset,) = struct.unpack_from("<I", listing, body)
            stream = file.get_stream_in_storage("VBA", name)
            file.write_stream_in_storage("VBA", name, bytes(stream[offset:]))
            struct.pack_into("<I", listing, body, 0)
        at = body + size
    file.write_stream_in_storage("VBA", "dir", compress(bytes(listing)))
    file.write_stream_in_storage("VBA", "_VBA_PROJECT", _NO_COMPILED_FORM)
    return bytes(file.to_bytes())
