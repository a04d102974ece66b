"""A remark: one finding as the workbook shows it, on the 校验 sheet and in the 核对 column of its row."""

from __future__ import annotations

import msgspec

RULE_FAULT = "规则错误"  # the level of a rule that is wrong: nothing is found by it, and nothing to be explained


class Remark(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the list, as text. `cell` is sheet!address or empty; `left` is what the rule expects (应为), `right`
    what was reported (填报). `basis` is a fingerprint of the figures the finding rests on; it is not shown.
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
    basis: str = ""


SHOWN = ("level", "rule", "table", "cell", "problem", "left", "right", "difference", "rounding", "source")  # by column
