"""A look at a whole column finds what a look at each of its cells would."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from macros_py.engine.checks.base import Context
from macros_py.engine.checks.columns import Told, told
from macros_py.engine.values import Values, bare
from tests.engine.support import D, all_rules, check, facts, pairs, rules

TARGET = "overall.indicators[*].target"


def column(texts: Sequence[str]) -> Told:
    """The targets of a table, as a check gets them."""
    known = facts({f"overall.indicators[{row}].target": text for row, text in enumerate(texts, 1)})
    ruleset = rules()
    values = Values(known, ruleset.fields)
    return told(Context(facts=known, values=values, fields=ruleset.fields, pack=ruleset.pack), TARGET)


@settings(deadline=None)  # the first call loads the forms
@given(st.lists(st.text(st.sampled_from("a１％，：（。 \u3000\n①㎡ｶﾞé\u0301한\u11a8指标≥"), max_size=6), max_size=6))
def test_texts_are_those_of_the_cells(texts: list[str]) -> None:
    """Width and spacing are taken off all cells at once; that must not let one cell run into the next."""
    assert list(column(texts).texts) == list(map(bare, texts))


@pytest.mark.parametrize("odd", ["\0", "做好\0保障", "\0\0\0"])
def test_a_sign_that_no_workbook_has(odd: str) -> None:
    """Facts from elsewhere may have in a text what divides the cells."""
    assert list(column(["甲", odd, "乙"]).texts) == ["甲", odd, "乙"]
    twice = {
        f"overall.indicators[{row}].target": text for row, text in enumerate([odd, "做好后勤保障", "做好后勤保障"], 1)
    }
    assert pairs(check(twice), "K010") == [["K010", "overall.indicators[3].target"]]


def test_a_reason_beside_rows_without() -> None:
    """The row that repeats its name is found among others that say nothing, and a name counts without its number."""
    rows = {1: ("大楼正常运转", None), 2: ("指标2：安保到位", "安保到位。"), 3: ("绿化", "雨天过多")}
    entries = {
        f"overall.indicators[{row}].{key}": value
        for row, (name, reason) in rows.items()
        for key, value in (("name", name), ("target", "≥1次"), ("points", D(5)), ("score", D(3)), ("reason", reason))
    }
    assert pairs(check(entries, all_rules()), "Q010") == [["Q010", "overall.indicators[2].reason"]]


def test_an_indicator_without_a_name_has_no_category() -> None:
    """Templates have the second level in place before anybody names an indicator."""
    entries = {
        f"overall.indicators[{row}].{key}": value
        for row, name in enumerate((None, "群众来访"), 1)
        for key, value in (("level2", "成本指标"), ("name", name), ("target", "3次"), ("actual", "3次"))
    }
    assert pairs(check(entries, all_rules()), "Q014") == [["Q014", "overall.indicators[2].name"]]


def test_rows_repeat_within_their_sheet() -> None:
    """The same target on two sheets is no copy, and each sheet numbers its indicators from one."""
    entries = {
        f"project[{sheet}].indicators[{row}].{key}": value
        for sheet, targets in ((1, ("做好后勤保障", "做好会务保障")), (2, ("做好后勤保障", "做好后勤保障")))
        for row, target in enumerate(targets, 1)
        for key, value in (("target", target), ("name", f"指标{row}：保障"))
    }
    assert pairs(check(entries, all_rules()), "K010", "K012") == [["K010", "project[2].indicators[2].target"]]


def test_one_wrong_phone_among_others() -> None:
    """The right one beside it is not blamed."""
    entries = {"basic.phone": "0743-8222222", "notice.phone": "82222", "overall.phone": "13812345678"}
    assert pairs(check(entries, all_rules()), "X016") == [["X016", "notice.phone"]]
