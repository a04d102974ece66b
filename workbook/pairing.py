"""Which place of before is which place of now, among findings that cannot be told apart: same rule, same figures.

People insert and delete rows, and rename sheets; findings stay in their order. So if as many are there as before, and
each moved down by at least as much as the one above it (or up, where rows were deleted), they are the same ones.
Otherwise who stands where one stood before is that one, and the others go to the nearest. Example: rows 5 and 6 become
6 and 7 when a row is inserted above; had 5 been put right, 6 would still be 6.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence

from workbook.address import parse_cell

_Place = tuple[str, int, int]  # sheet, column, row
_Item = tuple[int, int]  # row, index
_KEYS: tuple[Callable[[_Place], Hashable], ...] = (
    lambda place: place[:2],  # in its column
    lambda place: place[1],  # on a sheet that was renamed
    lambda place: None,  # in a column that was moved
)


def pair(before: Sequence[str], now: Sequence[str]) -> list[tuple[int, int]]:
    """Pairs of indices. Places are sheet!cell; each is used once, and the longer list has some left.

    >>> pair(["收入!B5", "收入!B6"], ["收入!B6", "收入!B7"])
    [(0, 0), (1, 1)]
    >>> pair(["收入!B5", "收入!B6"], ["收入!B6"])
    [(1, 0)]
    """
    old, new = [_place(text) for text in before], [_place(text) for text in now]
    pairs: list[tuple[int, int]] = []
    for key in _KEYS:
        taken, used = {a for a, _ in pairs}, {b for _, b in pairs}
        ours = _grouped(old, taken, key)
        for group, others in _grouped(new, used, key).items():
            pairs += _aligned(ours.get(group, []), others)
    return pairs


def _place(text: str) -> _Place:
    """What is no cell stands nowhere."""
    sheet, _, cell = text.rpartition("!")
    try:
        row, column = parse_cell(cell)
    except ValueError:
        return text, 0, 0
    return sheet, column, row


def _grouped(
    places: Iterable[_Place], without: set[int], key: Callable[[_Place], Hashable]
) -> dict[Hashable, list[_Item]]:
    groups: dict[Hashable, list[_Item]] = defaultdict(list)
    for index, place in enumerate(places):
        if index not in without:
            groups[key(place)].append((place[2], index))
    return groups


def _aligned(old: list[_Item], new: list[_Item]) -> list[tuple[int, int]]:
    """Both in the order of their rows; several in one row keep their order."""
    old, new = sorted(old), sorted(new)
    shifts = [b - a for (a, _), (b, _) in zip(old, new, strict=False)]
    if len(old) == len(new) and _only_moved(shifts):
        return [(a, b) for (_, a), (_, b) in zip(old, new, strict=True)]
    rows = defaultdict(list)
    for row, index in reversed(new):
        rows[row].append(index)
    same = [(a, rows[row].pop()) for row, a in old if rows.get(row)]
    taken, used = {a for a, _ in same}, {b for _, b in same}
    rest = [item for item in old if item[1] not in taken], [item for item in new if item[1] not in used]
    return [*same, *_nearest(*rest)]


def _only_moved(shifts: list[int]) -> bool:
    down = sorted(shifts) == shifts and min(shifts, default=0) >= 0
    return down or (sorted(shifts, reverse=True) == shifts and max(shifts) <= 0)


def _nearest(old: list[_Item], new: list[_Item]) -> list[tuple[int, int]]:
    """Keeps the order. One of the longer list is passed over where the next one lies nearer."""
    pairs, a, b = [], 0, 0
    while a < len(old) and b < len(new):
        spare, distance = (len(old) - a) - (len(new) - b), abs(old[a][0] - new[b][0])
        if spare > 0 and abs(old[a + 1][0] - new[b][0]) < distance:
            a += 1
        elif spare < 0 and abs(old[a][0] - new[b + 1][0]) < distance:
            b += 1
        else:
            pairs.append((old[a][1], new[b][1]))
            a, b = a + 1, b + 1
    return pairs
