"""Questions about indicators, goals and reasons: what only the person who knows the department can answer.

A machine sees that a reason repeats the indicator, that all is said to be reached while points were taken off, that a
cost indicator names no money. It cannot know whether that is wrong, so it asks. Which words make it ask is in the
rule's settings: words that mean a thing, divided by spaces.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from typing import cast

from macros_py.engine.checks.base import Context, Draft, column, filled, points_of, records
from macros_py.engine.checks.columns import END, told
from macros_py.engine.rules import Rule
from workbook.facts import Fact, without_sheet

_LISTED = re.compile(r"^(?:指标|目标)?\d{0,2}[:：、.]")
_NOTHING = frozenset({"无", "不涉及", "不适用", "/", "-", "—", "——"})
_PERCENT = re.compile(r"\d%")
_FIGURE = re.compile(r"\d|百分之|百分百|全部|全覆盖|全面|[一二两三四五六七八九十百千万]\s*[个次项家户人份套台期处件]")


@lru_cache(maxsize=64)
def _words(setting: str) -> tuple[str, ...]:
    return tuple(setting.split())


def word_in(text: str, setting: str) -> str:
    """The first of a setting's words that a text has in it; empty where there is none."""
    return next(filter(text.__contains__, _words(setting)), "")


def repeated_reason(context: Context, rule: Rule) -> Iterator[Draft]:
    """Points were taken off, and the reason is the indicator's own name or target over again."""
    reasons, own = told(context, rule.fields[4]), [told(context, field).whole for field in rule.fields[:2]]
    if not any(words and any(words in whole for whole in own) for words in map(_bare, reasons.texts)):
        return
    for name, target, points, score, reason in records(context, rule.fields):
        words = _bare(context.said(reason))
        if words and words in map(_bare, map(context.said, (name, target))) and _lost(context, points, score):
            yield Draft(outcome="repeated_reason", facts=(reason.id, score.id), right=str(reason.value))


def _bare(text: str) -> str:
    """Without a number in front and a full stop behind."""
    return _LISTED.sub("", text).rstrip("。.；;") if text else ""


def contradicted_score(context: Context, rule: Rule) -> Iterator[Draft]:
    """The reason says that all was reached, but points were taken off. `settings.reached` against `settings.missed`."""
    reached, missed = rule.settings["reached"], rule.settings["missed"]
    if not word_in(told(context, rule.fields[2]).whole, reached):
        return
    for points, score, reason in records(context, rule.fields):
        words = context.said(reason)
        if word_in(words, reached) and not word_in(words, missed) and _lost(context, points, score):
            yield Draft(outcome="contradicted_score", facts=(reason.id, score.id), right=str(reason.value))


def _lost(context: Context, points: Fact, score: Fact) -> bool:
    full, given = points_of(context, points), points_of(context, score)
    return full is not None and given is not None and given < full


def idle_reason(context: Context, rule: Rule) -> Iterator[Draft]:
    """Full points, and yet something stands where deviations are explained; one question a table. `settings.none` are
    the words that say that there is nothing to explain, `settings.excused` those of what may be explained all the same.
    """
    for _, group in groupby(_idle(context, rule), key=lambda fact: without_sheet(fact.id)[0]):
        idle = tuple(fact.id for fact in group)
        yield Draft(outcome="idle_reason", facts=idle, args={"count": str(len(idle))})


def _idle(context: Context, rule: Rule) -> Iterator[Fact]:
    none, excused = _words(rule.settings["none"]), rule.settings["excused"]
    reasons = told(context, rule.fields[2])
    if not reasons.whole.strip(END):
        return
    columns = (column(context, field) for field in rule.fields[:2])
    for points, score, reason, text in zip(*columns, reasons.facts, reasons.texts, strict=True):
        words = text.rstrip("。.")
        if words and words not in none and not word_in(words, excused):
            full = points_of(context, points)
            if reason and full is not None and full == points_of(context, score):
                yield reason


def unlike_kinds(context: Context, rule: Rule) -> Iterator[Draft]:
    """The target is a sentence without any figure, the actual a percentage: of what?"""
    targets, actuals = (told(context, field) for field in rule.fields)
    if "%" not in actuals.whole:
        return
    for place, (words, said) in enumerate(zip(targets.texts, actuals.texts, strict=True)):
        if words and "%" in said and not _FIGURE.search(words) and _PERCENT.search(said):
            target, actual = cast("tuple[Fact, Fact]", (targets.facts[place], actuals.facts[place]))
            left, right = (str(fact.value).strip() for fact in (target, actual))
            yield Draft(outcome="unlike_kinds", facts=(actual.id, target.id), left=left, right=right)


def out_of_category(context: Context, rule: Rule) -> Iterator[Draft]:
    """An indicator under a second level that its words have nothing to do with; `settings` gives each level's words."""
    if rule.fields[1] in context.values.blank:
        return
    columns = [told(context, field) for field in rule.fields]
    fitting: dict[str, re.Pattern[str] | None] = {}
    for place, (level, *texts) in enumerate(zip(*(each.texts for each in columns), strict=True)):
        if level not in fitting:
            fitting[level] = _fitting(level, rule)
        words = fitting[level]
        if words and not words.search("".join(texts)) and texts[0] not in _NOTHING:
            yield from _misplaced([each.facts[place] for each in columns])


def _fitting(level: str, rule: Rule) -> re.Pattern[str] | None:
    """What finds one of the words of a level; None where the rule has none for it."""
    return next((_any(words) for key, words in rule.settings.items() if key in level), None)


@lru_cache(maxsize=64)
def _any(setting: str) -> re.Pattern[str]:
    """A setting's words as one pattern: for a short text that mostly has one of them faster than word by word."""
    return re.compile("|".join(map(re.escape, _words(setting))))


def _misplaced(facts: Sequence[Fact | None]) -> Iterator[Draft]:
    level, name = facts[:2]
    if level and name and all(facts) and filled(name):
        args = {"level": str(level.value).strip()}
        yield Draft(outcome="out_of_category", facts=(name.id, level.id), right=str(name.value), args=args)


def duties(context: Context, rule: Rule) -> Iterator[Draft]:
    """A result that tells what the department is there for."""
    yield from _worded(context, rule, "duties")


def future(context: Context, rule: Rule) -> Iterator[Draft]:
    """A result that is still to come."""
    yield from _worded(context, rule, "future")


def _worded(context: Context, rule: Rule, outcome: str) -> Iterator[Draft]:
    words = rule.settings["words"]
    for each in (told(context, field) for field in rule.fields):
        if word_in(each.whole, words):
            for fact, text in zip(each.facts, each.texts, strict=True):
                if fact and not fact.preset and (word := word_in(text, words)):
                    yield Draft(outcome=outcome, facts=(fact.id,), right=word)


def without_result(context: Context, rule: Rule) -> Iterator[Draft]:
    """A goal was set, others have their result, this one has none."""
    if "" not in told(context, rule.fields[1]).texts:
        return
    for _, group in groupby(records(context, rule.fields), key=lambda facts: without_sheet(facts[0].id)[0]):
        pairs = [(goal, result) for goal, result in group if filled(goal)]
        if any(filled(result) for _, result in pairs):
            for goal, result in pairs:
                if not filled(result):
                    yield Draft(outcome="without_result", facts=(result.id, goal.id), right=str(goal.value))
