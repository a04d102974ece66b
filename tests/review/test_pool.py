"""A file over which a process dies, hangs or grows costs its own row and no other."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from macros_py.review import child
from macros_py.review.pool import CannotStart, Pool
from macros_py.review.record import Record, decoded
from macros_py.review.settings import Settings
from tests.review.conftest import task

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows 没有这些信号")


@pytest.fixture
def folder(right: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Sound files under names that a bad worker comes to grief over, between others."""
    monkeypatch.setattr(child, "_COMMAND", (sys.executable, "-m", "tests.review.dying"))
    for name in ("01", "02死", "03", "04一次", "05", "06崩", "07胖", "08错", "09离开", "10"):
        shutil.copy(right, tmp_path / f"{name}.xlsx")
    return tmp_path


def results(folder: Path, pool: Pool) -> dict[str, Record]:
    found = [decoded(data) for _, data in pool.run([task(path) for path in sorted(folder.glob("*.xlsx"))])]
    assert len({record.path for record in found}) == len(found)
    return {record.path.removesuffix(".xlsx"): record for record in found}


@pytest.mark.parametrize("jobs", [1, 2])
def test_each_costs_one_row(folder: Path, jobs: int) -> None:
    with Pool(Settings(memory_mb=1500), jobs) as pool:
        found = results(folder, pool)
    assert {
        name: record.reason.partition("。")[0].partition("，请")[0] for name, record in found.items() if record.reason
    } == {
        "02死": "读取程序意外中止（SIGKILL）",
        "06崩": "读取程序意外中止（SIGABRT）",
        "07胖": "内存不足（上限 1500 MB）",
        "08错": "程序出错（KeyError: '没有想到'）",
        "09离开": "读取程序意外退出（代码 3）",
    }
    assert {record.state for record in found.values() if record.reason} == {"failed"}
    assert all(record.summary.file_sha256 for record in found.values())
    assert len(found) == 10


def test_one_that_takes_too_long(folder: Path, right: Path) -> None:
    for path in folder.glob("0[2-9]*"):
        path.unlink()
    shutil.copy(right, folder / "02慢.xlsx")
    with Pool(Settings(seconds=2), 1) as pool:
        found = results(folder, pool)
    assert {name: record.state for name, record in found.items()} == {
        "01": "reviewed",
        "02慢": "failed",
        "10": "reviewed",
    }
    assert found["02慢"].reason.startswith("超过时限（2 秒）")


def test_processes_make_room_for_new_ones(right: Path, tmp_path: Path) -> None:
    """What a process may have lost is given back after so many files; no file is lost over it."""
    for number in range(20):
        shutil.copy(right, tmp_path / f"{number:02}.xlsx")
    with Pool(Settings(), 1, recycle=6) as pool:
        found = results(tmp_path, pool)
        assert len(found) == 20
    assert len({record.timing.worker for record in found.values()}) > 1


def test_a_process_that_never_starts_is_no_fault_of_files(right: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "_COMMAND", (sys.executable, "-c", "raise SystemExit(5)"))
    with Pool(Settings(), 1) as pool, pytest.raises(CannotStart, match="代码 5"):
        list(pool.run([task(right)]))


def test_a_process_without_a_parent_ends(right: Path) -> None:
    with Pool(Settings(), 1) as pool:
        assert len(list(pool.run([task(right)]))) == 1
        process = pool.children[0].process
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(timeout=10) == 0


def open_files() -> Iterator[str]:
    return iter(os.listdir("/proc/self/fd"))


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="要用 Linux 的 /proc")
def test_nothing_stays_open(right: Path) -> None:
    before = len(list(open_files()))
    for _ in range(3):
        with Pool(Settings(), 1) as pool:
            list(pool.run([task(right)]))
    assert len(list(open_files())) <= before + 1
