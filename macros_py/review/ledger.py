"""The ledger: all tables of a run in one DuckDB file, and each as Parquet.

The rows come in the order of the files' paths, and one thread writes them: the same input and rules give the same bytes
of Parquet. (The DuckDB file says the same, but need not be the same in its bytes.) The facts, a thousand a file, are a
folder of Parquet files, each of some hundred submissions: so they are written while others are still being looked at,
and nobody has to read a hundred thousand submissions at once. Everything from a file is put in as data, never as part
of a statement, and texts that begin like a formula stay texts.

    with Ledger(out) as ledger:
        ledger.add(chunk)           # some records at a time, in order
        ledger.complete(found, run) # what all files together tell
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType

from macros_py.review.columns import Table, created, inserted, tables_of, transposed
from macros_py.review.counting import superseded
from macros_py.review.facts_table import FactsTable
from macros_py.review.files import base_name
from macros_py.review.record import Head, Record, Summary
from macros_py.review.tables import FILES, RUN, TABLES, TIMINGS

FILE, FOLDER, FACTS, TIMES = "ledger.duckdb", "parquet", "facts", "timings.parquet"
CHUNK, _KEEP_EVERY = 64, 4  # files at once, some hundred thousand rows; and so many times, before they leave the memory
# What is committed is to stand where it belongs at once, not in a log first: nobody goes on with half a ledger, and a
# log that cannot be worked off while closing makes an empty one.
_SETTINGS = """SET threads = 1; SET preserve_insertion_order = true; SET memory_limit = '1GB';
    SET checkpoint_threshold = '1KB';"""
_PLAIN = {**{name: columns for name, columns in TABLES.items() if name != FACTS}, "timings": TIMINGS}


def _file_rows(found: Sequence[tuple[Head, Summary]]) -> list[tuple[object, ...]]:
    """Of a file that was not reviewed nothing is known but that, why, and which bytes it had."""
    reviewed = {head.path: summary for head, summary in found if head.state == "reviewed"}
    replaced = superseded(reviewed)
    names = Summary.__struct_fields__[1:]
    rows = []
    for head, summary in found:
        path, seen = head.path, head.path in reviewed
        known = [_blank(getattr(summary, name)) if seen else None for name in names]
        front = (path, base_name(path), head.size, summary.file_sha256 or None, head.state, head.reason or None)
        rows.append((*front, *known, seen and path not in replaced, replaced.get(path)))
    return rows


def _blank(value: object) -> object:
    """What is not known is NULL."""
    return None if value == "" else value


class Ledger:
    """A ledger in the making, beside the one that there may be."""

    def __init__(self, out: Path) -> None:
        import duckdb  # noqa: PLC0415  an accountant's computer has none

        self.out, self.made = out, out / f"~{FILE}"
        # What a full disk is told as: while writing, while committing, and while storing what was committed.
        self.faults = duckdb.IOException, duckdb.TransactionException, duckdb.FatalException
        self.parts = out / f"~{FACTS}"
        self._forget()
        self.parts.mkdir()
        try:
            self.connection = duckdb.connect(str(self.made))
        except self.faults as error:
            self._forget()
            raise OSError(str(error)) from error
        self.connection.execute(f"{_SETTINGS} BEGIN")
        self.others, self.count = list[Record](), 0
        for name, columns in _PLAIN.items():
            created(self.connection, name, columns, "TEMP TABLE" if name == "timings" else "TABLE")
        self.facts = FactsTable(self.connection)

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if error is not None:
            self._abandon(error)
            return
        try:
            self._keep(last=True)
            self._export()
            self.connection.execute("CHECKPOINT")  # else done while closing, where nothing tells that it failed
            self.connection.close()
            self.made.replace(self.out / FILE)
        except BaseException as fault:
            self._abandon(fault)
            raise

    def _abandon(self, fault: BaseException) -> None:
        """As if nothing had been begun. Raises OSError for what DuckDB could not write."""
        self.connection.close()
        self._forget()
        if isinstance(fault, self.faults):
            raise OSError(str(fault)) from fault

    def _forget(self) -> None:
        """Of a ledger that did not come about, be it now or in a run that was killed."""
        for path in (self.made, self.made.with_name(f"{self.made.name}.wal")):
            path.unlink(missing_ok=True)
        for folder in (self.parts, self.parts.with_name(f"{self.parts.name}.old")):
            shutil.rmtree(folder, ignore_errors=True)

    def add(self, chunk: Sequence[Record]) -> None:
        """What is known of some files, but for their rows in `files`."""
        self.facts.add(chunk)
        self.others += chunk
        self.count += 1
        if self.count % _KEEP_EVERY == 0:
            self._add_others()
            self._keep()
            self.connection.execute("BEGIN")

    def _keep(self, *, last: bool = False) -> None:
        """What came since the last time is on the disk then, and its facts are a Parquet file. In the end there is one
        at least: it says which columns there are.
        """
        self.connection.execute("COMMIT")
        number = len(list(self.parts.iterdir())) + 1
        if self.facts.unwritten or (last and number == 1):
            self._write(self.facts.taken(), self.parts / f"{FACTS}-{number:05}.parquet")

    def _add_others(self) -> None:
        """The tables of few rows, of several chunks: a statement takes as long as a hundred rows."""
        for name, table in tables_of(self.others).items():
            self.insert(name, table)
        self.others.clear()

    def complete(self, found: Sequence[tuple[Head, Summary]], run: Mapping[str, str]) -> None:
        """The tables that need all files: their rows, and `run`, what it rests on and came to."""
        self._add_others()
        self.insert("files", transposed(FILES, _file_rows(found)))
        packs = {f"pack.{summary.pack}": summary.pack_sha256 for _, summary in found if summary.pack}
        self.insert("run", transposed(RUN, sorted({**run, **packs}.items())))

    def insert(self, name: str, table: Table) -> None:
        """Rows of a table, given as columns."""
        chosen = ", ".join(f"CAST({column} AS {kind})" for column, kind in _PLAIN[name].items())
        inserted(self.connection, name, f"SELECT {chosen} FROM chunk", chunk=table)

    def _export(self) -> None:
        folder = self.out / FOLDER
        folder.mkdir(exist_ok=True)
        for name in TABLES:
            if name != FACTS:
                self._write(f"FROM {name}", folder / f"{name}.parquet")
        self._write("FROM timings", self.out / TIMES)
        old = self.parts.with_name(f"{self.parts.name}.old")
        if (folder / FACTS).exists():  # moved away whole, lest half of it is gone when somebody has a part open
            (folder / FACTS).replace(old)
        self.parts.replace(folder / FACTS)
        shutil.rmtree(old, ignore_errors=True)

    def _write(self, query: str, target: Path) -> None:
        """The lowest level makes the facts larger by a twentieth, and takes a fifth less time."""
        made = target.with_name(f"~{target.name}")
        quoted = str(made).replace("'", "''")
        self.connection.execute(f"COPY ({query}) TO '{quoted}' (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1)")
        made.replace(target)
