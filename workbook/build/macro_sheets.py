"""The two sheets of a macro workbook that nobody sees: settings for xlwings, and the words that macros say.

They are very hidden: only VBA shows them. Names are ASCII, for VBA source is. Neither goes into a submission copy.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from xlsxwriter import Workbook

from workbook import own_sheets
from workbook.macro_texts import HANDED, TEXTS, TITLE
from workbook.number_formats import TEXT

CONFIG, HIDDEN_SHEETS = own_sheets.CONFIG, own_sheets.HIDDEN
_SAYINGS = (
    ("title", TITLE),
    ("choose_rules", "选择规则包文件"),
    ("filter_rules", "规则包 (*.toml),*.toml"),
    ("choose_return", "选择财政部门退回的文件"),
    ("filter_return", "退回件 (*.xlsx),*.xlsx"),
    (
        "override",
        "如果单位负责人同意带着这些问题上报，请写“姓名：理由”，会写进上报件和回执；否则请按“取消”，改好再导出。",
    ),
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
    rows = [*((key, "") for key in HANDED), *_SAYINGS, *(("function", *row) for row in functions)]
    plain = book.add_format({"num_format": TEXT})  # what is typed or told must not become a formula, be it =1+1
    for title, lines in ((CONFIG, list(config.items())), (TEXTS, rows)):
        sheet = book.add_worksheet(title)
        for row, line in enumerate(lines):
            for column, text in enumerate(line):
                sheet.write_string(row, column, text, plain)
        sheet.very_hidden()
