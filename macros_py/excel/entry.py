"""The functions that the buttons of a macro workbook call: `RunPython "import macros_py.excel.entry; ….check()"`.

The names are fixed and ASCII, and `ENTRIES` lists them: a workbook made today calls them for years. Each is one line
around its action; `vba/JxButtons.bas` is the other side, `scripts` the one for Excel in the browser.
"""

from __future__ import annotations

import xlwings as xw

from macros_py.excel.actions import ACTIONS, press
from macros_py.excel.ui import ClassicUi

ENTRIES = ACTIONS


def recalculate() -> None:
    """重算."""
    _pressed("recalculate")


def check() -> None:
    """校验."""
    _pressed("check")


def next_finding() -> None:
    """跳到问题."""
    _pressed("next_finding")


def add_projects() -> None:
    """新增项目表."""
    _pressed("add_projects")


def load_rules() -> None:
    """载入规则包."""
    _pressed("load_rules")


def export() -> None:
    """导出上报."""
    _pressed("export")


def import_return() -> None:
    """导入退回."""
    _pressed("import_return")


def _pressed(name: str) -> None:
    book = xw.Book.caller()
    press(name, book, ClassicUi(book))
