"""Saving: a file is either the old one or the new one, never half of each.

A worker's only copy of a form may be the file being saved. The new content is written to a temporary file in the same
folder, forced to the disk and then put in place of the old file in one step. Whatever fails before that step, the old
file is as it was. A file that is open elsewhere or set to read-only is not replaced. A process that was killed leaves a
temporary file behind: a later save into that folder removes it. Not for reports on standard output or for folders of
files. Does not merge: of two that save at once, the later one stands.

    write_atomically(Path("自评表.xlsx"), lambda stream: stream.write(data))
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import secrets
import shutil
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
_READ_ONLY: _Sentence = (
    "文件设成了只读，没有保存，原文件未改动",
    "请在文件的“属性”中去掉“只读”后重试，或换一个文件名保存。",
)
_NETWORK: _Sentence = (
    "与网络盘或移动盘的连接中断，没有保存成功，原文件未改动",
    "请检查网络或重新插好移动盘后重试，或先保存到本机的文件夹。",
)
_NAME: _Sentence = (
    "文件名或路径里有系统不允许的字符，没有保存",
    '请改文件名，去掉 \\ / : * ? " < > | 等符号后重试。',
)

_SENTENCES: dict[int, _Sentence] = {
    **dict.fromkeys((errno.EACCES, errno.EPERM, errno.EROFS, errno.EBUSY), _BUSY),
    **dict.fromkeys((errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)), _FULL),
    errno.ENAMETOOLONG: _LONG,
    errno.ENOENT: _MISSING,
    errno.ENOTDIR: _MISSING,
    errno.EISDIR: _FOLDER,
    **dict.fromkeys((errno.ETIMEDOUT, errno.EHOSTUNREACH, errno.ENETUNREACH, errno.ENOTCONN), _NETWORK),
    **dict.fromkeys((getattr(errno, name, errno.ETIMEDOUT) for name in ("ESTALE", "EREMOTEIO", "EHOSTDOWN")), _NETWORK),
    errno.EILSEQ: _NAME,
}
# What Windows says more exactly than by errno: names refused (123, 161); connection lost (53, 59, 64, 67, 121, 1231);
# disk full (39, 112); in use by another program (32, 33); path too long (206).
_WINDOWS: dict[int, _Sentence] = {
    **dict.fromkeys((32, 33), _BUSY),
    **dict.fromkeys((39, 112), _FULL),
    **dict.fromkeys((53, 59, 64, 67, 121, 1231), _NETWORK),
    **dict.fromkeys((123, 161), _NAME),
    206: _LONG,
}
_LOCKS = ("~${}", ".~{}", ".~lock.{}#")  # Excel and WPS; WPS; LibreOffice
_TEMPORARY = re.compile(r"~jx-[0-9a-f]{12}\.tmp")
_STALE = 3600.0  # seconds: no save takes an hour, so whoever wrote the file is gone
_LONGEST_STEM = 240  # bytes of UTF-8: with the ending a name every file system takes


def write_atomically(path: Path, write: Callable[[BinaryIO], Any], *, backup: bool = False) -> None:
    """Replace `path` by what `write` puts into the stream it is given.

    With `backup`, the file that was replaced is kept beside, see `backup_of`. Any OSError, from `write` or from the
    system, becomes an UnusableFile; other exceptions pass through. In every case the temporary file is removed and an
    existing file stays untouched. A symbolic link stays a link.
    """
    try:
        final = Path(os.path.realpath(path))
        _refuse(final)
        _replace(final, write, backup=backup and final.exists())
    except OSError as error:
        raise _unusable(path, error) from error
    except UnicodeEncodeError as error:
        raise _said(path, _ALPHABET) from error


def backup_of(path: Path) -> Path:
    """Where the file is kept that a save with `backup` replaced; of several saves, the last one's.

    >>> backup_of(Path("自评表.xlsx")).name
    '自评表.xlsx.bak'
    """
    stem = os.fsencode(path.name)[:_LONGEST_STEM].decode(errors="ignore")
    return path.with_name(f"{stem}.bak")


def _refuse(final: Path) -> None:
    """Not every system stops us from replacing what somebody has open or wants to keep."""
    if final.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if not final.exists():
        return
    if not final.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH):
        raise _said(final, _READ_ONLY)
    for lock in (final.with_name(pattern.format(final.name)) for pattern in _LOCKS):
        with contextlib.suppress(OSError):  # a name grown too long is no lock's name
            lock.stat()
            raise _said(final, _open_elsewhere(lock.name))


def _open_elsewhere(lock: str) -> _Sentence:
    return (
        f"文件正在 Excel、WPS 或 LibreOffice 中打开（同一文件夹里有“{lock}”），没有保存，原文件未改动",
        "请关闭文件后重试；如果确实没有人打开，请删除这个隐藏的锁定文件后重试。",
    )


def _replace(final: Path, write: Callable[[BinaryIO], Any], *, backup: bool) -> None:
    temporary, replaced = (final.with_name(f"~jx-{secrets.token_hex(6)}.tmp") for _ in range(2))
    try:
        _write_through(temporary, write)
        _keep_mode(final, temporary)
        if backup:
            _keep(final, replaced)
        os.replace(temporary, final)
        with contextlib.suppress(OSError):  # the file is saved: what is still to do is no reason to say it is not
            if backup:
                os.replace(replaced, backup_of(final))
            _sync_folder(final.parent)
        _sweep(final)
    finally:
        for left in (temporary, replaced):
            with contextlib.suppress(OSError):
                left.unlink(missing_ok=True)


def _write_through(temporary: Path, write: Callable[[BinaryIO], Any]) -> None:
    with open(temporary, "xb") as stream:
        write(stream)
        stream.flush()
        os.fsync(stream.fileno())


def _keep_mode(final: Path, temporary: Path) -> None:
    """On a shared folder the colleagues who could open the old file must be able to open the new one."""
    with contextlib.suppress(FileNotFoundError):
        os.chmod(temporary, stat.S_IMODE(final.stat().st_mode) | stat.S_IWUSR)


def _keep(final: Path, replaced: Path) -> None:
    """A second name for the old file costs no space; where a disk knows none, a copy."""
    try:
        os.link(final, replaced)
    except OSError:
        with open(final, "rb") as old:
            _write_through(replaced, lambda stream: shutil.copyfileobj(old, stream))


def _sync_folder(folder: Path) -> None:
    """After a power cut the folder must name the new file. Windows has no such call and needs none."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _sweep(final: Path) -> None:
    """Remove what killed processes left in the folder. The age is told by the clock of the disk, maybe a server's."""
    with contextlib.suppress(OSError):
        limit = final.stat().st_mtime - _STALE
        for path in final.parent.iterdir():
            if _TEMPORARY.fullmatch(path.name):
                _remove_older(path, limit)


def _remove_older(path: Path, limit: float) -> None:
    with contextlib.suppress(OSError):
        state = path.stat()
        if max(state.st_mtime, state.st_ctime) < limit:  # a second name keeps the time of change of the old file
            path.unlink()


def _unusable(path: Path, error: OSError) -> UnusableFile:
    reason = error.strerror or type(error).__name__
    other = (f"没有保存成功，原文件未改动（系统提示：{reason}）", "请换一个文件夹保存后重试。")
    said = _WINDOWS.get(getattr(error, "winerror", None) or 0) or _SENTENCES.get(error.errno or 0, other)
    return _said(path, said)


def _said(path: Path, sentence: _Sentence) -> UnusableFile:
    problem, remedy = sentence
    return UnusableFile(problem, place=path.name, remedy=remedy)
