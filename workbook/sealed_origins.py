"""In a submission copy no cell has a formula: where a figure came from is known from its seal alone.

A figure that is as it was sealed has the origin it had in its workbook: computed, or typed over a formula. One that was
changed since was typed, whatever it was before. Without a seal every figure of a copy looks typed.
"""

from __future__ import annotations

import msgspec

from workbook.facts import Fact, Facts
from workbook.reading import Reading
from workbook.submission import Submission, canonical


def as_sealed(reading: Reading, sealed: Submission | None) -> Reading:
    """What a copy says, with the origins of its workbook; a workbook itself knows them."""
    facts = reading.facts
    return reading if sealed is None else msgspec.structs.replace(reading, facts=_with_origins(facts, sealed))


def _with_origins(facts: Facts, sealed: Submission) -> Facts:
    """A blank stays what it looks like, a formula that was deleted: nobody sealed it."""
    known = facts.facts
    held = [(fact.id, fact.value) for fact in sealed.facts if fact.origin == "computed" and fact.id in known]
    here = ((known[fact_id], value) for fact_id, value in held)
    changed = {
        fact.id: Fact(fact.id, fact.field, fact.value, fact.cell, "computed", fact.trouble, fact.preset)
        for fact, value in here
        if fact.origin != "computed" and canonical(fact.value) == value
    }
    return msgspec.structs.replace(facts, facts=known | changed)
