"""Entries: what the table of contents of a zip gives away before a single part is unpacked.

Names, sizes, flags. A workbook has some 30 parts with plain names; a bomb, a smuggled path or a second part of the
same name (one program reads the first, another the last) shows here. `CHECKS` run in order, so the most telling fault
is named: a Word file is called a Word file before it is called too large. Example: parts `xl/a.xml` and `XL/A.xml`
together are refused. Does not apply to declared sizes that lie: those show only on reading (`Opened.read`).
"""

from __future__ import annotations

import zipfile
from collections import Counter
from collections.abc import Sequence

from workbook.kinds import COPY_AGAIN, SAVE_AS, UNLOCK, Fault, packed_kind
from workbook.limits import MEGABYTE, Limits

WORKBOOK = "xl/workbook.xml"
RELATIONSHIPS = "xl/_rels/workbook.xml.rels"
ESSENTIAL = (WORKBOOK, RELATIONSHIPS, "[Content_Types].xml")
ENCRYPTED = 0x1 | 0x40 | 0x2000
CLEAN = "请改用来源可靠的原文件，或用 Excel 打开后另存为 .xlsx。"
SMALLER = "请删除多余的图片、附件和工作表，另存为 .xlsx 后再试。"

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
        if name.startswith("/") or ".." in name.split("/") or any(odd in name for odd in ("\\", ":", "\0")):
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
