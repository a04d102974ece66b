"""Cells -> facts: what the sheets of a workbook say, be it a file (`workbook.read`) or open in Excel.

Fields are found by their defined names. "Not calculated" is not "blank", and a figure typed where a formula belongs is
`reported`, not `computed`. Knows nothing of how the cells were read.

    reading_of(names, cells, "自评表.xlsx", macros=False).facts.get("overall.funds.total.rate")
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec

from workbook import own_sheets
from workbook.collector import Collector, SheetCells
from workbook.custom_rules import TABLE_NAME, TypedRule, typed_rules
from workbook.errors import UnusableFile
from workbook.facts import ByColumn, Facts
from workbook.findings_table import FIRST_ROW, Rows
from workbook.findings_table import SHEET as FINDINGS
from workbook.held import as_held
from workbook.load import load_forms, years
from workbook.model import FormSet
from workbook.names import PACK_NAME, WITHOUT_NAME, YEAR_NAME, Names, places
from workbook.places import Addresses, Area
from workbook.sealed_facts import SealedFacts

__all__ = ["Reading", "SheetCells", "as_held", "listed_rows", "reading_of"]


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """A workbook as read: its facts, the tables it was made from, and where its cells stand. `listed` is the list of
    findings that it carries, with what people wrote in it, `returned` the remarks it was returned with, `typed` the
    rules that a bureau wrote into it. `macros`: it has VBA, and its cells may call functions of ours. `filled`: how
    many cells of its tables hold anything, for the sheets of which that is known. `by_column`: the facts once more, as
    they were read; `held`: once more as they would be sealed, if that is known.
    """

    facts: Facts
    forms: FormSet
    addresses: Addresses
    pack: str
    sheets: tuple[str, ...]
    listed: Rows = {}
    returned: Rows = {}
    typed: tuple[TypedRule, ...] = ()
    macros: bool = False
    filled: Mapping[str, int] = {}
    by_column: ByColumn | None = None
    held: SealedFacts | None = None


def reading_of(
    names: Names,
    cells: Callable[[str], SheetCells],
    file: str,
    *,
    macros: bool,
    sealed: SealedFacts | None = None,
) -> Reading:
    """What the cells of a workbook say, be it a file or open in Excel. `cells` is asked once for each sheet that holds
    anything of ours; `sealed` see `workbook.collector`. Raises UnusableFile, naming `file`, for a workbook that is
    none of ours.
    """
    forms = _forms_of(file, names.constants)
    areas = places(names, forms)
    sheets = {title: cells(title) for title in dict.fromkeys(area.sheet for area in areas.values())}
    collector = Collector(forms, areas, sheets, sealed)
    return Reading(
        facts=collector.facts(),
        held=collector.held if collector.by_column else None,
        by_column=collector.by_column,
        filled=collector.filled,
        forms=forms,
        addresses=Addresses(areas, collector.unopened),
        pack=names.constants.get(PACK_NAME, "national"),
        sheets=tuple(names.own),
        listed=listed_rows(cells(FINDINGS)) if FINDINGS in names.own else {},
        returned=listed_rows(cells(own_sheets.RETURNED)) if own_sheets.RETURNED in names.own else {},
        typed=_typed(cells, names.ours[TABLE_NAME]) if TABLE_NAME in names.ours else (),
        macros=macros,
    )


def _typed(cells: Callable[[str], SheetCells], area: Area) -> tuple[TypedRule, ...]:
    sheet = cells(area.sheet)
    return typed_rules(area, sheet.value, len(sheet.values) - 1)


def listed_rows(sheet: SheetCells) -> Rows:
    """A list as the sheet holds it that has it, 校验 or 退回意见; both have as many rows of head."""
    rows = (
        (row, {column: str(as_held(value)) for column, value in enumerate(line, 1) if str(value).strip()})
        for row, line in enumerate(sheet.values[FIRST_ROW:], FIRST_ROW + 1)
    )
    return {row: cells for row, cells in rows if cells}


def _forms_of(file: str, constants: Mapping[str, str]) -> FormSet:
    year = constants.get(YEAR_NAME, "")
    known = years()
    if not year:
        raise UnusableFile(
            "这不是本工具的自评工作簿（找不到表样标记）",
            place=file,
            remedy="请用本工具生成的模板填写，不要把表格复制到新文件里",
        )
    if year not in map(str, known):
        there = "、".join(map(str, known))
        raise UnusableFile(
            f"文件用的是 {year} 年度表样，本程序只有 {there} 年度的表样",
            place=file,
            remedy="请更新程序，或换用对应年度的模板",
        )
    return load_forms(int(year)).without(constants.get(WITHOUT_NAME, "").split())
