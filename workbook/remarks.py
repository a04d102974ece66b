"""A remark: one finding as the workbook shows it, on the 校验 sheet and in the 核对 column of its row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable

import msgspec

from workbook.address import parse_cell
from workbook.places import quoted

_LONGEST, _MORE = 16_000, "……其余见“校验”表"  # half of what a cell holds: a letter may count twice
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


def leads_to(remark: Remark, sheets: Collection[str]) -> str:
    """Where its link leads: `'附件3'!E5`. A rule that is wrong may stand in a file of ours, where no link leads."""
    sheet, _, address = remark.cell.rpartition("!")
    known = sheet and (remark.level != RULE_FAULT or sheet in sheets)
    return f"{quoted(sheet)}!{address}" if known else ""


def row_texts(remarks: Iterable[Remark]) -> dict[str, dict[int, str]]:
    """By sheet and row, from 1, what the 核对 column says."""
    found: dict[str, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    for remark in remarks:
        sheet, _, cell = remark.cell.rpartition("!")
        if cell:
            found[sheet][parse_cell(cell)[0]].append(f"【{remark.level}】{' '.join(remark.problem.split())}")
    return {sheet: {row: _shortened("\n".join(said)) for row, said in rows.items()} for sheet, rows in found.items()}


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:_LONGEST] + _MORE
