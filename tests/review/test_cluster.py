"""The same review on a cluster of two workers."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from macros_py.review.run import Plan, run
from tests.review.conftest import parquet
from workbook.errors import UnusableFile


def test_two_workers_find_what_one_computer_finds(submissions: Path, undisturbed: Path, tmp_path: Path) -> None:
    started = time.perf_counter()
    done = run(Plan(folder=submissions, out=tmp_path / "结果", jobs=2, scheduler="local"), say=print)
    print(f"{len(done.summaries)} files on a cluster of two: {time.perf_counter() - started:.1f} s")
    assert parquet(tmp_path / "结果") == parquet(undisturbed)
    assert len(list((tmp_path / "结果" / "parts").iterdir())) > 1


def test_a_scheduler_that_is_not_there(submissions: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("macros_py.review.cluster._CONNECT", "1s")
    with pytest.raises(UnusableFile, match="连不上调度程序"):
        run(Plan(folder=submissions, out=tmp_path / "结果", scheduler="tcp://127.0.0.1:1"), say=print)
