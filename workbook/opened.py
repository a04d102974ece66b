"""Opened: a workbook that passed the gate, and the only safe way to its parts.

Reading a part can still fail (bad checksum, a size that lies, an odd encoding); here every such failure is an
UnusableFile. `verify` reads what a parser will meet: call it before handing the path to calamine, which trusts its
input. Does not cover binary parts (pictures, VBA) until they are read.

    with inspect(path) as opened:
        opened.verify()
        names = opened.sheets.values()
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from copy import copy
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from workbook.errors import UnusableFile
from workbook.kinds import COPY_AGAIN, SAVE_AS, Fault
from workbook.limits import Limits
from workbook.reach import beyond

UNREADABLE = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, RuntimeError, ValueError, OverflowError, OSError)
XML_SUFFIXES = (".xml", ".rels")
DECLARED = re.compile(rb"""\s*<\?xml[^>]*?\sencoding\s*=\s*["']([^"']*)["']""")
PLAIN_ENCODINGS = (b"utf-8", b"utf8", b"us-ascii", b"ascii")
TRIM = "请在 Excel 或 WPS 中删除多余的行和列（连同格式），保存后再试。"


class Opened:
    """An open workbook. `sheets` maps the part name of each sheet to its title, in the order of the workbook."""

    __slots__ = ("_handle", "_parts", "_verified", "archive", "limits", "path", "sheets")

    def __init__(self, path: Path, archive: zipfile.ZipFile, handle: BinaryIO, limits: Limits) -> None:
        self.path, self.archive, self.limits = path, archive, limits
        self.sheets: dict[str, str] = {}
        self._verified: dict[str, bytes] = {}
        self._handle = handle
        self._parts = {info.filename.lower(): info for info in archive.infolist()}

    def __enter__(self) -> Opened:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close the archive and its file; a second call does nothing."""
        self._verified.clear()
        self.archive.close()
        self._handle.close()

    def find(self, name: str) -> str | None:
        """The stored name of a part, whatever the case it is asked in; None if there is none."""
        info = self._parts.get(name.lower())
        return info.filename if info else None

    def read(self, name: str) -> bytes:
        """The bytes of one part. Raises UnusableFile if it is missing, damaged, or XML with a DTD or not in UTF-8."""
        if name in self._verified:
            return self._verified[name]
        info = self._parts.get(name.lower())
        if info is None:
            raise self.refusal(Fault(f"工作簿缺少必要的部件 {name}", COPY_AGAIN))
        data = self._unpacked(info)
        if info.filename.lower().endswith(XML_SUFFIXES):
            self._refuse_odd_xml(info.filename, data)
        return data

    def read_sheet(self, name: str) -> bytes:
        """Like `read`, for the part of a sheet. Raises UnusableFile also if a cell or area is out of reach."""
        data = self.read(name)
        if not name.lower().endswith(XML_SUFFIXES):
            self._refuse_odd_xml(name, data)
        problem = beyond(data, self.limits)
        if problem:
            raise self.refusal(Fault(f"工作表「{self.sheets.get(name, name)}」的{problem}", TRIM))
        return data

    def verify(self) -> None:
        """Read every sheet and every XML part once. Raises UnusableFile at the first that cannot be trusted."""
        for name in self.sheets:
            self._verified[name] = self.read_sheet(name)
        for name in self.archive.namelist():
            if name.lower().endswith(XML_SUFFIXES) and name not in self.sheets:
                self.read(name)

    def refusal(self, fault: Fault) -> UnusableFile:
        """The error to raise. Names out of the file may hold control characters; a terminal never sees them."""
        problem = "".join(sign if sign.isprintable() else "?" for sign in fault.problem)
        return UnusableFile(problem, place=self.path.name, remedy=fault.remedy)

    def _unpacked(self, info: zipfile.ZipInfo) -> bytes:
        """Asks for one byte more than declared: other readers follow the stream past a false size."""
        asked = copy(info)
        asked.file_size = info.file_size + 1
        try:
            with self.archive.open(asked) as part:
                data = part.read(asked.file_size)
        except UNREADABLE as error:
            raise self.refusal(Fault(f"部件 {info.filename} 已损坏，读不出来", COPY_AGAIN)) from error
        if len(data) != info.file_size:
            raise self.refusal(Fault(f"部件 {info.filename} 已损坏，大小与目录不符", COPY_AGAIN))
        return data

    def _refuse_odd_xml(self, name: str, data: bytes) -> None:
        wide = b"\0" in data[:4]
        text = data.replace(b"\0", b"") if wide else data
        if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
            raise self.refusal(Fault(f"部件 {name} 含有 DTD 声明，正常的工作簿不会有，可能不安全", SAVE_AS))
        head = text[:256].removeprefix(b"\xef\xbb\xbf")
        declared = DECLARED.match(head)
        if wide or (declared and declared[1].lower() not in PLAIN_ENCODINGS):
            raise self.refusal(Fault(f"部件 {name} 的文字编码不是 UTF-8", SAVE_AS))
        if not head.lstrip().startswith(b"<"):
            raise self.refusal(Fault(f"部件 {name} 已损坏，内容不是 XML", COPY_AGAIN))
