"""What is sealed into a submission: facts, rules, findings with their explanations, and what the sheets show around.

The facts are those of the workbook, with the origin they had there: a figure typed over a formula stays known as one,
although no formula is left in the copy. That the copy says the same is made sure of in `workbook.observe`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from macros_py.basis import basis_of
from macros_py.check import Checked
from macros_py.engine.findings import Finding
from macros_py.exchange.naming import code_of, unit_of
from macros_py.wording import level_of
from workbook import __version__
from workbook.submission import (
    Override,
    SealedFinding,
    SealedRules,
    SealedScores,
    Settled,
    Submission,
    digest,
    sealed_facts,
)
from workbook.witness import Witness


def submission_of(
    checked: Checked,
    witness: Witness,
    *,
    version: int,
    made: datetime,
    override: Override | None = None,
    returned: Sequence[Settled] = (),
) -> Submission:
    """`witness` is what the copy shows around the figures, which are those of the workbook."""
    facts = sealed_facts(checked.reading.facts)
    return Submission(
        program=__version__,
        year=checked.reading.facts.year,
        code=code_of(checked.reading.facts),
        unit=unit_of(checked.reading.facts),
        version=version,
        made=made.isoformat(timespec="seconds"),
        rules=rules_of(checked),
        scores=scores_of(checked),
        sha256=digest(facts),
        facts=facts,
        rows=checked.reading.facts.rows,
        sheets=witness.sheets,
        printed=witness.printed,
        findings=tuple(sealed_findings(checked)),
        override=override,
        returned=tuple(returned),
    )


def rules_of(checked: Checked) -> SealedRules:
    """Pack and version; the version is the checksum of the pack's files."""
    ruleset = checked.ruleset
    return SealedRules(
        pack=ruleset.pack.name,
        title=ruleset.pack.title,
        year=ruleset.year,
        sha256=ruleset.pack.sha256,
        typed=tuple(typed_ids(checked)),
        faults=len(ruleset.faults),
    )


def typed_ids(checked: Checked) -> Iterator[str]:
    """Rules that people wrote into the workbook itself: those that the pack does not have."""
    known = {rule.id for rule in checked.ruleset.pack.rules}
    return (bound.rule.id for bound in checked.ruleset.relations if bound.rule.id not in known)


def scores_of(checked: Checked) -> SealedScores:
    """The headline, as people read it."""
    scores = checked.result.scores
    return SealedScores(
        total=None if scores.total is None else f"{scores.total:.2f}",
        grade=scores.grade,
        rate=None if scores.execution_rate is None else f"{scores.execution_rate * 100:.2f}%",
        execution=None if scores.execution_score is None else f"{scores.execution_score:.2f}",
    )


def sealed_findings(checked: Checked) -> Iterator[SealedFinding]:
    """All of them, notices and questions too."""
    for finding in checked.result.findings:
        yield sealed_finding(finding, checked)


def sealed_finding(finding: Finding, checked: Checked) -> SealedFinding:
    return SealedFinding(
        rule=finding.rule,
        level=level_of(finding),
        cells=finding.cells,
        message=finding.message,
        basis=basis_of(finding, checked.reading.facts),
        explanation=finding.explanation,
    )
