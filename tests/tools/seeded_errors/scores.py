"""Rates, scores, points and grades that do not follow from what they are given for."""

from __future__ import annotations

import re
from decimal import Decimal

from tests.tools.departments.department import place
from tests.tools.seeded_errors.case import CENT, Case, Error, kind
from workbook.facts import Value

TABLES = r"(overall|project\[\d+\]|fund|capital)"
_COUNTED = re.compile(r"[≥≤=]\d")


def _rule(cell: str, overall: str, annex: str) -> str:
    """附件3 and the annexes have rules of their own for the same thing."""
    return overall if cell.startswith("overall.") else annex


def _indicators(case: Case, *, short: bool | None = None, counted: bool | None = None) -> list[str]:
    """Indicators that are (not) short of their points, with a figure for a target or without."""
    rows = [key.removesuffix(".score") for key in case.like(rf"{TABLES}\.indicators\[\d+\]\.score")]
    lost = {row: case.number(f"{row}.score") < case.number(f"{row}.points") for row in rows}
    figure = {row: bool(_COUNTED.match(case.text(f"{row}.target"))) for row in rows}
    return [row for row in rows if short in (None, lost[row]) and counted in (None, figure[row])]


@kind()
def rate_by_initial(case: Case) -> Error | None:
    """执行率除以了年初预算数"""
    cell = case.pick(case.like(rf"{TABLES}\.funds\.total\.rate"))
    if not cell:
        return None
    initial, executed = (case.number(cell.replace("rate", stage)) for stage in ("initial", "executed"))
    wrong = (executed / initial).quantize(Decimal("0.0001")) if initial else case.number(cell)
    off = abs(wrong - case.number(cell)) > Decimal("0.002") and initial > 20
    return case.error(_rule(cell, "F006", "P102"), cell, {cell: wrong}) if off else None


@kind()
def execution_score_over_points(case: Case) -> Error | None:
    """执行率得分超过分值"""
    cell = case.pick(case.like(rf"{TABLES}\.funds\.total\.score"))
    if not cell:
        return None
    points = case.number(cell.replace("score", "points"))
    wrong = (points * Decimal(case.chance.uniform(1.01, 1.4))).quantize(CENT)
    return case.error(_rule(cell, "F007", "P103"), cell, {cell: wrong})


@kind()
def grade_against_score(case: Case) -> Error | None:
    """等级与得分不对应"""
    cell = case.chance.choice(["conclusion.grade", "appraisal.grade"])
    names = [band.name for band in place(case.department.pack)[1].scale("grade")]
    wrong = case.chance.choice([name for name in names if name != case.text(cell)])
    return case.error({"conclusion.grade": "G002", "appraisal.grade": "G004"}[cell], cell, {cell: wrong})


@kind()
def conclusion_score_differs(case: Case) -> Error | None:
    """自评结论的得分与附件3总分不一致"""
    cell = "conclusion.score"
    return case.error("G001", cell, {cell: case.number(cell) - Decimal(case.chance.randint(1, 900)) / 100})


@kind()
def total_score_typed_over(case: Case) -> Error | None:
    """总分填错"""
    cell = case.pick(case.like(rf"{TABLES}\.total\.score"))
    wrong = case.number(cell) - Decimal(case.chance.randint(1, 900)) / 100 if cell else None
    return case.error(_rule(cell, "K008", "P105"), cell, {cell: wrong}) if cell else None


@kind()
def full_points_for_a_miss(case: Case) -> Error | None:
    """没有达到目标的指标给了满分"""
    row = case.pick(_indicators(case, short=True, counted=True))
    return case.error("K014", f"{row}.score", {f"{row}.score": case.number(f"{row}.points")}) if row else None


@kind()
def too_few_points(case: Case) -> Error | None:
    """达到目标的指标多扣了分"""
    row = case.pick(_indicators(case, short=False, counted=True))
    if not row:
        return None
    given = (case.number(f"{row}.points") * Decimal(case.chance.uniform(0.3, 0.95))).quantize(CENT)
    changes: dict[str, Value] = {
        f"{row}.score": given,
        f"{row}.reason": "原因：雨天较多，外业停工。改进措施：错开汛期安排。",
    }
    return case.error("K014", f"{row}.score", changes)


@kind()
def full_points_for_the_second_tier(case: Case) -> Error | None:
    """“部分达成”的定性指标给了满分"""
    rows = [row for row in _indicators(case, short=True) if case.text(f"{row}.actual").startswith("部分达成")]
    row = case.pick(rows)
    return case.error("K014", f"{row}.score", {f"{row}.score": case.number(f"{row}.points")}) if row else None


@kind()
def score_above_points(case: Case) -> Error | None:
    """指标得分超过分值"""
    row = case.pick(_indicators(case))
    if not row:
        return None
    wrong = case.number(f"{row}.points") + Decimal(case.chance.randint(1, 20)) / 10
    return case.error(_rule(row, "K007", "P107"), f"{row}.score", {f"{row}.score": wrong})


@kind()
def score_missing(case: Case) -> Error | None:
    """有分值的指标没有打分"""
    row = case.pick(_indicators(case, short=False))
    return case.error(_rule(row, "K017", "P109"), f"{row}.score", {f"{row}.score": None}) if row else None


@kind()
def loss_without_reason(case: Case) -> Error | None:
    """扣分的指标没有写原因"""
    row = case.pick(_indicators(case, short=True))
    return case.error(_rule(row, "K015", "P108"), f"{row}.reason", {f"{row}.reason": None}) if row else None


@kind()
def points_not_100(case: Case) -> Error | None:
    """分值合计不是100"""
    row = case.pick(_indicators(case))
    if not row:
        return None
    more = case.number(f"{row}.points") + case.chance.choice([1, 2, 5])
    total = row.partition(".indicators")[0] + ".total.points"
    return case.error(_rule(row, "K002", "P106"), total, {f"{row}.points": more})


@kind()
def total_points_typed_over(case: Case) -> Error | None:
    """分值合计填错"""
    cell = case.pick(case.like(rf"{TABLES}\.total\.points"))
    if not cell:
        return None
    return case.error(_rule(cell, "K001", "P104"), cell, {cell: case.number(cell) - case.chance.randint(1, 20)})


@kind(pack="national")
def points_between_levels(case: Case) -> Error | None:
    """产出指标多给的分值从效益指标扣出，合计仍是100"""
    rows = [row for row in _indicators(case) if row.endswith("indicators[1]")]
    first = case.pick(rows)
    if not first:
        return None
    table = first.partition(".indicators")[0]
    others = [row for row in _indicators(case) if row.startswith(table) and "效益" in case.text(f"{row}.level1")]
    other = case.pick([row for row in others if case.number(f"{row}.points") > 1])
    if not other:
        return None
    less = case.number(f"{other}.points") - 1
    changes: dict[str, Value] = {
        f"{first}.points": case.number(f"{first}.points") + 1,
        f"{other}.points": less,
        f"{other}.score": min(less, case.number(f"{other}.score")),
    }
    return case.error("K004", f"{first}.points", changes)


@kind()
def unexplained_overshoot(case: Case) -> Error | None:
    """实际远远超过年度指标值"""
    rows = [row for row in _indicators(case, short=False) if re.match(r"≥[\d.]+(?!.*%)", case.text(f"{row}.target"))]
    row = case.pick([row for row in rows if "万人" not in case.text(f"{row}.target")])
    if not row:
        return None
    goal = Decimal(re.findall(r"[\d.]+", case.text(f"{row}.target"))[0])
    return case.error("K016", f"{row}.actual", {f"{row}.actual": goal * case.chance.choice([2, 3, 10])})


@kind()
def execution_points_wrong(case: Case) -> Error | None:
    """执行率的分值不是规定的分值"""
    cell = case.pick(case.like(r"(overall|project\[\d+\])\.funds\.total\.points"))
    return case.error("K003", cell, {cell: case.number(cell) + case.chance.choice([-5, 5])}) if cell else None


@kind()
def appraisal_total_typed_over(case: Case) -> Error | None:
    """考核评分表合计填错"""
    cell = "appraisal.total.score"
    return case.error("G003", cell, {cell: case.number(cell) - case.chance.randint(1, 9)})


@kind()
def appraisal_above_maximum(case: Case) -> Error | None:
    """考核评分超过这一项的满分"""
    cell = case.pick(case.like(r"appraisal\.(notice|team|self_check|submission|tables|advice)\.score"))
    most = place(case.department.pack)[0].fields[cell].maximum if cell else None
    return case.error("V004", cell, {cell: most + case.chance.randint(1, 3)}) if cell and most is not None else None


@kind(pack="hunan")
def frame_judged_above_points(case: Case) -> Error | None:
    """湖南评价指标表由人打的分超过分值"""
    row = case.chance.choice(["systems", "compliance", "disclosure", "key_work", "benefit"])
    cell = f"frame.{row}.score"
    return case.error("H010", cell, {cell: case.number(f"frame.{row}.points") + case.chance.randint(1, 3)})


@kind(pack="hunan")
def frame_score_wrong(case: Case) -> Error | None:
    """湖南评价指标表的得分填错"""
    rules = {"staff": "H004", "operating": "H004", "three_public_control": "H004", "three_public_change": "H005"}
    rules |= {"completion": "H006", "adjustment": "H007", "building_area": "H008", "procurement": "H009"}
    row = case.chance.choice(list(rules))
    cell = f"frame.{row}.score"
    wrong = case.number(cell) - 1 if case.number(cell) else Decimal(1)
    return case.error(rules[row], cell, {cell: wrong}) if cell in case.values else None
