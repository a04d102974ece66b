"""Rules as people type them, right and wrong: what the engine and the sheet's own formula are both tried on."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec

from workbook.custom_rules import COLUMNS, SHEET
from workbook.package import Package
from workbook.patch import CellEdit, apply

FIRST = 7
TOTAL, AGENCIES = "【收入·汇总·收入合计】", "【收入·机构·收入合计】"
CARRIED, PARTS = "【收入·机构·上年结转】", "【收入·机构·公共财政拨款】"
POINTS, LEVEL = "【附件3·指标·分值】", "【附件3·指标·一级指标】"
SCORE, CHANGE = "【附件3·总分·得分】", "【年度对比表·本年收入·增减%】"

RIGHT = (
    f"{TOTAL}＝合计({AGENCIES})",
    f"{TOTAL} = 合计（{AGENCIES}）",
    f"{TOTAL}=求和({AGENCIES})",
    f"合计({AGENCIES}，{CARRIED})≥{TOTAL}",
    f"合计({AGENCIES}、{CARRIED}) >= 0",
    f"{TOTAL}≤9,".rstrip(",") + "999",
    f"{TOTAL}《=１０００００",
    f"{TOTAL}》=0",
    f"{TOTAL}＜＝1000．5",
    f"{TOTAL}〈1e".rstrip("e") + "000000",
    f"{TOTAL}≠0",
    f"{TOTAL}<>0",
    f"{TOTAL}!=0",
    f"{TOTAL}！＝0",
    f"{TOTAL}=>0",
    f"0=<{TOTAL}",
    f"{TOTAL}=={TOTAL}",
    f"{TOTAL}－（{TOTAL}＋1）×2÷3＜100",
    f"{TOTAL}−1–1<{TOTAL}",
    f"{AGENCIES}≥{CARRIED}",
    f"{AGENCIES} = {CARRIED} + {PARTS}",
    f"个数({AGENCIES})≥1",
    f"四舍五入({TOTAL}÷3，2)＞0",
    f"ROUND({TOTAL}/3,2)>0",
    f"取小({TOTAL},1)≤取大({TOTAL},1)",
    f"绝对值({CHANGE})≤30％",
    f"{CHANGE} <= 30%",
    f"已填({TOTAL})＝1",
    f"取整({TOTAL})≤{TOTAL}",
    f"为零时({TOTAL},0,1)≥0",
    f"齐全({POINTS},{POINTS})=1",
    f"评级({SCORE})＝“优”",
    '【自评结论·评价等次】 = "优"',
    "【附件3·指标·年度指标值】≠“≥95%（含）”",
    "【封面·部门（单位）名称】＝【附件3·市级预算部门名称】",
    f"合计({POINTS}其中{LEVEL}含“产出”)＝50",
    f'合计({POINTS} 其中 {LEVEL} 开头是 "效益")=30',
    f"{SCORE} <= $total_points",
    "income.all.total = sum(income.agencies[*].total)",
    f"{TOTAL} = SUM(income.agencies[*].total)",
    'sum(overall.indicators[level1^="产出"].points) = 50',
    "【附件2·水费、电费、差旅费·本年决算数】≥0",
    "【附件4·年度资金总额·全年执行数】≤【附件4·年度资金总额·全年预算数】",
    "【附件4·总分·得分】＝合计(【附件4·指标·得分】)＋【附件4·年度资金总额·得分】",
    f"  {TOTAL}\n＝\n合计({AGENCIES})  ",
)
"""Relations that the engine runs."""

WRONG = {
    f"{TOTAL}": "缺少比较号",
    f"{TOTAL} 100": "缺少比较号",
    f"{TOTAL}=1=1": "比较号多于一个",
    f"0≤{TOTAL}≤100": "比较号多于一个",
    "【收入·汇总·收入】＞0": "字段清单里没有【收入·汇总·收入】",
    "【收入·汇总·收入合计 】＞0": "字段清单里没有【收入·汇总·收入合计 】",
    f"{TOTAL}＝【不存在】＋【也不存在】": "字段清单里没有【不存在】",
    f"{TOTAL}＝【*】": "字段清单里没有【？】",
    "【收入·汇总·收入合计＞0": "【】没有成对",
    "收入·汇总·收入合计】＞0": "【】没有成对",
    f"{TOTAL}＝合计({AGENCIES}": "括号没有成对",
    f"{TOTAL}＝合计（{AGENCIES}))": "括号没有成对",
    f"{TOTAL}＞0" + " " * 1000 + "1": "超过1000字",
}
"""Relations that both refuse, with what the sheet's own formula says."""

BEYOND = {
    f"{TOTAL} + = 1": "这里应是数字、字段或算式",
    f"{TOTAL}＝合计({TOTAL})": "单独的几格用 + 相加",
    f"{AGENCIES}＝【项目支出明细·项目·支出金额】": "不同的表",
    f"{TOTAL}÷0＝1": "除数总是 0",
    f"{TOTAL}÷(1－1)＝1": "除数总是 0",
    f"{TOTAL}＝总计({AGENCIES})": "看不懂“总计”",
    f"{TOTAL}＝foo({TOTAL})": "没有函数 foo",
    "收入合计＝1": "看不懂“收入合计”",
    "1＝1": "没有字段",
    "income.all.totl = 1": "是不是 【收入·汇总·收入合计】",
    "frame.staff.points = 1": "没有字段 frame.staff.points",
    f"{TOTAL}＝“一百": "引号没有成对",
    f"{TOTAL}＝“一百”": "一边是文字",
    "【封面·预算编码】＞“1”": "文字只能比较",
    "【封面·预算编码】＋1＝2": "是文字，不能参加运算",
    f"{TOTAL}＝$nothing": "没有取值 $nothing",
    f"合计({POINTS}其中{AGENCIES}含“产出”)＝50": "同一张逐行填写的表",
    f"合计({POINTS}其中{LEVEL}＝“产出”)＝50": "“其中”要写成",
    f"四舍五入({TOTAL},{TOTAL})＝1": "小数位数",
    f"取小({TOTAL})＝绝对值({TOTAL},1)": "绝对值(...) 要 1 个参数",
    f"{TOTAL}＝“【收入】”": "不能有“【”",
    f"{TOTAL}＝1234567890123456": "太长",
    "(" * 21 + TOTAL + ")" * 21 + "＝1": "括号套了 20 层以上",
    f"{TOTAL}" + "＋1" * 100 + "＝1": "超过 200 个词",
    f"{TOTAL}＝@": "看不懂“@”",
    f"{TOTAL}＝1；删除": "看不懂“；删除”",
    f"__import__('os')＝{TOTAL}": "看不懂",
    f"{TOTAL}\u200b＝1": "看不见的字符",
    f"=HYPERLINK({TOTAL})": "这里应是数字、字段或算式",
}
"""Relations that only the engine refuses, with what it says; the sheet's own formula may pass them."""


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A row as the reader gives it, without a workbook."""

    texts: dict[str, str]
    cells: dict[str, str]


def row(number: int = 1, **texts: str) -> Row:
    filled = dict.fromkeys(COLUMNS, "") | {"id": f"U{number:02}", "severity": "错误"} | texts
    return Row(
        texts=filled,
        cells={key: f"{SHEET}!{'ABCDEFGH'[column]}{FIRST + number - 1}" for column, key in enumerate(COLUMNS)},
    )


def rows(relations: Sequence[str]) -> list[Row]:
    return [row(number, relation=relation) for number, relation in enumerate(relations, 1)]


def type_in(source: Path, target: Path, *typed: dict[str, str]) -> Path:
    """A copy of a workbook with rules typed into its sheet, as a person would."""
    package = Package.load(source)
    apply(package, [
        CellEdit(sheet=SHEET, cell=f"{'ABCDEFGH'[list(COLUMNS).index(key)]}{FIRST + number}", value=text)
        for number, texts in enumerate(typed)
        for key, text in ({"severity": "错误"} | texts).items()
    ])  # fmt: skip
    package.save(target)
    return target
