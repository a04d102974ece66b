"""A workbook made anew by other rules: what people put in comes along, what the old rules said does not."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest

from macros_py.check import check_file
from macros_py.demo import EXAMPLE, PACK, YEAR
from macros_py.desk import add_project_sheets, fill_file, list_findings
from macros_py.engine.packs import RULES
from macros_py.other_rules import Left, leaving
from macros_py.packs_folder import VARIABLE, install
from macros_py.template import write_template
from tests.excel.pressing import typed_over
from tests.typed_rules import TOTAL, type_in
from workbook.build.macro_sheets import CONFIG
from workbook.errors import UnusableFile
from workbook.findings_table import SHEET
from workbook.package import Package
from workbook.read import read
from workbook.reading import Reading
from workbook.texts import texts


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project sheet for each project, a typed rule, a warning explained."""
    folder = tmp_path_factory.mktemp("filled")
    blank, one, more, ruled, listed = (folder / f"{name}.xlsx" for name in "12345")
    write_template(blank, year=YEAR, pack=PACK)
    fill_file(blank, EXAMPLE, one)
    add_project_sheets(one, more)
    type_in(more, ruled, {"id": "U01", "title": "收入不为一", "relation": f"{TOTAL}≠1"})
    list_findings(ruled, listed)
    rows = read(listed).listed
    row = next(row for row, line in rows.items() if line.get(2) == "警告")
    return typed_over(listed, folder / "自评表.xlsx", {(SHEET, f"L{row}"): "两期因故未办"})


def inputs(reading: Reading) -> dict[str, object]:
    return {fact.id: fact.value for fact in reading.facts if not fact.field.computed and fact.value is not None}


def test_everything_that_was_put_in_comes_along(filled: Path, tmp_path: Path) -> None:
    """By the rules of another place: figures, rows and sheets, the typed rule, the explanation; formulas are whole."""
    target = tmp_path / "新.xlsx"
    before = filled.read_bytes()
    assert leaving(filled).to(target, "hubei").homeless == 0
    old, new = read(filled), read(target)
    assert new.pack == "hubei"
    assert {key: value for key, value in new.facts.rows.items() if key in old.facts.rows} == old.facts.rows
    assert [rule.texts for rule in new.typed] == [rule.texts for rule in old.typed]
    assert "两期因故未办" in [line.get(12) for line in new.listed.values()]
    kept, now = inputs(old), inputs(new)
    points = "funds.total.points"
    other = {key for key in kept if now.get(key) != kept[key]}
    assert {key for key in other if not key.endswith((points, ".level1"))} == set()
    assert all(fact.origin == "computed" for fact in new.facts if fact.field.computed)
    assert filled.read_bytes() == before


def test_points_are_those_of_the_new_rules(filled: Path, tmp_path: Path) -> None:
    """10 points for 预算执行率 came from the old rules, 20 come from the new; what a person typed instead stays."""
    target, again = tmp_path / "新.xlsx", tmp_path / "再.xlsx"
    leaving(filled).to(target, "hubei")
    key = "overall.funds.total.points"
    assert [read(path).facts.facts[key].value for path in (filled, target)] == [Decimal(10), Decimal(20)]
    place = read(filled).addresses.place(key)
    typed = typed_over(filled, tmp_path / "十五.xlsx", {place: Decimal(15)})
    leaving(typed).to(again, "hubei")
    assert read(again).facts.facts[key].value == Decimal(15)


def test_what_has_no_place_is_counted(tmp_path: Path) -> None:
    """The new place leaves a table out: its figures cannot come along, and somebody is told how many."""
    source, filled, target = (tmp_path / f"{name}.xlsx" for name in ("全", "填", "新"))
    write_template(source, year=YEAR, pack="hunan")
    reading = read(source)
    fact = next(fact for fact in reading.facts if fact.field.form == "frame" and fact.field.kind == "number"
                and not fact.field.computed and fact.value is None)  # fmt: skip
    sheet, _, cell = fact.cell.rpartition("!")
    typed_over(source, filled, {(sheet, cell): Decimal(3)})
    assert leaving(filled).to(target, PACK) == Left(homeless=1, typed_over=0)
    assert check_file(target).reading.pack == PACK


def test_a_place_that_is_not_there(filled: Path, tmp_path: Path) -> None:
    """Nothing is written."""
    with pytest.raises(UnusableFile, match="没有规则包"):
        leaving(filled).to(tmp_path / "新.xlsx", "没有的地方")
    assert list(tmp_path.iterdir()) == []


def test_a_newer_file_of_the_same_rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The bureau sends its rules again, 20 points for 预算执行率 where there were 10: what was not typed follows."""
    monkeypatch.setenv(VARIABLE, str(tmp_path / "规则"))
    key = "overall.funds.total.points"
    source, target = tmp_path / "旧.xlsm", tmp_path / "新.xlsm"
    install(pack_of(tmp_path, 10))
    write_template(source, year=YEAR, pack="示例市")
    moving = leaving(source)
    install(pack_of(tmp_path, 20))
    moving.to(target, "示例市")
    assert [read(path).facts.facts[key].value for path in (source, target)] == [Decimal(10), Decimal(20)]


def pack_of(folder: Path, points: int) -> Path:
    path = folder / "示例市.toml"
    text = (RULES / "hubei.toml").read_text(encoding="utf-8")
    changed = re.sub(r"value = 20\b", f"value = {points}", text)
    assert points == 20 or changed != text
    path.write_text(changed, encoding="utf-8")
    return path


def test_rules_that_are_gone_from_this_computer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The workbook came from elsewhere: its rules are loaded for the first time."""
    monkeypatch.setenv(VARIABLE, str(tmp_path / "规则"))
    pack = pack_of(tmp_path, 20)
    install(pack)
    source, target = tmp_path / "旧.xlsm", tmp_path / "新.xlsm"
    write_template(source, year=YEAR, pack="示例市")
    monkeypatch.setenv(VARIABLE, str(tmp_path / "别处"))
    moving = leaving(source)
    install(pack)
    assert moving.to(target, "示例市") == Left(homeless=0, typed_over=0)
    assert read(target).pack == "示例市"


def test_settings_and_figures_typed_over(tmp_path: Path) -> None:
    """Where Python is was set for this computer; a figure typed over a formula is told of, not carried over."""
    source, filled, target = (tmp_path / f"{name}.xlsm" for name in ("空", "填", "新"))
    write_template(source, year=YEAR, pack=PACK)
    place = read(source).addresses.place("overall.funds.total.rate")
    python = r"D:\Python\python.exe"
    typed_over(source, filled, {place: Decimal("0.5"), (CONFIG, "B1"): python})
    assert leaving(filled).to(target, "hubei") == Left(homeless=0, typed_over=1)
    held = dict(texts(Package.load(target), CONFIG))
    assert (held["A1"], held["B1"]) == ("INTERPRETER_WIN", python)
