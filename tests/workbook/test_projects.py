"""附件4, one sheet a project: built, copied where data has more projects, linked to the list, found where it stands."""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from macros_py.check import check_file
from macros_py.demo import PACK, YEAR
from macros_py.desk import add_project_sheets, fill_file, recalc_file
from macros_py.template import write_template
from tests.exported import exported
from tests.tools import repair_lint
from workbook.clone import clone_sheet
from workbook.errors import UnusableFile
from workbook.package import Package
from workbook.read import read
from workbook.reading import Reading

DATA = """
[[projects.items]]
name = "甲项目"
amount = 10
[[projects.items]]
name = "乙项目"
amount = 19
[[projects.items]]
name = "丙项目"
amount = 30

[[project]]
funds.current = { initial = 10, adjusted = 10, executed = 10 }

[[project]]
funds.current = { initial = 20, adjusted = 20, executed = 19 }
[[project.indicators]]
level1 = "产出指标（50分）"
name = "某数量"
points = 90
score = 80
reason = "某原因"

[[project]]
unit = "某某市示例局"
funds.current = { adjusted = 30, executed = 31 }
"""


def filled(folder: Path, sheets: int, data: str = DATA) -> Path:
    """The data in a workbook that was built with so many sheets of 附件4."""
    write_template(folder / "空白.xlsx", year=YEAR, pack=PACK, counts={"project": sheets})
    (folder / "数据.toml").write_text(data, encoding="utf-8")
    fill_file(folder / "空白.xlsx", folder / "数据.toml", folder / "已填.xlsx")
    return folder / "已填.xlsx"


def value(reading: Reading, key: str) -> object:
    return reading.facts.facts[key].value


@pytest.mark.parametrize("sheets", [1, 2, 3])
def test_each_project_has_its_sheet(tmp_path: Path, sheets: int) -> None:
    """Sheets that are lacking are copied; each computes for itself and shows its project's name."""
    reading = read(filled(tmp_path, sheets))
    assert reading.facts.rows["project"] == 3
    assert [value(reading, f"project[{n}].name") for n in (1, 2, 3)] == ["甲项目", "乙项目", "丙项目"]
    assert [value(reading, f"project[{n}].funds.total.rate") for n in (1, 2, 3)] == [
        Decimal(1),
        Decimal("0.95"),
        Decimal("1.0333"),
    ]
    assert [value(reading, f"project[{n}].total.score") for n in (1, 2, 3)] == [Decimal(10), Decimal("89.5"), 10]
    assert value(reading, "project[3].unit") == "某某市示例局"
    assert value(reading, "project[2].unit") is None
    assert reading.facts.rows["project[1].indicators"] == reading.facts.rows["project[3].indicators"] == 9
    assert [sheet for sheet in reading.sheets if sheet.startswith("附件4")] == [f"附件4 项目{n}" for n in (1, 2, 3)]


@pytest.mark.parametrize("sheets", [1, 3])
def test_findings_of_project_sheets(tmp_path: Path, sheets: int) -> None:
    """The same rules as for 附件3, said of the sheet that is meant; and each sheet beside the list of projects."""
    path = filled(tmp_path, sheets)
    found = [f for f in check_file(path).result.findings if f.rule in ("P201", "P202", "F008", "K016", "V004")]
    assert [(f.rule, f.cells[0]) for f in found] == [
        ("F008", "附件4 项目3!F6"),
        ("P202", "附件4 项目3!F6"),
        ("V004", "附件4 项目3!H6"),
    ]


def test_a_name_follows_its_row(tmp_path: Path) -> None:
    """The list is changed, the sheet shows the new name; a name typed over the link stays."""
    path = filled(tmp_path, 3)
    (tmp_path / "改.toml").write_text('[[projects.items]]\nname = "新名"\n[[project]]\nunit = "甲"\n', encoding="utf-8")
    fill_file(path, tmp_path / "改.toml", tmp_path / "改.xlsx")
    assert value(read(tmp_path / "改.xlsx"), "project[1].name") == "新名"
    assert value(read(tmp_path / "改.xlsx"), "project[2].name") is None  # its row is empty now
    named = DATA.replace('unit = "某某市示例局"', 'name = "自填的名称"')
    (tmp_path / "又").mkdir()
    reading = read(filled(tmp_path / "又", 1, named))
    fact = reading.facts.facts["project[3].name"]
    assert (fact.value, fact.origin) == ("自填的名称", "input")


def test_sheets_are_made_from_the_list(tmp_path: Path) -> None:
    """An accountant who has filled the list gets the sheets that are lacking, each with its project's name."""
    path = filled(tmp_path, 1, DATA.partition("[[project]]")[0])
    assert add_project_sheets(path, tmp_path / "补建.xlsx") == 2
    reading = read(tmp_path / "补建.xlsx")
    assert [value(reading, f"project[{n}].name") for n in (1, 2, 3)] == ["甲项目", "乙项目", "丙项目"]
    assert repair_lint.lint(tmp_path / "补建.xlsx") == []
    assert add_project_sheets(tmp_path / "补建.xlsx", tmp_path / "再补.xlsx") == 0


def test_copies_are_sound_and_go_through_every_door(tmp_path: Path) -> None:
    """Copied sheets keep their notes, checks and print set-up, and the file raises no repair prompt."""
    path = filled(tmp_path, 1)
    recalc_file(path, tmp_path / "重算.xlsx")
    exported(tmp_path / "重算.xlsx", tmp_path / "上报.xlsx")
    for made in (path, tmp_path / "重算.xlsx", tmp_path / "上报.xlsx"):
        assert repair_lint.lint(made) == []
    book = openpyxl.load_workbook(path)
    first, third = book["附件4 项目1"], book["附件4 项目3"]
    assert third.print_title_rows == first.print_title_rows
    assert len(third.data_validations.dataValidation) == len(first.data_validations.dataValidation) > 0
    assert [cell.coordinate for row in third for cell in row if cell.comment] == [
        cell.coordinate for row in first for cell in row if cell.comment
    ]


def test_two_hundred_projects(tmp_path: Path) -> None:
    """As many as a large department has; the gate lets them through."""
    write_template(tmp_path / "多.xlsx", year=YEAR, pack=PACK, counts={"project": 200})
    assert read(tmp_path / "多.xlsx").facts.rows["project"] == 200


def test_a_sheet_with_a_chart_is_not_copied(template: Path, tmp_path: Path) -> None:
    """Half a copy would be a damaged file."""
    shutil.copy(template, tmp_path / "甲.xlsx")
    with pytest.raises(UnusableFile, match="不能自动复制"):
        clone_sheet(Package.load(tmp_path / "甲.xlsx"), "图表", "图表2")
