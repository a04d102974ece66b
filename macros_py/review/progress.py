"""How far a review is: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable
from time import monotonic
from types import TracebackType

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

_LINE_EVERY = 10.0  # seconds


class Shown:
    """`at(done)` says how many files are done, those of an earlier run among them."""

    def __init__(self, total: int, known: int, say: Callable[[str], None]) -> None:
        self.total, self.known, self.say = total, known, say
        self.started = self.told = monotonic()
        self.bar = _bar() if sys.stdout.isatty() else None
        self.task = self.bar.add_task("审核", total=total, completed=known, rate="") if self.bar else None

    def __enter__(self) -> Shown:
        if self.bar:
            self.bar.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self.bar:
            self.bar.stop()

    def at(self, done: int) -> None:
        """So many are done."""
        rate = (done - self.known) / max(monotonic() - self.started, 1e-3)
        if self.bar and self.task is not None:
            self.bar.update(self.task, completed=done, rate=f"每秒 {rate:.1f} 个")
        elif monotonic() - self.told >= _LINE_EVERY and done < self.total:
            self.told = monotonic()
            left = _time((self.total - done) / max(rate, 1e-3))
            self.say(f"已审 {done}/{self.total} 个，每秒 {rate:.1f} 个，约剩 {left}")


def _bar() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}"))
    return Progress(*columns, TextColumn("约剩"), TimeRemainingColumn())


def _time(seconds: float) -> str:
    """
    >>> _time(100), _time(3700)
    ('1 分 40 秒', '1 小时 1 分')
    """
    minutes, rest = divmod(round(seconds), 60)
    if minutes >= 60:
        return f"{minutes // 60} 小时 {minutes % 60} 分"
    return f"{minutes} 分 {rest} 秒" if minutes else f"{rest} 秒"
