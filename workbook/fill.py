"""Facts -> an existing workbook, cell by cell. Everything that is not a fact stays as it was.

Data that names a repeating table (项目, 指标, …) gives all its rows: rows that are missing are inserted above the
closing row, rows left over are emptied. Columns that it does not name keep what they hold. Merged labels such as
一级指标 are merged anew around equal texts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import groupby

from workbook.address import LAST_COLUMN, cell_name, parse_block
from workbook.errors import UnusableFile
from workbook.facts import Facts, Value, row_id, row_of
from workbook.grow import insert_rows
from workbook.model import FormSet, Repeat
from workbook.names import defined_names
from workbook.package import Package
from workbook.patch import CellEdit, apply, set_merges
from workbook.places import Addresses, FormulaWriter


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
        self.addresses = Addresses(names.areas, self.unopened)

    def fill(self) -> None:
        self.refuse_homeless()
        repeats = [self.forms.repeats[key] for key in self.facts.rows]
        for repeat in repeats:
            self.make_room(repeat)
        apply(self.package, [*self.edits(), *(edit for repeat in repeats for edit in self.clearing(repeat))])
        for repeat in repeats:
            for column in repeat.inherit:
                self.merge_equal(repeat, repeat.field_id(column))

    def refuse_homeless(self) -> None:
        lost = dict.fromkeys(fact.field.id for fact in self.facts if self.addresses.area(fact.field.id) is None)
        if lost:
            labels = "、".join(self.forms.fields[key].label for key in list(lost)[:5])
            problem = f"工作簿里找不到 {len(lost)} 个要填的单元格（{labels}等）"
            raise UnusableFile(problem, remedy="请用完整的模板填写，不要删除工作表")

    def edits(self) -> Iterator[CellEdit]:
        inherited = {repeat.field_id(column) for repeat in self.forms.repeats.values() for column in repeat.inherit}
        for fact in self.facts:
            if fact.field.id not in inherited and fact.origin != "computed":
                yield self.edit(fact.field.id, max(row_of(fact.id) - 1, 0), fact.value)

    def edit(self, key: str, row: int, value: Value) -> CellEdit:
        sheet, cell = self.addresses.place(key, row)
        return CellEdit(sheet=sheet, cell=cell, value=value)

    def clearing(self, repeat: Repeat) -> Iterator[CellEdit]:
        """Rows that the data does not have: inputs emptied, formulas again where a figure was typed over one."""
        count, capacity = self.facts.rows[repeat.id], self.capacity(repeat)
        for column in repeat.columns:
            key = repeat.field_id(column)
            if self.addresses.area(key) is None:
                continue
            if self.forms.fields[key].computed:
                yield from self.formulas(key, range(count, capacity))
            else:  # the closing row, too: somebody may have typed into it
                yield from (self.edit(key, row, None) for row in range(count, capacity + 1))

    def capacity(self, repeat: Repeat) -> int:
        """How many items there is room for between the opening and the closing row."""
        area = self.addresses.area(repeat.field_id(repeat.columns[0]))
        return 0 if area is None else area.rows - self.addresses.first(repeat.id) - 1

    def make_room(self, repeat: Repeat) -> None:
        area = self.addresses.area(repeat.field_id(repeat.columns[0]))
        count, here = self.facts.rows[repeat.id], self.capacity(repeat)
        if area is None or count <= here:
            return
        if here < 1:
            remedy = "请从空白模板恢复这张表，至少留一行"
            raise UnusableFile(f"“{repeat.label}”的行已全部删除，无法再加行", place=area.sheet, remedy=remedy)
        closing = area.bottom + 1
        insert_rows(self.package, area.sheet, before=closing, count=count - here, like=closing - 1)
        _join_like_row_above(self.package, area.sheet, closing - 1, count - here)
        self.locate()
        keys = (repeat.field_id(column) for column in repeat.columns)
        computed = [key for key in keys if self.forms.fields[key].computed]
        apply(self.package, [edit for key in computed for edit in self.formulas(key, range(here, count))])

    def formulas(self, key: str, rows: range) -> Iterator[CellEdit]:
        for row in rows:
            if text := self.formula(key, row, self.addresses):
                sheet, cell = self.addresses.place(key, row)
                yield CellEdit(sheet=sheet, cell=cell, value="", formula=text)

    def merge_equal(self, repeat: Repeat, key: str) -> None:
        """An inherited column: one merged cell around each run of equal texts, the text in its first cell."""
        area = self.addresses.area(key)
        if area is None:
            return
        count = self.facts.rows[repeat.id]
        texts = [fact.value if (fact := self.facts.get(row_id(key, row + 1))) else None for row in range(count)]
        runs = [list(run) for _, run in groupby(range(count), key=lambda row: texts[row])]
        ends = [(self.addresses.place(key, run[0])[1], self.addresses.place(key, run[-1])[1]) for run in runs]
        set_merges(
            self.package, area.sheet, area.address(), [f"{first}:{last}" for first, last in ends if first != last]
        )
        firsts = {run[0]: texts[run[0]] for run in runs}
        apply(self.package, [self.edit(key, row, firsts.get(row)) for row in range(self.capacity(repeat) + 1)])


def _join_like_row_above(package: Package, sheet: str, like: int, count: int) -> None:
    """Cells merged across columns in a row are merged so in the rows made after it."""
    merges = package.tree(package.sheet_part(sheet)).iter("{*}mergeCell")
    across = [block for merge in merges if (block := parse_block(merge.get("ref", ""))).top == block.bottom == like]
    for new in range(like + 1, like + 1 + count):
        refs = [f"{cell_name(new, block.left)}:{cell_name(new, block.right)}" for block in across]
        set_merges(package, sheet, f"A{new}:{cell_name(new, LAST_COLUMN)}", refs)
