"""载入规则包: a pack that a bureau sent is checked and kept, and this workbook made anew by its rules.

Rules are woven into a workbook: formulas, points, which tables there are. So a new one is built beside, with all that
was filled in and written carried over (`macros_py.other_rules`), and opened; the old one stays as it was.
"""

from __future__ import annotations

import xlwings as xw

from macros_py.beside import beside
from macros_py.excel.ui import Ui
from macros_py.other_rules import Left, leaving
from macros_py.packs_folder import install


def run(book: xw.Book, ui: Ui) -> str:
    """VBA asked for the file before."""
    command = "rules --install 规则包文件"
    chosen = ui.chosen_file(command)
    if chosen is None:
        return "没有选择规则包文件，什么也没有改动。"
    source = ui.source(command)
    ui.progress("正在检查规则包……")
    moving = leaving(source.file)  # while its own rules are still there
    pack = install(chosen)
    ui.progress("正在按新规则重建工作簿……")
    target = beside(source.home, pack)
    left = moving.to(target, pack)
    ui.open(target)
    done = f"已载入规则包“{pack}”，按它另建了一份并已打开：{target.name}。"
    return f"{done}{_lost(left)}自己加的工作表、批注和格式留在原来的一份里，它没有改动。请在新的一份里接着填。"


def _lost(left: Left) -> str:
    told = [
        f"{left.homeless} 个数据在新规则的表里没有位置" * bool(left.homeless),
        f"{left.typed_over} 个打在公式上的数按新规则重新计算" * bool(left.typed_over),
    ]
    lost = "，".join(filter(None, told))
    return f"没有带过来的：{lost}，请对照原件。" if lost else ""
