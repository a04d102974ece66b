"""A worker that comes to grief over certain files, told by their names, as real ones do over files nobody foresaw."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from macros_py.review import one, worker
from macros_py.review.one import Task
from macros_py.review.record import Record
from macros_py.review.settings import Settings


def review(task: Task, settings: Settings) -> Record:
    name = task.path
    if "死" in name:
        os.kill(os.getpid(), signal.SIGKILL)
    if "一次" in name and not (mark := Path(os.fsdecode(task.file)).with_suffix(".mark")).exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    if "崩" in name:
        os.abort()
    if "慢" in name:
        time.sleep(60)
    if "胖" in name:
        bytearray(8 << 30)
    if "错" in name:
        raise KeyError("没有想到")
    if "离开" in name:
        os._exit(3)
    return one.review(task, settings)


if __name__ == "__main__":
    worker.review = review  # type: ignore[attr-defined]
    worker.main()
