"""Workbooks with everything that a user's file may hold around its cells, for `tests.tools.preserve`."""

from __future__ import annotations

from tests.tools.rich.cut import CUT
from tests.tools.rich.packed import PACKED
from tests.tools.rich.parts import Make
from tests.tools.rich.written import WRITTEN

KINDS: dict[str, Make] = {**WRITTEN, **CUT, **PACKED}
