"""The 首页 sheet: what this file is, how far it is filled in, what it scores, what to do next.

`home_page` says what stands where, formulas with their results; `add_home` draws it. The first part is used again
whenever a workbook is filled, recalculated or checked, so that nobody sees yesterday's progress.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_DOWN, Decimal

import msgspec

from workbook import own_sheets
from workbook.build.live import Item, Live, Look, Page, own
from workbook.build.progress import progress
from workbook.findings_table import FIRST_ROW, SUMMARY_ROW
from workbook.findings_table import SHEET as FINDINGS
from workbook.model import Form, FormSet
from workbook.places import quoted

SHEET = own_sheets.HOME
NOT_CHECKED, NOT_SCORED, NO_UNIT = "尚未校验", "待算", "（请在封面填写单位名称）"
LEVELS = ("错误", "警告", "提示")
UNTOUCHED, BEGUN, DONE = "未开始", "填写中", "已填完"

UNIT, SCORES, MISSING, FOUND, NEXT, COUNT = (2, 1), (6, 1), (9, 1), (9, 3), (11, 3), (13, 5)
FIRST, TITLE, DUE, THERE, SHARE, STATE = 15, 2, 5, 6, 7, 8
CARDS = (
    ("执行率", "overall.funds.total.rate", "0.00%"),
    ("执行率得分", "overall.funds.total.score", "General"),
    ("总分", "overall.total.score", "General"),
    ("等级", "conclusion.grade", "@"),
)


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the table: a form, or one of the sheets of a form that has several."""

    form: Form
    sheet: int
    title: str


def listed(forms: FormSet, counts: Mapping[str, int]) -> list[Listed]:
    """All sheets in their order; `counts` says how many sheets a repeating form has."""
    return [
        Listed(form=form, sheet=sheet, title=form.title(sheet)) for form in forms.forms for sheet in form.sheets(counts)
    ]


def home_page(tables: list[Listed], look: Look, found: Mapping[str, int] | None) -> Page:
    """`found` counts the findings by level; None where the workbook was not checked yet."""
    page: Page = {UNIT: _linked(look, "cover.unit", NO_UNIT)}
    page |= {(SCORES[0], 1 + 2 * index): _linked(look, key, NOT_SCORED) for index, (_, key, _) in enumerate(CARDS)}
    page |= {(FOUND[0], FOUND[1] + 2 * index): _count(level, found) for index, level in enumerate(LEVELS)}
    rows = range(FIRST, FIRST + len(tables))
    for row, table in zip(rows, tables, strict=True):
        page |= _line(table, look, row)
    if not tables:
        return page
    page[MISSING] = _missing(page, rows)
    page[COUNT] = _summary(page, rows)
    page[NEXT] = _next_step(page, rows, found)
    return page


def _linked(look: Look, field_id: str, otherwise: str) -> Live:
    cell, value = look.cell(field_id), look.value(field_id)
    formula = f'IF(ISERROR({cell}),"{otherwise}",IF({cell}="","{otherwise}",{cell}))'
    return Live(formula=formula, value=otherwise if value is None else value)


def _count(level: str, found: Mapping[str, int] | None) -> Live:
    listed = f"{quoted(FINDINGS)}!$B${FIRST_ROW + 1}:$B$20001"
    formula = f'IF({_unchecked()},"{NOT_CHECKED}",COUNTIF({listed},"{level}"))'
    return Live(formula=formula, value=NOT_CHECKED if found is None else Decimal(found.get(level, 0)))


def _unchecked() -> str:
    return f'LEFT({quoted(FINDINGS)}!$A${SUMMARY_ROW + 1},4)="{NOT_CHECKED}"'


def _line(table: Listed, look: Look, row: int) -> Page:
    """One table: what it asks for, what is there, the share, the state."""
    state = progress(table.form, look, table.sheet)
    due, there, touched = (_figure(item) for item in (state.due, state.there, state.touched))
    share = (there / due).quantize(Decimal("0.01"), ROUND_DOWN) if due else Decimal(1)
    word = DONE if there >= due else BEGUN if touched else UNTOUCHED
    need, have = own(row, DUE), own(row, THERE)
    begun = have if state.touched.formula == state.there.formula else state.touched.formula
    state_formula = f'IF({have}>={need},"{DONE}",IF({begun}>0,"{BEGUN}","{UNTOUCHED}"))'
    return {
        (row, 1): Decimal(row - FIRST + 1),
        (row, TITLE): table.title,
        (row, DUE): state.due,
        (row, THERE): state.there,
        (row, SHARE): Live(formula=f"IF({need}=0,1,ROUNDDOWN({have}/{need},2))", value=share),
        (row, STATE): Live(formula=state_formula, value=word),
    }


def _missing(page: Page, rows: range) -> Live:
    due, there = (f"SUM({own(rows[0], column)}:{own(rows[-1], column)})" for column in (DUE, THERE))
    return Live(formula=f"{due}-{there}", value=_total(page, rows, DUE) - _total(page, rows, THERE))


def _total(page: Page, rows: range, column: int) -> Decimal:
    return sum((_figure(page[row, column]) for row in rows), Decimal(0))


def _figure(item: Item) -> Decimal:
    value = item.value if isinstance(item, Live) else item
    return value if isinstance(value, Decimal) else Decimal(0)


def _done(page: Page, rows: range) -> tuple[str, int]:
    states = [page[row, STATE] for row in rows]
    formula = f'COUNTIF({own(rows[0], STATE)}:{own(rows[-1], STATE)},"{DONE}")'
    return formula, sum(isinstance(state, Live) and state.value == DONE for state in states)


def _summary(page: Page, rows: range) -> Live:
    formula, done = _done(page, rows)
    head = f"共 {len(rows)} 张表，已填完 "
    return Live(formula=f'"{head}"&{formula}&" 张"', value=f"{head}{done} 张")


def _next_step(page: Page, rows: range, found: Mapping[str, int] | None) -> Live:
    """The first thing that is still to be done, in the order of the steps below it."""
    formula, done = _done(page, rows)
    left, errors = len(rows) - done, (found or {}).get(LEVELS[0], 0)
    wrong = own(*FOUND)
    fill, check = ("① 填表：还有 ", " 张表没有填完（不适用的不必填）"), "② 核对：表已填完，请核对各表的数"
    mend, sign = ("③ 修改或说明：还有 ", " 处错误要改正"), "④ 请领导审阅签字，再 ⑤ 导出上报"
    text = (
        f'IF({_unchecked()},IF({formula}<{len(rows)},"{fill[0]}"&({len(rows)}-{formula})&"{fill[1]}","{check}"),'
        f'IF({wrong}>0,"{mend[0]}"&{wrong}&"{mend[1]}","{sign}"))'
    )
    if found is None:
        return Live(formula=text, value=f"{fill[0]}{left}{fill[1]}" if left else check)
    return Live(formula=text, value=f"{mend[0]}{errors}{mend[1]}" if errors else sign)
