"""All files that mean no good, in one folder: each ends in its own row with its own words, and none disturbs another.

In the review one thing is otherwise than at the gate: a workbook whose names are gone may be known by its labels.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from macros_py.review.files import listed
from macros_py.review.run import Plan, run
from tests.hostile.make import KINDS
from tests.hostile.our_kinds import OURS
from tests.hostile.words import WORDS
from tests.review.conftest import rows

SECONDS = 5.0


@pytest.fixture(scope="module")
def made(example: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A folder a kind, with what there is to be made of it."""
    root, found = tmp_path_factory.mktemp("hostile"), {}
    for name in (*KINDS, *OURS):
        place = root / name
        place.mkdir()
        path = place / "自评表.xlsx"
        written = KINDS[name](path) if name in KINDS else OURS[name].make(example, path)
        found[name] = written if isinstance(written, Path) else path
    return found


@pytest.fixture(scope="module")
def reviewed(made: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, str]]:
    """State and reason by kind."""
    folder, out = next(iter(made.values())).parents[1], tmp_path_factory.mktemp("reviewed") / "结果"
    run(Plan(folder=folder, out=out, jobs=2), say=print)
    slow = rows(
        out, f"SELECT path, total_ms FROM read_parquet('{out}/timings.parquet') WHERE total_ms > {SECONDS * 1e3}"
    )
    assert slow == []
    found = rows(out, "SELECT path, state, coalesce(reason, '') FROM files")
    assert len(found) == len({path for path, *_ in found})
    return {path.partition("/")[0]: (state, reason) for path, state, reason in found}


def test_every_file_has_its_row(made: dict[str, Path], reviewed: dict[str, tuple[str, str]], tmp_path: Path) -> None:
    """Whatever lies there as a file and is not passed over by its name; nothing killed a worker."""
    folder = next(iter(made.values())).parents[1]
    tasks = {task.path.partition("/")[0] for task in listed(folder, tmp_path).tasks}
    assert reviewed.keys() == tasks
    assert len(tasks) > 230
    assert {name: row for name, row in reviewed.items() if row[0] == "failed"} == {}


@pytest.mark.parametrize("name", KINDS)
def test_the_hostile_are_refused_in_their_words(name: str, reviewed: dict[str, tuple[str, str]]) -> None:
    if name in reviewed:
        state, reason = reviewed[name]
        assert state == "refused"
        assert WORDS[name] in reason


@pytest.mark.parametrize("name", OURS)
def test_ours_end_as_they_should(name: str, reviewed: dict[str, tuple[str, str]]) -> None:
    if name in reviewed and reviewed[name][0] == "refused":
        assert OURS[name].says
        assert OURS[name].says in reviewed[name][1]
