"""常见问题, 异常, 雷同文字: what was found often, and what stands out."""

from __future__ import annotations

from macros_py.review.summary_sheets import CODE, FINDINGS, OUTLIERS, RANK, RATE, TEXTS, TOTAL, UNIT, Drawing
from macros_py.review.summary_table import Column
from macros_py.review.summary_thresholds import UNVERIFIED, Thresholds

_FINDING_COLUMNS = (
    RANK,
    Column(title="规则", key="rule", width=9, kind="short"),
    Column(title="内容", key="title", width=34),
    Column(title="级别", key="level", width=7, kind="short"),
    Column(title="单位数", key="units", width=8, kind="count"),
    Column(title="占比", key="share", width=9, kind="percent"),
    Column(title="处数", key="places", width=8, kind="count"),
    Column(title="已说明", key="explained", width=8, kind="count"),
    Column(title="举例：单位", key="example", width=24),
    Column(title="举例：位置", key="place", width=20),
    Column(title="举例：问题", key="message", width=60),
)
_OUTLIER_COLUMNS = (
    RANK,
    UNIT,
    CODE,
    TOTAL,
    RATE,
    Column(title="类型", key="kind", width=16, kind="short"),
    Column(title="说明", key="words", width=76),
)
_TEXT_COLUMNS = (
    RANK,
    Column(title="栏目", key="label", width=26),
    Column(title="文字", key="text", width=70),
    Column(title="字数", key="size", width=7, kind="count"),
    Column(title="单位数", key="units", width=8, kind="count"),
    Column(title="单位", key="names", width=42),
    Column(title="备注", key="remark", width=18, missing=""),
)


def findings(drawing: Drawing) -> None:
    """Rules by the number of units."""
    drawing.listed(
        FINDINGS,
        _FINDING_COLUMNS,
        drawing.gathered.findings,
        title="常见问题",
        note="按涉及的单位数从多到少；占比＝涉及的单位数÷计入汇总的单位数。",
        nothing="没有查出问题。",
    )


def outliers(drawing: Drawing) -> None:
    """Units that stand out, with the reason."""
    drawing.listed(
        OUTLIERS,
        _OUTLIER_COLUMNS,
        drawing.gathered.outliers,
        title="异常情况",
        note=_how_found(drawing.data.thresholds),
        nothing="没有发现异常。",
    )


def _how_found(bounds: Thresholds) -> str:
    return (
        "异常只是值得看一看的理由，不是结论。"
        f"高分低执行：总分不低于 {bounds.high_score:g}，执行率低于 {bounds.low_rate:.0%}；"
        f"得分远高于执行：指标得分率超出执行率的部分大于得分率的 {bounds.gap:.0%}；"
        f"结余偏大：结余超过 {bounds.unspent:.0%}；偏离同类：离中位数超过 {bounds.far:g} 倍稳健标准差；"
        f"金额过整：两个以上总数是 {bounds.round_to:g} 万元的整倍数。{UNVERIFIED}"
    )


def texts(drawing: Drawing) -> None:
    """Texts that two or more units have word for word."""
    length = drawing.data.thresholds.text_length
    drawing.listed(
        TEXTS,
        _TEXT_COLUMNS,
        drawing.gathered.texts,
        title="雷同文字",
        note=f"同一栏目里一字不差、不少于 {length:g} 字的文字（空格、换行不计，模板预置的文字除外）。",
        nothing="没有雷同的文字。",
    )
