"""The installed `jixiao`, run as people run it: another process, its exit code and what it prints."""

from __future__ import annotations

import os
import subprocess
import sysconfig
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

PROGRAM = Path(sysconfig.get_path("scripts")) / "jixiao"
Run = Callable[..., "subprocess.CompletedProcess[bytes]"]


def run_jixiao(
    *words: str | Path,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    preexec_fn: Callable[[], None] | None = None,
) -> subprocess.CompletedProcess[bytes]:
    """Run `jixiao`; output stays bytes, for its encoding is part of what is tested. No traceback, ever."""
    bare = {key: value for key, value in os.environ.items() if key not in ("PYTHONIOENCODING", "PYTHONUTF8", "COLUMNS")}
    done = subprocess.run(
        [str(PROGRAM), *map(str, words)],
        capture_output=True,
        env=bare | dict(env or {}),
        cwd=cwd,
        preexec_fn=preexec_fn,
        timeout=60,
        check=False,
    )
    said = (done.stdout + done.stderr).decode("utf-8", "replace")
    assert "Traceback" not in said, said
    return done


@pytest.fixture(scope="session")
def jixiao() -> Run:
    return run_jixiao


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The folder that `jixiao demo` made and what it printed."""
    out = tmp_path_factory.mktemp("演示") / "结果 文件夹"
    done = run_jixiao("demo", "--out", out)
    assert done.returncode == 0
    return out, done.stdout.decode()
