"""The cell functions as data: what each is called, what it takes and what it does, in words for whoever uses it.

What Excel is told at run time (`udfs`), the VBA that calls it (`vba_wrappers`), the words of the function wizard and
the reference page all come from this one list. Names are ASCII, arguments positional; those that may be left out come
last, and left out, or given as an empty cell, they mean what their description says.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from macros_py.excel import functions as of

CATEGORY = "绩效自评"
_MOST_BLOCKS = 8


class Argument(msgspec.Struct, frozen=True, kw_only=True):
    """One argument. `block`: it takes a block of cells, and gets rows whatever shape it came in."""

    name: str
    doc: str
    block: bool = False
    optional: bool = False


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One cell function. `block`: it gives a block of cells, entered as an array formula, never in merged cells."""

    name: str
    doc: str
    arguments: tuple[Argument, ...]
    function: Callable[..., object]
    example: str
    block: bool = False


def _place() -> tuple[Argument, ...]:
    pack = "规则包，例如 hunan；本工具建的工作簿里写 jx.pack。不填为全国通用"
    return _optional("pack", pack), _optional("year", "年度，例如 2022；工作簿里写 jx.forms。不填为最新年度")


def _needed(name: str, doc: str, *, block: bool = False) -> Argument:
    return Argument(name=name, doc=doc, block=block)


def _optional(name: str, doc: str, *, block: bool = False) -> Argument:
    return Argument(name=name, doc=doc, block=block, optional=True)


def _indicator() -> tuple[Argument, ...]:
    return (
        _needed("target", "年度指标值，例如 ≥95%、2022年12月底前"),
        _needed("actual", "实际完成值，例如 92%"),
        _needed("points", "分值"),
    )


def _this_and_last() -> tuple[Argument, ...]:
    return _needed("this_year", "本年度数"), _needed("last_year", "上年度数")


_TABLE = _optional("table", "哪张表的行，例如 income.agencies；不填为整体自评表的绩效指标 overall.indicators")

ENTRIES: tuple[Entry, ...] = (
    Entry(
        name="JX_RATE",
        doc="执行率 = 全年执行数 ÷ 全年预算数，百分数取两位小数。全年预算数为 0 或没有填的，算不出来，显示空白。",
        arguments=(
            _needed("executed", "全年执行数"),
            _needed("adjusted", "全年预算数（调整后），不是年初预算数"),
            *_place(),
        ),
        function=of.rate,
        example="=JX_RATE(F5,E5)",
    ),
    Entry(
        name="JX_RATE_SCORE",
        doc="执行率得分，按当地规则计算：一般为分值 × 执行率，最多得满分；全年预算数为 0 的按规则给分。",
        arguments=(
            _needed("points", "执行率的分值"),
            _needed("rate", "执行率"),
            _optional("adjusted", "全年预算数；为 0 的另有规定，应当填上"),
            *_place(),
            _optional(
                "form", "哪张表：overall 整体、project 项目、fund 基金、capital 国资、insurance 社保；不填为整体"
            ),
        ),
        function=of.rate_score,
        example="=JX_RATE_SCORE(G5,H5,E5,jx.pack,jx.forms)",
    ),
    Entry(
        name="JX_INDICATOR_SCORE",
        doc="一个指标按目标和实际应得的分。要由评价人打分的、没有填目标的，显示“待算”；没有分值的显示空白。",
        arguments=(*_indicator(), *_place()),
        function=of.indicator_score,
        example="=JX_INDICATOR_SCORE(F18,G18,H18,jx.pack,jx.forms)",
    ),
    Entry(
        name="JX_INDICATOR_TRACE",
        doc="一个指标的得分是怎样算出来的：算式、数字和需要核对的地方。",
        arguments=(*_indicator(), *_place()),
        function=of.indicator_trace,
        example="=JX_INDICATOR_TRACE(F18,G18,H18)",
    ),
    Entry(
        name="JX_SUM",
        doc="合计。写成文字的数也算在内，空白和“—”不算；有“待算”的显示“待算”；有认不出的文字时显示错误，不会少加。",
        arguments=(
            _needed("block1", "要加的单元格或区域", block=True),
            *(_optional(f"block{number}", "再加的单元格或区域", block=True) for number in range(2, _MOST_BLOCKS + 1)),
        ),
        function=of.add,
        example="=JX_SUM(C6:C20)",
    ),
    Entry(
        name="JX_COLUMN_SUM",
        doc="表中一列的合计，按栏目的单位读数（“100万元”是 100），四舍五入。有认不出的文字的，显示“待算”，不会少加。",
        arguments=(
            _needed("block", "这一列，从第一行到最后一行", block=True),
            _optional("unit", "单位，例如 万元、人、分"),
            _optional("decimals", "保留几位小数，不填为 2"),
        ),
        function=of.column_sum,
        example='=JX_COLUMN_SUM(C6:C20,"万元",2)',
    ),
    Entry(
        name="JX_TOTAL_SCORE",
        doc="总分 = 执行率得分 + 各指标得分。有分值而还没有得分的，显示“待算”，不会少加。",
        arguments=(
            _needed("score", "执行率得分"),
            _needed("points", "执行率的分值"),
            _needed("scores", "各指标的得分，一列", block=True),
            _needed("weights", "各指标的分值，与得分同样多的行", block=True),
            _optional("decimals", "保留几位小数，不填为 2"),
        ),
        function=of.total_score,
        example="=JX_TOTAL_SCORE(I5,H5,I17:I30,H17:H30)",
    ),
    Entry(
        name="JX_DIFFERENCE",
        doc="比上年增减 = 本年度数 − 上年度数。缺一个数的显示空白。",
        arguments=(*_this_and_last(), *_place()),
        function=of.difference,
        example="=JX_DIFFERENCE(B4,C4)",
    ),
    Entry(
        name="JX_GROWTH",
        doc="增减% =（本年度数 − 上年度数）÷ 上年度数。上年度数为 0 的，算不出来，显示空白。",
        arguments=(*_this_and_last(), *_place()),
        function=of.growth,
        example="=JX_GROWTH(B4,C4)",
    ),
    Entry(
        name="JX_CONTROL_RATE",
        doc="控制率 = 实际数 ÷ 核定数，例如在职人员控制率 = 在职人数 ÷ 编制数。",
        arguments=(_needed("actual", "实际数"), _needed("authorized", "核定数，例如编制数"), *_place()),
        function=of.control_rate,
        example="=JX_CONTROL_RATE(C4,B4)",
    ),
    Entry(
        name="JX_GRADE",
        doc="等级，按当地的等级划分。分数还没有算出来的显示“待算”。",
        arguments=(_needed("score", "总分"), *_place()),
        function=of.grade,
        example="=JX_GRADE(I30,jx.pack,jx.forms)",
    ),
    Entry(
        name="JX_CHECK_ROW",
        doc="一行有什么问题，写成一段话；没有问题的显示空白。与其他行比较的不在内，请用 JX_CHECK_BLOCK。",
        arguments=(_needed("row", "表中的一行，从第一列到最后一列", block=True), _TABLE, *_place()),
        function=of.check_row,
        example="=JX_CHECK_ROW(B18:I18)",
    ),
    Entry(
        name="JX_CHECK_BLOCK",
        doc="各行有什么问题：区域几行，结果就几行。选中同样多的行，按 Ctrl+Shift+Enter 输入；不能放在合并单元格里。",
        arguments=(_needed("block", "表中的各行，从第一列到最后一列", block=True), _TABLE, *_place()),
        function=of.check_block,
        example="{=JX_CHECK_BLOCK(B17:I30)}",
        block=True,
    ),
    Entry(
        name="JX_FINDINGS",
        doc="一张表的问题清单：级别、第几行、规则编号、说明，共四列。行数固定，用不完的空着。全部表的清单请按“校验”。",
        arguments=(
            _needed("block", "表中的各行，从第一列到最后一列", block=True),
            _optional("size", "清单的行数，不填为 20"),
            _TABLE,
            *_place(),
        ),
        function=of.findings,
        example="{=JX_FINDINGS(B17:I30,20)}",
        block=True,
    ),
    Entry(
        name="JX_STATUS",
        doc="本工具有没有接上：接上了显示版本和所用的规则，没有接上显示错误值。",
        arguments=_place(),
        function=of.status,
        example="=JX_STATUS(jx.pack,jx.forms)",
    ),
)


def described() -> list[list[str]]:
    """What Excel's function wizard is told: a row of name, category, description and the arguments' descriptions.

    VBA source is ASCII, so these words stand on a very-hidden sheet, from where they are handed to
    `Application.MacroOptions` when the workbook opens.
    """
    return [[entry.name, CATEGORY, entry.doc, *(argument.doc for argument in entry.arguments)] for entry in ENTRIES]
