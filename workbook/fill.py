"""Facts -> an existing workbook, cell by cell. Everything that is not a fact stays as it was.

Data that names a repeating table (项目, 指标, …) gives all its rows: rows that are missing are inserted above the
closing row, rows left over are emptied. Columns that it does not name keep what they hold. Merged labels such as
一级指标 are merged anew around equal texts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from decimal import Decimal
from itertools import count, groupby

import msgspec

from workbook.address import LAST_COLUMN, cell_name, parse_block
from workbook.clone import clone_sheet
from workbook.data import blank_facts
from workbook.errors import UnusableFile
from workbook.facts import PENDING, Facts, Value, field_of, on_sheet, row_id
from workbook.grow import insert_rows
from workbook.links import link_of
from workbook.model import Form, FormSet
from workbook.names import defined_names, places
from workbook.package import Package
from workbook.patch import CellEdit, apply, set_merges
from workbook.places import Addresses, FormulaWriter
from workbook.waiting import points_of, waiting


def fill(
    package: Package, facts: Facts, forms: FormSet, formula: FormulaWriter, unopened: Collection[str] = ()
) -> None:
    """Write all facts. `formula` gives the native formulas of computed cells in rows that are added; `unopened` are the
    tables that lost their opening row, as `read` found them.

    Raises UnusableFile where the workbook lacks a cell that a fact belongs into, naming all that are lacking.
    """
    _Filler(package, facts, forms, formula, unopened).fill()


class _Filler:
    def __init__(
        self, package: Package, facts: Facts, forms: FormSet, formula: FormulaWriter, unopened: Collection[str]
    ) -> None:
        self.package, self.facts, self.forms, self.formula, self.unopened = package, facts, forms, formula, unopened
        self.locate()

    def locate(self) -> None:
        """Find all cells, anew after rows were inserted."""
        names = defined_names(self.package.read(self.package.workbook), self.package.sheets)
        self.addresses = Addresses(places(names, self.forms), self.unopened)

    def fill(self) -> None:
        for form in self.forms.forms:
            if form.each:
                self.add_sheets(form)
        self.refuse_homeless()
        tables = [_Table(key, self.forms) for key in self.facts.rows if field_of(key) in self.forms.repeats]
        for table in tables:
            self.make_room(table)
        apply(self.package, [*self.edits(), *(edit for table in tables for edit in self.clearing(table))])
        for table in tables:
            for column in table.repeat.inherit:
                self.merge_equal(table, table.field(column))

    def add_sheets(self, form: Form) -> None:
        """One sheet a project: those that are lacking, each like the last one, but blank."""
        titles = self.titles(form)
        for number in range(len(titles) + 1, self.facts.rows.get(form.id, 0) + 1 if titles else 0):
            title = next(t for n in count(number) if (t := form.title(n)) not in self.package.sheets)
            clone_sheet(self.package, titles[-1], title)
            self.locate()
            titles = self.titles(form)
            apply(self.package, list(self.blank_sheet(form, number)))

    def titles(self, form: Form) -> list[str]:
        """The sheets of a form that has several, in their order."""
        return list(dict.fromkeys(a.sheet for p, a in self.addresses.names.items() if p.startswith(f"{form.id}[")))

    def blank_sheet(self, form: Form, sheet: int) -> Iterator[CellEdit]:
        """A copied sheet holds what its model held: back to what a blank template starts with."""
        start = blank_facts(self.forms, {form.id: sheet})
        tables = tuple(f"{repeat}[*]" for repeat in form.repeats)
        for key in (key for key, field in form.fields.items() if not field.computed and not key.startswith(tables)):
            fact_id = on_sheet(key, sheet)
            link = link_of(form, fact_id, key, self.addresses)
            fact = start.get(fact_id)
            edit = self.edit(fact_id, fact.value if fact else None)
            yield msgspec.structs.replace(edit, value="", formula=link) if link else edit
        for repeat in form.repeats.values():
            table = _Table(on_sheet(repeat.id, sheet), self.forms)
            for column in repeat.columns:
                if not self.forms.fields[repeat.field_id(column)].computed:
                    ids = (row_id(table.field(column), row) for row in range(1, self.capacity(table) + 1))
                    yield from (self.edit(key, fact.value if (fact := start.get(key)) else None) for key in ids)

    def refuse_homeless(self) -> None:
        lost = dict.fromkeys(fact.field.id for fact in self.facts if self.addresses.area(fact.id) is None)
        if lost:
            labels = "、".join(self.forms.fields[key].label for key in list(lost)[:5])
            problem = f"工作簿里找不到 {len(lost)} 个要填的单元格（{labels}等）"
            raise UnusableFile(problem, remedy="请用完整的模板填写，不要删除工作表")

    def edits(self) -> Iterator[CellEdit]:
        inherited = {repeat.field_id(column) for repeat in self.forms.repeats.values() for column in repeat.inherit}
        for fact in self.facts:
            if fact.field.id not in inherited and fact.origin != "computed":
                yield self.edit(fact.id, fact.value)

    def edit(self, fact_id: str, value: Value) -> CellEdit:
        sheet, cell = self.addresses.place(fact_id)
        field = self.forms.fields[field_of(fact_id)]
        if value is None and (formula := waiting(field, fact_id, self.addresses, self.formula)):
            asking = self.facts.get(points_of(field, fact_id))
            shown = PENDING if asking and isinstance(asking.value, Decimal) else ""
            return CellEdit(sheet=sheet, cell=cell, value=shown, formula=formula)
        return CellEdit(sheet=sheet, cell=cell, value=value)

    def clearing(self, table: _Table) -> Iterator[CellEdit]:
        """Rows that the data does not have: inputs emptied, formulas again where a figure was typed over one."""
        wanted, capacity = self.facts.rows[table.id], self.capacity(table)
        for column in table.repeat.columns:
            place = table.field(column)
            if self.addresses.area(place) is None:
                continue
            if self.forms.fields[table.repeat.field_id(column)].computed:
                yield from self.formulas(place, range(wanted + 1, capacity + 1))
            else:  # the closing row, too: somebody may have typed into it
                yield from (self.edit(row_id(place, row), None) for row in range(wanted + 1, capacity + 1))
                sheet, cell = self.addresses.place(row_id(place, capacity + 1))
                yield CellEdit(sheet=sheet, cell=cell, value=None)

    def capacity(self, table: _Table) -> int:
        """How many items there is room for between the opening and the closing row."""
        area = self.addresses.area(table.field(table.repeat.columns[0]))
        return 0 if area is None else area.rows - self.addresses.first(table.id) - 1

    def make_room(self, table: _Table) -> None:
        area = self.addresses.area(table.field(table.repeat.columns[0]))
        wanted, here = self.facts.rows[table.id], self.capacity(table)
        if area is None or wanted <= here:
            return
        if here < 1:
            remedy = "请从空白模板恢复这张表，至少留一行"
            raise UnusableFile(f"“{table.repeat.label}”的行已全部删除，无法再加行", place=area.sheet, remedy=remedy)
        closing = area.bottom + 1
        insert_rows(self.package, area.sheet, before=closing, count=wanted - here, like=closing - 1)
        _join_like_row_above(self.package, area.sheet, closing - 1, wanted - here)
        self.locate()
        fields = {column: self.forms.fields[table.repeat.field_id(column)] for column in table.repeat.columns}
        columns = [column for column, field in fields.items() if field.computed or field.awaits]
        rows = range(here + 1, wanted + 1)
        apply(self.package, [edit for column in columns for edit in self.formulas(table.field(column), rows)])

    def formulas(self, place: str, rows: range) -> Iterator[CellEdit]:
        for fact_id in (row_id(place, row) for row in rows):
            field = self.forms.fields[field_of(fact_id)]
            text = waiting(field, fact_id, self.addresses, self.formula) or self.formula(fact_id, self.addresses)
            if text:
                sheet, cell = self.addresses.place(fact_id)
                yield CellEdit(sheet=sheet, cell=cell, value="", formula=text)

    def merge_equal(self, table: _Table, place: str) -> None:
        """An inherited column: one merged cell around each run of equal texts, the text in its first cell."""
        area = self.addresses.area(place)
        if area is None:
            return
        rows = range(1, self.facts.rows[table.id] + 1)
        texts = {row: fact.value if (fact := self.facts.get(row_id(place, row))) else None for row in rows}
        runs = [list(run) for _, run in groupby(rows, key=lambda row: texts[row])]
        ends = [tuple(self.addresses.place(row_id(place, row))[1] for row in (run[0], run[-1])) for run in runs]
        set_merges(
            self.package, area.sheet, area.address(), [f"{first}:{last}" for first, last in ends if first != last]
        )
        firsts = {run[0]: texts[run[0]] for run in runs}
        room = range(1, self.capacity(table) + 2)
        apply(self.package, [self.edit(row_id(place, row), firsts.get(row)) for row in room])


class _Table:
    """A repeating table of one sheet: `project[2].goals` is the second sheet's."""

    def __init__(self, table: str, forms: FormSet) -> None:
        self.id, self.repeat = table, forms.repeats[field_of(table)]

    def field(self, column: str) -> str:
        return f"{self.id}[*].{column}"


def _join_like_row_above(package: Package, sheet: str, like: int, count: int) -> None:
    """Cells merged across columns in a row are merged so in the rows made after it."""
    merges = package.tree(package.sheet_part(sheet)).iter("{*}mergeCell")
    across = [block for merge in merges if (block := parse_block(merge.get("ref", ""))).top == block.bottom == like]
    for new in range(like + 1, like + 1 + count):
        refs = [f"{cell_name(new, block.left)}:{cell_name(new, block.right)}" for block in across]
        set_merges(package, sheet, f"A{new}:{cell_name(new, LAST_COLUMN)}", refs)
