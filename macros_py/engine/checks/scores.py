"""Checks of indicator scores: what target and actual come to, against the points that were given."""

from __future__ import annotations

from collections.abc import Iterator

from macros_py.engine.checks.base import Context, Draft, filled, points_of, records
from macros_py.engine.findings import Trace
from macros_py.engine.indicators import parse
from macros_py.engine.rules import Rule
from macros_py.engine.scoring import Score, allows, score_indicator, scoring_of
from macros_py.engine.values import show_number
from workbook.facts import Fact


def indicator_score(context: Context, rule: Rule) -> Iterator[Draft]:
    """Points that differ from what target and actual compute to, or lie outside a qualitative tier."""
    for facts, score in _scored(context, rule):
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
    beyond = [(facts, score) for facts, score in _scored(context, rule) if score.overshoot]
    if not beyond:
        return
    reasons = dict(zip(context.facts.ids(rule.fields[3]), context.facts.ids(rule.fields[4]), strict=True))
    for facts, score in beyond:
        if not filled(context.facts.get(reasons[facts[3].id])):
            yield Draft(outcome="overshoot", facts=(facts[1].id, facts[0].id), args={"share": f"{score.overshoot:f}%"})


def indicator_traces(context: Context, rule: Rule) -> Iterator[Trace]:
    """How each score comes about; of a score that a person decides, within which bounds."""
    source = context.pack.source(rule.source)
    for facts, score in _scored(context, rule):
        value = None if score.points is None else show_number(score.points, facts[3].field)
        result = "" if value is None or score.trace.endswith(" 分") else f"：{value} 分"
        words = "".join((score.trace, result, *(f"（{remark}）" for remark in score.remarks)))
        yield Trace(field=facts[3].id, value=value, expression=words, rule=rule.id, source=source)


def _scored(context: Context, rule: Rule) -> list[tuple[tuple[Fact, ...], Score]]:
    """The facts of each indicator (target, actual, points, score) with what it scores."""
    return context.once((_scored, rule.fields[:4]), lambda: list(_score_all(context, rule)))


def _score_all(context: Context, rule: Rule) -> Iterator[tuple[tuple[Fact, ...], Score]]:
    scoring, year = scoring_of(context.values_in_force), context.facts.year
    for facts in records(context, rule.fields[:4]):
        target, actual, points, _ = facts
        weight = points_of(context, points)
        if weight is not None and filled(target):
            wanted, reached = parse(target.value, "target", year=year), parse(actual.value, "actual", year=year)
            yield facts, score_indicator(wanted, reached, weight, scoring)
