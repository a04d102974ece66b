"""新增项目表: a sheet of 附件4 for each project of 项目支出明细 that has none.

Made in the file, not on the screen: a copied sheet has to be emptied through merged and protected cells and given
formulas that not every engine lets us read, and what goes wrong half-way cannot be taken back. So the sheets are added
as `jixiao projects` adds them, in a copy beside the workbook, which is then opened.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import xlwings as xw

from macros_py.beside import beside
from macros_py.desk import add_project_sheets
from macros_py.excel.ui import Ui
from workbook.save import write_atomically


def run(book: xw.Book, ui: Ui) -> str:
    """Nothing is left behind where no sheet is lacking."""
    source = ui.source("projects 本文件")
    ui.progress("正在增加项目表……")
    with TemporaryDirectory() as folder:
        made = Path(folder) / source.home.name
        added = add_project_sheets(source.file, made)
        if not added:
            return "项目支出明细里的项目都已有附件4，没有要新增的。要加项目，请先在项目支出明细里加一行、写上项目名称。"
        target = beside(source.home, "增加项目表")
        content = made.read_bytes()
        write_atomically(target, lambda stream: stream.write(content))
    ui.open(target)
    return f"新增了 {added} 张附件4，存在新的一份里并已打开：{target.name}。请在新的一份里接着填，原来的一份没有改动。"
