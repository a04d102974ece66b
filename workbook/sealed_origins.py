"""In a submission copy no cell has a formula: where a figure came from is known from its seal alone.

A figure that is as it was sealed has the origin it had in its workbook: computed, or typed over a formula. One that was
changed since was typed, whatever it was before. Without a seal every figure of a copy looks typed.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import compress, count
from operator import ne

import msgspec

from workbook.facts import Fact, Facts
from workbook.reading import Reading
from workbook.submission import SealedFacts, Submission, canonical, sealed_facts


def as_sealed(reading: Reading, sealed: Submission | None) -> Reading:
    """What a copy says, with the origins of its workbook; a workbook itself knows them."""
    facts = reading.facts
    return reading if sealed is None else msgspec.structs.replace(reading, facts=_with_origins(facts, sealed))


def _with_origins(facts: Facts, sealed: Submission) -> Facts:
    """A blank stays what it looks like, a formula that was deleted: nobody sealed it."""
    now, before, known = sealed_facts(facts), sealed.facts, facts.facts
    if (now.texts.ids, now.texts.values) == (before.texts.ids, before.texts.values):
        return _untouched(facts, now, before)
    held = ((known[fact.id], fact.value) for fact in before if fact.origin == "computed" and fact.id in known)
    return _computed(facts, (fact for fact, value in held if canonical(fact.value) == value))


def _untouched(facts: Facts, now: SealedFacts, before: SealedFacts) -> Facts:
    """All figures are as they were sealed; if so are their cells and origins, it is kept in mind that all is."""
    was, ids, known = before.texts.origins, now.columns.ids, facts.facts
    differing = list(compress(count(), map(ne, was, now.texts.origins)))
    computed = [known[ids[place]] for place in differing if was[place] == "c"]
    found = _computed(facts, computed)
    if len(computed) == len(differing) and now.alike(before):
        before.are(found, now.columns)
    return found


def _computed(facts: Facts, changed: Iterable[Fact]) -> Facts:
    computed = {
        fact.id: Fact(fact.id, fact.field, fact.value, fact.cell, "computed", fact.trouble, fact.preset)
        for fact in changed
        if fact.origin != "computed"
    }
    return msgspec.structs.replace(facts, facts=facts.facts | computed)
