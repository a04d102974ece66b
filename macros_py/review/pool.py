"""Processes that look at files, watched: one that dies, hangs or grows too large costs the file it was at, no other.

A file that a process died at is tried once more, alone in a new process: somebody may have killed the first. The others
of its batch go to the next process. `concurrent.futures` and `multiprocessing.Pool` give up all work when a process
dies, and neither may start processes inside a worker of dask.

    with Pool(settings, jobs=2) as pool:
        for task, data in pool.run(tasks): ...      # in the order in which they are done
"""

from __future__ import annotations

import queue
from collections import deque
from collections.abc import Iterator, Sequence
from time import monotonic
from types import TracebackType

from macros_py.review.child import Child, Events
from macros_py.review.confine import size_of, watched_from_outside
from macros_py.review.one import Task, failed
from macros_py.review.record import encoded
from macros_py.review.settings import Settings
from workbook.errors import UnusableFile

BATCH, MOST_BYTES = 16, 3000  # a message that no pipe is too small for
RECYCLE = 2000  # files, after which a process makes room for a new one: what it may have lost is given back
_LOOK_EVERY = 0.2  # seconds
_FALSE_STARTS, _LONGEST_START = 3, 120.0
REMEDY = "。请用 Excel 打开、另存后再试，或单独核对这个文件"


class CannotStart(UnusableFile):
    """Processes die before they look at any file: something is wrong with the installation."""

    def __init__(self, reason: str) -> None:
        remedy = "请重新安装本工具，或把 --memory 改大以后再试"
        super().__init__(f"审核用的进程起不来（{reason}）", remedy=remedy)


class Pool:
    """So many processes; they stay for the next run."""

    def __init__(self, settings: Settings, jobs: int, recycle: int = RECYCLE) -> None:
        self.settings, self.jobs, self.recycle = settings, jobs, recycle
        self.events: Events = queue.SimpleQueue()
        self.children: list[Child] = []
        self.waiting: deque[Task] = deque()
        self.returned: deque[Task] = deque()
        self.suspects: deque[Task] = deque()
        self.suspected: set[str] = set()
        self.false_starts = 0

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End all processes, at once."""
        for child in self.children:
            child.kill()
        self.children.clear()

    def run(self, tasks: Sequence[Task]) -> Iterator[tuple[Task, bytes]]:
        """Every task with its record, encoded. Raises CannotStart."""
        self.waiting = deque(tasks)
        self._feed()
        while any(child.tasks for child in self.children):
            try:
                child, message = self.events.get(timeout=_LOOK_EVERY)
            except queue.Empty:
                yield from self._overdue()
                continue
            if child in self.children:
                yield from self._told(child, message)
            self._feed()

    def _feed(self) -> None:
        while batch := self._batch_for_somebody():
            child, tasks = batch
            child.give(tasks)

    def _batch_for_somebody(self) -> tuple[Child, list[Task]] | None:
        """A process that can take more, and what it gets; a new process if there is work for one."""
        child = next((child for child in self.children if child.hungry), None)
        if child is None and len(self.children) >= self.jobs:
            return None
        tasks = self._batch()
        if not tasks:
            return None
        if child is None:
            child = Child(self.settings, self.events, self.recycle)
            self.children.append(child)
        return child, tasks

    def _batch(self) -> list[Task]:
        if self.suspects:
            return [self.suspects.popleft()]
        batch, size = list[Task](), 0
        fair = -(-len(self.waiting) // (2 * self.jobs))  # in the end none gets so many that others wait for it
        while (self.returned or self.waiting) and len(batch) < min(BATCH, max(1, fair)) and size < MOST_BYTES:
            task = (self.returned or self.waiting).popleft()
            batch.append(task)
            size += len(task.file) + 4 * len(task.path)
        return batch

    def _told(self, child: Child, message: bytes | None) -> Iterator[tuple[Task, bytes]]:
        if message is None:
            yield from self._dead(child, child.end_of())
        elif child.ready_after(message):
            self.false_starts = 0
        elif child.tasks and message:
            yield child.done(), message
            if child.worn and not child.tasks:
                self._forget(child)

    def _overdue(self) -> Iterator[tuple[Task, bytes]]:
        now, outside = monotonic(), watched_from_outside()
        for child in [child for child in self.children if child.tasks]:
            if not child.since and now - child.started > _LONGEST_START:
                yield from self._dead(child, "读取程序起不来")
            elif child.since and now - child.since > self.settings.seconds:
                yield from self._dead(child, f"超过时限（{self.settings.seconds:g} 秒）", final=True)
            elif outside and size_of(child.process.pid) > self.settings.memory_mb << 20:
                yield from self._dead(child, self._too_large(), final=True)

    def _too_large(self) -> str:
        return f"内存不足（上限 {self.settings.memory_mb} MB）"

    def _dead(self, child: Child, reason: str, *, final: bool = False) -> Iterator[tuple[Task, bytes]]:
        """The file it was at is tried again or has failed; those after it wait for another process."""
        started = bool(child.since)
        self._forget(child)
        tasks = child.tasks
        if not started:
            self._started_in_vain(reason)
        elif tasks:
            task = tasks.popleft()
            if final or task.path in self.suspected:
                yield task, encoded(failed(task, reason + REMEDY, self.settings.limits.file_bytes))
            else:
                self.suspected.add(task.path)
                self.suspects.append(task)
        self.returned.extendleft(reversed(tasks))
        self._feed()

    def _started_in_vain(self, reason: str) -> None:
        self.false_starts += 1
        if self.false_starts >= _FALSE_STARTS:
            raise CannotStart(reason)

    def _forget(self, child: Child) -> None:
        child.kill()
        self.children.remove(child)
