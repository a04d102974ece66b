"""What accountants wrote on the 校验 sheet, as `jixiao check` reads it out of the file."""

from __future__ import annotations

import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest

from macros_py.basis import basis_of
from macros_py.check import Checked, check_file
from macros_py.desk import list_findings
from macros_py.engine.findings import Finding
from macros_py.engine.rules import Fault
from macros_py.remarks import explained, fault_remarks, remarks
from macros_py.wording import level_of, lines, remark_on, summary
from tests.cli.conftest import Run
from workbook.explanations import EXPLAINED, STALE
from workbook.findings_table import FIRST_ROW, SHEET
from workbook.package import Package
from workbook.patch import CellEdit, apply
from workbook.remarks import RULE_FAULT
from workbook.texts import texts

CARRYOVER = ("F009", "附件3 整体自评表!E11")  # rests on E11, E6 and 收入!C5; shows the difference of the first two
NAMES = ("P201", "项目支出明细!B6")  # rests on the names of all projects; shows how many there are
RATE = ("F006", "附件3 整体自评表!H5")  # an error


def rows(path: Path) -> dict[tuple[str, str], dict[str, str]]:
    """By rule and place: row, text and state."""
    held = dict(texts(Package.load(path), SHEET))
    count = sum(cell[0] == "A" for cell in held) - 2  # title and summary
    columns = {"text": "L", "state": "M"}
    return {
        (held[f"C{row}"], held.get(f"E{row}", "")): {"row": str(row)}
        | {name: held.get(f"{letter}{row}", "") for name, letter in columns.items()}
        for row in range(FIRST_ROW + 1, FIRST_ROW + count)
        if f"C{row}" in held
    }


def explain(path: Path, target: Path, said: dict[tuple[str, str], str]) -> Path:
    """Type texts beside findings."""
    package, listed = Package.load(path), rows(path)
    apply(package, [CellEdit(sheet=SHEET, cell=f"L{listed[key]['row']}", value=text) for key, text in said.items()])
    package.save(target)
    return target


def change(path: Path, target: Path, cells: dict[str, Decimal | str]) -> Path:
    package = Package.load(path)
    edits = [
        CellEdit(sheet=place.rpartition("!")[0], cell=place.rpartition("!")[2], value=v) for place, v in cells.items()
    ]
    apply(package, edits)
    package.save(target)
    return target


def finding(checked: Checked, key: tuple[str, str]) -> Finding:
    return next(item for item in checked.result.findings if (item.rule, item.cells[0]) == key)


def entry(said: dict[str, Any], key: tuple[str, str]) -> dict[str, Any]:
    return next(item for item in said["findings"] if item["cells"] and (item["rule"], item["cells"][0]) == key)


@pytest.fixture(scope="module")
def listed(example: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("核对") / "核对.xlsx"
    list_findings(example, path)
    return path


@pytest.fixture(scope="module")
def said(listed: Path) -> Path:
    """Two warnings explained, and an error."""
    told = {CARRYOVER: "上年结转\n单独管理，" + "已报财政局备案" * 5, NAMES: "项目合并填报。", RATE: "历年如此。"}
    return explain(listed, listed.with_name("已说明.xlsx"), told)


def test_json_carries_the_text(jixiao: Run, said: Path) -> None:
    """Whole, and only where it settles something: an error is none the less an error."""
    done = jixiao("check", said, "--json")
    found = json.loads(done.stdout)
    assert done.returncode == 1
    assert entry(found, CARRYOVER)["explanation"] == "上年结转\n单独管理，" + "已报财政局备案" * 5
    assert (entry(found, RATE)["severity"], entry(found, RATE)["explanation"]) == ("error", None)
    assert sum(item["explanation"] is not None for item in found["findings"]) == 2


def test_lines_say_what_is_explained(jixiao: Run, said: Path) -> None:
    """Shortened, at the end of the line; the summary counts what is left. Nothing of the kind at an error."""
    printed = jixiao("check", said).stdout.decode().splitlines()
    ends = [line.rpartition("\t")[2] for line in printed if "已说明" in line]
    assert ends[0].startswith("（已说明：上年结转 单独管理，已报财政局备案")
    assert ends[0].endswith("…）")
    assert ends[1] == "（已说明：项目合并填报。）"
    assert len(ends) == 3
    assert "项（已说明 2 项）" in printed[-1]
    assert not any("历年如此" in line for line in printed)


def test_the_list_and_the_command_say_the_same(said: Path, tmp_path: Path) -> None:
    """Both read the sheet, each in its own way."""
    checked = list_findings(said, tmp_path / "再.xlsx")
    told = {key: row["text"] for key, row in rows(tmp_path / "再.xlsx").items() if row["state"] == EXPLAINED}
    assert told == {
        (item.rule, item.cells[0]): item.explanation for item in checked.result.findings if item.explanation is not None
    }
    assert set(told) == {CARRYOVER, NAMES}
    held = dict(texts(Package.load(tmp_path / "再.xlsx"), SHEET))
    assert held["A2"] == summary(checked)


@pytest.mark.parametrize(
    ("key", "cells"),
    [
        (CARRYOVER, {"附件3 整体自评表!E11": Decimal("1821.12"), "附件3 整体自评表!E6": Decimal("1755.20")}),
        (NAMES, {"项目支出明细!B9": "另一个项目"}),
    ],
)
def test_a_figure_that_changes_what_is_shown_or_not(
    said: Path, tmp_path: Path, key: tuple[str, str], cells: dict[str, Decimal | str]
) -> None:
    """The finding reads as before, but rests on other figures: nobody has explained those."""
    before = finding(check_file(said), key)
    path = change(said, tmp_path / "改.xlsx", cells)
    checked = check_file(path)
    after = finding(checked, key)
    assert (after.left, after.right, after.message) == (before.left, before.right, before.message)
    assert (before.explanation is None, after.explanation) == (False, None)
    assert "（数字已变，请重新说明）" in "\n".join(lines(checked))
    list_findings(path, tmp_path / "再.xlsx")
    assert rows(tmp_path / "再.xlsx")[key]["state"] == STALE
    assert finding(check_file(tmp_path / "再.xlsx"), key).explanation is None
    again = explain(tmp_path / "再.xlsx", tmp_path / "重写.xlsx", {key: "改了以后也是这个原因。"})
    assert finding(check_file(again), key).explanation == "改了以后也是这个原因。"


def test_other_figures_leave_it_alone(said: Path, tmp_path: Path) -> None:
    path = change(said, tmp_path / "改.xlsx", {"项目支出明细!B9": "另一个项目"})
    assert finding(check_file(path), CARRYOVER).explanation is not None


def test_a_question_is_answered(said: Path) -> None:
    """A judgement is no warning: it has its own name, and what is written is an answer."""
    checked = check_file(said)
    asked = [
        msgspec.structs.replace(item, question=True, severity="notice", explanation=None)
        for item in checked.result.findings
        if (item.rule, item.cells[0]) == NAMES
    ]
    answered, stale = explained(asked, checked.reading)
    result = msgspec.structs.replace(checked.result, findings=answered)
    shown = remark_on(msgspec.structs.replace(checked, result=result, stale=stale), 0)
    assert (level_of(answered[0]), answered[0].explanation, shown) == (
        "判断",
        "项目合并填报。",
        "（已答复：项目合并填报。）",
    )
    assert [remark.level for remark in remarks(answered, checked.reading)] == ["判断"]


def test_what_a_fingerprint_rests_on(example: Path) -> None:
    """Contents and rule; not places, not the sentence. Every finding of a file has one."""
    checked = check_file(example)
    facts, found = checked.reading.facts, finding(checked, NAMES)
    basis = basis_of(found, facts)
    moved = msgspec.structs.replace(found, fields=found.fields[::-1], cells=(), message="换了说法")
    assert basis_of(moved, facts) == basis
    assert basis_of(msgspec.structs.replace(found, rule="P202"), facts) != basis
    assert basis_of(msgspec.structs.replace(found, fields=found.fields[1:]), facts) != basis
    assert all(len(basis_of(item, facts)) == 16 for item in checked.result.findings)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (Decimal("1811.27"), Decimal("1811.270"), True),
        (Decimal("1811.27"), Decimal("1811.2700000001"), True),  # what two programs make of one sum
        (Decimal("1811.27"), Decimal("1811.28"), False),
        (Decimal("1811.27"), Decimal("1811.2745"), False),
        (Decimal("1E+300"), Decimal("2E+300"), False),
        ("甲  乙", " 甲 乙 ", True),
        (Decimal(0), None, False),
        ("无", None, False),
    ],
)
def test_when_contents_are_the_same(
    example: Path, one: Decimal | str | None, other: Decimal | str | None, same: bool
) -> None:
    checked = check_file(example)
    facts, found = checked.reading.facts, finding(checked, CARRYOVER)
    key = "income.all.carryover"
    assert key in found.fields
    prints = [
        basis_of(
            found,
            msgspec.structs.replace(
                facts, facts=facts.facts | {key: msgspec.structs.replace(facts.facts[key], value=value)}
            ),
        )
        for value in (one, other)
    ]
    assert (prints[0] == prints[1]) is same


def test_rules_that_are_wrong_are_rows() -> None:
    (row,) = fault_remarks([Fault(rule="D001", place="自定义审核!D7", problem="没有这一格。")])
    assert (row.level, row.rule, row.cell, row.problem) == (RULE_FAULT, "D001", "自定义审核!D7", "没有这一格。")


@pytest.mark.parametrize(("name", "loaded"), [("example", set()), ("said", {"workbook.explanations"})])
def test_a_list_costs_little_to_read(request: pytest.FixtureRequest, name: str, loaded: set[str]) -> None:
    """A workbook that was never checked loads nothing for it; one with texts does without what writes files."""
    program = "import sys; from macros_py.cli import main\ntry: main()\nfinally: print(*sys.modules, file=sys.stderr)"
    words = [sys.executable, "-c", program, "check", str(request.getfixturevalue(name)), "--json"]
    done = subprocess.run(words, capture_output=True, check=False)
    seen = set(done.stderr.decode().split())
    assert done.returncode == 1
    assert seen & {"workbook.explanations", "workbook.patch", "workbook.package", "lxml", "hashlib"} == loaded
