"""`python -m tests.tools.detection`: what the rules find in files that are right, and in files with one error each.

Real workbooks, as Excel leaves them, are written, read and checked: `--count` departments that are right, and as many
with one seeded error, the kinds in turn. Seeded: the same `--first` gives the same files on any machine.

- Recall: of the seeded files, those in which the error's rule reports a finding that opens at the error's cell. One
  that says "可能舍入" does not count.
- False alarm, in a file that is right: any finding, of whatever severity, but for the rules that always speak of such a
  department (`ALWAYS` in `tests.tools.departments`); those are counted beside.
- False alarm, in a file with an error: a finding of severity error or warning none of whose cells the error touched. A
  cell is touched if the file has another value there than the right file, typed or computed. A finding's cells are
  those that it names and, in their rows, those that the rule goes by: points that were raised make a reason due. The
  finding that was asked for is none. All other findings are consequences, counted beside.

Exits 1 where an error is missed, where there is a false alarm, or a file that is right does not read as it was written.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import TypeVar

import msgspec

from macros_py.check import check_file
from macros_py.engine.findings import Finding
from tests.tools.departments import ALWAYS, Department, consistent, write
from tests.tools.departments.department import place
from tests.tools.seeded_errors import KINDS, Case, Error, Kind
from workbook.facts import Facts, Value, aligned

_ATTEMPTS, _NEXT = 200, 1_000_003  # a department without a place for an error gives way to the one so many seeds on
_SHOWN = 25  # problems that are listed one by one
_Job = TypeVar("_Job")
_Done = TypeVar("_Done")


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """What a workbook holds, and what is said of it."""

    facts: Facts
    findings: tuple[Finding, ...]


class Right(msgspec.Struct, frozen=True, kw_only=True):
    """A file that is right. `alarms` should be empty; `differs` are cells that do not read as they were written."""

    seed: int
    pack: str
    alarms: tuple[str, ...]
    always: tuple[str, ...]
    differs: tuple[str, ...]


class Wrong(msgspec.Struct, frozen=True, kw_only=True):
    """A file with one error: was it found, what else was said of it, and what of cells it has nothing to do with."""

    kind: str
    seed: int
    pack: str
    asked: str
    found: bool
    consequences: int
    alarms: tuple[str, ...]
    said: tuple[str, ...]


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
    return judge_right(department, checked(lambda path: write(department, path)))


def judge_right(department: Department, seen: Seen) -> Right:
    """What was said of a department that is right."""
    return Right(
        seed=department.seed,
        pack=department.pack,
        alarms=tuple(_said(each) for each in seen.findings if each.rule not in department.always),
        always=tuple(each.rule for each in seen.findings if each.rule in department.always),
        differs=tuple(sorted(touched(department, seen.facts))),
    )


def wrong(job: tuple[str, int]) -> Wrong:
    """One error of a kind, in the file of the first department from a seed on that has a place for it."""
    department, error = seeded(KINDS[job[0]], job[1])
    return judge_wrong(job[0], department, error, checked(error.write))


def judge_wrong(kind: str, department: Department, error: Error, seen: Seen) -> Wrong:
    """Was the error found, and what else was said?"""
    findings = [each for each in seen.findings if each.rule not in department.always]
    others = [each for each in findings if not _asked(each, error)]
    alarms = tuple(_said(each) for each in false_alarms(others, touched(department, seen.facts), department.pack))
    found = len(others) < len(findings)
    return Wrong(
        kind=kind,
        seed=department.seed,
        pack=department.pack,
        asked=f"{error.rule} {error.cell}",
        found=found,
        consequences=len(others) - len(alarms),
        alarms=alarms,
        said=() if found else tuple(_said(each) for each in findings),
    )


def seeded(kind: Kind, seed: int) -> tuple[Department, Error]:
    """A department and its error. LookupError where no department has a place for it."""
    for attempt in range(_ATTEMPTS):
        department = consistent(seed + attempt * _NEXT, kind.pack)
        error = kind.make(Case.of(department, Random(f"{kind.name} {department.seed}")))
        if error:
            return department, error
    raise LookupError(f"{kind.name}: none of {_ATTEMPTS} departments has a place for it")


def touched(department: Department, facts: Facts) -> set[str]:
    """The cells in which a file differs from the right one."""
    values: dict[str, Value] = {fact.id: fact.value for fact in facts if fact.value is not None}
    expected = department.values
    return {key for key in {*values, *expected} if values.get(key) != expected.get(key)}


def false_alarms(findings: Iterable[Finding], changed: set[str], pack: str) -> Iterator[Finding]:
    """Errors and warnings that rest on none of the changed cells."""
    reads = _reads(pack)
    for each in findings:
        beside = {aligned(field, cell) for field in reads.get(each.rule, ()) for cell in each.fields}
        if each.severity != "notice" and changed.isdisjoint({*each.fields, *beside}):
            yield each


@cache
def _reads(pack: str) -> dict[str, set[str]]:
    """The fields of each rule's condition, or of its check: what a finding rests on without naming it."""
    ruleset, reads = place(pack)[1], defaultdict[str, set[str]](set)
    for bound in ruleset.relations:
        if bound.guard:
            reads[bound.rule.id] |= {path.field for path in bound.guard.paths}
    for check in ruleset.checks:
        reads[check.rule.id] |= {*check.rule.fields}
    return reads


def _asked(finding: Finding, error: Error) -> bool:
    return finding.rule == error.rule and finding.fields[:1] == (error.cell,) and not finding.rounding


def _said(finding: Finding) -> str:
    cell = finding.fields[0] if finding.fields else ""
    return f"{finding.rule} {cell} {finding.severity}: {finding.message}"


def report_right(rights: list[Right]) -> bool:
    """Print what was found in files that are right; is it nothing?"""
    problems = [f"seed {each.seed} ({each.pack}) {alarm}" for each in rights for alarm in each.alarms]
    differing = [each for each in rights if each.differs]
    _show([*problems, *(f"seed {each.seed} does not read as written: {each.differs[:3]}" for each in differing)])
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
    _show([f"{each.kind}, seed {each.seed} ({each.pack}) missed {each.asked}: {words}" for each, words in said])
    false = [(each, alarm) for each in wrongs for alarm in each.alarms]
    _show([f"{each.kind}, seed {each.seed} ({each.pack}) false alarm {alarm}" for each, alarm in false])
    found = len(wrongs) - len(missed)
    print(f"  recall: {found} of {len(wrongs)} ({found / max(len(wrongs), 1):.2%}); false alarms: {len(false)}")
    return not missed and not false


def _show(problems: list[str]) -> None:
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
