"""Kinds: what a file really is, when it wears the name of a workbook and is none.

People rename `.xls` to `.xlsx`, save a web export as `.xls`, or send the PDF. Only the bytes tell; each kind has its
own words and its own remedy. Does not apply to a sound `.xlsx`/`.xlsm`: the gate looks here when something is missing.

>>> unpacked_kind(b"%PDF-1.7 ...").problem
'内容是「PDF 文档」，不是 Excel 工作簿'
"""

from __future__ import annotations

import codecs
from collections.abc import Collection
from typing import NamedTuple

SAVE_AS = "请用 Excel 或 WPS 打开它，另存为「Excel 工作簿（*.xlsx）」后再试。"
ORIGINAL = "请改用填报时的 .xlsx 或 .xlsm 原文件。"
COPY_AGAIN = "请从原来的电脑或备份重新复制一份；仍不行，请用 Excel 打开并修复，另存为 .xlsx。"
UNLOCK = "请在 Excel 或 WPS 中打开它，去掉打开密码，保存后再试。"

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OLE_ENTRY_BYTES = 128
CONTROL = bytes(set(range(32)) - set(b"\t\n\f\r"))
HTML = (b"<html", b"<!doctype html", b"<table", b"<head", b"<meta", b"mime-version:")
GUARDED = (b"E-SafeNet", b"%TSD-Header")
SIGNATURES = (
    (b"%PDF", "PDF 文档"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"BM", "图片"),
    (b"II*\0", "图片"),
    (b"MM\0*", "图片"),
    (b"{\\rtf", "RTF 文档"),
    (b"Rar!", "RAR 压缩包"),
    (b"7z\xbc\xaf", "7z 压缩包"),
    (b"\x1f\x8b", "gzip 压缩包"),
    (b"SQLite format 3", "数据库文件"),
    (b"MZ", "程序文件"),
)


class Fault(NamedTuple):
    """Why a file cannot be used, and what the person can do. Plain Chinese; the remedy ends with a full stop."""

    problem: str
    remedy: str


def unpacked_kind(data: bytes) -> Fault:
    """What a file is that does not begin like a zip. `data` is the whole file, at least 1 byte."""
    if data.startswith(OLE):
        return _ole_kind(data)
    if any(mark in data[:512] for mark in GUARDED):
        return Fault("文件被单位的文档加密软件加密，本程序读不到内容", "请在装有该软件的电脑上解密后再试。")
    if not data.strip(b"\0"):
        return Fault("内容全是空字节，文件已损坏", COPY_AGAIN)
    return _markup_kind(data[:4096].removeprefix(codecs.BOM_UTF8).lstrip().lower()) or _signed_kind(data)


def packed_kind(names: Collection[str]) -> Fault | None:
    """What a zip without a workbook is; None if it may be a workbook that lost parts. `names` in lower case."""
    tops = {name.partition("/")[0] for name in names}
    if "xl/workbook.bin" in names:
        return Fault("这是二进制工作簿（.xlsb），本程序不读这种格式", SAVE_AS)
    for top, what in (("word", "Word 文档"), ("ppt", "PowerPoint 演示文稿"), ("ofd.xml", "OFD 版式文档")):
        if top in tops:
            return Fault(f"内容是「{what}」，不是 Excel 工作簿", ORIGINAL)
    if "mimetype" in names or {"content.xml", "meta-inf"} <= tops:
        return Fault("这是 OpenDocument 表格（.ods）一类的文件，本程序不读这种格式", SAVE_AS)
    if "xl" in tops or "[content_types].xml" in names:
        return None
    return Fault("内容是压缩包，不是 Excel 工作簿", "请先解压，再选用里面的 .xlsx 或 .xlsm 文件。")


def _ole_kind(data: bytes) -> Fault:
    """An OLE compound file (MS-CFB): its directory names the streams in UTF-16LE, one 128-byte entry each."""
    if _has_stream(data, "EncryptedPackage"):
        return Fault("文件设有打开密码", UNLOCK)
    if any(_has_stream(data, name) for name in ("Workbook", "Book", "ET")):
        return Fault("这是旧格式的表格（Excel 97-2003 的 .xls 或 WPS 的 .et）", SAVE_AS)
    for name, what in (("WordDocument", "旧格式的 Word 文档"), ("PowerPoint Document", "旧格式的 PowerPoint 演示文稿")):
        if _has_stream(data, name):
            return Fault(f"内容是「{what}」，不是 Excel 工作簿", ORIGINAL)
    return Fault("内容是旧格式的 Office 文件，看不出是不是表格", SAVE_AS)


def _has_stream(data: bytes, name: str) -> bool:
    entry = name.encode("utf-16-le") + b"\0\0"
    at = data.find(entry)
    while at > 0 and at % OLE_ENTRY_BYTES:
        at = data.find(entry, at + 1)
    return at > 0


def _markup_kind(head: bytes) -> Fault | None:
    if head.startswith(b"<?xml") and b"<html" not in head:
        return Fault("内容是 XML 文本（如「XML 表格 2003」），不是 Excel 工作簿", SAVE_AS)
    if any(mark in head for mark in HTML):
        return Fault("内容是网页（HTML），只是用了表格的文件名", SAVE_AS)
    return None


def _signed_kind(data: bytes) -> Fault:
    for signature, what in SIGNATURES:
        if data.startswith(signature):
            return Fault(f"内容是「{what}」，不是 Excel 工作簿", ORIGINAL)
    if _is_text(data[:65536]):
        return Fault("内容是纯文本（如 CSV），不是 Excel 工作簿", SAVE_AS)
    return Fault("内容不是 Excel 工作簿，或者文件已损坏", COPY_AGAIN)


def _is_text(sample: bytes) -> bool:
    if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return True
    return not any(byte in sample for byte in CONTROL) and any(_decodes(sample, name) for name in ("utf-8", "gb18030"))


def _decodes(sample: bytes, encoding: str) -> bool:
    try:
        codecs.getincrementaldecoder(encoding)().decode(sample)
    except UnicodeDecodeError:
        return False
    return True
