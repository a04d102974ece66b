"""Which files of a folder are reviewed: all that somebody may have meant as a workbook, in the order of their paths.

Passed over, and told: the small files that an export writes beside a submission, files of the system, hidden files,
folders that are called like a workbook, and what is no file at all. A file with any other ending is looked at: what it
is not gets said in its row.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path, PurePath

import msgspec

from macros_py.check import printable
from macros_py.review.one import Task
from workbook.errors import UnusableFile

SYSTEM = frozenset({"thumbs.db", "desktop.ini", "ehthumbs.db", "icon\r"})
WORKBOOKS = (".xlsx", ".xlsm")
LOCKS = (".~",)  # WPS: a file of this kind has a sentence of its own
RECEIPT, HIDDEN, FOLDER, NO_FILE = "回执数据", "系统文件或隐藏文件", "名为表格的文件夹", "不是普通文件"


class Listing(msgspec.Struct, frozen=True, kw_only=True):
    """`skipped`: path and why."""

    tasks: tuple[Task, ...]
    skipped: tuple[tuple[str, str], ...]


def listed(folder: Path, out: Path) -> Listing:
    """All files of a folder and its folders, but for what lies in `out`. Raises UnusableFile."""
    if not folder.is_dir():
        raise UnusableFile("找不到这个文件夹", place=str(folder), remedy="请写上报件所在文件夹的路径")
    folder = folder.absolute()  # processes elsewhere have to find it, too
    tasks, skipped = list[Task](), list[tuple[str, str]]()
    for path, inside in _walked(folder, out.resolve()):
        name = printable(path.relative_to(folder).as_posix())
        if reason := _passed_over(path, inside):
            skipped.append((name, reason))
        elif not path.is_dir():
            tasks.append(_task(path, name))
    return Listing(tasks=tuple(sorted(tasks, key=lambda task: task.path)), skipped=tuple(sorted(skipped)))


def _walked(folder: Path, out: Path) -> Iterator[tuple[Path, frozenset[str]]]:
    """Each file and folder, with the names beside it. Links to folders are not followed: they may lead in a circle."""
    for parent, folders, files in os.walk(folder):
        here = Path(parent)
        folders[:] = sorted(name for name in folders if (here / name).resolve() != out)
        names = frozenset(files)
        yield from ((here / name, names) for name in (*files, *folders))
        folders[:] = [name for name in folders if not name.startswith(".")]


def _passed_over(path: Path, beside: frozenset[str]) -> str:
    """Why a file is none of those reviewed; empty for one that is."""
    name = path.name
    if path.is_dir():
        return FOLDER if name.lower().endswith(WORKBOOKS) else ""
    if name.lower() in SYSTEM or (name.startswith(".") and not name.startswith(LOCKS)):
        return HIDDEN
    if name.endswith(".json") and any(name.removesuffix(".json") + ending in beside for ending in WORKBOOKS):
        return RECEIPT
    return "" if _is_file(path) else NO_FILE


def _is_file(path: Path) -> bool:
    """A link that leads nowhere counts as a file: somebody has to be told of it."""
    try:
        return stat.S_ISREG(path.stat().st_mode)
    except OSError:
        return True


def _task(path: Path, name: str) -> Task:
    try:
        state = path.stat()
        size, changed = state.st_size, state.st_mtime_ns
    except OSError:
        size, changed = 0, 0
    return Task(os.fsencode(path), name, size, changed)


def base_name(path: str) -> str:
    """The last part of a path in the ledger."""
    return PurePath(path).name
