"""What the unit said about findings of its submission: it lies in the seal, bound to rule and figures.

A text beside an error settles nothing. In a plain workbook the texts stand on its 校验 sheet and are there already.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from macros_py.basis import basis_of
from macros_py.check import Checked
from macros_py.engine.findings import Finding
from workbook.submission import Submission


class Weighed(msgspec.Struct, frozen=True, kw_only=True):
    """A finding with its fingerprint and what was said about it."""

    finding: Finding
    basis: str
    explanation: str | None


def weighed(checked: Checked, sealed: Submission | None) -> Iterator[Weighed]:
    """All findings, in their order."""
    said = sealed.explanations if sealed else {}
    for finding in checked.result.findings:
        basis = basis_of(finding, checked.reading.facts)
        text = said.get((finding.rule, basis)) if finding.severity != "error" else None
        yield Weighed(finding=finding, basis=basis, explanation=text or finding.explanation)
