"""What can be counted for the 考核评分表, unit by unit: points it gave itself, tables not filled in, days late.

A table is missing where its sheet is gone (`absent_forms`), where it was left empty (R002), or where the unit was asked
about it (Q018—Q020: they speak of tables that may stay empty by R002, such as the notice). Nothing is taken off for
what cannot be counted: experience, advice, the working group. The points off are a suggestion, with its reason.
"""

from __future__ import annotations

from datetime import date
from itertools import product

import msgspec
import pandas as pd

from macros_py.review.appraisal_items import FORM, ON_TIME, RULES, Item
from macros_py.review.summary_data import Data
from workbook.model import FormSet

NO_DEADLINE = "未设截止日期"
UNCOUNTED = "不能计数，请人工评定"
_TABLES = "tables"
_ASKED = ", ".join(f"'{rule}'" for rule in RULES)
_UNITS = f"""
WITH said AS (
    SELECT path, list(DISTINCT form) FILTER (rule = 'R002') AS empty, list(DISTINCT rule) AS rules,
        count(*) FILTER (rule LIKE 'K%' AND level IN ('错误', '警告')) AS marked
    FROM ledger.findings WHERE rule IN ('R002', {_ASKED}) OR rule LIKE 'K%' GROUP BY path
), given AS (
    SELECT path, map_from_entries(list((split_part(fact, '.', 2), number::DOUBLE) ORDER BY fact)) AS given
    FROM ledger.facts SEMI JOIN units USING (path)
    WHERE fact LIKE '{FORM}.%.score' AND number IS NOT NULL GROUP BY path
)
SELECT number, path, unit, code, submitted, coalesce(made, '') AS made, string_split(absent_forms, '、') AS absent,
    coalesce(empty, []) AS empty, coalesce(rules, []) AS rules, coalesce(marked, 0) AS marked,
    coalesce(given, MAP {{}}) AS given
FROM units LEFT JOIN said USING (path) LEFT JOIN given USING (path) ORDER BY number
"""


class Counted(msgspec.Struct, frozen=True, kw_only=True):
    """A unit as far as it can be counted. `missing` are tables by form id, `asked` the rules that asked about some."""

    number: int
    unit: str
    code: str
    submitted: bool
    made: str
    missing: frozenset[str]
    rules: frozenset[str]
    marked: int
    given: dict[str, float]


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """Suggested points off, None where nothing can be said, and the reason."""

    off: float | None
    reason: str


def rows(data: Data, items: list[Item], forms: FormSet, deadline: date | None) -> pd.DataFrame:
    """One row a unit and item: `unit`, `code`, `group`, `title`, `full`, `given`, `off`, `reason`, `points` (blank)."""
    sheets = {form.id: form.sheet for form in forms.forms}
    entries = []
    for unit, item in product(_counted(data, sheets), items):
        verdict = judged(unit, item, sheets, deadline)
        asked = (item.group, item.title, item.full, unit.given.get(item.key))
        entries.append((unit.number, unit.unit, unit.code, *asked, verdict.off, verdict.reason, None))
    names = ["number", "unit", "code", "group", "title", "full", "given", "off", "reason", "points"]
    return pd.DataFrame(entries, columns=names)


def _counted(data: Data, sheets: dict[str, str]) -> list[Counted]:
    cursor = data.connection.execute(_UNITS)
    names = [each[0] for each in cursor.description or ()]
    return [_unit(dict(zip(names, row, strict=True)), sheets) for row in cursor.fetchall()]


def _unit(row: dict[str, object], sheets: dict[str, str]) -> Counted:
    absent: list[str] = [title for title in row.pop("absent") if title]  # type: ignore[attr-defined]
    gone = {form for form, sheet in sheets.items() if any(title.startswith(sheet) for title in absent)}
    del row["path"]
    empty: list[str] = row.pop("empty")  # type: ignore[assignment]
    return msgspec.convert({**row, "missing": list(gone | {*empty})}, Counted)


def judged(unit: Counted, item: Item, sheets: dict[str, str], deadline: date | None) -> Verdict:
    """What may be taken off one item."""
    if item.key == ON_TIME:
        return _late(unit, item, deadline)
    if item.forms:
        return _incomplete(unit, item, sheets)
    if item.key == _TABLES and unit.marked:
        return Verdict(off=None, reason=f"附件3的指标查出错误、警告 {unit.marked} 处，扣多少请人工评定")
    return Verdict(off=None, reason=UNCOUNTED)


def _incomplete(unit: Counted, item: Item, sheets: dict[str, str]) -> Verdict:
    """Points off each table that is not there. A unit that was asked lacks one at least."""
    missing = [sheets.get(form, form) for form in item.forms if form in unit.missing]
    asked = [rule for rule, key in RULES.items() if key == item.key and rule in unit.rules]
    number = len(missing) or len(asked)
    off = min(item.each * number, item.most)
    if missing:
        return Verdict(off=off, reason=f"没有填或缺少：{'、'.join(missing)}，每项扣 {item.each:g} 分")
    if asked:
        return Verdict(off=off, reason=f"有应填的表没有填，见审核问题 {'、'.join(asked)}，至少扣 {item.each:g} 分")
    return Verdict(off=0, reason=f"{'、'.join(sheets[form] for form in item.forms)}已填；其余请人工评定")


def _late(unit: Counted, item: Item, deadline: date | None) -> Verdict:
    """Points off each day after the deadline; the day is the one on which the submission was made."""
    if deadline is None:
        return Verdict(off=None, reason=NO_DEADLINE)
    made = _day(unit.made)
    if not unit.submitted or made is None:
        return Verdict(off=None, reason="不是上报件，没有生成时间，请按收件登记评定")
    days = max(0, (made - deadline).days)
    off = min(item.a_day * days, item.full)
    if days:
        return Verdict(off=off, reason=f"截止 {deadline}，{made} 生成，迟 {days} 天，每天扣 {item.a_day:g} 分")
    return Verdict(off=off, reason=f"截止 {deadline}，{made} 生成，没有迟报（以收件时间为准）")


def _day(made: str) -> date | None:
    try:
        return date.fromisoformat(made[:10])
    except ValueError:
        return None
