"""Data files: every figure arrives or the file is refused by name; nothing is dropped, rounded or guessed."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from macros_py.demo import EXAMPLE
from workbook.data import blank_facts, facts_of, load_data
from workbook.errors import UnusableFile
from workbook.facts import Value
from workbook.model import FormSet


def values(path: Path, forms: FormSet) -> dict[str, Value]:
    return {fact.id: fact.value for fact in load_data(path, forms)}


def written(folder: Path, text: str | bytes, name: str = "数据.toml") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def as_json(folder: Path, *facts: dict[str, object]) -> Path:
    return written(folder, json.dumps({"schema": "jixiao.facts/1", "facts": facts}), "数据.json")


def test_toml_says_it_as_the_form_does(tmp_path: Path, forms: FormSet) -> None:
    text = """
        cover.code = "020001"
        cover.date = 2023-07-26
        basic.actual = 16
        overall.funds.total.rate = "165.70 %"
        income.all = { total = 1811.27, fund = "" }
        [[income.agencies]]
        name = "1、局机关"
        [[income.agencies]]
        total = -0.10
    """
    assert values(written(tmp_path, text), forms) == {
        "cover.code": "020001",
        "cover.date": "2023-07-26",
        "basic.actual": Decimal(16),
        "overall.funds.total.rate": "165.70 %",
        "income.all.total": Decimal("1811.27"),
        "income.all.fund": None,
        "income.agencies[1].name": "1、局机关",
        "income.agencies[2].total": Decimal("-0.10"),
    }


def test_a_mark_of_windows_notepad_does_no_harm(tmp_path: Path, forms: FormSet) -> None:
    """Notepad begins a UTF-8 file with a mark and ends lines in its own way."""
    path = written(tmp_path, b"\xef\xbb\xbf[cover]\r\ncode = '020001'\r\n")
    assert values(path, forms) == {"cover.code": "020001"}


def test_json_keeps_numbers_and_texts_apart(tmp_path: Path, forms: FormSet) -> None:
    """ "020001" is a code, not the number 20001."""
    path = as_json(
        tmp_path,
        {"id": "cover.code", "value": "020001", "number": False},
        {"id": "income.all.total", "value": "1811.27", "number": True},
        {"id": "basic.actual", "value": None, "number": False},
    )
    expected = {"cover.code": "020001", "income.all.total": Decimal("1811.27"), "basic.actual": None}
    assert values(path, forms) == expected


def test_rows_are_counted(forms: FormSet) -> None:
    facts = facts_of({"projects.items[3].name": "丙", "projects.items[1].name": "甲"}, forms)
    assert facts.rows == {"projects.items": 3}


def test_a_blank_table_holds_its_presets(forms: FormSet) -> None:
    """A preset of a number field is a number: the ten points of the execution rate."""
    facts = blank_facts(forms)
    points, level1 = facts.get("overall.funds.total.points"), facts.get("overall.indicators[9].level1")
    assert points is not None
    assert points.value == Decimal(10)
    assert level1 is not None
    assert level1.value == "满意度指标（10分）"


def test_the_published_example_is_complete(forms: FormSet) -> None:
    facts = load_data(EXAMPLE, forms)
    assert facts.rows == {
        "income.agencies": 3,
        "expenditure.agencies": 3,
        "three_public.agencies": 3,
        "assets.agencies": 3,
        "projects.items": 9,
        "overall.goals": 2,
        "overall.indicators": 9,
        "evaluators.people": 7,
    }


DEEP = "[" * 100_000 + "]" * 100_000


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("cover.colour = 'red'", "cover.colour"),
        ("[incomes.all]\ntotal = 1", "incomes.all.total"),
        ("[[cover]]\ncode = '1'", "cover[1].code"),
        ("[income]\nagencies = { name = '甲' }", "income.agencies.name"),
        ("income.all = 5", "income.all"),
        ("[income.all]\ntotal = nan", "income.all.total"),
        ("[income.all]\ntotal = inf", "income.all.total"),
        ("[income.all]\ntotal = -inf", "income.all.total"),
        ("[income.all]\ntotal = 1e301", "income.all.total"),
        ("[income.all]\ntotal = 1.234567890123456", "income.all.total"),
        ("[income.all]\ntotal = 1234567890123456", "income.all.total"),
        ("[income.all]\ntotal = true", "income.all.total"),
        ("[income.all]\ntotal =\n", "line 2"),
        ("[income.all]\ntotal = 1\ntotal = 2\n", "line 3"),
        ("这不是数据", "格式有误"),
        ("cover.code = '020001".encode("utf-16"), "UTF-8"),
        ("cover.unit = '吉首市'".encode("gb18030"), "UTF-8"),
        (f"income.all.total = {'9' * 5000}", "格式有误|超出"),
        (f"income.all.total = {DEEP}", "格式有误"),
        ("'income.agencies[0].name' = '甲'", r"income\.agencies\[0\]\.name"),
        ("'income.agencies[-1].name' = '甲'", r"income\.agencies\[-1\]\.name"),
        ("'income.agencies[x].name' = '甲'", r"income\.agencies\[x\]\.name"),
        ("'income.agencies[*].name' = '甲'", r"income\.agencies\[\*\]\.name"),
        ("'income.agencies[999999999].name' = '甲'", r"income\.agencies\[999999999\]\.name"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_refused_by_name(tmp_path: Path, forms: FormSet, text: str | bytes, words: str) -> None:
    """The file, and the item or line in it."""
    pattern = words if "\\" in words or "|" in words else words.replace("[", r"\[").replace("]", r"\]")
    with pytest.raises(UnusableFile, match=rf"数据\.toml(.|\n)*({pattern})"):
        load_data(written(tmp_path, text), forms)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[1, 2]",
        "5",
        "null",
        '"文字"',
        "NaN",
        '{"income": {"all": {"total": 1e999}}}',
        '{"schema": "jixiao.facts/1"}',
        '{"schema": "jixiao.facts/1", "facts": {}}',
        '{"schema": "jixiao.facts/1", "facts": [1]}',
        '{"schema": "jixiao.facts/1", "facts": [{"id": "cover.code"}]}',
        '{"schema": "jixiao.facts/1", "facts": [{"id": 5, "value": null}]}',
        '{"schema": "jixiao.facts/1", "facts": [{"id": "cover.code", "value": {}}]}',
        '{"schema": "jixiao.facts/1", "facts": [{"id": "income.all.total", "value": "甲", "number": true}]}',
        '{"schema": "jixiao.facts/1", "facts": [{"id": "income.all.total", "value": "NaN", "number": true}]}',
        '{"schema": "jixiao.facts/1", "facts": [{"id": "cover.unit", "value": 1}, {"id": "cover.unit", "value": 2}]}',
        '{"schema": "jixiao.facts/2", "facts": []}',
        DEEP,
        '{"income": {"all": {"total": ' + "9" * 5000 + "}}}",
    ],
    ids=range(20),
)  # fmt: skip
def test_json_that_is_no_data_is_refused_by_name(tmp_path: Path, forms: FormSet, text: str) -> None:
    with pytest.raises(UnusableFile, match=r"数据\.json"):
        load_data(written(tmp_path, text, "数据.json"), forms)


@pytest.mark.parametrize("name", ["没有.toml", "没有.json", "没有这个文件夹/数据.toml", "文件夹"])
def test_a_file_that_cannot_be_opened_is_named(tmp_path: Path, forms: FormSet, name: str) -> None:
    (tmp_path / "文件夹").mkdir()
    with pytest.raises(UnusableFile, match=(tmp_path / name).name):
        load_data(tmp_path / name, forms)
