"""How the 首页 sheet looks: cards, progress bars, steps. What stands in it is said in `home.py`."""

from __future__ import annotations

from typing import Any

from xlsxwriter.worksheet import Worksheet

from workbook.build import home
from workbook.build.home import BEGUN, DONE, DUE, FIRST, SHARE, STATE, THERE, TITLE, UNTOUCHED, Listed, home_page
from workbook.build.live import Look, Page, put
from workbook.build.styles import COMPUTED_FILL, HEAD_FILL, Styles
from workbook.model import name_of
from workbook.places import quoted

_WIDTHS = (1.5, 11, 11, 11, 11, 11, 11, 11, 11, 1.5)
_LEFT, _RIGHT = 1, 8
FOOTER = "&C&A　第 &P 页，共 &N 页"
_DARK, _GREY, _LINE, _BAR = "#1F3864", "#666666", "#BFBFBF", "#8FB4DC"
_STATES = {DONE: ("#DDEFE3", "#1E5B3A"), BEGUN: ("#FFF1CC", "#7A5900"), UNTOUCHED: ("#EFEFEF", "#595959")}
_FOUND = {"错误": "#A61B29", "警告": "#8A6100", "提示": "#2A5A8A"}
_STEPS = (
    ("① 填表", "浅黄色的格子照实填写，浅蓝色的格子自动算出；没有发生额的填 0，不要留空。", "", ""),
    ("② 核对", "逐项检查合计、勾稽、执行率和得分，结果列在“校验”表里。", "校验", "jixiao check 本文件{0} -o 核对后{0}"),
    ("③ 修改或说明", "错误必须改正；警告改正，或在“校验”表写填报说明；改完再核对一次。", "跳到问题", ""),
    ("④ 领导签字", "打印各表，填表人、单位负责人签字盖章，填好日期。", "", ""),
    (
        *("⑤ 导出上报", "生成只有数值的上报件，带回执；还有错误、或警告没有说明的，不予生成。"),
        *("导出上报", "jixiao export 本文件{0}"),
    ),
    (
        *("⑥ 退回修改", "财政部门退回以后，导入退回件，逐条改正或答复，再导出一次。"),
        *("导入退回", "jixiao import-return 本文件{0} 退回件.xlsx"),
    ),
)
_NOTE = (
    "应填怎么数：必填的格、单独一格的数，各算一项；没有的填 0 也算填了，模板里已写好的不算。机构、项目、指标、人员这些"
    "可加行的表，填了几行算几项，一行没填算还差一项；与表中合计重复的明细可以不填。点表名可跳到那张表。"
)


def add_home(
    sheet: Worksheet, styles: Styles, year: int, tables: list[Listed], look: Look, place: str, *, buttons: bool
) -> None:
    """`buttons`: the workbook has macros, and the steps name the buttons."""
    _Home(sheet, styles, tables, home_page(tables, look, None), buttons).draw(year, place)


class _Home:
    def __init__(self, sheet: Worksheet, styles: Styles, tables: list[Listed], page: Page, buttons: bool) -> None:
        self.sheet, self.styles, self.tables, self.page, self.buttons = sheet, styles, tables, page, buttons

    def draw(self, year: int, place: str) -> None:
        for column, width in enumerate(_WIDTHS):
            self.sheet.set_column(column, column, width)
        self.sheet.hide_gridlines(2)
        self.head(year, place)
        self.cards()
        self.next_step()
        last = self.table()
        self.note(self.steps(last + 2))
        self.grey_words()
        self.print_setup()
        self.sheet.protect()

    def line(
        self, row: int, height: float, text: str = "", first: int = _LEFT, last: int = _RIGHT, **looks: Any
    ) -> None:
        """A text across columns, or what the page has for its first one."""
        self.sheet.set_row(row, height)
        style = self.styles.get(locked=True, **looks)
        if first < last:
            self.sheet.merge_range(row, first, row, last, "", style)
        put(self.sheet, (row, first), self.page.get((row, first), text), style)

    def head(self, year: int, place: str) -> None:
        self.sheet.set_row(0, 10)
        title: dict[str, Any] = {"font_name": "黑体", "font_size": 20, "font_color": _DARK, "align": "center"}
        self.line(1, 40, f"{year}年度部门整体支出绩效自评", **title)
        self.line(2, 28, font_name="黑体", font_size=14, align="center")
        self.line(
            3,
            20,
            f"{year}年度表样　·　评价规则：{place}",
            font_color=_GREY,
            align="center",
            bottom=2,
            bottom_color=_DARK,
        )
        self.sheet.set_row(4, 10)

    def cards(self) -> None:
        for index, (label, _, number) in enumerate(home.CARDS):
            self.card(home.SCORES[0], 1 + 2 * index, label, _DARK, number)
        self.sheet.set_row(7, 6)
        self.card(home.MISSING[0], home.MISSING[1], "还差（项）", _DARK)
        for index, (level, colour) in enumerate(_FOUND.items()):
            self.card(home.FOUND[0], home.FOUND[1] + 2 * index, f"{level}（处）", colour)
        self.sheet.set_row(10, 8)

    def grey_words(self) -> None:
        """Words in place of a figure step back."""
        for word in (home.NOT_CHECKED, home.NOT_SCORED):
            looks = self.styles.book.add_format({"font_color": _GREY})
            rule = {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": looks}
            self.sheet.conditional_format(home.SCORES[0], _LEFT, home.FOUND[0], _RIGHT, rule)

    def card(self, row: int, column: int, label: str, colour: str, number: str = "General") -> None:
        edge = {"bg_color": COMPUTED_FILL, "border_color": _LINE, "align": "center", "left": 1, "right": 1}
        self.line(row - 1, 18, label, column, column + 1, font_size=9.5, font_color=_GREY, top=1, **edge)
        self.line(
            row,
            32,
            "",
            column,
            column + 1,
            font_name="黑体",
            font_size=16,
            font_color=colour,
            bottom=1,
            num_format=number,
            **edge,
        )

    def next_step(self) -> None:
        row, column = home.NEXT
        looks = {"bg_color": _DARK, "font_color": "#FFFFFF", "font_name": "黑体", "font_size": 12}
        self.line(row, 30, "下一步", _LEFT, column - 1, align="center", **looks)
        self.line(row, 30, "", column, _RIGHT, align="left", **looks)
        self.sheet.set_row(row + 1, 10)

    def heading(self, row: int, text: str, last: int = _RIGHT) -> None:
        self.line(row, 24, text, _LEFT, last, font_name="黑体", font_size=12, font_color=_DARK, align="left")

    def table(self) -> int:
        row, column = home.COUNT
        self.heading(row, "填报进度", column - 1)
        self.line(row, 24, "", column, _RIGHT, align="right", font_color=_GREY)
        head = {"bg_color": HEAD_FILL, "bold": True, "align": "center", "border": 1, "border_color": _LINE}
        for first, last, text in ((1, 1, "序号"), (TITLE, 4, "表（点击跳转）"), *(_single(*pair) for pair in _COLUMNS)):
            self.line(FIRST - 1, 20, text, first, last, **head)
        for row, table in enumerate(self.tables, FIRST):
            self.form(row, table)
        last_row = FIRST + len(self.tables) - 1
        self.colour(last_row)
        return last_row

    def form(self, row: int, table: Listed) -> None:
        edge = {"border": 1, "border_color": _LINE}
        self.line(row, 20, "", 1, 1, align="center", **edge)
        link = {"font_color": "#0B5394", "underline": 1, "align": "left", "indent": 1}
        self.line(row, 20, "", TITLE, 4, **link, **edge)
        # A defined name outlives a renamed sheet; the names of a repeating form belong to each of its sheets.
        place = f"{quoted(table.title)}!A1" if table.sheet else name_of(next(iter(table.form.fields)))
        self.sheet.write_url(row, TITLE, f"internal:{place}", self.styles.get(locked=True, **link, **edge), table.title)
        for column, number in ((DUE, "0"), (THERE, "0"), (SHARE, "0%"), (STATE, "@")):
            self.line(row, 20, "", column, column, align="center", num_format=number, **edge)

    def colour(self, last: int) -> None:
        for state, (fill, ink) in _STATES.items():
            looks = self.styles.book.add_format({"bg_color": fill, "font_color": ink})
            rule = {"type": "cell", "criteria": "==", "value": f'"{state}"', "format": looks}
            self.sheet.conditional_format(FIRST, STATE, last, STATE, rule)
        bar = {"type": "data_bar", "data_bar_2010": True, "bar_solid": True, "bar_color": _BAR}
        ends = {"min_type": "num", "max_type": "num", "min_value": 0, "max_value": 1, "bar_border_color": _BAR}
        self.sheet.conditional_format(FIRST, SHARE, last, SHARE, bar | ends)

    def steps(self, row: int) -> int:
        self.sheet.set_row(row - 1, 10)
        self.heading(row, "怎么做")
        for name, what, button, command in _STEPS:
            row += 1
            self.line(row, 20, name, _LEFT, 2, bold=True, align="left", indent=1)
            self.line(row, 20, what, 3, _RIGHT, align="left")
            if how := self.how(button, command):
                row += 1
                self.line(row, 16, how, 3, _RIGHT, align="left", font_color=_GREY, font_size=9.5)
        return row + 1

    def how(self, button: str, command: str) -> str:
        """Which button does it, and which command; a workbook without macros has no buttons."""
        typed = command.format(".xlsm" if self.buttons else ".xlsx")
        ways = [f"按钮：{button}" if self.buttons and button else "", f"命令：{typed}" if typed else ""]
        return "　".join(filter(None, ways))

    def note(self, row: int) -> None:
        self.sheet.set_row(row, 8)
        self.line(
            row + 1, 42, _NOTE, font_size=9.5, font_color=_GREY, align="left", valign="top", top=1, top_color=_LINE
        )

    def print_setup(self) -> None:
        self.sheet.set_paper(9)
        self.sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
        self.sheet.center_horizontally()
        self.sheet.fit_to_pages(1, 1)
        self.sheet.set_footer(FOOTER)


_COLUMNS = ((DUE, "应填"), (THERE, "已填"), (SHARE, "进度"), (STATE, "状态"))


def _single(column: int, text: str) -> tuple[int, int, str]:
    return column, column, text
