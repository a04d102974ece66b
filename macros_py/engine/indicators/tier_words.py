"""The words of `tiers`, as data: what is written, and the tier it names."""

from __future__ import annotations

_SAME = "优 良 中 差 优良 较好 一般 较差 高 较高 低 较低 达成 部分达成 未达成"
_NAMED = {
    "优": "优秀",
    "良": "良好",
    "中": "中等",
    "差": "很差 非常差 坏",
    "高": "很高 非常高",
    "好": "好 很好 非常好 显著 明显 突出 良性 满意 非常满意 很满意 十分满意 巩固提高 强 大 较大 优美",
    "较好": "比较好 中上 较为明显 较明显 较显著 较满意 比较满意 基本满意 较强",
    "达成": (
        "有效 达标 合格 合规 合法 合法合规 规范 健全 完善 完整 齐全 及时 按时 按期 准时 准确 真实 到位 正常 "
        "有序 公开 全覆盖 可行 合理 符合 通过 足额 及时足额 按时足额 及时到位 及时有效 及时准确 准确及时 "
        "落实到位 执行到位 全部合格 验收合格 应保尽保 有效执行 真实准确 真实完整 规范有序 科学合理 安全有效 "
        "安全规范"
    ),
    "部分达成": "较及时 基本合格",
    "未达成": "不合格 不达标",
}
# read as a tier with a word of doubt: they describe a state or a time rather than a result
_LIKELY = {
    "达成": (
        "是 有 长期 持续 可持续 中长期 稳定 安全 保障 有保障 得到保障 保证 高效 高质量 运转正常 正常运转 "
        "正常运行 运行正常"
    ),
    "部分达成": "基本正常 基本有效 基本完善 基本健全 基本规范 基本到位 部分有效 较规范 较完善 较健全 较有效 比较及时",
    "未达成": "否",
}
_JUDGING = (
    "优 良 中 差 优秀 良好 优良 好 很好 较好 一般 较差 高 较高 低 较低 显著 明显 突出 较明显 较为明显 "
    "较显著 满意 较满意 优美 强 较强 有效 健全 完善 规范 达标 合格 及时 到位 准确 完整 合理"
)
WHOLE: dict[str, str] = {word: word for word in _SAME.split()} | {
    word: name for name, words in _NAMED.items() for word in words.split()
}
WHOLE_GUESSES: dict[str, str] = {word: name for name, words in _LIKELY.items() for word in words.split()}
ADJECTIVES: dict[str, str] = {word: WHOLE[word] for word in _JUDGING.split()}
SUBJECTS = (
    "效果 成效 作用 效益 影响 影响力 影响程度 水平 质量 能力 程度 满意度 环境 秩序 条件 意识 效率 氛围 "
    "形象 素质 功能 状况 态势 制度 机制 体系 管理 服务 贡献 评价 反响 知晓度 知名度 积极性 完成率 达标率 "
    "保障 措施 落实 监管 维护 等级 等次 结果 评级"
)
DEGREES = (
    "显著 明显 大幅 大幅度 大大 极大 有效 持续 不断 逐步 逐年 稳步 进一步 切实 全面 充分 较大幅度 较大 "
    "积极 长期 得到 得以 巩固 广泛 深入 快速 日益 更加 普遍"
)
WEAK_DEGREES = "有所 略有 有一定 一定程度 较为 基本 部分 初步"
CHANGES = (
    "提升 提高 改善 增强 增加 增长 优化 改进 加强 促进 推动 推进 好转 巩固 完善 扩大 发展 深化 拓展 丰富 带动 上升"
)
KEEPS = "保障 保证 维护 确保 控制 落实 保持 满足 执行 防范 预防 保护 发挥"
FALLS = "下降 降低 减少 缩短 减轻 缓解 遏制 节约"
_TURNED = {"未达成": "达成 部分达成", "较差": "优 良 好 较好 优良", "低": "高 较高"}
OPPOSITES: dict[str, str] = {word: turned for turned, words in _TURNED.items() for word in words.split()}
_SCALES = (
    "优良中差 优良中低差 优良差 优良中可差 好中差 高中低 好较好一般较差 好/较好/一般/较差 优/良/中/差 "
    "高/中/低 好/中/差 好坏 优、良、中、差 好、较好、一般、较差 高、中、低"
)
SCALES = frozenset(_SCALES.split())
