"""One error in a department that was right: what a person would leave behind, and the rule and cell that must say so.

A kind is a function of a `Case` (a department and a source of chance) that gives an `Error`, or None where this
department has no place for it. Three ways to go wrong, as in a real workbook:

- a wrong input, and Excel has renewed everything that follows from it;
- a figure typed over a formula, and Excel has renewed what builds upon that;
- a text.

    kind = KINDS["rate_by_initial"]
    error = kind.make(Case.of(consistent(7), Random(7)))    # error.rule "F006", error.cell "overall.funds.total.rate"
    error.write(path)
    department, error = seeded(kind, 7)                     # of the first department from seed 7 on that has a place

Left out are errors that nothing in the workbook contradicts (last year's 人员经费 mistyped, a wrong 年初预算 that was
copied to both sides), and slips too small to tell from rounding (`case.SEEN`): no rule can know.

Not for: files that are damaged or hostile (`tests/hostile`), and departments with several errors.
"""

from tests.tools.seeded_errors import cells, crossing, forms, scores, sums
from tests.tools.seeded_errors.case import KINDS, Case, Error, Kind
from tests.tools.seeded_errors.seeded import seeded

__all__ = ["KINDS", "Case", "Error", "Kind", "cells", "crossing", "forms", "scores", "seeded", "sums"]
