"""考核评分表.xlsx: what can be counted is filled in, the points are the bureau's to give.

It grades the self-assessment work, not the spending. One row a unit and item, the marking scale on a sheet beside.
"""

from __future__ import annotations

from datetime import date

import pandas as pd
from xlsxwriter import Workbook

from macros_py.engine.rules import Pack
from macros_py.review import appraisal_figures
from macros_py.review.appraisal_items import FORM, items
from macros_py.review.summary_data import Data
from macros_py.review.summary_table import Column, Page
from workbook.build.styles import Styles
from workbook.load import load_forms, years

SHEET, SCALE = "考核评分表", "评分标准"
_GROUP = Column(title="一级指标", key="group", width=16, kind="short")
_COLUMNS = [
    Column(title="序号", key="number", width=6, kind="count"),
    Column(title="单位", key="unit", width=28),
    Column(title="预算编码", key="code", width=11, kind="short"),
    _GROUP,
    Column(title="二级指标", key="title", width=30),
    Column(title="满分", key="full", width=7, kind="count"),
    Column(title="单位自评分", key="given", width=8, kind="number"),
    Column(title="建议扣分", key="off", width=8, kind="number"),
    Column(title="理由", key="reason", width=48),
    Column(title="财政评分", key="points", width=10, kind="input"),
]
_SCALE = [
    _GROUP,
    Column(title="二级指标", key="title", width=34),
    Column(title="满分", key="full", width=8, kind="count"),
    Column(title="评分标准", key="scale", width=80),
]
_NOTE = (
    "考核的是自评工作本身，不是自评得分。能计数的已算出建议扣分（缺表、未填、迟报），其余请人工评定；"
    "“财政评分”一栏空着，由财政部门填写。评分标准见另一张表。{}"
)


class Appraisal:
    """Draws both sheets into a book."""

    def __init__(self, book: Workbook, data: Data, pack: Pack, deadline: date | None) -> None:
        self.book, self.styles, self.data, self.pack, self.deadline = book, Styles(book), data, pack, deadline

    def draw(self) -> None:
        forms = load_forms(self._year())
        asked = items(forms.form(FORM), self.pack)
        frame = appraisal_figures.rows(self.data, asked, forms, self.deadline)
        page = Page(self.book, self.styles, SHEET, [column.width for column in _COLUMNS])
        until = f"截止日期：{self.deadline}。" if self.deadline else f"{appraisal_figures.NO_DEADLINE}，没有计算迟报。"
        page.title("整体支出绩效自评工作考核评分表", _NOTE.format(until))
        page.list(_COLUMNS, frame, nothing="没有可考核的单位。")
        scale = Page(self.book, self.styles, SCALE, [column.width for column in _SCALE])
        scale.title("评分标准", f"来源：{forms.form(FORM).source}。")
        fields = [(item.group, item.title, item.full, item.scale) for item in asked]
        scale.list(_SCALE, pd.DataFrame(fields, columns=["group", "title", "full", "scale"]))

    def _year(self) -> int:
        """The latest year of the units whose tables are known, or the latest known."""
        found = self.data.frame("SELECT DISTINCT year FROM units WHERE year IS NOT NULL")["year"]
        return max({int(year) for year in found} & {*years()} or {*years()})
