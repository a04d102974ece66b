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
from pathlib import Path
from types import TracebackType
from typing import NamedTuple

from workbook.entries import LOCAL, SMALLER, WORKBOOK, XML_SUFFIXES
from workbook.errors import UnusableFile
from workbook.inflate import ERRORS, checksum, inflated
from workbook.kinds import COPY_AGAIN, SAVE_AS, Fault
from workbook.limits import MEGABYTE, Limits
from workbook.markup import odd_strings, odd_text, odd_tree, odd_xml
from workbook.plain_sheet import CELLS, merges_near, near_until, plain_until
from workbook.reach import BROKEN, survey
from workbook.remembered import Remembered

DAMAGED = (zipfile.BadZipFile, struct.error, EOFError, RuntimeError, ValueError, OverflowError, OSError)
UNREADABLE: tuple[type[Exception], ...] = (*ERRORS, *DAMAGED)
STRINGS, TREES = "sharedstrings.xml", (WORKBOOK,)
TRIM = "请在 Excel 或 WPS 中删除多余的行和列（连同格式），保存后再试。"


class Opened:
    """An open workbook. `sheets` maps the part name of each sheet to its title, in the order of the workbook; `data`
    is the file, `listed` the attributes of the elements that list the sheets. Each part is unpacked once. `plain` are
    the parts of sheets of which `workbook.plain_sheet` knows all; `ends` says of all that it knows to be near where
    their cells end.
    """

    __slots__ = (
        "_areas",
        "_guessed",
        "_parts",
        "_size",
        "_unpacked",
        "archive",
        "data",
        "ends",
        "limits",
        "listed",
        "path",
        "plain",
        "sheets",
    )

    def __init__(self, path: Path, data: bytes, archive: zipfile.ZipFile, limits: Limits) -> None:
        self.path, self.data, self.archive, self.limits = path, data, archive, limits
        self.sheets: dict[str, str] = {}
        self.listed: list[dict[str, str]] = []
        self.plain: set[str] = set()
        self.ends: dict[str, int] = {}
        self._areas: dict[str, int] = {}
        self._guessed: list[str] = []
        self._size = 0
        self._unpacked: dict[str, bytes] = {}
        self._parts = {info.filename.lower(): info for info in archive.infolist()}

    def __enter__(self) -> Opened:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Let go of everything; a second call does nothing."""
        self._unpacked.clear()
        self.archive.close()

    def find(self, name: str) -> str | None:
        """The stored name of a part, whatever the case it is asked in; None if there is none."""
        info = self._parts.get(name.lower())
        return info.filename if info else None

    def checksum(self, name: str) -> int:
        """The CRC-32 of a part that was read."""
        return self._parts[name.lower()].CRC

    def read(self, name: str) -> bytes:
        """The bytes of one part. Raises UnusableFile if it is missing, damaged, or XML with a DTD or not in UTF-8."""
        data = self._unpacked.get(name)
        if data is not None:
            return data
        info = self._parts.get(name.lower())
        if info is None:
            raise self.refusal(Fault(f"工作簿缺少必要的部件 {name}", COPY_AGAIN))
        if info.filename not in self._unpacked:
            self._unpacked[info.filename] = self._looked_at(info)
        return self._unpacked[info.filename]

    def content(self, name: str) -> bytes:
        """The bytes of any part by its stored name, a picture or program too; not looked into. Raises UnusableFile."""
        known = self._unpacked.get(name)
        return self._inflated(self._parts[name.lower()]) if known is None else known

    def read_sheet(self, name: str) -> bytes:
        """Like `read`, for the part of a sheet. Raises UnusableFile also if a cell or area is out of reach."""
        data = self.read(name)
        if not _kinds_of[name].is_xml:
            self._refuse(odd_xml(name, data))
        self._refuse(odd_text(name, data))
        until = plain_until(data, self.limits)
        if until:
            self.plain.add(name)
        else:
            until = near_until(data, self.limits)
        if until:
            self.ends[name] = until
        if until and merges_near(data, until, self.limits):
            self._areas[name] = CELLS
            self._guessed.append(name)
        else:
            self._areas[name] = self._reach(name, data)
        if sum(self._areas.values()) > self.limits.all_cells:
            self._refuse_too_many()
        return data

    def verify(self) -> None:
        """Read every sheet and every XML part once. Raises UnusableFile at the first that cannot be trusted."""
        for name in self.sheets:
            self.read_sheet(name)
        for info in self._parts.values():
            name = info.filename
            kinds = _kinds_of[name]
            if kinds.is_xml and name not in self.sheets:
                data = self.read(name)
                if kinds.is_strings:
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

    def _reach(self, name: str, data: bytes) -> int:
        """The cells that a reader allocates for a sheet."""
        problem, cells = survey(data, self.limits)
        if problem:
            remedy = SAVE_AS if problem == BROKEN else TRIM
            self._refuse(Fault(f"工作表「{self.sheets.get(name, name)}」的{problem}", remedy))
        return cells

    def _refuse_too_many(self) -> None:
        """Of near sheets it is not known how far they go, only that it is not far: now they are measured, once."""
        while self._guessed:
            name = self._guessed.pop()
            self._areas[name] = self._reach(name, self.read(name))
        if sum(self._areas.values()) > self.limits.all_cells:
            self._refuse(Fault(f"各工作表的区域合计太大（最多 {self.limits.all_cells} 个单元格）", TRIM))

    def _looked_at(self, info: zipfile.ZipInfo) -> bytes:
        kinds = _kinds_of[info.filename]
        self._refuse_too_much(info, kinds)
        data = self._inflated(info)
        if kinds.is_xml:
            self._refuse(odd_xml(info.filename, data))
        if kinds.is_tree:
            self._refuse(odd_tree(info.filename, data))
        return data

    def _refuse_too_much(self, info: zipfile.ZipInfo, kinds: _Kinds) -> None:
        """Before unpacking: a part that is held as a tree, and all parts that are read, together."""
        self._size += info.file_size
        if self._size > self.limits.xml_bytes:
            self._refuse(Fault(f"表格内容解压后太大（最多 {self.limits.xml_bytes // MEGABYTE} MB）", SMALLER))
        if info.file_size > self.limits.tree_bytes and kinds.is_tree:
            most = self.limits.tree_bytes // MEGABYTE
            self._refuse(Fault(f"部件 {info.filename} 太大（最多 {most} MB）", SMALLER))

    def _inflated(self, info: zipfile.ZipInfo) -> bytes:
        try:
            data, whole = _unpacked(self._packed(info), info)
        except UNREADABLE as error:
            raise self.refusal(Fault(f"部件 {info.filename} 已损坏，读不出来", COPY_AGAIN)) from error
        if len(data) != info.file_size:
            self._refuse(Fault(f"部件 {info.filename} 已损坏，大小与目录不符", COPY_AGAIN))
        if not whole or checksum(data) != info.CRC:
            self._refuse(Fault(f"部件 {info.filename} 已损坏，读不出来", COPY_AGAIN))
        return data

    def _packed(self, info: zipfile.ZipInfo) -> memoryview:
        """`misplaced` has seen to it that all this lies within the file."""
        *_, name_size, extra_size = LOCAL.unpack_from(self.data, info.header_offset)
        start = info.header_offset + LOCAL.size + name_size + extra_size
        return memoryview(self.data)[start : start + info.compress_size]


class _Kinds(NamedTuple):
    """What the name of a part says of it."""

    is_xml: bool
    is_tree: bool
    is_strings: bool


def _kinds(name: str) -> _Kinds:
    lower = name.lower()
    is_tree = lower.startswith(TREES) or lower.endswith(".rels")
    return _Kinds(lower.endswith(XML_SUFFIXES), is_tree, lower.endswith(STRINGS))


_kinds_of = Remembered(_kinds, count=2048, longest=200)


def _unpacked(packed: memoryview, info: zipfile.ZipInfo) -> tuple[bytes, bool]:
    """The part, and whether its stream came to an end. One byte more than declared shows that the size is false."""
    if info.compress_type == zipfile.ZIP_STORED:
        return bytes(packed[: info.file_size + 1]), True
    return inflated(packed, info.file_size + 1)
