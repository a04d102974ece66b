"""Cover to comparison: the tables of the self-assessment report, filled from a department's money."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from random import Random

import msgspec

from tests.tools.departments import words
from tests.tools.departments.plan import Plan, split
from tests.tools.departments.reasons import change
from tests.tools.departments.wanted import NOTHING, Wanted
from workbook.facts import Value

Entries = dict[str, Value]
SPENDING = ("personnel", "operating", "project")
PUBLIC = ("reception", "vehicle_operation", "vehicle_purchase", "overseas")


class Office(msgspec.Struct, frozen=True, kw_only=True):
    """Who the department is and what stands the same in several tables. No `code`: one is drawn."""

    name: str
    code: str
    agencies: tuple[str, ...]
    projects: tuple[tuple[str, str, str], ...]
    contact: str
    head: str
    phone: str
    authorized: int
    staff: int
    last: dict[str, int]
    public: dict[str, tuple[int, ...]]


def office(chance: Random, money: Plan, wanted: Wanted = NOTHING, *, spends_on_public: bool) -> Office:
    """Draw the department that has this money."""
    authorized = chance.randint(12, 900)
    drawn = chance.choice(words.OFFICES)
    return Office(
        name=wanted.unit or drawn,
        code=wanted.code,
        agencies=tuple(words.agencies(chance, len(money.agencies))),
        projects=tuple(chance.sample(words.PROJECTS, len(money.items))),
        contact=words.person(chance),
        head=words.person(chance),
        phone=words.phone(chance),
        authorized=authorized,
        staff=authorized - chance.randint(0, authorized // 6),
        last={line: _last(chance, now) for line, now in _lines(money).items()},
        public=_public(chance, money, there=spends_on_public),
    )


def _lines(money: Plan) -> dict[str, int]:
    """The lines of the comparison that people fill in, as they are this year."""
    general = money.total("appropriation")
    other = sum(money.total(source) for source in ("fund", "nontax", "other"))
    return {"general": general, "other": other} | {line: money.total(line) for line in SPENDING}


def _last(chance: Random, now: int) -> int:
    """Last year's figure: like this year's, or nothing where there is nothing now either."""
    return now if chance.random() < 0.03 else int(now * chance.uniform(0.8, 1.25))


def _public(chance: Random, money: Plan, *, there: bool) -> dict[str, tuple[int, ...]]:
    """三公经费 by kind, agency by agency: a small part of 公用经费, new cars and journeys abroad seldom."""
    total = int(money.total("operating") * chance.uniform(0.02, 0.15)) if there else 0
    bought, abroad = (total // 4 if chance.random() < 0.25 else 0 for _ in range(2))
    received = int((total - bought - abroad) * chance.uniform(0.2, 0.6))
    kinds = zip(PUBLIC, (received, total - bought - abroad - received, bought, abroad), strict=True)
    return {kind: tuple(split(chance, amount, len(money.agencies))) for kind, amount in kinds}


def front(chance: Random, who: Office) -> Entries:
    """封面, 基本情况, 附件1 自评通知."""
    drawn = f"{chance.randint(1, 999999):06d}"
    return {
        "cover.year": Decimal(2022),
        "cover.unit": who.name,
        "cover.code": who.code or drawn,
        "cover.method": "部门（单位）绩效自评",
        "cover.evaluator": "部门（单位）评价组",
        "cover.date": words.day(chance, 2023, 4, 7),
        "basic.contact": who.contact,
        "basic.phone": who.phone,
        "basic.authorized": Decimal(who.authorized),
        "basic.actual": Decimal(who.staff),
        "basic.duties": words.sentences(chance, words.DUTIES),
        "basic.work": words.sentences(chance, words.WORK),
        "basic.achievements": words.sentences(chance, words.ACHIEVEMENTS),
        "notice.department": who.name,
        "notice.number": f"示例发〔2023〕{chance.randint(1, 90)}号",
        "notice.period": "2023年2月1日至3月20日",
        "notice.deadline": "2023年3月31日",
        "notice.leader": who.head,
        "notice.members": "、".join(words.person(chance) for _ in range(chance.randint(2, 5))),
        "notice.contact": who.contact,
        "notice.phone": who.phone,
        "notice.seal": who.name,
        "notice.date": words.day(chance, 2023, 1, 1),
    }


def _rows(table: str, names: tuple[str, ...], columns: dict[str, list[Decimal]]) -> Entries:
    cells = {"name": list[Value](names)} | {column: list[Value](amounts) for column, amounts in columns.items()}
    return {
        f"{table}.agencies[{row}].{column}": values[row - 1]
        for row in range(1, len(names) + 1)
        for column, values in cells.items()
    }


def income_and_spending(chance: Random, money: Plan, who: Office) -> Entries:
    """收入, 支出和结余, 三公经费, 固定资产: a row for each agency."""

    def amounts(ticks: Iterator[int]) -> list[Decimal]:
        return [money.money(each) for each in ticks]

    sources = {
        source: amounts(agency.income[source] for agency in money.agencies)
        for source in ("appropriation", "fund", "nontax", "other")
    }
    carried = amounts(agency.carryover for agency in money.agencies)
    spent = {column: amounts(getattr(agency, column) for agency in money.agencies) for column in (*SPENDING, "balance")}
    public = {kind: amounts(iter(ticks)) for kind, ticks in who.public.items()}
    owned = {
        column: amounts(chance.randint(low, most) * most for _ in money.agencies)
        for column, low, most in (("in_use", 1, 999), ("leased", 0, 30), ("other", 0, 9))
    }
    return (
        _rows("income", who.agencies, {"carryover": carried} | sources)
        | _rows("expenditure", who.agencies, spent)
        | _rows("three_public", who.agencies, public)
        | _rows("assets", who.agencies, owned)
    )


def comparison(chance: Random, money: Plan, who: Office) -> Entries:
    """年度对比表: this year beside last year, with a reason that goes the way the figure went."""
    now = _lines(money)
    entries: Entries = {}
    for line, amount in now.items():
        entries[f"comparison.{line}.this"] = money.money(amount)
        entries[f"comparison.{line}.last"] = money.money(who.last[line])
    parts = {"revenue": ("general", "other"), "expenditure": SPENDING, "basic": SPENDING[:2]}
    for line in ("revenue", "general", "other", "expenditure", "basic", *SPENDING):
        difference = sum(now[part] - who.last[part] for part in parts.get(line, (line,)))
        entries[f"comparison.{line}.reason"] = change(chance, line, difference)
    return entries


def projects(money: Plan, who: Office) -> Entries:
    """项目支出明细."""
    entries: Entries = {}
    for row, (item, (name, purpose, _)) in enumerate(zip(money.items, who.projects, strict=True), 1):
        amount = money.money(item.executed)
        cells: Entries = {"number": str(row), "name": name, "amount": amount, "purpose": purpose}
        entries |= {f"projects.items[{row}].{column}": value for column, value in cells.items()}
    return entries


def conclusion() -> Entries:
    """自评结论: score and grade are computed."""
    return {
        "conclusion.goal_expected": "保障机关正常运转，完成年度重点工作，提高资金使用效益。",
        "conclusion.goal_actual": "机关运转平稳，重点工作已经办结，资金按进度支付。",
        "conclusion.output_target": "培训、检查、建设任务按年初计划的数量和质量完成。",
        "conclusion.output_actual": "各项任务已办理验收，个别事项晚于计划，原因见附件3。",
        "conclusion.outcome_target": "办事更方便，群众满意度达到年初确定的水平。",
        "conclusion.outcome_actual": "群众评价良好，制度建设取得进展。",
    }


def evaluators(chance: Random, who: Office) -> Entries:
    """评价人员."""
    entries: Entries = {}
    for row in range(1, chance.randint(3, 9) + 1):
        name = words.person(chance)
        cells = {"name": name, "position": chance.choice(words.POSITIONS), "unit": who.name, "signature": name}
        entries |= {f"evaluators.people[{row}].{column}": value for column, value in cells.items()}
    for signer, opinion in (("leader", "数据真实，评分恰当，同意上报。"), ("department", "同意自评结果。")):
        entries |= {
            f"evaluators.{signer}.opinion": opinion,
            f"evaluators.{signer}.signature": who.head,
            f"evaluators.{signer}.date": words.day(chance, 2023, 3, 3),
        }
    return entries


def appraisal(chance: Random, who: Office) -> Entries:
    """考核评分表: marks for the self-assessment's own work."""
    most = {
        "notice": 8,
        "team": 2,
        "self_check": 20,
        "submission": 10,
        "completeness": 15,
        "tables": 15,
        "experience": 15,
        "advice": 15,
    }
    loss = chance.choice([0, 0, 1, 3, 6])
    entries: Entries = {
        f"appraisal.{item}.score": Decimal(full - min(chance.randint(0, loss), full)) for item, full in most.items()
    }
    return entries | {
        "appraisal.unit": who.name,
        "appraisal.number": f"{chance.randint(1, 300):03d}",
        "appraisal.signature": words.person(chance),
        "appraisal.date": words.day(chance, 2023, 5, 6),
    }
