"""One process that looks at files, as the process that started it sees it.

A thread reads what it sends, for only so a program can wait for several pipes on every system. Of the files it was
given the first without a record is the one it is at.
"""

from __future__ import annotations

import contextlib
import queue
import signal
import subprocess
import sys
import tempfile
import threading
from collections import deque
from collections.abc import Sequence
from time import monotonic
from typing import BinaryIO, cast

import msgspec

from macros_py.review.frames import OUT_OF_MEMORY, READY, receive, send
from macros_py.review.one import Task
from macros_py.review.settings import Settings

_COMMAND = (sys.executable, "-m", "macros_py.review.worker")
_SOON = 3
_ROOM = 512 << 10  # bytes, some records: so a process need not wait until somebody has time to read them
_NO_MEMORY = (b"memory allocation of", b"MemoryError", b"out of memory")


class Child:
    """`tasks`: what it was given and has not done. `since`: when it began with the first of them, 0 before it is ready.
    `hungry`: it would wait soon, and has taken all it was given out of the pipe, so that giving more cannot block;
    `most` is how many files it may look at.
    """

    def __init__(self, settings: Settings, events: Events, most: int) -> None:
        self.settings, self.most, self.tasks, self.count, self.unread = settings, most, deque[Task](), 0, 0
        self.started, self.since = monotonic(), 0.0
        self.errors = tempfile.TemporaryFile()  # noqa: SIM115  open as long as the process lives
        self.process = subprocess.Popen(_COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.errors)
        _make_room(cast(BinaryIO, self.process.stdout))
        self._write(msgspec.msgpack.encode(settings))
        threading.Thread(target=self._listen, args=(events,), daemon=True).start()

    def _listen(self, events: Events) -> None:
        message: bytes | None = b""
        with cast(BinaryIO, self.process.stdout) as stream:
            while message is not None:
                message = receive(stream)
                events.put((self, message))

    @property
    def hungry(self) -> bool:
        return not self.unread and len(self.tasks) <= _SOON and not self.worn

    @property
    def worn(self) -> bool:
        """Whether it has had as many files as it may."""
        return self.count + len(self.tasks) >= self.most

    def give(self, tasks: Sequence[Task]) -> None:
        """A batch. It may be dead already: then that is told soon."""
        if not self.tasks and self.since:
            self.since = monotonic()
        self.tasks.extend(tasks)
        self.unread = len(tasks)
        self._write(msgspec.msgpack.encode(tasks))

    def _write(self, message: bytes) -> None:
        with contextlib.suppress(OSError):
            send(cast(BinaryIO, self.process.stdin), message)

    def ready_after(self, message: bytes) -> bool:
        """Whether that was what it says when it is ready."""
        if message != READY or self.since:
            return False
        self.since = monotonic()
        return True

    def done(self) -> Task:
        """The first of its tasks is done."""
        self.since = monotonic()
        self.count += 1
        if len(self.tasks) <= self.unread:
            self.unread = 0
        return self.tasks.popleft()

    def kill(self) -> None:
        """End it, and let go of what belongs to it."""
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.errors):
            with contextlib.suppress(OSError):
                cast(BinaryIO, stream).close()

    def end_of(self) -> str:
        """Why it ended, for people."""
        code = self.process.wait()
        said = self._said()
        if code == OUT_OF_MEMORY or any(sign in said for sign in _NO_MEMORY):
            return f"内存不足（上限 {self.settings.memory_mb} MB）"
        if code < 0:
            return f"读取程序意外中止（{_signal(-code)}）"
        return f"读取程序意外退出（代码 {code}）"

    def _said(self) -> bytes:
        """The end of what it wrote about its errors."""
        with contextlib.suppress(OSError, ValueError):
            self.errors.seek(0, 2)
            self.errors.seek(max(0, self.errors.tell() - 4000))
            return self.errors.read()
        return b""


Events = queue.SimpleQueue[tuple[Child, bytes | None]]


def _make_room(pipe: BinaryIO) -> None:
    """Where the system lets itself be told: a pipe there is smaller than a record."""
    if sys.platform == "linux":
        import fcntl  # noqa: PLC0415  only there

        with contextlib.suppress(OSError):  # somebody has too many pipes already
            fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _ROOM)


def _signal(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"信号 {number}"
