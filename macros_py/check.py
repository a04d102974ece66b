"""Check one workbook: read, evaluate. Imports nothing that writes, so that `jixiao check` starts fast."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import msgspec

from macros_py.engine.evaluate import evaluate
from macros_py.engine.findings import Finding, Result
from macros_py.engine.ruleset import RuleSet
from macros_py.engine.triage import triage
from macros_py.engine.values import Values
from macros_py.rulebook import ruleset_for
from workbook.opened import Opened
from workbook.read import opened_for_reading, reading_from, sheets_of
from workbook.reading import Reading
from workbook.submission import BrokenSeal, Submission, sealed_in

SCHEMA = "jixiao.findings/1"


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """A workbook with all that was found in it. `stale`: findings, by their place in the result, that somebody
    explained when their figures were others. `values` are its figures as the rules see them.
    """

    reading: Reading
    ruleset: RuleSet
    result: Result
    values: Values
    stale: frozenset[int] = frozenset()


def check_file(path: Path, pack: str | None = None) -> Checked:
    """Read and evaluate. The rule pack is the workbook's own unless one is given. Of a submission copy, what its unit
    said about findings is found in its seal. Raises UnusableFile, RuleError.
    """
    with opened_for_reading(path) as opened:
        sealed = _sealed(opened)
        reading = reading_from(opened, sheets_of(opened), sealed.facts if sealed else None)
    said = sealed.explanations if sealed else {}
    checked = check_reading(reading, rules_of(reading, pack))
    return _with_words(checked, said) if said else checked


def _sealed(opened: Opened) -> Submission | None:
    """None where nothing is sealed, or where the seal is broken: that is for `jixiao verify` to say."""
    try:
        return sealed_in(opened.read, opened.archive.namelist())
    except BrokenSeal:
        return None


def _with_words(checked: Checked, said: Mapping[tuple[str, str], str]) -> Checked:
    from macros_py.basis import basis_of  # noqa: PLC0415

    findings = tuple(
        msgspec.structs.replace(finding, explanation=said.get((finding.rule, basis_of(finding, checked.reading.facts))))
        if finding.severity != "error"
        else finding
        for finding in checked.result.findings
    )
    return msgspec.structs.replace(checked, result=msgspec.structs.replace(checked.result, findings=findings))


def rules_of(reading: Reading, pack: str | None = None) -> RuleSet:
    """The rules for a workbook, those among them that were typed into it."""
    ruleset = ruleset_for(reading.forms, pack or reading.pack)
    return _with_typed(ruleset, reading) if reading.typed else ruleset


def check_reading(reading: Reading, ruleset: RuleSet) -> Checked:
    """Evaluate what was read."""
    values = Values(reading.facts, ruleset.fields, reading.by_column)
    result = evaluate(reading.facts, ruleset, traces=False, values=values)
    result = msgspec.structs.replace(result, findings=triage(reading.facts, ruleset, result.findings, values))
    checked = Checked(reading=reading, ruleset=ruleset, result=result, values=values)
    return _explained(checked) if reading.listed else checked


def _with_typed(ruleset: RuleSet, reading: Reading) -> RuleSet:
    from macros_py.engine.custom import with_typed  # noqa: PLC0415  few workbooks carry rules of their own
    from workbook.field_names import field_names  # noqa: PLC0415

    return with_typed(ruleset, reading.typed, field_names(reading.forms), reading.facts)


def _explained(checked: Checked) -> Checked:
    from macros_py.remarks import explained  # noqa: PLC0415  only workbooks that were checked before carry a list

    findings, stale = explained(checked.result.findings, checked.reading)
    result = msgspec.structs.replace(checked.result, findings=findings)
    return msgspec.structs.replace(checked, result=result, stale=stale)


def to_json(checked: Checked, path: Path) -> bytes:
    """The object that `jixiao check --json` prints."""
    ruleset, scores = checked.ruleset, checked.result.scores
    return msgspec.json.encode(
        {
            "schema": SCHEMA,
            "file": printable(path.name),
            "rules": {"pack": ruleset.pack.name, "year": ruleset.year, "sha256": ruleset.pack.sha256},
            "scores": {
                "total": None if scores.total is None else f"{scores.total:.2f}",
                "grade": scores.grade,
                "execution_rate": None if scores.execution_rate is None else f"{scores.execution_rate * 100:.2f}%",
                "execution_score": None if scores.execution_score is None else f"{scores.execution_score:.2f}",
            },
            "rule_errors": [msgspec.structs.asdict(fault) for fault in ruleset.faults],
            "findings": [_entry(finding) for finding in checked.result.findings],
        }
    )


def printable(name: str) -> str:
    """A file name as text, whatever the locale made of its bytes."""
    return os.fsencode(name).decode("utf-8", "replace")


def _entry(finding: Finding) -> dict[str, object]:
    """A finding as the contract has it: cells, not fact ids."""
    entry = msgspec.structs.asdict(finding)
    del entry["fields"]
    return entry
