"""The ledger while files are still being looked at: a thread puts in what is known so far, so that little is left to do
in the end.

The order is that of the listing, whatever order results come in, and records go in by the same portions: the same input
and rules give the same bytes. A portion is read again from the parts, so nothing is held for a file that others wait
for. DuckDB leaves other threads alone while it works.

    with Underway(out, known, paths, waiting) as ledger:
        ledger.came([])               # what was known before
        ledger.came(["甲.xlsx"])      # known.record("甲.xlsx") is there
        summaries = ledger.completed(run)
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType

from macros_py.review.ledger import CHUNK, Ledger
from macros_py.review.parts import Known
from macros_py.review.record import Head, Summary


class Underway:
    """`paths` are all files, in order; of those in `waiting` no record counts before it `came`. When this ends without
    an error the ledger is there, else as if nothing had been begun.
    """

    def __init__(self, out: Path, known: Known, paths: Sequence[str], waiting: Iterable[str]) -> None:
        self.out, self.known, self.paths, self.waiting = out, known, paths, set(waiting)
        self.ready = self.given = 0  # so many of `paths` could be given to the thread, and were
        self.thread = ThreadPoolExecutor(1, "ledger")
        self.orders = deque[Future[None]]()
        self.ledger: Ledger | None = None
        self.found: list[tuple[Head, Summary]] = []

    def __enter__(self) -> Underway:
        self._order(self._open)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.thread.shutdown(cancel_futures=True)
        if self.ledger:
            self.ledger.__exit__(kind, error, at)

    def came(self, paths: Iterable[str]) -> None:
        """These are known now. Raises what went wrong in the thread since."""
        self.waiting.difference_update(paths)
        while self.ready < len(self.paths) and self.paths[self.ready] not in self.waiting:
            self.ready += 1
        while self.ready - self.given >= CHUNK:
            self._give()
        while self.orders and self.orders[0].done():
            self.orders.popleft().result()

    def completed(self, run: Mapping[str, str]) -> dict[str, Summary]:
        """The rest, when all are known."""
        while self.given < len(self.paths):
            self._give()
        while self.orders:
            self.orders.popleft().result()
        self._opened().complete(self.found, run)
        return {head.path: summary for head, summary in self.found}

    def _give(self) -> None:
        paths = self.paths[self.given : self.given + CHUNK]
        self.given += len(paths)
        self._order(lambda: self._add(paths))

    def _order(self, what: Callable[[], None]) -> None:
        self.orders.append(self.thread.submit(what))

    def _open(self) -> None:
        self.ledger = Ledger(self.out)

    def _add(self, paths: Sequence[str]) -> None:
        chunk = [self.known.record(path) for path in paths]
        self._opened().add(chunk)
        self.found += [(self.known.heads[record.path], record.summary) for record in chunk]

    def _opened(self) -> Ledger:
        """Without it nothing that follows comes to pass: the first failure is the one that is told."""
        assert self.ledger is not None
        return self.ledger
