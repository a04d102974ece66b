"""Part files: what is left of a run that was killed, and what of it counts."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from macros_py.review.one import Task
from macros_py.review.parts import Known, Part
from macros_py.review.record import Record, encoded


def record(path: str, *, state: str = "reviewed", size: int = 1, reason: str = "") -> bytes:
    return encoded(Record(path=path, size=size, mtime_ns=7, state=state, reason=reason))  # type: ignore[arg-type]


def task(path: str, size: int = 1) -> Task:
    return Task(os.fsencode(path), path, size, 7)


def write(folder: Path, *records: bytes, identity: str = "本次") -> Path:
    with Part.open(folder, identity) as part:
        for data in records:
            part.add(data)
    return part.path


def test_what_was_written_is_known(tmp_path: Path) -> None:
    write(tmp_path, record("甲"), record("乙"))
    known = Known(tmp_path, "本次")
    assert known.record("乙").path == "乙"
    assert (known.has(task("甲")), known.has(task("丙"))) == (True, False)
    known.close()


@pytest.mark.parametrize("cut", [1, 20, 60])
def test_a_record_that_was_cut_short_counts_for_nothing(cut: int, tmp_path: Path) -> None:
    path = write(tmp_path, record("甲"), record("乙"))
    path.write_bytes(path.read_bytes()[:-cut])
    assert list(Known(tmp_path, "本次").heads) == ["甲"]


def test_a_record_that_was_damaged_counts_for_nothing(tmp_path: Path) -> None:
    path = write(tmp_path, record("甲"), record("乙"))
    data = bytearray(path.read_bytes())
    data[-3] ^= 1
    path.write_bytes(data)
    assert list(Known(tmp_path, "本次").heads) == ["甲"]


def test_other_rules_make_everything_new(tmp_path: Path) -> None:
    write(tmp_path, record("甲"), identity="上次")
    write(tmp_path, record("乙"))
    assert list(Known(tmp_path, "本次").heads) == ["乙"]


def test_a_file_that_changed_is_looked_at_again(tmp_path: Path) -> None:
    write(tmp_path, record("甲"))
    assert not Known(tmp_path, "本次").has(task("甲", size=2))


def test_a_file_that_failed_is_tried_again_and_the_later_record_counts(tmp_path: Path) -> None:
    write(tmp_path, record("甲", state="failed", reason="超过时限"))
    assert not Known(tmp_path, "本次").has(task("甲"))
    write(tmp_path, record("甲"))
    assert Known(tmp_path, "本次").has(task("甲"))


def test_files_of_others_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "说明.txt").write_text("x")
    (tmp_path / "part-00009.records").write_bytes(b"")
    assert Known(tmp_path, "本次").heads == {}
    assert write(tmp_path, record("甲")).name == "part-00010.records"
