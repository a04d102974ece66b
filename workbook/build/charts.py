"""The 图表 sheet: four native charts and, under them, the blocks they read. See `chart_data.py` for the figures."""

from __future__ import annotations

from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.chart import Chart
from xlsxwriter.worksheet import Worksheet

from workbook.build.chart_data import LEFT, SHEET, TOP, Block, ChartData
from workbook.build.home_sheet import FOOTER
from workbook.build.live import Look, put
from workbook.build.styles import HEAD_FILL, Styles
from workbook.model import FormSet

# Told apart by people who do not see red and green alike, and in a black and white print.
_BLUE, _AMBER, _GREY = "#1F6FB2", "#E69F00", "#B8BEC6"
_DARK, _SOFT = "#1F3864", "#E3E6EA"
_WIDTHS = (1.5, 27, 14, 14, 14, 12, 1.5, 21, 21, 21)
_CHART = (530, 340)
_PLACES = {"funds": (2, 0), "scores": (2, 1), "projects": (21, 0), "years": (21, 1)}
_LAST_COLUMN, _LAST_CHART_ROW, _ROW_HEIGHT = 9, 38, 14.25


def add_charts(sheet: Worksheet, book: Workbook, styles: Styles, forms: FormSet, look: Look) -> None:
    _Charts(sheet, book, styles, ChartData(forms, look)).draw()


class _Charts:
    def __init__(self, sheet: Worksheet, book: Workbook, styles: Styles, data: ChartData) -> None:
        self.sheet, self.book, self.styles, self.data = sheet, book, styles, data

    def draw(self) -> None:
        for column, width in enumerate(_WIDTHS):
            self.sheet.set_column(column, column, width)
        title = self.styles.get(locked=True, font_name="黑体", font_size=16, align="center")
        self.sheet.merge_range(0, 1, 0, _LAST_COLUMN, "绩效自评图表", title)
        self.sheet.set_row(0, 34)
        note = self.styles.get(locked=True, align="center", font_color="#666666")
        self.sheet.merge_range(1, 1, 1, _LAST_COLUMN, "图所用的数列在图的下方。", note)
        self.sheet.set_row(1, 20)
        for row in range(2, TOP):
            self.sheet.set_row(row, _ROW_HEIGHT)
        for block in self.data.blocks.values():
            self.block(block)
        for name, (row, side) in _PLACES.items():
            if name in self.data.blocks:
                self.place(getattr(self, name)(self.data.blocks[name]), row, side)
        self.print_setup()
        self.sheet.protect()

    def block(self, block: Block) -> None:
        heading = self.styles.get(locked=True, font_name="黑体", font_color=_DARK, align="left", text_wrap=False)
        head = self.styles.get(locked=True, border=1, bold=True, bg_color=HEAD_FILL, align="center")
        label = self.styles.get(locked=True, border=1, align="left", indent=1)
        figure = self.styles.get(locked=True, border=1, align="right", indent=1, num_format="#,##0.00")
        count = self.styles.get(locked=True, border=1, align="center", num_format="0")
        for (row, column), item in self.data.page.items():
            if block.top <= row < block.first + block.rows:
                inside = label if column == LEFT else count if self.is_count(block, column) else figure
                put(
                    self.sheet,
                    (row, column),
                    item,
                    heading if row == block.top else head if row < block.first else inside,
                )

    def is_count(self, block: Block, column: int) -> bool:
        return self.data.page.get((block.top + 1, column)) == "第几行"

    def place(self, chart: Chart, row: int, side: int) -> None:
        chart.set_size({"width": _CHART[0], "height": _CHART[1]})
        self.sheet.insert_chart(row, 0, chart, {"x_offset": 6 + side * (_CHART[0] + 10), "object_position": 2})

    def funds(self, block: Block) -> Chart:
        return self.columns(block, "资金执行情况（按资金来源）", "万元", (_GREY, _AMBER, _BLUE))

    def years(self, block: Block) -> Chart:
        chart = self.bars(block, "收入支出：本年与上年", (_GREY, _BLUE))
        chart.set_legend({"position": "top", "font": _font(9)})
        return chart

    def scores(self, block: Block) -> Chart:
        return self.columns(block, "得分与分值（按一级指标）", "分", (_GREY, _BLUE), labels="0.##;-0.##;;")

    def projects(self, block: Block) -> Chart:
        chart = self.bars(block, "项目支出", (_BLUE,), labels="#,##0.00;-#,##0.00;;")
        chart.set_legend({"none": True})
        return chart

    def bars(self, block: Block, title: str, colours: tuple[str, ...], labels: str = "") -> Chart:
        """Lying bars, the first one on top: long names stay readable."""
        chart = self.chart("bar", title)
        for number, colour in enumerate(colours, 1):
            chart.add_series(self.series(block, number, colour, labels))
        chart.set_y_axis({"reverse": True, "num_font": _font(9), "line": {"color": _GREY}, "major_tick_mark": "none"})
        chart.set_x_axis(_figures("万元") | {"label_position": "high"})  # which is below, the other axis being reversed
        return chart

    def columns(self, block: Block, title: str, unit: str, colours: tuple[str, ...], labels: str = "") -> Chart:
        chart = self.chart("column", title)
        for number, colour in enumerate(colours, 1):
            chart.add_series(self.series(block, number, colour, labels))
        chart.set_legend({"position": "top", "font": _font(9)})
        chart.set_x_axis({"num_font": _font(9), "line": {"color": _GREY}, "major_tick_mark": "none"})
        chart.set_y_axis(_figures(unit))
        return chart

    def chart(self, kind: str, title: str) -> Chart:
        chart = self.book.add_chart({"type": kind})
        chart.set_title({"name": title, "name_font": {"name": "黑体", "size": 12, "bold": False}, "overlay": False})
        chart.set_chartarea({"border": {"color": _SOFT}})
        chart.show_blanks_as("gap")
        return chart

    def series(self, block: Block, column: int, colour: str, labels: str) -> dict[str, Any]:
        series: dict[str, Any] = {
            "name": [SHEET, block.top + 1, LEFT + column],
            "categories": [SHEET, *block.area(0)],
            "values": [SHEET, *block.area(column)],
            "fill": {"color": colour},
            "gap": 60,
            "overlap": 0,
        }
        shown = {"value": True, "num_format": labels, "font": _font(9)}
        return series | ({"data_labels": shown} if labels else {})

    def print_setup(self) -> None:
        self.sheet.hide_gridlines(2)
        self.sheet.set_paper(9)
        self.sheet.set_landscape()
        self.sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.5)
        self.sheet.center_horizontally()
        self.sheet.print_area(0, 0, _LAST_CHART_ROW, _LAST_COLUMN)
        self.sheet.fit_to_pages(1, 1)
        self.sheet.set_footer(FOOTER)


def _font(size: float) -> dict[str, Any]:
    return {"name": "宋体", "size": size, "bold": False}


def _figures(unit: str) -> dict[str, Any]:
    """An axis of amounts or points, its unit as title, with lines that are hardly there."""
    return {
        "name": unit,
        "name_font": _font(9),
        "num_font": _font(9),
        "num_format": "#,##0",
        "min": 0,
        "line": {"none": True},
        "major_tick_mark": "none",
        "major_gridlines": {"visible": True, "line": {"color": _SOFT, "width": 0.75}},
    }
