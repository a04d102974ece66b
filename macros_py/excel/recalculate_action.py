"""重算: formulas again wherever a figure was typed over one, numbers written as text as numbers, then Excel calculates.

Only cells whose formula is gone are written: what was filled in stays, and so do the live columns. They get the format
back that they have in a new workbook, for in a cell of format text a formula would stay a text. Nothing is written
unless everything can be computed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import xlwings as xw

from macros_py.engine.ruleset import RuleSet
from macros_py.excel.cells import cell_formulas
from macros_py.excel.open_book import Snapshot
from macros_py.excel.ui import Ui
from macros_py.excel.writes import Cell, Format, Item, Write, formats, in_blocks
from macros_py.figures import Recalculated, differing, recalculated
from macros_py.rulebook import ruleset_for
from workbook.address import parse_cell
from workbook.facts import Fact
from workbook.number_formats import written_format
from workbook.reading import Reading


def run(book: xw.Book, ui: Ui) -> str:
    """Write, calculate, and say how many cells changed."""
    ui.progress("正在读取各表……")
    reading, ruleset = Snapshot(book).reading(lambda reading: ruleset_for(reading.forms, reading.pack).whole())
    ui.progress("正在计算……")
    again = recalculated(reading, ruleset)
    computed = {place_of(fact): fact for fact in reading.facts if fact.field.computed}
    changed = differing(reading, again.results)
    lost = {place for place, fact in computed.items() if fact.origin == "reported"} | set(map(place_of, changed))
    formulas = dict(_formulas(reading, ruleset, {place: computed[place] for place in lost}))
    numbers = dict(_renumbered(reading, again))
    mended = {place: fact for fact in reading.facts if (place := place_of(fact)) in formulas or place in numbers}
    writes: list[Format | Write] = [
        *formats({place: written_format(fact.field) for place, fact in mended.items()}),
        *in_blocks(numbers, "value"),
        *in_blocks(formulas, "formula"),
    ]
    ui.progress("正在写回……")
    for write in writes:
        write.into(book)
    ui.calculate()
    return _said(len(formulas), len(numbers), len(changed))


def place_of(fact: Fact) -> Cell:
    """Sheet, and row and column from 1."""
    sheet, _, cell = fact.cell.rpartition("!")
    return sheet, parse_cell(cell)


def _formulas(reading: Reading, ruleset: RuleSet, lost: Mapping[Cell, Fact]) -> Iterator[tuple[Cell, Item]]:
    """What belongs into these cells; one that needs a deleted sheet is left as it is."""
    write = cell_formulas(ruleset, functions=reading.macros)
    for place, fact in lost.items():
        if formula := write(fact.id, reading.addresses):
            yield place, f"={formula}"


def _renumbered(reading: Reading, again: Recalculated) -> Iterator[tuple[Cell, Item]]:
    """Numbers written as text, for Excel's formulas pass over text."""
    for fact in again.facts:
        if not fact.field.computed and fact.value != reading.facts.facts[fact.id].value:
            assert fact.value is not None
            yield place_of(fact), float(fact.value)


def _said(restored: int, numbers: int, changed: int) -> str:
    if not (restored or numbers):
        return "已重新计算，各表的公式都在，没有需要改动的单元格。"
    done = [f"{restored} 个单元格恢复了公式"] * bool(restored) + [f"{numbers} 个写成文字的数改成了数字"] * bool(numbers)
    return f"已重新计算：{'，'.join(done)}；算出的数有 {changed} 处与原来不同。"
