"""Figures and names that two tables should have in common, and do not."""

from __future__ import annotations

from decimal import Decimal

from tests.tools.seeded_errors.case import CENT, SEEN, Case, Error, kind, mistyped, transposed


@kind()
def comparison_this_transposed(case: Case) -> Error | None:
    """对比表本年度数字颠倒，与收入表、支出表不符"""
    rules = {"general": "X004", "personnel": "X002", "operating": "X002", "project": "X002"}
    line = case.chance.choice(list(rules))
    cell = f"comparison.{line}.this"
    wrong = transposed(case.chance, case.number(cell))
    return case.error(rules[line], cell, {cell: wrong}) if wrong is not None else None


@kind()
def comparison_last_transposed(case: Case) -> Error | None:
    """对比表上年度数字颠倒，与附件2上年决算数不符"""
    line, (rule, there) = case.chance.choice([("project", ("B015", "projects")), ("operating", ("B016", "operating"))])
    cell = f"comparison.{line}.last"
    wrong = transposed(case.chance, case.number(cell))
    return case.error(rule, f"basic_data.{there}.last", {cell: wrong}) if wrong is not None else None


@kind()
def operating_differs(case: Case) -> Error | None:
    """附件2的公用经费决算数与支出表不符"""
    cell = "basic_data.operating.final"
    wrong = transposed(case.chance, case.number(cell))
    return case.error("B017", cell, {cell: wrong}) if wrong is not None else None


@kind()
def other_revenue_wrong(case: Case) -> Error | None:
    """对比表其他收入填错，与收入合计不符"""
    cell = "comparison.other.this"
    wrong = mistyped(case.chance, case.number(cell))
    return case.error("X003", "income.all.total", {cell: wrong}) if wrong is not None else None


@kind()
def sources_against_natures(case: Case) -> Error | None:
    """附件3按收入性质、按支出性质两个小计不等"""
    stage = case.chance.choice(["initial", "adjusted"])
    cell = f"overall.funds.{case.chance.choice(['basic', 'project'])}.{stage}"
    wrong = transposed(case.chance, case.number(cell))
    return case.error("F005", f"overall.funds.by_nature.{stage}", {cell: wrong}) if wrong is not None else None


@kind()
def carryover_missing_from_sources(case: Case) -> Error | None:
    """附件3资金来源漏列上年结转"""
    stage, carryover = case.chance.choice(["adjusted", "executed"]), case.number("income.all.carryover")
    cell = f"overall.funds.general.{stage}"
    left = case.number(cell) - carryover
    fits = carryover > SEEN and left > 0
    return case.error("F009", f"overall.funds.by_nature.{stage}", {cell: left}) if fits else None


@kind()
def executed_over_adjusted(case: Case) -> Error | None:
    """全年预算数少填，执行数超过预算"""
    rows = ("overall.funds.general.adjusted", "overall.funds.basic.adjusted")
    gap = case.number("overall.funds.total.adjusted") - case.number("overall.funds.total.executed")
    less = (gap * Decimal("1.5")).quantize(CENT) + 2
    changes = {row: case.number(row) - less for row in rows}
    if min(changes.values()) <= 0:
        return None
    return case.error("F008", "overall.funds.total.executed", changes)


@kind()
def budget_of_nothing(case: Case) -> Error | None:
    """附件4的全年预算数都填了零"""
    sheet = case.chance.randint(1, len(case.like(r"project\[\d+\]\.name")))
    cells = [f"project[{sheet}].funds.{row}.adjusted" for row in ("current", "carryover", "other")]
    return case.error("F010", f"project[{sheet}].funds.total.adjusted", dict.fromkeys(cells, Decimal(0)))


@kind()
def building_without_approval(case: Case) -> Error | None:
    """新建楼堂馆所没有批复规模"""
    approved, actual = "basic_data.building.approved_area", "basic_data.building.actual_area"
    changes = {approved: Decimal(0), actual: Decimal(case.chance.randint(200, 9000))}
    return case.error("B011", approved, changes)


@kind()
def natures_mixed_up(case: Case) -> Error | None:
    """附件3把一笔项目支出列成了基本支出"""
    amount = (case.number("overall.funds.project.executed") * Decimal("0.1")).quantize(CENT)
    project, basic = "overall.funds.project.executed", "overall.funds.basic.executed"
    changes = {project: case.number(project) - amount, basic: case.number(basic) + amount}
    cell = case.chance.choice([project, basic])
    return case.error("X007", cell, changes) if amount > SEEN else None


@kind()
def large_change_of_budget(case: Case) -> Error | None:
    """年初预算数少填，年初到全年变动过大"""
    share = Decimal(case.chance.uniform(0.35, 0.6))
    rows = ["general", "fund", "nontax", "other", "basic", "project"]
    cells = [f"overall.funds.{row}.initial" for row in rows]
    changes = {cell: (case.number(cell) * share).quantize(CENT) for cell in cells}
    changes["overall.funds.basic.initial"] += (
        sum(changes[cell] for cell in cells[:4]) - changes[cells[4]] - changes[cells[5]]
    )
    return case.error("F011", "overall.funds.total.adjusted", changes)


@kind()
def project_amount_differs(case: Case) -> Error | None:
    """附件4的执行数与项目支出明细不符"""
    sheet = case.chance.randint(1, len(case.like(r"project\[\d+\]\.name")))
    cell = case.chance.choice([f"projects.items[{sheet}].amount", f"project[{sheet}].funds.current.executed"])
    wrong = transposed(case.chance, case.number(cell))
    return case.error("P202", f"project[{sheet}].funds.total.executed", {cell: wrong}) if wrong is not None else None


@kind()
def project_total_differs(case: Case) -> Error | None:
    """项目支出明细的金额填错，合计与支出表不符"""
    cell = case.pick(case.like(r"projects\.items\[\d+\]\.amount"))
    wrong = mistyped(case.chance, case.number(cell)) if cell else None
    return case.error("X005", "projects.total.amount", {cell: wrong}) if cell and wrong is not None else None


@kind()
def basic_data_projects_differ(case: Case) -> Error | None:
    """附件2的项目决算数与支出表不符"""
    cell = case.pick(case.like(r"basic_data\.(business|maintenance|provincial)\[\d+\]\.final"))
    wrong = mistyped(case.chance, case.number(cell)) if cell else None
    return case.error("B013", "basic_data.projects.final", {cell: wrong}) if cell and wrong is not None else None


@kind()
def three_public_differ(case: Case) -> Error | None:
    """附件2的三公经费与三公经费表不符"""
    cell = f"basic_data.{case.chance.choice(['purchase', 'operation', 'overseas', 'reception'])}.final"
    wrong = mistyped(case.chance, case.number(cell))
    return case.error("B012", "basic_data.three_public.final", {cell: wrong}) if wrong is not None else None


@kind()
def staff_differ(case: Case) -> Error | None:
    """附件2的人数与基本情况不符"""
    column = case.chance.choice(["authorized", "actual"])
    cell = f"basic_data.staff.{column}"
    return case.error("B014", cell, {cell: case.number(cell) + case.chance.choice([-2, -1, 1, 3, 10])})


@kind()
def unit_name_differs(case: Case) -> Error | None:
    """单位名称与封面不一致"""
    cell = case.chance.choice(["overall.unit", "appraisal.unit"])
    name = case.text(cell)
    wrong = case.chance.choice([name.replace("示例", "例示"), name[:-1] + "中心", name + "（机关）"])
    return case.error("X010", "cover.unit", {cell: wrong})


@kind()
def phones_differ(case: Case) -> Error | None:
    """两处联系电话不一致"""
    phone = case.text("overall.phone")
    last = str((int(phone[-1]) + case.chance.randint(1, 9)) % 10)
    return case.error("X011", "overall.phone", {"overall.phone": phone[:-1] + last})


@kind()
def fund_without_annex(case: Case) -> Error | None:
    """附件5填“无”，附件3却有政府性基金"""
    if case.text("fund.present") != "无":
        return None
    stage = case.chance.choice(["initial", "adjusted", "executed"])
    general, fund = f"overall.funds.general.{stage}", f"overall.funds.fund.{stage}"
    amount = (case.number(general) / 10).quantize(CENT)
    return case.error("P115", fund, {general: case.number(general) - amount, fund: amount}) if amount > SEEN else None
