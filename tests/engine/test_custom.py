"""Typed rules run like the others; a wrong one is a fault with its cell and no finding, and the others still run."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import msgspec
import pytest

from macros_py.engine import RuleSet, evaluate
from macros_py.engine.custom import MOST_RULES, with_typed
from macros_py.engine.relations import chinese
from tests.engine.support import FORMS, facts, rules
from tests.typed_rules import AGENCIES, BEYOND, CARRIED, RIGHT, TOTAL, WRONG, Row, row, rows
from workbook import custom_rules
from workbook.facts import Facts, Value
from workbook.field_names import field_names

D = Decimal
HERE = FORMS.without({"frame"})
NAMES = field_names(HERE)
FIGURES: dict[str, Value] = {
    "income.all.total": D("100"),
    "income.agencies[1].total": D("60"),
    "income.agencies[1].carryover": D("70"),
    "income.agencies[2].total": D("30"),
    "income.agencies[2].carryover": D("0"),
}


def typed(*some: Row, figures: Facts | None = None) -> RuleSet:
    return with_typed(rules(), some, NAMES, figures or facts(FIGURES))


def told(ruleset: RuleSet) -> list[tuple[str, str]]:
    return [(fault.rule, fault.place) for fault in ruleset.faults]


def found(*some: Row, entries: dict[str, Value] = FIGURES) -> list[list[object]]:
    ids = {one.texts["id"] for one in some}
    result = evaluate(facts(entries), typed(*some, figures=facts(entries)))
    return [[f.rule, f.severity, f.fields[0], f.left, f.right] for f in result.findings if f.rule in ids]


@pytest.mark.parametrize("relation", RIGHT)
def test_a_right_one_runs(relation: str) -> None:
    ruleset = typed(row(relation=relation))
    assert ruleset.faults == ()
    assert [bound.rule.id for bound in ruleset.relations[len(rules().relations) :]] == ["U01"]


@pytest.mark.parametrize(("relation", "said"), [*((text, "") for text in WRONG), *BEYOND.items()])
def test_a_wrong_one_is_a_fault(relation: str, said: str) -> None:
    """With its number, its cell and what is wrong; the same in a condition; what was typed is quoted, not English."""
    ruleset = typed(row(relation=relation))
    assert told(ruleset) == [("U01", "自定义审核!D7")]
    assert ruleset.relations == rules().relations
    assert said in ruleset.faults[0].problem
    assert "income.all.total" not in ruleset.faults[0].problem
    assert told(typed(row(relation=f"{TOTAL}＞0", when=relation))) == [("U01", "自定义审核!E7")]


def test_it_finds_what_is_wrong() -> None:
    """Once for a sum, row by row for a table; both figures; at the level that was chosen."""
    once = row(1, relation=f"{TOTAL}＝合计({AGENCIES})")
    each = row(2, relation=f"{AGENCIES}≥{CARRIED}", severity="警告")
    assert found(once, each) == [
        ["U01", "error", "income.all.total", "90.00", "100.00"],
        ["U02", "warning", "income.agencies[1].total", "70.00", "60.00"],
    ]


def test_a_condition_is_asked_first() -> None:
    asked = row(1, relation=f"{AGENCIES}≥{CARRIED}", when=f"{CARRIED}≤50")
    assert found(asked) == []
    assert found(row(1, relation=f"{AGENCIES}≥{CARRIED}", when=f"{TOTAL}＞50")) != []


def test_own_words_and_basis() -> None:
    """Words in braces are those of the list of findings; what is not said has a default."""
    own = row(1, relation=f"{TOTAL}＝0", message="{字段}应为{应为}，填的是｛填报｝。", source="某某市示例局审核要点")
    plain = row(2, relation=f"{TOTAL}＝0")
    result = evaluate(facts(FIGURES), typed(own, plain))
    said = {finding.rule: finding for finding in result.findings}
    assert said["U01"].message == "汇总·收入合计应为0.00，填的是100.00。"
    assert (said["U01"].source, said["U02"].source) == ("某某市示例局审核要点", "本级自定义审核")
    assert said["U02"].message


def test_one_that_is_switched_off_does_not_run() -> None:
    assert found(row(1, relation=f"{TOTAL}＝0", enabled="否")) == []
    assert typed(row(1, relation="＝＝", enabled="否")).faults == ()
    assert found(row(1, relation=f"{TOTAL}＝0", enabled="是")) != []


@pytest.mark.parametrize(
    ("texts", "cell"),
    [
        ({"severity": ""}, "C7"),
        ({"severity": "严重"}, "C7"),
        ({"relation": ""}, "D7"),
        ({"id": ""}, "A7"),
        ({"id": "F001"}, "A7"),
        ({"id": "f001"}, "A7"),
        ({"id": "U" * 21}, "A7"),
        ({"title": "名" * 101}, "B7"),
        ({"title": "名\x07"}, "B7"),
        ({"message": "{left.__class__}"}, "F7"),
        ({"message": "{应为"}, "F7"),
        ({"message": "句" * 501}, "F7"),
        ({"source": "据" * 201}, "G7"),
        ({"source": "据\u202e"}, "G7"),
        ({"enabled": "关"}, "H7"),
    ],
)
def test_every_cell_is_looked_at(texts: dict[str, str], cell: str) -> None:
    ruleset = typed(row(1, **({"relation": f"{TOTAL}＝0"} | texts)), row(2, relation=f"{TOTAL}＝0"))
    assert [fault.place for fault in ruleset.faults] == [f"自定义审核!{cell}"]
    assert [bound.rule.id for bound in ruleset.relations[len(rules().relations) :]] == ["U02"]


def test_all_that_is_wrong_is_told_at_once() -> None:
    wrong = row(1, id="F001", severity="", relation="【无】＝1", message="{}", enabled="x")
    assert sorted(place for _, place in told(typed(wrong))) == [f"自定义审核!{column}7" for column in "ACDFH"]


def test_a_number_is_given_once() -> None:
    ruleset = typed(row(1, relation=f"{TOTAL}＝0"), row(2, id="u01", relation=f"{TOTAL}＝0"))
    assert told(ruleset) == [("u01", "自定义审核!A8")]


def test_a_form_that_the_place_leaves_out_is_unknown() -> None:
    """Its cells are not in the workbook; neither by name nor by id."""
    ruleset = typed(*rows(["frame.unit ≠ “”", "【湖南评价指标表·部门名称】≠“”"]))
    assert told(ruleset) == [("U01", "自定义审核!D7"), ("U02", "自定义审核!D8")]


def test_sheet_and_engine_know_the_same_bounds() -> None:
    """The engine imports nothing of the workbook's, so each has its own."""
    assert (MOST_RULES, chinese.MOST_CHARACTERS) == (custom_rules.MOST_RULES, custom_rules.MOST_CHARACTERS)


def test_no_more_than_thirty() -> None:
    ruleset = typed(*rows([f"{TOTAL}＝0"] * (MOST_RULES + 1)))
    assert told(ruleset) == [("U31", "自定义审核!A37")]
    assert len(ruleset.relations) == len(rules().relations) + MOST_RULES


@pytest.mark.parametrize("zero", [D(0), None, "无", "—"])
def test_dividing_by_a_cell_that_is_zero_says_nothing(zero: Value) -> None:
    """Only a divisor that is always zero is the rule's fault."""
    entries = FIGURES | {"income.all.carryover": zero}
    assert found(row(1, relation=f"{TOTAL}÷【收入·汇总·上年结转】＝1"), entries=entries) == []
    assert found(
        row(1, relation=f"{TOTAL}÷【收入·汇总·上年结转】＝1"), entries=entries | {"income.all.carryover": D(1)}
    )


def test_figures_beyond_all_bounds_are_no_finding() -> None:
    """A product of hundreds of digits would make a check crash, and a crash would pass for a finding."""
    entries: dict[str, Value] = FIGURES | {"income.all.total": D(10) ** 17}
    many = "×".join([TOTAL] * 45)
    relations = [f"{many}＝1", f"四舍五入({many},2)＝1", f"{TOTAL}÷({many})＝1", f"1＝{many}"]
    assert [line[0] for line in found(*rows(relations), entries=entries)] == ["U03"]
    assert typed(*rows(relations)).faults == ()


def test_a_long_table_does_not_hold_up_the_review() -> None:
    """Adding up a table once more for each of its rows, thousands of them, is refused; walking or adding it is not."""
    relations = [
        f"{AGENCIES}≤合计({AGENCIES})",
        f"{AGENCIES}≥0",
        f"合计({AGENCIES})≥0",
        f"{AGENCIES}≥取大({AGENCIES},0)",
    ]
    assert told(typed(*rows(relations))) == []
    long = msgspec.structs.replace(facts(FIGURES), rows=facts(FIGURES).rows | {"income.agencies": 5000})
    assert told(typed(*rows(relations), figures=long)) == [("U01", "自定义审核!D7")]


def test_the_pack_stays_as_it_is() -> None:
    """Typed rules are added to a copy: the next workbook of the same place starts without them."""
    before: Sequence[object] = (rules().relations, rules().faults, dict(rules().pack.sources))
    typed(*rows([f"{TOTAL}＝0", "＝"]))
    assert (rules().relations, rules().faults, dict(rules().pack.sources)) == tuple(before)
