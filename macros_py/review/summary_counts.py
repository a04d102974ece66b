"""Counting: how many files, units, grades, execution rates and findings there are of each kind."""

from __future__ import annotations

import pandas as pd

from macros_py.review.summary_data import Data

BANDS = ("60%以下", "60%—70%", "70%—80%", "80%—90%", "90%—95%", "95%—100%", "100%", "超过100%")
UNKNOWN_RATE, UNGRADED = "算不出", "待算"
_BAND = """CASE WHEN rate < 0.6 THEN 0 WHEN rate < 0.7 THEN 1 WHEN rate < 0.8 THEN 2 WHEN rate < 0.9 THEN 3
    WHEN rate < 0.95 THEN 4 WHEN rate < 1 THEN 5 WHEN rate = 1 THEN 6 ELSE 7 END"""


def counts(data: Data) -> dict[str, object]:
    """The figures at the head of the summary, by name."""
    return data.row(
        "SELECT count(*) AS files, count(*) FILTER (state = 'reviewed') AS reviewed, "
        "count(*) FILTER (state = 'refused') AS refused, count(*) FILTER (state = 'failed') AS failed, "
        "count(*) FILTER (state = 'reviewed' AND NOT coalesce(counts, false)) AS superseded FROM ledger.files"
    ) | data.row(
        """SELECT count(*) AS units, count(*) FILTER (errors = 0 AND unexplained = 0 AND differences = 0) AS clean,
        count(*) FILTER (errors > 0) AS with_errors, coalesce(sum(errors), 0)::BIGINT AS errors,
        count(*) FILTER (unexplained > 0) AS with_warnings, coalesce(sum(unexplained), 0)::BIGINT AS warnings,
        count(*) FILTER (override_name <> '') AS overridden, count(*) FILTER (differences > 0) AS changed,
        count(*) FILTER (found_by = 'labels') AS by_labels, count(total) AS scored,
        count(*) FILTER (absent_forms <> '') AS incomplete, round(avg(total), 2) AS mean,
        round(median(total), 2) AS middle, count(*) FILTER (rate < getvariable('low_rate')) AS low_rate,
        round(sum(executed) / nullif(sum(adjusted), 0), 4) AS rate
        FROM units LEFT JOIN (SELECT path, adjusted, executed FROM amounts
            WHERE adjusted IS NOT NULL AND executed IS NOT NULL) USING (path)"""
    )


def grades(data: Data, order: list[str]) -> pd.DataFrame:
    """Units of each grade: `name`, `units`, `share`; those that the rules know first, best first."""
    found = data.frame(
        "SELECT grade AS name, count(*) AS units FROM units GROUP BY grade ORDER BY max(total) DESC, grade"
    )
    known = dict(zip(found["name"].fillna(UNGRADED), found["units"], strict=True))
    names = [*order, *(name for name in known if name not in order)]
    return _shares([(name, known.get(name, 0)) for name in names])


def rates(data: Data) -> pd.DataFrame:
    """Units of each band of execution rates."""
    found = data.frame(f"SELECT {_BAND} AS band, count(*) AS units FROM units WHERE rate IS NOT NULL GROUP BY band")
    known = dict(zip(found["band"], found["units"], strict=True))
    unknown = int(data.frame("SELECT count(*) AS units FROM units WHERE rate IS NULL")["units"][0])
    banded = [(name, known.get(number, 0)) for number, name in enumerate(BANDS)]
    return _shares([*banded, *([(UNKNOWN_RATE, unknown)] if unknown else [])])


def _shares(entries: list[tuple[str, int]]) -> pd.DataFrame:
    frame = pd.DataFrame(entries, columns=["name", "units"])
    whole = frame["units"].sum()
    return frame.assign(share=frame["units"] / whole if whole else 0.0)


def findings(data: Data, titles: dict[str, str]) -> pd.DataFrame:
    """Rules by the number of units they speak of, with an example: the first unit's first place."""
    found = data.frame(
        """SELECT rule, level, count(DISTINCT path) AS units, count(*) AS places,
        count(DISTINCT path) / (SELECT count(*) FROM units) AS share,
        count(*) FILTER (coalesce(trim(explanation), '') <> '') AS explained,
        arg_min(unit, (number, cell, message)) AS example,
        coalesce(arg_min(cell, (number, cell, message)), '') AS place,
        coalesce(arg_min(message, (number, cell, message)), '') AS message
        FROM ledger.findings JOIN units USING (path)
        GROUP BY rule, level ORDER BY units DESC, places DESC, rule, level"""
    )
    found.insert(1, "title", [titles.get(rule, "工作簿里自定义的规则") for rule in found["rule"]])
    found.insert(0, "rank", range(1, len(found) + 1))
    return found
