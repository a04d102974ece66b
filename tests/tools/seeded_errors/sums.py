"""Totals, differences and ratios that are not what the cells beside them come to."""

from __future__ import annotations

from decimal import Decimal

from tests.tools.seeded_errors.case import CENT, SEEN, Case, Error, kind, mistyped, transposed

TENS = {"income": 0, "expenditure": 1, "three_public": 2, "assets": 3}
COLUMNS = {
    "income": ("carryover", "appropriation", "fund", "nontax", "other", "total"),
    "expenditure": ("personnel", "operating", "basic", "project", "total"),
    "three_public": ("reception", "vehicle_operation", "vehicle_purchase", "overseas", "total"),
    "assets": ("in_use", "leased", "other", "total"),
}


def _rule(table: str, number: int) -> str:
    """S001 adds up the agencies of 收入, S012 the columns of 支出, and so on."""
    return f"S0{TENS[table]}{number}"


def _total(case: Case) -> tuple[str, str]:
    """A total row of one of the four tables, and the rule that adds it up."""
    table = case.chance.choice(list(COLUMNS))
    return f"{table}.all.{case.chance.choice(COLUMNS[table])}", _rule(table, 1)


@kind()
def total_typed_over(case: Case) -> Error | None:
    """汇总行手工填错：漏加一个机构，或数字颠倒"""
    cell, rule = _total(case)
    table, _, column = cell.split(".")
    row = case.pick(case.like(rf"{table}\.agencies\[\d+\]\.{column}"))
    without = case.number(cell) - case.number(row) if row else None
    wrong = [each for each in (without, transposed(case.chance, case.number(cell))) if each is not None]
    wrong = [each for each in wrong if abs(each - case.number(cell)) > SEEN]
    return case.error(rule, cell, {cell: case.chance.choice(wrong)}) if wrong else None


@kind()
def total_in_another_unit(case: Case) -> Error | None:
    """汇总行按元或千元填"""
    cell, rule = _total(case)
    wrong = case.number(cell) * case.chance.choice([10, 10_000])
    return case.error(rule, cell, {cell: wrong}) if wrong > 1 else None


@kind()
def formula_deleted(case: Case) -> Error | None:
    """汇总行的公式删了，格子空着"""
    cell, rule = _total(case)
    return case.error(rule, cell, {cell: None}) if case.number(cell) else None


@kind()
def agency_total_typed_over(case: Case) -> Error | None:
    """机构一行的合计填错"""
    table = case.chance.choice(list(COLUMNS))
    cell = case.pick(case.like(rf"{table}\.agencies\[\d+\]\.total"))
    wrong = mistyped(case.chance, case.number(cell)) if cell else None
    return case.error(_rule(table, 2), cell, {cell: wrong}) if cell and wrong is not None else None


@kind()
def agency_basic_typed_over(case: Case) -> Error | None:
    """机构一行的基本支出填错"""
    cell = case.pick(case.like(r"expenditure\.agencies\[\d+\]\.basic"))
    wrong = mistyped(case.chance, case.number(cell)) if cell else None
    return case.error("S013", cell, {cell: wrong}) if cell and wrong is not None else None


@kind()
def balance_without_carryover(case: Case) -> Error | None:
    """当年结余没有算上年结转，手工填成本年收入减支出"""
    cell, carryover = "expenditure.all.balance", case.number("income.all.carryover")
    return case.error("S016", cell, {cell: case.number(cell) - carryover}) if carryover > SEEN else None


@kind()
def agency_balance_wrong(case: Case) -> Error | None:
    """机构的当年结余填错，加起来不等于汇总行"""
    row = case.pick(case.like(r"expenditure\.agencies\[\d+\]\.balance"))
    wrong = mistyped(case.chance, case.number(row)) if row else None
    return case.error("S017", "expenditure.all.balance", {row: wrong}) if row and wrong is not None else None


@kind()
def projects_total_typed_over(case: Case) -> Error | None:
    """项目支出合计填错"""
    cell = "projects.total.amount"
    wrong = mistyped(case.chance, case.number(cell))
    return case.error("S041", cell, {cell: wrong}) if wrong is not None else None


@kind()
def growth_by_this_year(case: Case) -> Error | None:
    """增减%除以了本年度"""
    cell = case.pick(case.like(r"comparison\.\w+\.growth"))
    if not cell:
        return None
    this, last = (case.number(cell.replace("growth", column)) for column in ("this", "last"))
    wrong = ((this - last) / this).quantize(Decimal("0.0001")) if this else case.number(cell)
    return case.error("Y002", cell, {cell: wrong}) if abs(wrong - case.number(cell)) > Decimal("0.005") else None


@kind()
def change_the_wrong_way(case: Case) -> Error | None:
    """比上年增减的正负号反了"""
    cell = case.pick(case.like(r"comparison\.\w+\.change"))
    return case.error("Y001", cell, {cell: -case.number(cell)}) if cell and abs(case.number(cell)) > SEEN else None


@kind()
def comparison_total_typed_over(case: Case) -> Error | None:
    """对比表的收入、支出、基本支出填错"""
    rules = {"revenue": "Y003", "expenditure": "Y004", "basic": "Y005"}
    line = case.chance.choice(list(rules))
    cell = f"comparison.{line}.{case.chance.choice(['this', 'last'])}"
    wrong = mistyped(case.chance, case.number(cell))
    return case.error(rules[line], cell, {cell: wrong}) if wrong is not None else None


@kind()
def basic_data_total_typed_over(case: Case) -> Error | None:
    """附件2的合计填错"""
    rules = {"vehicles": "B002", "three_public": "B003", "business_all": "B004", "maintenance_all": "B004"}
    rules |= {"provincial_all": "B004", "projects": "B005"}
    row = case.chance.choice(list(rules))
    cell = f"basic_data.{row}.{case.chance.choice(['last', 'budget', 'final'])}"
    wrong = mistyped(case.chance, case.number(cell))
    return case.error(rules[row], cell, {cell: wrong}) if wrong is not None else None


@kind()
def ratio_by_last_year(case: Case) -> Error | None:
    """附件2的控制率除以了上年决算数"""
    rows = {"three_public_control": "three_public", "operating_control": "operating", "procurement": "procurement"}
    ratio = case.chance.choice(list(rows))
    cell, last = f"basic_data.ratios.{ratio}", case.number(f"basic_data.{rows[ratio]}.last")
    if cell not in case.values or not last:
        return None
    wrong = (case.number(f"basic_data.{rows[ratio]}.final") / last).quantize(Decimal("0.0001"))
    off = abs(wrong - case.number(cell)) > Decimal("0.01")
    return case.error("B010", cell, {cell: wrong}) if off and last > 5 else None


@kind()
def parts_over_whole(case: Case) -> Error | None:
    """公用经费小于其中各项之和"""
    column = case.chance.choice(["last", "budget", "final"])
    part = case.chance.choice(["office", "utilities", "meetings"])
    whole = case.number(f"basic_data.operating.{column}")
    changes = {f"basic_data.{part}.{column}": (whole * Decimal("1.2")).quantize(CENT) + 1}
    return case.error("B006", f"basic_data.office.{column}", changes)


@kind()
def overall_funds_typed_over(case: Case) -> Error | None:
    """附件3的资金总额、小计填错"""
    rules = {"total": "F003", "by_source": "F001", "by_nature": "F002"}
    row = case.chance.choice(list(rules))
    cell = f"overall.funds.{row}.{case.chance.choice(['initial', 'adjusted', 'executed'])}"
    wrong = mistyped(case.chance, case.number(cell))
    return case.error(rules[row], cell, {cell: wrong}) if wrong is not None else None


@kind()
def insurance_parts_over_whole(case: Case) -> Error | None:
    """附件7单位缴费和财政补助之和大于基金收入安排"""
    stage = case.chance.choice(["initial", "adjusted", "executed"])
    whole, part = (f"insurance.funds.{row}.{stage}" for row in ("current", "employer"))
    changes = {part: (case.number(whole) * Decimal("1.1")).quantize(CENT)}
    return case.error("P113", whole, changes) if case.number(whole) > 10 else None


@kind()
def project_funds_typed_over(case: Case) -> Error | None:
    """附件4、5的年度资金总额填错"""
    cell = case.pick(case.like(r"(project\[\d+\]|fund)\.funds\.total\.(initial|adjusted)"))
    wrong = mistyped(case.chance, case.number(cell)) if cell else None
    return case.error("P101", cell, {cell: wrong}) if cell and wrong is not None else None


@kind(pack="hunan")
def frame_denominator_wrong(case: Case) -> Error | None:
    """湖南评价指标表的比较数填错"""
    cell = case.pick(case.like(r"frame\.\w+\.denominator"))
    wrong = mistyped(case.chance, case.number(cell)) if cell else None
    return case.error("H002", cell, {cell: wrong.quantize(Decimal(1)) + 1}) if cell and wrong is not None else None
