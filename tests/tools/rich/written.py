"""Kinds that XlsxWriter can write: one feature a workbook, on the sheet that is edited."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import partial

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from tests.tools.rich.parts import EDITED, Make, write
from tests.workbook.test_package import png

Decorate = Callable[[Workbook, Worksheet], None]
TABLE = {"name": "明细", "columns": [{"header": "名称"}, {"header": "金额"}]}


def _chart(kind: str) -> Decorate:
    def decorate(book: Workbook, sheet: Worksheet) -> None:
        chart = book.add_chart({"type": kind})
        chart.add_series({"categories": f"='{EDITED}'!$A$4:$A$9", "values": f"='{EDITED}'!$B$4:$B$9"})
        sheet.insert_chart("H2", chart)

    return decorate


def _chart_sheet(book: Workbook, sheet: Worksheet) -> None:
    chart = book.add_chart({"type": "line"})
    chart.add_series({"values": f"='{EDITED}'!$B$4:$B$9"})
    book.add_chartsheet("趋势图").set_chart(chart)


def _formats(book: Workbook, sheet: Worksheet) -> None:
    red = book.add_format({"bg_color": "#F8D7DA"})
    sheet.conditional_format("B4:B9", {"type": "cell", "criteria": ">", "value": 500, "format": red})
    sheet.conditional_format("A4:A9", {"type": "formula", "criteria": "=$B4>5", "format": red})
    sheet.conditional_format("C4:C9", {"type": "3_color_scale"})


def _validation(book: Workbook, sheet: Worksheet) -> None:
    sheet.data_validation("B4:B9", {"validate": "decimal", "criteria": ">=", "value": 0, "input_title": "预算"})
    sheet.data_validation("A4:A9", {"validate": "list", "source": ["是", "否"], "error_message": "只能选是或否"})


def _outline(book: Workbook, sheet: Worksheet) -> None:
    for row in range(4, 8):
        sheet.set_row(row, None, None, {"level": 1, "hidden": row > 6})
    sheet.set_column("E:G", 12, None, {"level": 2, "collapsed": True})


def _protected(book: Workbook, sheet: Worksheet) -> None:
    sheet.protect("示例", {"format_cells": True, "sort": True})
    sheet.unprotect_range("B4:B9", "填报区")


def _page(book: Workbook, sheet: Worksheet) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.print_area("A1:C20")
    sheet.repeat_rows(0, 2)
    sheet.set_h_pagebreaks([10])
    sheet.set_v_pagebreaks([3])
    sheet.fit_to_pages(1, 0)
    sheet.set_header("&C&A")


def _properties(book: Workbook, sheet: Worksheet) -> None:
    book.set_properties({"title": "自评表", "company": "某某市示例局"})
    book.set_custom_property("年度", 2022)
    book.set_custom_property("已审核", True)


def _names(book: Workbook, sheet: Worksheet) -> None:
    book.define_name("合计_2022.甲", f"='{EDITED}'!$B$4:$B$9")
    book.define_name(f"'{EDITED}'!本表", f"='{EDITED}'!$A$1")
    book.define_name("税率", "=0.06")
    book.define_name("坏名", "=#REF!")
    book.define_name("取数", f"=OFFSET('{EDITED}'!$B$4,0,0,COUNT('{EDITED}'!$B:$B),1)")


def _hidden(book: Workbook, sheet: Worksheet) -> None:
    book.add_worksheet("隐藏").hide()
    book.add_worksheet("深藏").very_hidden()


def _macros(book: Workbook, sheet: Worksheet) -> None:
    book.add_vba_project(io.BytesIO(_VBA), is_stream=True)
    sheet.insert_button("F3", {"macro": "check", "caption": "校验"})


def _rich(book: Workbook, sheet: Worksheet) -> None:
    sheet.write_rich_string("A12", "说明：", book.add_format({"bold": True}), "重点", "，其余从略")


def _arrays(book: Workbook, sheet: Worksheet) -> None:
    sheet.write_array_formula("E4:E9", "{=B4:B9*2}", None, 800)
    sheet.write_dynamic_array_formula("F4:F9", "=SORT(B4:B9)", None, 400)


_VBA = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(range(256)) * 8
_DECORATED: dict[str, Decorate] = {
    "plain": lambda book, sheet: None,
    "picture": lambda book, sheet: sheet.insert_image("H2", "点.png", {"image_data": png()}) and None,
    "picture in a cell": lambda book, sheet: sheet.embed_image("H2", "点.png", {"image_data": png()}) and None,
    "background picture": lambda book, sheet: sheet.set_background(png()) and None,
    "text box": lambda book, sheet: sheet.insert_textbox("H2", "填表说明\n第二行") and None,
    "column chart": _chart("column"),
    "pie chart": _chart("pie"),
    "chart sheet": _chart_sheet,
    "sparklines": lambda book, sheet: sheet.add_sparkline("E4", {"range": f"'{EDITED}'!B4:B9"}) and None,
    "data bar x14": lambda book, sheet: (
        sheet.conditional_format("B4:B9", {"type": "data_bar", "data_bar_2010": True}) and None
    ),
    "icon set": lambda book, sheet: (
        sheet.conditional_format("B4:B9", {"type": "icon_set", "icon_style": "3_flags"}) and None
    ),
    "conditional formats": _formats,
    "validation": _validation,
    "old comments": lambda book, sheet: sheet.write_comment("B4", "批复数", {"author": "甲"}) and None,
    "table": lambda book, sheet: sheet.add_table("H3:I9", TABLE) and None,
    "names": _names,
    "hidden sheets": _hidden,
    "rich text": _rich,
    "array formulas": _arrays,
    "outline": _outline,
    "freeze panes": lambda book, sheet: sheet.freeze_panes(3, 1),
    "split panes": lambda book, sheet: sheet.split_panes(15, 8.43),
    "protected ranges": _protected,
    "page setup": _page,
    "header picture": lambda book, sheet: sheet.set_header("&L&G", {"image_left": "点.png", "image_data_left": png()}),
    "button": lambda book, sheet: sheet.insert_button("F3", {"caption": "校验"}) and None,
    "check box": lambda book, sheet: sheet.insert_checkbox("F4", True) and None,
    "own properties": _properties,
    "macros": _macros,
    "filter": lambda book, sheet: sheet.autofilter("A3:C9") and None,
    "ignored errors": lambda book, sheet: sheet.ignore_errors({"number_stored_as_text": "A4:A9"}) and None,
    "links": lambda book, sheet: sheet.write_url("A12", "https://example.invalid/说明", string="说明") and None,
}
WRITTEN: dict[str, Make] = {name: partial(write, decorate=decorate) for name, decorate in _DECORATED.items()}
