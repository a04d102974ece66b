"""Was a seeded error found, and what else was said: one judgement, whoever made the findings.

`tests.tools.detection` judges what `check_file` finds in one file, `tests.tools.corpus_check` what stands in a ledger.

- Recall: the error counts as found if its rule reports a finding that opens at the error's cell. One that says
  "可能舍入" does not count.
- False alarm, in a file that is right: any finding, of whatever severity, but for the rules that always speak of such a
  department (`ALWAYS` in `tests.tools.departments`); those are counted beside.
- False alarm, in a file with an error: a finding of severity error or warning none of whose cells the error touched. A
  cell is touched if the file has another value there than the right file, typed or computed. A finding's cells are
  those that it names and, in their rows, those that the rule goes by: points that were raised make a reason due. The
  finding that was asked for is none. All other findings are consequences, counted beside.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from typing import Protocol

import msgspec

from tests.tools.departments import Department
from tests.tools.departments.department import place
from tests.tools.seeded_errors import Error
from workbook.facts import Facts, Value, aligned


class Finding(Protocol):
    """What the judgement looks at: `macros_py.engine.findings.Finding`, or a row of a ledger."""

    @property
    def rule(self) -> str: ...
    @property
    def severity(self) -> str: ...
    @property
    def fields(self) -> Sequence[str]: ...
    @property
    def message(self) -> str: ...
    @property
    def rounding(self) -> bool: ...


class Expected(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a file that was made. No `kind`: it is right. `rule` must report the error at `cell`, a fact id;
    `changed` are the ids of all cells that differ from the right file. `always`: rules that speak of the right one.
    """

    seed: int
    pack: str
    always: tuple[str, ...] = ()
    kind: str = ""
    rule: str = ""
    cell: str = ""
    changed: tuple[str, ...] = ()


class Right(msgspec.Struct, frozen=True, kw_only=True):
    """A file that is right. `alarms` should be empty; `differs` are cells that do not read as they were written."""

    seed: int
    pack: str
    alarms: tuple[str, ...]
    always: tuple[str, ...]
    differs: tuple[str, ...] = ()


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


def expected_of(department: Department, facts: Facts, error: Error | None = None, kind: str = "") -> Expected:
    """What is expected of a file of these facts."""
    return Expected(
        seed=department.seed,
        pack=department.pack,
        always=tuple(sorted(department.always)),
        kind=kind,
        rule=error.rule if error else "",
        cell=error.cell if error else "",
        changed=tuple(sorted(touched(department.values, facts))),
    )


def touched(right: Mapping[str, Value], facts: Facts) -> set[str]:
    """The cells in which a file differs from the right one."""
    values = {fact.id: fact.value for fact in facts if fact.value is not None}
    return {key for key in {*values, *right} if values.get(key) != right.get(key)}


def judge_right(expected: Expected, findings: Iterable[Finding]) -> Right:
    """What was said of a file that is right, and what in it is not as it was written."""
    found = list(findings)
    return Right(
        seed=expected.seed,
        pack=expected.pack,
        alarms=tuple(_said(each) for each in found if each.rule not in expected.always),
        always=tuple(each.rule for each in found if each.rule in expected.always),
        differs=expected.changed,
    )


def judge_wrong(expected: Expected, findings: Iterable[Finding]) -> Wrong:
    """Was the error found, and what else was said?"""
    found = [each for each in findings if each.rule not in expected.always]
    others = [each for each in found if not _asked(each, expected)]
    alarms = tuple(_said(each) for each in others if _is_alarm(each, expected))
    return Wrong(
        kind=expected.kind,
        seed=expected.seed,
        pack=expected.pack,
        asked=f"{expected.rule} {expected.cell}",
        found=len(others) < len(found),
        consequences=len(others) - len(alarms),
        alarms=alarms,
        said=() if len(others) < len(found) else tuple(_said(each) for each in found),
    )


def _asked(finding: Finding, expected: Expected) -> bool:
    opens = [*finding.fields[:1]] == [expected.cell]
    return finding.rule == expected.rule and opens and not finding.rounding


def _is_alarm(finding: Finding, expected: Expected) -> bool:
    """Does an error or a warning rest on none of the changed cells?"""
    beside = {aligned(field, cell) for field in _reads(expected.pack).get(finding.rule, ()) for cell in finding.fields}
    changed: Collection[str] = expected.changed
    return finding.severity in ("error", "warning") and {*finding.fields, *beside}.isdisjoint(changed)


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


def _said(finding: Finding) -> str:
    cell = finding.fields[0] if finding.fields else ""
    return f"{finding.rule} {cell} {finding.severity}: {finding.message}"
