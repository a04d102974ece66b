"""The ledger: a row a file, the same bytes for the same input, and text that stays text."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest

from macros_py.review.run import Plan, run
from macros_py.review.tables import TABLES, TIMINGS
from tests.hostile.make import KINDS
from tests.review.conftest import parquet, rows
from workbook.package import Package
from workbook.patch import CellEdit, apply

FORMULAS = {"B5": "=cmd|' /C calc'!A0", "B6": "+1+1", "B8": "@SUM(1)"}


@pytest.fixture(scope="module")
def mixed(submissions: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Good ones, one twice, one with texts like formulas, and what is no workbook."""
    folder = tmp_path_factory.mktemp("mixed")
    first, second, *_ = sorted(submissions.glob("*.xlsx"))
    shutil.copy(first, folder / first.name)
    (folder / "再报").mkdir()
    shutil.copy(first, folder / "再报" / first.name)
    package = Package.load(second)
    apply(package, [CellEdit(sheet="封面", cell=cell, value=text) for cell, text in FORMULAS.items()])
    package.save(folder / "公式.xlsx")
    KINDS["password"](folder / "加密.xlsx")
    return folder


@pytest.fixture(scope="module")
def reviewed(mixed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("reviewed") / "结果"
    assert not run(Plan(folder=mixed, out=out), say=print).clean
    return out


def test_the_same_input_gives_the_same_bytes(mixed: Path, reviewed: Path, tmp_path: Path) -> None:
    """With another number of processes, and from another folder."""
    shutil.copytree(mixed, tmp_path / "别处")
    run(Plan(folder=tmp_path / "别处", out=tmp_path / "结果", jobs=2), say=print)
    assert parquet(tmp_path / "结果") == parquet(reviewed)


def test_every_file_has_one_row(mixed: Path, reviewed: Path) -> None:
    found = rows(reviewed, "SELECT path, state, counts FROM files")
    assert [path for path, *_ in found] == sorted(
        path.relative_to(mixed).as_posix() for path in mixed.rglob("*") if path.is_file()
    )
    assert {path: state for path, state, _ in found if state != "reviewed"} == {"加密.xlsx": "refused"}


def test_both_of_two_submissions_are_listed_and_one_counts(reviewed: Path) -> None:
    (row,) = rows(reviewed, "SELECT counts, superseded_by FROM files WHERE superseded_by IS NOT NULL")
    counting = rows(reviewed, f"SELECT counts FROM files WHERE path = '{row[1]}'")
    assert (row[0], counting) == (False, [(True,)])


def test_columns_are_those_declared(reviewed: Path) -> None:
    for name, columns in TABLES.items():
        with duckdb.connect() as connection:
            path = reviewed / "parquet" / ("facts/*.parquet" if name == "facts" else f"{name}.parquet")
            found = connection.execute(f"DESCRIBE SELECT * FROM '{path}'").fetchall()
        assert {row[0]: row[1] for row in found} == columns
        assert [row[:2] for row in rows(reviewed, f"DESCRIBE {name}")] == list(columns.items())
    with duckdb.connect() as connection:
        times = connection.execute(f"SELECT * FROM '{reviewed / 'timings.parquet'}'")
        assert [column[0] for column in times.description or ()] == list(TIMINGS)


def test_facts_are_texts_for_whoever_asks(reviewed: Path) -> None:
    """In the ledger they are a view, for some are kept as numbers of texts; it says what the Parquet file says."""
    path = reviewed / "parquet" / "facts" / "facts-00001.parquet"
    ordered = "ORDER BY path, fact"
    found = rows(reviewed, f"SELECT * FROM facts {ordered}")
    assert found
    assert found == rows(reviewed, f"SELECT * FROM '{path}' {ordered}")
    kinds = "origin IN ('input', 'computed', 'reported') AND (trouble IS NULL OR trouble IN ('error', 'uncalculated'))"
    assert rows(reviewed, f"SELECT count(*) FROM facts WHERE NOT ({kinds})") == [(0,)]
    assert rows(reviewed, "SELECT DISTINCT typeof(origin || unit) FROM facts") == [("VARCHAR",)]


def test_texts_like_formulas_stay_texts(reviewed: Path) -> None:
    found = rows(reviewed, "SELECT value FROM facts WHERE path = '公式.xlsx' AND form = 'cover'")
    assert set(FORMULAS.values()) <= {value for (value,) in found}
    with duckdb.connect() as connection:
        path = reviewed / "parquet" / "files.parquet"
        assert (FORMULAS["B5"],) in connection.execute(f"SELECT unit FROM '{path}'").fetchall()


def test_numbers_are_numbers(reviewed: Path) -> None:
    """As text they are as people read them, as numbers they can be added up."""
    (wrong,) = rows(reviewed, "SELECT count(*) FROM facts WHERE number <> TRY_CAST(value AS DECIMAL(38, 10))")
    (numbers,) = rows(reviewed, "SELECT count(number), count(*) FROM facts")
    assert wrong == (0,)
    assert 0 < numbers[0] < numbers[1]


def test_labels_and_units_come_from_the_forms(reviewed: Path) -> None:
    (row,) = rows(reviewed, "SELECT DISTINCT form, label, unit FROM facts WHERE fact = 'overall.funds.total.rate'")
    assert row == ("overall", "年度资金总额·执行率", "%")


def test_what_the_run_rests_on(reviewed: Path) -> None:
    run_table = dict(rows(reviewed, "SELECT * FROM run"))
    assert (run_table["count.files"], run_table["count.refused"]) == ("4", "1")
    assert len(run_table["identity"]) == 64
    assert any(key.startswith("pack.") for key in run_table)
