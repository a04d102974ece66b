"""Gate: the first look at a file that came from someone else, before any library parses it.

Files arrive from hundreds of units: renamed, half copied, encrypted, saved by other programs, now and then hostile.
Each case is refused with one plain sentence and a remedy. Only names and sizes, `xl/workbook.xml` and its relationships
are read here; `Opened.verify` goes on to the sheets. Does not judge content: blank or wrong forms are the reader's.

    >>> inspect(Path("没有这个文件.xlsx"))
    Traceback (most recent call last):
    workbook.errors.UnusableFile: 没有这个文件.xlsx：找不到这个文件。请检查文件夹和文件名是否写对。
"""

from __future__ import annotations

import posixpath
import re
import stat
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from workbook.entries import CHECKS, RELATIONSHIPS, SMALLER, WORKBOOK, too_many_parts
from workbook.errors import UnusableFile
from workbook.kinds import COPY_AGAIN, SAVE_AS, Fault, unpacked_kind
from workbook.limits import DEFAULT, MEGABYTE, Limits
from workbook.opened import UNREADABLE, Opened
from workbook.reach import ATTRIBUTES, TAG

__all__ = ["Limits", "Opened", "inspect"]

STRICT = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
ZIP_START = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
ZIP_ENTRY = b"PK\x01\x02"
ATTRIBUTE = re.compile(r"""([^\s=<>"'/:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")


def inspect(path: Path, limits: Limits = DEFAULT) -> Opened:
    """The workbook at `path`, opened and its structure checked; to be closed. Raises UnusableFile alone."""
    with ExitStack() as undo:
        handle = undo.enter_context(_file(path, limits))
        opened = Opened(path, _archive(handle, path, limits), handle, limits)
        for check in CHECKS:
            fault = check(opened.archive.infolist(), limits)
            if fault:
                raise opened.refusal(fault)
        opened.sheets = _sheets(opened)
        undo.pop_all()
    return opened


def _file(path: Path, limits: Limits) -> BinaryIO:
    """The file, open for reading: it exists, is a file, not empty, not too large and not a program's lock file."""
    try:
        fault = _outside_fault(path, limits)
        if not fault:
            return path.open("rb")
    except (FileNotFoundError, NotADirectoryError):
        fault = Fault("找不到这个文件", "请检查文件夹和文件名是否写对。")
    except PermissionError:
        fault = Fault("没有读取权限，或文件正被别的程序占用", "请关闭正在使用它的程序，或复制到自己的文件夹后再试。")
    except (OSError, ValueError) as error:
        reason = f"系统错误 {error.errno}" if isinstance(error, OSError) else "文件名不合规范"
        fault = Fault(f"打不开（{reason}）", "请把文件复制到本机硬盘、改用简短的文件名后再试。")
    raise UnusableFile(fault.problem, place=path.name or str(path), remedy=fault.remedy)


def _outside_fault(path: Path, limits: Limits) -> Fault | None:
    facts = path.stat()
    if stat.S_ISDIR(facts.st_mode):
        return Fault("这是文件夹，不是文件", "请指定文件夹里的 .xlsx 或 .xlsm 文件。")
    if not stat.S_ISREG(facts.st_mode):
        return Fault("这不是普通文件", "请指定磁盘上的 .xlsx 或 .xlsm 文件。")
    if path.name.startswith(("~$", ".~")):
        return Fault("这是 Excel 或 WPS 打开表格时的临时锁定文件，里面没有数据", "请选用去掉开头「~$」的那个文件。")
    if not facts.st_size:
        return Fault("文件是空的（0 字节）", COPY_AGAIN)
    if facts.st_size > limits.file_bytes:
        size, most = facts.st_size / MEGABYTE, limits.file_bytes / MEGABYTE
        return Fault(f"文件太大（{size:.1f} MB，最多 {most:.0f} MB）", SMALLER)
    return None


def _archive(handle: BinaryIO, path: Path, limits: Limits) -> zipfile.ZipFile:
    """The zip archive. Entries are counted before zipfile builds an object for each."""
    try:
        data = handle.read()
        fault = None if data.startswith(ZIP_START) else unpacked_kind(data)
        if data.count(ZIP_ENTRY) > 4 * limits.parts:
            fault = too_many_parts(limits)
        if not fault:
            return zipfile.ZipFile(handle)
    except UNREADABLE:
        fault = Fault("文件不完整或已损坏，可能没有复制完", COPY_AGAIN)
    raise UnusableFile(fault.problem, place=path.name, remedy=fault.remedy)


def _sheets(opened: Opened) -> dict[str, str]:
    """Part name -> title of every sheet of the workbook, through its relationships."""
    workbook = opened.read(WORKBOOK)
    if STRICT in workbook:
        raise opened.refusal(Fault("这是「Strict Open XML」格式的工作簿，本程序不读这种格式", SAVE_AS))
    listed = list(islice(_elements(workbook, b"sheet"), opened.limits.sheets + 1))
    if not 0 < len(listed) <= opened.limits.sheets:
        many = Fault(f"工作表太多（最多 {opened.limits.sheets} 张）", SMALLER)
        raise opened.refusal(many if listed else Fault("文件里没有工作表", COPY_AGAIN))
    relationships = _elements(opened.read(RELATIONSHIPS), b"Relationship")
    targets = {item.get("Id", ""): item.get("Target", "") for item in relationships}
    sheets = {_part(opened, targets.get(item.get("id", ""), "")): item.get("name", "") for item in listed}
    if "" in sheets:
        raise opened.refusal(Fault(f"工作表「{sheets['']}」的内容不在文件里，文件已损坏", COPY_AGAIN))
    return sheets


def _part(opened: Opened, target: str) -> str:
    """The part a relationship of the workbook leads to; "" if there is none. Some writers start at the root."""
    names = posixpath.normpath(posixpath.join("xl", target)).lstrip("/"), target.lstrip("/")
    return next(filter(None, map(opened.find, names)), "")


def _elements(data: bytes, name: bytes) -> Iterator[dict[str, str]]:
    """The attributes of each element of that local name, prefixes dropped."""
    for tag in re.finditer(TAG + name + rb"(?=[\s/>])(" + ATTRIBUTES + rb"*+)", data):
        pairs = ATTRIBUTE.findall(tag[1].decode("utf-8", "replace"))
        yield {key: _plain(double or single) for key, double, single in pairs}


def _plain(value: str) -> str:
    """Character references resolved. Few files have any, and the table of them is slow to load: only then."""
    if "&" not in value:
        return value
    from html import unescape  # noqa: PLC0415

    return unescape(value)
