"""Facts -> an existing workbook, cell by cell. Everything that is not a fact stays as it was.

Data that names a repeating table (项目, 指标, …) gives all its rows: rows that are missing are inserted above the
closing row, rows left over are emptied. Merged labels such as 一级指标 are merged anew around equal texts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby

from workbook.address import LAST_COLUMN, column_letters
from workbook.errors import UnusableFile
from workbook.facts import Facts, Field, Value, repeat_of, row_id, row_of
from workbook.grow import insert_rows
from workbook.model import FormSet, Repeat
from workbook.names import defined_names
from workbook.package import Package
from workbook.patch import CellEdit, apply, set_merges
from workbook.places import Addresses, Area, FormulaWriter, parse_reference, quoted


def fill(package: Package, facts: Facts, forms: FormSet, formula: FormulaWriter) -> None:
    """Write all facts. `formula` gives the native formulas of computed cells in rows that are added.

    Raises UnusableFile where the workbook lacks a cell that a fact belongs into, naming all that are lacking.
    """
    _refuse_homeless(addresses_of(package), facts, forms)
    for repeat_id, count in facts.rows.items():
        _make_room(package, forms.repeats[repeat_id], count, forms, formula)
    addresses = addresses_of(package)
    apply(package, [*_edits(addresses, facts, forms), *_clearing(addresses, facts, forms, formula)])
    for repeat_id in facts.rows:
        for column in forms.repeats[repeat_id].inherit:
            _merge_equal(package, addresses, facts, forms.repeats[repeat_id].field_id(column))


def addresses_of(package: Package) -> Addresses:
    return Addresses(defined_names(package.read(package.workbook), package.sheets).areas)


def _refuse_homeless(addresses: Addresses, facts: Facts, forms: FormSet) -> None:
    lost = dict.fromkeys(fact.field.id for fact in facts if addresses.area(fact.field.id) is None)
    if lost:
        labels = "、".join(forms.fields[key].label for key in list(lost)[:5])
        raise UnusableFile(
            f"工作簿里找不到 {len(lost)} 个要填的单元格（{labels}等）", remedy="请用完整的模板填写，不要删除工作表"
        )


def _edits(addresses: Addresses, facts: Facts, forms: FormSet) -> Iterator[CellEdit]:
    inherited = {repeat.field_id(column) for repeat in forms.repeats.values() for column in repeat.inherit}
    for fact in facts:
        if fact.field.id not in inherited and fact.origin != "computed":
            yield _edit(addresses, fact.field, max(row_of(fact.id) - 1, 0), fact.value)


def _edit(addresses: Addresses, field: Field, row: int, value: Value) -> CellEdit:
    area = addresses.area(field.id)
    assert area is not None
    return CellEdit(sheet=area.sheet, cell=area.cell(row), value=value)


def _clearing(addresses: Addresses, facts: Facts, forms: FormSet, formula: FormulaWriter) -> Iterator[CellEdit]:
    """Rows that the data does not have: inputs emptied, and formulas again where a figure was typed over one."""
    for repeat_id, count in facts.rows.items():
        for column in forms.repeats[repeat_id].columns:
            field = forms.fields[forms.repeats[repeat_id].field_id(column)]
            area = addresses.area(field.id)
            if area is None:
                continue
            # The closing row has no formulas, only what somebody may have typed into it.
            last = area.rows - 1 if field.computed else area.rows
            if field.computed:
                yield from _formulas(addresses, field.id, range(count, last), formula)
            else:
                yield from (_edit(addresses, field, row, None) for row in range(count, last))


def _make_room(package: Package, repeat: Repeat, count: int, forms: FormSet, formula: FormulaWriter) -> None:
    area = addresses_of(package).area(repeat.field_id(repeat.columns[0]))
    assert area is not None
    here = area.rows - 1  # the last row of a column is the closing row
    if count <= here:
        return
    if not here:
        remedy = "请从空白模板恢复这张表，至少留一行"
        raise UnusableFile(f"“{repeat.label}”的行已全部删除，无法再加行", place=area.sheet, remedy=remedy)
    closing = area.bottom + 1
    insert_rows(package, area.sheet, before=closing, count=count - here, like=closing - 1)
    _join_like_row_above(package, area, closing - 1, count - here)
    addresses = addresses_of(package)
    computed = [repeat.field_id(c) for c in repeat.columns if forms.fields[repeat.field_id(c)].computed]
    apply(package, (edit for key in computed for edit in _formulas(addresses, key, range(here, count), formula)))


def _formulas(addresses: Addresses, key: str, rows: range, formula: FormulaWriter) -> Iterator[CellEdit]:
    area = addresses.area(key)
    assert area is not None
    for row in rows:
        if text := formula(key, row, addresses):
            yield CellEdit(sheet=area.sheet, cell=area.cell(row), value="", formula=text)


def _join_like_row_above(package: Package, area: Area, like: int, count: int) -> None:
    """Cells merged across columns in a row are merged so in the rows made after it."""
    across = [ref for ref in _merges(package, area.sheet) if ref.top == ref.bottom == like - 1]
    for new in range(like + 1, like + 1 + count):
        refs = [f"{column_letters(ref.left + 1)}{new}:{column_letters(ref.right + 1)}{new}" for ref in across]
        set_merges(package, area.sheet, f"A{new}:{column_letters(LAST_COLUMN)}{new}", refs)


def _merges(package: Package, sheet: str) -> Iterator[Area]:
    for element in package.tree(package.sheet_part(sheet)).iter("{*}mergeCell"):
        ref = parse_reference(f"{quoted(sheet)}!{element.get('ref', '')}")
        if ref:
            yield ref


def _merge_equal(package: Package, addresses: Addresses, facts: Facts, key: str) -> None:
    """An inherited column: one merged cell around each run of equal texts, the text in its first cell."""
    area = addresses.area(key)
    assert area is not None
    count = facts.rows[repeat_of(key) or ""]
    texts = [fact.value if (fact := facts.get(row_id(key, row + 1))) else None for row in range(count)]
    runs = [list(run) for _, run in groupby(range(count), key=lambda row: texts[row])]
    refs = [f"{area.cell(run[0])}:{area.cell(run[-1])}" for run in runs if len(run) > 1]
    set_merges(package, area.sheet, area.address(), refs)
    firsts: Mapping[int, Value] = {run[0]: texts[run[0]] for run in runs}
    apply(package, (CellEdit(sheet=area.sheet, cell=area.cell(row), value=firsts.get(row)) for row in range(area.rows)))
