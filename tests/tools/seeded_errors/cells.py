"""Single cells: texts where figures belong, wrong signs, blanks, words that say nothing."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import pairwise

from tests.tools.departments.department import place
from tests.tools.seeded_errors.case import Case, Error, kind
from workbook.facts import field_of

TABLES = r"(overall|project\[\d+\]|fund|capital)"
_CODE = re.compile(r"\(?0000[)—-]")
_DATES = r"(basic_data|overall|project\[\d+\])\.date"
_COUNTED = re.compile(r"[≥≤]\d")


def _amounts(case: Case) -> list[str]:
    """Cells into which people typed an amount that is not zero."""
    fields = place(case.department.pack)[0].fields
    keys = (key for key, value in case.department.entries.items() if isinstance(value, Decimal) and value > 0)
    return [key for key in keys if fields[field_of(key)].unit == "万元" and fields[field_of(key)].minimum is not None]


@kind()
def amount_as_text(case: Case) -> Error | None:
    """金额连单位一起填，成了文字"""
    cell = case.pick(_amounts(case))
    if not cell:
        return None
    return case.error("V002", cell, {cell: f"{case.number(cell):,}万元"}, unseen=(cell,))


@kind()
def amount_unreadable(case: Case) -> Error | None:
    """金额填成了读不懂的文字"""
    cell = case.pick(_amounts(case))
    if not cell:
        return None
    words = case.chance.choice([f"约{case.number(cell)}", f"{case.number(cell)}左右", "详见决算", "待定"])
    return case.error("V001", cell, {cell: words}, unseen=(cell,))


@kind()
def negative_amount(case: Case) -> Error | None:
    """金额多了负号"""
    cell = case.pick(_amounts(case))
    return case.error("V003", cell, {cell: -case.number(cell)}) if cell else None


@kind()
def error_value(case: Case) -> Error | None:
    """公式显示 #DIV/0! 或 #VALUE!"""
    cell = case.pick(case.like(r"comparison\.\w+\.growth|basic_data\.ratios\.(operating_control|procurement)"))
    wrong = case.chance.choice(["#DIV/0!", "#VALUE!", "#REF!"])
    return case.error("V005", cell, {}, shown={cell: wrong}) if cell else None


@kind()
def required_blank(case: Case) -> Error | None:
    """必填项没有填"""
    fields = place(case.department.pack)[0].fields
    skipped = ("funds.total.points", ".score", "evaluators.people")
    keys = [key for key in case.department.entries if fields[field_of(key)].required]
    cell = case.pick([key for key in keys if not any(part in key for part in skipped)])
    return case.error("R003", cell, {cell: None}) if cell else None


@kind()
def year_wrong(case: Case) -> Error | None:
    """评价年度填错"""
    return case.error("R004", "cover.year", {"cover.year": Decimal(case.chance.choice([2021, 2023, 2012]))})


@kind()
def phone_without_area_code(case: Case) -> Error | None:
    """电话没有区号"""
    cell = case.chance.choice(["basic.phone", "overall.phone"])
    phone = case.text(cell)
    return case.error("X012", cell, {cell: _CODE.sub("", phone)}) if _CODE.match(phone) else None


@kind()
def phone_incomplete(case: Case) -> Error | None:
    """电话少了几位"""
    cell = case.pick(case.like(r"(notice|basic_data|project\[\d+\])\.phone"))
    fits = cell and _CODE.match(case.text(cell))
    return case.error("X016", cell, {cell: case.text(cell)[:-3]}) if cell and fits else None


@kind()
def date_unreadable(case: Case) -> Error | None:
    """日期一格看不出是哪一天"""
    cell = case.pick(case.like(_DATES))
    return case.error("X013", cell, {cell: case.chance.choice(["见封面", "已签", "×月×日"])}) if cell else None


@kind()
def date_before_the_year_is_over(case: Case) -> Error | None:
    """填报日期早于年度终了：年份写错"""
    cell = case.pick(case.like(_DATES))
    return case.error("X014", cell, {cell: case.text(cell).replace("2023", "2022")}) if cell else None


@kind()
def report_before_the_tables(case: Case) -> Error | None:
    """报告时间早于各表填报日期"""
    return case.error("X015", "cover.date", {"cover.date": f"2023年1月{case.chance.randint(3, 31)}日"})


@kind()
def target_twice(case: Case) -> Error | None:
    """两个指标的年度指标值相同"""
    targets = case.like(rf"{TABLES}\.indicators\[\d+\]\.target")
    words = [key for key in targets if not re.search(r"\d", case.text(key)) and len(case.text(key)) > 4]
    pairs = [(a, b) for a, b in pairwise(words) if a.partition(".i")[0] == b.partition(".i")[0]]
    if not pairs:
        return None
    first, second = case.chance.choice(pairs)
    return case.error("K010", second, {second: case.text(first)})


@kind()
def target_copies_the_name(case: Case) -> Error | None:
    """年度指标值照抄指标名称"""
    cell = case.pick(case.like(rf"{TABLES}\.indicators\[\d+\]\.target"))
    return case.error("K009", cell, {cell: case.text(cell.replace("target", "name"))}) if cell else None


@kind()
def operator_in_the_actual(case: Case) -> Error | None:
    """实际完成值带比较符号"""
    targets = case.like(rf"{TABLES}\.indicators\[\d+\]\.target")
    target = case.pick([key for key in targets if _COUNTED.match(case.text(key))])
    if not target:
        return None
    cell = target.replace("target", "actual")
    return case.error("K011", cell, {cell: case.text(target)[0] + case.text(cell)})


@kind()
def bare_year(case: Case) -> Error | None:
    """年度指标值只写了年份"""
    targets = case.like(rf"{TABLES}\.indicators\[\d+\]\.target")
    cell = case.pick([key for key in targets if case.text(key).startswith("2022年")])
    return case.error("K013", cell, {cell: case.chance.choice(["2022年", "2022年度", "当年"])}) if cell else None


@kind()
def numbering_broken(case: Case) -> Error | None:
    """三级指标编号跳号"""
    names = case.like(rf"{TABLES}\.indicators\[\d+\]\.name")
    cell = case.pick([key for key in names if case.text(key).startswith("指标")])
    if not cell:
        return None
    number, _, words = case.text(cell).removeprefix("指标").partition("：")
    return case.error("K012", cell, {cell: f"指标{int(number) + 1}：{words}"})
