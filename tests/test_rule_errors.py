"""A mistaken rule is told with its file or cell, its number and what to do, never as a finding about figures, and all
others still run: shown at the door, for rules of a pack and for rules typed into a workbook.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from macros_py import rulebook
from macros_py.check import Checked, check_file, to_json
from macros_py.engine import packs
from macros_py.engine.rules import RuleError
from macros_py.rulebook import ruleset_for
from macros_py.wording import lines
from tests.typed_rules import AGENCIES, TOTAL, type_in
from workbook.load import load_forms

MISTAKES = {  # a relation of the rule files, one as typed, and what to do
    "D901": ("income.all.total == = 1", f"{TOTAL}＝＝＝1", "请改正"),
    "D902": ("income.all.totl = 1", "【收入·汇总·收入合记】＝1", "是不是"),
    "D903": ("income.all.total / (1 - 1) = 1", f"{TOTAL}÷（1－1）＝1", "请改正除数"),
    "D904": (
        "income.agencies[*].total = projects.items[*].amount",
        f"{AGENCIES}＝【项目支出明细·项目·支出金额】",
        "请改用",
    ),
}
CIRCLE = {"D905": "basic.actual = basic.authorized", "D906": "basic.authorized = basic.actual"}
SOUND = ("D909", "income.all.total <= 1", f"{TOTAL}≤1")


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A pack on top of the national one, with mistaken rules and a sound one, among those that the doors read."""
    folder = tmp_path / "rules"
    shutil.copytree(packs.RULES, folder, ignore=shutil.ignore_patterns("__pycache__"))
    text = 'extends = "national"\ntitle = "某某市"\n'
    text += '[sources.here]\ntitle = "示例依据"\nstatus = "arithmetic"\n'
    relations = {key: texts[0] for key, texts in MISTAKES.items()} | CIRCLE | {SOUND[0]: SOUND[1]}
    for rule, relation in relations.items():
        text += f'[[rule]]\nid = "{rule}"\ntitle = "示例"\nseverity = "error"\nsource = "here"\n'
        text += f"relation = '{relation}'\ndefines = {str(rule in CIRCLE).lower()}\n"
    (folder / "place.toml").write_text(text, encoding="utf-8")
    monkeypatch.setattr(rulebook, "RULES", folder)
    monkeypatch.setattr(rulebook, "packs", lambda: packs.packs(folder))
    monkeypatch.setattr(rulebook, "load_pack", lambda name: packs.load_pack(name, folder))
    return "place"


def found(checked: Checked) -> list[tuple[str, tuple[str, ...]]]:
    return [(finding.rule, finding.cells) for finding in checked.result.findings]


def test_in_a_pack(place: str, example: Path) -> None:
    """Typo, unknown field, division by zero, two tables mixed, a circle: file and rule, and what to do."""
    checked = check_file(example, place)
    told = {fault.rule: fault for fault in checked.ruleset.faults}
    assert set(told) == {*MISTAKES, *CIRCLE}
    assert {fault.place for fault in told.values()} == {"place.toml"}
    assert [rule for rule, (_, _, advice) in MISTAKES.items() if advice not in told[rule].problem] == []
    assert [rule for rule in CIRCLE if "请改其中一条规则" not in told[rule].problem] == []
    assert [pair for pair in found(checked) if pair[0] != SOUND[0]] == found(check_file(example, "national"))
    assert (SOUND[0], ("收入!B5",)) in found(checked)


def test_what_needs_every_rule_refuses_such_a_pack(place: str) -> None:
    """A template cannot be built with a part of the formulas; the error names every rule."""
    with pytest.raises(RuleError) as refused:
        ruleset_for(load_forms(2022), place).whole()
    assert [rule for rule in (*MISTAKES, *CIRCLE) if f"place.toml：规则 {rule}：" not in str(refused.value)] == []


def test_typed_into_a_workbook(example: Path, tmp_path: Path) -> None:
    """The same mistakes: the cell and the number as typed; every door says so."""
    rules = [{"id": key, "relation": texts[1]} for key, texts in MISTAKES.items()]
    path = type_in(example, tmp_path / "表.xlsx", *rules, {"id": SOUND[0], "relation": SOUND[2]})
    checked = check_file(path)
    faults = checked.ruleset.faults
    places = [(rule, f"自定义审核!D{row}") for row, rule in enumerate(MISTAKES, 7)]
    assert [(fault.rule, fault.place) for fault in faults] == places
    assert [f.rule for f in faults if MISTAKES[f.rule][2] not in f.problem] == []
    assert [pair for pair in found(checked) if pair[0] != SOUND[0]] == found(check_file(example))
    assert (SOUND[0], ("收入!B5",)) in found(checked)
    told = json.loads(to_json(checked, path))["rule_errors"]
    assert [(fault["rule"], fault["place"]) for fault in told] == places
    assert [line for line in lines(checked) if line.startswith("规则错误")] == [
        f"规则错误\t{fault}" for fault in faults
    ]


def test_a_typed_rule_finds_an_error_at_its_cell(example: Path, tmp_path: Path) -> None:
    """On the published figures: income does not come to the budget of the year."""
    rule = {
        "title": "收入合计与全年预算数",
        "relation": f"{TOTAL}＝【附件3·年度资金总额·全年预算数】",
        "message": "收入合计 {填报}，全年预算数 {应为}。",
        "source": "某某市示例局审核要点",
    }
    path = type_in(example, tmp_path / "表.xlsx", rule)
    (finding,) = (finding for finding in check_file(path).result.findings if finding.rule == "U01")
    assert (finding.severity, finding.cells) == ("error", ("收入!B5", "附件3 整体自评表!E5"))
    assert (finding.right, finding.left, finding.difference) == ("1811.27", "1745.35", "-65.92")
    assert (finding.message, finding.source) == ("收入合计 1811.27，全年预算数 1745.35。", "某某市示例局审核要点")
