"""Cells that moved together, told as one: a row inserted above moves a hundred cells, and that is one thing to say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from workbook.address import cell_name, parse_cell

_GAP = 2  # rows apart: a thin blank row stands between a table and its total


def moves(pairs: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str, str, str]]:
    """Cells of one sheet that moved, old and new address: those that moved alike, row upon row, as one block.

    >>> list(moves([("A5", "A6"), ("B5", "B6"), ("A6", "A7"), ("D9", "F9")]))
    [('A5', 'B6', 'A6', 'B7'), ('D9', 'D9', 'F9', 'F9')]
    """
    blocks: dict[tuple[int, int], list[list[tuple[int, int]]]] = defaultdict(list)
    places = sorted((parse_cell(old), parse_cell(new)) for old, new in pairs)
    for old, new in places:
        groups = blocks[new[0] - old[0], new[1] - old[1]]
        if groups and old[0] - groups[-1][-1][0] <= _GAP:
            groups[-1].append(old)
        else:
            groups.append([old])
    for (down, right), groups in blocks.items():
        for group in groups:
            top, bottom = group[0][0], group[-1][0]
            left, last = min(c for _, c in group), max(c for _, c in group)
            yield (
                cell_name(top, left),
                cell_name(bottom, last),
                cell_name(top + down, left + right),
                cell_name(bottom + down, last + right),
            )
