"""Regions: the cells of each field on a sheet, and equal neighbours joined to few rectangles.

A merged cell counts as its first cell, which alone holds a value. A repeating column is one region with its thin
opening and closing rows, so that what is said of it holds for a row that people insert at either end. File size depends
on it: a rule is written once a rectangle, not once a cell.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

import msgspec

from workbook.facts import Field
from workbook.layout import Layout
from workbook.places import Area


class Region(msgspec.Struct, frozen=True, kw_only=True):
    """All cells of one field, one column wide. `first` is the first row that holds a value, from 0; `in_rows`: the
    field has one in each row of a repeating table.
    """

    field: Field
    area: Area
    first: int
    in_rows: bool


def regions(layout: Layout) -> list[Region]:
    """The regions of a sheet, in the order of the drawing."""
    found: dict[str, Region] = {}
    for cell in layout.cells:
        if cell.field is None:
            continue
        key, place = cell.field.id, cell.area
        margin, old = 1 if cell.item else 0, found.get(key)
        top, first = (old.area.top, old.first) if old else (place.top - margin, place.top)
        bottom = place.bottom + margin if cell.item else place.top
        area = Area(place.sheet, top, place.left, bottom, place.left)
        found[key] = Region(field=cell.field, area=area, first=first, in_rows=cell.item > 0)
    return list(found.values())


def rectangles(areas: Iterable[Area]) -> list[Area]:
    """The same cells in fewer areas: joined downwards, then across.

    >>> [a.address() for a in rectangles([Area("甲", r, c, r, c) for r in (4, 5) for c in (1, 2)])]
    ['B5:C6']
    """
    columns = _joined(areas, lambda a: (a.left, a.right), lambda a: (a.top, a.bottom))
    blocks = _joined(columns, lambda a: (a.top, a.bottom), lambda a: (a.left, a.right))
    return sorted(blocks, key=lambda area: (area.top, area.left))


def _joined(
    areas: Iterable[Area], across: Callable[[Area], tuple[int, int]], along: Callable[[Area], tuple[int, int]]
) -> list[Area]:
    """Areas that are alike `across` and follow each other `along` become one."""
    lanes: dict[tuple[int, int], list[Area]] = defaultdict(list)
    for area in sorted(areas, key=along):
        lane = lanes[across(area)]
        if lane and along(lane[-1])[1] + 1 == along(area)[0]:
            lane[-1] = _around(lane[-1], area)
        else:
            lane.append(area)
    return [area for lane in lanes.values() for area in lane]


def _around(first: Area, last: Area) -> Area:
    return Area(first.sheet, first.top, first.left, last.bottom, last.right)
