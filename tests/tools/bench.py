"""`make bench`: how long things take, as ratios within one run. Machines are shared and noisy; a ratio of medians taken
in turns holds where seconds do not.

Prints; it never fails. A bound that a run misses is marked, so that whoever reads it can look.
"""

from __future__ import annotations

import gc
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

from macros_py.check import check_file, to_json
from macros_py.demo import EXAMPLE, PACK, YEAR
from macros_py.desk import fill_file
from macros_py.engine.evaluate import evaluate
from macros_py.engine.indicators import parse
from macros_py.engine.ruleset import RuleSet, load_rules
from macros_py.engine.scoring import score_indicator, scoring_of
from macros_py.engine.triage import triage
from macros_py.template import write_template
from workbook.data import facts_of
from workbook.facts import Facts, Value
from workbook.load import load_forms
from workbook.read import read

ROUNDS = 9
JIXIAO = Path(sys.executable).with_name("jixiao")
BOUNDS = {"load rules": 40, "evaluate example": 3}
PROJECTS, INDICATORS = (10, 50, 200), 40
BASE = [sys.executable, "-c", "import msgspec, python_calamine"]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        example = Path(folder) / "example.xlsx"
        blank = Path(folder) / "blank.xlsx"
        write_template(blank, year=YEAR, pack=PACK)
        fill_file(blank, EXAMPLE, example)
        whole_processes(example)
        inside(example, Path(folder))
    from tests.tools import bench_buttons, bench_exchange, bench_review  # one sets the key that xlwings asks for

    bench_buttons.main()
    bench_exchange.main()
    bench_review.main()


def whole_processes(example: Path) -> None:
    """Start to end, in turns, output thrown away."""
    commands = {
        "import msgspec, python_calamine": BASE,
        "jixiao check --json": [str(JIXIAO), "check", str(example), "--json"],
        "jixiao check": [str(JIXIAO), "check", str(example)],
    }
    for command in commands.values():  # bytecode and file cache warm for all alike
        subprocess.run(command, stdout=subprocess.DEVNULL, check=False)
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(ROUNDS):
        for name, command in commands.items():
            start = time.perf_counter()
            subprocess.run(command, stdout=subprocess.DEVNULL, check=False)
            times[name].append(time.perf_counter() - start)
    base = statistics.median(times["import msgspec, python_calamine"])
    print(f"whole processes, median of {ROUNDS}")
    for name, taken in times.items():
        ratio = statistics.median(taken) / base
        bound = "" if ratio == 1 else "  (bound 3.00)" + ("  MISSED" if ratio > 3 else "")
        print(f"  {name:34s} {statistics.median(taken) * 1e3:7.1f} ms  {ratio:5.2f} x{bound}")


def full_workbook(folder: Path, projects: int, seconds: float, kilobytes: int) -> None:
    """A blank workbook with so many 附件4 sheets, as a whole process, and how large it is."""
    path = folder / f"{projects}.xlsx"
    start = time.perf_counter()
    command = [str(JIXIAO), "new", "-o", str(path), "--projects", str(projects)]
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    taken, size = time.perf_counter() - start, path.stat().st_size / 1000
    print(f"  new, {projects:3d} project sheets              {taken:7.2f} s   (bound {seconds})")
    print(f"{'':36s}{size:7.0f} kB  (bound {kilobytes})")


def inside(example: Path, folder: Path) -> None:
    """Parts of the work within one process."""
    forms = load_forms(YEAR)
    rules = load_rules(forms.fields, YEAR, PACK)
    reading = read(example)
    checked = check_file(example)
    parts: dict[str, Callable[[], object]] = {
        "load rules": lambda: load_rules(forms.fields, YEAR, PACK),
        "read example": lambda: read(example),
        "evaluate example": lambda: evaluate(reading.facts, rules, traces=False),
        "evaluate example, with traces": lambda: evaluate(reading.facts, rules),
        "group its findings by cause": lambda: triage(reading.facts, rules, checked.result.findings),
        "findings as JSON": lambda: to_json(checked, example),
        "build template": lambda: write_template(folder / "t.xlsx", year=YEAR, pack=PACK),
    }
    for projects, seconds, kilobytes in ((9, 1.5, 400), (200, 10, 6_000)):
        full_workbook(folder, projects, seconds, kilobytes)
    print("within a process, median")
    for name, part in parts.items():
        taken = median_of(part) * 1e3
        bound = BOUNDS.get(name)
        said = f"  (bound {bound})" + ("  MISSED" if taken > bound else "") if bound else ""
        print(f"  {name:34s} {taken:7.2f} ms{said}")
    growth(rules)
    indicators()


def growth(rules: RuleSet) -> None:
    """Evaluating many projects with many indicators each: twice as many take twice as long."""
    print(f"evaluate, {INDICATORS} indicators a project")
    first = 0.0
    for count in PROJECTS:
        facts = with_projects(count)
        taken = median_of(lambda facts=facts: evaluate(facts, rules, traces=False), rounds=5) / count  # type: ignore[misc]
        first = first or taken
        each = f"{taken * 1e3:5.2f} ms a project  {taken / first:5.2f} x"
        print(f"  {count:3d} projects {taken * count * 1e3:24.1f} ms  {each}")


def with_projects(count: int) -> Facts:
    """A department with so many projects, all assessed alike, every fifth indicator short of its target."""
    entries: dict[str, Value] = {}
    for number in range(1, count + 1):
        sheet = f"project[{number}]"
        entries |= {
            f"projects.items[{number}].name": f"示例项目{number}",
            f"projects.items[{number}].amount": Decimal(100),
        }
        entries |= {f"{sheet}.name": f"示例项目{number}", f"{sheet}.funds.total.points": Decimal(10)}
        entries |= {f"{sheet}.funds.current.{column}": Decimal(100) for column in ("initial", "adjusted", "executed")}
        for row in range(1, INDICATORS + 1):
            short = row % 5 == 0
            cells: dict[str, Value] = {
                "level1": "产出指标",
                "level2": "数量指标",
                "name": f"示例事项{row}",
                "target": f"≥{row + 100}个",
                "actual": f"{row + (90 if short else 100)}个",
                "points": Decimal("2.25"),
                "score": Decimal("2") if short else Decimal("2.25"),
                "reason": "推进较晚，下年提前安排" if short else None,
            }
            entries |= {f"{sheet}.indicators[{row}].{column}": value for column, value in cells.items()}
    return facts_of(entries, load_forms(YEAR))


def indicators() -> None:
    """Reading and scoring one indicator, each spelling for the first time in its process and once more."""
    scoring = scoring_of(load_rules(load_forms(YEAR).fields, YEAR, PACK).values)
    pairs = [(f"≥{n}%", f"{n - 3}.5%") for n in range(5, 100)] + [(f"不少于{n}个", f"完成{n}个") for n in range(5, 100)]

    def score(pair: tuple[str, str]) -> None:
        score_indicator(parse(pair[0]), parse(pair[1], "actual"), Decimal(10), scoring)

    score(("≥1%", "1%"))
    score(("不少于1个", "完成1个"))
    for name in ("first time", "again"):
        taken = []
        for pair in pairs:
            start = time.perf_counter()
            score(pair)
            taken.append(time.perf_counter() - start)
        print(f"  read and score an indicator, {name:10s}  {statistics.median(taken) * 1e6:5.1f} µs  (bound 30)")


def median_of(part: Callable[[], object], rounds: int = 31) -> float:
    """Without the garbage collector, as `jixiao check` runs."""
    part()
    taken = []
    gc.collect()
    gc.disable()
    for _ in range(rounds):
        start = time.perf_counter()
        part()
        taken.append(time.perf_counter() - start)
    gc.enable()
    return statistics.median(taken)


if __name__ == "__main__":
    main()
