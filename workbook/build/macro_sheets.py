"""The two sheets of a macro workbook that nobody sees: settings for xlwings, and the words that macros say.

They are very hidden: only VBA shows them. Names are ASCII, for VBA source is. Neither goes into a submission copy.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from xlsxwriter import Workbook

CONFIG, TEXTS = "xlwings.conf", "JX_TEXT"
HIDDEN_SHEETS = (CONFIG, TEXTS)
REPLY_CELL = "B1"  # where Python leaves its answer; the first row of TEXTS
_SAYINGS = (
    ("title", "绩效自评"),
    ("unsaved", "请先把本工作簿保存为“Excel 启用宏的工作簿（*.xlsm）”，不要以只读方式打开，再按这个按钮。"),
    (
        "no_python",
        "这台电脑没有装好本工具，这个按钮暂时不能用。填表不受影响：合计、执行率、等级照常自动计算。"
        "要校验、重算或导出，请在装有本工具的电脑上打开，或请信息人员安装本工具。",
    ),
    ("working", "正在处理，请稍候……"),
    ("no_reply", "没有收到处理结果。请再按一次；仍不行，请用命令行 jixiao 处理。"),
    ("failed", "没有做成，本工作簿的内容没有改动。原因："),
)


def add_macro_sheets(book: Workbook, config: Mapping[str, str], functions: Iterable[Sequence[str]]) -> None:
    """`config` is what xlwings looks up, `functions` what the function wizard is told, a row each."""
    rows = [("reply", ""), *_SAYINGS, *(("function", *row) for row in functions)]
    for title, lines in ((CONFIG, list(config.items())), (TEXTS, rows)):
        sheet = book.add_worksheet(title)
        for row, line in enumerate(lines):
            for column, text in enumerate(line):
                sheet.write_string(row, column, text)
        sheet.very_hidden()
