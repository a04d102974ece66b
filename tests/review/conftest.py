"""Submissions of a few invented departments, exported once a session, and a review of them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from macros_py.exchange.submit import submit
from macros_py.review.one import Task
from macros_py.review.run import Done, Plan, run
from tests.exported import NOON, SOMEBODY
from tests.tools.departments import consistent, write

SEEDS = (1, 2, 3, 6)
Reviewed = Callable[..., Done]


@pytest.fixture(scope="session")
def workbooks(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Right in every cell, as their departments filled them in."""
    folder = tmp_path_factory.mktemp("workbooks")
    for seed in SEEDS:
        write(consistent(seed), folder / f"{seed}.xlsx")
    return sorted(folder.iterdir())


@pytest.fixture(scope="session")
def submissions(workbooks: list[Path], example: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Their submissions, and that of the published example with all its errors, with the small files beside them."""
    folder = tmp_path_factory.mktemp("submissions")
    for path in (*workbooks, example):
        submit(path, folder, approval=SOMEBODY, made=NOON)
    return folder


@pytest.fixture(scope="session")
def published(submissions: Path) -> Path:
    return next(path for path in submissions.iterdir() if "吉首" in path.name and path.suffix == ".xlsx")


@pytest.fixture(scope="session")
def right(submissions: Path) -> Path:
    """The submission of a department without a fault."""
    return next(path for path in sorted(submissions.iterdir()) if "示例" in path.name and path.suffix == ".xlsx")


@pytest.fixture(scope="session")
def undisturbed(submissions: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The results of a review of all, with one process."""
    out = tmp_path_factory.mktemp("undisturbed") / "结果"
    run(Plan(folder=submissions, out=out), say=print)
    return out


def task(path: Path) -> Task:
    state = path.stat()
    return Task(os.fsencode(path), path.name, state.st_size, state.st_mtime_ns)


@pytest.fixture
def crowd(submissions: Path, tmp_path: Path) -> Path:
    """The same submissions several times, for a run that takes a while."""
    folder = tmp_path / "很多"
    folder.mkdir()
    for number in range(8):
        for path in sorted(submissions.glob("*.xlsx")):
            shutil.copy(path, folder / f"{number}-{path.name}")
    return folder


def parquet(out: Path) -> dict[str, bytes]:
    """The bytes of every table."""
    found = (path for path in sorted((out / "parquet").rglob("*")) if path.is_file())
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in found}


def rows(out: Path, query: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(out / "ledger.duckdb"), read_only=True) as connection:
        return connection.execute(query).fetchall()


@pytest.fixture
def killed() -> Iterator[list[Any]]:
    """Processes that a test started and that must not outlive it."""
    processes: list[Any] = []
    yield processes
    for process in processes:
        process.kill()
        process.wait()
