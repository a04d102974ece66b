"""Work that is begun while something else is done, in a thread: unpacking and parsing need no Python, and can use the
half of the processor that Python leaves idle.

    sheets = Ahead(lambda: parsed(path))
    …
    sheets.result()
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")
_SWITCH = 0.0002  # seconds; usually it is 5 ms, and a part that is parsed in less would wait that long for its turn


class Ahead(Generic[T]):
    """One piece of work. What it raises is raised where its result is asked for; else nobody hears of it."""

    def __init__(self, work: Callable[[], T]) -> None:
        self._work = work
        self._made: list[T] = []
        self._raised: list[BaseException] = []
        self._usual = sys.getswitchinterval()
        sys.setswitchinterval(_SWITCH)
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            self._made.append(self._work())
        except BaseException as error:  # noqa: BLE001  it belongs to whoever asks
            self._raised.append(error)
        finally:
            sys.setswitchinterval(self._usual)

    def result(self) -> T:
        """Wait for it."""
        self._thread.join()
        if self._raised:
            raise self._raised[0]
        return self._made[0]
