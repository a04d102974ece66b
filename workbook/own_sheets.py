"""The sheets of a workbook that are ours and no official table, by title. Imports nothing.

`WORKING` are for work alone and stay at home when the workbook goes up; the charts go along, as a page of figures that
are in the tables already.
"""

from __future__ import annotations

HOME, CHARTS, FINDINGS, CUSTOM, FIELDS, RETURNED = "首页", "图表", "校验", "自定义审核", "字段清单", "退回意见"
RECEIPT = "回执"
CONFIG, TEXTS = "xlwings.conf", "JX_TEXT"  # very hidden, in a workbook with macros
HIDDEN = (CONFIG, TEXTS)
WORKING = (HOME, FINDINGS, CUSTOM, FIELDS, RETURNED, *HIDDEN)
OURS = (*WORKING, CHARTS, RECEIPT)
