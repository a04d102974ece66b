"""Checks of indicator scores: what target and actual come to, against the points that were given."""

from __future__ import annotations

from collections.abc import Iterator

from macros_py.engine.checks.base import Context, Draft, filled, points_of, records
from macros_py.engine.findings import Trace
from macros_py.engine.full_points import plainly_met
from macros_py.engine.indicators import parse
from macros_py.engine.rules import Rule
from macros_py.engine.scoring import Score, allows, score_indicator, scoring_of
from macros_py.engine.values import show_number
from workbook.facts import Fact


def indicator_score(context: Context, rule: Rule) -> Iterator[Draft]:
    """Points that differ from what target and actual compute to, or lie outside a qualitative tier."""
    for facts, score in _doubtful(context, rule):
        given = points_of(context, facts[3])
        if given is None or allows(score, given):
            continue
        remarks = "".join(f"（{remark}）" for remark in score.remarks)
        args = {"trace": score.trace, "remarks": remarks}
        ids = (facts[3].id, *(fact.id for fact in facts[:3]))
        shown = show_number(given, facts[3].field)
        if score.points is not None:
            left, gap = (show_number(number, facts[3].field) for number in (score.points, score.points - given))
            yield Draft(outcome="indicator_score", facts=ids, left=left, right=shown, difference=gap, args=args)
        else:
            yield Draft(outcome="score_bounds", facts=ids, right=shown, args=args)


def overshoot(context: Context, rule: Rule) -> Iterator[Draft]:
    """An actual far beyond its target, and no word on why. The last of the fields is the reason."""
    beyond = [(facts, score) for facts, score in _doubtful(context, rule) if score.overshoot]
    if not beyond:
        return
    reasons = dict(zip(context.facts.ids(rule.fields[3]), context.facts.ids(rule.fields[4]), strict=True))
    for facts, score in beyond:
        if not filled(context.facts.get(reasons[facts[3].id])):
            yield Draft(outcome="overshoot", facts=(facts[1].id, facts[0].id), args={"share": f"{score.overshoot:f}%"})


def indicator_traces(context: Context, rule: Rule) -> Iterator[Trace]:
    """How each score comes about; of a score that a person decides, within which bounds."""
    source = context.pack.source(rule.source)
    for facts, score in _scores(context, rule, doubtful=False):
        value = None if score.points is None else show_number(score.points, facts[3].field)
        result = "" if value is None or score.trace.endswith(" 分") else f"：{value} 分"
        words = "".join((score.trace, result, *(f"（{remark}）" for remark in score.remarks)))
        yield Trace(field=facts[3].id, value=value, expression=words, rule=rule.id, source=source)


def _doubtful(context: Context, rule: Rule) -> list[tuple[tuple[Fact, ...], Score]]:
    """The facts of each indicator (target, actual, points, score) with what it scores, but for those that plainly may
    have the full points that they have.
    """
    return context.once((_doubtful, rule.fields[:4]), lambda: list(_scores(context, rule, doubtful=True)))


def _scores(context: Context, rule: Rule, *, doubtful: bool) -> Iterator[tuple[tuple[Fact, ...], Score]]:
    scoring, year = scoring_of(context.values_in_force), context.facts.year
    for facts in records(context, rule.fields[:4]):
        target, actual, points, given = facts
        weight = points_of(context, points)
        if weight is None or not filled(target):
            continue
        due, done = target.value, actual.value
        full = doubtful and points_of(context, given) == weight == scoring.rounded(weight)
        if full and isinstance(due, str) and isinstance(done, str) and plainly_met(due, done, scoring.overshoot):
            continue
        wanted, reached = parse(due, "target", year=year), parse(done, "actual", year=year)
        if full and weight >= 0 and wanted.kind == reached.kind == "text":
            continue  # for a person to decide, who may give all points
        yield facts, score_indicator(wanted, reached, weight, scoring)
