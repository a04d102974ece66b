"""A run that is killed goes on where it was, and ends as if nothing had happened."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from macros_py.review.ledger import FILE
from macros_py.review.parts import Known
from macros_py.review.run import Plan, run
from macros_py.review.settings import Settings, identity
from tests.cli.conftest import run_jixiao
from tests.review.conftest import parquet
from workbook.errors import UnusableFile

REVIEW = """
import sys
from pathlib import Path
from macros_py.review.run import Plan, run
run(Plan(folder=Path(sys.argv[1]), out=Path(sys.argv[2]), jobs=2), say=print)
"""


def known(out: Path) -> int:
    return len(Known(out / "parts", identity(Settings())).heads)


def wait_for(out: Path, count: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while known(out) < count:
        assert process.poll() is None, "it was done too soon"
        assert time.monotonic() < deadline
        time.sleep(0.01)


def children(process: int) -> list[int]:
    found = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return [int(child) for child in found]


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="要用 Linux 的 /proc")
def test_a_worker_and_the_parent_are_killed(crowd: Path, tmp_path: Path, killed: list[Any]) -> None:
    out, whole = tmp_path / "结果", tmp_path / "没有打断"
    process = subprocess.Popen([sys.executable, "-c", REVIEW, str(crowd), str(out)])
    killed.append(process)
    wait_for(out, 3, process)
    os.kill(children(process.pid)[0], signal.SIGKILL)
    wait_for(out, 12, process)
    process.kill()
    process.wait()
    left = known(out)
    assert 12 <= left < 40
    with pytest.raises(UnusableFile, match="--resume"):
        run(Plan(folder=crowd, out=out), say=print)
    done = run(Plan(folder=crowd, out=out, resume=True), say=print)
    assert done.known >= left
    run(Plan(folder=crowd, out=whole), say=print)
    assert parquet(out) == parquet(whole)


def test_what_is_done_is_not_done_again(submissions: Path, undisturbed: Path) -> None:
    before = parquet(undisturbed)
    done = run(Plan(folder=submissions, out=undisturbed, resume=True), say=print)
    assert done.known == len(done.listing.tasks)
    assert parquet(undisturbed) == before


def test_results_that_cannot_be_written(submissions: Path, tmp_path: Path) -> None:
    """A sentence, and what was found is kept."""
    (tmp_path / "结果").write_text("这是文件")
    with pytest.raises(UnusableFile, match="结果写不进去"):
        run(Plan(folder=submissions, out=tmp_path / "结果"), say=print)


@pytest.mark.parametrize("share", [0.1, 0.4, 0.6, 0.75, 0.9, 0.99])
def test_a_disk_that_is_full(submissions: Path, undisturbed: Path, tmp_path: Path, share: float) -> None:
    """However far the ledger came: a sentence, nothing half done is left, and the run goes on when there is room."""
    room, out = int(share * (undisturbed / FILE).stat().st_size), tmp_path / "结果"

    def little_room() -> None:
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))

    words = ("review", submissions, "-o", out, "--jobs", "1", "--ledger-only")
    refused = run_jixiao(*words, preexec_fn=little_room)
    assert (refused.returncode, "结果写不进去" in refused.stderr.decode()) == (2, True), refused.stderr.decode()
    assert [path.name for path in out.iterdir()] == ["parts"]
    assert run_jixiao(*words, "--resume").returncode == 1  # one of them has errors
    assert parquet(out) == parquet(undisturbed)
