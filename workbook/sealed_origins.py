"""In a submission copy no cell has a formula: where a figure came from is known from its seal alone.

A figure that is as it was sealed has the origin it had in its workbook: computed, or typed over a formula. One that was
changed since was typed, whatever it was before. Without a seal every figure of a copy looks typed.
"""

from __future__ import annotations

from workbook.submission import Submission


def computed_in(sealed: Submission | None) -> dict[str, str]:
    """The figures that came from formulas, by id, as they were sealed; see `workbook.collector`."""
    if sealed is None:
        return {}
    return sealed.facts.of_origin("c")
