"""The Chinese way of writing relations: what is understood, and that mistakes are told in the words that were typed."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from macros_py.engine.relations.chinese import FUNCTIONS, in_chinese, shortened, translate
from macros_py.engine.relations.functions import AGGREGATES, COMPLETE
from macros_py.engine.relations.functions import FUNCTIONS as KNOWN
from macros_py.engine.relations.syntax import Relation, RelationError, parse_relation
from tests.engine.support import FORMS, rules
from tests.typed_rules import RIGHT
from workbook.field_names import field_names

NAMES = field_names(FORMS)
LONGEST_SENTENCE = 250


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (
            "【收入·汇总·收入合计】＝合计（【收入·机构·收入合计】）",
            "income.all.total = sum(income.agencies[*].total)",
        ),
        ("【附件3·总分·得分】≥６０", "overall.total.score >= 60"),
        ("【附件3·总分·得分】《=９０．５％", "overall.total.score <= 90.5%"),
        ("【附件3·总分·得分】<>1−2×3÷4", "overall.total.score != 1 - 2 * 3 / 4"),
        ("取小(【附件3·总分·得分】、1，2) =< 3", "min(overall.total.score, 1, 2) <= 3"),
        (
            "合计(【附件3·指标·分值】其中【附件3·指标·一级指标】含“产出”)＝50",
            'sum(overall.indicators[level1*="产出"].points) = 50',
        ),
        (
            '合计(【附件4·指标·分值】 其中 【附件4·指标·一级指标】 开头是 "产出") = 50',
            'sum(project[*].indicators[level1^="产出"].points) = 50',
        ),
        ("OVERALL.Total.Score ＞ ＄total_points", "overall.total.score > $total_points"),
        ("【湖南评价指标表·“三公经费”变动率·得分】＞0", "frame.three_public_change.score > 0"),
        ("【自评结论·评价等次】＝＂优＂", 'conclusion.grade = "优"'),
        ("【自评结论·评价等次】＝“ＡＢ，＝优”", 'conclusion.grade = "ＡＢ，＝优"'),
    ],
)
def test_it_means(typed: str, meant: str) -> None:
    """Names, signs of any width, functions, rows chosen; what is quoted stays as it is."""
    assert parse_relation(translate(typed, NAMES)) == parse_relation(meant)


def test_every_name_leads_to_its_field() -> None:
    assert {translate(f"【{name}】", NAMES) for name in NAMES} == set(FORMS.fields)
    assert all(translate(f"【{name}】", NAMES) == key for name, key in NAMES.items())


def test_every_function_has_a_chinese_name() -> None:
    """Nobody who writes Chinese must fall back on English words."""
    assert set(FUNCTIONS.values()) == {*AGGREGATES, *KNOWN, COMPLETE, "grade"}
    assert "grade" in rules().environment.functions


def test_the_rule_files_own_language_is_understood() -> None:
    """A relation of the catalogue can be copied into the sheet as it stands."""
    texts = [bound.rule.relation for bound in rules().relations if not bound.rule.loop]
    assert len(texts) > 30
    assert [text for text in texts if parse_relation(translate(text, NAMES)) != parse_relation(text)] == []


def test_a_fault_is_told_in_the_words_typed() -> None:
    typed = "【收入·汇总·收入合计】＝＝＝1"
    translated = "income.all.total == = 1"
    said = in_chinese(f"“{translated}”：income.all.total、sum(...)、income.agencies", NAMES, {translated: typed})
    assert said == f"“{typed}”：【收入·汇总·收入合计】、合计(...)、收入·机构"


def test_a_long_text_is_quoted_in_part() -> None:
    assert shortened("一\n二\x00" + "三" * 100) == "一 二□" + "三" * 56 + "…"


alphabet = st.sampled_from(
    [
        *'＝=≤<>《》【】（）()，,、“”"；＋-×÷/1２.%$[]*^ \n',
        "合计",
        "其中",
        "含",
        "income.all.total",
        "[*]",
        "【收入·汇总·收入合计】",
    ]
)


@given(st.lists(alphabet, max_size=40).map("".join) | st.text(max_size=60))
@example("".join(RIGHT)[:999])
@example("【" * 900)
@example("(" * 900)
@example("İİİ＝1")
def test_whatever_is_typed_is_understood_or_refused(text: str) -> None:
    """Text from a file is data: it becomes known words or one short sentence, and nothing else ever happens."""
    outcome = understood(text)
    assert isinstance(outcome, Relation) or 0 < len(outcome) < LONGEST_SENTENCE


def understood(text: str) -> Relation | str:
    try:
        translated = translate(text, NAMES)
    except RelationError as error:
        return str(error)
    try:
        return parse_relation(translated)
    except RelationError as error:
        return in_chinese(str(error), NAMES, {translated: text})
