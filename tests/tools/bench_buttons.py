"""`python -m tests.tools.bench_buttons`: how long 重算 takes as a process, and how often buttons reach into Excel.

Through xlwings' remote engine, on the published example. The process is measured against `import xlwings` alone, both
with the licence key that the engine asks for. Prints; it never fails. A bound that a run misses is marked.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from macros_py.demo import EXAMPLE, PACK, YEAR
from macros_py.desk import fill_file
from macros_py.template import write_template
from tests.excel.pressing import press
from tests.excel.remote import Opened, payload

ROUNDS, BOUND, MOST_WRITES = 15, 2.0, 3
KEY = {"XLWINGS_LICENSE_KEY": "noncommercial"}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        blank, book = Path(folder) / "blank.xlsm", Path(folder) / "example.xlsm"
        write_template(blank, year=YEAR, pack=PACK)
        fill_file(blank, EXAMPLE, book)
        whole_process(book, Path(folder) / "payload.json")
        trips(book)


def whole_process(book: Path, sent: Path) -> None:
    """In turns, as ratio of medians."""
    opened = Opened(book)
    sent.write_text(json.dumps(payload(book.name, opened.sheets, opened.shown)), encoding="utf-8")
    commands = {
        "import xlwings": [sys.executable, "-c", "import xlwings"],
        "重算 through the remote engine": [sys.executable, "-m", "tests.excel.whole", str(sent)],
    }
    times: dict[str, list[float]] = {name: [] for name in commands}
    for round_ in range(ROUNDS + 1):
        for name, command in commands.items():
            start = time.perf_counter()
            subprocess.run(command, stdout=subprocess.DEVNULL, check=True, env=os.environ | KEY)
            if round_:  # the first one warms caches up
                times[name].append(time.perf_counter() - start)
    base = statistics.median(times["import xlwings"])
    print(f"buttons as whole processes, median of {ROUNDS}")
    for name, taken in times.items():
        ratio = statistics.median(taken) / base
        bound = "" if ratio == 1 else f"  (bound {BOUND:.2f})" + ("  MISSED" if ratio > BOUND else "")
        print(f"  {name:32s} {statistics.median(taken) * 1e3:7.1f} ms  {ratio:5.2f} x{bound}")


def trips(book: Path) -> None:
    """Reads and writes of values and formulas by sheet, the most of any; other actions by kind."""
    for name in ("recalculate", "check"):
        for formulas in (False, True):
            opened = Opened(book, formulas=formulas)
            press(name, opened)
            writes = opened.writes()
            most = max(writes.values())
            missed = "  MISSED" if most > MOST_WRITES else ""
            told = "formulas told" if formulas else "formulas not told"
            others: dict[str, int] = {}
            for action in opened.actions:
                if action["func"] not in ("setValues", "setFormula"):
                    others[action["func"]] = others.get(action["func"], 0) + 1
            print(f"{name}, {told}: at most {max(opened.reads.values())} read and {most} writes a sheet{missed}")
            print(f"  {len(opened.reads)} sheets read, {len(writes)} written: {writes}")
            print(f"  besides: {others or 'nothing'}")


if __name__ == "__main__":
    main()
