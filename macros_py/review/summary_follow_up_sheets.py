"""抽查名单, 拒收与失败, 重复上报: what is left for the bureau to do."""

from __future__ import annotations

import msgspec

from macros_py.review import summary_files, summary_sampling
from macros_py.review.summary_sampling import NOT, PARTS
from macros_py.review.summary_sheets import CODE, RANK, REPEATED, SAMPLE, TOTAL, UNIT, UNREAD, Drawing
from macros_py.review.summary_table import Column

_SAMPLE_COLUMNS = (
    RANK,
    Column(title="抽查", key="chosen", width=9, kind="short"),
    msgspec.structs.replace(UNIT, width=28),
    msgspec.structs.replace(CODE, width=10),
    Column(title="风险分", key="risk", width=8, kind="count"),
    *(
        Column(title=part.title, key=f"{key}_points", width=7.5, kind="count", missing="")
        for key, part in PARTS.items()
    ),
    Column(title="金额层", key="stratum", width=9, kind="short"),
    Column(title="理由", key="words", width=60, missing=""),
)
_UNREAD_COLUMNS = (
    RANK,
    Column(title="文件", key="path", width=40),
    Column(title="状态", key="state", width=8, kind="short"),
    Column(title="大小（KB）", key="size", width=11, kind="amount"),
    Column(title="原因", key="problem", width=56),
    Column(title="怎么办", key="remedy", width=56),
)
_REPEATED_COLUMNS = (
    RANK,
    msgspec.structs.replace(UNIT, link=""),
    CODE,
    Column(title="文件", key="path", width=44),
    Column(title="种类", key="kind", width=9, kind="short"),
    Column(title="版本", key="version", width=7, kind="count"),
    Column(title="生成时间", key="made", width=20, kind="short"),
    TOTAL,
    Column(title="错误", key="errors", width=7, kind="count"),
    Column(title="是否计入", key="verdict", width=26, kind="short"),
)


def sample(drawing: Drawing) -> None:
    """Whom to look at, the proposed ones first."""
    drawing.listed(
        SAMPLE,
        _SAMPLE_COLUMNS,
        drawing.gathered.sample,
        title="抽查名单（建议）",
        note=_how_sampled(drawing),
        nothing="没有可抽查的单位。",
    )


def _how_sampled(drawing: Drawing) -> str:
    bounds, chosen = drawing.data.thresholds, drawing.gathered.sample["chosen"]
    weights = "；".join(f"{part.title}{part.words}" for part in summary_sampling.PARTS.values())
    return (
        f"建议抽查 {int((chosen != NOT).sum())} 家，由您决定。"
        f"按风险：风险分最高的 {bounds.sampled:.0%}（至少 {bounds.least_sampled:g} 家）；"
        f"随机：其余单位按执行数分大、中、小三层，各抽 {bounds.drawn:.0%}（至少 1 家），同一份台账抽出的名单总是相同。"
        f"风险分：{weights}。往年是否抽查过，台账里没有，未计。分值和比例是本工具所设，未核实。"
    )


def unread(drawing: Drawing) -> None:
    """Files that gave no figures."""
    drawing.listed(
        UNREAD,
        _UNREAD_COLUMNS,
        summary_files.unread(drawing.data),
        title="拒收与失败的文件",
        note="拒收：不是可用的自评工作簿；失败：审核中途出错，不一定是单位的原因。这些文件都没有计入汇总。",
        nothing="没有拒收或失败的文件。",
    )


def repeated(drawing: Drawing) -> None:
    """Units with several submissions."""
    drawing.listed(
        REPEATED,
        _REPEATED_COLUMNS,
        summary_files.repeated(drawing.data),
        title="重复上报",
        note="同一单位报了几份的，只计最新的一份；生成时间以单位电脑的时钟为准。",
        nothing="没有重复上报的单位。",
    )
