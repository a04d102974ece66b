"""`python -m tests.tools.crash_save --kills 300`: is a file ever lost or left in halves when a save is cut short?

A child saves two workbooks onto one file in turn and is killed (SIGKILL) at a random moment. Then the file must be one
of the two, byte for byte, with all checksums right, and so must the backup beside it. Then what else goes wrong in an
office: full disk, two savers, a folder or a read-only file in the way, a file that is open, a very long path. Needs a
system with `fork`; it does not cut the power, so it says nothing of what the disk itself forgets.

    300 kills, 81 of them within a save: file whole 300, backup 300
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import resource
import secrets
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import BinaryIO

import msgspec

from tests.tools.rich.parts import packed, plain
from workbook import save
from workbook.errors import UnusableFile
from workbook.package import Package
from workbook.save import backup_of, write_atomically

_FORK = multiprocessing.get_context("fork")
_CHUNK = 1 << 16
_NOBODY = 65_534
_OTHER = "另一份.xlsx"
SAVED = "saved"
Saver = Callable[[Path, tuple[bytes, bytes]], None]
Prepare = Callable[[Path], None]
Act = Callable[[Path, bytes], str]


class Kills(msgspec.Struct, frozen=True, kw_only=True):
    """`within`: a save had begun and not ended, as its temporary file showed. `file` and `backup`: how often whole.
    `first` and `second`: how often the file was which of the two. `left`: temporary files in the end, `swept` those
    left after the next save.
    """

    kills: int
    within: int
    file: int
    backup: int
    first: int
    second: int
    left: int
    swept: int


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """What a save was told, `SAVED` if it succeeded; `whole`: the file is the old one where it was refused, the new one
    where it was not; `left`: temporary files.
    """

    said: str
    whole: bool
    left: int


def workbooks(size: int = 400_000) -> tuple[bytes, bytes]:
    """Two workbooks that differ, with a part that cannot be compressed."""
    made = []
    with tempfile.TemporaryDirectory() as folder:
        for number in range(2):
            path = Path(folder) / "表.xlsx"
            packed(path, {**plain(), "xl/media/image1.png": random.Random(number).randbytes(size)})
            made.append(Package.load(path).to_bytes())
    return made[0], made[1]


def _temporary(folder: Path) -> list[str]:
    return [name for name in os.listdir(folder) if name.startswith("~jx-")]


def _is_one_of(path: Path, known: tuple[bytes, bytes]) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.testzip() is None and path.read_bytes() in known
    except zipfile.BadZipFile:
        return False


def _pieces(data: bytes) -> Callable[[BinaryIO], None]:
    def write(stream: BinaryIO) -> None:
        for start in range(0, len(data), _CHUNK):
            stream.write(data[start : start + _CHUNK])

    return write


def save_for_ever(target: Path, known: tuple[bytes, bytes]) -> None:
    """As the product saves, and without the packing between, which is no moment of danger but most of the time."""
    package = Package.load(target.with_name(_OTHER))
    while True:
        package.save(target)
        for number in range(20):
            write_atomically(target, _pieces(known[(number + 1) % 2]), backup=True)


def overwrite_for_ever(target: Path, known: tuple[bytes, bytes]) -> None:
    """How not to do it: a run with this saver must find broken files."""
    while True:
        for data in known:
            with open(target, "wb") as stream:
                _pieces(data)(stream)
                os.fsync(stream.fileno())


def kill_often(kills: int, seed: int = 1, saver: Saver = save_for_ever) -> Kills:
    """Kill a saver so many times; the moments are those of `seed`, as far as the machine keeps time."""
    chance, known = random.Random(seed), workbooks()
    seen = {"within": 0, "file": 0, "backup": 0, "first": 0, "second": 0}
    with tempfile.TemporaryDirectory() as name:
        target = Path(name) / "自评表.xlsx"
        for path in (target, target.with_name(_OTHER)):
            path.write_bytes(known[0])
        for _ in range(kills):
            before = len(_temporary(target.parent))
            _kill(_FORK.Process(target=saver, args=(target, known)), chance.uniform(0.005, 0.06))
            seen["within"] += len(_temporary(target.parent)) > before
            seen["file"] += _is_one_of(target, known)
            seen["backup"] += not backup_of(target).exists() or _is_one_of(backup_of(target), known)
            content = target.read_bytes()
            seen["first"] += content == known[0]
            seen["second"] += content == known[1]
        left = len(_temporary(target.parent))
        return Kills(kills=kills, left=left, swept=_left_after_an_hour(target, known[0]), **seen)


def _kill(process: BaseProcess, after: float) -> None:
    process.start()
    time.sleep(after)
    process.kill()
    process.join()


def _left_after_an_hour(target: Path, data: bytes) -> int:
    """The hour is not waited for: the bound is set to nothing instead."""
    hour = save._STALE
    save._STALE = -1.0
    try:
        write_atomically(target, _pieces(data))
    finally:
        save._STALE = hour
    return len(_temporary(target.parent))


def told(target: Path, data: bytes) -> str:
    """The sentence a save ends with."""
    try:
        write_atomically(target, _pieces(data), backup=True)
    except UnusableFile as error:
        return str(error)
    return SAVED


def _in_child(action: Callable[[], str]) -> str:
    """For limits that a process cannot take back."""
    answers = _FORK.SimpleQueue()
    process = _FORK.Process(target=lambda: answers.put(action()))
    process.start()
    process.join(60)
    return "" if answers.empty() else str(answers.get())


def _limited(target: Path, data: bytes) -> str:
    resource.setrlimit(resource.RLIMIT_FSIZE, (_CHUNK, _CHUNK))
    return told(target, data)


def _as_nobody(target: Path, data: bytes) -> str:
    if os.getuid() == 0:
        os.setuid(_NOBODY)
    return told(target, data)


@contextmanager
def _tiny_disk(folder: Path) -> Iterator[bool]:
    """False where the system lets nobody mount one."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=600k", "tmpfs", str(folder)]
    try:
        mounted = subprocess.run(command, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        mounted = False
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", str(folder)], check=True)


def cases() -> dict[str, Case]:
    """All that goes wrong but kills, by name."""
    known = workbooks()
    with tempfile.TemporaryDirectory() as name:
        os.chmod(name, 0o755)
        base = Path(name)
        found = {case: _case(_fresh(base), known, *way) for case, way in _WAYS.items()}
        with _tiny_disk(base / "盘") as mounted:
            if mounted:
                found["full disk"] = _case(base / "盘" / "表.xlsx", known)
        found["long path"] = _case(long_path(base), known)
        found["two savers"] = _two_savers(base, known)
        found["folder in the way"] = _folder_in_the_way(base, known[1])
    return found


def _fresh(base: Path) -> Path:
    folder = base / secrets.token_hex(4)
    folder.mkdir()
    return folder / "自评 表&附件.xlsx"


def long_path(base: Path) -> Path:
    """Over 250 signs, with Chinese, blanks and &; the name is as long as names may be."""
    deep = base.joinpath(*["某某市示例局 2024&年度（自评）" * 3] * 4)
    deep.mkdir(parents=True)
    return deep / f"{'表' * 82} &.xlsx"


def _case(target: Path, known: tuple[bytes, bytes], prepare: Prepare = lambda target: None, act: Act = told) -> Case:
    old, new = known
    target.write_bytes(old)
    prepare(target)
    said = act(target, new)
    whole = target.read_bytes() == (new if said == SAVED else old)
    return Case(said=said, whole=whole, left=len(_temporary(target.parent)))


def _locked(pattern: str) -> Prepare:
    return lambda target: target.with_name(pattern.format(target.name)).touch()


_WAYS: dict[str, tuple[()] | tuple[Prepare] | tuple[Prepare, Act]] = {
    "nothing wrong": (),
    "file size limit": (lambda target: None, lambda target, data: _in_child(lambda: _limited(target, data))),
    "read-only file": (lambda target: target.chmod(0o444),),
    "read-only folder": (
        lambda target: target.parent.chmod(0o555),
        lambda target, data: _in_child(lambda: _as_nobody(target, data)),
    ),
    "open in Excel": (_locked("~${}"),),
    "open in WPS": (_locked(".~{}"),),
    "open in LibreOffice": (_locked(".~lock.{}#"),),
}


def _folder_in_the_way(base: Path, new: bytes) -> Case:
    target = base / "文件夹.xlsx"
    target.mkdir()
    said = told(target, new)
    return Case(said=said, whole=target.is_dir() and not any(target.iterdir()), left=len(_temporary(base)))


def _save_often(target: Path, data: bytes) -> None:
    for _ in range(40):
        if told(target, data) != SAVED:
            sys.exit(1)


def _two_savers(base: Path, known: tuple[bytes, bytes]) -> Case:
    """Forty saves each at the same time: all succeed, and what stands is one of the two at every look."""
    folder = base / "两人"
    folder.mkdir()
    target = folder / "自评表.xlsx"
    target.write_bytes(known[0])
    savers = [_FORK.Process(target=_save_often, args=(target, data)) for data in known]
    for saver in savers:
        saver.start()
    whole = True
    while any(saver.is_alive() for saver in savers):
        whole &= target.read_bytes() in known
    for saver in savers:
        saver.join()
    whole &= _is_one_of(target, known) and _is_one_of(backup_of(target), known)
    said = SAVED if all(saver.exitcode == 0 for saver in savers) else "a saver failed"
    return Case(said=said, whole=whole, left=len(_temporary(folder)))


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    kills = kill_often(given.kills, given.seed)
    print(f"{kills.kills} kills, {kills.within} of them within a save: file whole {kills.file}, backup {kills.backup}")
    print(f"the file was the first {kills.first} times, the second {kills.second} times")
    print(f"temporary files left by the kills: {kills.left}, after the next save: {kills.swept}")
    found = cases()
    for name, case in found.items():
        state = f"{'whole' if case.whole else 'BROKEN'}, {case.left} left over"
        print(f"{name:20s} {state:22s} {case.said}")
    sound = kills.file == kills.backup == kills.kills and kills.swept == 0
    return 0 if sound and all(case.whole and not case.left for case in found.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
