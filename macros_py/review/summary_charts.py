"""The four charts of the summary. They read the blocks of 总览 and the columns of 单位汇总, and nothing else."""

from __future__ import annotations

from typing import Any

import msgspec
from xlsxwriter import Workbook
from xlsxwriter.chart import Chart

# Told apart by people who do not see red and green alike, and in a black and white print.
BLUE, AMBER, GREY = "#1F6FB2", "#E69F00", "#B8BEC6"
_SOFT = "#E3E6EA"
SIZE = (468, 330)


class Block(msgspec.Struct, frozen=True, kw_only=True):
    """Where the figures stand: rows from `first` to `last`, names in one column and figures in another, from 0."""

    sheet: str
    first: int
    last: int
    names: int
    figures: int

    def range(self, column: int) -> list[str | int]:
        return [self.sheet, self.first, column, self.last, column]


def columns(book: Workbook, block: Block, title: str, most: int) -> Chart:
    """Units of each grade or band, standing, with their number above; `most` is the highest."""
    chart = _chart(book, "column", title)
    chart.add_series(_series(block, BLUE))
    chart.set_x_axis({"num_font": font(9), "line": {"color": GREY}, "major_tick_mark": "none"})
    chart.set_y_axis(_whole("单位数（家）", most))
    return chart


def bars(book: Workbook, block: Block, title: str, most: int) -> Chart:
    """Lying bars, the longest on top: long names stay readable."""
    chart = _chart(book, "bar", title)
    chart.add_series(_series(block, AMBER))
    names = {"reverse": True, "interval_unit": 1, "num_font": font(8)}
    chart.set_y_axis(names | {"line": {"color": GREY}, "major_tick_mark": "none"})
    chart.set_x_axis(
        _whole("单位数（家）", most) | {"label_position": "high"}
    )  # which is below, the other axis being reversed
    return chart


def points(book: Workbook, block: Block, title: str, rates: tuple[float, float], totals: tuple[float, float]) -> Chart:
    """Score over execution rate, one point a unit; `rates` and `totals` are where the axes begin and end."""
    chart = book.add_chart({"type": "scatter"})
    _dress(chart, title)
    mark = {"type": "circle", "size": 5, "fill": {"color": BLUE, "transparency": 40}, "border": {"none": True}}
    chart.add_series({"categories": block.range(block.names), "values": block.range(block.figures), "marker": mark})
    wide = {"min": rates[0], "max": rates[1], "num_format": "0%", "line": {"color": GREY}}
    chart.set_x_axis(_axis("执行率") | wide)
    chart.set_y_axis(_axis("总分") | {"min": totals[0], "max": totals[1]})
    return chart


def font(size: float) -> dict[str, Any]:
    return {"name": "宋体", "size": size, "bold": False}


def _chart(book: Workbook, kind: str, title: str) -> Chart:
    chart = book.add_chart({"type": kind})
    _dress(chart, title)
    return chart


def _dress(chart: Chart, title: str) -> None:
    chart.set_title({"name": title, "name_font": {"name": "黑体", "size": 12, "bold": False}, "overlay": False})
    chart.set_chartarea({"border": {"color": _SOFT}})
    chart.set_legend({"none": True})
    chart.set_size({"width": SIZE[0], "height": SIZE[1]})


def _series(block: Block, colour: str) -> dict[str, Any]:
    return {
        "categories": block.range(block.names),
        "values": block.range(block.figures),
        "fill": {"color": colour},
        "gap": 60,
        "data_labels": {"value": True, "num_format": "0;;", "font": font(9)},  # no label where there is no unit
    }


def _whole(unit: str, most: int) -> dict[str, Any]:
    """An axis of things that are counted: no half ones."""
    return _axis(unit) | ({"major_unit": 1, "max": max(1, most) + 1} if most <= 5 else {})


def _axis(unit: str) -> dict[str, Any]:
    """An axis of figures, its unit as title, with lines that are hardly there."""
    return {
        "name": unit,
        "name_font": font(9),
        "num_font": font(9),
        "num_format": "0",
        "min": 0,
        "line": {"none": True},
        "major_tick_mark": "none",
        "major_gridlines": {"visible": True, "line": {"color": _SOFT, "width": 0.75}},
    }
