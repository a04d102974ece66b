"""Messages between processes over a pipe: their length in four bytes, then the message. An empty one says goodbye."""

from __future__ import annotations

import struct
from typing import BinaryIO

_LENGTH = struct.Struct("<I")
READY, GOODBYE = b"ready", b""
OUT_OF_MEMORY = 77  # exit code of a process that was refused memory


def send(stream: BinaryIO, message: bytes) -> None:
    """Raises OSError if nobody listens any more."""
    stream.write(_LENGTH.pack(len(message)) + message)
    stream.flush()


def receive(stream: BinaryIO) -> bytes | None:
    """The next message; None where the other side is gone, be it in the middle of one."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (size,) = _LENGTH.unpack(head)
    body = stream.read(size)
    return body if len(body) == size else None
