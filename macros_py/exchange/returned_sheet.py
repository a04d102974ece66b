"""The sheet 退回意见 of a unit's own workbook, renewed with every check, and its remarks beside the rows they mean."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from macros_py.exchange.settle import counted, must_change
from workbook.drawn_sheet import draw
from workbook.package import Package
from workbook.remarks import Remark
from workbook.returned_table import Returned, page

LEVEL = "退回"


def write_returned(package: Package, rows: Sequence[Returned], *, active: bool = False) -> None:
    """Draw the sheet anew, answers included; `active` opens the workbook there."""
    draw(package, page(rows, told(rows)), active=active)


def told(rows: Sequence[Returned]) -> str:
    """What stands under the title."""
    version = max((row.mark.version for row in rows), default=0)
    return (
        f"第 {version} 次上报后退回的意见：{counted(rows)}。改了数或写了答复，再校验一次，状态随之更新；"
        "答复写在“答复”一列，重新导出时一并上报。错误必须改正，答复不算。"
    )


def returned_remarks(rows: Sequence[Returned]) -> Iterator[Remark]:
    """What is still open, for the 核对 column; a finding of the rules stands there already."""
    for row in must_change(rows):
        if row.cell and not row.mark.rule:
            yield Remark(
                level=LEVEL,
                rule="",
                table=row.cell.rpartition("!")[0],
                cell=row.cell,
                problem=f"{row.text}（{row.level}，{row.state}）",
                left="",
                right="",
                difference="",
                rounding="",
                source="",
            )
