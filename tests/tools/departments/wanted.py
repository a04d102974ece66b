"""What is asked of a department besides its seed: how large it is and what it is called.

A corpus needs departments of every size, each with a name and a code of its own. What is left open, the seed draws as
it always did: the department of a seed of which nothing is asked stays the same.

    consistent(7, wanted=Wanted(agencies=40, projects=30, unit="某某市示例第0001局", code="900001"))
"""

from __future__ import annotations

import msgspec


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """0 and the empty text ask for nothing. At most 45 agencies and 42 projects: there are no more names."""

    agencies: int = 0
    projects: int = 0
    unit: str = ""
    code: str = ""


NOTHING = Wanted()
