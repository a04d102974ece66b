"""Trial: one file after another read in processes of their own, with little memory and time, and how each ended.

Why: a reader that hangs, aborts or fills the memory must not take the tests with it, and the peak has to be that of one
file. A small server, started once, forks for each: its own memory is that of a process that has read nothing.

    with Trials() as trials:
        trials.end_of(path).said      # "自评表.xlsx：文件是空的（0 字节）。…"
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any, Self

import msgspec

SECONDS, MEGABYTES = 5, 500
ROOM, PATIENCE = 1 << 30, 20  # what a child gets: more than it may use, so that the excess is seen


class End(msgspec.Struct, frozen=True, kw_only=True):
    """`said` is the refusal, "" for a file that was read, `saw` what was in it. `broke`: any other end."""

    said: str = ""
    broke: str = ""
    saw: dict[str, Any] = {}
    seconds: float = 0
    megabytes: float = 0


class Trials:
    """The server. `end_of` asks it for one file."""

    def __enter__(self) -> Self:
        self.server = subprocess.Popen(
            [sys.executable, "-m", "tests.hostile.trial"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        return self

    def __exit__(self, *_: object) -> None:
        self.server.communicate(timeout=PATIENCE)

    def end_of(self, path: Path) -> End:
        assert self.server.stdin
        assert self.server.stdout
        print(json.dumps(str(path)), file=self.server.stdin, flush=True)
        return msgspec.json.decode(self.server.stdout.readline(), type=End)


def _look(path: Path) -> dict[str, Any]:
    from workbook.carried import carried
    from workbook.gate import inspect
    from workbook.read import read

    reading = read(path)
    with inspect(path) as opened:
        brought = msgspec.to_builtins(carried(opened))
    facts = list(reading.facts)
    troubles = Counter(fact.trouble for fact in facts if fact.trouble)
    errors = sorted({str(fact.value) for fact in facts if fact.trouble == "error"})
    absent = sum(len(absence.fields) for absence in reading.facts.absent)
    return {"facts": len(facts), "absent": absent, "errors": errors, **troubles, **brought}


def _end(path: Path) -> End:
    from workbook.errors import UnusableFile

    start, said, saw, broke = time.perf_counter(), "", {}, ""
    try:
        saw = _look(path)
    except UnusableFile as error:
        said = str(error)
    except BaseException as error:  # noqa: BLE001  whatever it is, the test has to name it
        broke = repr(error)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return End(said=said, saw=saw, broke=broke, seconds=time.perf_counter() - start, megabytes=peak)


def _child(path: Path, write: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (ROOM, ROOM))
    resource.setrlimit(resource.RLIMIT_CPU, (PATIENCE, PATIENCE))
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    os.write(write, msgspec.json.encode(_end(path)))
    os._exit(0)


def _serve() -> None:
    import workbook.carried
    import workbook.read  # noqa: F401  loaded once, for all children

    for line in sys.stdin:
        read, write = os.pipe()
        child = os.fork()
        if not child:
            _child(Path(json.loads(line)), write)
        os.close(write)
        with os.fdopen(read, "rb") as pipe:
            answer = pipe.read()
        status = os.waitpid(child, 0)[1]
        lost = msgspec.json.encode(End(broke=f"the process died: {status}"))
        sys.stdout.buffer.write((answer or lost) + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    _serve()
