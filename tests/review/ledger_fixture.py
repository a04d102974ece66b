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
from tests.tools.departments import consistent, write
from tests.tools.detection import seeded
from tests.tools.seeded_errors import KINDS
from workbook.submission import canonical

TABLES = {
    "files": """path VARCHAR, name VARCHAR, bytes BIGINT, file_sha256 VARCHAR, state VARCHAR, reason VARCHAR,
        kind VARCHAR, found_by VARCHAR, unit VARCHAR, code VARCHAR, year INTEGER, version INTEGER, made VARCHAR,
        pack VARCHAR, pack_sha256 VARCHAR, sealed_pack_sha256 VARCHAR, facts_sha256 VARCHAR, sealed BOOLEAN,
        differences INTEGER, total DOUBLE, grade VARCHAR, execution_rate DOUBLE, execution_score DOUBLE, errors INTEGER,
        warnings INTEGER, explained INTEGER, notices INTEGER, questions INTEGER, override_name VARCHAR,
        override_reason VARCHAR, override_standing VARCHAR, has_macros BOOLEAN, external_links INTEGER,
        hidden_sheets VARCHAR, absent_forms VARCHAR, counts BOOLEAN, superseded_by VARCHAR""",
    "facts": """path VARCHAR, fact VARCHAR, form VARCHAR, label VARCHAR, value VARCHAR, number DOUBLE, unit VARCHAR,
        cell VARCHAR, origin VARCHAR, trouble VARCHAR""",
    "findings": """path VARCHAR, rule VARCHAR, level VARCHAR, severity VARCHAR, form VARCHAR, cell VARCHAR,
        cells VARCHAR, message VARCHAR, left_value VARCHAR, right_value VARCHAR, difference VARCHAR, rounding BOOLEAN,
        question BOOLEAN, cause VARCHAR, explanation VARCHAR, source VARCHAR, basis VARCHAR""",
    "differences": """path VARCHAR, kind VARCHAR, place VARCHAR, problem VARCHAR, sealed_value VARCHAR,
        now_value VARCHAR""",
    "run": "key VARCHAR, value VARCHAR",
}
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
            self.connection.execute(f"CREATE TABLE {name} ({columns})")

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


@contextmanager
def blank(folder: Path) -> Iterator[Ledger]:
    """An empty ledger in a folder, closed in the end, for nobody can read what another still writes."""
    ledger = Ledger(folder / "ledger.duckdb")
    try:
        yield ledger
    finally:
        ledger.connection.close()


def departments(folder: Path, right: int, wrong: int) -> Path:
    """The ledger of so many departments without an error and so many with one, their workbooks beside it."""
    kinds = list(KINDS.values())
    with blank(folder) as ledger:
        ledger.add("run", key="folder", value=str(folder))
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
