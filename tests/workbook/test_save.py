"""Saving must leave either the old file or the new one, and tell the person in Chinese what to do."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import BinaryIO

import pytest

from workbook.errors import UnusableFile
from workbook.save import write_atomically

OLD = b"the only copy"


@pytest.fixture
def form(tmp_path: Path) -> Path:
    path = tmp_path / "自评表.xlsx"
    path.write_bytes(OLD)
    return path


def failing(number: int) -> object:
    def write(stream: BinaryIO) -> None:
        stream.write(b"half of the new")
        raise OSError(number, os.strerror(number))

    return write


def assert_untouched(form: Path) -> None:
    assert form.read_bytes() == OLD
    assert os.listdir(form.parent) == [form.name]


def test_replaces_the_file(form: Path) -> None:
    write_atomically(form, lambda stream: stream.write(b"new"))
    assert form.read_bytes() == b"new"
    assert os.listdir(form.parent) == [form.name]


def test_creates_a_file(tmp_path: Path) -> None:
    write_atomically(tmp_path / "新表.xlsx", lambda stream: stream.write(b"new"))
    assert (tmp_path / "新表.xlsx").read_bytes() == b"new"


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (errno.EACCES, "文件可能正在 Excel 或 WPS 中打开，请关闭后重试"),
        (errno.EPERM, "文件可能正在 Excel 或 WPS 中打开，请关闭后重试"),
        (errno.EROFS, "允许写入"),
        (errno.ENOSPC, "磁盘空间不足"),
        (errno.EDQUOT, "磁盘空间不足"),
        (errno.EFBIG, "磁盘空间不足"),
        (errno.ENAMETOOLONG, "太长"),
        (errno.EIO, "系统提示"),
    ],
)
def test_failure_half_way_keeps_the_original(form: Path, number: int, sentence: str) -> None:
    with pytest.raises(UnusableFile, match=sentence) as caught:
        write_atomically(form, failing(number))  # type: ignore[arg-type]
    assert str(caught.value).startswith("自评表.xlsx：")
    assert_untouched(form)


def test_other_exceptions_pass_and_clean_up(form: Path) -> None:
    """A bug must not be told as a full disk, and must not leave its rubbish either."""

    def write(stream: BinaryIO) -> None:
        raise KeyError("bug")

    with pytest.raises(KeyError):
        write_atomically(form, write)
    assert_untouched(form)


def test_a_locked_file_keeps_the_original(form: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What Windows does when the file is open in Excel: the last step fails, not the writing."""

    def locked(*_: object) -> None:
        raise PermissionError(errno.EACCES, "in use")

    monkeypatch.setattr(os, "replace", locked)
    with pytest.raises(UnusableFile, match="请关闭后重试"):
        write_atomically(form, lambda stream: stream.write(b"new"))
    assert_untouched(form)


def test_missing_folder(tmp_path: Path) -> None:
    with pytest.raises(UnusableFile, match="文件夹不存在"):
        write_atomically(tmp_path / "没有" / "表.xlsx", lambda stream: stream.write(b"new"))
    assert os.listdir(tmp_path) == []


def test_target_is_a_folder(tmp_path: Path) -> None:
    (tmp_path / "表.xlsx").mkdir()
    with pytest.raises(UnusableFile, match="同名的文件夹"):
        write_atomically(tmp_path / "表.xlsx", lambda stream: stream.write(b"new"))
    assert os.listdir(tmp_path) == ["表.xlsx"]


def test_name_too_long(tmp_path: Path) -> None:
    with pytest.raises(UnusableFile, match="太长"):
        write_atomically(tmp_path / ("表" * 200), lambda stream: stream.write(b"new"))
    assert os.listdir(tmp_path) == []


def test_full_disk(form: Path) -> None:
    """A real limit of the system, not a pretended one: the process may write 64 KB and no more."""
    script = (
        "import resource, sys\n"
        "from pathlib import Path\n"
        "from workbook.errors import UnusableFile\n"
        "from workbook.save import write_atomically\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (65536, 65536))\n"
        "try:\n"
        "    write_atomically(Path(sys.argv[1]), lambda stream: stream.write(b'x' * 1_000_000))\n"
        "except UnusableFile as error:\n"
        "    sys.stdout.buffer.write(str(error).encode())\n"
    )
    run = subprocess.run([sys.executable, "-c", script, str(form)], capture_output=True, check=True, timeout=60)
    assert "磁盘空间不足" in run.stdout.decode()
    assert_untouched(form)


def test_colleagues_can_still_open_it(form: Path) -> None:
    form.chmod(0o664)
    write_atomically(form, lambda stream: stream.write(b"new"))
    assert stat.S_IMODE(form.stat().st_mode) == 0o664


def test_a_link_stays_a_link(form: Path) -> None:
    link = form.with_name("快捷.xlsx")
    link.symlink_to(form)
    write_atomically(link, lambda stream: stream.write(b"new"))
    assert link.is_symlink()
    assert form.read_bytes() == b"new"
