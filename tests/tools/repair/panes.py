"""Frozen and split panes are on the sheet, and selections are in panes that are there."""

from __future__ import annotations

from collections.abc import Iterator

from tests.tools.repair.areas import LAST_COLUMN, LAST_ROW, parse_areas, parse_cell
from tests.tools.repair.finding import Finding
from tests.tools.repair.package import MAIN, Element, Package


def check(package: Package) -> Iterator[Finding]:
    for part, tree in package.worksheets:
        for view in tree.iterfind(f"{MAIN}sheetViews/{MAIN}sheetView"):
            for code, place, text in [*_pane(view), *_selections(view)]:
                yield Finding(code=code, part=part, place=place, text=text)


def _split(view: Element) -> tuple[float, float]:
    """Columns and rows before the split; for panes that are not frozen, twentieths of a point."""
    pane = view.find(f"{MAIN}pane")
    return (0, 0) if pane is None else (float(pane.get("xSplit", 0)), float(pane.get("ySplit", 0)))


def _pane(view: Element) -> Iterator[tuple[str, str, str]]:
    pane, (across, down) = view.find(f"{MAIN}pane"), _split(view)
    if pane is None:
        return
    frozen, place = pane.get("state", "split") != "split", pane.get("topLeftCell", "")
    corner = parse_cell(place) if place else (down + 1, across + 1)
    beyond = across + down == 0 or across >= LAST_COLUMN or down >= LAST_ROW
    if corner is None or (frozen and (beyond or corner[0] <= down or corner[1] <= across)):
        yield "pane-outside", place, f"frozen at {across:g} columns and {down:g} rows"


def _selections(view: Element) -> Iterator[tuple[str, str, str]]:
    across, down = _split(view)
    there = {"topLeft": True, "topRight": across, "bottomLeft": down, "bottomRight": across and down}
    pane = view.find(f"{MAIN}pane")
    used = ["topLeft" if pane is None else pane.get("activePane", "topLeft")]
    for selection in view.iterfind(f"{MAIN}selection"):
        used.append(selection.get("pane", "topLeft"))
        cells = selection.get("sqref", "A1")
        if len(parse_areas(cells)) != len(cells.split()):
            yield "selection-cells", cells, "no cells of a sheet"
    for place in used:
        if not there.get(place):
            yield "pane-unknown", place, "a selection in a pane that is not there"
