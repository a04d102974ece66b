"""Totals by kind of unit: by 评价方式 and by the first three digits of the 预算编码, sums, averages, counts.

A kind is only worth a table where it brings units together: of codes that all begin differently nothing is said.
"""

from __future__ import annotations

import pandas as pd

from macros_py.review.summary_data import AMOUNTS, Data

KINDS = {"method": "评价方式", "prefix": "预算编码前三位"}
PARTS = {"sum": "合计", "avg": "平均每家", "count": "填报家数"}
WHOLE = "全部"


def categories(data: Data, kind: str, part: str) -> pd.DataFrame:
    """One row a category and a last one for all: units, score and rate, and each amount as `part` says."""
    return data.frame(
        f"""SELECT coalesce({kind}, '{WHOLE}') AS category, count(*) AS units, round(avg(total), 2) AS score,
        round(sum(executed) FILTER (adjusted IS NOT NULL)
            / nullif(sum(adjusted) FILTER (executed IS NOT NULL), 0), 4) AS rate,
        {", ".join(_column(key, part) for key in AMOUNTS)}
        FROM units LEFT JOIN amounts USING (path) GROUP BY ROLLUP ({kind}) ORDER BY grouping({kind}), {kind}"""
    )


def _column(key: str, part: str) -> str:
    return f"count({key}) AS {key}" if part == "count" else f"round({part}({key}), 2) AS {key}"


def kinds(data: Data) -> list[str]:
    """The kinds that bring units together."""
    units, prefixes = data.frame("SELECT count(*) AS units, count(DISTINCT prefix) AS prefixes FROM units").iloc[0]
    return ["method", *(["prefix"] if prefixes * 2 <= units else [])]
