"""What invented departments are called, what they do, whom one can call there. Nobody and nothing of this exists."""

from __future__ import annotations

from random import Random

_OFFICES = """教育局 农业农村局 交通运输局 卫生健康局 文化旅游局 水利局 市场监督管理局 林业局 民政局 住房和城乡建设局
机关事务服务中心 档案馆 应急管理局 科学技术局 司法局 统计局 自然资源局 商务局"""
_BRANCHES = "培训中心 信息中心 监测站 执法大队 服务中心 研究所 试验场 博物馆 救助站 养护所 示范学校"
BRANCHES = tuple(f"示例{name}" for name in _BRANCHES.split())
_MORE = tuple(f"{name}第{number}分部" for number in "一二三" for name in BRANCHES)  # for departments of many agencies
OFFICES = tuple(f"某某{area}示例{name}" for name in _OFFICES.split() for area in "市区县")
SURNAMES, GIVEN = "赵钱孙李周吴郑王冯陈", tuple(f"某{each}" for each in "甲乙丙丁戊己庚辛")
POSITIONS = ("局长", "副局长", "财务科科长", "办公室主任", "会计", "高级会计师", "项目科科长", "纪检组长")

# name, purpose, which of the three groups of 附件2 it belongs to
_PROJECTS = {
    "business": """农村公路养护，用于县乡道路面修补和边沟清理
义务教育食堂改造，用于厨房设备更换和餐厅翻新
乡镇卫生院设备更新，用于购置检验和影像设备
老旧小区消防整治，用于打通通道和更换灭火器材
高标准农田建设，用于土地平整和灌溉沟渠修筑
河道清淤疏浚，用于清理淤积和加固堤岸
食品安全抽检，用于样品采购和委托检验
公益林管护，用于护林员劳务和防火巡查
困难家庭临时救助，用于发放救助金
文物普查与保护，用于田野调查和库房除湿
法律援助办案补贴，用于支付律师办案费用
科技特派员下乡，用于技术人员交通和食宿
应急物资储备，用于购置帐篷、棉被和发电机
职业技能竞赛，用于场地租赁和奖品购置
动物疫病防控，用于疫苗采购和免疫劳务
公共自行车投放，用于车辆购置和站点安装
中小企业上门诊断，用于聘请专家开展诊断
城乡环卫保洁，用于清扫劳务和垃圾转运
地质灾害隐患排查，用于聘请勘查队伍和设置警示牌
戏曲进校园演出，用于演出劳务和服装道具""",
    "maintenance": """办公大楼物业服务，用于支付保安、保洁和绿化费用
政务云平台租用，用于支付服务器和带宽租金
电梯空调维修保养，用于设备年检和零件更换
档案库房恒温改造，用于安装恒温恒湿机组
视频监控系统维护，用于更换摄像头和存储硬盘
执法车辆保险加油，用于车辆保险、加油和过路费
实验室仪器检定，用于仪器送检和试剂补充
体育场馆运行补助，用于水电支出和草坪养护
机关网络安全加固，用于等级测评和防护软件
图书馆新书采购，用于购买图书报刊和电子资源
供水管网抢修，用于管材购买和抢修劳务
路灯节能更换，用于购买灯具和安装施工""",
    "provincial": """省级乡村振兴衔接资金，用于产业路和储水设施建设
省级基层医疗补助，用于村卫生室人员补助
省级生态修复奖补，用于矿山复绿和水土保持
省级文化惠民专项，用于送戏下乡和农家书屋补充
省级农机购置补贴，用于补贴农户购买农机
省级校舍安全工程，用于校舍抗震加固
省级就业见习补贴，用于发放见习人员生活补助
省级水库移民扶持，用于移民村道路和饮水改造
省级数字档案建设，用于馆藏数字化扫描
省级养老床位补助，用于养老机构新增床位奖补""",
}
PROJECTS = tuple(
    (name, purpose, group)
    for group, lines in _PROJECTS.items()
    for name, _, purpose in (line.partition("，") for line in lines.splitlines())
)

DUTIES = (
    "拟订本行业发展规划并组织实施",
    "指导所属单位开展业务工作",
    "承担本行业统计、监测和信息发布",
    "负责本系统安全生产和应急处置",
    "组织本系统人才队伍建设",
    "受理群众咨询和投诉举报",
    "落实上级部署的专项任务",
)
WORK = (
    "推进重点项目建设，按季调度进度",
    "开展行业专项检查，逐项督促整改",
    "优化办事流程，压缩办理时间",
    "组织业务培训，提升人员能力",
    "完善内部控制，规范资金管理",
    "开展节能降耗，压减一般性支出",
)
ACHIEVEMENTS = (
    "全年各项任务顺利完成，重点项目全部投入使用",
    "专项检查发现的问题已整改销号",
    "窗口平均办理时间比上年缩短两天",
    "培训覆盖全部业务骨干，考试合格",
    "内部控制制度修订后已印发执行",
    "一般性支出比上年有所压减，水电消耗下降",
)


def sentences(chance: Random, pool: tuple[str, ...], low: int = 2) -> str:
    """A few of a pool, numbered, as people write them into one cell."""
    chosen = chance.sample(pool, chance.randint(low, len(pool)))
    return "".join(f"{number}、{text}。" for number, text in enumerate(chosen, 1))


def person(chance: Random) -> str:
    return chance.choice(SURNAMES) + chance.choice(GIVEN)


def phone(chance: Random) -> str:
    """A number with its area code that no exchange gives out, or a mobile one."""
    digits = "".join(chance.choices("0123456789", k=6))
    return chance.choice([f"0000-8{digits}", f"(0000)8{digits}", f"0000—8{digits}", f"100000{digits[1:]}"])


def day(chance: Random, year: int, low: int, high: int) -> str:
    """A day between two months of a year, in one of the ways it is written."""
    month, date = chance.randint(low, high), chance.randint(1, 28)
    return chance.choice([f"{year}年{month}月{date}日", f"{year}-{month:02d}-{date:02d}", f"{year}.{month}.{date}"])


def agencies(chance: Random, count: int) -> list[str]:
    """局机关 first, then the second-level units, numbered as the official tables do."""
    pool = BRANCHES if count <= len(BRANCHES) + 1 else BRANCHES + _MORE
    names = ["局机关", *chance.sample(pool, count - 1)]
    return [f"{number}、{name}" for number, name in enumerate(names, 1)]
