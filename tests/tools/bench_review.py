"""How fast submissions are reviewed, against bare readings of the same files: `jixiao review` as a whole process.

The books that people read are left out, for they are no part of a file's gate, reading, rules and ledger. What a file
costs is the difference between a folder and a fifth of it, so that starting and ending count for nothing: for that they
are some hundred files, as on a bureau's desk. Each is run in turns, and medians are compared. A long run is made of the
same files over and over: what the last round of them takes, and how large the processes are by then, says whether it
stays as it began.

    python -m tests.tools.bench_review --long 10000
"""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path

import duckdb
import openpyxl
import psutil
from python_calamine import CalamineWorkbook

from tests.tools.corpus import write_corpus

JIXIAO = Path(sys.executable).with_name("jixiao")
ROUNDS, SAMPLE, FIFTH = 5, 20, 5
TIMES_CALAMINE, TIMES_OPENPYXL, TWO_WORKERS, MEGABYTES, SLOWER = 4.0, 15.0, 1.7, 300, 1.1


def main(arguments: Sequence[str] = ()) -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.tools.bench_review", description=__doc__.partition("\n")[0])
    parser.add_argument("--files", type=int, default=600, help="how many different files")
    parser.add_argument("--long", type=int, default=1000, help="how many files the long run has")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name:
        folder, corpus = Path(name), Path(name) / "corpus"
        manifest = write_corpus(options.files, corpus, processes=os.cpu_count() or 1)
        files = [corpus / file.path for file in manifest.files]
        print(f"review of {len(files)} files, median of {ROUNDS} rounds; a file")
        speed(files, folder)
        endurance(files, folder, options.long)


def speed(files: list[Path], folder: Path) -> None:
    """One worker and two, calamine and openpyxl, in turns."""
    few, rest = files[::FIFTH], [file for index, file in enumerate(files) if index % FIFTH]
    fifth, sample = linked([few], folder / "fifth"), rest[:: max(1, len(rest) // SAMPLE)]
    parts: dict[str, Callable[[], float]] = {
        "calamine": lambda: seconds(read_with_calamine, rest),
        "one": lambda: (reviewed(folder / "corpus", 1) - reviewed(fifth, 1)) / len(rest),
        "two": lambda: (reviewed(folder / "corpus", 2) - reviewed(fifth, 2)) / len(rest),
        "openpyxl": lambda: seconds(read_with_openpyxl, sample),
        "calamine of the sample": lambda: seconds(read_with_calamine, sample),
    }
    rounds = [{name: part() for name, part in parts.items()} for _ in range(ROUNDS)]
    report({name: statistics.median(each[name] for each in rounds) for name in parts})


def report(taken: dict[str, float]) -> None:
    """Ratios, with their bounds. Of openpyxl, for it is slow, a sample: scaled by what calamine takes for that."""
    openpyxl_all = taken["openpyxl"] * taken["calamine"] / taken["calamine of the sample"]
    one, two = taken["one"], taken["two"]
    print(f"  calamine, every sheet             {taken['calamine'] * 1e3:7.2f} ms")
    print(f"  openpyxl                          {openpyxl_all * 1e3:7.2f} ms")
    print(f"  jixiao review, one worker         {one * 1e3:7.2f} ms")
    print(f"  jixiao review, two workers        {two * 1e3:7.2f} ms")
    ratio("review / calamine", one / taken["calamine"], most=TIMES_CALAMINE)
    ratio("openpyxl / review", openpyxl_all / one, least=TIMES_OPENPYXL)
    ratio("one worker / two workers", one / two, least=TWO_WORKERS)


def ratio(name: str, value: float, *, most: float | None = None, least: float | None = None, unit: str = "x") -> None:
    missed = (most is not None and value > most) or (least is not None and value < least)
    bound = f"at most {most:g}" if most is not None else f"at least {least:g}"
    print(f"  {name:33s} {value:7.2f} {unit}   ({bound}){'  MISSED' if missed else ''}")


def endurance(files: list[Path], folder: Path, count: int) -> None:
    """A long run with two workers: its last round of the files against its first, and how large a process grew."""
    rounds = max(2, round(count / len(files)))
    long = linked([files] * rounds, folder / "long")
    out, sizes = folder / "long-out", dict[int, int]()
    with subprocess.Popen(_command(long, out, 2), stdout=subprocess.DEVNULL) as process:
        watcher = threading.Thread(target=watch, args=(psutil.Process(process.pid), sizes))
        watcher.start()
        process.wait()
        watcher.join()
    first, last = (round_taken(out, number) for number in (0, rounds - 1))
    print(f"a long run of {rounds * len(files)} files, two workers")
    ratio("last round / first round", last / first, most=SLOWER)
    ratio("the largest worker", max(sizes.values(), default=0) / 2**20, most=MEGABYTES, unit="MB")


def linked(rounds: list[list[Path]], folder: Path) -> Path:
    """The files, once a round, in a folder of that round: links, for ten thousand copies fill a disk."""
    for number, files in enumerate(rounds):
        (folder / _round(number)).mkdir(parents=True)
        for index, file in enumerate(files):
            os.link(file, folder / _round(number) / f"{index:04d} {file.name}")
    return folder


def _round(number: int) -> str:
    return f"{number:04d}"


def seconds(read: Callable[[Path], object], files: list[Path]) -> float:
    """What a file takes."""
    start = time.perf_counter()
    for file in files:
        read(file)
    return (time.perf_counter() - start) / len(files)


def read_with_calamine(file: Path) -> None:
    book = CalamineWorkbook.from_path(str(file))
    for name in book.sheet_names:
        book.get_sheet_by_name(name).to_python()


def read_with_openpyxl(file: Path) -> None:
    """It warns of what it does not know and will lose."""
    with warnings.catch_warnings(action="ignore"):
        openpyxl.load_workbook(file)


def reviewed(folder: Path, jobs: int) -> float:
    """Seconds of a review as a whole process, its results thrown away."""
    out = folder.with_name(f"{folder.name}-out")
    start = time.perf_counter()
    done = subprocess.run(_command(folder, out, jobs), capture_output=True, check=False)
    taken = time.perf_counter() - start
    assert done.returncode in (0, 1), done.stderr.decode()  # 1: errors were found, as they should be
    shutil.rmtree(out)
    return taken


def _command(folder: Path, out: Path, jobs: int) -> list[str]:
    return [str(JIXIAO), "review", str(folder), "-o", str(out), "--jobs", str(jobs), "--ledger-only"]


def watch(parent: psutil.Process, sizes: dict[int, int]) -> None:
    """Until it ends, the most that each process it started has held."""
    with contextlib.suppress(psutil.NoSuchProcess):  # it ended while it was being looked at
        while parent.status() != psutil.STATUS_ZOMBIE:
            for child in parent.children(recursive=True):
                with contextlib.suppress(psutil.NoSuchProcess):
                    sizes[child.pid] = max(sizes.get(child.pid, 0), child.memory_info().rss)
            time.sleep(0.1)


def round_taken(out: Path, number: int) -> float:
    """Milliseconds that the files of a round took in their workers, in the middle."""
    chosen = "SELECT total_ms FROM read_parquet(?) WHERE path LIKE ?"
    rows = duckdb.execute(chosen, [str(out / "timings.parquet"), f"{_round(number)}/%"]).fetchall()
    return float(statistics.median(taken for (taken,) in rows))


if __name__ == "__main__":
    main(sys.argv[1:])
