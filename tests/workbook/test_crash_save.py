"""A save that is cut short, or cannot be made, must leave a whole file, and the person must be told what to do."""

from __future__ import annotations

import errno
import os
import time
from pathlib import Path

import pytest

from tests.tools.crash_save import SAVED, Case, cases, kill_often, long_path, overwrite_for_ever
from tests.workbook.test_package import build
from workbook import save
from workbook.errors import UnusableFile
from workbook.package import Package
from workbook.save import backup_of, write_atomically


def test_killed_at_any_moment() -> None:
    """SIGKILL, as by the task manager: no handler runs."""
    seen = kill_often(25)
    assert (seen.file, seen.backup, seen.first + seen.second, seen.swept) == (25, 25, 25, 0)
    assert seen.within > 0


def test_the_kills_would_break_a_careless_saver() -> None:
    seen = kill_often(25, saver=overwrite_for_ever)
    assert seen.file < 25


@pytest.fixture(scope="module")
def found() -> dict[str, Case]:
    return cases()


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("nothing wrong", SAVED),
        ("long path", SAVED),
        ("two savers", SAVED),
        ("file size limit", "磁盘空间不足，没有保存，原文件未改动"),
        ("read-only file", "文件设成了只读，没有保存，原文件未改动"),
        ("read-only folder", "请确认所在文件夹允许写入"),
        ("open in Excel", "（同一文件夹里有“~$自评 表&附件.xlsx”），没有保存"),
        ("open in WPS", "（同一文件夹里有“.~自评 表&附件.xlsx”），没有保存"),
        ("open in LibreOffice", "（同一文件夹里有“.~lock.自评 表&附件.xlsx#”），没有保存"),
        ("folder in the way", "已有同名的文件夹，没有保存"),
    ],
)
def test_what_goes_wrong_is_told_and_the_file_is_whole(found: dict[str, Case], name: str, sentence: str) -> None:
    case = found[name]
    assert sentence in case.said
    assert (case.whole, case.left) == (True, 0)


def test_a_really_full_disk(found: dict[str, Case]) -> None:
    """Where the system lets us mount a tiny one; the limit on the size of files stands in for it elsewhere."""
    if "full disk" in found:
        assert "磁盘空间不足" in found["full disk"].said
    assert all(case.whole and not case.left for case in found.values())


def test_the_long_path_is_long(tmp_path: Path) -> None:
    path = long_path(tmp_path)
    assert len(str(path.relative_to(tmp_path))) > 250
    assert len(os.fsencode(path.name)) > 250


def put(path: Path, data: bytes, *, backup: bool = False) -> None:
    write_atomically(path, lambda stream: stream.write(data), backup=backup)


def test_the_backup_is_what_was_replaced(tmp_path: Path) -> None:
    path = tmp_path / "自评表.xlsx"
    put(path, b"1", backup=True)
    assert not backup_of(path).exists()
    for data in (b"2", b"3"):
        put(path, data, backup=True)
    assert (path.read_bytes(), (tmp_path / "自评表.xlsx.bak").read_bytes()) == (b"3", b"2")
    assert len(os.listdir(tmp_path)) == 2


def test_a_workbook_saved_over_another_keeps_it(tmp_path: Path) -> None:
    path = build(tmp_path / "自评表.xlsx")
    old = path.read_bytes()
    Package.load(path).save(path)
    assert backup_of(path).read_bytes() == old


def test_a_disk_that_knows_no_second_names_keeps_a_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sticks are formatted with FAT."""

    def refuse(*_: object) -> None:
        raise OSError(errno.EPERM, "no links")

    monkeypatch.setattr(os, "link", refuse)
    path = tmp_path / "自评表.xlsx"
    put(path, b"1")
    put(path, b"2", backup=True)
    assert (path.read_bytes(), backup_of(path).read_bytes()) == (b"2", b"1")


def test_a_failed_save_leaves_the_backup_of_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "自评表.xlsx"
    put(path, b"1")
    put(path, b"2", backup=True)

    def locked(*_: object) -> None:
        raise PermissionError(errno.EACCES, "in use")

    monkeypatch.setattr(os, "replace", locked)
    with pytest.raises(UnusableFile, match="请关闭后重试"):
        put(path, b"3", backup=True)
    assert (path.read_bytes(), backup_of(path).read_bytes(), len(os.listdir(tmp_path))) == (b"2", b"1", 2)


def test_a_backup_in_the_way_of_nothing(tmp_path: Path) -> None:
    """The file is saved; that its backup could not be put in place is no reason to say it is not."""
    path = tmp_path / "自评表.xlsx"
    put(path, b"1")
    backup_of(path).mkdir()
    put(path, b"2", backup=True)
    assert (path.read_bytes(), len(os.listdir(tmp_path))) == (b"2", 2)


def test_leftovers_go_only_if_old_and_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ours, others = "~jx-0123456789ab.tmp", ("~WRD0001.tmp", "~jx-mine.tmp", "~$别的.xlsx", "0123456789ab.tmp")
    for name in (ours, *others):
        (tmp_path / name).touch()
    put(tmp_path / "表.xlsx", b"1")
    assert ours in os.listdir(tmp_path)
    monkeypatch.setattr(save, "_STALE", 0.01)
    time.sleep(0.1)
    put(tmp_path / "表.xlsx", b"2")
    assert sorted(os.listdir(tmp_path)) == sorted([*others, "表.xlsx"])


def test_the_folder_is_forced_to_the_disk_after_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without it a power cut may bring the old name back, or none."""
    synced = []
    real = os.fsync

    def seen(handle: int) -> None:
        synced.append((os.path.isdir(f"/proc/self/fd/{handle}"), (tmp_path / "表.xlsx").exists()))
        real(handle)

    monkeypatch.setattr(os, "fsync", seen)
    put(tmp_path / "表.xlsx", b"1")
    assert synced == [(False, False), (True, True)]


@pytest.mark.parametrize(
    ("windows", "sentence"),
    [
        (32, "Excel 或 WPS"),
        (112, "磁盘空间不足"),
        (64, "网络盘"),
        (123, "不允许的字符"),
        (206, "太长"),
        (5, "写入权限"),
    ],
)
def test_what_windows_says_by_number(tmp_path: Path, windows: int, sentence: str) -> None:
    class WindowsError(OSError):
        winerror = windows

    def fail(_: object) -> None:
        raise WindowsError(errno.EACCES if windows in (5, 32) else errno.EINVAL, "said by Windows")

    path = tmp_path / "表.xlsx"
    path.write_bytes(b"1")
    with pytest.raises(UnusableFile, match=sentence):
        write_atomically(path, fail)
    assert path.read_bytes() == b"1"


@pytest.mark.parametrize("number", [errno.ESTALE, errno.ETIMEDOUT, errno.ENOTCONN])
def test_a_network_drive_that_went_away(tmp_path: Path, number: int) -> None:
    def fail(_: object) -> None:
        raise OSError(number, os.strerror(number))

    with pytest.raises(UnusableFile, match="网络盘或移动盘的连接中断"):
        write_atomically(tmp_path / "表.xlsx", fail)
    assert os.listdir(tmp_path) == []
