"""The sheet 自定义审核: where a bureau writes rules of its own in the language of the rule files.

Thirty rows, each looked at as soon as it is typed (see `typed_check.py`); the full check is the engine's. Only the
cells for typing are unlocked. The box above the table lists all names of cells, for looking up and copying.
"""

from __future__ import annotations

from typing import Any

from xlsxwriter import Workbook

from workbook.build.field_list import NAMES, SAID
from workbook.build.filled_down import FilledDown
from workbook.build.home_sheet import FOOTER
from workbook.build.styles import COMPUTED_FILL, HEAD_FILL, INPUT_FILL, Styles
from workbook.build.typed_check import LATER, PASSED, SWITCHED_OFF, alike, unknown, verdict
from workbook.custom_rules import COLUMNS, MOST_CHARACTERS, MOST_RULES, RESULT, SHEET, TABLE_NAME
from workbook.places import Area

LOOK_UP_ROW, HEAD_ROW, FIRST_ROW = 4, 5, 6
LAST_ROW = FIRST_ROW + MOST_RULES - 1
_WIDTHS = {"id": 7, "title": 20, "severity": 8, "relation": 58, "when": 30, "message": 28, "source": 22, "enabled": 7}
_RESULT, _RESULT_WIDTH = len(COLUMNS), 32
_CENTRED = ("id", "severity", "enabled")
_GREY = "#666666"
_LINES = (
    "在“关系式”里写应当成立的关系。字段名连同【】从“字段清单”复制；比较号用 ＝ ≠ ＜ ≤ ＞ ≥，运算号用 ＋ － × ÷，"
    "函数有 合计、个数、取小、取大、四舍五入、绝对值、已填；文字写在引号里。",
    "逐行填写的字段写在合计、个数以外的，逐行核对；“条件”成立时才核对，可以不填；“启用”不填算“是”。写错的规则不运行，"
    "核对时列为“规则错误”，不影响其他规则，也不算填报的错误。",
    "示例　关系式：【收入·汇总·收入合计】＝合计(【收入·机构·收入合计】)　　条件：【收入·汇总·收入合计】＞0　　"
    "提示语：收入合计应为{应为}，填的是{填报}。",
)
_PROMPTS = {
    "title": ("规则名称", "这条规则核对什么，列在核对结果里。"),
    "relation": ("关系式", "应当成立的关系。字段名从“字段清单”复制，连同【】。写好后看右边的检查结果。"),
    "when": ("条件（可不填）", "这个关系成立时才核对，写法与关系式相同。"),
    "message": ("提示语（可不填）", "不填时用通用的句子。可用 {字段}{位置}{应为}{填报}{差额}{规则}{依据}。"),
    "source": ("依据（可不填）", "文件名称和条款；不填时写“本级自定义审核”。"),
}


def add_custom_sheet(book: Workbook, styles: Styles, kind: type[FilledDown]) -> None:
    sheet = book.add_worksheet(SHEET, worksheet_class=kind)
    _Sheet(sheet, book, styles).draw()
    table = Area(SHEET, FIRST_ROW, 0, LAST_ROW, _RESULT)
    book.define_name(TABLE_NAME, f"={table.absolute()}")


class _Sheet:
    def __init__(self, sheet: FilledDown, book: Workbook, styles: Styles) -> None:
        self.sheet, self.book, self.styles = sheet, book, styles

    def draw(self) -> None:
        for column, width in enumerate([*_WIDTHS.values(), _RESULT_WIDTH]):
            self.sheet.set_column(column, column, width)
        self.sheet.set_column(_RESULT + 1, _RESULT + 3, None, None, {"hidden": True})
        self.head()
        self.look_up()
        for row in range(FIRST_ROW, LAST_ROW + 1):
            self.rule(row)
        self.formulas()
        self.validations()
        self.colours()
        self.set_up()

    def get(self, **looks: Any) -> Any:
        return self.styles.get(**{"locked": True, **looks})

    def head(self) -> None:
        title = self.get(font_name="黑体", font_size=16, align="center")
        self.sheet.merge_range(0, 0, 0, _RESULT, SHEET, title)
        self.sheet.set_row(0, 34)
        for row, text in enumerate(_LINES, 1):
            self.sheet.merge_range(row, 0, row, _RESULT, text, self.get(align="left", font_color=_GREY))
            self.sheet.set_row(row, 22)
        head = self.get(border=1, bold=True, align="center", bg_color=HEAD_FILL)
        for column, text in enumerate([*COLUMNS.values(), RESULT]):
            self.sheet.write_string(HEAD_ROW, column, text, head)
        self.sheet.set_row(HEAD_ROW, 24)

    def look_up(self) -> None:
        """A drop-down list of all names, and what is known of the one chosen."""
        row = LOOK_UP_ROW
        self.sheet.set_row(row, 26)
        self.sheet.merge_range(row, 0, row, 2, "查字段名", self.get(align="right", bold=True))
        box = self.get(border=1, bg_color=INPUT_FILL, align="left", indent=1, num_format="@", locked=False)
        self.sheet.write_blank(row, 3, None, box)
        said = f'IFERROR(INDEX({SAID},MATCH(D{row + 1},{NAMES},0)),"从下拉列表里选一个，再复制到关系式里")'
        self.sheet.merge_range(row, 4, row, _RESULT, "", self.get(align="left", font_color=_GREY))
        self.sheet.write_formula(
            row, 4, f"={said}", self.get(align="left", font_color=_GREY), "从下拉列表里选一个，再复制到关系式里"
        )
        prompt = {
            "input_title": "查字段名",
            "input_message": "选一个字段名，复制到关系式里；也可以到“字段清单”里筛选。",
        }
        self.sheet.data_validation(
            row, 3, row, 3, {"validate": "list", "source": f"={NAMES}", "error_type": "warning", **prompt}
        )

    def rule(self, row: int) -> None:
        self.sheet.set_row(row, 30)
        for column, key in enumerate(COLUMNS):
            align = {"align": "center"} if key in _CENTRED else {"align": "left", "indent": 1}
            style = self.get(border=1, bg_color=INPUT_FILL, num_format="@", locked=False, **align)
            if key == "id":
                self.sheet.write_string(row, column, f"U{row - FIRST_ROW + 1:02}", style)
            else:
                self.sheet.write_blank(row, column, None, style)

    def formulas(self) -> None:
        rows, first = range(FIRST_ROW, LAST_ROW + 1), FIRST_ROW + 1
        looks = self.get(border=1, bg_color=COMPUTED_FILL, align="left", indent=1)
        self.sheet.fill_down(rows, _RESULT, verdict(first), looks, "")
        hidden = (alike(f"D{first}"), alike(f"E{first}"), unknown(first))
        for column, formula in enumerate(hidden, _RESULT + 1):
            self.sheet.fill_down(rows, column, formula, self.styles.mark(locked=True), "")

    def validations(self) -> None:
        for column, key in enumerate(COLUMNS):
            place = (FIRST_ROW, column, LAST_ROW, column)
            if key in ("severity", "enabled"):
                source = ["错误", "警告", "提示"] if key == "severity" else ["是", "否"]
                said = {"error_title": "不在列表中", "error_message": f"请选 {'、'.join(source)} 之一。"}
                self.sheet.data_validation(*place, {"validate": "list", "source": source, **said})
            elif key in _PROMPTS:
                title, message = _PROMPTS[key]
                limit = {
                    "validate": "length",
                    "criteria": "<=",
                    "value": MOST_CHARACTERS,
                    "error_title": "太长",
                    "error_message": f"最多 {MOST_CHARACTERS} 个字，请分成几条规则。",
                }
                self.sheet.data_validation(*place, {**limit, "input_title": title, "input_message": message})

    def colours(self) -> None:
        """Green passed, grey not looked at, red to be put right; blank rows have none."""
        words = {PASSED: "#1E5B3A", SWITCHED_OFF: _GREY, LATER: _GREY}
        place = (FIRST_ROW, _RESULT, LAST_ROW, _RESULT)
        for word, ink in words.items():
            looks = self.book.add_format({"font_color": ink})
            rule = {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": looks, "stop_if_true": True}
            self.sheet.conditional_format(*place, rule)
        wrong = self.book.add_format({"font_color": "#A61B29"})
        self.sheet.conditional_format(*place, {"type": "cell", "criteria": "!=", "value": '""', "format": wrong})

    def set_up(self) -> None:
        self.sheet.set_zoom(85)  # all columns in view on a screen of 1366 pixels
        self.sheet.freeze_panes(FIRST_ROW, 0)
        self.sheet.hide_gridlines(2)
        self.sheet.set_paper(9)
        self.sheet.set_landscape()
        self.sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
        self.sheet.center_horizontally()
        self.sheet.print_area(0, 0, LAST_ROW, _RESULT)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.repeat_rows(HEAD_ROW)
        self.sheet.set_footer(FOOTER)
        self.sheet.protect("", {"format_columns": True, "format_rows": True})
