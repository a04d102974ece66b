"""The formulas of a workbook with macros, their calls made for real: each gives what the engine gives.

A department's figures are laid out as a workbook has them; the arguments of every `JX_…` call are looked up in these
cells and handed to the function as `.Value2` hands them over. What Excel does around the call, and the native formula
behind it, is tried in LibreOffice (`tests/office`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from macros_py.engine import RuleSet
from macros_py.engine.awaited import with_awaited
from macros_py.engine.packs import packs
from macros_py.engine.recompute import recompute
from macros_py.excel.cells import cell_formulas
from macros_py.excel.declared import call_for
from macros_py.excel.registry import ENTRIES
from tests.engine.support import FORMS, invented, rule, rules
from tests.office.test_formulas import department
from workbook.address import parse_block
from workbook.data import facts_of
from workbook.facts import PENDING, Facts, Value, field_of
from workbook.layout import lay_out
from workbook.names import PACK_NAME, YEAR_NAME
from workbook.places import Addresses

PACK = "hunan-jishou"
FUNCTIONS = {entry.name: entry.function for entry in ENTRIES}
_CALL = re.compile(r"(JX_\w+)\(([^()]*)\)")
Grid = dict[tuple[str, int, int], object]


def laid_out(entries: Facts) -> Addresses:
    """Where everything stands in a workbook that is built with these rows."""
    forms = FORMS.forms
    layouts = [lay_out(form, entries.rows, sheet) for form in forms for sheet in form.sheets(entries.rows)]
    return Addresses({name: area for layout in layouts for name, area in layout.names.items()})


def grid_of(shown: Mapping[str, Value], addresses: Addresses) -> Grid:
    """What `.Value2` gives of each cell: figures as floats."""
    grid: Grid = {}
    for key, value in shown.items():
        sheet, cell = addresses.place(key)
        block = parse_block(cell)
        grid[sheet, block.top, block.left] = float(value) if isinstance(value, Decimal) else value
    return grid


def argument(text: str, sheet: str, grid: Grid, pack: str) -> object:
    """An argument of a formula on `sheet` as the VBA hands it over."""
    constants = {PACK_NAME: pack, YEAR_NAME: "2022"}
    if text in constants or text.startswith('"'):
        return constants.get(text, text.strip('"'))
    if text.isdecimal():
        return float(text)
    home, _, cells = text.rpartition("!")
    block = parse_block(cells)
    rows = [
        [grid.get((home.strip("'") or sheet, row, column)) for column in range(block.left, block.right + 1)]
        for row in range(block.top, block.bottom + 1)
    ]
    return rows if ":" in cells else rows[0][0]


def called(formula: str, sheet: str, grid: Grid, pack: str) -> tuple[str, Any] | None:
    match = _CALL.search(formula)
    if not match:
        return None
    name, text = match.groups()
    return name, FUNCTIONS[name](*(argument(part, sheet, grid, pack) for part in text.split(",")))


def waiting_everywhere(entries: Facts) -> Facts:
    """No score was typed: each cell computes its own."""
    found = {f.id: replace(f, value=None, origin="computed") for f in entries if f.field.awaits}
    return replace(entries, facts=entries.facts | found)


def shown_in(entries: Facts, place: RuleSet) -> dict[str, Value]:
    """What every cell shows by the engine: what was typed, what is computed, the word for what waits."""
    results = recompute(entries, place)
    shown: dict[str, Value] = {fact.id: fact.value for fact in entries}
    for fact in (fact for fact in entries if fact.field.awaits and fact.value is None):
        points = entries.get(f"{fact.id.rpartition('.')[0]}.{fact.field.awaits}")
        shown[fact.id] = PENDING if points and isinstance(points.value, Decimal) else ""
    return shown | {key: place.fields[field_of(key)].shown(value) for key, value in results.items()}


def calls(seed: int, pack: str) -> Iterator[tuple[str, str, Any, Value]]:
    """Every call of a department's workbook: fact, function, what it gives, what the engine shows."""
    place = rules(pack)
    entries = with_awaited(waiting_everywhere(facts_of(department(FORMS, seed), FORMS)), place)
    shown, addresses = shown_in(entries, place), laid_out(entries)
    grid, write = grid_of(shown, addresses), cell_formulas(place, functions=True)
    for key, value in shown.items():
        field = place.fields[field_of(key)]
        formula = write(key, addresses) if field.computed or field.awaits else None
        made = called(formula, addresses.place(key)[0], grid, pack) if formula else None
        if made:
            name, result = made
            yield key, name, result, value


@pytest.mark.parametrize("pack", packs())
def test_a_call_gives_what_the_engine_gives(pack: str) -> None:
    """Of departments that nobody has: blanks, zero budgets, negative figures; in every place."""
    seen: Counter[str] = Counter()
    for key, name, result, value in (call for seed in range(8) for call in calls(seed, pack)):
        assert result == (float(value) if isinstance(value, Decimal) else value or ""), (key, name)
        seen[name] += 1
    expected = {"JX_RATE", "JX_RATE_SCORE", "JX_INDICATOR_SCORE", "JX_TOTAL_SCORE", "JX_COLUMN_SUM", "JX_GRADE"}
    assert seen.keys() >= expected | {"JX_GROWTH", "JX_DIFFERENCE", "JX_CONTROL_RATE"}
    assert min(seen.values()) >= 8, seen


def test_a_rule_of_another_form_is_no_call(tmp_path: Path) -> None:
    """A place that computes the rate of projects in a way of its own gets the plain formula there."""
    rate, model = (f"{table}.funds.total.rate" for table in ("project[*]", "overall"))
    funds = "project[*].funds.total"
    assert call_for(rate, rules(PACK)) == ("JX_RATE", (f"{funds}.executed", f"{funds}.adjusted"))
    usual = rule(f"{model} = overall.funds.total.executed / overall.funds.total.adjusted", defines="true")
    same = rule(f"{rate} = {funds}.executed / {funds}.initial", "T002", defines="true")
    other = rule(f"{rate} = {funds}.executed / ({funds}.initial + {funds}.adjusted)", "T002", defines="true")
    assert call_for(rate, invented(tmp_path, usual, same)) == ("JX_RATE", (f"{funds}.executed", f"{funds}.initial"))
    assert call_for(rate, invented(tmp_path, usual, other)) is None
