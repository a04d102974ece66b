"""In a submission copy no cell has a formula: where a figure came from is known from its seal alone.

A figure that is as it was sealed has the origin it had in its workbook: computed, or typed over a formula. One that was
changed since was typed, whatever it was before. Without a seal every figure of a copy looks typed.
"""

from __future__ import annotations

import msgspec

from workbook.facts import Fact, Facts
from workbook.reading import Reading
from workbook.submission import SealedFact, Submission, canonical


def as_sealed(reading: Reading, sealed: Submission | None) -> Reading:
    """What a copy says, with the origins of its workbook; a workbook itself knows them."""
    facts = reading.facts
    return reading if sealed is None else msgspec.structs.replace(reading, facts=_with_origins(facts, sealed))


def _with_origins(facts: Facts, sealed: Submission) -> Facts:
    """A blank stays what it looks like, a formula that was deleted: nobody sealed it."""
    held = {fact.id: fact for fact in sealed.facts}
    changed = {
        fact.id: msgspec.structs.replace(fact, origin="computed")
        for fact in facts
        if fact.origin != "computed" and _was_computed(fact, held.get(fact.id))
    }
    return msgspec.structs.replace(facts, facts=facts.facts | changed)


def _was_computed(fact: Fact, held: SealedFact | None) -> bool:
    return held is not None and held.origin == "computed" and held.value == canonical(fact.value)
