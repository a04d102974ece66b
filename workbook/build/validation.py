"""Data validation: drop-down lists, what to type where, no text where figures belong, no hand in computed rows.

Every input cell lies in exactly one validation, as Excel demands. Computed single cells need none, the sheet's
protection locks them; computed cells in rows that people insert and delete cannot be locked (Excel would not delete
the row) and refuse typing instead. Validations never stop a paste or a program: checking finds what came in that way.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from xlsxwriter.worksheet import Worksheet

from workbook.build.prompts import GUARD, is_closed, not_listed, prompt, refusal, title
from workbook.build.regions import Region, rectangles, regions
from workbook.facts import Field
from workbook.layout import Layout
from workbook.places import Area

_WIDEST = 10**12  # a bound beyond any amount: Excel refuses text only where it compares numbers


def add_validations(sheet: Worksheet, layout: Layout) -> None:
    """One validation a kind of cell, over all its areas."""
    alike: dict[tuple[tuple[str, Any], ...], list[Area]] = defaultdict(list)
    for region in regions(layout):
        if options := _options(region):
            alike[tuple(options.items())].append(region.area)
    for key, areas in alike.items():
        blocks = rectangles(areas)
        options = dict(key) | {"multi_range": " ".join(block.address() for block in blocks)}
        if "source" in options:
            options["source"] = list(options["source"])
        first = blocks[0]
        sheet.data_validation(first.top, first.left, first.bottom, first.right, options)


def _options(region: Region) -> dict[str, Any]:
    field = region.field
    if field.computed:
        return _guarded() if region.in_rows else {}
    said = {"input_title": title(field), "input_message": prompt(field)}
    if field.choices:
        return said | _listed(field)
    return said | (_figures(field) if field.kind == "number" else {"validate": "any"})


def _guarded() -> dict[str, Any]:
    refused = {"error_type": "stop", "error_title": "自动计算", "error_message": GUARD}
    return {"validate": "custom", "value": "=FALSE", "show_input": False} | refused


def _listed(field: Field) -> dict[str, Any]:
    return {
        "validate": "list",
        "source": field.choices,
        "error_type": "stop" if is_closed(field) else "warning",
        "error_title": "不在列表中",
        "error_message": not_listed(field),
    }


def _figures(field: Field) -> dict[str, Any]:
    """Text is refused. A cell has one validation only: where it has limits, a figure beyond them may be right (it is
    then explained and checked), so this one warns.
    """
    bounded = field.minimum is not None or field.maximum is not None
    return {
        "validate": "decimal",
        "criteria": "between",
        "minimum": -_WIDEST if field.minimum is None else float(field.minimum),
        "maximum": _WIDEST if field.maximum is None else float(field.maximum),
        "error_type": "warning" if bounded else "stop",
        "error_title": "请核对数字" if bounded else "请填数字",
        "error_message": refusal(field),
    }
