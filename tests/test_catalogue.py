"""The rules as people read them: list, explanation, comparison, and the page that must not go stale."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import msgspec
import pytest

from macros_py.catalogue import differences, explain, rule_lines, values_of
from macros_py.engine.packs import RULES, load_pack
from macros_py.engine.rules import RuleError
from macros_py.engine.ruleset import load_rules
from tests.engine.support import FORMS, D


def test_every_rule_is_listed_once() -> None:
    """One line a rule, with its source."""
    pack = load_pack("national")
    listed = [line.split("\t") for line in rule_lines(pack)]
    assert [entry[0] for entry in listed] == [rule.id for rule in pack.rules]
    assert all(len(entry) == 4 and entry[3] for entry in listed)


def test_a_rule_is_explained() -> None:
    """What it says, the values it uses with dates and sources, and who does otherwise."""
    said = "\n".join(explain("F007", load_pack("hunan-jishou")))
    for words in (
        "F007",
        "overall.funds.total.points",
        "财预〔2020〕10号）（未核实）",
        "江西（jiangxi）：改为",
        "execution_steps",
    ):
        assert words in said
    graded = "\n".join(explain("G002", load_pack("hunan-jishou")))
    assert "60起较差" in graded
    assert "2020-02-25 起" in graded
    assert "湖北（hubei）：不用这条规则" in "\n".join(explain("K004", load_pack("national")))


def test_values_of_a_rule() -> None:
    """Both `$name` and a scale that is called."""
    pack = load_pack("national")
    used = {rule.id: values_of(rule, pack) for rule in pack.rules}
    assert (used["K003"], used["G002"], used["S001"]) == (["execution_points"], ["grade"], [])


def test_an_unknown_rule_is_refused() -> None:
    with pytest.raises(RuleError, match="没有规则 X999"):
        list(explain("X999", load_pack("national")))


def test_what_differs_between_two_places() -> None:
    """Values and rules, and nothing else."""
    lines = list(differences(load_pack("guangxi"), load_pack("hubei"), 2022))
    assert [line.partition("：")[0] for line in lines] == [
        "预算执行率分值（execution_points）",
        "定性指标三档的下限，占分值的比例（tier）",
        "规则 K004",
        "规则 K005",
        "规则 K006",
    ]
    assert list(differences(load_pack("guangxi"), load_pack("national"), 2022)) == []


SMALL = """extends = "national"
title = "某某市"
values.execution_points = [{ title = "执行率分值", value = 15, since = 2021-01-01, source = "form" }]
[[values.tier]]
title = "定性档"
since = 2021-01-01
source = "form"
scale = [{ low = 0.8, name = "好" }, { low = 0, name = "差" }]
[[values.grade]]
title = "等级"
since = 2021-01-01
source = "form"
scale = [{ low = 85, name = "甲" }, { low = 0, name = "乙" }]
"""


def test_a_small_pack_changes_points_tiers_and_grades(tmp_path: Path) -> None:
    """An invented city in under 15 lines; the comparison shows exactly its changes."""
    assert len(SMALL.splitlines()) < 15
    (tmp_path / "national").symlink_to(RULES / "national")
    (tmp_path / "mou-shi.toml").write_text(SMALL, encoding="utf-8")
    city, base = load_pack("mou-shi", tmp_path), load_pack("national")
    changed = [line.partition("（")[2].partition("）")[0] for line in differences(base, city, 2022)]
    assert changed == ["execution_points", "grade", "tier"]
    ruleset = load_rules(FORMS.fields, 2022, "mou-shi", tmp_path)
    assert [band.name for band in ruleset.scale("grade")] == ["甲", "乙"]
    assert ruleset.values["execution_points"].value == D(15)


@pytest.mark.parametrize(
    ("more", "level"),
    [
        ({}, "错误"),
        ({"status": "off"}, "错误（未启用）"),
        ({"status": "notice", "since": date(2023, 1, 1)}, "错误（只作提示，2023-01-01 起）"),
        ({"question": True, "until": date(2024, 1, 1)}, "判断（至 2024-01-01 前）"),
    ],
)
def test_what_keeps_a_rule_from_running_is_listed(more: dict[str, object], level: str) -> None:
    """Whoever looks a rule up sees whether it is in force."""
    pack = load_pack("national")
    rule = msgspec.structs.replace(next(rule for rule in pack.rules if rule.id == "S001"), **more)
    line = next(rule_lines(msgspec.structs.replace(pack, rules=(rule,))))
    assert line.split("\t")[:2] == ["S001", level]
