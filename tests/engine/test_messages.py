"""Sentences: every finding names its cell, both figures and what to do; none shows a hole."""

from __future__ import annotations

from pathlib import Path

import pytest

from macros_py.engine import Finding, evaluate
from macros_py.engine.checks import CHECKS
from macros_py.engine.messages import label_of
from macros_py.engine.packs import load_pack
from macros_py.engine.rules import RuleError
from tests.engine.support import BASE, D, all_rules, check, facts, invented, rule
from tests.engine.test_cases import CASES, facts_of_case

RELATION = rule("income.all.total = 5")


def _all_findings() -> list[Finding]:
    """What all rule cases find, with whatever else the few facts of a case make other rules say."""
    return [finding for _, case in CASES for finding in evaluate(facts_of_case(case), all_rules(case.pack)).findings]


def test_no_sentence_shows_a_hole() -> None:
    """No None, no brace, no crash; each is a sentence with an end, a rule and a source."""
    for finding in _all_findings():
        assert not any(hole in finding.message for hole in ("None", "{", "}", "运行出错")), finding.message
        assert finding.message.endswith("。")
        assert finding.source


def test_texts_that_differ_have_no_difference() -> None:
    """A unit called otherwise elsewhere: both names, no figure."""
    (found,) = check({"cover.unit": "某某市示例局", "overall.unit": "示例局"}).findings
    assert "None" not in found.message


def test_figures_stand_in_their_sentence() -> None:
    """Both figures of an arithmetic finding can be read in its sentence, and the difference is theirs."""
    seen = 0
    for finding in _all_findings():
        if finding.difference and "%" not in finding.difference:
            assert D(finding.left or "") - D(finding.right or "") == pytest.approx(D(finding.difference), abs=D("0.01"))
            seen += 1
    assert seen > 100


def test_every_check_and_comparison_has_its_sentence() -> None:
    """A place may write a rule with any comparison; no finding is ever without words."""
    outcomes = {
        "=",
        "=text",
        "!=",
        "<=",
        ">=",
        "<",
        ">",
        "rounding",
        "missing",
        "missing_zero",
        "crashed",
        "missing_fields",
    }
    assert sorted((outcomes | set(CHECKS)) - set(load_pack().messages)) == []


@pytest.mark.parametrize(
    ("fact", "label"),
    [
        ("income.all.total", "汇总·收入合计"),
        ("overall.indicators[4].score", "指标第4行·得分"),
        ("cover.unit", "部门（单位）名称"),
    ],
)
def test_labels_are_those_of_the_form(fact: str, label: str) -> None:
    """A cell is called what the printed table calls it; rows are counted as people count them."""
    assert label_of(facts({fact: None}).facts[fact]) == label


def test_more_than_four_other_cells_are_counted(tmp_path: Path) -> None:
    """A sum of many rows names the first few."""
    ruleset = invented(tmp_path, rule("projects.total.amount = sum(projects.items[*].amount)", message='"{others}"'))
    entries = {f"projects.items[{row}].amount": D(1) for row in range(1, 7)}
    (found,) = check(entries | {"projects.total.amount": D(9)}, ruleset).findings
    assert found.message == "、".join(f"项目第{row}行·支出金额（）" for row in range(1, 5)) + "等6处"
    few = {key: entries[key] for key in list(entries)[:2]} | {"projects.total.amount": D(9)}
    assert check(few, ruleset).findings[0].message == "、".join(f"项目第{row}行·支出金额（）" for row in (1, 2))


def test_words_of_a_sentence(tmp_path: Path) -> None:
    """All words that a sentence may use."""
    words = "{title}|{label}|{cell}|{left}|{right}|{difference}|{excess}|{tolerance}|{others}|{check}|{source}"
    ruleset = invented(tmp_path, rule("income.all.total <= income.all.other", message=f'"{words}"'))
    (found,) = check({"income.all.total": D(7), "income.all.other": D(5)}, ruleset).findings
    assert found.message == (
        "示例规则|汇总·收入合计|—|5.00|7.00|-2.00|2.00|0.01|汇总·其他收入（）|请核对本格以及：汇总·其他收入（）。|示例依据"
    )


SLIPS = ["{nonsense}", "{}", "{left", "right}", "{left.x}", "{left:.2f}", "{left!r}", "{{left}}"]


@pytest.mark.parametrize("words", SLIPS)
@pytest.mark.parametrize("own", [True, False])
def test_a_wrong_sentence_is_refused_when_loading(words: str, own: bool, tmp_path: Path) -> None:
    """A slip in a sentence is a fault of the rule file, found before any file is read; rule or outcome is named."""
    text = rule("income.all.total = 5", message=f'"{words}"') if own else f'"<>" = "{words}"\n'
    with pytest.raises(RuleError) as refused:
        invented(tmp_path, text)
    named = "example.toml：规则 T001" if own else "example：messages.<>"
    assert str(refused.value).startswith(f"{named}：句子“{words}”的花括号里只能用 cell、check、")


def test_a_word_of_another_check_is_refused_when_loading(tmp_path: Path) -> None:
    """A word that only another outcome brings along is a slip."""
    with pytest.raises(RuleError, match=r"规则 T001：句子“\{understood\}”的花括号里只能用"):
        invented(tmp_path, rule("income.all.total != 5", message='"{understood}"'))


def test_what_a_finding_does_not_have_is_a_dash(tmp_path: Path) -> None:
    """Two figures that should differ have no difference to tell; None is never shown."""
    ruleset = invented(tmp_path, rule("income.all.total != 5", message='"{difference}"'))
    assert [found.message for found in check({"income.all.total": D(5)}, ruleset).findings] == ["—"]


def test_a_missing_sentence_is_named(tmp_path: Path) -> None:
    """A pack without a sentence it may need says which, before any file is read."""
    with pytest.raises(RuleError, match=r"\[messages\] 缺少句子 ="):
        invented(tmp_path, RELATION, base=BASE.replace('"=" =', '"==" ='))


def test_a_rule_of_its_own_words_keeps_the_common_ones(tmp_path: Path) -> None:
    """Rounding and missing cells are said in the common sentence, whatever the rule's own is."""
    ruleset = invented(
        tmp_path, rule("income.all.total = income.all.other", defines="true", message='"自己的话 {right}"')
    )
    cells = ({"income.all.total": D(9)}, {"income.all.total": D("5.01")}, {"income.all.total": None})
    said = [check(cell | {"income.all.other": D(5)}, ruleset).findings[0].message for cell in cells]
    assert said[0] == "自己的话 9.00"
    assert "舍入" in said[1]
    assert "没有填" in said[2]


@pytest.mark.parametrize(
    ("rule_id", "level", "due"), [("K004", "产出", 50), ("K005", "效益", 30), ("K006", "满意度", 10)]
)
def test_points_sentences_say_what_is_and_what_should_be(rule_id: str, level: str, due: int) -> None:
    """合计为: what the file adds up to; 规定为: what is prescribed."""
    result = check({"overall.indicators[1].level1": f"{level}指标", "overall.indicators[1].points": D(5)})
    (found,) = [finding for finding in result.findings if finding.rule == rule_id]
    assert f"合计为 5.00，规定为 {due}.00" in found.message


def test_a_word_that_has_nothing_to_say_is_left_out() -> None:
    """A score without remarks: the sentence goes on where the remarks would stand, without a dash."""
    target = {"target": "≥50个", "actual": "40个", "points": D(10), "score": D(9)}
    found = check({f"overall.indicators[1].{column}": value for column, value in target.items()}).findings
    (wrong,) = [finding.message for finding in found if finding.rule == "K014"]
    assert "= 8.00 分）。请核对" in wrong
