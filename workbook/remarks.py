"""A remark: one finding as the workbook shows it, on the 校验 sheet and in the 核对 column of its row."""

from __future__ import annotations

import msgspec


class Remark(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the list, as text, in the order of the sheet's columns. `cell` is sheet!address or empty; `left` is
    what the rule expects (应为), `right` what was reported (填报).
    """

    level: str
    rule: str
    table: str
    cell: str
    problem: str
    left: str
    right: str
    difference: str
    rounding: str
    source: str
