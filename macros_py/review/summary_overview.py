"""总览: the figures on one page, the charts on the next. The blocks that charts read are those that people read."""

from __future__ import annotations

import math
from collections.abc import Sequence

import msgspec
import pandas as pd
from xlsxwriter import Workbook
from xlsxwriter.chart import Chart

from macros_py.review import summary_charts, summary_sheets
from macros_py.review.summary_charts import Block
from macros_py.review.summary_conclusions import conclusions
from macros_py.review.summary_sheets import FIRST_UNIT, UNITS, Gathered
from macros_py.review.summary_table import Column, Page, fit, height, is_missing, look_of
from workbook.build.styles import HEAD_FILL, Styles

SHEET = "总览"
_WIDTHS = (27, 12, 2, 14, 9, 10, 2, 36, 8, 9)
_FIGURES = (
    ("收到文件（份）", "files", ""),
    ("· 已审核", "reviewed", summary_sheets.UNITS),
    ("· 拒收", "refused", summary_sheets.UNREAD),
    ("· 失败", "failed", summary_sheets.UNREAD),
    ("· 重复上报，不计", "superseded", summary_sheets.REPEATED),
    ("计入汇总的单位（家）", "units", summary_sheets.UNITS),
    ("· 没有问题", "clean", ""),
    ("· 还有错误", "with_errors", summary_sheets.FINDINGS),
    ("· 有没说明的警告", "with_warnings", summary_sheets.FINDINGS),
    ("· 带问题上报", "overridden", ""),
    ("· 导出后有改动", "changed", ""),
    ("· 按栏目文字认出", "by_labels", ""),
    ("· 缺表", "incomplete", ""),
    ("平均分", "mean", summary_sheets.RANKING),
    ("中位数", "middle", summary_sheets.RANKING),
    ("总体执行率", "rate", summary_sheets.CATEGORIES),
)
_PART = "· "
_CELL = Column(title="", key="", width=0, align="center")
_KINDS = {"mean": "number", "middle": "number", "rate": "percent"}
_TOP, _MOST_FINDINGS, _LONGEST_TITLE, _ROW = 3, 10, 20, 18.75
_CHART_ROWS, _CHART_ROW = 17, 15.75  # points: another height than the usual one, or a program chooses its own
_FAULTS = ("错误", "警告")


class Overview:
    """Draws the sheet. `grades` and `rates` are distributions: `name`, `units`, `share`."""

    def __init__(
        self, book: Workbook, styles: Styles, figures: dict[str, object], grades: pd.DataFrame, rates: pd.DataFrame
    ) -> None:
        self.book, self.styles, self.figures, self.grades, self.rates = book, styles, figures, grades, rates
        self.page = Page(book, styles, SHEET, _WIDTHS)
        self.charts: list[Chart] = []

    def draw(self, note: str, gathered: Gathered, low_rate: float) -> None:
        self.page.title("部门整体支出绩效自评审核汇总", note)
        for row in range(_TOP, _TOP + len(_FIGURES) + 3):
            self.page.sheet.set_row(row, _ROW)
        self.listed_figures()
        grades = self.block(_TOP, 3, ("等级", "单位数", "占比"), self.distribution(self.grades))
        rates = self.block(grades.last + 2, 3, ("执行率", "单位数", "占比"), self.distribution(self.rates))
        findings = self.block(_TOP, 7, ("最常见的问题", "级别", "单位数"), _frequent(gathered.findings))
        last = max(_TOP + len(_FIGURES), rates.last, findings.last)
        self.conclude(last + 2, conclusions(self.figures, self.grades, gathered, low_rate))
        if self.figures["units"]:
            self.add_charts(grades, rates, findings, gathered)
        self.page.sheet.print_area(0, 0, self.page.row - 1, self.page.last)

    def listed_figures(self) -> None:
        head = self.styles.get(border=1, bold=True, align="center", bg_color=HEAD_FILL)
        for column, text in enumerate(("审核情况", "数")):
            self.page.sheet.write_string(_TOP, column, text, head)
        for row, (title, key, sheet) in enumerate(_FIGURES, _TOP + 1):
            name = msgspec.structs.replace(_CELL, indent=2 if title.startswith(_PART) else 1)
            self.cell(row, 0, title.removeprefix(_PART), name, f"internal:'{sheet}'!A1" if sheet else "")
            self.cell(row, 1, self.figures[key], msgspec.structs.replace(_CELL, kind=_KINDS.get(key, "count")))

    def cell(self, row: int, column: int, value: object, like: Column, link: str = "") -> None:
        look = look_of(self.styles, like, missing=is_missing(value), linked=bool(link))
        if is_missing(value):
            self.page.sheet.write_string(row, column, like.missing, look)
        elif isinstance(value, str):
            text = fit(value)
            if not (link and self.page.sheet.write_url(row, column, link, look, text) == 0):
                self.page.sheet.write_string(row, column, text, look)
        else:
            self.page.sheet.write_number(row, column, float(str(value)), look)

    def block(self, top: int, left: int, heads: Sequence[str], rows: list[tuple[object, ...]]) -> Block:
        """A small list: names, something in the middle, figures; at least one row, for a chart wants cells."""
        head = self.styles.get(border=1, bold=True, align="center", bg_color=HEAD_FILL)
        for column, text in enumerate(heads, left):
            self.page.sheet.write_string(top, column, text, head)
        for row, values in enumerate(rows or [("没有", "", "")], top + 1):
            for column, value in enumerate(values, left):
                kind = "percent" if isinstance(value, float) else "text" if isinstance(value, str) else "count"
                self.cell(row, column, value, msgspec.structs.replace(_CELL, kind=kind))
        figures = left + heads.index("单位数")
        return Block(sheet=SHEET, first=top + 1, last=top + max(1, len(rows)), names=left, figures=figures)

    def distribution(self, frame: pd.DataFrame) -> list[tuple[object, ...]]:
        return [(str(row.name), int(row.units), float(row.share)) for row in frame.itertuples(index=False)]

    def conclude(self, row: int, sentences: Sequence[str]) -> None:
        self.page.row = row - 1
        self.page.heading("结论")
        look = self.styles.get(align="left", indent=1)
        for number, sentence in enumerate(sentences, 1):
            text = f"{number}. {sentence}"
            self.page.sheet.set_row(self.page.row, height([(text, sum(_WIDTHS) - 4)]))
            self.page.across(text, look)
        note = self.styles.get(align="left", font_size=9.5, font_color="#444444")
        self.page.across("以上数字都由台账算出；点左边的项目可到有关的表。", note)

    def add_charts(self, grades: Block, rates: Block, findings: Block, gathered: Gathered) -> None:
        """Two and two on a page of their own."""
        units = gathered.units
        bounds = _bounds(units["rate"], 0.1, 1), _bounds(units["total"], 10, 100)
        first = FIRST_UNIT - 1
        scatter = Block(sheet=UNITS, first=first, last=first + len(units) - 1, names=7, figures=5)
        charts = (
            summary_charts.columns(self.book, grades, "各等级的单位数", _most(self.grades)),
            summary_charts.columns(self.book, rates, "预算执行率分布", _most(self.rates)),
            summary_charts.bars(self.book, findings, "最常见的问题", _most(gathered.findings)),
            summary_charts.points(self.book, scatter, "总分与执行率", *bounds),
        )
        top = self.page.row
        self.page.sheet.set_h_pagebreaks([top])
        for number, chart in enumerate(charts):
            place = {"x_offset": 2 + number % 2 * (summary_charts.SIZE[0] + 8), "y_offset": 4, "object_position": 2}
            self.page.sheet.insert_chart(top + number // 2 * _CHART_ROWS, 0, chart, place)
        for row in range(top, top + 2 * _CHART_ROWS):
            self.page.sheet.set_row(row, _CHART_ROW)
        self.page.row = top + 2 * _CHART_ROWS


def _frequent(findings: pd.DataFrame) -> list[tuple[object, ...]]:
    """Errors and warnings first; where there are none, whatever was found."""
    faults = findings[findings["level"].isin(_FAULTS)]
    rows = (findings if faults.empty else faults).head(_MOST_FINDINGS)
    return [(_short(str(row.title)), str(row.level), int(row.units)) for row in rows.itertuples(index=False)]


def _short(title: str) -> str:
    """A title that fits beside a bar."""
    return f"{title[: _LONGEST_TITLE - 1]}…" if len(title) > _LONGEST_TITLE else title


def _most(frame: pd.DataFrame) -> int:
    return int(frame["units"].max()) if len(frame) else 0


def _bounds(values: pd.Series, step: float, full: float) -> tuple[float, float]:
    """Where an axis begins and ends so that no point falls off, on round figures; at the full mark if all are below."""
    known = values.dropna().astype(float)
    if known.empty:
        return 0.0, full
    low = max(0.0, min(full - step, math.floor(known.min() / step) * step))
    return round(low, 2), round(max(full, math.ceil(known.max() / step) * step), 2)
