"""The seven buttons. Each has a module of its own, `<name>_action`, whose `run(book, ui)` does the work and gives the
sentence that is said at the end; here is what happens around it.

A button loads its own module only: who recalculates does not wait for what builds workbooks. Whatever goes wrong is a
sentence too (`outcome`): a traceback in a box helps nobody, so it goes into a file.

    press("recalculate", book, ClassicUi(book))
    -> "已重新计算：2 个单元格恢复了公式；算出的数有 2 处与原来不同。"
"""

from __future__ import annotations

import gc
import tempfile
import traceback
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import xlwings as xw

from macros_py.engine.rules import RuleError
from macros_py.excel.ui import Ui
from workbook.errors import UnusableFile

LOG = "jixiao-出错记录.txt"
ACTIONS = ("recalculate", "check", "next_finding", "add_projects", "load_rules", "export", "import_return")


def press(name: str, book: xw.Book, ui: Ui) -> None:
    """Do what one of `ACTIONS` does, and say how it went."""
    gc.disable()  # so much is made and so little thrown away that collecting is a tenth of the time
    try:
        ui.say(outcome(lambda: import_module(f"macros_py.excel.{name}_action").run(book, ui)))
    finally:
        gc.enable()


def outcome(act: Callable[[], str]) -> str:
    """What to tell the person who pressed the button, whatever happens."""
    try:
        return act()
    except (UnusableFile, RuleError) as error:
        return str(error)
    except Exception:  # noqa: BLE001  the last one who can turn it into words
        return f"程序出了意外，没有做完。详细情况已记在：{_logged(traceback.format_exc())}"


def _logged(text: str) -> Path:
    """The log, in UTF-8 whatever the computer's code page; a new one each time, for it is sent to somebody."""
    path = Path(tempfile.gettempdir()) / LOG
    path.write_text(text, encoding="utf-8")
    return path
