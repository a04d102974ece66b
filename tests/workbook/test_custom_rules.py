"""自定义审核 and 字段清单: what is typed is read back with its cells, and no copy or program loses it."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from macros_py.check import check_file
from macros_py.demo import EXAMPLE
from macros_py.desk import fill_file, list_findings, recalc_file
from tests.exported import exported
from tests.typed_rules import AGENCIES, FIRST, TOTAL, type_in
from workbook.build import field_list
from workbook.build.custom_sheet import FIRST_ROW, LAST_ROW
from workbook.custom_rules import COLUMNS, MOST_RULES, RESULT, SHEET, TABLE_NAME
from workbook.field_names import field_names
from workbook.own_sheets import WORKING
from workbook.package import MAIN, Package
from workbook.patch import CellEdit, apply
from workbook.read import read

RULE = {"title": "收入合计", "relation": f"{TOTAL}＝合计({AGENCIES})", "source": "某某市示例局审核要点"}


def without_sheets(source: Path, target: Path) -> Path:
    """As a workbook of the time before there were these sheets."""
    package = Package.load(source)
    book = package.tree(package.workbook)
    for element in [*book.iter(f"{MAIN}sheet"), *book.iter(f"{MAIN}definedName")]:
        text = f"{element.get('name')} {element.text}"
        if SHEET in text or field_list.SHEET in text:
            parent = element.getparent()
            assert parent is not None
            parent.remove(element)
    package.mark(package.workbook)
    package.save(target)
    return target


def test_a_blank_sheet_has_no_rules(template: Path) -> None:
    """The numbers that stand there from the start are no rules."""
    assert read(template).typed == ()


def test_what_is_typed_is_read_back(template: Path, tmp_path: Path) -> None:
    path = type_in(template, tmp_path / "表.xlsx", RULE, {"relation": " x ", "enabled": "否"})
    first, second = read(path).typed
    assert first.texts == dict.fromkeys(COLUMNS, "") | RULE | {"id": "U01", "severity": "错误"}
    assert first.cells == {key: f"{SHEET}!{letter}7" for key, letter in zip(COLUMNS, "ABCDEFGH", strict=True)}
    assert (second.texts["relation"], second.texts["enabled"], second.cells["id"]) == ("x", "否", f"{SHEET}!A8")


def test_a_row_in_between_may_stay_blank(template: Path, tmp_path: Path) -> None:
    path = type_in(template, tmp_path / "表.xlsx", RULE, {"severity": ""}, {"message": "只有提示语", "severity": ""})
    assert [rule.cells["relation"] for rule in read(path).typed] == [f"{SHEET}!D7", f"{SHEET}!D9"]


def test_a_formula_counts_by_its_value(template: Path, tmp_path: Path) -> None:
    package = Package.load(template)
    edits = {"D7": ('"甲"&"乙"', "甲乙"), "D8": ("1+1", Decimal(2)), "D9": ("1=1", "")}
    apply(package, [CellEdit(sheet=SHEET, cell=c, formula=f, value=v) for c, (f, v) in edits.items()])
    package.save(tmp_path / "表.xlsx")
    assert [rule.texts["relation"] for rule in read(tmp_path / "表.xlsx").typed] == ["甲乙", "2"]


def test_the_sheet_may_be_renamed(template: Path, tmp_path: Path) -> None:
    """It is found by its defined name, as everything is; cells are told under the name it has now."""
    book = openpyxl.load_workbook(type_in(template, tmp_path / "表.xlsx", RULE))
    book[SHEET].title = "本局规则"
    name = book.defined_names[TABLE_NAME]
    name.attr_text = name.attr_text.replace(SHEET, "本局规则")
    book.save(tmp_path / "改名.xlsx")
    assert [rule.cells["relation"] for rule in read(tmp_path / "改名.xlsx").typed] == ["本局规则!D7"]


def test_more_than_thirty_are_not_read(template: Path, tmp_path: Path) -> None:
    """One more is, to say so; of a name that was stretched over the whole sheet no more than that either."""
    path = type_in(template, tmp_path / "表.xlsx", *[RULE] * (MOST_RULES + 5))
    package = Package.load(path)
    names = package.tree(package.workbook).iter(f"{MAIN}definedName")
    (name,) = (name for name in names if name.get("name") == TABLE_NAME)
    assert name.text == f"'{SHEET}'!$A${FIRST_ROW + 1}:$I${LAST_ROW + 1}"
    assert len(read(path).typed) == MOST_RULES
    name.text = f"'{SHEET}'!$A${FIRST}:$XFD$1048576"
    package.mark(package.workbook)
    package.save(tmp_path / "长.xlsx")
    assert len(read(tmp_path / "长.xlsx").typed) == MOST_RULES + 1


def test_an_older_workbook_has_no_rules(example: Path, tmp_path: Path) -> None:
    """It is read, checked and listed as before."""
    old = without_sheets(example, tmp_path / "旧.xlsx")
    assert set(read(example).sheets) - set(read(old).sheets) == {SHEET, field_list.SHEET}
    assert read(old).typed == ()
    assert check_file(old).result == check_file(example).result
    list_findings(old, tmp_path / "核对后.xlsx")


def test_programs_keep_the_rules_and_the_submission_leaves_them(template: Path, tmp_path: Path) -> None:
    """A bureau types its rules once and hands the workbook out; what is sent back up has neither sheet."""
    path = type_in(template, tmp_path / "发.xlsx", RULE)
    typed = read(path).typed
    steps = [fill_file(path, EXAMPLE, tmp_path / "填.xlsx"), recalc_file(tmp_path / "填.xlsx", tmp_path / "算.xlsx")]
    list_findings(tmp_path / "算.xlsx", tmp_path / "核.xlsx")
    assert all(steps)
    assert [read(tmp_path / f"{name}.xlsx").typed for name in "填算核"] == [typed] * 3
    exported(tmp_path / "算.xlsx", tmp_path / "报.xlsx")
    assert {SHEET, field_list.SHEET} <= set(WORKING)
    assert set(openpyxl.load_workbook(tmp_path / "报.xlsx").sheetnames).isdisjoint(WORKING)


def test_the_list_has_every_name_to_be_copied(template: Path) -> None:
    """Those of this workbook's tables, and no other; the defined names lead to them."""
    book = openpyxl.load_workbook(template)
    area = book.defined_names[field_list.NAMES].attr_text.partition("!")[2]
    listed = [cell.value for (cell,) in book[field_list.SHEET][area]]
    forms = read(template).forms
    assert listed == [f"【{name}】" for name in field_names(forms)]
    assert book[field_list.SHEET].max_row == field_list.FIRST_ROW + len(listed)
    assert not any("湖南评价指标表" in name for name in listed)


@pytest.mark.parametrize("sheet", [SHEET, field_list.SHEET])
def test_only_what_is_to_be_typed_is_unlocked(template: Path, sheet: str) -> None:
    cells = openpyxl.load_workbook(template)[sheet]
    unlocked = {cell.coordinate for row in cells for cell in row if not cell.protection.locked}
    rows = range(FIRST, FIRST + MOST_RULES)
    typed = {f"{letter}{row}" for row in rows for letter in "ABCDEFGH"} | {"D5"}
    assert cells.protection.sheet
    assert unlocked == (typed if sheet == SHEET else set())
    assert RESULT in {cell.value for cell in cells[FIRST - 1]} or sheet != SHEET
