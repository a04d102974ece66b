"""`jixiao review` as people run it: what it says, how it ends, and what it leaves where."""

from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path

import pytest

from macros_py.cli import reviewing
from tests.cli.conftest import run_jixiao
from tests.hostile.make import KINDS
from tests.review.conftest import rows
from workbook.errors import UnusableFile


@pytest.fixture
def folder(right: Path, published: Path, tmp_path: Path) -> Path:
    """A right one, one with errors, one that cannot be read, and what is passed over."""
    folder = tmp_path / "上报"
    (folder / "下级").mkdir(parents=True)
    for path in (right, right.with_suffix(".json")):
        shutil.copy(path, folder / path.name)
    shutil.copy(published, folder / "下级" / published.name)
    KINDS["old_xls"](folder / "旧表.xlsx")
    (folder / "Thumbs.db").write_bytes(b"x")
    return folder


def test_what_it_says_and_leaves(folder: Path, published: Path, tmp_path: Path) -> None:
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.rglob("*") if path.is_file()}
    out = tmp_path / "结果"
    done = run_jixiao("review", folder, "-o", out, "--jobs", "2", "--returns")
    said = done.stdout.decode()
    assert done.returncode == 1
    assert "共 3 个文件：已审 2 个，无法使用 1 个，没有审成 0 个。" in said
    assert "有错误的 1 个" in said
    assert "  1 个：这是旧格式的表格" in said
    assert "略过回执数据 1 个\n" in said
    assert "略过系统文件或隐藏文件 1 个：Thumbs.db\n" in said
    assert (out / "退回件" / "下级" / f"{published.stem}-退回.xlsx").exists()
    assert len(list((out / "退回件").rglob("*.xlsx"))) == 1
    assert (out / "审核汇总.xlsx").exists()
    assert rows(out, "SELECT count(*) FROM files") == [(3,)]
    assert {
        path: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.rglob("*") if path.is_file()
    } == before


def test_nothing_wrong(right: Path, tmp_path: Path) -> None:
    """And a second time into the same folder is refused, unless it shall go on."""
    (tmp_path / "上报").mkdir()
    shutil.copy(right, tmp_path / "上报" / right.name)
    words = ("review", tmp_path / "上报", "-o", tmp_path / "结果", "--jobs", "1")
    assert run_jixiao(*words).returncode == 0
    refused = run_jixiao(*words)
    assert refused.returncode == 2
    assert "结果文件夹里已经有一次审核的结果。接着上次审，请加 --resume" in refused.stderr.decode()
    again = run_jixiao(*words, "--resume")
    assert (again.returncode, "（其中 1 个上次已审过）" in again.stdout.decode()) == (0, True)


@pytest.mark.parametrize(
    ("limits", "said"),
    [("file_mb = 0.01", "文件太大"), ("没有的 = 1", "错误：限额.toml"), ("file_mb = ", "写法不对")],
)
def test_limits_of_the_bureau(limits: str, said: str, right: Path, tmp_path: Path) -> None:
    (tmp_path / "上报").mkdir()
    shutil.copy(right, tmp_path / "上报" / right.name)
    (tmp_path / "限额.toml").write_text(limits, encoding="utf-8")
    words = ("--limits", tmp_path / "限额.toml", "--jobs", "1")
    done = run_jixiao("review", tmp_path / "上报", "-o", tmp_path / "结果", *words)
    assert said in (done.stdout + done.stderr).decode()
    assert done.returncode == (1 if said == "文件太大" else 2)


@pytest.mark.parametrize("where", ["没有", "空的"])
def test_nothing_to_review(where: str, tmp_path: Path) -> None:
    (tmp_path / "空的").mkdir()
    done = run_jixiao("review", tmp_path / where, "-o", tmp_path / "结果")
    assert done.returncode == 2
    assert done.stderr.decode().startswith("错误：")
    assert not (tmp_path / "结果").exists()


def test_without_what_it_needs_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """An accountant's installation has neither DuckDB nor pandas."""
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(UnusableFile, match=r"duckdb、pandas.*pip install '\.\[review\]'"):
        reviewing._refuse_without(["duckdb", "pandas"])


def test_the_ledger_alone(right: Path, tmp_path: Path) -> None:
    """For whoever reads it with programs; the books for people can be had later, for nothing is reviewed again."""
    (tmp_path / "上报").mkdir()
    shutil.copy(right, tmp_path / "上报" / right.name)
    words = ("review", tmp_path / "上报", "-o", tmp_path / "结果", "--jobs", "1")
    assert run_jixiao(*words, "--ledger-only").returncode == 0
    assert not list((tmp_path / "结果").glob("*.xlsx"))
    assert rows(tmp_path / "结果", "SELECT state FROM files") == [("reviewed",)]
    assert run_jixiao(*words, "--resume", "--deadline", "2023-07-20").returncode == 0
    assert {path.name for path in (tmp_path / "结果").glob("*.xlsx")} == {"审核汇总.xlsx", "考核评分表.xlsx"}
    refused = run_jixiao(*words, "--resume", "--deadline", "七月底")
    assert refused.returncode == 2
