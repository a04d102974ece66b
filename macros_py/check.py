"""Check one workbook: read, evaluate. Imports nothing that writes, so that `jixiao check` starts fast."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

from macros_py.engine.evaluate import evaluate
from macros_py.engine.findings import Finding, Result
from macros_py.engine.ruleset import RuleSet
from macros_py.rulebook import ruleset_for
from workbook.read import Reading, read

SCHEMA = "jixiao.findings/1"


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """A workbook with all that was found in it."""

    reading: Reading
    ruleset: RuleSet
    result: Result


def check_file(path: Path, pack: str | None = None) -> Checked:
    """Read and evaluate. The rule pack is the workbook's own unless one is given. Raises UnusableFile, RuleError."""
    reading = read(path)
    ruleset = ruleset_for(reading.forms, pack or reading.pack)
    return Checked(reading=reading, ruleset=ruleset, result=evaluate(reading.facts, ruleset, traces=False))


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
