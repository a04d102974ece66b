"""A sound workbook with one of everything that files break on: what `test_repair_lint.py` damages."""

from __future__ import annotations

from pathlib import Path

from xlsxwriter import Workbook


def write_rich(path: Path) -> None:
    book = Workbook(path)
    sheet, other = book.add_worksheet("收支"), book.add_worksheet("附表 1")
    bold = book.add_format({"bold": True, "num_format": "0.0000"})
    sheet.set_column(0, 3, 12)
    sheet.merge_range("A1:C1", "某某市示例局", bold)
    sheet.merge_range("A2:C2", "收入支出表", bold)
    sheet.set_row(2, 30)
    sheet.write_row("A3", ["项目", "预算", "执行"])
    sheet.write_number("B4", 12.5, bold)
    sheet.write_formula("C4", '=IF(B4>0,ROUND(SUM(B4:B5),2),"无")', bold, 12.5)
    sheet.write_formula("D4", "='附表 1'!A2*2", None, 2)
    sheet.write_array_formula("E4:E5", "{=B4:B5*2}", None, 25)
    sheet.write_boolean("F4", True)
    sheet.write_comment("B4", "年初预算")
    sheet.data_validation("B4:B9", {"validate": "decimal", "criteria": ">=", "value": 0, "input_title": "预算"})
    sheet.data_validation("C6:C9", {"validate": "list", "source": ["是", "否"]})
    for colour in ("#F8D7DA", "#FFF1CC"):
        rule = {"type": "formula", "criteria": "=$B4>5", "format": book.add_format({"bg_color": colour})}
        sheet.conditional_format("B4:B9", rule)
    sheet.write_url("A5", "internal:'附表 1'!A1", string="附表")
    sheet.freeze_panes(3, 1)
    sheet.set_footer("&C第 &P 页")
    other.add_table("A1:B3", {"name": "明细", "columns": [{"header": "名称"}, {"header": "金额"}]})
    other.add_table("B19:C21", {"name": "补充", "columns": [{"header": "名称"}, {"header": "金额"}]})
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "='收支'!$B$4:$B$5"})
    other.insert_chart("D2", chart)
    book.define_name("jx.total", "='收支'!$C$4")
    book.define_name("jx.rows", "='收支'!$B$4:$B$5")
    book.define_name("'附表 1'!jx.local", "='附表 1'!$A$1")
    book.close()
