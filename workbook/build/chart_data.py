"""What the charts show: small tidy blocks on the 图表 sheet, each cell a formula that leads to the tables.

Charts read these blocks and nothing else, so rows inserted in a table never bend a chart. A blank figure stays blank.
一级指标 stand only in the first row of a merged block; the last block here goes through all indicator rows, carries
the label down, and the scores are summed from there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal

import msgspec

from workbook import own_sheets
from workbook.build.live import Item, Live, Look, Page, own
from workbook.facts import row_id
from workbook.model import FormSet

SHEET = own_sheets.CHARTS
TOP, LEFT = 40, 1
SHOWN_PROJECTS, MOST_INDICATORS, LONGEST_NAME = 10, 100, 16
_FUNDS, _PROJECTS, _INDICATORS = "overall.funds.", "projects.items[*].", "overall.indicators[*]."
_SOURCES = ("general", "fund", "nontax", "other")
_LINES = ("revenue", "general", "other", "expenditure", "basic", "personnel", "operating", "project")
_LEVELS = ("产出", "效益", "满意度")
_CENT = Decimal("0.01")


class Block(msgspec.Struct, frozen=True, kw_only=True):
    """A heading, a row of column heads, `rows` rows; `top` is the heading's row."""

    title: str
    top: int
    rows: int
    columns: int

    @property
    def first(self) -> int:
        return self.top + 2

    def area(self, column: int) -> tuple[int, int, int, int]:
        """The figures of one column; 0 are the labels."""
        return self.first, LEFT + column, self.first + self.rows - 1, LEFT + column


class ChartData:
    """All blocks with their cells. `blocks` has no entry for a chart whose tables this year does not have."""

    def __init__(self, forms: FormSet, look: Look) -> None:
        self.forms, self.look = forms, look
        self.page: Page = {}
        self.blocks: dict[str, Block] = {}
        self.row = TOP
        if f"{_FUNDS}general.executed" in forms.fields:
            self.cells(
                "funds", "资金来源（万元）", [f"{_FUNDS}{key}" for key in _SOURCES], ("initial", "adjusted", "executed")
            )
        if f"{_PROJECTS}amount" in forms.fields:
            self.projects()
        if f"{_INDICATORS}level1" in forms.fields:
            self.scores()
        if "comparison.revenue.this" in forms.fields:
            self.cells("years", "与上年对比（万元）", [f"comparison.{key}" for key in _LINES], ("last", "this"))
        if "scores" in self.blocks:
            self.indicators(self.row)

    def add(self, key: str, title: str, heads: Sequence[str], lines: Sequence[Sequence[Item]]) -> None:
        self.blocks[key] = Block(title=title, top=self.row, rows=len(lines), columns=len(heads))
        self.page[self.row, LEFT] = title
        for offset, line in enumerate([heads, *lines], 1):
            self.page |= {(self.row + offset, LEFT + column): item for column, item in enumerate(line)}
        self.row += len(lines) + 3

    def cells(self, key: str, title: str, records: list[str], columns: tuple[str, ...]) -> None:
        """Single cells of a table: records down, columns across, in the words of the form."""
        labels = [self.forms.fields[f"{record}.{columns[0]}"].label.rpartition("·")[0] for record in records]
        heads = ["", *(self.forms.fields[f"{records[0]}.{column}"].label.rpartition("·")[2] for column in columns)]
        figures = ([self.figure(f"{record}.{column}") for column in columns] for record in records)
        self.add(key, title, heads, [[label, *line] for label, line in zip(labels, figures, strict=True)])

    def figure(self, field_id: str) -> Live:
        cell, value = self.look.cell(field_id), self.look.figure(field_id)
        return Live(formula=f'IF(COUNT({cell})=1,{cell},"")', value="" if value is None else value)

    def projects(self) -> None:
        """The first projects that have an amount, as listed, and the rest in one line."""
        amounts, names = (self.look.column(f"{_PROJECTS}{column}") for column in ("amount", "name"))
        top = amounts.rpartition("!")[0] + "!" + self.look.area(f"{_PROJECTS}amount").cell()
        listed, first = list(self.listed()), self.row + 2
        lines: list[list[Item]] = []
        for number in range(1, SHOWN_PROJECTS + 1):
            place, name, amount = listed[number - 1] if number <= len(listed) else ("", "", "")
            order = f"SMALL(ROW({amounts})-ROW({top})+1+1000000*(1-ISNUMBER({amounts})),{number})"
            here = own(first + number - 1, LEFT + 2)
            text = f'INDEX({names},{here})&""'
            short = f'LEFT({text},{LONGEST_NAME - 1})&"…"'
            lines.append(
                [
                    Live(
                        formula=f'IF({here}="","",IF(LEN({text})>{LONGEST_NAME},{short},{text}))',
                        value=name,
                    ),
                    Live(formula=f'IF({here}="","",INDEX({amounts},{here}))', value=amount),
                    Live(formula=f'IF(COUNT({amounts})<{number},"",SUMPRODUCT({order}))', value=place),
                ]
            )
        lines.append(self.rest(amounts, first, [amount for _, _, amount in listed]))
        self.add("projects", "项目支出（万元）", ("项目", "支出金额", "第几行"), lines)

    def listed(self) -> Iterator[tuple[Decimal, str, Decimal]]:
        """Row in the column, name and amount of the projects that have an amount."""
        opening = self.look.addresses.first("projects.items")
        for row in self.look.rows("projects.items"):
            amount = self.look.figure(row_id(f"{_PROJECTS}amount", row))
            if amount is not None:
                name = self.look.value(row_id(f"{_PROJECTS}name", row))
                yield Decimal(row + opening), _short(str("" if name is None else name)), amount

    def rest(self, amounts: str, first: int, listed: list[Decimal]) -> list[Item]:
        left = sum(listed[SHOWN_PROJECTS:], Decimal(0)).quantize(_CENT, ROUND_HALF_UP)
        more = len(listed) - SHOWN_PROJECTS
        shown = f"{own(first, LEFT + 1)}:{own(first + SHOWN_PROJECTS - 1, LEFT + 1)}"
        many = f"COUNT({amounts})>{SHOWN_PROJECTS}"
        label = f'IF({many},"其余 "&(COUNT({amounts})-{SHOWN_PROJECTS})&" 项","")'
        return [
            Live(formula=label, value=f"其余 {more} 项" if more > 0 else ""),
            Live(formula=f'IF({many},ROUND(SUM({amounts})-SUM({shown}),2),"")', value=left if more > 0 else ""),
        ]

    def scores(self) -> None:
        """Points and scores by 一级指标, summed from the block of all indicators, which stands below."""
        execution = [self.figure(f"{_FUNDS}total.{column}") for column in ("points", "score")]
        lines: list[list[Item]] = [["预算执行率", *execution]]
        lines += [[f"{level}指标"] for level in _LEVELS]
        self.add("scores", "得分（分）", ("", "分值", "已得分"), lines)

    def indicators(self, top: int) -> None:
        names = ("level1", "points", "score")
        rows = list(self.carried())
        columns = [self.look.column(f"{_INDICATORS}{name}") for name in names]
        lines = [self.indicator(top + 1 + number, number, columns, rows) for number in range(1, MOST_INDICATORS + 1)]
        self.add("indicators", "指标明细（供“得分”图汇总）", ("一级指标", "分值", "得分", "第几行"), lines)
        self.sum_levels(rows)

    def indicator(self, row: int, number: int, columns: list[str], rows: list[list[Decimal | str]]) -> list[Item]:
        place, values = own(row, LEFT + 3), rows[number - 1] if number <= len(rows) else ["", "", ""]
        past, above = f"{place}>ROWS({columns[0]})", own(row - 1, LEFT) if number > 1 else '""'
        label = f"INDEX({columns[0]},{place})"
        formulas = [f'IF({past},"",IF(ISTEXT({label}),IF({label}="",{above},{label}),{above}))']
        for column in columns[1:]:
            cell = f"INDEX({column},{place})"
            formulas.append(f'IF({past},"",IF(ISNUMBER({cell}),{cell},""))')
        lives = [Live(formula=text, value=value) for text, value in zip(formulas, values, strict=True)]
        return [*lives, Decimal(number)]

    def carried(self) -> Iterator[list[Decimal | str]]:
        """Label, points and score of every row of the table, its thin rows included."""
        label, first = "", self.look.addresses.first("overall.indicators")
        for index in range(min(self.look.area(f"{_INDICATORS}level1").rows, MOST_INDICATORS)):
            ids = [row_id(f"{_INDICATORS}{name}", index + 1 - first) for name in ("level1", "points", "score")]
            label = self.look.text(ids[0]) or label
            figures = (self.look.figure(key) for key in ids[1:])
            yield [label, *("" if figure is None else figure for figure in figures)]

    def sum_levels(self, rows: list[list[Decimal | str]]) -> None:
        """Blank where a level has no figure, and where the table has outgrown the block: no sum is better than half."""
        below, scores = self.blocks["indicators"], self.blocks["scores"]
        last, whole = below.first + below.rows - 1, self.look.column(f"{_INDICATORS}level1")
        for index, level in enumerate(_LEVELS, 1):
            for column in (1, 2):
                labels, figures = (f"{own(below.first, LEFT + side)}:{own(last, LEFT + side)}" for side in (0, column))
                hit = f'ISNUMBER(SEARCH("{level}",{labels}))'
                some = f"SUMPRODUCT({hit}*ISNUMBER({figures}))>0"
                total = f'ROUND(SUMIF({labels},"*{level}*",{figures}),2)'
                values = [row[column] for row in rows if level in str(row[0])]
                self.page[scores.first + index, LEFT + column] = Live(
                    formula=f'IF(AND(ROWS({whole})<={MOST_INDICATORS},{some}),{total},"")',
                    value=self.level_sum(values),
                )

    def level_sum(self, values: list[Decimal | str]) -> Decimal | str:
        figures = [value for value in values if isinstance(value, Decimal)]
        fits = self.look.area(f"{_INDICATORS}level1").rows <= MOST_INDICATORS
        return sum(figures, Decimal(0)).quantize(_CENT, ROUND_HALF_UP) if figures and fits else ""


def _short(name: str) -> str:
    """A long name as the chart has it.

    >>> _short("示例项目"), _short("市级部门整体支出绩效自评示例项目甲")
    ('示例项目', '市级部门整体支出绩效自评示例项…')
    """
    return f"{name[: LONGEST_NAME - 1]}…" if len(name) > LONGEST_NAME else name
