"""A few sentences on what came of it, each computed from figures of the ledger; where there is none, none is said."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from macros_py.review import summary_outliers as kinds
from macros_py.review.summary_counts import UNGRADED
from macros_py.review.summary_sampling import LOT, RISK
from macros_py.review.summary_sheets import Gathered

_FAULTS = ("错误", "警告")


def conclusions(figures: dict[str, object], grades: pd.DataFrame, gathered: Gathered, low_rate: float) -> list[str]:
    """The sentences, in the order of the sheets. `low_rate`: an execution rate below is low."""
    parts = (
        _files(figures),
        _scores(figures, grades),
        _spent(figures, low_rate),
        _findings(figures, gathered),
        _trust(figures),
    )
    return [sentence for part in (*parts, _outliers(gathered), _sample(gathered)) for sentence in part]


def _files(figures: dict[str, object]) -> Iterator[str]:
    yield (
        f"收到文件 {figures['files']} 份：已审核 {figures['reviewed']} 份，拒收 {figures['refused']} 份，"
        f"失败 {figures['failed']} 份；计入汇总的单位 {figures['units']} 家。"
    )


def _scores(figures: dict[str, object], grades: pd.DataFrame) -> Iterator[str]:
    units = _number(figures, "units")
    if not figures["scored"]:
        return
    counted = (row for row in grades.itertuples() if row.units and row.name != UNGRADED)
    named = "，".join(f"“{row.name}” {row.units} 家（{row.share:.1%}）" for row in counted)
    waiting = units - _number(figures, "scored")
    wait = f"；另有 {waiting:g} 家总分待算" if waiting else ""
    yield f"平均 {_number(figures, 'mean'):.2f} 分，中位数 {_number(figures, 'middle'):.2f} 分；{named}{wait}。"


def _spent(figures: dict[str, object], low_rate: float) -> Iterator[str]:
    if figures["rate"] is not None:
        low = f"执行率低于 {low_rate:.0%} 的 {figures['low_rate']} 家"
        yield f"全年预算总体执行 {_number(figures, 'rate'):.2%}；{low}。"


def _findings(figures: dict[str, object], gathered: Gathered) -> Iterator[str]:
    units = _number(figures, "units")
    if not units:
        return
    clean, wrong = _number(figures, "clean"), _number(figures, "with_errors")
    yield (
        f"没有错误、警告都已说明、与封存数据一致的 {clean:g} 家（{clean / units:.1%}）；"
        f"还有错误的 {wrong:g} 家（{wrong / units:.1%}），共 {figures['errors']} 处。"
    )
    faults = gathered.findings[gathered.findings["level"].isin(_FAULTS)]
    if not faults.empty:
        first = faults.iloc[0]
        spread = f"涉及 {first['units']} 家（{first['share']:.1%}）"
        yield f"错误和警告中最常见的是“{first['title']}”（{first['rule']}），{spread}。"


def _trust(figures: dict[str, object]) -> Iterator[str]:
    said = {
        "changed": "导出以后数据有改动的 {} 家",
        "overridden": "带问题上报的 {} 家",
        "by_labels": "不是在原表上填报、按栏目文字认出的 {} 家",
        "incomplete": "缺表的 {} 家",
    }
    if parts := [words.format(figures[key]) for key, words in said.items() if figures[key]]:
        yield f"{'，'.join(parts)}。"


def _outliers(gathered: Gathered) -> Iterator[str]:
    units = gathered.outliers.groupby("kind")["path"].nunique()
    if parts := [f"{kind} {units[kind]} 家" for kind in kinds.KINDS if kind in units]:
        yield f"值得看一看的：{'，'.join(parts)}，见“异常”。"


def _sample(gathered: Gathered) -> Iterator[str]:
    chosen = gathered.sample["chosen"].value_counts()
    risk, lot = int(chosen.get(RISK, 0)), int(chosen.get(LOT, 0))
    if risk + lot:
        yield f"建议抽查 {risk + lot} 家：按风险 {risk} 家，随机 {lot} 家，见“抽查名单”。"


def _number(figures: dict[str, object], key: str) -> float:
    return float(str(figures[key]))
