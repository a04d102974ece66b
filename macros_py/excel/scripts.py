"""The same buttons where xlwings' server serves them to Excel in the browser (XLWINGS_ON_SERVER=true).

The server hands over the workbook and carries out what was asked of it; elsewhere the decorator does nothing. What
needs a file on disk says so, and which command does it.
"""

from __future__ import annotations

import xlwings as xw

from macros_py.excel.actions import press
from macros_py.excel.ui import ServedUi


@xw.script(name="重算")
def recalculate(book: xw.Book) -> None:
    """重算."""
    _pressed("recalculate", book)


@xw.script(name="校验")
def check(book: xw.Book) -> None:
    """校验."""
    _pressed("check", book)


@xw.script(name="跳到问题")
def next_finding(book: xw.Book) -> None:
    """跳到问题."""
    _pressed("next_finding", book)


@xw.script(name="新增项目表")
def add_projects(book: xw.Book) -> None:
    """新增项目表."""
    _pressed("add_projects", book)


@xw.script(name="载入规则包")
def load_rules(book: xw.Book) -> None:
    """载入规则包."""
    _pressed("load_rules", book)


@xw.script(name="导出上报")
def export(book: xw.Book) -> None:
    """导出上报."""
    _pressed("export", book)


@xw.script(name="导入退回")
def import_return(book: xw.Book) -> None:
    """导入退回."""
    _pressed("import_return", book)


def _pressed(name: str, book: xw.Book) -> None:
    press(name, book, ServedUi(book))
