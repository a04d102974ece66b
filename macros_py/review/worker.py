"""The process that looks at files, one after another, as another process tells it to. It may die of one: that is what
it is for.

It loads rules and tables once. Files come in batches; after each file its record goes back at once, so that whoever
started this knows which file is being looked at when nothing comes any more.

    python -m macros_py.review.worker
"""

from __future__ import annotations

import gc
import os
import sys
from typing import BinaryIO

import msgspec

from macros_py.engine.rules import RuleError
from macros_py.review.confine import limit_memory, wake_after
from macros_py.review.frames import GOODBYE, OUT_OF_MEMORY, READY, receive, send
from macros_py.review.one import Task, failed, review
from macros_py.review.record import Record, encoded
from macros_py.review.rulesets import ruleset
from macros_py.review.settings import Settings
from workbook.errors import UnusableFile
from workbook.load import years

_COLLECT_EVERY = 500
_LONGEST = 300
_SETTINGS, _BATCH = msgspec.msgpack.Decoder(Settings), msgspec.msgpack.Decoder(list[Task])


def main() -> None:
    """Until the pipe closes. What libraries print must not get between the messages."""
    source, target = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    first = receive(source)
    if first is None:
        return
    settings = _SETTINGS.decode(first)
    _warm_up(settings)
    limit_memory(settings.memory_mb)
    send(target, READY)
    _work(source, target, settings)
    send(target, GOODBYE)


def _warm_up(settings: Settings) -> None:
    """What every file needs. None of it is ever let go, so the collector need not look at it again."""
    for year in years():
        try:
            ruleset(year, settings.pack or "national")
        except (UnusableFile, RuleError):  # told for each file that asks for it
            continue
    _collect()
    gc.disable()


def _collect() -> None:
    """What a file leaves behind is let go at once, as a rule: the collector looks now and then, and never again at what
    is remembered for the next files.
    """
    gc.collect()
    gc.freeze()


def _work(source: BinaryIO, target: BinaryIO, settings: Settings) -> None:
    name, seen = str(os.getpid()), 0
    while (message := receive(source)) is not None:
        for task in _BATCH.decode(message):
            wake_after(settings.seconds)
            record = _looked_at(task, settings)
            record.timing.worker = name
            send(target, encoded(record))
            seen += 1
            if seen % _COLLECT_EVERY == 0:
                _collect()
        wake_after(0)


def _looked_at(task: Task, settings: Settings) -> Record:
    """A record whatever happens, but for want of memory: a process that had too little of it is not to be trusted."""
    try:
        return review(task, settings)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except Exception as error:  # noqa: BLE001  a fault of ours costs one row, not the run
        told = " ".join(f"{type(error).__name__}: {error}".split())[:_LONGEST]
        return failed(task, f"程序出错（{told}），请把这个文件发给本工具的维护人员", settings.limits.file_bytes)


if __name__ == "__main__":
    main()
