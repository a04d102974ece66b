"""Invented departments whose workbook is right in every cell: what the rules must say nothing about.

Each is drawn from its seed alone and filled in as an accountant would do it: money first (`plan`), every table from the
same money (`tables`, `basic_data`, `annexes`), indicators scored by hand (`indicators`), texts that say different
things (`words`, `sentences`). It does not ask the engine what is right; only what formulas compute is left to them.

    department = consistent(7)                    # of the place that the seed draws
    department = consistent(7, "jiangxi")         # of this place
    department = consistent(7, wanted=Wanted(projects=30))
    write(department, Path("某某市示例局.xlsx"))   # a real workbook, see `files`

Not for: files that are wrong (`tests.tools.seeded_errors`), or junk that only formulas must agree on
(`tests/office/test_formulas.py`).
"""

from tests.tools.departments.department import ALWAYS, PACKS, Department, consistent
from tests.tools.departments.files import facts_in, write
from tests.tools.departments.wanted import Wanted

__all__ = ["ALWAYS", "PACKS", "Department", "Wanted", "consistent", "facts_in", "write"]
