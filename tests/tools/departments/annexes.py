"""附件3 and 附件4 to 7: funds, goals and indicators, each table from the department's money."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from tests.tools.departments import words
from tests.tools.departments.indicators import Marking, table
from tests.tools.departments.plan import STAGES, Item, Plan
from tests.tools.departments.tables import Entries, Office

GOALS = (
    ("保障人员工资和机构日常运行", "工资按月发放，日常运行没有中断"),
    ("按计划实施年度项目，资金专款专用", "项目已按计划实施，资金按合同支付"),
    ("提升服务质量，方便群众办事", "办事材料减少，群众评价较好"),
    ("强化内部管理，降低运行成本", "修订了三项制度，水电支出下降"),
)


def _signed(chance: Random, form: str, who: Office) -> Entries:
    return {
        f"{form}.head": who.head,
        f"{form}.preparer": who.contact,
        f"{form}.phone": who.phone,
        f"{form}.date": words.day(chance, 2023, 3, 3),
    }


def _assessed(chance: Random, form: str, marking: Marking, execution: int, most: int, *, in_words: bool) -> Entries:
    """Points of the execution rate, goals and indicators: what all self-assessment tables have."""
    entries: Entries = {f"{form}.funds.total.points": Decimal(execution)}
    for row, (expected, actual) in enumerate(chance.sample(GOALS, chance.randint(1, 3)), 1):
        entries |= {f"{form}.goals[{row}].expected": f"{expected}。", f"{form}.goals[{row}].actual": f"{actual}。"}
    for row, cells in enumerate(table(chance, marking, most, in_words=in_words), 1):
        entries |= {f"{form}.indicators[{row}].{column}": value for column, value in cells.items()}
    return entries


def overall(chance: Random, money: Plan, who: Office, marking: Marking, execution: int, most: int) -> Entries:
    """附件3 整体支出绩效自评表."""
    entries: Entries = {"overall.unit": who.name}
    for row, ticks in (money.by_source | money.by_nature).items():
        entries |= {f"overall.funds.{row}.{stage}": money.money(ticks[stage]) for stage in STAGES}
    in_words = chance.random() < 0.6
    return (
        entries
        | _signed(chance, "overall", who)
        | _assessed(chance, "overall", marking, execution, most, in_words=in_words)
    )


def project(chance: Random, number: int, money: Plan, who: Office, marking: Marking, execution: int) -> Entries:
    """附件4, the sheet of one project."""
    form, item = f"project[{number}]", money.items[number - 1]
    entries: Entries = {
        f"{form}.name": who.projects[number - 1][0],
        f"{form}.authority": who.name,
        f"{form}.unit": chance.choice(who.agencies).partition("、")[2],
    }
    rows = _rows(item)
    entries |= {f"{form}.funds.{row}.{stage}": money.money(rows[row][stage]) for row in rows for stage in STAGES}
    most = chance.randint(6, 11)
    return entries | _signed(chance, form, who) | _assessed(chance, form, marking, execution, most, in_words=False)


def _rows(item: Item) -> dict[str, dict[str, int]]:
    """Which money a project had: last year's, other, and this year's for the rest."""
    other = dict.fromkeys(STAGES, item.other)
    carryover = {"initial": 0, "adjusted": item.carryover, "executed": min(item.carryover, item.executed - item.other)}
    totals = {"initial": item.initial, "adjusted": item.adjusted, "executed": item.executed}
    current = {stage: totals[stage] - carryover[stage] - other[stage] for stage in STAGES}
    return {"current": current, "carryover": carryover, "other": other}


def special(
    chance: Random, form: str, who: Office, marking: Marking, execution: int, rows: dict[str, dict[str, Decimal]] | None
) -> Entries:
    """附件5 to 7: with figures, or the zero report."""
    entries: Entries = {
        f"{form}.unit": who.name,
        f"{form}.present": "有" if rows else "无",
        f"{form}.funds.total.points": Decimal(execution),  # every template has it, also where it is not wanted
    }
    entries |= _signed(chance, form, who)
    if rows is None:
        return entries
    entries |= {f"{form}.funds.{row}.{stage}": rows[row][stage] for row in rows for stage in STAGES}
    return entries | _assessed(chance, form, marking, execution, chance.randint(5, 10), in_words=False)


def fund_rows(money: Plan) -> dict[str, dict[str, Decimal]] | None:
    """附件5 has what 附件3 says of 政府性基金; nothing where the department has no such money."""
    fund, carried = money.by_source["fund"], money.carried_fund
    if not any(fund.values()):
        return None
    carryover = {"initial": 0, "adjusted": carried, "executed": min(carried, fund["executed"])}
    ticks = {
        "current": {stage: fund[stage] - carryover[stage] for stage in STAGES},
        "carryover": carryover,
        "other": dict.fromkeys(STAGES, 0),
    }
    return {row: {stage: money.money(amount) for stage, amount in columns.items()} for row, columns in ticks.items()}


def own_rows(chance: Random, money: Plan, *, insured: bool = False) -> dict[str, dict[str, Decimal]]:
    """Money that 附件3 does not hold: of state capital, or of the social insurance funds."""
    base = chance.randint(5_000, 900_000)
    stages = {"initial": base, "adjusted": base + base // chance.randint(9, 40)}
    stages["executed"] = int(stages["adjusted"] * chance.uniform(0.9, 0.999))
    shares = {"current": 1.0} | ({"employer": 0.5, "subsidy": 0.3} if insured else {})
    ticks = {row: {stage: int(amount * share) for stage, amount in stages.items()} for row, share in shares.items()}
    ticks |= {row: dict.fromkeys(STAGES, 0) for row in ("carryover", "other")}
    return {row: {stage: money.money(amount) for stage, amount in columns.items()} for row, columns in ticks.items()}
