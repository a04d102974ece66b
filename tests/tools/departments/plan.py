"""The money of an invented department, from which every table is filled.

Everything is counted in whole ticks (0.01, 0.1 or 1 万元), so that parts add up to their totals exactly. What holds by
construction, in words of the tables:

    收入合计 = 上年结转 + 本年各项收入 = 全年预算数        支出合计 = 基本 + 项目 = 全年执行数
    当年结余 = 收入合计 - 支出合计                       全年预算数 = 年初预算数 + 上年结转 + 追加（调减）

Total changes from 年初 to 全年 stay under 30%, execution is 92% to 99.9%: what no place asks an explanation for.
"""

from __future__ import annotations

from decimal import Decimal
from random import Random

import msgspec

SOURCES = ("appropriation", "fund", "nontax", "other")
FUNDS = {"appropriation": "general", "fund": "fund", "nontax": "nontax", "other": "other"}
STAGES = ("initial", "adjusted", "executed")
Ticks = dict[str, int]


class Agency(msgspec.Struct, frozen=True, kw_only=True):
    """局机关 or 二级机构: what it got and what it spent, in ticks. `carryover` is money of last year's."""

    carryover: int
    income: Ticks
    personnel: int
    operating: int
    project: int
    balance: int


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One project: its budget at the start and after changes, what was spent, and from what it was paid."""

    initial: int
    adjusted: int
    executed: int
    carryover: int
    other: int


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """All money of a department. `tick` is what one tick is worth in 万元. `by_source` and `by_nature` say for each
    row of the 附件3 table its 年初预算数, 全年预算数 and 全年执行数; `carried_fund` is the part of last year's money
    that belongs to the government fund.
    """

    tick: Decimal
    agencies: tuple[Agency, ...]
    items: tuple[Item, ...]
    by_source: dict[str, Ticks]
    by_nature: dict[str, Ticks]
    carried_fund: int

    def total(self, what: str) -> int:
        """An agencies' column, or one source of income, added up."""
        if what in SOURCES:
            return sum(agency.income[what] for agency in self.agencies)
        return sum(getattr(agency, what) for agency in self.agencies)

    def money(self, ticks: int) -> Decimal:
        return ticks * self.tick


def split(chance: Random, total: int, parts: int, least: int = 0) -> list[int]:
    """A total in unequal parts, each at least `least`."""
    weights = [chance.uniform(0.2, 1.8) for _ in range(parts)]
    free = total - least * parts
    shares = [least + int(free * weight / sum(weights)) for weight in weights]
    shares[chance.randrange(parts)] += total - sum(shares)
    return shares


def in_proportion(total: int, weights: list[int]) -> list[int]:
    """A total in parts as large as their weights have it, each at most its weight where the total is less than all."""
    shares = [total * weight // sum(weights) for weight in weights]
    rest = total - sum(shares)
    for place in sorted(range(len(weights)), key=lambda index: shares[index] - weights[index])[:rest]:
        shares[place] += 1
    return shares


def plan(chance: Random, agencies: int, items: int) -> Plan:
    """Draw the money. `agencies` and `items` (projects) say how many there are."""
    size = 10 ** chance.uniform(2.5, 9)  # 万元
    places = 2 if size < 100_000 else chance.choice([0, 1, 2, 2, 2])
    spent = int(size * 10**places)
    money = _agencies(chance, spent, agencies)
    carryover, balance = (sum(getattr(agency, key) for agency in money) for key in ("carryover", "balance"))
    income = {source: sum(agency.income[source] for agency in money) for source in SOURCES}
    carried_fund = int(carryover * chance.choice([0, 0.2, 0.4])) if income["fund"] else 0
    by_source = _by_source(chance, income, carryover - carried_fund, carried_fund, balance)
    by_nature = _by_nature(chance, by_source, money)
    return Plan(
        tick=Decimal(1).scaleb(-places),
        agencies=tuple(money),
        items=tuple(_items(chance, by_nature["project"], items, carryover, income["other"])),
        by_source=by_source,
        by_nature=by_nature,
        carried_fund=carried_fund,
    )


def _agencies(chance: Random, spent: int, count: int) -> list[Agency]:
    """Who got and spent what. Sources other than the appropriation are there or not for the whole department."""
    operating = int(spent * chance.uniform(0.08, 0.2))
    personnel = int(spent * chance.uniform(0.25, 0.6))
    columns = [
        split(chance, part, count, part // (count * 4))
        for part in (personnel, operating, spent - personnel - operating)
    ]
    left = [int(sum(row) * chance.uniform(0.001, 0.08)) + 1 for row in zip(*columns, strict=True)]
    has = {source: chance.random() < 0.4 for source in SOURCES[1:]}
    carried = chance.random() < 0.7
    rows = zip(*columns, left, strict=True)
    return [_agency(chance, row, has, carried=carried) for row in rows]


def _agency(chance: Random, row: tuple[int, ...], has: dict[str, bool], *, carried: bool) -> Agency:
    """What it spent and has left, and where as much came from."""
    carryover = int(sum(row) * chance.uniform(0.005, 0.09)) if carried else 0
    income = {source: int(sum(row) * chance.uniform(0.01, 0.12)) if there else 0 for source, there in has.items()}
    income["appropriation"] = sum(row) - carryover - sum(income.values())
    personnel, operating, project, balance = row
    return Agency(
        carryover=carryover,
        income=income,
        personnel=personnel,
        operating=operating,
        project=project,
        balance=balance,
    )


def _by_source(chance: Random, income: Ticks, general: int, fund: int, balance: int) -> dict[str, Ticks]:
    """Each source's budget is its income with what was carried over to it; what is left over was left in proportion."""
    carried = {"appropriation": general, "fund": fund}
    adjusted = {source: income[source] + carried.get(source, 0) for source in SOURCES}
    unspent = dict(zip(SOURCES, in_proportion(balance, [adjusted[source] for source in SOURCES]), strict=True))
    added = chance.choice([0.0, chance.uniform(-0.05, 0), chance.uniform(0.005, 0.08), chance.uniform(0.005, 0.08)])
    return {
        FUNDS[source]: {
            "initial": income[source] - int(income[source] * added),
            "adjusted": adjusted[source],
            "executed": adjusted[source] - unspent[source],
        }
        for source in SOURCES
    }


def _by_nature(chance: Random, by_source: dict[str, Ticks], agencies: list[Agency]) -> dict[str, Ticks]:
    """The same money by what it was spent on. Of the changes since the start of the year projects get the larger part,
    but never so much that their own budget would have changed by 30%.
    """
    total = {stage: sum(row[stage] for row in by_source.values()) for stage in STAGES}
    basic = sum(agency.personnel + agency.operating for agency in agencies)
    spent = {"basic": basic, "project": total["executed"] - basic}
    left = total["adjusted"] - total["executed"]
    to_project = int(left * chance.uniform(0.3, 0.9))
    adjusted = {"basic": spent["basic"] + left - to_project, "project": spent["project"] + to_project}
    change = total["adjusted"] - total["initial"]
    share = adjusted["project"] * chance.uniform(0.9, 1.05) / total["adjusted"]
    changed = {"project": int(change * share)}
    changed["basic"] = change - changed["project"]
    return {
        row: {"initial": adjusted[row] - changed[row], "adjusted": adjusted[row], "executed": spent[row]}
        for row in ("basic", "project")
    }


def _items(chance: Random, project: Ticks, count: int, carryover: int, other: int) -> list[Item]:
    """The projects, which add up to 项目支出 in all three columns."""
    executed = split(chance, project["executed"], count, project["executed"] // (count * 6))
    unspent = in_proportion(project["adjusted"] - project["executed"], executed)
    adjusted = [spent + rest for spent, rest in zip(executed, unspent, strict=True)]
    changed = in_proportion(abs(project["adjusted"] - project["initial"]), adjusted)
    rising = project["adjusted"] >= project["initial"]
    of_last_year = min(1.0, carryover / max(sum(changed), 1)) * chance.random() if rising else 0
    paid_otherwise = chance.random() < 0.5 and other > project["executed"] // 10
    return [
        Item(
            initial=budget - change if rising else budget + change,
            adjusted=budget,
            executed=spent,
            carryover=min(int(change * of_last_year), spent // 2),
            other=min(spent, budget - change) // 20 if paid_otherwise and chance.random() < 0.3 else 0,
        )
        for budget, spent, change in zip(adjusted, executed, changed, strict=True)
    ]
