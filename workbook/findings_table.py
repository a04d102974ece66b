"""The table on the 校验 sheet: what stands in which column and row. For those who draw it, write it, or read what
people wrote there. Imports next to nothing, for `jixiao check` looks at it in every file.

The last column is hidden. It says, by the number of a row, for which figures its text was written.
"""

from __future__ import annotations

from workbook import own_sheets

SHEET = own_sheets.FINDINGS
COLUMNS = (
    ("序号", 6),
    ("级别", 8),
    ("规则", 8),
    ("表格", 16),
    ("位置（点击跳转）", 24),
    ("问题", 62),
    ("应为", 14),
    ("填报", 14),
    ("差额", 12),
    ("可能是四舍五入", 10),
    ("依据", 34),
    ("填报说明", 36),
    ("状态", 14),
)
TEXT_COLUMN = "填报说明"
BASIS, BASIS_HEAD = len(COLUMNS) + 1, "说明所依据的数字"
PROMPT = "警告在这里写明原因，判断在这里答复；错误必须改正，写说明不算。改了数字，先再核对一次，再写说明。"
LEFTOVER_HEAD = "以下说明对应的问题已不存在"
NOT_CHECKED = "尚未校验"  # what the summary says until then
SUMMARY_ROW, HEAD_ROW, FIRST_ROW = 1, 2, 3
LAST_ROW = 20_000

Rows = dict[int, dict[int, str]]  # row -> column -> text, both from 1


def column_of(title: str) -> int:
    """The number of a column, from 1.

    >>> column_of("级别")
    2
    """
    return 1 + next(index for index, (name, _) in enumerate(COLUMNS) if name == title)
