"""The same review on a dask cluster: batches of files go to its workers, each writes a part and says when it is there.

Inside a worker files are looked at as everywhere, by a process that may die of one. All machines have to see the folder
of files and that of results under the same path, and to have the same program and rules; a worker that has others says
so. The ledger is made where the run was started.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec

from macros_py.review.one import Task
from macros_py.review.parts import Part, name_of, next_number
from macros_py.review.pool import Pool
from macros_py.review.settings import Settings, identity
from workbook.errors import UnusableFile

LOCAL = "local"
SMALLEST, LARGEST, BATCHES = 4, 64, 32  # files in a batch; so many batches at least, that all workers have some
_CONNECT = "20s"
_here = threading.local()


def on_cluster(
    scheduler: str, settings: Settings, jobs: int, tasks: Sequence[Task], parts: Path, mark: str
) -> Iterator[Path]:
    """Look at files and keep their records in `parts`; each part when it is there. Raises UnusableFile."""
    import distributed  # noqa: PLC0415  an accountant's computer has none

    finished: Any = distributed.as_completed

    parts.mkdir(parents=True, exist_ok=True)
    parts, first, token = parts.absolute(), next_number(parts), secrets.token_hex(4)
    with ExitStack() as stack:
        client = _client(scheduler, jobs, stack)
        futures = [
            client.submit(review_batch, msgspec.msgpack.encode((settings, batch)), str(parts / name), mark, pure=False)
            for number, batch in enumerate(_batches(tasks), first)
            for name in [name_of(number, token)]
        ]
        for future in finished(futures):
            yield parts / _result(future)


def _client(scheduler: str, jobs: int, stack: ExitStack) -> Any:
    """A cluster of this computer's own, or the one at an address."""
    import distributed  # noqa: PLC0415

    connect: Any = distributed.Client

    if scheduler == LOCAL:
        # Its workers do nothing but wait for processes of their own, which have limits of their own.
        start: Any = distributed.LocalCluster
        cluster = start(n_workers=jobs, threads_per_worker=1, memory_limit=0, dashboard_address=None)
        return stack.enter_context(connect(stack.enter_context(cluster)))
    try:
        return stack.enter_context(connect(scheduler, timeout=_CONNECT))
    except (OSError, ValueError) as error:
        remedy = "请检查地址（如 tcp://192.168.1.10:8786）和网络，调度程序要先启动"
        raise UnusableFile("连不上调度程序", place=scheduler, remedy=remedy) from error


def _batches(tasks: Sequence[Task]) -> Iterator[Sequence[Task]]:
    size = min(max(len(tasks) // BATCHES, SMALLEST), LARGEST)
    for start in range(0, len(tasks), size):
        yield tasks[start : start + size]


def _result(future: Any) -> str:
    try:
        return str(future.result())
    except UnusableFile:
        raise
    except Exception as error:
        told = " ".join(f"{type(error).__name__}: {error}".split())[:200]
        remedy = "请确认每台机器装了同一版本的本工具，并能用同样的路径读写这两个文件夹；改好以后加 --resume 接着审"
        raise UnusableFile(f"集群上的审核没有做完（{told}）", remedy=remedy) from error


def review_batch(order: bytes, part: str, mark: str) -> str:
    """On a worker: look at some files and write their part, which is there as a whole or not at all; its name."""
    settings, tasks = msgspec.msgpack.decode(order, type=tuple[Settings, list[Task]])
    if _identity(settings) != mark:
        raise UnusableFile("集群里有一台机器上的程序、规则或表样与本机不同", remedy="请各台机器装同一版本")
    target = Path(part)
    made = target.with_name(f"~{target.name}-{secrets.token_hex(4)}")
    with Part(made, mark) as written:
        for _, data in _pool(settings).run(tasks):
            written.add(data)
    made.replace(target)
    return target.name


@lru_cache(maxsize=8)
def _identity(settings: Settings) -> str:
    return identity(settings)


def _pool(settings: Settings) -> Pool:
    """A process that stays with this thread of the worker: starting one takes as long as many files."""
    pool: Pool | None = getattr(_here, "pool", None)
    if pool is None or pool.settings != settings:
        if pool is not None:
            pool.close()
        pool = _here.pool = Pool(settings, 1)
    return pool
