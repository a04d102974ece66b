"""导出上报: the values-only copy beside the workbook, with a word about errors that are left."""

from __future__ import annotations

import xlwings as xw

from macros_py.beside import beside
from macros_py.check import check_file
from macros_py.desk import export_file
from macros_py.excel.ui import Ui


def run(book: xw.Book, ui: Ui) -> str:
    """The copy is made in any case, for whoever wants to see it."""
    source = ui.source("export 本文件")
    ui.progress("正在导出……")
    target = beside(source.home, "上报件", suffix=".xlsx")
    export_file(source.file, target)
    errors = check_file(source.file).result.count("error")
    left = f"。注意：还有 {errors} 处错误没有改正，请先按“校验”查看，改正后重新导出再上报。" if errors else ""
    return f"已生成上报件，存为：{target.name}{left}"
