"""Which lines of a drawing are which lines of a sheet, told by the labels that stand on them.

Rows were inserted, columns moved: but their order is the same, so the drawn lines go to lines further and further down.
Of all ways to send them so, the one on which most labels agree is taken. Rows and columns are found alike.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

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
    line for which there is no room goes nowhere; among equals the upper line is taken.

    >>> increasing({0: {0: 1}, 1: {4: 2, 1: 1}, 2: {2: 1, 5: 1}})
    {0: 0, 1: 4, 2: 5}
    """
    best: dict[int, tuple[int, _Chain]] = {}  # last line of the sheet -> labels that agree, the lines so far
    for drawn in sorted(votes):
        step: dict[int, tuple[int, _Chain]] = {}
        ends = sorted(best)
        most: tuple[int, _Chain] = (0, None)
        at = 0
        for line in sorted(votes[drawn]):
            while at < len(ends) and ends[at] < line:
                most = max(most, best[ends[at]], key=lambda item: item[0])
                at += 1
            step[line] = (most[0] + votes[drawn][line], (drawn, line, most[1]))
        for line, found in step.items():
            if line not in best or found[0] > best[line][0]:
                best[line] = found
    return _unrolled(max((best[line] for line in sorted(best)), key=lambda item: item[0], default=(0, None))[1])


_Chain = tuple[int, int, "_Chain"] | None


def _unrolled(chain: _Chain) -> dict[int, int]:
    found = []
    while chain is not None:
        drawn, line, chain = chain
        found.append((drawn, line))
    return dict(reversed(found))
