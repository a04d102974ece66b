"""Part files: what was found so far, on disk, so that a run that is killed goes on where it was.

Each record stands behind its length and a checksum. A part begins with the way records are written and the identity of
the run (`settings.identity`); parts that begin otherwise count for nothing. A record that was cut short, and all that
follows it, is as if it had not been written. Later parts replace earlier ones; of one file the last record counts.

    known = Known(folder, identity)
    with Part.open(folder, identity) as part: known.note(part.path, part.add(data), data)
"""

from __future__ import annotations

import contextlib
import os
import re
import struct
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from time import monotonic
from types import TracebackType
from typing import BinaryIO

import msgspec

from macros_py.review.one import Task
from macros_py.review.record import Head, Record, decoded, head_of
from workbook.inflate import checksum

_HEAD = struct.Struct("<II")
_NAME = re.compile(r"part-(\d{5,})(?:-[0-9a-f]+)?\.records")
_WRITTEN = "4"  # changes with `record.encoded`
_SYNC_EVERY = 2.0  # seconds of work that a power failure may cost
_LARGEST = 256 << 20  # bytes


class Part:
    """A part file that is being written. It belongs to one process."""

    def __init__(self, path: Path, identity: str) -> None:
        self.path, self.size, self.synced = path, 0, monotonic()
        self.stream: BinaryIO = path.open("xb")
        self.add(_mark(identity))

    @classmethod
    def open(cls, folder: Path, identity: str) -> Part:
        """The next one of a folder."""
        folder.mkdir(parents=True, exist_ok=True)
        for number in count(next_number(folder)):
            with contextlib.suppress(FileExistsError):  # somebody else was faster
                return cls(folder / name_of(number), identity)
        raise AssertionError("numbers do not end")

    def __enter__(self) -> Part:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def add(self, data: bytes) -> int:
        """One record, and where it begins. It is safe from a crash of this program at once, from one of the system
        within seconds.
        """
        self.stream.write(framed(data))
        self.stream.flush()
        self.size += _HEAD.size + len(data)
        if monotonic() - self.synced > _SYNC_EVERY:
            self.sync()
        return self.size - len(data)

    def sync(self) -> None:
        """Force all to the disk."""
        self.stream.flush()
        os.fsync(self.stream.fileno())
        self.synced = monotonic()

    @property
    def full(self) -> bool:
        return self.size > _LARGEST

    def close(self) -> None:
        """A second call does nothing."""
        if not self.stream.closed:
            self.sync()
            self.stream.close()


def next_number(folder: Path) -> int:
    """Above those of all parts that there are: what is found later counts."""
    return max((int(found[1]) for entry in _entries(folder) if (found := _NAME.fullmatch(entry.name))), default=0) + 1


def name_of(number: int, token: str = "") -> str:
    """`token` tells apart the parts of runs that do not know of each other.

    >>> name_of(7), name_of(7, "0a1b")
    ('part-00007.records', 'part-00007-0a1b.records')
    """
    return f"part-{number:05}{f'-{token}' if token else ''}.records"


def _mark(identity: str) -> bytes:
    return f"{_WRITTEN} {identity}".encode()


def framed(data: bytes) -> bytes:
    """As it stands in a part."""
    return _HEAD.pack(len(data), checksum(data)) + data


class _Place(msgspec.Struct, frozen=True):
    part: Path
    start: int
    size: int


class Known:
    """The records that there are, by path: where they are, for each is read again when it is asked for. Reads all parts
    once; what comes later has to be told. One thread may ask for records while another tells of new ones.
    """

    def __init__(self, folder: Path, identity: str) -> None:
        self.folder, self.identity = folder, identity
        self.heads: dict[str, Head] = {}
        self.places: dict[str, _Place] = {}
        self.streams: dict[Path, BinaryIO] = {}
        for path in _parts(folder):
            self.read(path)

    def read(self, part: Path) -> list[str]:
        """A whole part; the paths of its records."""
        return [self.note(part, start, data) for start, data in _frames(part, self.identity)]

    def note(self, part: Path, start: int, data: bytes) -> str:
        """A record that stands there; its path."""
        head = head_of(data)
        self.places[head.path] = _Place(part, start, len(data))
        self.heads[head.path] = head
        return head.path

    def has(self, task: Task) -> bool:
        """Whether the file was looked at, as it is now. One that failed is tried again: the cause may have gone."""
        head = self.heads.get(task.path)
        same = head is not None and (head.size, head.mtime_ns) == (task.size, task.mtime_ns)
        return same and head is not None and head.state != "failed"

    def record(self, path: str) -> Record:
        """Its record. KeyError for a file that is not known."""
        place = self.places[path]
        if place.part not in self.streams:
            self.streams[place.part] = place.part.open("rb")
        stream = self.streams[place.part]
        stream.seek(place.start)
        return decoded(stream.read(place.size))

    def close(self) -> None:
        """Let go of the files."""
        for stream in self.streams.values():
            stream.close()
        self.streams.clear()


def _parts(folder: Path) -> list[Path]:
    found = [(int(match[1]), path) for path in _entries(folder) if (match := _NAME.fullmatch(path.name))]
    return [path for _, path in sorted(found)]


def _entries(folder: Path) -> Iterator[Path]:
    return folder.iterdir() if folder.is_dir() else iter(())


def _frames(path: Path, identity: str) -> Iterator[tuple[int, bytes]]:
    """Where each whole record of a part begins, and the record."""
    with path.open("rb") as stream:
        if _frame(stream) != _mark(identity):
            return
        while (data := _frame(stream)) is not None:
            yield stream.tell() - len(data), data


def _frame(stream: BinaryIO) -> bytes | None:
    head = stream.read(_HEAD.size)
    if len(head) < _HEAD.size:
        return None
    size, summed = _HEAD.unpack(head)
    data = stream.read(size)
    return data if len(data) == size and checksum(data) == summed else None
