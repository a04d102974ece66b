"""Binding rules to forms: what a relation gets wrong is refused before any file is read, with rule and fault."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from macros_py.engine.rules import RULES, RuleError, load_pack, packs
from macros_py.engine.ruleset import bind, parsed_relations
from tests.engine.support import BASE, FORMS, D, check, invented, pairs, rule, rules

NEEDS_FORM = "`defines` needs the form  field = expression"
FAULTS = [
    ("income.all.tota = 0", {}, "T001: income.all.tota: no form has this field"),
    ("income.all.total = sum(income.agencies[*].tota)", {}, "income.agencies[*].tota: no form has this field"),
    ("income.all.total = $limits", {}, "T001: $limits: the rule set has no such value"),
    ("income.all.total = median(income.all.other)", {}, "T001: median(...): no such function"),
    ("income.all.total = round(income.all.other)", {}, "round(...) takes 2 arguments, not 1"),
    ("income.all.total = abs(income.all.other, 2)", {}, "abs(...) takes 1 arguments, not 2"),
    ("income.all.total = grade(income.all.other, 2)", {}, "grade(...) takes 1 arguments, not 2"),
    ("income.agencies[*].total = expenditure.agencies[*].total", {},
     "rows of expenditure.agencies and income.agencies cannot be walked together"),
    ("income.agencies[*].total = abs(expenditure.agencies[*].total)", {}, "cannot be walked together"),
    ("income.all.total = sum(income.all.other)", {}, "sum(...) takes the rows of a repeating table"),
    ("income.all.total = count(5)", {}, "count(...) takes the rows of a repeating table"),
    ('income.all.total = sum(income.agencies[kind^="局"].total)', {}, "income.agencies[*].kind: no form has"),
    ('income.agencies[name^="局"].total = 5', {}, "rows selected by name belong into sum(...) or count(...)"),
    ("income.all.total = = 5", {}, "T001: 'income.all.total = = 5': expected a figure, found '='"),
    ("income.all.total = 5 元", {}, "cannot read '元'"),
    ("income.all.total = 0", {"when": '"income.all.tota > 0"'}, "T001: income.all.tota: no form has this field"),
    ("income.all.{column} = 0", {}, "T001: 'income.all.{column} = 0': {...} names no word of the loop"),
    ("income.all.{} = 0", {}, "names no word of the loop"),
    ("income.all.{ = 0", {}, "names no word of the loop"),
    ("income.all.{column.x} = 0", {"loop": '{ column = ["other"] }'}, "names no word of the loop"),
    ("income.all.{column[x]} = 0", {"loop": '{ column = ["other"] }'}, "names no word of the loop"),
    ("income.all.total = 0", {"when": '"income.all.{column} > 0"'}, "names no word of the loop"),
    ("income.all.total = 0", {"when": '"income.agencies[*].total > 0"'},
     "`when` walks rows of income.agencies, the relation does not"),
    ("1 = 2", {}, "'1 = 2': names no field"),
    ("income.all.total = round(income.all.other, 99)", {}, "round(...): decimals must be a whole number from 0 to 15"),
    ("income.all.total = round(income.all.other, 0.5)", {}, "decimals must be a whole number"),
    ("income.all.total = round(income.all.other, income.all.fund)", {}, "decimals must be a whole number"),
    ("income.all.total = income.agencies[*].total", {"defines": "true"},
     "one cell cannot be defined by each row of income.agencies"),
    ("income.all.total = income.all.total", {"defines": "true"}, "T001: computed in a circle"),
    ("", {}, "T001: has neither a relation nor a check"),
    ("", {"check": '"form_year"'}, "T001: form_year takes 1 fields, not 0"),
    (
        "",
        {"check": '"overshoot"', "fields": '["cover.unit", "cover.unit", "cover.unit", "cover.unit"]'},
        "T001: overshoot needs the values at_most, tier, overshoot, and none is in force",
    ),
    ("", {"check": '"same_phone"', "fields": '["basic.phone"]'}, "T001: same_phone takes 2 fields, not 1"),
    (
        "",
        {"check": '"same_phone"', "fields": '["basic.phone", "overall.phone", "cover.unit"]'},
        "T001: same_phone takes 2 fields, not 3",
    ),
    ("", {"check": '"distinct"', "settings": '{ longer_than = "four" }', "fields": '["cover.unit"]'}, "longer_than"),
    ("", {"check": '"required"', "when": '"cover.year = 1"'}, "T001: when has no effect on a check"),
    ("income.all.total = 5", {"settings": '{ x = "1" }'}, "T001: settings has no effect on a relation"),
    ("income.all.{c} = 5", {"loop": "{ c = [] }"}, "T001: an empty loop never runs"),
    ("", {"check": '"distinct"', "fields": '["cover.unit"]'}, "distinct needs the setting longer_than"),
    ("income.all.{column} = 0", {"loop": '{ column = ["other", "tota"] }'}, "income.all.tota: no form"),
    ("income.all.total <= 5", {"defines": "true"}, NEEDS_FORM),
    ("income.all.total + 1 = 5", {"defines": "true"}, NEEDS_FORM),
    ("income.all.total = 5", {"check": '"required"'}, "T001: relation has no effect on a check"),
    ("", {"check": '"requird"'}, "T001: no check is called 'requird'; there are area_code, "),
    ("", {"check": '"same_phone"', "fields": '["basic.phone", "basic.fone"]'}, "no form has the fields basic.fone"),
    ("", {"check": '"form_year"', "fields": '["{form}.year"]', "loop": '{ form = ["cover", "basic"] }'},
     "T001: no form has the fields basic.year"),
    ("", {"check": '"form_year"', "fields": '["{form}.year"]', "loop": '{ form = [] }'}, "an empty loop never runs"),
    ("income.all.total = income.all.other * complete(income.all.fund)", {},
     "T001: complete(...) takes pairs of one table: what must be there, and what asks for it"),
    ("income.all.total = complete(income.all.fund, income.all.other, income.all.nontax) * 2", {}, "takes pairs"),
    ("income.all.total = complete(income.all.fund, 5)", {}, "complete(...) takes the rows of a repeating table"),
    ("income.all.total = complete(income.all.fund, income.all.tota)", {}, "income.all.tota: no form has this field"),
    ("income.all.total = whole(income.all.other, 2)", {}, "whole(...) takes 1 arguments, not 2"),
    ("income.all.total = when_zero(income.all.other, 2)", {}, "when_zero(...) takes 3 arguments, not 2"),
]  # fmt: skip


@pytest.mark.parametrize(("relation", "more", "fault"), FAULTS)
def test_a_wrong_rule_is_refused(relation: str, more: dict[str, object], fault: str, tmp_path: Path) -> None:
    """A misconfigured rule is never a finding against the person who filled the file."""
    with pytest.raises(RuleError) as refused:
        invented(tmp_path, rule(relation, **more))
    assert fault in str(refused.value)
    assert str(refused.value).startswith("T001: ")


def test_two_definitions_of_one_field_are_refused(tmp_path: Path) -> None:
    """A cell holds one formula."""
    one = rule("income.all.total = income.all.other", "T001", defines="true")
    two = rule("income.all.total = income.all.fund", "T002", defines="true")
    with pytest.raises(RuleError, match=r"T002: income\.all\.total is already computed by T001"):
        invented(tmp_path, one, two)


def test_definitions_in_a_circle_are_refused(tmp_path: Path) -> None:
    """No figure can be computed from itself; the message shows the way round."""
    circle = [
        rule("income.all.total = income.all.other", "T001", defines="true"),
        rule("income.all.other = income.all.fund", "T002", defines="true"),
        rule("income.all.fund = income.all.total", "T003", defines="true"),
    ]
    with pytest.raises(RuleError) as refused:
        invented(tmp_path, *circle)
    way = "income.all.total -> income.all.other -> income.all.fund -> income.all.total"
    assert str(refused.value) == f"T001: computed in a circle: {way}"


def test_values_are_in_force_by_their_dates(tmp_path: Path) -> None:
    """Rules are those in force on the last day of the year: from `since`, to the day before `until`."""
    text = BASE.replace("value = 10\nsince = 2020-01-01", "value = 10\nsince = {since}\nuntil = {until}")
    needs = rule("income.all.total = $limit")
    within = [(date(2022, 12, 31), date(2023, 1, 1)), (date(2020, 1, 1), date(2099, 1, 1))]
    for since, until in within:
        assert (
            len(
                invented(
                    tmp_path, needs, base=text.replace("{since}", str(since)).replace("{until}", str(until))
                ).relations
            )
            == 1
        )
    outside = [(date(2023, 1, 1), date(2024, 1, 1)), (date(2020, 1, 1), date(2022, 12, 31))]
    for since, until in outside:
        with pytest.raises(RuleError, match=r"\$limit: the rule set has no such value"):
            invented(tmp_path, needs, base=text.replace("{since}", str(since)).replace("{until}", str(until)))


def test_a_later_value_takes_over_on_its_day(tmp_path: Path) -> None:
    """Repeal is a date: the value of 2022 is the one in force on its last day."""
    later = '\n[[values.limit]]\ntitle = "新限额"\nvalue = 20\nsince = 2022-07-01\nsource = "here"\n'
    base = BASE.replace("value = 10\n", "value = 10\nuntil = 2022-07-01\n") + later
    assert pairs(check({"income.all.total": D(10)}, invented(tmp_path, rule("income.all.total = $limit"), base=base)))
    assert not pairs(
        check({"income.all.total": D(20)}, invented(tmp_path, rule("income.all.total = $limit"), base=base))
    )


def test_a_pack_without_grades_is_refused(tmp_path: Path) -> None:
    """Nothing could be graded; better to say so before the first file."""
    with pytest.raises(RuleError, match=r"no scale \[\[values.grade\]\] is in force in 2022"):
        invented(tmp_path, base=BASE.replace("since = 2020-01-01\nscale", "since = 2023-01-01\nscale"))


def test_a_scale_of_points_is_a_function(tmp_path: Path) -> None:
    """Steps that give points compute like any other figure; below the lowest there is none."""
    steps = (
        '\n[[values.steps]]\ntitle = "档"\nsince = 2020-01-01\nsource = "here"\n'
        "scale = [{ low = 1, value = 10 }, { low = 0.8, value = 7 }]\n"
    )
    ruleset = invented(tmp_path, steps, rule("overall.funds.total.score = steps(overall.funds.total.rate)"))
    for rate, points in (("1", 10), ("0.9999", 7), ("0.8", 7)):
        assert not pairs(check({"overall.funds.total.rate": D(rate), "overall.funds.total.score": D(points)}, ruleset))
    assert not pairs(check({"overall.funds.total.rate": D("0.79"), "overall.funds.total.score": D(5)}, ruleset))


def test_a_loop_spells_out_every_combination(tmp_path: Path) -> None:
    """Two words of a loop make all their pairs."""
    looped = rule("income.{row}.{column} = 5", loop='{ row = ["all", "agencies[*]"], column = ["fund", "other"] }')
    targets = [bound.body.target.id for bound in invented(tmp_path, looped).relations if bound.body.target]
    assert targets == [f"income.{row}.{column}" for row in ("all", "agencies[*]") for column in ("fund", "other")]


@pytest.mark.parametrize("pack", packs(RULES))
def test_every_pack_binds_to_the_forms(pack: str) -> None:
    """What we ship loads, and every computed field of the forms that the place uses has its rule."""
    ruleset = rules(pack)
    used = {key: field for key, field in ruleset.fields.items() if field.form not in ruleset.pack.left_out}
    left_over = {key for key, field in used.items() if field.computed} - set(ruleset.definitions)
    assert sorted(left_over) == []


def test_a_form_left_out_has_nothing_computed() -> None:
    """A place below one that uses a form leaves it out again: no figure is computed for cells its workbooks lack."""
    computed = {
        pack: {rules(pack).fields[key].form for key in rules(pack).definitions} for pack in ("hunan", "hunan-jishou")
    }
    assert computed["hunan"] - computed["hunan-jishou"] == {"frame"}


def test_one_rule_finds_what_is_wrong(tmp_path: Path) -> None:
    """An invented rule runs like an official one."""
    ruleset = invented(tmp_path, rule("income.all.total <= $limit"))
    assert pairs(check({"income.all.total": D(11)}, ruleset)) == [["T001", "income.all.total"]]
    assert pairs(check({"income.all.total": D(10)}, ruleset)) == []


def test_relations_that_were_read_before_are_the_same() -> None:
    """What the compiled copy of a pack keeps is what reading the rules would give, loops and conditions included."""
    pack = load_pack("hunan")
    parsed = parsed_relations(pack)
    fresh, kept = bind(pack, FORMS.fields, 2022), bind(pack, FORMS.fields, 2022, parsed)
    assert [bound.body.relation for bound in kept.relations] == [bound.body.relation for bound in fresh.relations]
    assert {bound.body.relation for bound in fresh.relations} <= set(parsed.values())
    assert all(bound.guard.relation in parsed.values() for bound in fresh.relations if bound.guard)
