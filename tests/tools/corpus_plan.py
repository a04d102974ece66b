"""Which files a corpus has: of whom, right or with which error, in what shape, where. Drawn from numbers alone.

Files come in pairs, one with an error and one that is right, the kinds of errors in turn. Of twenty pairs:

- one are working workbooks that nobody exported, one are workbooks with macros;
- one are two versions of one unit: the first with an error, the second put right, in another folder.

Every unit has a name and a code of its own, visibly invented. Sizes go from one project and one agency to thirty and
forty; most departments are small.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Literal

import msgspec

from tests.tools.departments import Wanted
from tests.tools.seeded_errors import KINDS

Shape = Literal["copy", "workbook", "macros"]
FOLDERS = ("", "市直 部门", "市直 部门/教科文卫 科", "示例县（二） 报送", "乡镇 街道/第 3 批")
AGENCIES = (1, 1, 1, 1, 2, 2, 3, 3, 4, 6, 9, 14, 24, 40)
PROJECTS = (1, 1, 1, 2, 2, 2, 3, 3, 4, 5, 6, 8, 14, 30)
_PAIRS, _WORKBOOK, _MACROS, _VERSIONS = 20, 3, 7, 11  # which of so many pairs is out of the ordinary


class Planned(msgspec.Struct, frozen=True, kw_only=True):
    """One file. `kind` is the kind of its error, or of the one that was `corrected` in it; empty where there was none.

    `seed` is the first that is tried for the department, `number` the unit's.
    """

    number: int
    seed: int
    kind: str = ""
    corrected: bool = False
    shape: Shape = "copy"
    folder: str = ""

    @property
    def version(self) -> int:
        return 2 if self.corrected else 1

    @property
    def unit(self) -> str:
        return f"某某市示例第{self.number:04d}局"

    @property
    def code(self) -> str:
        return f"{900_000 + self.number}"

    def wanted(self, seed: int) -> Wanted:
        """The department's name, and a size that its seed draws."""
        chance = Random(f"size {seed}")
        agencies, projects = chance.choice(AGENCIES), chance.choice(PROJECTS)
        return Wanted(agencies=agencies, projects=projects, unit=self.unit, code=self.code)


def planned(count: int, first: int) -> Iterator[Planned]:
    """So many files, in their order; the department of the first one is tried from seed `first` on."""
    kinds = list(KINDS)
    for index in range(count):
        pair, is_second = divmod(index, 2)
        kind, folder = kinds[(first + pair) % len(kinds)], FOLDERS[pair % len(FOLDERS)]
        wrong = Planned(number=index + 1, seed=first + index, kind=kind, shape=_shape(pair), folder=folder)
        if not is_second:
            yield wrong
        elif pair % _PAIRS == _VERSIONS:
            elsewhere = FOLDERS[(pair + 1) % len(FOLDERS)]
            first_version = msgspec.structs.replace(wrong, number=index, seed=first + index - 1)
            yield msgspec.structs.replace(first_version, corrected=True, folder=elsewhere)
        else:
            yield msgspec.structs.replace(wrong, kind="")


def _shape(pair: int) -> Shape:
    shapes: dict[int, Shape] = {_WORKBOOK: "workbook", _MACROS: "macros"}
    return shapes.get(pair % _PAIRS, "copy")
