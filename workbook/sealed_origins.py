"""In a submission copy no cell has a formula: where a figure came from is known from its seal alone.

A figure that is as it was sealed has the origin it had in its workbook: computed, or typed over a formula. One that was
changed since was typed, whatever it was before. A blank stays what it looks like, a formula that was deleted: nobody
sealed it. Without a seal every figure of a copy looks typed.
"""

from __future__ import annotations

from itertools import compress

from workbook.facts import ByColumn
from workbook.held import canonical
from workbook.sealed_facts import SealedFacts, sealed_by_column

_COMPUTED = bytes.maketrans(b"cir", b"\1\0\0")


def with_sealed_origins(columns: ByColumn, sealed: SealedFacts) -> SealedFacts:
    """Put them into the column of origins; and the facts then, as they would be sealed."""
    held = sealed_by_column(columns)
    places = list(compress(range(len(columns.filled)), columns.filled))
    if held.says_what(sealed):  # hardly any submission was touched
        computed = list(compress(places, sealed.texts.origins.encode().translate(_COMPUTED)))
    else:
        before = sealed.computed()
        computed = [
            place
            for place in places
            if columns.ids[place] in before and canonical(columns.values[place]) == before[columns.ids[place]]
        ]
    for place in computed:
        columns.origins[place] = "computed"
    return held.from_origins([columns.origins[place] for place in places])
