"""Binding rules to forms: what a relation gets wrong is refused before any file is read, with rule and fault."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from macros_py.engine.binding import parsed_relations
from macros_py.engine.packs import RULES, load_pack, packs
from macros_py.engine.rules import RuleError
from macros_py.engine.ruleset import bind
from tests.engine.support import BASE, FORMS, D, check, invented, pairs, rule, rules

NEEDS_FORM = "defines 只用于“字段 = 算式”"
FAULTS = [
    ("income.all.tota = 0", {}, "没有字段 income.all.tota。是不是 income.all.total？"),
    ("income.all.total = sum(income.agencies[*].tota)", {}, "没有字段 income.agencies[*].tota。是不是"),
    ("income.all.total = $limits", {}, "没有取值 $limits"),
    ("income.all.total = median(income.all.other)", {}, "没有函数 median(...)；现有：abs、complete、count、"),
    ("income.all.total = round(income.all.other)", {}, "round(...) 要 2 个参数，现有 1 个"),
    ("income.all.total = abs(income.all.other, 2)", {}, "abs(...) 要 1 个参数，现有 2 个"),
    ("income.all.total = grade(income.all.other, 2)", {}, "grade(...) 要 1 个参数，现有 2 个"),
    ("income.agencies[*].total = expenditure.agencies[*].total", {},
     "expenditure.agencies、income.agencies 是不同的表，不能逐行对照"),
    ("income.agencies[*].total = abs(expenditure.agencies[*].total)", {}, "不能逐行对照"),
    ("income.all.total = sum(income.all.other)", {}, "sum(...) 里要写一张表的各行"),
    ("income.all.total = count(5)", {}, "count(...) 里要写一张表的各行"),
    ('income.all.total = sum(income.agencies[kind^="局"].total)', {}, "没有字段 income.agencies[*].kind"),
    ('income.agencies[name^="局"].total = 5', {}, "按 name 挑选的行只能写在 sum(...) 或 count(...) 里"),
    ("income.all.total = = 5", {}, "“income.all.total = = 5”：这里应是数字、字段或算式，却是“=”"),
    ("income.all.total = 5 元", {}, "看不懂“元”"),
    ("income.all.total = 0", {"when": '"income.all.tota > 0"'}, "没有字段 income.all.tota。是不是 income.all.total？"),
    ("income.all.{column} = 0", {}, "“income.all.{column} = 0”：花括号里的词不在 loop 里"),
    ("income.all.{} = 0", {}, "花括号里的词不在 loop 里"),
    ("income.all.{ = 0", {}, "花括号里的词不在 loop 里"),
    ("income.all.{column.x} = 0", {"loop": '{ column = ["other"] }'}, "花括号里的词不在 loop 里"),
    ("income.all.{column[x]} = 0", {"loop": '{ column = ["other"] }'}, "花括号里的词不在 loop 里"),
    ("income.all.total = 0", {"when": '"income.all.{column} > 0"'}, "花括号里的词不在 loop 里"),
    ("income.all.total = 0", {"when": '"income.agencies[*].total > 0"'},
     "when 逐行看 income.agencies，关系式却不是"),
    ("1 = 2", {}, "“1 = 2”里没有字段"),
    ("income.all.total = round(income.all.other, 99)", {}, "round(...) 的小数位数要写成 0 到 15 的整数"),
    ("income.all.total = round(income.all.other, 0.5)", {}, "小数位数要写成"),
    ("income.all.total = round(income.all.other, income.all.fund)", {}, "小数位数要写成"),
    ("income.all.total = income.agencies[*].total", {"defines": "true"},
     "一个格不能由 income.agencies 的每一行各算一次"),
    ("income.all.total = income.all.total", {"defines": "true"}, "循环计算："),
    ("", {}, "既没有 relation 也没有 check"),
    ("", {"check": '"form_year"'}, "检查 form_year 要1 个字段，现有 0 个"),
    (
        "",
        {"check": '"overshoot"', "fields": '["cover.unit", "cover.unit", "cover.unit", "cover.unit", "cover.unit"]'},
        "检查 overshoot 要用取值 at_most、tier、overshoot，这一年没有",
    ),
    ("", {"check": '"same_phone"', "fields": '["basic.phone"]'}, "检查 same_phone 要2 个字段，现有 1 个"),
    (
        "",
        {"check": '"same_phone"', "fields": '["basic.phone", "overall.phone", "cover.unit"]'},
        "检查 same_phone 要2 个字段，现有 3 个",
    ),
    ("", {"check": '"distinct"', "settings": '{ longer_than = "four" }', "fields": '["cover.unit"]'}, "longer_than"),
    ("", {"check": '"required"', "when": '"cover.year = 1"'}, "when 对检查程序不起作用"),
    ("income.all.total = 5", {"settings": '{ x = "1" }'}, "settings 对关系式不起作用"),
    ("income.all.{c} = 5", {"loop": "{ c = [] }"}, "loop 里有空的一项"),
    ("", {"check": '"distinct"', "fields": '["cover.unit"]'}, "检查 distinct 要有设置 longer_than"),
    ("income.all.{column} = 0", {"loop": '{ column = ["other", "tota"] }'}, "没有字段 income.all.tota"),
    ("income.all.total <= 5", {"defines": "true"}, NEEDS_FORM),
    ("income.all.total + 1 = 5", {"defines": "true"}, NEEDS_FORM),
    ("income.all.total = 5", {"check": '"required"'}, "relation 对检查程序不起作用"),
    ("", {"check": '"requird"'}, "没有检查程序“requird”。是不是 required？"),
    ("", {"check": '"same_phone"', "fields": '["basic.phone", "basic.fone"]'}, "没有字段 basic.fone，是不是"),
    ("", {"check": '"form_year"', "fields": '["{form}.year"]', "loop": '{ form = ["cover", "basic"] }'},
     "没有字段 basic.year，是不是 "),
    ("", {"check": '"form_year"', "fields": '["{form}.year"]', "loop": '{ form = [] }'}, "loop 里有空的一项"),
    ("income.all.total = income.all.other * complete(income.all.fund)", {},
     "complete(...) 的参数要成对"),
    ("income.all.total = complete(income.all.fund, income.all.other, income.all.nontax) * 2", {}, "参数要成对"),
    ("income.all.total = complete(income.all.fund, 5)", {}, "complete(...) 里要写一张表的各行"),
    ("income.all.total = complete(income.all.fund, income.all.tota)", {}, "没有字段 income.all.tota"),
    ("income.all.total = whole(income.all.other, 2)", {}, "whole(...) 要 1 个参数，现有 2 个"),
    ("income.all.total = when_zero(income.all.other, 2)", {}, "when_zero(...) 要 3 个参数，现有 2 个"),
    ("income.all.total = 5", {"cause": '"甲"', "repair": '{ "income.all.tota" = "5" }'},
     "repair：没有字段 income.all.tota"),
    ("income.all.total = 5", {"cause": '"甲"', "repair": '{ "income.agencies[*].total" = "5" }'},
     "repair：income.agencies[*].total 不在关系式所看的行上"),
    ("income.all.total = 5", {"cause": '"甲"'}, "repair 与 cause 要同时写"),
    ("income.all.total = 5", {"cause": '"甲{乙}"', "repair": '{ "income.all.total" = "5" }'}, "的花括号里只能用"),
    ("", {"check": '"form_year"', "fields": '["{form}.year"]', "loop": '{ form = [] }'}, "loop 里有空的一项"),
    ("", {"check": '"distinct"', "fields": '["projects.items[*].name"]', "settings": '{ longer_than = "4" }'},
     "[messages] 缺少句子 distinct"),
]  # fmt: skip


@pytest.mark.parametrize(("relation", "more", "fault"), FAULTS)
def test_a_wrong_rule_is_refused(relation: str, more: dict[str, object], fault: str, tmp_path: Path) -> None:
    """A misconfigured rule is never a finding against the person who filled the file."""
    with pytest.raises(RuleError) as refused:
        invented(tmp_path, rule(relation, **more))
    assert fault in str(refused.value)
    assert str(refused.value).startswith("example.toml：规则 T001：")


def test_two_definitions_of_one_field_are_refused(tmp_path: Path) -> None:
    """A cell holds one formula."""
    one = rule("income.all.total = income.all.other", "T001", defines="true")
    two = rule("income.all.total = income.all.fund", "T002", defines="true")
    with pytest.raises(RuleError, match=r"规则 T002：income\.all\.total 已由规则 T001 计算"):
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
    faults = str(refused.value).splitlines()
    assert faults == [f"example.toml：规则 T00{n}：循环计算：{way}。请改其中一条规则" for n in (1, 2, 3)]


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
        with pytest.raises(RuleError, match=r"没有取值 \$limit"):
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
    with pytest.raises(RuleError, match=r"2022 年没有生效的等级划分 \[\[values.grade\]\]"):
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
