"""Whom to look at closely: a proposal, with its reasons in words. Whoever decides may take others.

Every unit gets a risk score, the sum of named components (`PARTS`); those with the highest are proposed, a tenth of all
but at least five. Of the rest some are drawn by lot in three layers by amount, so that nobody is sure not to be looked
at. The lot's seed is the content of the ledger: the same submissions give the same list, on any machine. Who was looked
at in other years no ledger knows, and it does not count.
"""

from __future__ import annotations

import hashlib
import math

import msgspec
import pandas as pd

from macros_py.review import summary_outliers as kinds
from macros_py.review.summary_data import Data
from workbook.stored_text import cut

RISK, LOT, NOT = "按风险", "随机", "未列入"
LAYERS = ("大额", "中额", "小额")
_UNKNOWN = "金额不明"


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """A component of the score: points for the first one, for each one more, and at most. Points are a choice, none
    comes from a law.
    """

    title: str
    first: int
    more: int = 0
    most: int
    words: str

    def points(self, numbers: pd.Series) -> pd.Series:
        return (self.first + self.more * (numbers - 1)).clip(upper=self.most).where(numbers > 0, 0).astype(int)


PARTS = {
    "errors": Part(title="错误未改", first=5, more=5, most=30, words="每处 5 分，最多 30 分"),
    "unexplained": Part(title="警告未说明", first=1, more=1, most=10, words="每处 1 分，最多 10 分"),
    "differences": Part(title="封存不符", first=12, more=2, most=25, words=" 12 分，每多一处加 2 分，最多 25 分"),
    "overridden": Part(title="带问题上报", first=15, most=15, words=" 15 分"),
    "reasons": Part(title="异常", first=1, more=1, most=30, words="按类型各 2 至 10 分，最多 30 分"),
    "large": Part(title="金额大", first=10, most=10, words=" 10 分"),
    "absent": Part(title="缺表", first=3, more=3, most=9, words="每张 3 分，最多 9 分"),
    "carried": Part(title="外部链接、隐藏表", first=3, most=3, words=" 3 分"),
}
_REASONS = {
    kinds.FULL: 8,
    kinds.SAME: 8,
    kinds.LOW: 10,
    kinds.RED: 4,
    kinds.YELLOW: 2,
    kinds.FAR: 6,
    kinds.ROUND: 3,
}
_LONGEST = 160
_WEIGHED = " ".join(f"WHEN '{kind}' THEN {points}" for kind, points in _REASONS.items())
_UNITS = f"""
WITH said AS (
    SELECT path, sum(CASE kind {_WEIGHED} END)::INTEGER AS reasons,
        string_agg(words, '；' ORDER BY kind) AS why FROM outliers GROUP BY path
)
SELECT units.*, executed::DOUBLE AS amount, coalesce(reasons, 0) AS reasons, coalesce(why, '') AS why,
    (executed IS NOT NULL AND executed > 0
        AND percent_rank() OVER (ORDER BY executed DESC NULLS LAST) < getvariable('large'))::INTEGER AS large,
    if(executed IS NULL, NULL, ntile(3) OVER (ORDER BY executed DESC NULLS LAST, units.path)) AS layer,
    if(absent_forms = '', 0, len(string_split(absent_forms, '、'))) AS absent,
    (override_name <> '')::INTEGER AS overridden, (external_links > 0 OR hidden_sheets <> '')::INTEGER AS carried
FROM units LEFT JOIN said USING (path) LEFT JOIN amounts USING (path) ORDER BY units.number
"""
_CONTENT = "SELECT path, file_sha256, facts_sha256, total::VARCHAR FROM units ORDER BY path"


def sample(data: Data) -> pd.DataFrame:
    """All units with score, components, layer, `chosen` and `words`: the proposed ones first, each part by risk.
    Wants `outliers` to be found.
    """
    frame = data.frame(_UNITS)
    points = {f"{key}_points": part.points(frame[key]) for key, part in PARTS.items()}
    frame = frame.assign(**points, risk=sum(points.values()))
    frame["stratum"] = [_UNKNOWN if pd.isna(layer) else LAYERS[int(layer) - 1] for layer in frame["layer"]]
    frame = frame.sort_values(["risk", "amount", "number"], ascending=[False, False, True], kind="stable")
    frame["chosen"] = _chosen(frame, data)
    frame["words"] = [_words(row) for row in frame.to_dict("records")]
    order = frame["chosen"].map({RISK: 0, LOT: 1, NOT: 2})
    frame = frame.iloc[order.argsort(kind="stable")].reset_index(drop=True)
    shown = {key: frame[key].astype("Int64").replace(0, pd.NA) for key in points}
    return frame.assign(**shown, rank=range(1, len(frame) + 1))


def _chosen(frame: pd.DataFrame, data: Data) -> list[str]:
    """How each unit came to be proposed; `frame` is sorted by risk."""
    bounds = data.thresholds
    wanted = max(int(bounds.least_sampled), math.ceil(len(frame) * bounds.sampled))
    by_risk = set(frame["path"][frame["risk"] > 0][:wanted])
    rest = frame[~frame["path"].isin(by_risk)]
    seed = seed_of(data)
    drawn = {path for _, layer in rest.groupby("stratum") for path in _drawn(list(layer["path"]), seed, bounds.drawn)}
    return [RISK if path in by_risk else LOT if path in drawn else NOT for path in frame["path"]]


def seed_of(data: Data) -> str:
    """The lot's seed: a checksum of the files that count, of their figures and scores."""
    content = data.connection.execute(_CONTENT).fetchall()
    return hashlib.sha256("\n".join("\t".join(map(str, row)) for row in content).encode()).hexdigest()


def _drawn(paths: list[str], seed: str, share: float) -> list[str]:
    """As many as the share asks for, but one: the first in an order that only the seed knows."""
    lots = sorted(paths, key=lambda path: hashlib.sha256(f"{seed}\t{path}".encode()).digest())
    return lots[: max(1, math.ceil(len(paths) * share))]


def _words(row: dict[str, object]) -> str:
    """Why, in one line, the gravest first as the components stand."""
    said = {
        "errors": f"还有 {row['errors']} 处错误",
        "unexplained": f"{row['unexplained']} 处警告没有说明",
        "differences": f"与封存数据有 {row['differences']} 处不同",
        "overridden": f"带问题上报（同意人：{row['override_name']}）",
        "reasons": str(row["why"]),
        "large": f"执行数 {row['amount']:,.2f} 万元，金额居前",
        "absent": f"缺 {row['absent']} 张表",
        "carried": "文件里有外部链接或隐藏的工作表",
    }
    words = [text for key, text in said.items() if row[f"{key}_points"]]
    lot = [f"随机抽取（{row['stratum']}）"] if row["chosen"] == LOT else []
    return cut("；".join([*lot, *words]), _LONGEST)
