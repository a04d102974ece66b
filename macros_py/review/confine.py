"""What a process may take, set by itself before it looks at the first file, so that one file cannot take it all.

Where the system knows such limits it enforces them, even in the midst of foreign code. On Windows it does not: there
the process that started this one looks at its size and kills it.
"""

from __future__ import annotations

import contextlib
import importlib
import sys
from typing import Any

_SPARE = 10  # seconds after which a process whose parent died in the meantime ends by itself


def limit_memory(megabytes: int) -> None:
    """More than so much is refused to this process: an allocation fails, be it in Python or in a library."""
    if (resource := _resource()) is not None:
        size = megabytes << 20
        with contextlib.suppress(ValueError, OSError):  # a stricter limit is set already
            resource.setrlimit(resource.RLIMIT_AS, (size, size))


def wake_after(seconds: float) -> None:
    """Let the system end this process if it is still at the same file when nobody watches any more; 0 stops that."""
    import signal  # noqa: PLC0415

    if hasattr(signal, "alarm"):
        signal.alarm(int(seconds) + _SPARE if seconds else 0)


def watched_from_outside() -> bool:
    """Whether the system has no limit that a process can set for itself."""
    return _resource() is None


def size_of(process: int) -> int:
    """How many bytes a process holds; 0 if nobody can tell."""
    try:
        psutil = importlib.import_module("psutil")
        return int(psutil.Process(process).memory_info().rss)
    except Exception:  # noqa: BLE001  it may be gone, or psutil may not be there: then nothing is known
        return 0


def _resource() -> Any:
    return None if sys.platform == "win32" else importlib.import_module("resource")
