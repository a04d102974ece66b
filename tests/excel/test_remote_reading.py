"""An open workbook says what its file says: same facts, same cells, each sheet read once."""

from __future__ import annotations

import datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from macros_py.check import rules_of
from macros_py.demo import PACK, YEAR
from macros_py.engine import RuleSet
from macros_py.engine.recompute import recompute
from macros_py.excel.open_book import Snapshot, _as_in_a_file, _scoped
from macros_py.figures import without_words
from macros_py.template import write_template
from tests.excel.remote import Opened
from workbook.errors import UnusableFile
from workbook.facts import Fact
from workbook.read import read
from workbook.reading import Reading


def snapshot(path: Path, *, formulas: bool = False) -> tuple[Reading, Opened]:
    opened = Opened(path, formulas=formulas)
    readings: list[Reading] = []
    opened.run(lambda: readings.append(Snapshot(opened.book).reading(rules_of)[0]))
    return readings[0], opened


def said(fact: Fact) -> tuple[object, ...]:
    return fact.id, fact.value, fact.cell, fact.trouble, fact.preset


@pytest.mark.parametrize("which", ["blank", "published", "restored", "example"])
@pytest.mark.parametrize("formulas", [True, False])
def test_open_and_saved_say_the_same(which: str, formulas: bool, request: pytest.FixtureRequest) -> None:
    """With and without macros, blank and filled: values, places, rows, errors, and all that is not a fact."""
    path = request.getfixturevalue(which)
    (opened, book), saved = snapshot(path, formulas=formulas), read(path)
    assert list(map(said, opened.facts)) == list(map(said, saved.facts))
    assert opened.facts.rows == saved.facts.rows
    assert opened.facts.absent == saved.facts.absent
    assert opened.addresses.names == saved.addresses.names
    for part in ("sheets", "pack", "listed", "typed", "macros"):
        assert getattr(opened, part) == getattr(saved, part), part
    assert set(book.reads.values()) == {1}


@pytest.mark.parametrize("which", ["published", "restored"])
def test_formulas_are_told_or_guessed(which: str, request: pytest.FixtureRequest, ruleset: RuleSet) -> None:
    """Where the engine tells formulas, all is as in the file. Where it does not, a figure that was typed over a formula
    and is right is taken for its result; nothing else differs, but for scores that are asked of nobody.
    """
    path = request.getfixturevalue(which)
    saved = read(path).facts
    told, guessed = (snapshot(path, formulas=formulas)[0].facts for formulas in (True, False))
    assert [fact.origin for fact in told] == [fact.origin for fact in saved]
    other = [(fact, saved.facts[fact.id]) for fact in guessed if fact.origin != saved.facts[fact.id].origin]
    typed = [fact for fact, truth in other if fact.field.computed]
    assert {(fact.origin, saved.facts[fact.id].origin) for fact in typed} <= {("computed", "reported")}
    right = recompute(without_words(saved), ruleset, alone=True)
    reported = (fact for fact in saved if fact.origin == "reported")
    assert {fact.id for fact in typed} == {fact.id for fact in reported if fact.value == right[fact.id]}
    assert bool(typed) == (which == "published")
    assert all(fact.field.awaits and fact.value is None for fact, _ in other if not fact.field.computed)


def test_odd_cells(published: Path, tmp_path: Path) -> None:
    """Errors, dates, times of day, truth values and numbers written as text arrive as they do from the file."""
    path = tmp_path / "怪.xlsx"
    book = openpyxl.load_workbook(published)
    page = book["附件3 整体自评表"]
    odd = {"D7": "#DIV/0!", "E7": datetime.datetime(2022, 12, 31), "F7": "1,811.27", "D8": True}
    for cell, value in odd.items():
        page[cell].value = value
    page["D7"].data_type = "e"
    page["E7"].number_format = "yyyy-mm-dd"
    book.save(path)
    opened, saved = snapshot(path)[0].facts, read(path).facts
    cells = {f"附件3 整体自评表!{cell}" for cell in odd}
    found = {fact.cell: said(fact) for fact in opened if fact.cell in cells}
    assert found == {fact.cell: said(fact) for fact in saved if fact.cell in cells}
    assert len(found) == 4


def test_an_amount_in_a_currency_is_a_number(published: Path) -> None:
    """Excel on the same computer hands these over as decimals, errors as numbers of its own, dates with a time zone."""
    given = [None, Decimal("1811.27"), -2146826281, datetime.datetime(2022, 1, 2, tzinfo=datetime.UTC), "无", 3.5]
    assert [_as_in_a_file(value) for value in given] == ["", 1811.27, "", datetime.datetime(2022, 1, 2), "无", 3.5]


def test_a_workbook_of_somebody_else_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "别的.xlsx"
    openpyxl.Workbook().save(path)
    with pytest.raises(UnusableFile, match=r"别的\.xlsx：这不是本工具的自评工作簿"):
        snapshot(path)


def test_a_sheet_that_goes_on_for_ever_is_refused(published: Path) -> None:
    """A format in the last row: nothing is read then."""
    opened = Opened(published)
    sheets = opened.book.impl.api["sheets"]
    next(sheet for sheet in sheets if sheet["name"] == "收入")["used_range_address"] = "A1:J1048576"
    with pytest.raises(UnusableFile, match="收入：用到的区域太大，到了第 1048576 行。"):
        opened.run(lambda: Snapshot(opened.book).cells("收入"))
    assert "收入" not in opened.reads


def test_columns_that_only_have_a_format_are_not_read(published: Path) -> None:
    """The format of the columns beside a table goes down to the last there is, and Excel counts them as used."""
    opened, readings = Opened(published), list[Reading]()
    for sheet in opened.book.impl.api["sheets"]:
        last = sheet["used_range_row_count"]
        sheet["used_range_address"], sheet["used_range_column_count"] = f"A1:XFD{last}", 16384
    opened.run(lambda: readings.append(Snapshot(opened.book).reading(rules_of)[0]))
    assert readings[0].facts == snapshot(published)[0].facts


def test_several_sheets_of_a_form(tmp_path: Path) -> None:
    """Each sheet's own names are told from the others' by its title, quotes and all."""
    path = tmp_path / "三个项目.xlsx"
    write_template(path, year=YEAR, pack=PACK, counts={"project": 3})
    opened, saved = snapshot(path)[0], read(path)
    assert opened.addresses.names == saved.addresses.names
    assert opened.facts.rows["project"] == 3
    titles = ["首页", "李家's 项目"]
    assert _scoped("'李家''s 项目'!project.name", "='李家''s 项目'!$B$3", titles)[::2] == ("project.name", 1)
    assert _scoped("首页!Print_Area", "=首页!$A$1", titles) == ("Print_Area", "首页!$A$1", 0)
    assert _scoped("cover.unit", None, titles) == ("cover.unit", "", None)
