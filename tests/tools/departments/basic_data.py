"""附件2 基础数据表, whose figures come from the same money as the other tables."""

from __future__ import annotations

from random import Random

from tests.tools.departments import words
from tests.tools.departments.plan import Plan
from tests.tools.departments.tables import Entries, Office
from workbook.facts import Value

PUBLIC = {
    "purchase": "vehicle_purchase",
    "operation": "vehicle_operation",
    "overseas": "overseas",
    "reception": "reception",
}
GROUPS = ("business", "maintenance", "provincial")


def basic_data(chance: Random, money: Plan, who: Office) -> Entries:
    """附件2, filled. Rows of a group that has no project say 无 and 0."""
    entries: Entries = {
        "basic_data.unit": who.name,
        "basic_data.saving": "公务用车集中调度，会议合并召开，办公用品按需领用。",
        "basic_data.preparer": who.contact,
        "basic_data.head": who.head,
        "basic_data.phone": who.phone,
        "basic_data.date": words.day(chance, 2023, 3, 3),
    }
    amounts = {"staff.authorized": who.authorized, "staff.actual": who.staff}
    entries |= {f"basic_data.{key}": money.money(0) + number for key, number in amounts.items()}
    ticks = _public(chance, who) | _operating(chance, money, who) | _building(chance)
    entries |= {f"basic_data.{key}": money.money(amount) for key, amount in ticks.items()}
    return entries | _projects(chance, money, who)


def _three(last: int, budget: int, final: int, row: str) -> dict[str, int]:
    return {f"{row}.last": last, f"{row}.budget": budget, f"{row}.final": final}


def _about(chance: Random, amount: int, low: float = 0.85, high: float = 1.2) -> int:
    return int(amount * chance.uniform(low, high))


def _public(chance: Random, who: Office) -> dict[str, int]:
    """三公经费: last year's accounts, this year's budget and accounts, and last year's budget."""
    ticks: dict[str, int] = {}
    for row, kind in PUBLIC.items():
        final = sum(who.public[kind])
        ticks |= _three(_about(chance, final), _about(chance, final, 1.0, 1.15), final, row)
    budget = sum(ticks[f"{row}.budget"] for row in PUBLIC)
    return ticks | {"ratios.three_public_last": _about(chance, budget, 0.95, 1.2)}


def _operating(chance: Random, money: Plan, who: Office) -> dict[str, int]:
    final, last = money.total("operating"), who.last["operating"]
    budget = _about(chance, final, 1.0, 1.1)
    ticks = _three(last, budget, final, "operating")
    for row, share in (("office", 0.3), ("utilities", 0.25), ("meetings", 0.1)):
        ticks |= _three(int(last * share), int(budget * share), int(final * share), row)
    bought = money.total("project") // chance.randint(3, 9) + 1
    ticks |= _three(_about(chance, bought), _about(chance, bought, 1.0, 1.08), bought, "procurement")
    change = abs(money.by_nature["basic"]["adjusted"] - money.by_nature["basic"]["initial"])
    return ticks | _three(_about(chance, change), 0, change, "adjustment")


def _building(chance: Random) -> dict[str, int]:
    """New buildings: none, as nearly everywhere, or one that kept to what was approved."""
    if chance.random() < 0.8:
        return dict.fromkeys([f"building.{key}" for key in ("approved_area", "actual_area", "budget", "actual")], 0)
    area, cost = chance.randint(50, 9000) * 100, chance.randint(50, 9000) * 100
    return {
        "building.approved_area": area,
        "building.actual_area": _about(chance, area, 0.9, 1.0),
        "building.budget": cost,
        "building.actual": _about(chance, cost, 0.85, 1.0),
    }


def _projects(chance: Random, money: Plan, who: Office) -> Entries:
    """Every project in its group. What was spent on all of them last year is the comparison's figure: the projects of
    last year that have ended make a row of their own.
    """
    rows: dict[str, list[tuple[Value, int, int, int]]] = {group: [] for group in GROUPS}
    rest = who.last["project"]
    for item, (name, _, group) in zip(money.items, who.projects, strict=True):
        last = min(rest, _about(chance, item.executed, 0.0, 1.1))
        rest -= last
        rows[group].append((name, last, item.adjusted, item.executed))
    if rest:
        rows[chance.choice(GROUPS)].append(("上年已完工项目", rest, 0, 0))
    entries: Entries = {}
    for group in GROUPS:
        for row, (title, *amounts) in enumerate(rows[group] or [("无", 0, 0, 0)], 1):
            place = f"basic_data.{group}[{row}]"
            entries[f"{place}.name"] = title
            cells = zip(("last", "budget", "final"), amounts, strict=True)
            entries |= {f"{place}.{column}": money.money(amount) for column, amount in cells}
    return entries
