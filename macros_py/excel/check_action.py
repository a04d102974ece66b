"""校验: all findings onto the 校验 sheet of the open workbook, and beside the rows they were found in.

What people wrote about findings stays with them, as it does in a file (`workbook.explanations`). The list is one block,
and so is the 核对 column of a sheet; its links lead to the cells. Where the workbook was returned, what became of the
remarks is renewed, too (`returned_columns`).
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import xlwings as xw

from macros_py.check import check_reading, rules_of
from macros_py.excel.open_book import Snapshot
from macros_py.excel.returned_columns import returned_now, returned_writes, state_colours
from macros_py.excel.ui import Ui
from macros_py.excel.writes import Format, Item, Write
from macros_py.exchange.returned_sheet import returned_remarks
from macros_py.exchange.settle import counted
from macros_py.remarks import fault_remarks, remarks
from macros_py.wording import summary
from macros_py.workings import workings
from workbook.address import Block, cell_name
from workbook.errors import UnusableFile
from workbook.findings_rows import PLACE, Arranged, arranged
from workbook.findings_table import BASIS, BASIS_HEAD, COLUMNS, FIRST_ROW, HEAD_ROW, SHEET, SUMMARY_ROW, Rows
from workbook.number_formats import TEXT, USUAL
from workbook.remarks import Remark, leads_to, row_texts
from workbook.returned_table import SHEET as RETURNED

_HEADS = [*(title for title, _ in COLUMNS), BASIS_HEAD]


def run(book: xw.Book, ui: Ui) -> str:
    """Write the list, and say what was found."""
    ui.progress("正在读取各表……")
    snapshot = Snapshot(book)
    reading, ruleset = snapshot.reading(rules_of)
    _refuse_without_list(snapshot)
    ui.progress("正在核对……")
    checked = check_reading(reading, ruleset)
    found = list(remarks(checked.result.findings, reading))
    listed = [*found, *fault_remarks(ruleset.faults)]
    head = Write(sheet=SHEET, block=_block(SUMMARY_ROW + 1, 1, 1, 1), rows=[[summary(checked)]])
    lines = _lines(arranged(listed, reading.listed), reading.listed)
    shown = snapshot.cells(RETURNED) if reading.returned else None
    returned = returned_now(shown, checked) if shown else {}
    beside = [*found, *returned_remarks(list(returned.values())), *workings(checked)]
    writes: list[Format | Write] = [head, *_looks(lines.block), lines, *_columns(snapshot, beside)]
    if shown and returned:
        writes += returned_writes(shown, returned)
    ui.progress("正在写出结果……")
    for write in writes:
        write.into(book)
    for row, column, colour in state_colours(shown, returned) if shown else ():
        book.sheets[RETURNED].range((row, column)).color = colour
    links = {
        cell_name(row, PLACE): (target, remark.cell)
        for row, remark in enumerate(listed, FIRST_ROW + 1)
        if (target := leads_to(remark, reading.sheets))
    }
    first, last = lines.block.top, lines.block.bottom
    ui.link(SHEET, f"{cell_name(first, PLACE)}:{cell_name(last, PLACE)}", links)
    book.sheets[SHEET].range((first, 1), (last, BASIS)).rows.autofit()
    told = f"退回意见：{counted(list(returned.values()))}。" if returned else ""
    return f"{summary(checked)}已逐条写入“校验”表；按“跳到问题”可以逐处查看。{told}"


def _refuse_without_list(snapshot: Snapshot) -> None:
    """Nothing is written onto a sheet that is not laid out for it."""
    remedy = "请用命令行 jixiao check 本文件 -o 核对后的文件"
    if SHEET not in snapshot.titles:
        raise UnusableFile("工作簿里没有“校验”工作表，写不进校验结果", remedy=remedy)
    heads = snapshot.cells(SHEET).values[HEAD_ROW : HEAD_ROW + 1]
    if not heads or heads[0][:BASIS] != _HEADS:
        raise UnusableFile(
            f"“校验”工作表第 {HEAD_ROW + 1} 行的表头与本工具的不同，写不进校验结果", place=SHEET, remedy=remedy
        )


def _lines(rows: Arranged, held: Rows) -> Write:
    """All rows at once, those of an earlier and longer list emptied."""
    lines = rows.listed | rows.below
    last = max([FIRST_ROW + 1, *lines, *held])
    contents: list[list[Item]] = [
        [
            row - FIRST_ROW if row in rows.listed else None,
            *(lines.get(row, {}).get(column) or None for column in range(2, BASIS + 1)),
        ]
        for row in range(FIRST_ROW + 1, last + 1)
    ]
    return Write(sheet=SHEET, block=_block(FIRST_ROW + 1, 1, len(contents), BASIS), rows=contents)


def _looks(block: Block) -> Iterator[Format]:
    """Whatever the texts of the list look like, be it `=1+1`, they stay texts; their numbers stay numbers."""
    for left, right, number_format in ((1, 1, USUAL), (2, BASIS, TEXT)):
        yield Format(
            sheet=SHEET, block=msgspec.structs.replace(block, left=left, right=right), number_format=number_format
        )


def _columns(snapshot: Snapshot, beside: list[Remark]) -> Iterator[Write]:
    """The 核对 column of each sheet that shall say something else than it does now; its head is left alone. What begins
    with 【 is text in any cell.
    """
    texts = row_texts(beside)
    for sheet, area in snapshot.check_areas().items():
        said, cells = texts.get(sheet, {}), snapshot.cells(sheet)
        lines = range(area.top + 1, area.bottom + 1)
        contents: list[list[Item]] = [[said.get(row + 1)] for row in lines]
        if contents != [[_held(cells.value(row, area.left))] for row in lines]:
            yield Write(sheet=sheet, block=_block(area.top + 2, area.left + 1, len(contents), 1), rows=contents)


def _held(value: object) -> str | None:
    return None if value is None else str(value)


def _block(top: int, left: int, rows: int, columns: int) -> Block:
    return Block(top=top, left=left, bottom=top + rows - 1, right=left + columns - 1)
