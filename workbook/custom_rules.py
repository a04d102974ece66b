"""The sheet 自定义审核 as read back: rules that people typed, a row each, as plain texts with their cells.

Nothing is judged here; what a rule means and whether it is right is for the engine to say. The table is found by its
defined name, so the sheet may be renamed and moved. A workbook built before there was this sheet has no rules.

    编号 | 规则名称 | 级别 | 关系式 | 条件 | 提示语 | 依据 | 启用 | 检查结果
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import msgspec

from workbook import own_sheets
from workbook.facts import Value
from workbook.places import Area

SHEET = own_sheets.CUSTOM
TABLE_NAME = "jx.custom"
MOST_RULES, MOST_CHARACTERS = 30, 1000
COLUMNS = {
    "id": "编号",
    "title": "规则名称",
    "severity": "级别",
    "relation": "关系式",
    "when": "条件",
    "message": "提示语",
    "source": "依据",
    "enabled": "启用",
}
RESULT = "检查结果"
_WRITTEN = ("title", "severity", "relation", "when", "message", "source")


class TypedRule(msgspec.Struct, frozen=True, kw_only=True):
    """One row. `texts` by column, without the spaces around them; `cells` say where each stands: 自定义审核!D7."""

    texts: dict[str, str]
    cells: dict[str, str]


def typed_rules(area: Area, value: Callable[[int, int], Value], last: int) -> tuple[TypedRule, ...]:
    """The rows in which anything is written beside number and switch; at most one more than there may be."""
    rules: list[TypedRule] = []
    for row in range(area.top, min(area.bottom, last) + 1):
        texts = {key: _text(value(row, area.left + column)) for column, key in enumerate(COLUMNS)}
        if any(texts[key] for key in _WRITTEN):
            rules.append(TypedRule(texts=texts, cells=dict(_cells(area, row))))
        if len(rules) > MOST_RULES:
            break
    return tuple(rules)


def _cells(area: Area, row: int) -> Iterator[tuple[str, str]]:
    for column, key in enumerate(COLUMNS):
        place = Area(area.sheet, row, area.left + column, row, area.left + column)
        yield key, f"{area.sheet}!{place.cell()}"


def _text(value: Value) -> str:
    return "" if value is None else str(value).strip()
