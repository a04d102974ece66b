"""单位汇总, 排名, 按类别: how each unit did, and each kind of unit."""

from __future__ import annotations

import msgspec

from macros_py.review import summary_categories, summary_files
from macros_py.review.summary_categories import KINDS, PARTS
from macros_py.review.summary_data import AMOUNTS
from macros_py.review.summary_sheets import (
    CATEGORIES,
    CODE,
    GRADE,
    RANKING,
    RATE,
    TOTAL,
    UNIT,
    UNITS,
    Drawing,
    placed,
)
from macros_py.review.summary_table import Column

_COUNTS = {
    "errors": "错误",
    "warnings": "警告",
    "explained": "警告已说明",
    "questions": "待判断",
    "differences": "封存不符",
}
_UNIT_COLUMNS = (
    Column(title="序号", key="number", width=6, kind="count"),
    msgspec.structs.replace(UNIT, width=30, link=""),
    msgspec.structs.replace(CODE, width=10),
    Column(title="种类", key="kind", width=9, kind="short"),
    Column(title="版本", key="version", width=6, kind="count"),
    TOTAL,
    GRADE,
    RATE,
    Column(title="执行率得分", key="execution_score", width=9, kind="number", missing="待算"),
    *(Column(title=title, key=key, width=7, kind="count") for key, title in _COUNTS.items()),
    Column(title="带问题上报：同意人、理由", key="override", width=24),
    Column(title="缺的表", key="absent_forms", width=18),
    Column(title="文件", key="path", width=26, link="link"),
)
_RANK_COLUMNS = (
    Column(title="名次", key="rank", width=8, kind="count"),
    msgspec.structs.replace(UNIT, width=40),
    CODE,
    TOTAL,
    GRADE,
    RATE,
    Column(title="需要留意", key="flags", width=50),
)
_RANKED = """
SELECT number, unit, code, total, grade, rate, flags,
    if(total IS NULL, NULL, rank() OVER (ORDER BY total DESC NULLS LAST)) AS rank
FROM units LEFT JOIN
    (SELECT path, string_agg(DISTINCT kind, '、' ORDER BY kind) AS flags FROM outliers GROUP BY path) USING (path)
ORDER BY total DESC NULLS LAST, number
"""
_CATEGORY_COLUMNS = (
    Column(title="类别", key="category", width=24),
    Column(title="家数", key="units", width=8, kind="count"),
    Column(title="平均分", key="score", width=9, kind="number", missing="待算"),
    Column(title="总体执行率", key="rate", width=11, kind="percent", missing="算不出"),
    *(Column(title=title, key=key, width=15, kind="amount") for key, (title, _) in AMOUNTS.items()),
)


def units(drawing: Drawing) -> None:
    """One row a unit, with a way to its file."""
    frame = drawing.gathered.units
    agreed = zip(frame["override_name"], frame["override_reason"], strict=True)
    frame = frame.assign(
        link=summary_files.links(frame["path"], drawing.folder, drawing.out),
        override=["：".join(part for part in pair if part) for pair in agreed],
    )
    drawing.listed(
        UNITS,
        _UNIT_COLUMNS,
        frame,
        title="单位汇总",
        note="每个单位一行，只列计入汇总的一份；点“文件”可打开原件。“封存不符”是导出以后改动过的地方。",
        nothing="没有可计入汇总的单位。",
    )


def ranking(drawing: Drawing) -> None:
    """Best first; equal totals share a rank."""
    drawing.listed(
        RANKING,
        _RANK_COLUMNS,
        placed(drawing.data.frame(_RANKED)),
        title="得分排名",
        note="按总分从高到低，同分同名次；总分待算的不排名。总分由本工具按规则重新计算。“需要留意”的说明见“异常”。",
        nothing="没有可以排名的单位。",
    )


def categories(drawing: Drawing) -> None:
    """Sums, averages and how many filled in, for each kind of kinds."""
    note = (
        "金额单位：万元。总体执行率＝全年执行数合计÷全年预算数合计，只计两个数都有的单位。"
        "没有填数的单位不计入平均。金额照单位所填，有错误的单位未剔除。"
    )
    page = drawing.page(CATEGORIES, _CATEGORY_COLUMNS, "按类别汇总", note)
    if drawing.gathered.units.empty:
        page.list(_CATEGORY_COLUMNS, drawing.gathered.units, nothing="没有可汇总的单位。")
        return
    for kind in summary_categories.kinds(drawing.data):
        for part, word in PARTS.items():
            page.heading(f"按{KINDS[kind]}：{word}")
            frame = summary_categories.categories(drawing.data, kind, part)
            columns = [_counted(column, part) for column in _CATEGORY_COLUMNS]
            page.list(columns, frame, only=False)


def _counted(column: Column, part: str) -> Column:
    amount = column.kind == "amount" and part == "count"
    return msgspec.structs.replace(column, kind="count") if amount else column
