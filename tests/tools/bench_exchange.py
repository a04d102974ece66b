"""What goes up, is looked at and comes back, as whole processes: `jixiao export`, `verify`, `return`.

On the example corrected, as the demo makes it, and on one with ten times as many sheets, filled and corrected alike:
ten times the sheets may cost three times the time, for a process has its start, too.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from python_calamine import CalamineWorkbook

from macros_py.demo import EXAMPLE, PACK, YEAR, correct
from macros_py.desk import fill_file, recalc_file
from macros_py.exchange.submit import submit
from macros_py.template import write_template

ROUNDS, TIMES, SECONDS, RATIO = 7, 10, 1.0, 3.0
JIXIAO = Path(sys.executable).with_name("jixiao")
REMARKS = "位置,意见\n" + "".join(f"附件3!{cell},请核对\n" for cell in ("E10", "F10", "H26", "I26", "F28", "D33"))
_Times = dict[str, list[float]]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        small, large = Path(folder) / "example", Path(folder) / "large"
        sheets = prepare(small)
        many = prepare(large, projects=1 + (TIMES - 1) * sheets)
        times: dict[Path, _Times] = {small: {}, large: {}}
        for round_ in range(ROUNDS + 1):
            for place, taken in times.items():
                run(place, taken if round_ else {})  # the first one warms caches up
    print(f"exchange as whole processes, median of {ROUNDS}: the example, {sheets} sheets, and one of {many}")
    for name in times[small]:
        report(name, statistics.median(times[small][name]), statistics.median(times[large][name]))


def prepare(folder: Path, projects: int = 1) -> int:
    """The example corrected, with so many project sheets, and the copy made of it; how many sheets that has."""
    folder.mkdir()
    blank, filled, recalculated, corrected, sent = files(folder)
    write_template(blank, year=YEAR, pack=PACK, counts={"project": projects})
    fill_file(blank, EXAMPLE, filled)
    recalc_file(filled, recalculated)
    correct(recalculated, corrected)
    submit(corrected, sent)
    return len(CalamineWorkbook.from_path(str(sent)).sheet_names)


def files(folder: Path) -> list[Path]:
    return [folder / f"{name}.xlsx" for name in ("blank", "filled", "recalculated", "corrected", "sent")]


def run(folder: Path, taken: _Times) -> None:
    """Each command once, its result written to a place that is free."""
    *_, corrected, sent = files(folder)
    exported, returned, remarks = (folder / name for name in ("exported.xlsx", "returned.xlsx", "remarks.csv"))
    remarks.write_text(REMARKS, "utf-8")
    commands = {
        "export": [str(corrected), "-o", str(exported)],
        "verify": [str(sent)],
        "return": [str(sent), "--remarks", str(remarks), "-o", str(returned)],
    }
    for name, arguments in commands.items():
        start = time.perf_counter()
        subprocess.run([str(JIXIAO), name, *arguments], stdout=subprocess.DEVNULL, check=True)
        taken.setdefault(name, []).append(time.perf_counter() - start)
    for written in (exported, exported.with_suffix(".json"), returned):
        written.unlink()


def report(name: str, small: float, large: float) -> None:
    """Seconds for the example, and how many times as many for the large one."""
    slow = "  MISSED" if small > SECONDS else ""
    grown = "  MISSED" if large > RATIO * small else ""
    print(f"  jixiao {name:8s} {small * 1e3:7.1f} ms  (bound {SECONDS * 1e3:.0f}){slow}")
    print(f"  {'':15s} {large * 1e3:7.1f} ms  {large / small:5.2f} x  (bound {RATIO:.2f}){grown}")


if __name__ == "__main__":
    main()
