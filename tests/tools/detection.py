"""`python -m tests.tools.detection`: what the rules find in files that are right, and in files with one error each.

Real workbooks, as Excel leaves them, are written, read and checked: `--count` departments that are right, and as many
with one seeded error, the kinds in turn. Seeded: the same `--first` gives the same files on any machine. What counts as
found and what as a false alarm: `tests.tools.judging`.

Exits 1 where an error is missed, where there is a false alarm, or a file that is right does not read as it was written.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import msgspec

from macros_py.check import check_file
from macros_py.engine.findings import Finding
from tests.tools.departments import ALWAYS, Department, consistent, write
from tests.tools.judging import Right, Wrong, expected_of, judge_right, judge_wrong
from tests.tools.seeded_errors import KINDS, Error, seeded
from workbook.facts import Facts

_SHOWN = 25  # problems that are listed one by one
_Job = TypeVar("_Job")
_Done = TypeVar("_Done")


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """What a workbook holds, and what is said of it."""

    facts: Facts
    findings: tuple[Finding, ...]


def main(arguments: list[str]) -> int:
    options = _options(arguments)
    kinds = options.kinds.split(",") if options.kinds else list(KINDS)
    start = time.perf_counter()
    rights = in_processes(right, range(options.first, options.first + options.count), options.processes)
    print(f"consistent: {len(rights)} files, {time.perf_counter() - start:.0f} s")
    fine = report_right(rights)
    start = time.perf_counter()
    jobs = [(kinds[index % len(kinds)], options.first + index) for index in range(options.seeded or options.count)]
    wrongs = in_processes(wrong, jobs, options.processes)
    print(f"seeded: {len(wrongs)} files of {len(kinds)} kinds, {time.perf_counter() - start:.0f} s")
    return 0 if report_wrong(wrongs) and fine else 1


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.tools.detection", description=__doc__.partition("\n")[0])
    parser.add_argument("--count", type=int, default=1000, help="departments that are right")
    parser.add_argument("--seeded", type=int, default=0, help="files with an error (as many, unless given)")
    parser.add_argument("--first", type=int, default=0, help="first seed")
    parser.add_argument("--kinds", default="", help="kinds of errors, with commas: " + ", ".join(KINDS))
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args(arguments)
    if unknown := {*filter(None, options.kinds.split(","))} - {*KINDS}:
        parser.error(f"no such kinds: {', '.join(sorted(unknown))}")
    return options


def in_processes(work: Callable[[_Job], _Done], jobs: Iterable[_Job], processes: int) -> list[_Done]:
    """All jobs, in their order."""
    if processes == 1:
        return [work(job) for job in jobs]
    with ProcessPoolExecutor(processes) as pool:
        return list(pool.map(work, jobs, chunksize=8))


def checked(write_to: Callable[[Path], None]) -> Seen:
    """Write a workbook, read it back and check it."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "某某市示例局.xlsx"
        write_to(path)
        found = check_file(path)
        return Seen(facts=found.reading.facts, findings=found.result.findings)


def right(seed: int) -> Right:
    """The department of a seed, in a file."""
    department = consistent(seed)
    return right_of(department, checked(lambda path: write(department, path)))


def right_of(department: Department, seen: Seen) -> Right:
    """What was said of a department that is right."""
    return judge_right(expected_of(department, seen.facts), seen.findings)


def wrong(job: tuple[str, int]) -> Wrong:
    """One error of a kind, in the file of the first department from a seed on that has a place for it."""
    department, error = seeded(KINDS[job[0]], job[1])
    return wrong_of(job[0], department, error, checked(error.write))


def wrong_of(kind: str, department: Department, error: Error, seen: Seen) -> Wrong:
    """Was the error found, and what else was said?"""
    return judge_wrong(expected_of(department, seen.facts, error, kind), seen.findings)


def report_right(rights: list[Right]) -> bool:
    """Print what was found in files that are right; is it nothing?"""
    problems = [f"seed {each.seed} ({each.pack}) {alarm}" for each in rights for alarm in each.alarms]
    differing = [each for each in rights if each.differs]
    show([*problems, *(f"seed {each.seed} does not read as written: {each.differs[:3]}" for each in differing)])
    places = Counter(each.pack for each in rights)
    print(f"  places: {', '.join(f'{pack} {count}' for pack, count in sorted(places.items()))}")
    print(f"  findings: {len(problems)} (0 expected); files that do not read as written: {len(differing)} (0 expected)")
    said = Counter(rule for each in rights for rule in each.always)
    for rule, count in sorted(said.items()):
        print(f"  always said: {rule} {count} times ({ALWAYS[rule]})")
    return not problems and not differing


def report_wrong(wrongs: list[Wrong]) -> bool:
    """Print recall and false alarms, kind by kind and in all; is everything found, and no alarm false?"""
    print(f"  {'kind':34s} {'n':>4s} {'recall':>8s} {'others a file':>14s} {'false':>6s}  reported as")
    for kind in dict.fromkeys(each.kind for each in wrongs):
        _report_kind(kind, [each for each in wrongs if each.kind == kind])
    missed = [each for each in wrongs if not each.found]
    said = ((each, "; ".join(each.said[:3]) or "nothing was said") for each in missed)
    show([f"{each.kind}, seed {each.seed} ({each.pack}) missed {each.asked}: {words}" for each, words in said])
    false = [(each, alarm) for each in wrongs for alarm in each.alarms]
    show([f"{each.kind}, seed {each.seed} ({each.pack}) false alarm {alarm}" for each, alarm in false])
    found = len(wrongs) - len(missed)
    print(f"  recall: {found} of {len(wrongs)} ({found / max(len(wrongs), 1):.2%}); false alarms: {len(false)}")
    return not missed and not false


def show(problems: list[str]) -> None:
    for problem in problems[:_SHOWN]:
        print(f"  {problem}")
    if len(problems) > _SHOWN:
        print(f"  … and {len(problems) - _SHOWN} more")


def _report_kind(kind: str, files: list[Wrong]) -> None:
    found, others = sum(each.found for each in files), sum(each.consequences for each in files)
    rules = ", ".join(sorted({each.asked.partition(" ")[0] for each in files}))
    false = sum(len(each.alarms) for each in files)
    recall = f"{found / len(files):.1%}"
    print(
        f"  {kind:34s} {len(files):4d} {recall:>8s} {others / len(files):14.1f} {false:6d}  {rules} {KINDS[kind].title}"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
