"""导入退回意见: the bureau's remarks in the unit's own workbook, with what became of each: 已改, 已答复, 未改, 新出现.

A copy of the workbook is written: the sheet 退回意见 with its place for answers, each remark beside its row in the 核对
column, and the list of findings anew. Imported again, or checked again, the states are those of then; answers stay.

    bring_back(Path("自评表.xlsm"), Path("…_v1-退回.xlsx"), Path("自评表-退回意见.xlsm"))
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec

from macros_py.desk import list_with_returned
from macros_py.exchange.naming import code_of
from workbook.errors import UnusableFile
from workbook.read import read
from workbook.returned_table import Returned, returned_rows


def bring_back(source: Path, returned: Path, target: Path) -> list[Returned]:
    """Write the copy; the rows as they stand. Raises UnusableFile where the return copy is none, or another unit's."""
    rows = _rows_of(returned)
    mine = read(source)
    if mine.returned and not returned_rows(mine.returned):
        remedy = "请给它改个名字，再导入"
        raise UnusableFile("工作簿里已有一张自己的“退回意见”工作表，不能覆盖", place=source.name, remedy=remedy)
    _refuse_others(rows, mine.facts.year, code_of(mine.facts), returned)
    kept = {_same(row): row.answer for row in returned_rows(mine.returned) if row.answer}
    answered = [msgspec.structs.replace(row, answer=row.answer or kept.get(_same(row), ""), state="") for row in rows]
    return list_with_returned(source, target, rows=answered)[1]


def _rows_of(path: Path) -> list[Returned]:
    rows = [row for row in returned_rows(read(path).returned) if row.text]
    if not rows:
        remedy = "请选用财政部门退回的文件（文件名以“-退回”结尾，里面有“退回意见”工作表）"
        raise UnusableFile("这个文件里没有退回意见", place=path.name, remedy=remedy)
    return rows


def _refuse_others(rows: Sequence[Returned], year: int, code: str, path: Path) -> None:
    """Remarks on another unit's workbook would be nonsense here. Rows that say nothing of it are let through."""
    for mark in (row.mark for row in rows if row.mark.version):
        if mark.year != year or (mark.code and code and mark.code != code):
            theirs, ours = mark.code or "（空）", code or "（空）"
            problem = f"退回件是 {mark.year} 年度、预算编码 {theirs} 的，本工作簿是 {year} 年度、预算编码 {ours} 的"
            raise UnusableFile(problem, place=path.name, remedy="请核对是不是选错了文件")


def _same(row: Returned) -> tuple[int, str, str]:
    """The same remark in another import."""
    return row.mark.version, row.text, row.mark.rule
