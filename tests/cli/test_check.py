"""`check`, `facts` and the commands that write: exit codes, the JSON others build on, and where results go."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path

import openpyxl

from macros_py.demo import EXAMPLE
from tests.cli.conftest import Run
from workbook.build.findings_sheet import SHEET
from workbook.read import read

KEYS = {"schema", "file", "rules", "scores", "findings", "rule_errors"}
FINDING = {
    "rule", "severity", "form", "cells", "left", "right", "difference", "tolerance", "rounding", "message", "source",
    "explanation", "question", "cause",
}  # fmt: skip


def test_errors_give_exit_code_1(jixiao: Run, example: Path) -> None:
    done = jixiao("check", example)
    assert (done.returncode, done.stderr) == (1, b"")
    assert "核对结果：错误" in done.stdout.decode()


def test_a_blank_workbook_is_clean(jixiao: Run, template: Path) -> None:
    """Nothing filled in is a notice, not an error: exit code 0."""
    assert jixiao("check", template).returncode == 0
    assert jixiao("check", template, "--json").returncode == 0


def test_json_is_what_was_agreed(jixiao: Run, example: Path) -> None:
    """Other programs read it: keys as in the contract, and those added to it (rule_errors, question, cause)."""
    done = jixiao("check", example, "--json")
    said = json.loads(done.stdout)
    assert done.returncode == 1
    assert set(said) == KEYS
    assert (said["schema"], said["file"]) == ("jixiao.findings/1", example.name)
    assert set(said["rules"]) == {"pack", "year", "sha256"}
    assert (said["rules"]["pack"], said["rules"]["year"]) == ("hunan-jishou", 2022)
    assert re.fullmatch("[0-9a-f]{64}", said["rules"]["sha256"])
    assert said["scores"] | {"total": "95.00", "grade": "优"} == said["scores"]
    assert {frozenset(finding) for finding in said["findings"]} == {frozenset(FINDING)}


def test_a_finding_in_json(jixiao: Run, example: Path) -> None:
    found = json.loads(jixiao("check", "--json", example).stdout)["findings"]
    rate = next(finding for finding in found if finding["rule"] == "F006")
    assert (rate["severity"], rate["form"], rate["cells"][0]) == ("error", "overall", "附件3 整体自评表!H5")
    assert (rate["left"], rate["right"], rate["difference"]) == ("103.77%", "165.70%", "-61.93%")
    assert (rate["rounding"], rate["explanation"]) == (False, None)
    assert {finding["severity"] for finding in found} == {"error", "warning", "notice"}
    figures = [finding[key] for finding in found for key in ("left", "right", "difference", "tolerance")]
    assert {type(figure) for figure in figures} == {str, type(None)}


def test_both_ways_of_calling_say_the_same(jixiao: Run, example: Path) -> None:
    """`check FILE --json` takes a short way past the argument parser; it must not be another program."""
    short, long = jixiao("check", example, "--json"), jixiao("check", "--json", example)
    assert (short.stdout, short.returncode) == (long.stdout, long.returncode)
    assert jixiao("check", example).stdout == jixiao("check", "--pack", "hunan-jishou", example).stdout


def test_a_copy_with_the_findings(jixiao: Run, example: Path, tmp_path: Path) -> None:
    before, out = example.read_bytes(), tmp_path / "批注.xlsx"
    assert jixiao("check", example, "-o", out).returncode == 1
    rows = openpyxl.load_workbook(out)[SHEET].max_row
    assert rows == 3 + len(json.loads(jixiao("check", example, "--json").stdout)["findings"])
    assert example.read_bytes() == before


def test_facts_as_json_and_lines(jixiao: Run, example: Path) -> None:
    """The JSON has every fact; the lines are for the eye: cell, label, value."""
    said = json.loads(jixiao("facts", example, "--json").stdout)
    facts = {fact["id"]: fact for fact in said["facts"]}
    total = facts["income.all.total"]
    assert (said["schema"], said["year"], said["pack"]) == ("jixiao.facts/1", 2022, "hunan-jishou")
    assert set(total) == {"id", "label", "value", "number", "unit", "cell", "origin", "trouble"}
    assert (total["value"], total["number"], total["unit"], total["origin"]) == ("1811.27", True, "万元", "reported")
    assert len(facts) == len(read(example).facts.facts)
    lines = jixiao("facts", example).stdout.decode().splitlines()
    assert "收入!B5\t汇总·收入合计\t1811.27万元" in lines


def test_facts_fill_the_same_workbook(jixiao: Run, template: Path, example: Path, tmp_path: Path) -> None:
    """Out by one command, in by the other: the same facts."""
    said = jixiao("facts", example, "--json").stdout
    (tmp_path / "数据.json").write_bytes(said)
    assert jixiao("fill", template, "--data", tmp_path / "数据.json", "-o", tmp_path / example.name).returncode == 0
    assert jixiao("facts", tmp_path / example.name, "--json").stdout == said


def test_the_whole_way(jixiao: Run, tmp_path: Path) -> None:
    """new, fill, recalc, export; without -o each result lies beside its source, which stays as it was. What may not go
    up yet is listed, and goes up when somebody says so by name; the copy verifies.
    """
    jixiao("new", "-o", tmp_path / "表.xlsx", "--pack", "hunan-jishou")
    steps = [("fill", "表.xlsx", "表-已填.xlsx"), ("recalc", "表-已填.xlsx", "表-已填-重算.xlsx")]
    for command, source, target in steps:
        before = (tmp_path / source).read_bytes()
        done = jixiao(command, tmp_path / source, *(["--data", EXAMPLE] if command == "fill" else []))
        assert (done.returncode, done.stderr) == (0, b"")
        assert target in done.stdout.decode().replace("\n", "")
        assert (tmp_path / source).read_bytes() == before
    made = {"表.xlsx", *(target for _, _, target in steps)}
    refused = jixiao("export", tmp_path / "表-已填-重算.xlsx")
    assert (refused.returncode, "没有生成上报件" in refused.stderr.decode()) == (1, True)
    assert "错误\tF004" in refused.stdout.decode()
    assert {path.name for path in tmp_path.iterdir()} == made
    allowed = ("--override", "张某", "--reason", "数据待更正")
    assert jixiao("export", tmp_path / "表-已填-重算.xlsx", *allowed).returncode == 0
    sent = tmp_path / "2022_020001_吉首市机关事务服务中心_部门整体支出绩效自评_v1.xlsx"
    assert {path.name for path in tmp_path.iterdir()} == {*made, sent.name, sent.with_suffix(".json").name}
    assert "核验结果：" in jixiao("verify", sent).stdout.decode()
    assert read(tmp_path / "表-已填-重算.xlsx").facts.facts["overall.funds.total.rate"].value == Decimal("1")


def test_help_names_every_command(jixiao: Run) -> None:
    said = jixiao("--help").stdout.decode()
    assert all(f" {name} " in said for name in ("new", "fill", "facts", "recalc", "check", "export", "demo"))
    assert jixiao("check", "--help").returncode == 0
