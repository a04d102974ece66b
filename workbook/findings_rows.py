"""The rows of the 校验 sheet: findings, and below them the texts whose finding is gone. Where they are written, into a
file or into an open workbook, is for others.

    rows = arranged(remarks, held)      # `held`: the list as it stands, with what people wrote
    rows.listed[4][2]  ->  "错误"
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from workbook.explanations import Explanation, Leftover, mark, match, state, written
from workbook.findings_table import BASIS, FIRST_ROW, LEFTOVER_HEAD, TEXT_COLUMN, Rows, column_of
from workbook.remarks import SHOWN, Remark

RULE, PLACE, PROBLEM, TEXT = map(column_of, ("规则", "位置（点击跳转）", "问题", TEXT_COLUMN))


class Arranged(msgspec.Struct, frozen=True, kw_only=True):
    """`listed` has the texts of all findings' rows, their number excepted, which is the row's; `below` what is left
    over, with its heading.
    """

    listed: Rows
    below: Rows


def arranged(remarks: Sequence[Remark], held: Rows) -> Arranged:
    """Each finding with its text, if somebody wrote one."""
    explained, leftovers = match(remarks, *written(held))
    pairs = enumerate(zip(remarks, explained, strict=True), 1)
    listed = {FIRST_ROW + number: _line(number, *pair) for number, pair in pairs}
    return Arranged(listed=listed, below=_below(FIRST_ROW + len(remarks) + 2, leftovers))


def _line(number: int, remark: Remark, explanation: Explanation | None) -> dict[int, str]:
    """The texts of a finding's row by column; the number comes before them."""
    shown = {column: getattr(remark, name) for column, name in enumerate(SHOWN, 2)}
    text = explanation.text if explanation else ""
    return shown | {
        TEXT: text,
        TEXT + 1: state(remark.level, explanation),
        BASIS: mark(number, remark.basis, explanation),
    }


def _below(first: int, leftovers: Sequence[Leftover]) -> Rows:
    """A blank row lies between: who sorts the list leaves these out. Without number and level they count as nothing."""
    if not leftovers:
        return {}
    rows: Rows = {first: {PROBLEM: LEFTOVER_HEAD}}
    return rows | {
        row: {RULE: item.rule, PLACE: item.cell, TEXT: item.text, BASIS: mark(0, item.basis)}
        for row, item in enumerate(leftovers, first + 1)
    }
