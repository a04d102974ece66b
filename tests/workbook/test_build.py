"""A built workbook is the same bytes each time, opens anywhere, and every figure in it is found by its name."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import unicodedata
import zipfile
from pathlib import Path

import openpyxl
import pytest
from lxml import etree
from openpyxl.formula.tokenizer import Token, Tokenizer

from macros_py.demo import PACK, YEAR
from macros_py.engine import RuleSet
from macros_py.excel.native import formula_writer
from macros_py.template import write_template
from workbook import custom_rules
from workbook.build import chart_data, field_list, home
from workbook.build.findings_sheet import SHEET
from workbook.facts import on_sheet, row_id
from workbook.layout import lay_out
from workbook.model import FormSet
from workbook.own_sheets import OURS
from workbook.package import MAIN, Element, Package
from workbook.places import Addresses, place_of
from workbook.read import read

# What Excel 2007 and WPS know; nothing newer may slip into a native formula.
KNOWN = {"IF", "AND", "COUNT", "ROUND", "SUM", "MIN", "MAX", "ABS", "N", "IFERROR", "SUMIF", "SUMIFS"}
KNOWN |= {"COUNTA", "COUNTIF", "SUMPRODUCT", "SMALL", "INDEX", "ROW", "ROWS", "ROUNDDOWN", "LEFT", "LEN", "SEARCH"}
KNOWN |= {"OR", "INT", "ISBLANK", "ISERROR", "ISNUMBER", "ISTEXT", "ISNA", "MATCH", "FIND", "MID", "CHAR", "TRIM"}
KNOWN |= {"SUBSTITUTE"}
WRITE = """
import sys
from pathlib import Path
from macros_py.template import write_template
write_template(Path(sys.argv[1]), year={}, pack="{}")
"""


@pytest.fixture(scope="module")
def package(template: Path) -> Package:
    return Package.load(template)


def follows(cell: Element) -> bool:
    """Whether a cell has the formula of one above it, filled down."""
    formula = cell.find(f"{MAIN}f")
    return formula is not None and formula.get("t") == "shared" and formula.get("ref") is None


def formula_cells(package: Package) -> list[Element]:
    trees = [package.tree(part) for part in package.worksheets.values()]
    return [cell for tree in trees for cell in tree.iter(f"{MAIN}c") if cell.find(f"{MAIN}f") is not None]


@pytest.mark.parametrize("seed", ["0", "4711"])
def test_two_builds_are_the_same_bytes(template: Path, tmp_path: Path, seed: str) -> None:
    """Whoever rebuilds a template must get the published file: nothing may depend on the clock, the zone or hashing."""
    again = tmp_path / "again.xlsx"
    environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": "Asia/Shanghai", "LC_ALL": "C", "SOURCE_DATE_EPOCH": ""}
    subprocess.run([sys.executable, "-c", WRITE.format(YEAR, PACK), str(again)], check=True, env=environment)
    assert again.read_bytes() == template.read_bytes()


def test_openpyxl_opens_it(template: Path, forms: FormSet) -> None:
    """首页 in front and open, sheets in the official order, our other sheets last."""
    book = openpyxl.load_workbook(template)
    official = [sheet for sheet in book.sheetnames if sheet not in OURS]
    assert book.sheetnames == [home.SHEET, *official, chart_data.SHEET, SHEET, custom_rules.SHEET, field_list.SHEET]
    assert official == [title for form in forms.forms if (title := form.title(int(form.each))) in official]
    assert book.active is book.worksheets[0]


def test_every_field_has_a_defined_name(template: Path, forms: FormSet) -> None:
    """Fields are found by name alone; without it a cell is lost."""
    reading = read(template)
    assert reading.facts.absent == ()
    built = {key for form in reading.forms.forms for key in form.fields}
    assert built == {key for form in forms.forms for key in form.fields}
    assert {key.partition(".")[0] for key in set(forms.fields) - built} == {"frame"}  # not in this place
    assert set(reading.addresses.names) == {place_of(key.replace("project[*]", "project[1]")) for key in built}
    assert (reading.facts.year, reading.pack) == (YEAR, PACK)


def test_names_lead_to_the_cells_that_were_laid_out(template: Path, forms: FormSet) -> None:
    reading = read(template)
    layouts = [lay_out(form, sheet=int(form.each)) for form in reading.forms.forms]
    assert reading.addresses.names == {name: area for layout in layouts for name, area in layout.names.items()}


def test_every_computed_cell_has_a_formula_and_no_other_cell(template: Path, forms: FormSet) -> None:
    """Nothing computes where people type, nothing is missing where the workbook computes."""
    reading = read(template)
    filled = {fact.cell for fact in reading.facts if fact.field.computed}
    package = Package.load(template)
    found = set()
    for sheet in (sheet for sheet in reading.sheets if sheet not in OURS):
        for cell in package.tree(package.sheet_part(sheet)).iter(f"{MAIN}c"):
            if cell.find(f"{MAIN}f") is not None:
                found.add(f"{sheet}!{cell.get('r')}")
    computed = {
        "!".join(reading.addresses.place(row_id(place, row)))
        for form in reading.forms.forms
        for key, field in form.fields.items()
        if field.computed and (area := reading.addresses.area(place := on_sheet(key, int(form.each))))
        for row in range(1, area.rows - 1 if "[*]" in place else 2)  # none in the opening and the closing row
    }
    linked = {"!".join(reading.addresses.place(on_sheet(key, 1))) for form in forms.forms for key in form.linked}
    waiting = {fact.cell for fact in reading.facts if fact.field.awaits}
    assert found - linked - waiting == computed >= filled
    assert linked <= found


def test_every_formula_has_a_result(package: Package) -> None:
    """Without one, previews show nothing and readers cannot tell blank from uncalculated; empty results are texts."""
    cells = formula_cells(package)
    kinds = {(cell.get("t"), bool(cell.findtext(f"{MAIN}v"))) for cell in cells}
    assert cells
    assert [cell.get("r") for cell in cells if cell.get("t") != "str" and not cell.findtext(f"{MAIN}v")] == []
    assert kinds <= {(None, True), ("str", False), ("str", True)}
    assert ("str", False) in kinds


def test_formulas_are_such_as_every_excel_reads(package: Package, forms: FormSet, ruleset: RuleSet) -> None:
    """No full-width comma or bracket, no function newer than 2007, no text left open; also with many rows."""
    layouts = [lay_out(form, dict.fromkeys(form.repeats, 60), int(form.each)) for form in forms.forms]
    addresses = Addresses({name: area for layout in layouts for name, area in layout.names.items()})
    write = formula_writer(ruleset)
    texts = {cell.findtext(f"{MAIN}f") or "" for cell in formula_cells(package) if not follows(cell)}
    places = [on_sheet(key, int(key.startswith("project[*]"))) for key in ruleset.definitions]
    texts |= {write(row_id(place, row), addresses) or "" for place in places for row in (1, 60)}
    bare = [re.sub(r'"[^"]*"', "", text) for text in texts]  # in a text that is shown, they may stand
    wide = [text for text in bare if any(unicodedata.east_asian_width(char) == "F" for char in text)]
    tokens = [token for text in texts for token in Tokenizer(f"={text}").items]
    functions = {token.value[:-1] for token in tokens if token.type == Token.FUNC and token.subtype == Token.OPEN}
    assert wide == []
    assert functions <= KNOWN
    assert "" not in texts
    assert max(map(len, texts)) <= 8192


def test_nothing_recalculates_on_opening(package: Package) -> None:
    """A reader that is told to recalculate on load asks to save an unchanged file when it is closed."""
    calculation = etree.fromstring(package.read("xl/workbook.xml")).find(f"{MAIN}calcPr")
    assert calculation is not None
    assert calculation.get("fullCalcOnLoad") in (None, "0", "false")


def test_text_cells_keep_what_is_typed(template: Path) -> None:
    """Text format keeps a budget code 020001 and a date 2023年7月 as typed; number cells must not be text, nor cells
    that are computed: there Excel would keep a formula that is entered anew as text.
    """
    book, reading = openpyxl.load_workbook(template), read(template)
    wrong = []
    for key, field in ((key, field) for form in reading.forms.forms for key, field in form.fields.items()):
        sheet, cell = reading.addresses.place(row_id(on_sheet(key, int(key.startswith("project[*]"))), 1))
        kept = book[sheet][cell].number_format == "@"
        if kept != (field.kind != "number" and not field.computed):
            wrong.append(key)
    assert wrong == []


@pytest.mark.parametrize("count", [0, 1, 40])
def test_any_number_of_rows_can_be_built(tmp_path: Path, forms: FormSet, count: int) -> None:
    """From one row (the least there is) to many: the file opens, all names are there, formulas have results."""
    path = tmp_path / "多行.xlsx"
    write_template(path, year=YEAR, pack=PACK, counts=dict.fromkeys(forms.repeats, count))
    reading = read(path)
    repeats = reading.forms.repeats.values()
    columns = [on_sheet(r.field_id(c), int(r.id.startswith("project[*]"))) for r in repeats for c in r.columns]
    areas = [reading.addresses.area(column) for column in columns]
    assert {area.rows for area in areas if area} == {max(count, 1) + 2}
    assert reading.facts.absent == ()
    assert [fact.id for fact in reading.facts if fact.trouble] == []
    assert openpyxl.load_workbook(path).sheetnames == list(reading.sheets)


def test_parts_carry_no_date_of_today(template: Path) -> None:
    with zipfile.ZipFile(template) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = archive.read("docProps/core.xml").decode()
    assert set(re.findall(r"\d{4}-\d\d-\d\dT[\d:]+Z", core)) == {"2022-01-01T00:00:00Z"}


def test_a_template_carries_the_points_of_its_place(tmp_path: Path) -> None:
    """湖北 gives execution 20 points: its template says 20, and no （50分） that could not come right with it."""
    held = {}
    for pack in ("national", "hubei"):
        write_template(tmp_path / f"{pack}.xlsx", year=YEAR, pack=pack)
        facts = read(tmp_path / f"{pack}.xlsx").facts.facts
        held[pack] = [facts[key].value for key in ("overall.funds.total.points", "overall.indicators[1].level1")]
    assert held == {"national": [10, "产出指标（50分）"], "hubei": [20, "产出指标"]}
