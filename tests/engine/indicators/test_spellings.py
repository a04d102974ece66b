"""Every spelling of spellings.toml is read as listed there, and guesses say why."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from macros_py.engine.indicators import IndicatorValue, parse
from macros_py.engine.indicators.clean import clean
from macros_py.engine.indicators.late import LATE
from macros_py.engine.indicators.prepare import prepare
from tests.engine.indicators.shown import shown

YEAR = 2022
TABLE: dict[str, dict[str, str]] = tomllib.loads(Path(__file__).with_name("spellings.toml").read_text(encoding="utf-8"))
ROWS = [(section, text, expected) for section, rows in TABLE.items() for text, expected in rows.items()]


def read(section: str, text: str) -> IndicatorValue:
    role: Any = section if section in ("actual", "threshold") else "target"
    return parse(text, role, year=YEAR)


@pytest.mark.parametrize("section", TABLE)
def test_spellings_are_read_as_listed(section: str) -> None:
    """Protects the reading of each spelling; a whole section is compared at once, so that all changes are seen."""
    assert {text: shown(read(section, text)) for text in TABLE[section]} == TABLE[section]


def test_guesses_and_refusals_say_why() -> None:
    """Never silently: a guess, a text and a missing unit always come with a note."""
    silent = [text for section, text, _ in ROWS if needs_note(value := read(section, text)) and not value.note]
    assert silent == []


def needs_note(value: IndicatorValue) -> bool:
    unitless = value.kind in ("quantity", "range") and not value.unit and not value.reference
    return value.kind == "text" or not value.certain or unitless


def test_the_text_is_kept_as_given() -> None:
    assert [text for section, text, _ in ROWS if read(section, text).text != text] == []


def test_plain_words_never_carry_a_note() -> None:
    """ "" when plain: a note on every cell would be read by nobody."""
    plain = [
        "≥95%",
        "92%",
        "50个",
        "不低于85%",
        "12月31日前",
        "优",
        "达成年度目标",
        "80%-90%",
        "控制在5万元以内",
        "百分之九十",
    ]
    assert [text for text in plain if parse(text, year=YEAR).note] == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("43.2", "单位缺失"),
        ("在规定时间内完成", "无具体日期"),
        ("290%", "疑似把“≥”误读成“2”：可能是≥90%，也可能是290%"),
        ("2280次", "疑似把“≥”误读成“2”：可能是≥280次，也可能是2280次"),
        ("150万", "单位“万”按“万元”读"),
        ("三分之二", "“三分之二”按66.67%读"),
        ("约100人", "约数"),
        ("44561", "单位缺失；也可能是日期序列值（2021-12-31）"),
        ("2022", "单位缺失；也可能是年份"),
        ("44,561 44,561", "44561是日期序列值，按2021-12-31读"),
        ("控制在预算内", "引用预算数"),
        ("培训3次，参训100人", "文中有2个数字，取最后一个"),
        ("2022年1月1日开工，2022年12月31日完工", "文中有2个日期，取最后一个"),
        ("12月底前完成95%以上", "文中另有日期2022-12-31"),
        ("90(含)-100分", "上限是满值100分，按含本数读"),
        ("≥1:16", "比例或算式，不能直接与一个数比较"),
        ("杜绝3人以上事故", "否定表述，其中的数字没有读取"),
        ("无事故", "无法量化，按定性三档评价；否定表述没有按0读取；如为0，请填“0”和单位"),
        ("无", "“无”可能是0，也可能是没有，请写明"),
        ("反向 ≥5%", "指标方向是反向，符号却是“≥”"),
        ("≥XX%", "有符号或占位，没有数字"),
        ("优良中差", "写的是评价档次，不是其中一档"),
        ("明显下降", "升降好坏要看指标"),
        ("2022年2月30日前", "没有2022年2月30日，按月末读"),
    ],
)
def test_notes(text: str, words: str) -> None:
    assert parse(text, year=YEAR).note == words


def test_an_actual_value_with_an_operator_is_told() -> None:
    """An actual value is a figure, not "≥95%"."""
    assert parse("98%以上", "actual").note == "实际完成值应填实际数，不带“≥”"
    assert parse("不超预算", "actual").note == "引用预算数，实际完成值应填实际数"


def test_a_misread_sign_is_only_sought_where_it_is_plausible() -> None:
    """290% as a target is never a certain 290, but an actual 290%, a signed one or a growth of 290% stands."""
    assert [parse("290%").certain, parse("=290%").certain, parse("增长290%").certain] == [False, True, True]
    assert [str(parse("290%", role).number) for role in ("actual", "threshold")] == ["290", "290"]
    assert [text for text in ("200%", "205%", "2370人", "2089次", "2500次", "≥2280次") if not parse(text).certain] == []


@pytest.mark.parametrize("text", ["12月底前", "12月31日前", "第四季度", "年内", "1-12月", "上半年"])
def test_without_a_year_the_day_stays_open(text: str) -> None:
    """The year is never invented from the clock."""
    value = parse(text)
    assert [value.kind, value.day, value.note, value.certain] == ["deadline", None, "年份缺失", True]


def test_a_year_out_of_the_calendar_is_no_crash() -> None:
    assert parse("次年12月底前", year=9999).day is None


def test_a_report_is_not_a_value() -> None:
    """The last figure of a page of prose would be no guess worth making."""
    assert [parse("培训1200人次，" * 60).kind, parse("培训1200人次，" * 60).certain] == ["text", False]


def test_no_pattern_is_passed_over_that_would_match() -> None:
    """Patterns name characters they cannot do without; a wrong one would change readings from run to run."""
    texts = [variant for _, text, _ in ROWS for variant in (text, prepare(text).text, clean(text))]
    skipped = [(pattern, text) for pattern in LATE if pattern.needs for text in texts if pattern.cannot_match(text)]
    assert len(skipped) > 10_000
    assert [(pattern.pattern, text) for pattern, text in skipped if re.search(pattern.pattern, text)] == []
