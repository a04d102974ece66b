"""Saving: a file is either the old one or the new one, never half of each.

A worker's only copy of a form may be the file being saved. The new content is written to a temporary file in the same
folder, forced to the disk and then put in place of the old file in one step. Whatever fails before that step, the old
file is as it was. Not for reports on standard output or for folders of files.

    write_atomically(Path("自评表.xlsx"), lambda stream: stream.write(data))
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

from workbook.errors import UnusableFile

_Sentence = tuple[str, str]

_BUSY: _Sentence = (
    "没有写入权限，没有保存",
    "文件可能正在 Excel 或 WPS 中打开，请关闭后重试；如仍不行，请确认所在文件夹允许写入，或换一个文件夹保存。",
)
_FULL: _Sentence = ("磁盘空间不足，没有保存，原文件未改动", "请清理磁盘空间，或换一个位置保存后重试。")
_LONG: _Sentence = ("文件名或路径太长，没有保存", "请缩短文件名，或保存到层级较少的文件夹。")
_MISSING: _Sentence = ("要保存到的文件夹不存在，没有保存", "请检查文件夹是否已被移动、改名，路径是否过长。")
_ALPHABET: _Sentence = (
    "这台电脑现在的语言设置不能用中文文件名，没有保存",
    "请把语言环境设为 UTF-8（例如 LC_ALL=C.UTF-8），或改用英文文件名。",
)
_FOLDER: _Sentence = ("已有同名的文件夹，没有保存", "请换一个文件名。")

_SENTENCES: dict[int, _Sentence] = {
    **dict.fromkeys((errno.EACCES, errno.EPERM, errno.EROFS, errno.EBUSY), _BUSY),
    **dict.fromkeys((errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)), _FULL),
    errno.ENAMETOOLONG: _LONG,
    errno.ENOENT: _MISSING,
    errno.ENOTDIR: _MISSING,
    errno.EISDIR: _FOLDER,
}


def write_atomically(path: Path, write: Callable[[BinaryIO], Any]) -> None:
    """Replace `path` by what `write` puts into the stream it is given.

    Any OSError, from `write` or from the system, becomes an UnusableFile; other exceptions pass through. In every case
    the temporary file is removed and an existing file stays untouched. A symbolic link stays a link.
    """
    try:
        _replace(Path(os.path.realpath(path)), write)
    except OSError as error:
        raise _unusable(path, error) from error
    except UnicodeEncodeError as error:
        problem, remedy = _ALPHABET
        raise UnusableFile(problem, place=path.name, remedy=remedy) from error


def _replace(final: Path, write: Callable[[BinaryIO], Any]) -> None:
    temporary = final.with_name(f"~{secrets.token_hex(6)}.tmp")
    try:
        _write_through(temporary, write)
        _keep_mode(final, temporary)
        os.replace(temporary, final)
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


def _write_through(temporary: Path, write: Callable[[BinaryIO], Any]) -> None:
    with open(temporary, "xb") as stream:
        write(stream)
        stream.flush()
        os.fsync(stream.fileno())


def _keep_mode(final: Path, temporary: Path) -> None:
    """On a shared folder the colleagues who could open the old file must be able to open the new one."""
    with contextlib.suppress(FileNotFoundError):
        os.chmod(temporary, stat.S_IMODE(final.stat().st_mode) | stat.S_IWUSR)


def _unusable(path: Path, error: OSError) -> UnusableFile:
    reason = error.strerror or type(error).__name__
    other = (f"没有保存成功，原文件未改动（系统提示：{reason}）", "请换一个文件夹保存后重试。")
    problem, remedy = _SENTENCES.get(error.errno or 0, other)
    return UnusableFile(problem, place=path.name, remedy=remedy)
