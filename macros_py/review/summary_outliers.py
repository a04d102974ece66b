"""Units that stand out, each with the reason in words. A reason is a ground to look, not a verdict.

A table `outliers` is made in the ledger's memory: path, kind, and the words with their figures. The kinds stand in
`KINDS`; their thresholds are those of `summary_thresholds`.
"""

from __future__ import annotations

import pandas as pd

from macros_py.review.summary_data import AMOUNTS, Data
from macros_py.review.summary_texts import find_texts

FULL, SAME, LOW, RED, YELLOW, FAR, ROUND = (
    "指标全部满分",
    "文字雷同",
    "高分低执行",
    "得分远高于执行",
    "结余偏大",
    "偏离同类",
    "金额过整",
)
KINDS = (FULL, SAME, LOW, RED, YELLOW, FAR, ROUND)
_INDICATORS = """
CREATE OR REPLACE TEMP TABLE indicators AS
WITH marks AS (
    SELECT path, split_part(fact, '.', 2) AS item, max(value) FILTER (fact LIKE '%.points') AS points,
        max(value) FILTER (fact LIKE '%.score') AS score
    FROM (SELECT path, fact, TRY_CAST(number AS DECIMAL(18, 4)) AS value FROM ledger.facts SEMI JOIN units USING (path))
    WHERE fact LIKE 'overall.indicators[%.points' OR fact LIKE 'overall.indicators[%.score' GROUP BY path, item
)
SELECT path, count(*) AS indicators, count(*) FILTER (score >= points) AS filled_up, count(score) AS scored,
    round(sum(score) / sum(points), 4)::DOUBLE AS got
FROM marks WHERE points > 0 GROUP BY path
"""
_FULL = f"""SELECT path, '{FULL}' AS kind, format('{{}} 项指标全部得满分', indicators) AS words FROM indicators
WHERE filled_up = indicators AND indicators >= getvariable('least_indicators')"""
_SAME = f"""SELECT path, '{SAME}', format('{{}} 处文字与别的单位一字不差，最长的是“{{}}”（{{}} 字，{{}} 家相同）',
    count(*),    arg_max(label, (size, field, folded)), max(size), arg_max(units, (size, field, folded)))
FROM (SELECT unnest(paths) AS path, field, folded, label, size, units FROM texts WHERE NOT common) GROUP BY path"""
_LOW = f"""SELECT path, '{LOW}', format('总分 {{:.2f}}，预算执行率只有 {{:.2f}}%', total::DOUBLE, rate::DOUBLE * 100)
FROM units WHERE total >= getvariable('high_score') AND rate < getvariable('low_rate')"""
_RED = f"""SELECT path, '{RED}', format('指标得分率 {{:.2f}}%，执行率 {{:.2f}}%，相差 {{:.2f}} 个百分点',
    got * 100, rate::DOUBLE * 100, (got - rate::DOUBLE) * 100)
FROM units JOIN indicators USING (path) WHERE scored = indicators AND
    round(got - rate::DOUBLE, 6) > round(getvariable('gap') * got, 6)"""
_YELLOW = f"""SELECT path, '{YELLOW}', CASE WHEN adjusted = 0 THEN '全年预算数为 0，执行率无从计算' ELSE
    format('预算执行率 {{:.2f}}%，还有 {{:.2f}}% 没有用完', rate::DOUBLE * 100, 100 - rate::DOUBLE * 100) END
FROM units LEFT JOIN amounts USING (path) WHERE adjusted = 0 OR (rate < 1 - getvariable('unspent')
    AND NOT coalesce(total >= getvariable('high_score') AND rate < getvariable('low_rate'), false))"""
_FAR = f"""
WITH placed AS (
    SELECT path, total, if(count(*) OVER (PARTITION BY prefix) >= getvariable('peers'), prefix, '全部') AS peer
    FROM units WHERE total IS NOT NULL
), members AS (SELECT peer, total FROM placed WHERE peer <> '全部' UNION ALL SELECT '全部', total FROM placed),
middles AS (SELECT peer, median(total)::DECIMAL(18, 3) AS middle, count(*) AS units FROM members GROUP BY peer),
spreads AS (
    SELECT peer, middle, units, 1.4826 * median(abs(total - middle))::DOUBLE AS usual,
        1.253314 * avg(abs(total - middle)) AS mean FROM members JOIN middles USING (peer) GROUP BY peer, middle, units
)
SELECT path, '{FAR}', format('总分 {{:.2f}}，{{}}的中位数是 {{:.2f}}（{{}} 家），{{}}得多', total::DOUBLE,
    if(peer = '全部', '全部单位', '编码 ' || peer || ' 的单位'), middle::DOUBLE, units, if(total > middle, '高', '低'))
FROM placed JOIN spreads USING (peer) WHERE units >= getvariable('peers')
AND abs(total - middle)::DOUBLE > getvariable('far') * if(usual > 0, usual, mean) AND mean > 0"""
_ROUNDED = "".join(
    f"if({key} >= 10 * getvariable('round_to') AND {key}::DOUBLE % getvariable('round_to') = 0, "
    f"format('{AMOUNTS[key][0]} {{:.0f}}', {key}::DOUBLE), NULL), "
    for key in ("income", "expenditure", "executed")
).removesuffix(", ")
_ROUND = f"""SELECT path, '{ROUND}', array_to_string(rounded, '、') || ' 万元，都是整数，可能是估填'
FROM (SELECT path, list_filter([{_ROUNDED}], lambda each: each IS NOT NULL) AS rounded FROM amounts)
WHERE len(rounded) >= 2"""


def find_outliers(data: Data) -> None:
    """Fill the table `outliers`, and `texts`. To be called once, before they are asked."""
    find_texts(data)
    data.connection.execute(_INDICATORS)
    parts = " UNION ALL ".join(f"({part})" for part in (_FULL, _SAME, _LOW, _RED, _YELLOW, _FAR, _ROUND))
    data.connection.execute(f"CREATE OR REPLACE TEMP TABLE outliers AS {parts}")


def outliers(data: Data) -> pd.DataFrame:
    """One row a unit and reason, unit by unit, those with most reasons first."""
    kinds = ", ".join(f"'{kind}'" for kind in KINDS)
    return data.frame(
        f"""SELECT row_number() OVER (ORDER BY reasons DESC, number, place) AS rank, * FROM (
        SELECT number, unit, code, total, rate, kind, words, path, list_position([{kinds}], kind) AS place,
        count(*) OVER (PARTITION BY path) AS reasons FROM
        (SELECT path, number, unit, code, total, rate FROM units) JOIN outliers USING (path)) ORDER BY rank"""
    )
