"""Gate: the first look at a file that came from someone else, before any library parses it.

Files arrive from hundreds of units: renamed, half copied, encrypted, saved by other programs, now and then hostile.
Each case is refused with one plain sentence and a remedy. Only names and sizes, `xl/workbook.xml` and its relationships
are read here; `Opened.verify` goes on to the sheets. Does not judge content: blank or wrong forms are the reader's.

    >>> inspect(Path("没有这个文件.xlsx"))
    Traceback (most recent call last):
    workbook.errors.UnusableFile: 没有这个文件.xlsx：找不到这个文件。请检查文件夹和文件名是否写对。
"""

from __future__ import annotations

import io
import posixpath
import re
import stat
import zipfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from xml.etree import ElementTree

from workbook.areas import ATTRIBUTES
from workbook.entries import (
    CHECKS,
    CLEAN,
    PACKAGE_RELATIONSHIPS,
    RELATIONSHIPS,
    SMALLER,
    WORKBOOK,
    misplaced,
    too_many_parts,
)
from workbook.errors import UnusableFile
from workbook.kinds import COPY_AGAIN, SAVE_AS, Fault, unpacked_kind
from workbook.limits import DEFAULT, MEGABYTE, Limits
from workbook.opened import UNREADABLE, Opened
from workbook.remembered import Remembered

__all__ = ["Limits", "Opened", "inspect"]

STRICT = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
ZIP_START = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
ZIP_ENTRY = b"PK\x01\x02"
ATTRIBUTE = re.compile(r"""(?<![^\s"'/:])([^\s=<>"'/:]++)\s*+=\s*+(?:"([^"]*+)"|'([^']*+)')""")


def inspect(path: Path, limits: Limits = DEFAULT) -> Opened:
    """The workbook at `path`, opened and its structure checked; to be closed. Raises UnusableFile alone."""
    data = _file(path, limits)
    opened = Opened(path, data, _archive(data, path, limits), limits)
    infos = opened.archive.infolist()
    faults = (check(infos, limits) for check in CHECKS)
    fault = next(filter(None, faults), None) or misplaced(data, opened.archive)
    if fault:
        raise opened.refusal(fault)
    opened.sheets = _sheets(opened)
    return opened


def _file(path: Path, limits: Limits) -> bytes:
    """What is in the file: it exists, is a file, not empty, not too large and not a program's lock file."""
    try:
        fault = _outside_fault(path, limits)
        if not fault:
            with path.open("rb") as handle:
                return handle.read()
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


def _archive(data: bytes, path: Path, limits: Limits) -> zipfile.ZipFile:
    """The zip archive. Entries are counted before zipfile builds an object for each."""
    fault = None if data.startswith(ZIP_START) else unpacked_kind(data)
    if data.count(ZIP_ENTRY) > 4 * limits.parts:
        fault = too_many_parts(limits)
    if not fault:
        try:
            return zipfile.ZipFile(io.BytesIO(data))
        except UNREADABLE:
            fault = Fault("文件不完整或已损坏，可能没有复制完", COPY_AGAIN)
    raise UnusableFile(fault.problem, place=path.name, remedy=fault.remedy)


def _sheets(opened: Opened) -> dict[str, str]:
    """Part name -> title of every sheet of the workbook, through its relationships."""
    _refuse_other_entrance(opened)
    workbook = opened.read(WORKBOOK)
    if STRICT in workbook:
        raise opened.refusal(Fault("这是「Strict Open XML」格式的工作簿，本程序不读这种格式", SAVE_AS))
    opened.listed = listed = list(islice(elements(workbook, b"sheet"), opened.limits.sheets + 1))
    if not 0 < len(listed) <= opened.limits.sheets:
        many = Fault(f"工作表太多（最多 {opened.limits.sheets} 张）", SMALLER)
        raise opened.refusal(many if listed else Fault("文件里没有工作表", COPY_AGAIN))
    links = _links(opened, RELATIONSHIPS)
    if b"&" in opened.read(RELATIONSHIPS):
        raise opened.refusal(Fault(f"部件 {RELATIONSHIPS} 的写法不合规范，可能不安全", SAVE_AS))
    targets = {link.get("Id", ""): link.get("Target", "") for link in links}
    sheets = {_part(opened, targets.get(item.get("id", ""), "")): item.get("name", "") for item in listed}
    if "" in sheets:
        raise opened.refusal(Fault(f"工作表「{sheets['']}」的内容不在文件里，文件已损坏", COPY_AGAIN))
    titles = {title.lower() for title in sheets.values()}
    if len(targets) < len(links) or len(titles) < len(listed):
        raise opened.refusal(Fault("有重名的工作表，或两张工作表用同一份内容，不知道该信哪一张", CLEAN))
    return sheets


def _refuse_other_entrance(opened: Opened) -> None:
    """Some programs ask the package where the workbook is, some take it for granted: all must find the same."""
    links = _links(opened, PACKAGE_RELATIONSHIPS)
    targets = [link.get("Target", "") for link in links if link.get("Type", "").endswith("/officeDocument")]
    if not targets or any(target.removeprefix("/").lower() != WORKBOOK for target in targets):
        raise opened.refusal(Fault(f"文件的入口不是 {WORKBOOK}，各种程序会读到不同的内容", SAVE_AS))


def _links(opened: Opened, name: str) -> tuple[dict[str, str], ...]:
    """The attributes of the relationships of a part that holds some."""
    try:
        return _links_in[opened.read(name)]
    except ElementTree.ParseError as error:
        raise opened.refusal(Fault(f"部件 {name} 已损坏，内容不是 XML", COPY_AGAIN)) from error


def _relationships(data: bytes) -> tuple[dict[str, str], ...]:
    """Raises ParseError."""
    found = ElementTree.fromstring(data).iter()
    return tuple(item.attrib for item in found if item.tag.rpartition("}")[2] == "Relationship")


def _part(opened: Opened, target: str) -> str:
    """The part a relationship of the workbook leads to; "" if there is none."""
    return next(filter(None, map(opened.find, _parts_of[target])), "")


def _possible_parts(target: str) -> tuple[str, ...]:
    """First as calamine looks for it, which resolves nothing. Some writers start at the root."""
    exact = target[1:] if target.startswith("/") else f"xl/{target}"
    return exact, posixpath.normpath(posixpath.join("xl", target)).lstrip("/"), target.lstrip("/")


def elements(data: bytes, name: bytes) -> Iterator[dict[str, str]]:
    """The attributes of each element of that local name, prefixes dropped; "" for one that is there twice."""
    last = data.rfind(name)  # mostly of the list that holds them: what follows, hundreds of names, is not searched
    end = last if data[last - 2 : last] == b"</" else len(data)
    for tag in re.finditer(rb"<(?:[^\s<>/]*:)?" + name + rb"(?=[\s/>])(" + ATTRIBUTES + rb")", data[:end]):
        yield dict(_attributes_in[tag[1]])


def _attributes(written: bytes) -> dict[str, str]:
    found: dict[str, str] = {}
    for key, double, single in ATTRIBUTE.findall(written.decode("utf-8", "replace")):
        found[key] = "" if key in found else _plain(double or single)
    return found


def _plain(value: str) -> str:
    """Character references resolved. Few files have any, and the table of them is slow to load: only then."""
    if "&" not in value:
        return value
    from html import unescape  # noqa: PLC0415

    return unescape(value)


_links_in = Remembered(_relationships, count=64, longest=8192)
_parts_of = Remembered(_possible_parts, count=1024, longest=200)
_attributes_in = Remembered(_attributes, count=1024, longest=200)
