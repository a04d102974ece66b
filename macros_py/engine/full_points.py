"""Plainly full points: an indicator whose target is met and that was given its whole weight, told from its two cells as
they are written.

Why: a file has a hundred indicators, and most are of this kind: "≥95%", "96%", 10 of 10 points. One expression over
both cells tells it, in a fifth of the time that it takes to read them and to score one by the other. Whatever is not
plainly so is read and scored as ever (`macros_py.engine.indicators`, `macros_py.engine.scoring`); a test holds both
against each other.

>>> overshoot = Decimal("1.5")
>>> [plainly_met("≥95%", actual, overshoot) for actual in ("96%", "94%", "150%", "96")]
[True, False, False, False]
"""

from __future__ import annotations

from decimal import Decimal

from macros_py.engine.indicators.late import late
from macros_py.engine.indicators.operators import PLAIN
from macros_py.engine.indicators.parse import NUMBER, SIGN, WORD
from macros_py.engine.indicators.unit_words import TIMES
from macros_py.engine.indicators.units import UNITS

_CELLS = late(rf"({SIGN})?({NUMBER})({WORD})\0({NUMBER})\3")
_YEARS = "2"  # what a target without a sign begins with that may be a misread "≥", or a year


def plainly_met(target: str, actual: str, overshoot: Decimal) -> bool:
    """Whether two figures in one unit plainly meet each other, the actual less than `overshoot` times its target. False
    says nothing.
    """
    cells = _CELLS.fullmatch(f"{target}\0{actual}")
    if cells is None:
        return False
    sign, wanted, word, reached = cells.groups("")
    unit, _ = UNITS.get(word, ("", None))
    if not unit or unit in TIMES or (not sign and wanted[0] == _YEARS):
        return False
    due, done, operator = Decimal(wanted), Decimal(reached), PLAIN[sign]
    if operator in ("le", "lt"):
        return done < due or (done == due and operator == "le")
    return 0 < due <= done < due * overshoot and (done > due or operator != "gt")
