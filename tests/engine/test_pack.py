"""Reading rule packs: overlays add, replace and switch off; what is wrong is refused with file or rule, and fault."""

from __future__ import annotations

from pathlib import Path

import pytest

from macros_py.engine.packs import load_pack, packs
from macros_py.engine.rules import RuleError, Source
from macros_py.engine.ruleset import bind, load_rules
from tests.engine.support import BASE, FORMS, D, check, pairs, rule


def write(folder: Path, name: str, text: str) -> None:
    (folder / f"{name}.toml").write_text(text, encoding="utf-8")


RELATION = rule("income.all.total = income.all.other")
FAULTS = [
    ("unknown key in a rule", BASE + RELATION + 'servity = "error"\n', ["example.toml", "unknown field `servity`"]),
    ("unknown key in the file", BASE + "[rule_of_thumb]\n", ["example.toml", "unknown field `rule_of_thumb`"]),
    ("unknown key in a band", BASE.replace('name = "差"', 'name = "差", high = 60'), ["example.toml", "`high`"]),
    ("unknown severity", BASE + RELATION.replace('"error"', '"fatal"'), ["example.toml", "Invalid enum value 'fatal'"]),
    ("missing title", BASE + RELATION.replace('title = "示例规则"\n', ""), ["example.toml", "field `title`"]),
    ("not a number", BASE.replace("value = 10", 'value = "ten"'), ["example.toml", "values"]),
    ("not a date", BASE.replace("since = 2020-01-01\nsource", "since = 2020\nsource"), ["example.toml", ".since"]),
    ("not TOML", "[[rule]\n", ["example.toml", "line 1"]),
    ("duplicate id", BASE + RELATION + RELATION, ["example：编号 写了两次：T001"]),
    ("duplicate ids", BASE + RELATION * 2 + RELATION.replace("T001", "T000") * 3, ["写了两次：T000、T001"]),
    ("rule without its source", BASE + RELATION.replace('"here"', '"nowhere"'),
     ["example.toml：规则 T001：[sources] 里没有依据“nowhere”"]),
    ("value without its source",
     BASE.replace('01\nsource = "here"\n\n[me', '01\nsource = "nowhere"\n\n[me'),
     ["example.toml：values.limit：[sources] 里没有依据“nowhere”"]),
    ("value that is no number", BASE.replace("value = 10", "value = nan"), ["limit：NaN 不是数字"]),
    ("band that is no number", BASE.replace("low = 60", "low = inf"), ["values.grade：Infinity 不是数字"]),
    ("steps at one low", BASE.replace("low = 60", "low = 0"), ["values.grade：scale 有两档的 low 相同"]),
    ("steps of two kinds", BASE.replace('name = "差"', "value = 5"), ["values.grade：scale 各档要么都写 name"]),
    ("no value at all", BASE.replace("value = 10\n", ""), ["values.limit：value、choice、scale 三者"]),
    ("two values at once", BASE.replace("value = 10\n", 'value = 10\nchoice = "甲"\n'),
     ["values.limit：value、choice"]),
    ("end before the beginning", BASE.replace("value = 10\n", "value = 10\nuntil = 2019-01-01\n"),
     ["values.limit：until 2019-01-01 不晚于 since 2020-01-01"]),
    ("overlapping dates", BASE + '[[values.limit]]\ntitle = "又"\nvalue = 2\nsince = 2021-01-01\nsource = "here"\n',
     ["values.limit：2021-01-01 有两个取值同时有效。请给前一个写上 until = 2021-01-01"]),
    ("rule that ends before it begins", BASE + RELATION + "since = 2022-01-01\nuntil = 2022-01-01\n",
     ["example.toml：规则 T001：until 2022-01-01 不晚于 since 2022-01-01"]),
    ("extends what is not there", 'extends = "nothing"\n', ["没有规则包“nothing”；现有：example"]),
    ("extends itself", 'extends = "example"\n', ["example：extends 绕回了自己（example -> example）"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "words"), [fault[1:] for fault in FAULTS], ids=[fault[0] for fault in FAULTS])
def test_a_wrong_pack_is_refused(text: str, words: list[str], tmp_path: Path) -> None:
    """Whoever edits a rule file learns which file or rule, and what is wrong with it."""
    write(tmp_path, "example", text)
    with pytest.raises(RuleError) as refused:
        load_pack("example", tmp_path)
    assert [word for word in words if word not in str(refused.value)] == []


def test_a_pack_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    """Notepad's GBK is refused with the file's name, never read as something else."""
    (tmp_path / "example.toml").write_bytes('title = "示例"'.encode("gbk"))
    with pytest.raises(RuleError, match=r"example\.toml：不是 UTF-8"):
        load_pack("example", tmp_path)


def test_a_missing_pack_names_those_there_are() -> None:
    """A workbook made for a place we do not know says so, with what there is instead."""
    with pytest.raises(RuleError, match="没有规则包“hunan-nowhere”；现有：guangxi、hubei、hunan"):
        load_pack("hunan-nowhere")


def test_overlays_in_a_circle_are_named(tmp_path: Path) -> None:
    """The message shows the way round."""
    write(tmp_path, "a", 'extends = "b"\n')
    write(tmp_path, "b", 'extends = "a"\n')
    with pytest.raises(RuleError, match="a：extends 绕回了自己（a -> b -> a）"):
        load_pack("a", tmp_path)


def test_an_overlay_adds_replaces_and_switches_off(tmp_path: Path) -> None:
    """A place says only what it does otherwise; everything else is the base's."""
    base = BASE + "".join(rule("income.all.total = income.all.other", key) for key in ("T001", "T002", "T003"))
    own = rule("income.all.total <= 5", "T002", severity='"notice"').replace('severity = "error"\n', "")
    write(tmp_path, "base", base)
    write(
        tmp_path,
        "place",
        'extends = "base"\noff = ["T003"]\n[messages]\nrounding = "本地"\n'
        '[[values.limit]]\ntitle = "本地限额"\nvalue = 20\nsince = 2021-01-01\nsource = "there"\n'
        '[sources.there]\ntitle = "本地办法"\nplace = "第三条"\nstatus = "unverified"\n'
        + own
        + rule("income.all.fund = 0", "T009"),
    )
    pack, above = load_pack("place", tmp_path), load_pack("base", tmp_path)
    assert [(entry.id, entry.severity) for entry in pack.rules] == [
        ("T001", "error"),
        ("T002", "notice"),
        ("T009", "error"),
    ]
    assert ([dated.value for dated in pack.values["limit"]], above.values["limit"][0].value) == ([20], 10)
    assert (pack.messages["rounding"], pack.messages["missing"]) == ("本地", above.messages["missing"])
    assert pack.source("there") == "本地办法第三条（未核实）"
    assert pack.values["grade"] == above.values["grade"]
    assert pack.sha256 != above.sha256


def test_sources_say_how_far_they_can_be_trusted() -> None:
    """What was not read in the document itself is marked so, wherever a finding is shown."""
    shown = [str(Source(title="示例", status=status)) for status in ("read", "arithmetic", "practice", "unverified")]
    assert shown == ["示例", "示例", "示例（通行做法）", "示例（未核实）"]


def test_packs_there_are(tmp_path: Path) -> None:
    """Folders and files are packs; what an editor or a system leaves behind is not."""
    (tmp_path / "national").mkdir()
    (tmp_path / "__pycache__").mkdir()
    for name in ("hunan.toml", ".hidden.toml", "_draft.toml"):
        (tmp_path / name).touch()
    assert packs(tmp_path) == ["hunan", "national"]


def test_the_pack_in_use_is_identified_by_its_content() -> None:
    """The same files give the same hash: a review says under which rules it was made."""
    assert load_pack("national").sha256 == load_pack("national").sha256
    assert load_pack("hunan-jishou").sha256 != load_pack("national").sha256


def test_grades_need_their_source(tmp_path: Path) -> None:
    """Bands are legal numbers like any other."""
    write(tmp_path, "example", BASE.replace('等级"\nsource = "here"', '等级"\nsource = "nowhere"'))
    with pytest.raises(RuleError, match=r"values\.grade：\[sources\] 里没有依据“nowhere”"):
        load_pack("example", tmp_path)


def test_off_needs_a_rule(tmp_path: Path) -> None:
    """A slip in a rule id must not leave the rule switched on without a word."""
    write(tmp_path, "base", BASE + RELATION)
    write(tmp_path, "place", 'extends = "base"\noff = ["T001", "T999"]\n')
    with pytest.raises(RuleError, match="place：off、on、notice：规则包 base 没有规则 T999"):
        load_pack("place", tmp_path)


@pytest.mark.parametrize("kind", ["sources", "values", "messages"])
def test_a_folder_says_everything_once(kind: str, tmp_path: Path) -> None:
    """Of two files of one pack that say the same key, neither wins in silence."""
    one = {
        "sources": '[sources.here]\ntitle = "又"\nstatus = "read"\n',
        "values": '[[values.limit]]\ntitle = "又"\nvalue = 2\nsince = 2020-01-01\nsource = "here"\n',
        "messages": '[messages]\nmissing = "又"\n',
    }
    (tmp_path / "place").mkdir()
    write(tmp_path / "place", "a", BASE)
    write(tmp_path / "place", "b", one[kind])
    with pytest.raises(RuleError, match=rf"place：\[{kind}\] 写了两次：(here|limit|missing)"):
        load_pack("place", tmp_path)


def test_a_rule_that_is_off_waits_to_be_switched_on(tmp_path: Path) -> None:
    """It is listed, does not run, and a place can switch it on; a slip in `on` is refused."""
    write(tmp_path, "base", BASE + rule("income.all.total = income.all.other", status='"off"'))
    write(tmp_path, "place", 'extends = "base"\non = ["T001"]\n')
    write(tmp_path, "slip", 'extends = "base"\non = ["T002"]\n')
    states = [[entry.status for entry in load_pack(name, tmp_path).rules] for name in ("base", "place")]
    assert states == [["off"], ["on"]]
    bound = [len(load_rules(FORMS.fields, 2022, name, tmp_path).relations) for name in ("base", "place")]
    assert bound == [0, 1]
    with pytest.raises(RuleError, match=r"slip：off、on、notice：规则包 base 没有规则 T002"):
        load_pack("slip", tmp_path)


def test_a_place_takes_and_leaves_out_forms(tmp_path: Path) -> None:
    """What the base leaves out a place may take; what it leaves out itself is added, for those below it, too."""
    write(tmp_path, "base", 'leaves_out = ["frame", "fund"]\n' + BASE)
    write(tmp_path, "province", 'extends = "base"\ntakes = ["frame"]\nleaves_out = ["report"]\n')
    write(tmp_path, "city", 'extends = "province"\nleaves_out = ["frame"]\n')
    left_out = {name: sorted(load_pack(name, tmp_path).left_out) for name in ("base", "province", "city")}
    assert left_out == {
        "base": ["frame", "fund"],
        "province": ["fund", "report"],
        "city": ["frame", "fund", "report"],
    }


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (
            'extends = "base"\ntakes = ["frame", "fond"]\n',
            "place：takes：规则包 base 没有排除表 fond",
        ),
        (
            'extends = "base"\ntakes = ["report", "cover"]\n',
            "place：takes：规则包 base 没有排除表 cover、report",
        ),
        ('takes = ["frame"]\n' + BASE, "place：takes：上级（没有写 extends） 没有排除表 frame"),
    ],
)
def test_takes_needs_a_form_that_was_left_out(text: str, fault: str, tmp_path: Path) -> None:
    """A slip in a form's name must not leave the form out without a word."""
    write(tmp_path, "base", 'leaves_out = ["frame", "fund"]\n' + BASE)
    write(tmp_path, "place", text)
    with pytest.raises(RuleError) as refused:
        load_pack("place", tmp_path)
    assert str(refused.value) == f"{fault}。请删去或核对表名"


@pytest.mark.parametrize(
    ("dates", "runs"),
    [
        ("", True),
        ("since = 2022-12-31", True),
        ("since = 2023-01-01", False),
        ("until = 2022-12-31", False),
        ("until = 2023-01-01", True),
        ("since = 2020-01-01\nuntil = 2022-06-30", False),
    ],
)
def test_a_rule_is_in_force_by_its_dates(dates: str, runs: bool, tmp_path: Path) -> None:
    """A repealed rule stays in its file with its last day, and a rule of next year waits for it."""
    write(tmp_path, "base", BASE + rule("income.all.total = income.all.other") + dates)
    assert len(load_rules(FORMS.fields, 2022, "base", tmp_path).relations) == int(runs)


@pytest.mark.parametrize("where", ["rule", "overlay"])
def test_a_rule_that_only_notices(where: str, tmp_path: Path) -> None:
    """A place may keep an error as a notice, by one line; what it finds asks for nothing."""
    write(tmp_path, "base", BASE + rule("income.all.total <= 5", **({"status": '"notice"'} if where == "rule" else {})))
    write(tmp_path, "place", 'extends = "base"\n' + ('notice = ["T001"]\n' if where == "overlay" else ""))
    ruleset = load_rules(FORMS.fields, 2022, "place", tmp_path)
    found = check({"income.all.total": D(6)}, ruleset).findings
    assert [(finding.rule, finding.severity) for finding in found] == [("T001", "notice")]


def test_one_wrong_rule_leaves_the_others_running(tmp_path: Path) -> None:
    """Typo, unknown field, division by zero, a circle: each names file and rule, and the rest still runs."""
    wrong = [
        rule("income.all.total == 5", "T001"),
        rule("income.all.tota = 5", "T002"),
        rule("income.all.total = income.all.other / 0", "T003"),
        rule("income.all.total = income.all.other / ($limit - 10)", "T004"),
        rule("income.all.fund = income.all.nontax", "T005", defines="true"),
        rule("income.all.nontax = income.all.fund", "T006", defines="true"),
    ]
    write(tmp_path, "base", BASE + "".join(wrong) + rule("income.all.total <= 5", "T009"))
    ruleset = bind(load_pack("base", tmp_path), FORMS.fields, 2022)
    assert [(fault.rule, fault.place) for fault in ruleset.faults] == [(f"T00{n}", "base.toml") for n in range(1, 7)]
    words = ["却是“=”", "是不是 income.all.total？", "除数总是 0", "除数总是 0", "循环计算", "循环计算"]
    assert [word for word, fault in zip(words, ruleset.faults, strict=True) if word not in fault.problem] == []
    assert pairs(check({"income.all.total": D(6)}, ruleset)) == [["T009", "income.all.total"]]
    with pytest.raises(RuleError, match=r"T001(.|\n)*T006"):
        ruleset.whole()
