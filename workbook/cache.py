"""Parsed once, read many times: TOML files compiled to msgpack beside them, as Python does with its modules.

Starting is most of what a short command does, and TOML is slow to parse. The compiled copy is named after size and time
of change of its sources, as Python's own are, so that it does not go stale; where it cannot be written (a read-only
installation) or read, nothing is lost but time.
"""

from __future__ import annotations

import contextlib
import os
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import msgspec

T = TypeVar("T")


def cached(stem: str, sources: Sequence[Path], kind: type[T], make: Callable[[], T]) -> T:
    """What `make` gives for `sources` as they are now, from an earlier run if there was one.

    `sources` are all files that the result depends on, the first in the folder to keep it by, and the code that makes
    it among them.
    """
    try:
        name = f"{stem}-{_digest(sources)}.msgpack"
    except OSError:
        return make()
    folder = sources[0].parent / "__pycache__"
    with contextlib.suppress(OSError, msgspec.DecodeError):
        return msgspec.msgpack.decode((folder / name).read_bytes(), type=kind)
    made = make()
    with contextlib.suppress(OSError):
        _store(folder, name, msgspec.msgpack.encode(made))
    return made


def _digest(sources: Sequence[Path]) -> str:
    """Checksum over the states of all sources, and their size. Reading them all would take longer than the rest."""
    checksum = size = 0
    for path in sources:
        state = path.stat()
        checksum = zlib.crc32(f"{path.name} {state.st_size} {state.st_mtime_ns}".encode(), checksum)
        size += state.st_size
    return f"{checksum:08x}-{size}"


def _store(folder: Path, name: str, data: bytes) -> None:
    folder.mkdir(exist_ok=True)
    temporary = folder / f"{name}.{os.getpid()}.tmp"
    temporary.write_bytes(data)
    temporary.replace(folder / name)
