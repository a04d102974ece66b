"""Native formulas give what the engine gives, to the last digit, in a program that knows nothing of our code."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest

from macros_py.demo import EXAMPLE, PACK
from macros_py.desk import recalc_file
from macros_py.engine import RuleSet
from macros_py.engine.recompute import recompute
from macros_py.excel.native import formula_writer
from tests.exported import exported
from tests.office.conftest import Office
from workbook import custom_rules
from workbook.address import parse_cell
from workbook.build import build, chart_data, field_list, home
from workbook.build.check_column import TITLE
from workbook.build.findings_sheet import SHEET
from workbook.data import facts_of, load_data
from workbook.facts import Facts, Field, Value, on_sheet, row_id
from workbook.fill import fill
from workbook.model import FormSet
from workbook.own_sheets import RECEIPT, WORKING
from workbook.package import Package
from workbook.read import read
from workbook.reading import Reading

FILLED, BUILT = 30, 170  # departments: filled into a template, or built with their figures
AMOUNTS = (
    "0",
    "0.00",
    "0.01",
    "0.005",
    "0.1",
    "1.115",
    "1811.27",
    "1745.35",
    "65.92",
    "-57.56",
    "11193.58",
    "999999.99",
)


def department(forms: FormSet, seed: int) -> dict[str, Value]:
    """Inputs of a department that nobody has: zero budgets, blanks, negative figures, few or many rows."""
    chance = Random(seed)
    blank, scale = chance.choice([0.0, 0.1, 0.5, 0.9]), chance.choice([2, 2, 2, 6])

    def value(field: Field) -> Value:
        if chance.random() < blank:
            return None
        if field.kind != "number":
            return chance.choice(["产出指标", "效益指标", "甲", "=1+1"])
        if chance.random() < 0.3:
            return Decimal(chance.choice(AMOUNTS))
        low = -5000 if chance.random() < 0.1 else 0
        return Decimal(chance.randint(low * 10**scale, 5000 * 10**scale)).scaleb(-scale)

    entries: dict[str, Value] = {}
    for form, sheet in ((f, n) for f in forms.forms for n in f.sheets({f.id: chance.choice([1, 1, 2])})):
        tables = tuple(f"{repeat}[*]" for repeat in form.repeats)
        inputs = [field for field in form.fields.values() if not field.computed]
        entries |= {on_sheet(field.id, sheet): value(field) for field in inputs if not field.id.startswith(tables)}
        for repeat in form.repeats.values():
            fields = [forms.fields[repeat.field_id(column)] for column in repeat.columns]
            for row in range(1, chance.randint(1, 14) + 1):
                places = ((row_id(on_sheet(field.id, sheet), row), field) for field in fields if not field.computed)
                entries |= {place: value(field) for place, field in places}
    return entries


def filled(template: Path, path: Path, facts: Facts, forms: FormSet, ruleset: RuleSet) -> Path:
    package = Package.load(template)
    fill(package, facts, forms, formula_writer(ruleset))
    package.save(path)
    return path


def differences(path: Path, seen: dict[str, list[list[Any]]], ruleset: RuleSet) -> list[tuple[str, object, object]]:
    """Computed cells in which LibreOffice and the engine differ."""
    facts = read(path).facts
    return unlike(facts, recompute(facts, ruleset), seen)


def stale(reading: Reading, seen: dict[str, list[list[Any]]]) -> list[tuple[str, object, object]]:
    """Computed cells whose result in the file is not what LibreOffice computes."""
    results = {fact.id: fact.value for fact in reading.facts if fact.field.computed}
    assert results
    return unlike(reading.facts, results, seen)


def unlike(
    facts: Facts, results: Mapping[str, Value], seen: dict[str, list[list[Any]]]
) -> list[tuple[str, object, object]]:
    """Where LibreOffice shows another value; a figure counts to 15 digits, a blank is ""."""
    found: list[tuple[str, object, object]] = []
    for key, expected in results.items():
        sheet, _, address = facts.facts[key].cell.rpartition("!")
        row, column = parse_cell(address)
        value = seen[sheet][row - 1][column - 1]
        figure = Decimal(f"{value:.15g}") if isinstance(value, float | int) else value or None
        shown = expected if expected is not None else facts.facts[key].field.shown(None) or None
        if figure != shown:
            found.append((key, figure, expected))
    return found


@pytest.mark.parametrize("seed", range(FILLED))
def test_formulas_equal_the_engine(
    office: Office, template: Path, tmp_path: Path, forms: FormSet, ruleset: RuleSet, seed: int
) -> None:
    """Whoever opens the workbook without Python sees the same figures, blanks where there are none, and no error."""
    facts = facts_of(department(forms, seed), forms)
    path = filled(template, tmp_path / "单位.xlsx", facts, forms, ruleset)
    seen = office.recalculated(path)
    assert differences(path, seen, ruleset) == []
    assert office("formulas")["errors"] == []


@pytest.mark.parametrize("seed", range(FILLED, FILLED + BUILT))
def test_built_formulas_equal_the_engine(
    office: Office, tmp_path: Path, forms: FormSet, ruleset: RuleSet, seed: int
) -> None:
    """As above with the figures built in, each table with its own number of rows: more departments in the same time."""
    facts, path = facts_of(department(forms, seed), forms), tmp_path / "单位.xlsx"
    build(forms, path, formula=formula_writer(ruleset), values=facts, pack=PACK, counts=facts.rows)
    assert differences(path, office.recalculated(path), ruleset) == []


def test_formulas_equal_the_engine_on_the_example(
    office: Office, template: Path, tmp_path: Path, forms: FormSet, ruleset: RuleSet
) -> None:
    """The published inputs without the published results."""
    published = load_data(EXAMPLE, forms)
    inputs = facts_of({fact.id: fact.value for fact in published if not fact.field.computed}, forms)
    path = filled(template, tmp_path / "吉首.xlsx", inputs, forms, ruleset)
    seen = office.recalculated(path)
    assert differences(path, seen, ruleset) == []
    assert any(value == "优" for rows in seen.values() for row in rows for value in row)


@pytest.mark.parametrize("text", ["—", "无", "不适用", "1,811.27", "12万元", " ", "约12"])
def test_words_for_no_figure(
    office: Office, template: Path, tmp_path: Path, forms: FormSet, ruleset: RuleSet, text: str
) -> None:
    """What people write where a figure belongs is no figure to Excel, and none to `recalc`: their results agree."""
    fields = ((form, key, field) for form in forms.forms for key, field in form.fields.items())
    inputs = [on_sheet(key, int(f.each)) for f, key, field in fields if field.kind == "number" and not field.computed]
    entries: dict[str, Value] = {row_id(key, 1): Decimal(5) if index % 3 else text for index, key in enumerate(inputs)}
    path = filled(template, tmp_path / "文字.xlsx", facts_of(entries, forms), forms, ruleset)
    recalc_file(path, tmp_path / "重算.xlsx")
    assert stale(read(tmp_path / "重算.xlsx"), office.recalculated(tmp_path / "重算.xlsx")) == []
    assert office("formulas")["errors"] == []


def test_a_recalculated_file_stays_as_it_is(office: Office, recalculated: Path) -> None:
    """The results that `recalc` writes are those that any spreadsheet program will compute."""
    office("open", path=str(recalculated))
    before = office("values")
    formulas = office("formulas")
    office("recalculate")
    assert office("values") == before
    assert formulas["count"] > 0
    assert formulas["errors"] == []


def texts(shown: dict[str, list[list[str]]]) -> dict[tuple[str, int, int], str]:
    """What stands where, without the blanks."""
    return {
        (sheet, number, column): text
        for sheet, rows in shown.items()
        for number, row in enumerate(rows)
        for column, text in enumerate(row)
        if text
    }


def test_the_submission_copy_shows_the_same(office: Office, recalculated: Path, tmp_path: Path) -> None:
    """No formula is left, and every cell shows what its author saw; the 核对 column stays behind."""
    exported(recalculated, tmp_path / "上报件.xlsx")
    office("open", path=str(recalculated))
    before = texts(office("shown"))
    office("open", path=str(tmp_path / "上报件.xlsx"))
    assert office("formulas")["count"] == 0
    left = {*WORKING, RECEIPT}
    assert {place: text for place, text in texts(office("shown")).items() if place[0] not in left} == {
        place: text for place, text in before.items() if place[0] not in left and text != TITLE
    }


def test_a_blank_template_opens_without_an_error(office: Office, template: Path, forms: FormSet) -> None:
    """All sheets are there, nothing shows an error, and computing anew changes nothing."""
    office("open", path=str(template))
    before = office("values")
    official = [title for form in forms.forms if (title := form.title(int(form.each))) in before]
    assert list(before) == [home.SHEET, *official, chart_data.SHEET, SHEET, custom_rules.SHEET, field_list.SHEET]
    office("recalculate")
    assert (office("values"), office("formulas")["errors"]) == (before, [])
