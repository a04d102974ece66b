"""The sheet 字段清单: the names of all cells, for people who write rules of their own.

A row a field, in the order of the tables, the name ready to be copied into a rule with its 【】. The defined name over
the names lets 自定义审核 tell a known name from a slip.
"""

from __future__ import annotations

from collections.abc import Iterator

from xlsxwriter import Workbook

from workbook import own_sheets
from workbook.build.home_sheet import FOOTER
from workbook.build.protection import OpenSheet
from workbook.build.styles import HEAD_FILL, Styles
from workbook.facts import Field, repeat_of
from workbook.field_names import field_names
from workbook.model import Form, FormSet
from workbook.places import Area

SHEET = own_sheets.FIELDS
NAMES, SAID = "jx.names", "jx.fields"
FIRST_ROW = 3
_COLUMNS = (("表", 20), ("字段名（整个复制到关系式里）", 62), ("单位", 10), ("说明", 44))
_NAME, _UNIT, _SAID = 1, 2, 3
_NOTE = "每行一个字段。字段名连同【】一起复制到“自定义审核”的关系式里；用表头的筛选按钮按表查找。"
_KINDS = {"number": "数字", "text": "文字", "date": "日期"}


def add_field_list(book: Workbook, styles: Styles, forms: FormSet, kind: type[OpenSheet]) -> None:
    sheet = book.add_worksheet(SHEET, worksheet_class=kind)
    last = len(_COLUMNS) - 1
    looks = {"locked": True}
    sheet.merge_range(0, 0, 0, last, SHEET, styles.get(font_name="黑体", font_size=16, align="center", **looks))
    sheet.set_row(0, 34)
    sheet.merge_range(1, 0, 1, last, _NOTE, styles.get(align="left", font_color="#666666", **looks))
    sheet.set_row(1, 22)
    head = styles.get(border=1, bold=True, align="center", bg_color=HEAD_FILL, **looks)
    for column, (title, width) in enumerate(_COLUMNS):
        sheet.set_column(column, column, width)
        sheet.write_string(FIRST_ROW - 1, column, title, head)
    sheet.set_row(FIRST_ROW - 1, 24)
    edge = {"border": 1, "border_color": "#D9D9D9", "text_wrap": False, **looks}
    left, centre = styles.get(align="left", indent=1, **edge), styles.get(align="center", **edge)
    end = FIRST_ROW - 1
    for end, texts in enumerate(_rows(forms), FIRST_ROW):
        for column, text in enumerate(texts):
            sheet.write_string(end, column, text, centre if column == _UNIT else left)
    for name, column in ((NAMES, _NAME), (SAID, _SAID)):
        book.define_name(name, f"={Area(SHEET, FIRST_ROW, column, end, column).absolute()}")
    _set_up(sheet, end, last)


def _rows(forms: FormSet) -> Iterator[tuple[str, str, str, str]]:
    for name, key in field_names(forms).items():
        field = forms.fields[key]
        form = forms.form(field.form)
        said = (_KINDS[field.kind], _rows_of(field, form), _filled(field))
        yield form.sheet, f"【{name}】", field.unit, "，".join(said)


def _rows_of(field: Field, form: Form) -> str:
    repeat = form.repeats.get(repeat_of(field.id) or "")
    if repeat:
        return f"逐行（{repeat.label}）"
    return "逐张（一个项目一张）" if form.each else "单独一格"


def _filled(field: Field) -> str:
    return "自动计算" if field.computed else "填写"


def _set_up(sheet: OpenSheet, end: int, last: int) -> None:
    sheet.autofilter(FIRST_ROW - 1, 0, end, last)
    sheet.freeze_panes(FIRST_ROW, 0)
    sheet.hide_gridlines(2)
    sheet.set_paper(9)
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    sheet.center_horizontally()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(FIRST_ROW - 1)
    sheet.set_footer(FOOTER)
    sheet.protect("", {"autofilter": True, "format_columns": True, "format_rows": True})
