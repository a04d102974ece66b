"""Facts + rules -> scores, findings, traces. The one place every door goes through.

A check that crashes is a fault of ours: it becomes a finding that says so, and all others still run.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from macros_py.engine.checks.base import Context, Draft
from macros_py.engine.dated import step_of
from macros_py.engine.findings import Result, Scores, Trace
from macros_py.engine.intervals import Interval, rounded
from macros_py.engine.messages import word
from macros_py.engine.relations.verdict import plainly_held, run
from macros_py.engine.rules import Rule
from macros_py.engine.ruleset import GRADE, RuleSet
from macros_py.engine.values import Values, show
from workbook.facts import Facts

HEADLINE = ("overall.total.score", "overall.funds.total.rate", "overall.funds.total.score")


def evaluate(facts: Facts, ruleset: RuleSet, *, traces: bool = True, values: Values | None = None) -> Result:
    """Check one file's facts. Never raises for what a person typed. Without `traces` it takes half the time. `values`
    are those of the facts, if somebody has them at hand.
    """
    context = Context(
        facts=facts,
        values=Values(facts, ruleset.fields) if values is None else values,
        fields=ruleset.fields,
        pack=ruleset.pack,
        values_in_force=ruleset.values,
    )
    findings = [word(rule, draft, context) for rule, draft in _drafts(context, ruleset)]
    findings.sort(key=lambda finding: (ruleset.order.rank(finding), finding.rule))
    return Result(
        scores=_scores(context, ruleset),
        findings=tuple(findings),
        traces=tuple(_traces(context, ruleset)) if traces else (),
    )


def _drafts(context: Context, ruleset: RuleSet) -> Iterator[tuple[Rule, Draft]]:
    """What all rules find. A crash of one must not silence the others."""
    held = plainly_held(ruleset.relations, context.values)
    for number, relation in enumerate(ruleset.relations):
        if number in held:
            continue
        try:
            drafts = run(relation, context)
        except Exception as error:  # noqa: BLE001
            drafts = [_crash(error)]
        for draft in drafts:
            yield relation.rule, draft
    for check in ruleset.checks:
        if check.rule.fields and context.values.blank.issuperset(check.rule.fields):
            continue  # no check has anything to say of cells that are all blank; half of the forms often are
        try:
            for draft in check.run(context, check.rule):
                yield check.rule, draft
        except Exception as error:  # noqa: BLE001
            yield check.rule, _crash(error)


def _crash(error: Exception) -> Draft:
    return Draft(outcome="crashed", facts=(), severity="warning", args={"error": f"{type(error).__name__}: {error}"})


def _traces(context: Context, ruleset: RuleSet) -> Iterable[Trace]:
    from macros_py.engine.checks.scores import indicator_traces  # noqa: PLC0415  not wanted where nobody looks at traces
    from macros_py.engine.relations.trace import trace  # noqa: PLC0415

    for check in ruleset.checks:
        if check.rule.check == "indicator_score":
            yield from indicator_traces(context, check.rule)

    for key, bound in ruleset.definitions.items():
        field = ruleset.fields[key]
        for row in range(context.values.count(bound.body.repeat)):
            value = bound.body.right(context.values, row)
            if value is not None:
                yield Trace(
                    field=context.values.fact_id(key, row),
                    value=show(value, field),
                    expression=trace(
                        bound.body.relation.right, context.values, row, ruleset.environment, bound.body.repeat
                    ),
                    rule=bound.rule.id,
                    source=ruleset.pack.source(bound.rule.source),
                )


def _scores(context: Context, ruleset: RuleSet) -> Scores:
    """The headline figures by the rules, from the file's own figures; the grade is that of the total."""

    def computed(key: str) -> Interval | None:
        bound = ruleset.definitions.get(key)
        value = bound.body.right(context.values, 0) if bound else None
        return rounded(value, ruleset.fields[key].decimals) if isinstance(value, Interval) else None

    total, rate, score = (computed(key) for key in HEADLINE)
    band = step_of(ruleset.scale(GRADE), total.value) if total else None
    return Scores(
        total=total.value if total else None,
        grade=band.name if band else None,
        execution_rate=rate.value if rate else None,
        execution_score=score.value if score else None,
    )
