"""Why something fell short, and why a figure rose or fell: sentences that say different things."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from random import Random

CAUSES = (
    "受疫情封控影响，上半年有两个月不能下乡",
    "中标单位施工力量不足，进场比合同晚了一个月",
    "经办人员调离，接手人员对流程不熟",
    "主要材料涨价，部分采购被迫重新询价",
    "雨季比往年长，野外作业停工较多",
    "配套软件上线后出现故障，影响录入",
    "参与方提交材料不齐，反复补正",
    "年初测算依据偏粗，没有考虑淡季因素",
)
MEASURES = (
    "已与相关单位约定按月会商，进度滞后的当月督办",
    "今后签订合同时写明工期和违约责任",
    "已安排专人带教，并编写操作手册",
    "改为年初集中采购，锁定价格",
    "调整作业安排，把野外工作提前到春季",
    "已完成系统升级，并保留人工备份渠道",
    "已公布一次性告知清单，由窗口预审",
    "下年按近三年平均数据测算目标",
)
# Why each line of the comparison rose, and why it fell.
UP = {
    "revenue": ("财政安排的经费增加", "本年到账的各项资金比上年增加"),
    "general": ("上级补助和本级追加增加", "人员工资调整，财政拨款增加"),
    "other": ("非税返还资金增加", "上级单位拨来的工作经费增加"),
    "expenditure": ("新设服务点投入使用，运行支出增加", "各类任务集中在本年实施，比上年增加"),
    "basic": ("工资调整和新设科室，日常经费增加", "编内人员比上年增加"),
    "personnel": ("人员正常晋级晋档，工资增加", "社会保险缴费基数上调，单位缴费增加"),
    "operating": ("水电价格上调，办公开支增加", "下乡检查增多，差旅费增加"),
    "project": ("新增两个专项任务，经费增加", "部分工程集中在本年结算，比上年增加"),
}
DOWN = {
    "revenue": ("财政压减一般性支出，安排的经费减少", "本年到账的各项资金比上年减少"),
    "general": ("上级补助资金减少", "一次性补助到期，财政拨款减少"),
    "other": ("非税返还资金减少", "上级单位拨来的工作经费减少"),
    "expenditure": ("落实过紧日子要求，各类开支减少", "大额任务上年已完成，本年支出减少"),
    "basic": ("压减一般性支出，日常经费减少", "退休人员较多，在编人数减少"),
    "personnel": ("退休人员较多，在职工资减少", "两名人员调出，工资减少"),
    "operating": ("线上会议替代现场会议，会议费减少", "办公用品集中采购，开支减少"),
    "project": ("部分工程上年已完工，本年支出减少", "采购价格下降，专项支出减少"),
}
SAME = "与上年持平"


def deviation(chance: Random) -> Iterator[str]:
    """Cause and measure, never twice the same pair."""
    pairs = list(product(CAUSES, MEASURES))
    chance.shuffle(pairs)
    return (f"原因：{cause}。改进措施：{measure}。" for cause, measure in pairs)


def change(chance: Random, line: str, difference: int) -> str:
    """A reason that goes the way the figure went."""
    if not difference:
        return SAME
    return chance.choice((UP if difference > 0 else DOWN)[line])
