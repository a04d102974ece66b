"""The ledger grows while files are looked at, and comes out the same whatever order they are done in."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from random import Random

import duckdb
import pytest

from macros_py.review import underway
from macros_py.review.ledger import FILE, Ledger
from macros_py.review.one import review
from macros_py.review.parts import Known, Part
from macros_py.review.record import Record, Summary, decoded, encoded
from macros_py.review.settings import Settings
from macros_py.review.tables import FACTS
from macros_py.review.underway import Underway
from tests.review.conftest import parquet, rows, task
from tests.review.told import texts

RUN = {"program": "x"}
PATHS = [f"{number:02d}.xlsx" for number in range(11)]


@pytest.fixture(scope="module")
def found(submissions: Path) -> dict[str, bytes]:
    """Records under other names: four files over and over, and one in between that was refused."""
    records = [review(task(path), Settings()) for path in sorted(submissions.glob("*.xlsx"))[:4]]
    found = dict[str, bytes]()
    for number, path in enumerate(PATHS):
        records[number % 4].path = path
        found[path] = encoded(records[number % 4])
    refused = Record(path=PATHS[5], size=1, mtime_ns=1, state="refused", reason="空的", summary=Summary())
    return {**found, PATHS[5]: encoded(refused)}


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(underway, "CHUNK", 2)


def written(out: Path, found: dict[str, bytes], order: Sequence[str], before: Sequence[str] = ()) -> None:
    """Some are known from before, the others come in an order."""
    known = Known(out / "parts", "本次")
    with Part.open(out / "parts", "本次") as part:
        for path in before:
            known.note(part.path, part.add(found[path]), found[path])
        with Underway(out, known, PATHS, order) as ledger:
            for path in order:
                ledger.came([known.note(part.path, part.add(found[path]), found[path])])
            assert set(ledger.completed(RUN)) == set(PATHS)
    known.close()


def test_in_whatever_order_they_come(found: dict[str, bytes], tmp_path: Path) -> None:
    orders = [PATHS, PATHS[::-1], *(Random(seed).sample(PATHS, len(PATHS)) for seed in range(3))]
    for number, order in enumerate(orders):
        written(tmp_path / str(number), found, order)
        assert parquet(tmp_path / str(number)) == parquet(tmp_path / "0")
    assert rows(tmp_path / "1", "SELECT path FROM files") == [(path,) for path in PATHS]


def test_facts_are_written_in_parts(found: dict[str, bytes], tmp_path: Path) -> None:
    """Eight files make one; together they are the table, in its order, and nothing half done is left."""
    written(tmp_path, found, PATHS)
    parts = sorted((tmp_path / "parquet" / "facts").iterdir())
    assert [path.name for path in parts] == ["facts-00001.parquet", "facts-00002.parquet"]
    last = rows(tmp_path, f"SELECT DISTINCT path FROM '{parts[1]}' ORDER BY path")
    assert last == [(path,) for path in PATHS[8:]]
    ordered = "ORDER BY path, fact"
    together = rows(tmp_path, f"SELECT * FROM '{parts[0].parent}/*.parquet' {ordered}")
    assert together == rows(tmp_path, f"SELECT * FROM facts {ordered}")
    assert not list(tmp_path.rglob("~*"))


def test_facts_are_in_the_order_of_the_files(found: dict[str, bytes], tmp_path: Path) -> None:
    """And within a file in that of its record."""
    written(tmp_path, found, PATHS[::-1])
    expected = [(path, fact) for path in PATHS for fact in texts(decoded(found[path]).facts, "ids")]
    parts = tmp_path / "parquet" / "facts" / "*.parquet"
    assert rows(tmp_path, f"SELECT path, fact FROM '{parts}'") == expected
    assert sorted(rows(tmp_path, "SELECT path, fact FROM facts")) == sorted(expected)


def test_facts_stay_with_their_files(found: dict[str, bytes], tmp_path: Path) -> None:
    """Whatever somebody does to the other tables."""
    written(tmp_path, found, PATHS)
    before = rows(tmp_path, "SELECT * FROM facts ORDER BY path, fact")
    with duckdb.connect(str(tmp_path / FILE)) as connection:
        connection.execute("CREATE OR REPLACE TABLE files AS SELECT * FROM files WHERE state = 'reviewed'")
    assert rows(tmp_path, "SELECT * FROM facts ORDER BY path, fact") == before


def test_files_without_facts_make_no_part(found: dict[str, bytes], tmp_path: Path) -> None:
    """However many are refused first."""
    refused = decoded(found[PATHS[5]])
    with Ledger(tmp_path) as ledger:
        for record in (*[refused] * 4, decoded(found[PATHS[0]])):
            ledger.add([record])
        ledger.complete([], RUN)
    (part,) = (tmp_path / "parquet" / "facts").iterdir()
    assert rows(tmp_path, f"SELECT count(DISTINCT path) FROM '{part}'") == [(1,)]


def test_a_disk_that_is_full_in_the_end(
    found: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sentence is for whoever called; the results of an earlier run stay, and nothing half done does."""
    written(tmp_path, found, PATHS)
    before = parquet(tmp_path)

    def full(ledger: Ledger, *_: object) -> None:
        raise duckdb.IOException("No space left on device")

    monkeypatch.setattr(Ledger, "_write", full)
    with pytest.raises(OSError, match="No space left"), Ledger(tmp_path) as ledger:
        ledger.complete([], RUN)
    assert parquet(tmp_path) == before
    assert {path.name for path in tmp_path.iterdir()} == {"ledger.duckdb", "parquet", "parts", "timings.parquet"}


@pytest.mark.parametrize("count", [0, 4])
def test_no_part_is_empty_but_the_only_one(count: int, found: dict[str, bytes], tmp_path: Path) -> None:
    records = [decoded(found[path]) for path in PATHS[:count]]
    with Ledger(tmp_path) as ledger:
        for record in records:
            ledger.add([record])
        ledger.complete([], RUN)
    parts = list((tmp_path / "parquet" / "facts").iterdir())
    assert len(parts) == 1
    assert rows(tmp_path, f"SELECT count(DISTINCT path) FROM '{parts[0]}'") == [(count,)]
    assert [row[:2] for row in rows(tmp_path, f"DESCRIBE SELECT * FROM '{parts[0]}'")] == list(FACTS.items())


@pytest.mark.parametrize("before", [PATHS[:5], PATHS[1::2], PATHS])
def test_some_from_an_earlier_run(before: Sequence[str], found: dict[str, bytes], tmp_path: Path) -> None:
    written(tmp_path / "一次", found, PATHS)
    written(tmp_path / "接着", found, [path for path in PATHS if path not in before], before)
    assert parquet(tmp_path / "接着") == parquet(tmp_path / "一次")


def interrupted(out: Path, found: dict[str, bytes]) -> None:
    """All came but one; when the thread has done what it can, somebody presses Ctrl-C."""
    known = Known(out / "parts", "本次")
    with Part.open(out / "parts", "本次") as part, Underway(out, known, PATHS, PATHS) as ledger:
        for path in (*PATHS[:5], *PATHS[6:]):
            ledger.came([known.note(part.path, part.add(found[path]), found[path])])
        deadline = time.monotonic() + 20
        while len(ledger.found) < 4 and time.monotonic() < deadline:
            time.sleep(0.01)
        assert [head.path for head, _ in ledger.found] == PATHS[:4]
        raise KeyboardInterrupt


def test_it_does_not_wait_for_the_last(found: dict[str, bytes], tmp_path: Path) -> None:
    """What is complete goes in while the rest is looked at; what comes after a gap has to wait."""
    with pytest.raises(KeyboardInterrupt):
        interrupted(tmp_path, found)
    assert [path.name for path in tmp_path.iterdir()] == ["parts"]


def test_what_goes_wrong_in_the_thread_is_told(
    found: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if it had gone wrong here, and the ledger of an earlier run stays."""

    def full(ledger: Ledger, chunk: Sequence[Record]) -> None:
        raise duckdb.IOException("No space left on device")

    monkeypatch.setattr(Ledger, "add", full)
    (tmp_path / FILE).write_bytes(b"x")
    with pytest.raises(OSError, match="No space left"):
        written(tmp_path, found, PATHS)
    assert {path.name for path in tmp_path.iterdir()} == {"parts", FILE}


def test_a_ledger_that_cannot_be_begun(found: dict[str, bytes], tmp_path: Path) -> None:
    (tmp_path / f"~{FILE}").mkdir()
    with pytest.raises(OSError, match=FILE):
        written(tmp_path, found, PATHS)
