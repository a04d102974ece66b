"""导入退回: what the finance bureau sent back, in a copy of the workbook with the sheet 退回意见, which is then opened.

The sheet is drawn into a file, not on the screen (`macros_py.exchange.bring_back`); the workbook itself stays as it is.
"""

from __future__ import annotations

import xlwings as xw

from macros_py.beside import beside
from macros_py.excel.ui import Ui
from macros_py.exchange.bring_back import bring_back
from macros_py.exchange.settle import counted


def run(book: xw.Book, ui: Ui) -> str:
    """VBA asked for the file before."""
    command = "import-return 本文件 退回件"
    chosen = ui.chosen_file(command)
    if chosen is None:
        return "没有选择退回件，什么也没有改动。"
    source = ui.source(command)
    ui.progress("正在导入退回意见……")
    target = beside(source.home, "退回意见")
    rows = bring_back(source.file, chosen, target)
    ui.open(target)
    done = f"已导入退回意见（{counted(rows)}），存在新的一份里并已打开：{target.name}。"
    return f"{done}请在新的一份里逐条改正或答复，再校验、导出；原来的一份没有改动。"
