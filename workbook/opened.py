"""Opened: a workbook that passed the gate, and the only safe way to its parts.

The file is held in memory as it was looked at, so nobody can change it between the look and the reading. Reading a part
can still fail (bad checksum, a size that lies, an odd encoding); here every such failure is an UnusableFile. `verify`
reads what a parser will meet: call it before handing `data` to calamine, which trusts its input. Does not cover binary
parts (pictures, VBA) until they are read.

    with inspect(path) as opened:
        opened.verify()
        names = opened.sheets.values()
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from pathlib import Path
from types import TracebackType

from workbook.entries import LOCAL, RELATIONSHIPS, SMALLER, WORKBOOK, XML_SUFFIXES
from workbook.errors import UnusableFile
from workbook.kinds import COPY_AGAIN, SAVE_AS, Fault
from workbook.limits import MEGABYTE, Limits
from workbook.markup import odd_strings, odd_text, odd_tree, odd_xml
from workbook.reach import BROKEN, survey

UNREADABLE = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, RuntimeError, ValueError, OverflowError, OSError)
STRINGS, TREES = "sharedstrings.xml", (WORKBOOK,)
KEPT = (WORKBOOK, RELATIONSHIPS)  # asked for more than once
TRIM = "请在 Excel 或 WPS 中删除多余的行和列（连同格式），保存后再试。"


class Opened:
    """An open workbook. `sheets` maps the part name of each sheet to its title, in the order of the workbook; `data`
    is the file.
    """

    __slots__ = ("_areas", "_parts", "_sizes", "_verified", "archive", "data", "limits", "path", "sheets")

    def __init__(self, path: Path, data: bytes, archive: zipfile.ZipFile, limits: Limits) -> None:
        self.path, self.data, self.archive, self.limits = path, data, archive, limits
        self.sheets: dict[str, str] = {}
        self._areas: dict[str, int] = {}
        self._sizes: dict[str, int] = {}
        self._verified: dict[str, bytes] = {}
        self._parts = {info.filename.lower(): info for info in archive.infolist()}

    def __enter__(self) -> Opened:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Let go of everything; a second call does nothing."""
        self._verified.clear()
        self.archive.close()

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
        self._refuse_too_much(info)
        data = self._unpacked(info)
        if info.filename.lower().endswith(XML_SUFFIXES):
            self._refuse(odd_xml(info.filename, data))
        if _is_tree(info.filename):
            self._refuse(odd_tree(info.filename, data))
        if name in KEPT:
            self._verified[name] = data
        return data

    def read_sheet(self, name: str) -> bytes:
        """Like `read`, for the part of a sheet. Raises UnusableFile also if a cell or area is out of reach."""
        data = self.read(name)
        if not name.lower().endswith(XML_SUFFIXES):
            self._refuse(odd_xml(name, data))
        self._refuse(odd_text(name, data))
        problem, self._areas[name] = survey(data, self.limits)
        if problem:
            remedy = SAVE_AS if problem == BROKEN else TRIM
            self._refuse(Fault(f"工作表「{self.sheets.get(name, name)}」的{problem}", remedy))
        if sum(self._areas.values()) > self.limits.all_cells:
            self._refuse(Fault(f"各工作表的区域合计太大（最多 {self.limits.all_cells} 个单元格）", TRIM))
        return data

    def verify(self) -> None:
        """Read every sheet and every XML part once. Raises UnusableFile at the first that cannot be trusted."""
        for name in self.sheets:
            self._verified[name] = self.read_sheet(name)
        for name in self.archive.namelist():
            if name.lower().endswith(XML_SUFFIXES) and name not in self.sheets:
                data = self.read(name)
                if name.lower().endswith(STRINGS):
                    self._refuse(odd_text(name, data) or odd_strings(name, data))
                if b"sheetData" in data:  # no sheet of the workbook, but one for a reader that is led astray
                    self.read_sheet(name)

    def refusal(self, fault: Fault) -> UnusableFile:
        """The error to raise. Names out of the file may hold control characters; a terminal never sees them."""
        problem = "".join(sign if sign.isprintable() else "?" for sign in fault.problem)
        return UnusableFile(problem, place=self.path.name, remedy=fault.remedy)

    def _refuse(self, fault: Fault | None) -> None:
        if fault:
            raise self.refusal(fault)

    def _refuse_too_much(self, info: zipfile.ZipInfo) -> None:
        """Before unpacking: a part that is held as a tree, and all parts that are read, together."""
        self._sizes[info.filename] = info.file_size
        if sum(self._sizes.values()) > self.limits.xml_bytes:
            self._refuse(Fault(f"表格内容解压后太大（最多 {self.limits.xml_bytes // MEGABYTE} MB）", SMALLER))
        if info.file_size > self.limits.tree_bytes and _is_tree(info.filename):
            most = self.limits.tree_bytes // MEGABYTE
            self._refuse(Fault(f"部件 {info.filename} 太大（最多 {most} MB）", SMALLER))

    def _unpacked(self, info: zipfile.ZipInfo) -> bytes:
        try:
            data, whole = _inflated(self._packed(info), info)
        except UNREADABLE as error:
            raise self.refusal(Fault(f"部件 {info.filename} 已损坏，读不出来", COPY_AGAIN)) from error
        if len(data) != info.file_size:
            self._refuse(Fault(f"部件 {info.filename} 已损坏，大小与目录不符", COPY_AGAIN))
        if not whole or zlib.crc32(data) != info.CRC:
            self._refuse(Fault(f"部件 {info.filename} 已损坏，读不出来", COPY_AGAIN))
        return data

    def _packed(self, info: zipfile.ZipInfo) -> memoryview:
        """`misplaced` has seen to it that all this lies within the file."""
        *_, name_size, extra_size = LOCAL.unpack_from(self.data, info.header_offset)
        start = info.header_offset + LOCAL.size + name_size + extra_size
        return memoryview(self.data)[start : start + info.compress_size]


def _is_tree(name: str) -> bool:
    return name.lower().startswith(TREES) or name.lower().endswith(".rels")


def _inflated(packed: memoryview, info: zipfile.ZipInfo) -> tuple[bytes, bool]:
    """The part, and whether its stream came to an end. One byte more than declared shows that the size is false."""
    if info.compress_type == zipfile.ZIP_STORED:
        return bytes(packed[: info.file_size + 1]), True
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    return stream.decompress(packed, info.file_size + 1), stream.eof
