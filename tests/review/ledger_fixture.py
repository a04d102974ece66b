"""Ledgers for tests: the tables as a review leaves them, filled by hand or from invented departments.

    with blank(folder) as ledger:
        ledger.file("甲.xlsx", unit="甲局", total=95.5, grade="优")
        ledger.fact("甲.xlsx", "income.all.total", 120)

Not for: the review itself, which writes its ledgers by another road.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import duckdb

from macros_py.check import Checked, check_file
from macros_py.exchange.naming import code_of, unit_of
from macros_py.exchange.sealing import sealed_findings
from macros_py.review.tables import TABLES
from tests.tools.departments import consistent, write
from tests.tools.detection import seeded
from tests.tools.seeded_errors import KINDS
from workbook.held import canonical

SHARED = "负责全县机关事务的管理、保障、服务工作，拟订有关制度并组织实施。"
_REVIEWED = {
    "state": "reviewed",
    "kind": "submission",
    "found_by": "names",
    "year": 2022,
    "version": 1,
    "made": "2023-03-01T09:00:00",
    "pack": "national",
    "sealed": True,
    "counts": True,
    "has_macros": False,
    **dict.fromkeys(("differences", "errors", "warnings", "explained", "notices", "questions", "external_links"), 0),
}


class Ledger:
    """A ledger that is being written. Columns that are not named stay NULL."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.connection = duckdb.connect(str(path))
        for name, columns in TABLES.items():
            described = ", ".join(f"{column} {kind}" for column, kind in columns.items())
            self.connection.execute(f"CREATE TABLE {name} ({described})")

    def add(self, table: str, **values: Any) -> None:
        marks = ", ".join("?" * len(values))
        self.connection.execute(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})", list(values.values()))

    def file(self, path: str, **values: Any) -> None:
        """A file that was reviewed and counts, unless told otherwise."""
        self.add("files", **{**_REVIEWED, "path": path, "name": Path(path).name, "file_sha256": path, **values})

    def fact(self, path: str, fact: str, value: object, **values: Any) -> None:
        number = float(value) if isinstance(value, int | float | Decimal) else None
        entry = {"path": path, "fact": fact, "form": fact.partition(".")[0].partition("[")[0], "value": str(value)}
        self.add("facts", **entry, number=number, **values)

    def finding(self, path: str, rule: str, level: str = "错误", **values: Any) -> None:
        self.add("findings", path=path, rule=rule, level=level, **values)

    def checked(self, path: Path, checked: Checked, **values: Any) -> None:
        """A workbook with all that was found in it."""
        facts, scores = checked.reading.facts, checked.result.scores
        levels = [finding.level for finding in sealed_findings(checked)]
        counts = zip(("errors", "warnings", "notices", "questions"), ("错误", "警告", "提示", "判断"), strict=True)
        known = {"total": scores.total, "execution_rate": scores.execution_rate, "grade": scores.grade}
        known |= {"unit": unit_of(facts), "code": code_of(facts), "execution_score": scores.execution_score}
        pack = checked.ruleset.pack.name
        self.file(path.name, pack=pack, **known, **{key: levels.count(word) for key, word in counts}, **values)
        found = zip(checked.result.findings, levels, strict=True)
        self.connection.executemany(
            "INSERT INTO findings (path, rule, level, form, cell, message) VALUES (?, ?, ?, ?, ?, ?)",
            [[path.name, each.rule, level, each.form, (*each.cells, "")[0], each.message] for each, level in found]
            or [["", "", "", "", "", ""]],
        )
        self.connection.execute("DELETE FROM findings WHERE path = ''")
        held = [fact for fact in facts if fact.value is not None]
        numbers = [fact.value if isinstance(fact.value, Decimal) else None for fact in held]
        self.connection.executemany(
            "INSERT INTO facts (path, fact, form, label, value, number, cell) VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                [path.name, fact.id, fact.field.form, fact.field.label, canonical(fact.value), number, fact.cell]
                for fact, number in zip(held, numbers, strict=True)
            ],
        )

    def score(self, path: str, *indicators: tuple[float, float]) -> None:
        """Indicators of 附件3: points and score of each."""
        for row, (points, score) in enumerate(indicators, 1):
            self.fact(path, f"overall.indicators[{row}].points", points)
            self.fact(path, f"overall.indicators[{row}].score", score)


@contextmanager
def blank(folder: Path) -> Iterator[Ledger]:
    """An empty ledger in a folder, closed in the end, for nobody can read what another still writes."""
    ledger = Ledger(folder / "ledger.duckdb")
    try:
        yield ledger
    finally:
        ledger.connection.close()


def varied(folder: Path) -> Path:
    """Some of everything: units good and bad, a refused and a failed file, one that another took the place of."""
    with blank(folder) as ledger:
        for number in range(12):
            path = f"{number:02d}.xlsx"
            total, rate = 99 - number * 2.5, 1 - number * 0.03
            grade = "优" if total >= 90 else "良" if total >= 80 else "中"
            ledger.file(path, unit=f"第{number}局", code=f"0{number % 2}100{number}", total=total, grade=grade)
            ledger.connection.execute("UPDATE files SET execution_rate = ? WHERE path = ?", [rate, path])
            for fact, amount in (("income.all.total", 1000), ("expenditure.all.total", 900.5)):
                ledger.fact(path, fact, amount + number)
            ledger.fact(path, "overall.funds.total.adjusted", 1000 + number * 10)
            ledger.fact(path, "overall.funds.total.executed", (1000 + number * 10) * rate)
            ledger.fact(path, "cover.method", "部门（单位）绩效自评")
            ledger.fact(path, "appraisal.notice.score", 8)
            ledger.score(path, (50, 50), (40, 40 - number))
            if number % 3 == 0:
                ledger.finding(path, "S001", cell="收入!B5", message=f"合计不符：{number}")
                ledger.connection.execute("UPDATE files SET errors = 1 WHERE path = ?", [path])
        ledger.fact("01.xlsx", "basic.duties", SHARED, label="职能职责概述")
        ledger.fact("02.xlsx", "basic.duties", f"{SHARED}  ", label="职能职责概述")
        ledger.file("旧.xlsx", unit="第0局", code="001000", total=60, counts=False, superseded_by="00.xlsx")
        ledger.add("files", path="密.xlsx", name="密.xlsx", state="refused", reason="文件设有打开密码。请去掉密码。")
        ledger.add("files", path="死.xlsx", name="死.xlsx", state="failed", reason="超过时间限额")
    return ledger.path


def departments(folder: Path, right: int, wrong: int) -> Path:
    """The ledger of so many departments without an error and so many with one, their workbooks beside it."""
    kinds = list(KINDS.values())
    with blank(folder) as ledger:
        for seed in range(right + wrong):
            path = folder / f"{seed:03d}.xlsx"
            if seed < right:
                write(consistent(seed), path)
            else:
                seeded(kinds[seed % len(kinds)], seed)[1].write(path)
            chance = Random(seed)
            made = f"2023-03-{chance.randint(1, 28):02d}T10:00:00"
            ledger.checked(path, check_file(path), made=made)
    return ledger.path
