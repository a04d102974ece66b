"""The 校验 sheet: where findings are listed and warnings explained. Built empty; `annotate.py` writes the rows.

Borders and colours come from conditional formats, so that a list of any length looks right and an empty one is blank.
The last column is hidden: it keeps for which figures a text was written.
"""

from __future__ import annotations

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from workbook.build.styles import INPUT_FILL, Styles
from workbook.explanations import ANSWERED, ASKED, EXPLAINED, STALE
from workbook.findings_table import (
    BASIS_HEAD,
    COLUMNS,
    FIRST_ROW,
    HEAD_ROW,
    LAST_ROW,
    NOT_CHECKED,
    PROMPT,
    SHEET,
    SUMMARY_ROW,
    TEXT_COLUMN,
    column_of,
)

_LEVELS = {"错误": "#F8D7DA", "警告": "#FFF1CC", "提示": "#E4EEF8", "判断": "#E9E2F3", "规则错误": "#DDDDDD"}
_STATES = {STALE: "#FCE0C0", EXPLAINED: "#DFF0D8", ANSWERED: "#DFF0D8"}


def add_findings_sheet(book: Workbook, styles: Styles) -> None:
    sheet = book.add_worksheet(SHEET)
    last = len(COLUMNS) - 1
    sheet.merge_range(0, 0, 0, last, "校验结果", styles.get(font_name="黑体", font_size=16, align="center"))
    sheet.set_row(0, 34)
    sheet.merge_range(SUMMARY_ROW, 0, SUMMARY_ROW, last, NOT_CHECKED, styles.get(align="left"))
    sheet.set_row(SUMMARY_ROW, 24)
    head = styles.get(border=1, bold=True, align="center", bg_color="#F2F2F2")
    for column, (title, width) in enumerate(COLUMNS):
        centred = title in ("序号", "级别", "规则", "可能是四舍五入", "状态")
        align = "center" if centred else "right" if title in ("应为", "填报", "差额") else "left"
        sheet.set_column(column, column, width, styles.get(align=align, num_format="@"))
        sheet.write_string(HEAD_ROW, column, title, head)
    sheet.set_row(HEAD_ROW, 32)
    sheet.set_column(last + 1, last + 1, None, styles.get(align="left", num_format="@"), {"hidden": True})
    sheet.write_string(HEAD_ROW, last + 1, BASIS_HEAD, head)
    _add_conditions(sheet, book, last)
    place = column_of(TEXT_COLUMN) - 1
    said = {"validate": "any", "input_title": TEXT_COLUMN, "input_message": PROMPT}
    sheet.data_validation(FIRST_ROW, place, LAST_ROW, place, said)
    sheet.freeze_panes(FIRST_ROW, 0)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEAD_ROW)
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    sheet.set_footer("&C第 &P 页，共 &N 页")


def _add_conditions(sheet: Worksheet, book: Workbook, last: int) -> None:
    """The colour of each level and state, of explanations to be typed, and borders: only in rows that hold a finding.

    Each rule has its borders, for not every program takes the colour from one and the border from the next.
    """
    for letter, column, colours in (("B", 1, _LEVELS), ("M", last, _STATES)):
        for word, colour in colours.items():
            rule = {
                "type": "formula",
                "criteria": f'=${letter}{FIRST_ROW + 1}="{word}"',
                "format": book.add_format({"bg_color": colour, "border": 1}),
            }
            sheet.conditional_format(FIRST_ROW, column, LAST_ROW, column, rule)
    place, listed = column_of(TEXT_COLUMN) - 1, {"type": "formula", "criteria": f'=$A{FIRST_ROW + 1}<>""'}
    filled, bordered = book.add_format({"bg_color": INPUT_FILL, "border": 1}), book.add_format({"border": 1})
    asked = ",".join(f'$B{FIRST_ROW + 1}="{level}"' for level in ASKED)
    to_fill_in = {"type": "formula", "criteria": f"=OR({asked})", "format": filled}
    sheet.conditional_format(FIRST_ROW, place, LAST_ROW, place, to_fill_in)
    sheet.conditional_format(FIRST_ROW, 0, LAST_ROW, last, {**listed, "format": bordered})
