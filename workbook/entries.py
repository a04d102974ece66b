"""Entries: what the table of contents of a zip gives away before a single part is unpacked.

Names, sizes, flags. A workbook has some 30 parts with plain names; a bomb, a smuggled path or a second part of the
same name (one program reads the first, another the last) shows here. `CHECKS` run in order, so the most telling fault
is named: a Word file is called a Word file before it is called too large. Example: parts `xl/a.xml` and `XL/A.xml`
together are refused. A zip describes each part twice, in its table of contents and before the part itself; `misplaced`
tells where the two differ, as one program believes the one, another the other, and where parts lie over each other, as
in a bomb that unpacks the same bytes a thousand times. Does not apply to declared sizes that lie: those show only on
reading (`Opened.read`).
"""

from __future__ import annotations

import re
import struct
import zipfile
from collections import Counter
from collections.abc import Sequence
from operator import attrgetter

from workbook.kinds import COPY_AGAIN, SAVE_AS, UNLOCK, Fault, packed_kind
from workbook.limits import MEGABYTE, Limits

WORKBOOK = "xl/workbook.xml"
RELATIONSHIPS = "xl/_rels/workbook.xml.rels"
PACKAGE_RELATIONSHIPS = "_rels/.rels"
ESSENTIAL = (WORKBOOK, RELATIONSHIPS, "[Content_Types].xml", PACKAGE_RELATIONSHIPS)
XML_SUFFIXES = (".xml", ".rels")
ENCRYPTED, SIZES_FOLLOW, UTF8 = 0x1 | 0x40 | 0x2000, 0x8, 0x800
LOCAL = struct.Struct("<4s5H3L2H")  # the description before a part: APPNOTE.TXT 4.3.7
END = struct.Struct("<4s4H2LH")  # what closes the table of contents: 4.3.16
LOCAL_START, END_START = b"PK\x03\x04", b"PK\x05\x06"
LOCATOR = struct.Struct("<4sLQL")  # where the 64-bit record is: 4.3.15
LOCATOR_START, RECORD_SIZE = b"PK\x06\x07", 56
OTHER_NAME = 0x7075  # an extra field by which some programs call the part otherwise: 4.6.9
ELSEWHERE_2, ELSEWHERE_4 = 0xFFFF, 0xFFFFFFFF  # "written in the 64-bit record"
CLEAN = "请改用来源可靠的原文件，或用 Excel 打开后另存为 .xlsx。"
SMALLER = "请删除多余的图片、附件和工作表，另存为 .xlsx 后再试。"

PLAIN_NAME = re.compile(r"(?!/)(?!.*\.\.)[\w./\[\] -]++").fullmatch
ODD = "\\:\0"

Infos = Sequence[zipfile.ZipInfo]


def too_many_parts(limits: Limits) -> Fault:
    return Fault(f"文件内部的部件太多（最多 {limits.parts} 个）", SMALLER)


def _encrypted(infos: Infos, limits: Limits) -> Fault | None:
    if any(info.flag_bits & ENCRYPTED for info in infos):
        return Fault("文件是加了密码的压缩包", UNLOCK)
    return None


def _named_badly(infos: Infos, limits: Limits) -> Fault | None:
    """`orig_filename` is the name as stored: `filename` is already cut at NUL and, on Windows, changed."""
    for name in (info.orig_filename for info in infos):
        if not PLAIN_NAME(name) and (name[:1] == "/" or ".." in name.split("/") or any(odd in name for odd in ODD)):
            return Fault(f"内部部件的名称「{name[:60]}」不合规范，可能不安全", CLEAN)
    return None


def _named_twice(infos: Infos, limits: Limits) -> Fault | None:
    for name, count in Counter(info.filename.lower() for info in infos).items():
        if count > 1:
            return Fault(f"内部有重名的部件「{name[:60]}」，不知道该信哪一个", CLEAN)
    return None


def _too_big(infos: Infos, limits: Limits) -> Fault | None:
    if len(infos) > limits.parts:
        return too_many_parts(limits)
    if sum(info.file_size for info in infos) > limits.unpacked_bytes:
        return Fault(f"文件解压后太大（最多 {limits.unpacked_bytes // MEGABYTE} MB）", SMALLER)
    if sum(info.file_size for info in infos if info.filename.lower().endswith(XML_SUFFIXES)) > limits.xml_bytes:
        return Fault(f"表格内容解压后太大（最多 {limits.xml_bytes // MEGABYTE} MB）", SMALLER)
    for info in infos:
        if info.file_size > limits.ratio_from and info.file_size > limits.ratio * info.compress_size:
            return Fault(f"部件 {info.filename} 的压缩比异常（超过 {limits.ratio} 倍），可能是压缩炸弹", SMALLER)
    return None


def _packed_oddly(infos: Infos, limits: Limits) -> Fault | None:
    if any(info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for info in infos):
        return Fault("文件内部用了 Excel 不用的压缩方式", SAVE_AS)
    return None


def _not_a_workbook(infos: Infos, limits: Limits) -> Fault | None:
    names = {info.filename.lower() for info in infos}
    missing = [name for name in ESSENTIAL if name.lower() not in names]
    if not missing:
        return None
    foreign = packed_kind(names) if WORKBOOK in missing else None
    return foreign or Fault(f"工作簿缺少必要的部件 {missing[0]}，文件已损坏", COPY_AGAIN)


CHECKS = (_encrypted, _named_badly, _named_twice, _not_a_workbook, _too_big, _packed_oddly)


def misplaced(data: bytes, archive: zipfile.ZipFile) -> Fault | None:
    """What does not fit together in the bytes of the whole file `data`; None where all does."""
    infos = sorted(archive.infolist(), key=attrgetter("header_offset"))
    place = 0
    for info in infos:
        if info.header_offset < place:
            return Fault(f"部件 {info.filename} 与别的部件重叠，可能是压缩炸弹", CLEAN)
        fault, place = _described_twice(data, info)
        if fault:
            return fault
    if place > archive.start_dir:
        return Fault(f"部件 {infos[-1].filename} 与目录重叠，可能是压缩炸弹", CLEAN)
    if infos and infos[0].header_offset:
        return Fault("文件开头有多余的内容，可能不安全", CLEAN)
    return _closed_badly(data, archive)


def _described_twice(data: bytes, info: zipfile.ZipInfo) -> tuple[Fault | None, int]:
    """Whether both descriptions of a part agree, and where the part ends."""
    start = info.header_offset + LOCAL.size
    if not 0 <= info.header_offset <= len(data) - LOCAL.size:
        return Fault("文件不完整或已损坏，可能没有复制完", COPY_AGAIN), 0
    sign, _, flags, method, _, _, _, packed, size, name_size, extra_size = LOCAL.unpack_from(data, info.header_offset)
    name = data[start : start + name_size]
    told = name.decode("utf-8" if flags & UTF8 or name.isascii() else "cp437", "replace")
    same = told == info.orig_filename and method == info.compress_type
    if sign != LOCAL_START or not same or flags & ENCRYPTED or (info.extra and OTHER_NAME in _extras(info.extra)):
        return Fault(f"部件 {info.filename} 的两处说明不一致，不知道该信哪一处", CLEAN), 0
    if (packed != info.compress_size or size != info.file_size) and not flags & SIZES_FOLLOW:
        sizes = (packed, info.compress_size), (size, info.file_size)
        if any(here not in (there, ELSEWHERE_4) for here, there in sizes):
            return Fault(f"部件 {info.filename} 已损坏，大小与目录不符", COPY_AGAIN), 0
    return None, start + name_size + extra_size + info.compress_size


def _extras(extra: bytes) -> set[int]:
    """Which extra fields a part has: a number and a size of 2 bytes each, then what they say."""
    found, at = set(), 0
    while at + 4 <= len(extra):
        number, size = struct.unpack_from("<HH", extra, at)
        found.add(number)
        at += 4 + size
    return found


def _closed_badly(data: bytes, archive: zipfile.ZipFile) -> Fault | None:
    """Programs look for the end of the table of contents from behind or from before: there must be one."""
    at = data.find(END_START, archive.start_dir)
    if at < 0 or at > len(data) - END.size or data.find(END_START, at + 1) >= 0:
        return Fault("文件末尾有两份目录，不知道该信哪一份", CLEAN)
    _, _, _, _, count, _, place, _ = END.unpack_from(data, at)
    sign, _, record, _ = LOCATOR.unpack_from(data, max(at - LOCATOR.size, 0))
    if sign == LOCATOR_START and record != at - LOCATOR.size - RECORD_SIZE:
        place = -1
    if count not in (len(archive.infolist()), ELSEWHERE_2) or place not in (archive.start_dir, ELSEWHERE_4):
        return Fault("文件的目录与内容不一致，文件可能已损坏", COPY_AGAIN)
    return None
