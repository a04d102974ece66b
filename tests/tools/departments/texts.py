"""Indicators that an invented department may set itself, by second level: what is counted, in what unit, how large."""

from __future__ import annotations

from decimal import Decimal

import msgspec


class Quantity(msgspec.Struct, frozen=True, kw_only=True):
    """A figure: `sign` ≥, ≤ or =, a goal between `low` and `high` with so many decimals, at most `ceiling`."""

    name: str
    sign: str
    low: Decimal
    high: Decimal
    unit: str
    decimals: int = 0
    ceiling: Decimal | None = None


class Until(msgspec.Struct, frozen=True, kw_only=True):
    """Something that is done by a day."""

    name: str


class Quality(msgspec.Struct, frozen=True, kw_only=True):
    """What is not counted: the target as a sentence, and what came of it."""

    name: str
    target: str
    result: str


Template = Quantity | Until | Quality
_HUNDRED = Decimal(100)


def _read(line: str) -> Template:
    """One line of the list: 名称 ≥ 低 高 单位 [小数位]; 名称 日期; 名称 目标 结果."""
    name, *rest = line.split()
    if rest == ["日期"]:
        return Until(name=name)
    if rest[0] not in ("≥", "≤", "="):
        return Quality(name=name, target=rest[0], result=rest[1])
    sign, low, high, unit, *decimals = rest
    ceiling = _HUNDRED if unit == "%" else None
    return Quantity(
        name=name,
        sign=sign,
        low=Decimal(low),
        high=Decimal(high),
        unit=unit,
        decimals=int(decimals[0]) if decimals else 0,
        ceiling=ceiling,
    )


_LISTS = {
    "数量指标": """举办业务培训班 ≥ 6 40 期
开展监督检查 ≥ 10 120 次
受理群众来信来访 ≥ 30 400 件
完成项目建设 = 3 18 个
上门服务企业 ≥ 20 300 户
新增便民服务点 ≥ 4 30 处
改造老旧管网长度 ≥ 5 60 公里 1
发放宣传资料 ≥ 1000 20000 份
培训人员 ≥ 100 3000 人次
编制专项规划 = 2 6 个
购置专用设备 = 5 60 台
巡查重点点位 ≥ 50 500 个""",
    "质量指标": """项目验收合格率 = 100 100 %
培训考试合格率 ≥ 85 98 %
案件按期办结率 ≥ 80 97 % 1
数据差错率 ≤ 2 5 %
专用设备完好率 ≥ 90 98 %
检查问题整改率 ≥ 85 98 % 1
材料退回次数 ≤ 3 9 次
资金使用规范性 严格按财务制度使用资金 全部支出凭证手续齐全
档案整理规范性 归档材料齐全规范 抽查五卷未发现缺页""",
    "时效指标": """年度任务按时完成率 ≥ 90 99 %
资金及时拨付率 = 100 100 %
主体工程完工时间 日期
年度报告报送时间 日期
设备安装到位时间 日期
事项平均办理时间 ≤ 5 15 个工作日
投诉平均答复时间 ≤ 3 10 天""",
    "成本指标": """项目总成本 ≤ 50 900 万元 2
培训人均成本 ≤ 200 450 元
公务用车单车运行成本 ≤ 2 4 万元 1
单位改造成本 ≤ 600 1800 元
会议支出 ≤ 3 20 万元 1
日常办公耗材支出 ≤ 4 30 万元 2""",
    "经济效益指标": """带动群众就业 ≥ 50 900 人
节约办公开支 ≥ 5 80 万元 1
为企业减免费用 ≥ 20 500 万元
促进农户增收 农户收入稳步增加 参与农户户均增收明显
拉动相关消费 拉动本地消费有所增长 周边商户营业额有增长""",
    "社会效益指标": """政策知晓率 ≥ 80 95 %
责任安全事故 ≤ 1 4 起
服务覆盖人口 ≥ 2 40 万人 1
改善办事环境 办事环境更加便利舒适 大厅增设休息区和自助机
维护行业秩序 行业经营秩序规范有序 全年未发生群体性纠纷
提升公共服务能力 公共服务能力得到加强 服务窗口由一个增至三个""",
    "生态效益指标": """生活垃圾无害化处理率 ≥ 90 99 %
绿化养护面积 ≥ 10 90 公顷 1
节水节电 单位能耗比上年有所下降 水电用量均低于上年
改善周边环境 施工扬尘和噪声得到控制 未收到扬尘噪声投诉""",
    "可持续影响指标": """新建长效管理制度 ≥ 2 9 项
骨干人员留任率 ≥ 80 95 %
设施管护机制 管护责任落实到人 已签订管护责任书
人才队伍建设 专业人才梯队基本形成 老中青搭配合理
数据共享机制 与相关单位实现数据互通 已接入共享平台""",
    "服务对象满意度指标": """办事群众满意度 ≥ 85 96 %
服务企业满意度 ≥ 85 96 %
参训学员满意度 ≥ 88 97 % 1
基层单位满意度 ≥ 85 95 %""",
}
INDICATORS: dict[str, tuple[Template, ...]] = {
    level: tuple(_read(line) for line in lines.splitlines()) for level, lines in _LISTS.items()
}
