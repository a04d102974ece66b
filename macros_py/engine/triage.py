"""Which findings come of one fault, and what to look at first: worst first, those of one cause together, causes of many
before single ones, then as the tables come. No finding is dropped for it; it decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from macros_py.engine.causes import Bench, key_of
from macros_py.engine.findings import Finding
from macros_py.engine.ruleset import RuleSet
from macros_py.engine.values import Values
from workbook.facts import Facts


def triage(
    facts: Facts, ruleset: RuleSet, findings: Sequence[Finding], values: Values | None = None
) -> tuple[Finding, ...]:
    """The findings with their causes, in the order in which to look at them. `values` are those of the facts, if
    somebody has them at hand.
    """
    causes = Bench(facts, ruleset, findings, values).causes() if _may_share_a_cause(ruleset, findings) else {}
    groups: dict[str, list[Finding]] = {}
    for number, finding in enumerate(findings):
        parts = causes.get(key_of(finding), [])
        told = msgspec.structs.replace(finding, cause="；".join(map(str, parts))) if parts else finding
        groups.setdefault(parts[0].text if parts else f"#{number}", []).append(told)
    return tuple(finding for group in _ranked(groups.values(), ruleset) for finding in group)


def _may_share_a_cause(ruleset: RuleSet, findings: Sequence[Finding]) -> bool:
    """Only figures that do not agree are traced to a cause, and one alone has none to share. Most files have none."""
    apart = {finding.rule for finding in findings if finding.difference and finding.severity != "notice"}
    relations = apart and {bound.rule.id for bound in ruleset.relations}
    found = (finding for finding in findings if finding.difference and finding.rule in relations)
    return sum(finding.severity != "notice" for finding in found) > 1


def _ranked(groups: Iterable[list[Finding]], ruleset: RuleSet) -> list[list[Finding]]:
    rank = ruleset.order.rank
    inside = [sorted(group, key=lambda finding: (rank(finding), finding.rule)) for group in groups]
    return sorted(inside, key=lambda group: (rank(group[0])[0], -len(group), *rank(group[0])))
