"""The ledger as the summary asks it: read through DuckDB, never written.

Two tables are made of it in memory, one row a unit, and everything else is a question to them and to the ledger's own:
`units` (the files that count, with the words that people read) and `amounts` (their chief figures, in 万元). Sums are
decimal, so that they are the same in whatever order the rows come.

    with opened(out / "ledger.duckdb") as data:
        data.frame("SELECT unit, total FROM units ORDER BY number")
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb
import msgspec
import pandas as pd

from macros_py.review.summary_thresholds import Thresholds
from workbook.errors import UnusableFile

NAMELESS = "（未填单位名称）"
AMOUNTS = {
    "income": ("收入合计", "income.all.total"),
    "expenditure": ("支出合计", "expenditure.all.total"),
    "basic": ("基本支出", "expenditure.all.basic"),
    "project": ("项目支出", "expenditure.all.project"),
    "three_public": ("三公经费", "three_public.all.total"),
    "assets": ("固定资产", "assets.all.total"),
    "adjusted": ("全年预算数", "overall.funds.total.adjusted"),
    "executed": ("全年执行数", "overall.funds.total.executed"),
}
_PREFIX = "[0-9]{3}"  # of the 预算编码: the department that a unit belongs to
_UNITS = f"""
CREATE TEMP TABLE units AS
WITH said AS (
    SELECT path, count(*) AS unexplained FROM ledger.findings
    WHERE level = '警告' AND coalesce(trim(explanation), '') = '' GROUP BY path
), methods AS (SELECT path, min(value) AS method FROM ledger.facts WHERE fact = 'cover.method' GROUP BY path)
SELECT row_number() OVER (ORDER BY coalesce(trim(code), ''), coalesce(trim(unit), ''), path) AS number,
    path, name, file_sha256, facts_sha256, year, pack, version, made, found_by,
    coalesce(nullif(trim(unit), ''), '{NAMELESS}') AS unit, coalesce(trim(code), '') AS code,
    CASE kind WHEN 'submission' THEN '上报件' ELSE '工作簿' END AS kind, kind = 'submission' AS submitted,
    TRY_CAST(total AS DECIMAL(18, 2)) AS total, nullif(grade, '') AS grade,
    TRY_CAST(execution_rate AS DECIMAL(18, 4)) AS rate, TRY_CAST(execution_score AS DECIMAL(18, 2)) AS execution_score,
    coalesce(errors, 0) AS errors, coalesce(warnings, 0) AS warnings, coalesce(explained, 0) AS explained,
    coalesce(questions, 0) AS questions, coalesce(differences, 0) AS differences,
    coalesce(unexplained, 0) AS unexplained, coalesce(external_links, 0) AS external_links,
    coalesce(trim(override_name), '') AS override_name, coalesce(trim(override_reason), '') AS override_reason,
    coalesce(hidden_sheets, '') AS hidden_sheets, coalesce(absent_forms, '') AS absent_forms,
    coalesce(nullif(trim(method), ''), '（未填）') AS method,
    coalesce(nullif(regexp_extract(trim(code), '^({_PREFIX})[0-9]', 1), ''), '（编码不明）') AS prefix
FROM ledger.files LEFT JOIN said USING (path) LEFT JOIN methods USING (path)
WHERE counts AND state = 'reviewed'
"""


class Data:
    """An open ledger. `thresholds` are known to its questions as variables of the same names."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, thresholds: Thresholds) -> None:
        self.connection, self.thresholds = connection, thresholds
        for key, value in msgspec.structs.asdict(thresholds).items():
            connection.execute(f"SET VARIABLE {key} = {value!r}::DOUBLE")
        connection.execute(_UNITS)
        connection.execute(_amounts())

    def frame(self, question: str, values: Sequence[object] = ()) -> pd.DataFrame:
        return self.connection.execute(question, list(values)).df()

    def row(self, question: str) -> dict[str, object]:
        """The only row of an answer; what is not known is None."""
        cursor = self.connection.execute(question)
        names = [each[0] for each in cursor.description or ()]
        return dict(zip(names, cursor.fetchone() or (), strict=True))


def _amounts() -> str:
    columns = (
        f"max(TRY_CAST(number AS DECIMAL(24, 6))) FILTER (fact = '{fact}') AS {key}"
        for key, (_, fact) in AMOUNTS.items()
    )
    wanted = ", ".join(f"'{fact}'" for _, fact in AMOUNTS.values())
    return f"""CREATE TEMP TABLE amounts AS SELECT path, {", ".join(columns)}
        FROM ledger.facts SEMI JOIN units USING (path) WHERE fact IN ({wanted}) GROUP BY path"""


@contextmanager
def opened(ledger: Path, thresholds: Thresholds | None = None) -> Iterator[Data]:
    """Raises UnusableFile for a ledger that cannot be read."""
    with attached(ledger) as connection:
        yield Data(connection, thresholds or Thresholds())


@contextmanager
def attached(ledger: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The ledger's tables under `ledger.`, for reading only. Raises UnusableFile."""
    quoted = str(ledger).replace("'", "''")
    with duckdb.connect() as connection:
        try:
            connection.execute("SET enable_progress_bar = false")  # or a long question draws one on the terminal
            connection.execute(f"ATTACH '{quoted}' AS ledger (READ_ONLY)")
        except duckdb.Error as error:
            remedy = "请确认审核已经做完、没有别的程序正在使用它，再试一次"
            raise UnusableFile("台账打不开", place=ledger.name, remedy=remedy) from error
        yield connection
