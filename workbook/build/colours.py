"""Conditional colours: what is certainly odd shows at once, before anybody runs a check.

Red: text or a figure beyond its limits in a number cell, a score above its points. Amber: a rate over 100%. Yellow, a
little stronger than that of inputs: a required cell still blank. Each rule is written once a rectangle, its formula
relative to the rectangle's first cell: spreadsheet programs disagree on what it is relative to in several areas.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from decimal import Decimal

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from workbook.address import column_letters
from workbook.build.regions import Region, rectangles, regions
from workbook.build.styles import Styles
from workbook.facts import PENDING, Field, repeat_of
from workbook.layout import Layout
from workbook.places import Area

RED, AMBER, YELLOW = "#FFB3B3", "#FFD27F", "#FFE98A"
_CELL = "{cell}"
_WHOLE = Decimal(1)


def add_colours(sheet: Worksheet, layout: Layout, styles: Styles) -> None:
    """Red comes first and wins."""
    found = regions(layout)
    for make, colour in ((_wrong, RED), (_over, AMBER)):
        _paint(sheet, found, make, styles.mark(bg_color=colour))
    for region, formula in (*_above_points(found), *_required(found, layout)):
        colour = YELLOW if region.field.required and "ISBLANK" in formula else RED
        _rule(sheet, region.area, formula, styles.mark(bg_color=colour))


def _paint(sheet: Worksheet, found: list[Region], make: Callable[[Field], str], style: Format) -> None:
    alike: dict[str, list[Area]] = defaultdict(list)
    for region in found:
        if formula := make(region.field):
            alike[formula].append(region.area)
    for formula, areas in alike.items():
        for block in rectangles(areas):
            _rule(sheet, block, formula.replace(_CELL, block.cell()), style)


def _rule(sheet: Worksheet, area: Area, formula: str, style: Format) -> None:
    rule = {"type": "formula", "criteria": f"={formula}", "format": style}
    sheet.conditional_format(area.top, area.left, area.bottom, area.right, rule)


def _wrong(field: Field) -> str:
    """Text where a figure is typed; a figure beyond its limits. A computed cell may hold an empty text."""
    if field.kind != "number":
        return ""
    beyond = [f"{_CELL}{sign}{limit:f}" for sign, limit in _limits(field)]
    outside = f"OR({','.join(beyond)})" if len(beyond) > 1 else "".join(beyond)
    figure = f"AND(ISNUMBER({_CELL}),{outside})" if beyond else ""
    if field.computed:
        return figure
    text = f'AND(ISTEXT({_CELL}),{_CELL}<>"",{_CELL}<>"{PENDING}")' if field.awaits else f"ISTEXT({_CELL})"
    return f"OR({text},{figure})" if figure else text


def _limits(field: Field) -> Iterator[tuple[str, Decimal]]:
    if field.minimum is not None:
        yield "<", field.minimum
    if field.maximum is not None and not _is_rate(field):
        yield ">", field.maximum


def _is_rate(field: Field) -> bool:
    """Rates of execution; changes against last year may well be over 100%."""
    return field.unit == "%" and field.maximum == _WHOLE


def _over(field: Field) -> str:
    return f"AND(ISNUMBER({_CELL}),{_CELL}>1)" if _is_rate(field) else ""


def _above_points(found: list[Region]) -> Iterator[tuple[Region, str]]:
    """A record or row that has both points (分值) and a score (得分)."""
    points = {region.field.id.rpartition(".")[0]: region for region in found if region.field.id.endswith(".points")}
    for region in found:
        record, _, column = region.field.id.rpartition(".")
        if column == "score" and record in points:
            score, most = region.area.cell(), points[record].area.cell()
            yield region, f"AND(ISNUMBER({score}),ISNUMBER({most}),{score}>{most})"


def _required(found: list[Region], layout: Layout) -> Iterator[tuple[Region, str]]:
    """Required and blank; in a row of a table only that holds something the template did not put there."""
    for region in found:
        if region.field.required and not region.field.computed:
            blank = f"ISBLANK({region.area.cell()})"
            others = _typed_beside(region, found, layout)
            yield region, f"AND({blank},COUNTA({','.join(others)})>0)" if others else blank


def _typed_beside(region: Region, found: list[Region], layout: Layout) -> list[str]:
    repeat = layout.form.repeats.get(repeat_of(region.field.id) or "") if region.in_rows else None
    if repeat is None:
        return []
    typed = {repeat.field_id(c) for c in repeat.columns if c not in repeat.preset and c not in repeat.inherit}
    beside = [
        other
        for other in found
        if other.field.id in typed - {region.field.id} and not (other.field.computed or other.field.awaits)
    ]
    return [f"${column_letters(other.area.left + 1)}{region.area.top + 1}" for other in beside]
