"""导出上报: the submission copy beside the workbook; where something stands in the way, what it is.

Who lets it go up all the same is asked for by VBA, which hands over what was typed: name and reason.
"""

from __future__ import annotations

import re

import xlwings as xw

from macros_py.excel.ui import Ui
from macros_py.exchange.standing import NotReady
from macros_py.exchange.submit import Approval, submit
from workbook.errors import UnusableFile

_PARTS = re.compile(r"[:：，,；;\s]+")


def run(book: xw.Book, ui: Ui) -> str:
    """Nothing is written while something stands, unless somebody says so by name."""
    command = "export 本文件"
    source = ui.source(command)
    ui.progress("正在核对、导出……")
    typed = ui.typed()
    try:
        sent = submit(source.file, source.home.parent, approval=_approval(typed) if typed else None)
    except NotReady as refused:
        ui.ask(f"{refused}。")
        raise
    over = "（带着问题上报，已写进回执）" if sent.submission.override else ""
    told = f"已生成上报件{over}，存为：{sent.path.name}。旁边的 .json 是回执数据，一并上报。"
    return f"{told}校验码：{sent.submission.sha256[:16]}……"


def _approval(typed: str) -> Approval:
    """张某：单位撤并，数据无法更正. Raises UnusableFile where there is but one word."""
    name, _, reason = (part.strip() for part in _partition(typed))
    if not name or not reason:
        problem = "没有写清同意人和理由，没有生成上报件"
        raise UnusableFile(problem, remedy="请写成“姓名：理由”，例如：张某：单位撤并，无法更正")
    return Approval(name=name, reason=reason)


def _partition(typed: str) -> tuple[str, str, str]:
    found = _PARTS.search(typed.strip())
    return (typed.strip()[: found.start()], found[0], typed.strip()[found.end() :]) if found else (typed, "", "")
