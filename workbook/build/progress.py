"""How far a table is filled in: what it asks for, what is there, by native formulas with their results.

Due are the required cells and all single number cells (where nothing happened one writes 0) that a template leaves
blank, and of each repeating table the rows that were begun, at least one. A row is begun when anything is typed into it
besides the texts that every template starts with, and done when its required cells and points are there and, if it has
amounts, one of them. Details under an amount of the table itself, as in 附件2, may be left out. A table that says 无,
there is nothing to report, is complete with that.

    income: no due cell of its own, 机构 with one amount each   ->   due MAX(1, rows begun), there: rows begun
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

import msgspec

from workbook.build.live import LOST, Item, Live, Look
from workbook.facts import Field, on_sheet, row_id
from workbook.model import NOTHING, Form, Repeat
from workbook.places import Area, quoted

_MOST_ARGUMENTS = 200  # Excel takes 255


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """`touched` is more than 0 once anything is there, be it no more than half a row."""

    due: Item
    there: Live
    touched: Live


class _Table(msgspec.Struct, frozen=True, kw_only=True):
    """A repeating table on one sheet: `columns` tell whether a row is begun, `must`, `scores` and one of `any_of`
    whether it is done. A score counts when it is a figure: until then its cell says that it waits.
    """

    id: str
    columns: tuple[str, ...]
    must: tuple[str, ...]
    scores: tuple[str, ...]
    any_of: tuple[str, ...]
    least: int


def progress(form: Form, look: Look, sheet: int = 0) -> Progress:
    """Of a form, or of its n-th sheet."""
    counted = _counted(form, look, sheet)
    if form.zero_report is None:
        return counted
    key = on_sheet(form.zero_report, sheet)
    cell, nothing = look.cell(key), look.text(key) == NOTHING
    due, there, touched = (
        Live(
            formula=f'IF({cell}="{NOTHING}",1,{item.formula if isinstance(item, Live) else item})',
            value=Decimal(1) if nothing else item.value if isinstance(item, Live) else item,
        )
        for item in (counted.due, counted.there, counted.touched)
    )
    return Progress(due=due, there=there, touched=touched)


def _counted(form: Form, look: Look, sheet: int) -> Progress:
    cells, tables = due_cells(form, sheet), list(_tables(form, sheet))
    found = sum(look.holds(cell) for cell in cells)
    rows = [_rows(table, look) for table in tables]
    due = [str(len(cells)), *(_due(table, look) for table in tables)]
    wanted = len(cells) + sum(max(table.least, begun) for table, (begun, _) in zip(tables, rows, strict=True))
    filled = list(_count_filled(cells, look))
    return Progress(
        due=_sum(due[not cells :], wanted) if tables else Decimal(wanted),
        there=_sum([*filled, *(_done(table, look) for table in tables)], found + sum(done for _, done in rows)),
        touched=_sum([*filled, *(_begun(table, look) for table in tables)], found + sum(begun for begun, _ in rows)),
    )


def _sum(terms: list[str], value: int) -> Live:
    return Live(formula="+".join(terms) or "0", value=Decimal(value))


def due_cells(form: Form, sheet: int = 0) -> list[str]:
    """Single cells that a complete table has filled; all there are where none is marked and nothing repeats."""
    single = [field for field in form.fields.values() if "[*]" not in field.id.removeprefix(form.stem)]
    inputs = [field for field in single if not field.computed]
    due = [field.id for field in inputs if field.required or field.kind == "number"]
    due = due if due or form.repeats else [field.id for field in inputs]
    return [on_sheet(key, sheet) for key in due if key not in form.preset and key not in form.linked]


def _tables(form: Form, sheet: int) -> Iterator[_Table]:
    amounts = {field.id for field in form.fields.values() if field.unit == "万元"}
    own_amounts = not amounts.isdisjoint(due_cells(form))
    for repeat in form.repeats.values():
        fields = [form.fields[repeat.field_id(column)] for column in repeat.columns if column not in repeat.preset]
        inputs = [field for field in fields if not field.computed]
        if inputs:
            yield _table(repeat, inputs, sheet, own_amounts)


def _table(repeat: Repeat, inputs: list[Field], sheet: int, own_amounts: bool) -> _Table:
    scores = [field.id for field in inputs if field.awaits]
    must = [field.id for field in inputs if (field.required or field.unit == "分") and not field.awaits]
    amounts = [field.id for field in inputs if field.kind == "number" and field.id not in (*must, *scores)]
    return _Table(
        id=on_sheet(repeat.id, sheet),
        columns=tuple(on_sheet(field.id, sheet) for field in inputs if not field.awaits),
        must=tuple(on_sheet(key, sheet) for key in must),
        scores=tuple(on_sheet(key, sheet) for key in scores),
        any_of=tuple(on_sheet(key, sheet) for key in amounts) if len(amounts) < len(inputs) else (),
        least=int(not (amounts and own_amounts)),
    )


def _rows(table: _Table, look: Look) -> tuple[int, int]:
    """How many rows are begun, how many done."""
    begun = done = 0
    for row in look.rows(table.id):
        held = {column for column in table.columns if look.holds(row_id(column, row))}
        begun += bool(held)
        scored = all(look.figure(row_id(column, row)) is not None for column in table.scores)
        one = not table.any_of or not held.isdisjoint(table.any_of)
        done += bool(held) and held.issuperset(table.must) and scored and one
    return begun, done


def _due(table: _Table, look: Look) -> str:
    return f"MAX({table.least},{_begun(table, look)})" if table.least else _begun(table, look)


def _begun(table: _Table, look: Look) -> str:
    return f"SUMPRODUCT({_some(table.columns, look)})"


def _done(table: _Table, look: Look) -> str:
    """Nothing is asked twice: a row that has what it must have is begun."""
    factors = [_some((column,), look) for column in table.must]
    factors += [f"--ISNUMBER({look.column(column)})" for column in table.scores]
    factors += [_some(table.any_of, look)] if table.any_of else []
    return f"SUMPRODUCT({'*'.join(f'({factor})' for factor in factors)})" if factors else _begun(table, look)


def _some(columns: Sequence[str], look: Look) -> str:
    """1 in the rows where one of the columns holds something, an error value included."""
    return "1-" + "*".join(f"ISBLANK({look.column(column)})" for column in columns)


def _count_filled(cells: list[str], look: Look) -> Iterator[str]:
    places = list(_runs(cells, look))
    for start in range(0, len(places), _MOST_ARGUMENTS):
        yield f"COUNTA({','.join(places[start : start + _MOST_ARGUMENTS])})"


def _runs(cells: list[str], look: Look) -> Iterator[str]:
    """References to all cells; neighbours in a row become one range. Never in a column: rows may be inserted."""
    areas = [area for cell in cells if (area := look.addresses.area(cell))]
    if len(areas) < len(cells):
        yield LOST
    run: list[Area] = []
    for area in sorted(areas, key=lambda area: (area.sheet, area.top, area.left)):
        if run and (run[-1].sheet, run[-1].top, run[-1].right + 1) != (area.sheet, area.top, area.left):
            yield _reference(run)
            run = []
        run.append(area)
    if run:
        yield _reference(run)


def _reference(run: list[Area]) -> str:
    first, last = run[0], run[-1]
    cells = first.cell() if len(run) == 1 else f"{first.cell()}:{last.cell()}"
    return f"{quoted(first.sheet)}!{cells}"
