"""The two sheets of a macro workbook that nobody sees: settings for xlwings, and the words that macros say.

They are very hidden: only VBA shows them. Names are ASCII, for VBA source is. Neither goes into a submission copy.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from xlsxwriter import Workbook

from workbook import own_sheets
from workbook.macro_texts import TEXTS, TITLE

CONFIG, HIDDEN_SHEETS = own_sheets.CONFIG, own_sheets.HIDDEN
_SAYINGS = (
    ("title", TITLE),
    ("choose", "选择规则包文件"),
    ("kind", "规则包"),
    ("unsaved", "请先把本工作簿保存为“Excel 启用宏的工作簿（*.xlsm）”，再按这个按钮：结果要存在它旁边。"),
    (
        "no_python",
        "这台电脑没有装好本工具，这个按钮暂时不能用。填表不受影响：合计、执行率、等级照常自动计算。"
        "要校验、重算或导出，请在装有本工具的电脑上打开，或请信息人员安装本工具。",
    ),
    ("working", "正在处理，请稍候……"),
    ("no_reply", "没有收到处理结果。请再按一次；仍不行，请用命令行 jixiao 处理。"),
    ("failed", "没有做完。原因："),
    # Quiet words of the status bar, when a workbook opens where Python cannot help (vba/JxStart.bas).
    ("hint_host", "绩效自评：按钮和自动核对只在 Windows 的 Excel 里能用；这里照常填表，合计、执行率、等级会自动算。"),
    ("hint_python", "绩效自评：这台电脑没有装好本工具，按钮暂时不能用；照常填表，合计、执行率、等级会自动算。"),
)


def add_macro_sheets(book: Workbook, config: Mapping[str, str], functions: Iterable[Sequence[str]]) -> None:
    """`config` is what xlwings looks up, `functions` what the function wizard is told, a row each."""
    rows = [("reply", ""), ("chosen", ""), ("source", ""), *_SAYINGS, *(("function", *row) for row in functions)]
    for title, lines in ((CONFIG, list(config.items())), (TEXTS, rows)):
        sheet = book.add_worksheet(title)
        for row, line in enumerate(lines):
            for column, text in enumerate(line):
                sheet.write_string(row, column, text)
        sheet.very_hidden()
