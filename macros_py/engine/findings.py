"""What the engine says: findings, traces and scores, as plain data. Text is made from them at the edge.

A finding names the rule, the cells, both figures and their difference; `args` holds what the rule's message needs.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

import msgspec

Severity = Literal["error", "warning", "notice"]


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One inconsistency. `left` is what the rule expects, `right` what the file says, both as people read them.

    `tolerance` is how much of the difference rounding could explain; `rounding` says that it explains all of it.
    `question`: a person has to judge. `cause` says which fault this one comes of, together with others.
    """

    rule: str
    severity: Severity
    form: str
    fields: tuple[str, ...]
    cells: tuple[str, ...]
    left: str | None = None
    right: str | None = None
    difference: str | None = None
    tolerance: str | None = None
    rounding: bool = False
    message: str = ""
    source: str = ""
    explanation: str | None = None
    question: bool = False
    cause: str | None = None


class Trace(msgspec.Struct, frozen=True, kw_only=True):
    """How one computed figure came about: `expression` is the rule with its numbers in place."""

    field: str
    value: str | None
    expression: str
    rule: str
    source: str


class Scores(msgspec.Struct, frozen=True, kw_only=True):
    """The headline: total and grade as the rules compute them from the file's figures; None where they cannot."""

    total: Decimal | None = None
    grade: str | None = None
    execution_rate: Decimal | None = None
    execution_score: Decimal | None = None


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """All that `evaluate` found."""

    scores: Scores
    findings: tuple[Finding, ...]
    traces: tuple[Trace, ...]

    def count(self, severity: Severity) -> int:
        return sum(finding.severity == severity for finding in self.findings)
