"""The labels of the official tables, as the example's city printed them, stand in the built workbook.

`LABELS` lists captions, heads, notes and signature lines by sheet, in the order of the printed table; `ACROSS` and
`DOWN` are heads that must follow each other from left to right and from top to bottom. Spaces and the width of
brackets, colons and dashes do not count. What a unit wrote into its table is not a label.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise
from pathlib import Path

import openpyxl
import pytest

Cells = list[tuple[int, int, str]]

LABELS = {
    "封面": "部门整体支出绩效自评报告|部门（单位）名称（盖章）：|预算编码：|评价方式："
    "|评价机构：|报告时间：|（此页为封面）",
    "基本情况": "一、部门（单位）基本情况|联系人|联系电话|人员编制|实有人数|职能职责概述|年度主要工作内容"
    "|年度部门（单位）总体运行情况及取得的成绩",
    "收入": "二、部门（单位）收支情况|年度收入情况（万元）|机构名称|收入合计|其中：|上年结转|公共财政拨款|政府基金拨款"
    "|纳入专户管理的非税收入拨款|其他收入|局机关及二级机构汇总|1、局机关|2、二级机构1|3、二级机构2",
    "支出和结余": "部门（单位）年度支出和结余情况（万元）|机构名称|支出合计|其中：|结余|基本支出|项目支出|当年结余"
    "|中心机关及二级机构汇总|1、中心机关|2、二级机构1|3、二级机构2",
    "三公经费": "机构名称|三公经费合计|其中：|公务接待费|公务用车运行维护费|公务用车购置费|因公出国（境）费用"
    "|机关及二级机构汇总|1、局机关|2、二级机构1|3、二级机构2",
    "固定资产": "机构名称|固定资产合计|其中：|在用固定资产|出租固定资产|其他|机关及二级机构汇总"
    "|1、局机关|2、二级机构1|3、二级机构2",
    "自评结论": "三、部门（单位）整体支出绩效自评情况|整体支出绩效定性目标及实施计划完成情况|预期目标|实际完成"
    "|整体支出绩效定量目标及实施计划完成情况|评价内容|绩效目标|完成情况|产出指标|效益指标"
    "|绩效自评综合得分及评价等次|评分：|等级："
    "|备注：90（含）—100分为优；80（含）—90分为良；60（含）—80分为较差；60分以下为差。",
    "年度对比表": "2022年度收入支出与上年度对比表|指标|行次|本年度|上年度|比上年增减|增减%|原因|1、本年收入"
    "|其中：一般公共预算拨款收入|其他收入|2、本年支出|其中：基本支出|（1）人员经费|（2）日常公用经费|项目支出",
    "附件3 整体自评表": "市级预算部门整体支出绩效自评表|（2022年度）|市级预算部门名称|年度预算申请（万元）"
    "|年初预算数（万元）|全年预算数（万元）|全年执行数（万元）|分值|执行率|得分|年度资金总额|按收入性质分：|一般公共预算|政府性基金拨款"
    "|纳入专户管理的非税收入拨款|其他资金|按支出性质分：|基本支出|项目支出|年度总体目标|预期目标|实际完成情况"
    "|绩效指标|一级指标|二级指标|三级指标|年度指标值|实际完成值|偏差原因分析及改进措施|产出指标（50分）|数量指标|质量指标"
    "|时效指标|成本指标|效益指标（30分）|经济效益指标|社会效益指标|生态效益指标|可持续影响指标|满意度指标（10分）"
    "|服务对象满意度指标|总分|说明：执行率=全年执行数/全年预算数×100%|单位负责人签字：|填表人：|联系电话：|填报日期：",
    "评价人员": "四、评价人员|姓名|职务/职称|单位|签字|评价组组长签署意见：|评价组组长（签字）：|部门（单位）意见："
    "|部门（单位）负责人（签字）：|部门（单位）（盖章）：|财政部门归口业务股室意见：|财政部门归口业务股室负责人（签字）："
    "|财政部门归口业务股室（盖章）：",
    "考核评分表": "2022年度整体支出绩效自评工作考核评分表|市级预算部门名称：|编号：|一级指标|二级指标|评分标准|评分"
    "|布置工作10分|自评通知（8分）|工作小组（2分）|实施评价30分|单位自查（20分）|提交报告（10分）|自评报告60分"
    "|自评报告的完整性（15分）|绩效自评表（15分）|绩效评价报告总结经验做法、发现存在问题（15分）"
    "|提出可行性建议的情况（15分）|合计100分|评分等级"
    "|90（含）—100分为优；80（含）—90分为良；60（含）—80分为较差；60分以下为差。|评分人签名：|日期：",
    "附件5 政府性基金": "市级预算部门政府性基金预算支出绩效自评表",
    "附件6 国有资本经营": "市级预算部门国有资本经营预算支出绩效自评表",
    "附件7 社会保险基金": "市级预算部门社会保险基金预算支出绩效自评表",
    "自评报告提纲": "部门整体支出绩效评价报告|一、基本情况|二、一般公共预算支出情况|三、政府性基金预算支出情况"
    "|四、国有资本经营预算支出情况|五、社会保险基金预算支出情况|六、部门整体支出绩效情况|七、综合评价情况及评价结论"
    "|八、主要经验做法、存在的问题及原因分析|九、有关建议|十、绩效自评结果拟应用和公开情况|十一、其他需要说明的问题"
    "|报告需要以下附件：",
}
ACROSS = [
    ("收入", "机构名称|收入合计|上年结转|公共财政拨款|政府基金拨款|纳入专户管理的非税收入拨款|其他收入"),
    ("支出和结余", "机构名称|支出合计|基本支出|人员经费|公用经费|项目支出|当年结余"),
    ("三公经费", "机构名称|三公经费合计|公务接待费|公务用车运行维护费|公务用车购置费|因公出国（境）费用"),
    ("固定资产", "机构名称|固定资产合计|在用固定资产|出租固定资产|其他"),
    ("自评结论", "整体支出绩效定量目标及实施计划完成情况|评价内容|绩效目标|完成情况"),
    ("年度对比表", "指标|行次|本年度|上年度|比上年增减|增减%|原因"),
    (
        "附件3 整体自评表",
        "年度预算申请（万元）|年初预算数（万元）|全年预算数（万元）|全年执行数（万元）|分值|执行率|得分",
    ),
    (
        "附件3 整体自评表",
        "绩效指标|一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分|偏差原因分析及改进措施",
    ),
    ("附件3 整体自评表", "单位负责人签字：|填表人：|联系电话：|填报日期："),
    ("评价人员", "姓名|职务/职称|单位|签字"),
    ("考核评分表", "一级指标|二级指标|评分标准|评分"),
]
DOWN = [
    (
        "封面",
        "部门整体支出绩效自评报告|部门（单位）名称（盖章）：|预算编码：|评价方式：|评价机构：|报告时间：|（此页为封面）",
    ),
    ("基本情况", "联系人|人员编制|职能职责概述|年度主要工作内容|年度部门（单位）总体运行情况及取得的成绩"),
    ("收入", "机构名称|局机关及二级机构汇总|1、局机关|2、二级机构1|3、二级机构2"),
    (
        "自评结论",
        "整体支出绩效定性目标及实施计划完成情况|整体支出绩效定量目标及实施计划完成情况|绩效自评综合得分及评价等次",
    ),
    (
        "年度对比表",
        "指标|1、本年收入|其中：一般公共预算拨款收入|其他收入|2、本年支出|其中：基本支出|（1）人员经费|（2）日常公用经费|项目支出",
    ),
    (
        "附件3 整体自评表",
        "年度资金总额|按收入性质分：|一般公共预算|政府性基金拨款|纳入专户管理的非税收入拨款|其他资金|按支出性质分："
        "|基本支出|项目支出|预期目标|三级指标|总分|说明：执行率=全年执行数/全年预算数×100%|单位负责人签字：",
    ),
    (
        "附件3 整体自评表",
        "数量指标|质量指标|时效指标|成本指标|经济效益指标|社会效益指标|生态效益指标|可持续影响指标|服务对象满意度指标",
    ),
    (
        "评价人员",
        "姓名|评价组组长签署意见：|部门（单位）意见：|财政部门归口业务股室意见：|财政部门归口业务股室（盖章）：",
    ),
    (
        "考核评分表",
        "自评通知（8分）|工作小组（2分）|单位自查（20分）|提交报告（10分）|自评报告的完整性（15分）|绩效自评表（15分）"
        "|绩效评价报告总结经验做法、发现存在问题（15分）|提出可行性建议的情况（15分）|合计100分|评分等级|评分人签名：",
    ),
]
OFFICIAL_ORDER = [
    *("封面", "基本情况", "收入", "支出和结余", "三公经费", "固定资产", "自评结论", "年度对比表", "项目支出明细"),
    *("附件1", "附件2", "附件3", "附件4", "附件5", "附件6", "附件7", "评价人员", "考核评分表", "自评报告提纲"),
]


def bare(text: str) -> str:
    """A label without spaces, full and half width alike.

    >>> bare("因公出国(境)费用 ") == bare("因公出国（境）费用")
    True
    """
    return re.sub(r"\s|[—–-]+", lambda match: "" if match[0].isspace() else "-", unicodedata.normalize("NFKC", text))


@pytest.fixture(scope="module")
def sheets(template: Path) -> dict[str, Cells]:
    """The texts of every sheet of the blank workbook with row and column, row by row."""
    return {
        sheet.title: [
            (cell.row, cell.column, bare(cell.value))
            for row in sheet.iter_rows()
            for cell in row
            if isinstance(cell.value, str) and not cell.value.startswith("=IF")
        ]
        for sheet in openpyxl.load_workbook(template)
    }


def follow(cells: Cells, heads: list[str], *, across: bool) -> bool:
    """Is there one cell for each head, each beyond the one before it to the right (`across`) or below?"""
    at = 0
    for head in heads:
        places = [column if across else row for row, column, text in cells if text == bare(head)]
        beyond = [place for place in places if place > at]
        if not beyond:
            return False
        at = min(beyond)
    return True


@pytest.mark.parametrize("sheet", LABELS)
def test_every_label_stands_on_its_sheet(sheets: dict[str, Cells], sheet: str) -> None:
    """An accountant finds each row and column of the printed table under the name it has there."""
    held = {text for _, _, text in sheets[sheet]}
    assert [label for label in LABELS[sheet].split("|") if bare(label) not in held] == []


@pytest.mark.parametrize(("sheet", "heads"), ACROSS)
def test_columns_stand_in_their_order(sheets: dict[str, Cells], sheet: str, heads: str) -> None:
    """From left to right; the rows of a head over two or three rows count as one line."""
    assert follow(sheets[sheet], heads.split("|"), across=True)


@pytest.mark.parametrize(("sheet", "heads"), DOWN)
def test_rows_stand_in_their_order(sheets: dict[str, Cells], sheet: str, heads: str) -> None:
    assert follow(sheets[sheet], heads.split("|"), across=False)


def test_sheets_stand_in_their_order(sheets: dict[str, Cells]) -> None:
    """The report's tables, then its annexes by number, then signatures and the appraisal; the outline comes last."""
    places = [next(i for i, name in enumerate(sheets) if name.startswith(wanted)) for wanted in OFFICIAL_ORDER]
    assert all(before < after for before, after in pairwise(places))


def test_the_comparison_can_fail() -> None:
    """A wrong order and a missing head are seen."""
    cells = [(1, 1, "甲"), (1, 2, "乙"), (2, 1, "丙")]
    assert follow(cells, ["甲", "乙"], across=True)
    assert not follow(cells, ["乙", "甲"], across=True)
    assert not follow(cells, ["甲", "丁"], across=False)
