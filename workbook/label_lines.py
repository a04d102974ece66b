"""Which lines of a drawing are which lines of a sheet, told by the labels that stand on them.

Rows were inserted, columns moved: but their order is the same, so the drawn lines go to lines further and further down.
Of all ways to send them so, the one on which most labels agree is taken. Rows and columns are found alike.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import NamedTuple

_SPACES = re.compile(r"[\s\u200b\ufeff:.。·]+")
_YEAR = re.compile(r"20\d\d(?=年)")


def plain(text: str) -> str:
    """A label without spaces, colons, the width of its signs and the year.

    >>> plain("（２０２３ 年度）"), plain("单位负责人签字： ")
    ('(年度)', '单位负责人签字')
    """
    return _YEAR.sub("", _SPACES.sub("", unicodedata.normalize("NFKC", text)))


def increasing(votes: Mapping[int, Mapping[int, int]]) -> dict[int, int]:
    """Drawn line -> line of the sheet, each below the one before; `votes` counts the labels that speak for a pair. A
    line for which there is no room goes nowhere; among equals the lines that keep closest together are taken.

    >>> increasing({0: {0: 1, 7: 1}, 1: {4: 2, 1: 1, 8: 2}, 2: {2: 1, 5: 1, 9: 1}})
    {0: 7, 1: 8, 2: 9}
    """
    best: dict[int, _Way] = {}  # by the last line of the sheet
    for drawn in sorted(votes):
        step: dict[int, _Way] = {}
        ends, before, at = sorted(best), _NOWHERE, 0
        for line in sorted(votes[drawn]):
            while at < len(ends) and ends[at] < line:
                before = max(before, best[ends[at]], key=_Way.worth)
                at += 1
            start = before.start if before.pairs else line - drawn
            step[line] = _Way(before.agreed + votes[drawn][line], start, (drawn, line, before.pairs))
        for line, way in step.items():
            if line not in best or way.worth() > best[line].worth():
                best[line] = way
    return _unrolled(max((best[line] for line in sorted(best)), key=_Way.whole, default=_NOWHERE).pairs)


class _Way(NamedTuple):
    """Some lines that agree: on how many labels, how much further down the first line is than it was drawn, and the
    pairs, the last in front. As every line is below the one before, only the ends tell how far apart they are.
    """

    agreed: int
    start: int
    pairs: _Pairs

    def worth(self) -> tuple[int, int]:
        """Against another that ends on the same line, or before."""
        return self.agreed, self.start

    def whole(self) -> tuple[int, int]:
        """Against any other."""
        drawn, line = self.pairs[:2] if self.pairs else (0, 0)
        return self.agreed, self.start - (line - drawn)


_Pairs = tuple[int, int, "_Pairs"] | None
_NOWHERE = _Way(0, 0, None)


def _unrolled(pairs: _Pairs) -> dict[int, int]:
    found = []
    while pairs is not None:
        drawn, line, pairs = pairs
        found.append((drawn, line))
    return dict(reversed(found))
