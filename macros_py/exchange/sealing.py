"""What is sealed into a submission: facts, rules, findings with their explanations, and what the sheets show around.

The facts are those that the finished copy shows, read back from it, with the origin they had in the workbook: a figure
typed over a formula stays known as one, although no formula is left in the copy.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

import msgspec

from macros_py.basis import basis_of
from macros_py.check import Checked
from macros_py.engine.findings import Finding
from macros_py.exchange.naming import code_of, unit_of
from macros_py.wording import level_of
from workbook import __version__
from workbook.errors import UnusableFile
from workbook.facts import Facts
from workbook.observe import Observed
from workbook.submission import (
    Override,
    SealedFact,
    SealedFinding,
    SealedRules,
    SealedScores,
    Settled,
    Submission,
    digest,
    sealed_facts,
)


def submission_of(
    checked: Checked,
    copy: Observed,
    *,
    version: int,
    made: datetime,
    override: Override | None = None,
    returned: Sequence[Settled] = (),
) -> Submission:
    """Raises UnusableFile if the copy does not say what the workbook says."""
    refuse_unequal(checked.reading.facts, copy.reading.facts)
    facts = tuple(_with_origins(copy.reading.facts, checked.reading.facts))
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
        rows=copy.reading.facts.rows,
        sheets=copy.witness.sheets,
        printed=copy.witness.printed,
        findings=tuple(sealed_findings(checked)),
        override=override,
        returned=tuple(returned),
    )


def refuse_unequal(source: Facts, copy: Facts) -> None:
    """A copy that says something else than its original is our fault, and never goes up."""
    for key in [*source.facts, *copy.facts]:
        before, after = source.get(key), copy.get(key)
        if (before and before.value) != (after and after.value):
            place = before.cell if before else after.cell if after else key
            problem = "上报件与原工作簿的内容不一致，没有生成"
            raise UnusableFile(problem, place=place, remedy="请把原工作簿发给本工具的维护人员")


def _with_origins(copy: Facts, source: Facts) -> Iterator[SealedFact]:
    for fact in sealed_facts(copy):
        origin = source.facts[fact.id].origin
        yield fact if origin == fact.origin else msgspec.structs.replace(fact, origin=origin)


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
