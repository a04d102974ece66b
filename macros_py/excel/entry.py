"""The functions that the buttons of a macro workbook call: `RunPython "import macros_py.excel.entry; ….check()"`.

The names are fixed and ASCII, and `ENTRIES` lists them: a workbook made today calls them for years. Each is one line
around its action; `vba/JxButtons.bas` is the other side.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import xlwings as xw

from macros_py.excel import actions, ui

ENTRIES = ("check", "recalculate", "export")


def check() -> None:
    """校验."""
    _answer(actions.check)


def recalculate() -> None:
    """重算."""
    _answer(actions.recalculate)


def export() -> None:
    """导出上报."""
    _answer(actions.export)


def _answer(action: Callable[[Path], str]) -> None:
    book = xw.Book.caller()
    ui.reply(book, actions.outcome(lambda: action(ui.file_of(book))))
