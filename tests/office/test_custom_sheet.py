"""检查结果 answers as soon as a rule is typed, in a program without Python, and never refuses what the engine runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from macros_py.check import check_file
from tests.office.conftest import Office
from tests.typed_rules import BEYOND, FIRST, RIGHT, TOTAL, WRONG, type_in
from workbook.build import custom_sheet, field_list
from workbook.build.typed_check import LATER, PASSED, SWITCHED_OFF
from workbook.custom_rules import COLUMNS, MOST_RULES, SHEET

RESULT = len(COLUMNS)


def typed(office: Office, *rules: dict[str, str]) -> list[str]:
    """What 检查结果 says of rules typed one below the other."""
    for number, texts in enumerate(rules):
        for column, key in enumerate(COLUMNS):
            text = ({"id": f"U{number + 1:02}", "severity": "错误"} | texts).get(key, "")
            office("put", sheet=SHEET, cell=f"{'ABCDEFGH'[column]}{FIRST + number}", value=text)
    lines = office("values")[SHEET][FIRST - 1 :]
    return [line[RESULT] for line in lines[: len(rules)]]


@pytest.mark.parametrize("start", range(0, len(RIGHT), MOST_RULES))
def test_what_the_engine_runs_is_never_refused(office: Office, template: Path, start: int) -> None:
    office("open", path=str(template))
    some = RIGHT[start : start + MOST_RULES]
    said = typed(office, *({"relation": text} for text in some))
    assert dict(zip(some, said, strict=True)) == dict.fromkeys(some, PASSED)
    said = typed(office, *({"relation": f"{TOTAL}＞0", "when": text} for text in some))
    assert dict(zip(some, said, strict=True)) == dict.fromkeys(some, PASSED)


@pytest.mark.parametrize(("column", "called"), [("relation", "关系式："), ("when", "条件：")])
def test_slips_are_told_at_once(office: Office, template: Path, column: str, called: str) -> None:
    """Each in its own words; in a condition too. What the sentence names is found: the column, or the unknown field."""
    office("open", path=str(template))
    said = typed(office, *({"relation": f"{TOTAL}＞0"} | {column: text} for text in WRONG))
    expected = {text: told if "字段" in told or "超过" in told else called + told for text, told in WRONG.items()}
    assert [(told, expected[text]) for text, told in zip(WRONG, said, strict=True) if expected[text] not in told] == []


def test_what_only_the_engine_sees_makes_no_error_value(office: Office, template: Path) -> None:
    """Passed for now or refused, but always a sentence; and what the cell refuses, the engine refuses."""
    office("open", path=str(template))
    said = typed(office, *({"relation": text} for text in BEYOND))
    assert office("formulas")["errors"] == []
    assert [told for told in said if told != PASSED and not told.startswith(("关系式：", "字段清单里没有"))] == []
    assert PASSED in said


def test_the_other_columns(office: Office, template: Path) -> None:
    """Blank rows say nothing."""
    office("open", path=str(template))
    right = f"{TOTAL}＞0"
    said = typed(
        office,
        {"relation": right, "severity": "", "id": "U02"},
        {"relation": right, "id": ""},
        {"relation": right, "id": "u02"},
        {"relation": "错", "enabled": "否"},
        {"relation": right, "enabled": "是"},
        {"relation": right, "enabled": "关"},
        {"title": "还没写完"},
        {"severity": ""},
        {"relation": " ", "severity": " "},
    )
    assert said == [
        "请选级别",
        "请写编号",
        "编号与上面的重复",
        SWITCHED_OFF,
        PASSED,
        "“启用”请填 是 或 否",
        "请写关系式",
        "",
        "",
    ]


def test_names_can_be_looked_up(office: Office, template: Path) -> None:
    office("open", path=str(template))
    row = custom_sheet.LOOK_UP_ROW
    office("put", sheet=SHEET, cell=f"D{row + 1}", value=TOTAL)
    assert office("values")[SHEET][row][4] == "数字，单独一格，自动计算"


def test_without_the_list_the_program_decides(office: Office, template: Path, tmp_path: Path) -> None:
    """Somebody deleted 字段清单: no error value, and the rule is read and run as before."""
    type_in(template, tmp_path / "表.xlsx", {"relation": f"{TOTAL}＞0"})
    office("open", path=str(tmp_path / "表.xlsx"))
    office("remove", name=field_list.SHEET)
    office("recalculate")
    assert office("values")[SHEET][FIRST - 1][RESULT] == LATER
    office("save", path=str(tmp_path / "另存.xlsx"))
    checked = check_file(tmp_path / "另存.xlsx")
    assert checked.ruleset.faults == ()
    assert "U01" in {bound.rule.id for bound in checked.ruleset.relations}
