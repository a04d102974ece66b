"""Whole tables: zero reports with figures, project sheets too many, too few or under another name."""

from __future__ import annotations

import re
from decimal import Decimal

from tests.tools.seeded_errors.case import Case, Error, kind
from workbook.facts import Value

_SHEET = re.compile(r"project\[(\d+)\]")


def _sheets(case: Case) -> int:
    return len(case.like(r"project\[\d+\]\.name"))


def _of_sheet(case: Case, sheet: int) -> dict[str, Value]:
    return {key: value for key, value in case.department.entries.items() if key.startswith(f"project[{sheet}].")}


@kind()
def zero_report_with_amounts(case: Case) -> Error | None:
    """填“无”的表里有金额"""
    form = case.pick([form for form in ("fund", "capital", "insurance") if case.text(f"{form}.present") == "无"])
    if not form:
        return None
    column = case.chance.choice(["initial", "adjusted", "executed"])
    changes = {f"{form}.funds.{case.chance.choice(['current', 'carryover', 'other'])}.{column}": Decimal("12.5")}
    return case.error("P110", f"{form}.funds.total.initial", changes)


@kind()
def report_without_amounts(case: Case) -> Error | None:
    """填“有”而没有金额"""
    form = case.pick([form for form in ("fund", "capital") if case.text(f"{form}.present") == "无"])
    return case.error("P111", f"{form}.funds.total.initial", {f"{form}.present": "有"}) if form else None


@kind()
def neither_yes_nor_no(case: Case) -> Error | None:
    """有无一格填了别的字"""
    form = case.chance.choice(["fund", "capital", "insurance"])
    wrong = case.chance.choice(["没有", "是", "√", "0"])
    return case.error("P116", f"{form}.present", {f"{form}.present": wrong})


@kind()
def table_left_empty(case: Case) -> Error | None:
    """一张表没有填"""
    first = {"appraisal": "appraisal.unit", "evaluators": "evaluators.leader.opinion", "assets": "assets.all.total"}
    form = case.chance.choice(list(first))
    changes = {key: None for key in case.department.entries if key.startswith(f"{form}.")}
    return case.error("R002", first[form], changes)


@kind()
def project_sheet_missing(case: Case) -> Error | None:
    """少一张附件4"""
    count = _sheets(case)
    if count < 2:
        return None
    gone = case.chance.randint(1, count)
    changes: dict[str, Value] = {}
    for sheet in range(gone, count + 1):
        after, place = _of_sheet(case, sheet + 1), f"project[{sheet}]"
        changes |= dict.fromkeys(_of_sheet(case, sheet))
        changes |= {_SHEET.sub(place, key, count=1): value for key, value in after.items()}
    return case.error("P201", "project[1].funds.total.executed", changes)


@kind()
def project_sheet_twice(case: Case) -> Error | None:
    """同一个项目填了两张附件4"""
    count = _sheets(case)
    copied, new = case.chance.randint(1, count), f"project[{count + 1}]"
    changes = {_SHEET.sub(new, key, count=1): value for key, value in _of_sheet(case, copied).items()}
    return case.error("P202", f"{new}.name", changes)


@kind()
def project_listed_twice(case: Case) -> Error | None:
    """项目支出明细里同一个项目列了两行"""
    if _sheets(case) < 2:
        return None
    first, second = sorted(case.chance.sample(range(1, _sheets(case) + 1), 2))
    name = case.text(f"projects.items[{first}].name")
    changes: dict[str, Value] = {f"projects.items[{second}].name": name, f"project[{second}].name": name}  # linked
    return case.error("P203", f"projects.items[{second}].name", changes)


@kind()
def project_numbers_broken(case: Case) -> Error | None:
    """项目支出明细的序号重复或跳号"""
    cell = case.pick(case.like(r"projects\.items\[\d+\]\.number"))
    wrong = str(int(case.text(cell)) + case.chance.choice([1, 2])) if cell else None
    return case.error("P204", cell, {cell: wrong}) if cell else None


@kind()
def agency_listed_twice(case: Case) -> Error | None:
    """一张表里同一个机构列了两行"""
    table = case.chance.choice(["income", "expenditure", "three_public", "assets"])
    names = case.like(rf"{table}\.agencies\[\d+\]\.name")
    if len(names) < 2:
        return None
    first, second = sorted(case.chance.sample(range(len(names)), 2))
    return case.error("X017", names[second], {names[second]: case.text(names[first])})


@kind()
def project_misnamed(case: Case) -> Error | None:
    """附件4的项目名称与明细不同"""
    cell = case.pick(case.like(r"project\[\d+\]\.name"))
    if not cell:
        return None
    name = case.text(cell)
    wrong = case.chance.choice([name[:-1], f"{name}（二期）", f"2022年{name}"])
    return case.error("P202", cell, {cell: wrong})
