"""The promise of the workbook, in a real host: a figure is typed, and the cells beside it answer.

LibreOffice opens the very .xlsm that is built, its macros asleep, with our functions as an add-in: the same Python, the
same registry, called from cells. What the cells show is held against the engine, to the last digit.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from macros_py.demo import EXAMPLE, PACK, YEAR
from macros_py.desk import fill_file, recalc_file
from macros_py.engine import RuleSet
from macros_py.engine.awaited import with_awaited
from macros_py.engine.recompute import recompute
from macros_py.excel.cells import cell_formulas
from macros_py.template import write_template
from tests.engine.support import rules
from tests.office.conftest import FunctionOffice
from tests.office.test_formulas import department, unlike
from tests.tools.departments import Department, consistent
from tests.tools.departments.department import entries_of
from workbook.address import parse_cell
from workbook.build.home import SHEET as HOME
from workbook.build.live_checks import LINES
from workbook.check_columns import around_tables
from workbook.data import facts_of
from workbook.facts import PENDING, Facts, Value
from workbook.fill import fill
from workbook.model import FormSet
from workbook.package import Package
from workbook.places import Area
from workbook.read import read
from workbook.reading import Reading

PROJECTS, MOST_CALLS = 9, 300
Seen = dict[str, list[list[Any]]]


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("live") / "空白.xlsm"
    write_template(path, year=YEAR, pack=PACK)
    return path


def unlike_the_engine(reading: Reading, typed: Mapping[str, Value], seen: Seen, ruleset: RuleSet) -> list[object]:
    """Cells that show something else than the engine makes of the file and of what was typed into it."""
    facts = reading.facts
    known = {key: replace(facts.facts[key], value=value, origin="input") for key, value in typed.items()}
    facts = with_awaited(replace(facts, facts=facts.facts | known), ruleset)
    waiting = {key: shown_score(facts, key) for key, fact in facts.facts.items() if fact.field.awaits}
    return list(unlike(facts, waiting | recompute(facts, ruleset), seen))


def shown_score(facts: Facts, key: str) -> Value:
    fact = facts.facts[key]
    points = facts.facts[f"{key.rpartition('.')[0]}.{fact.field.awaits}"]
    return PENDING if fact.value is None and points.value is not None else fact.value


def type_in(office: FunctionOffice, reading: Reading, typed: Mapping[str, Value]) -> None:
    for key, value in typed.items():
        sheet, cell = reading.addresses.place(key)
        office("put", sheet=sheet, cell=cell, value=value if isinstance(value, str) else float(str(value)))


def test_the_example_is_the_engines(
    calc_with_functions: FunctionOffice, blank: Path, tmp_path: Path, ruleset: RuleSet
) -> None:
    """Every computed cell of the published example, and the line that says that functions are there."""
    filled, again = tmp_path / "已填.xlsm", tmp_path / "重算.xlsm"
    fill_file(blank, EXAMPLE, filled)
    recalc_file(filled, again)
    assert calc_with_functions.opened(again) > 100
    seen = calc_with_functions("values")
    assert unlike_the_engine(read(again), {}, seen, ruleset) == []
    assert "已连接本工具" in seen[HOME][4][1]
    assert calc_with_functions("formulas")["errors"] == []


@pytest.mark.parametrize("seed", range(6))
def test_departments_that_nobody_has(
    calc_with_functions: FunctionOffice, blank: Path, tmp_path: Path, forms: FormSet, ruleset: RuleSet, seed: int
) -> None:
    """Blanks, zero budgets, negative figures: with functions as without, the engine's figures."""
    path, package = tmp_path / "单位.xlsm", Package.load(blank)
    fill(package, facts_of(department(forms, seed), forms), forms, cell_formulas(ruleset, functions=True))
    package.save(path)
    calc_with_functions.opened(path)
    assert unlike_the_engine(read(path), {}, calc_with_functions("values"), ruleset) == []


INDICATORS: list[tuple[str, str, str]] = [
    ("≥95%", "92%", "15"),
    ("≥95%", "98%", "15"),
    ("2022年12月31日前", "2022年12月20日完成", "10"),
    ("≤90万元", "100万元", "10"),
    ("≥12次", "9次", "10"),
    ("≥30人", "30人", "10"),
    ("100%", "100%", "5"),
    ("≥80分", "72分", "5"),
    ("≥90%", "95%", "10"),
]


def steps() -> list[dict[str, Value]]:
    """As somebody fills in 附件3: funds, then one indicator after the other; then a slip is put right."""
    funds: dict[str, Value] = {
        "overall.funds.general.adjusted": Decimal("1745.35"),
        "overall.funds.general.executed": Decimal("1611.12"),
    }
    rows: list[dict[str, Value]] = []
    for row, (target, actual, points) in enumerate(INDICATORS, 1):
        item = f"overall.indicators[{row}]"
        rows += [{f"{item}.points": Decimal(points)}, {f"{item}.target": target, f"{item}.actual": actual}]
    slips: list[dict[str, Value]] = [
        {"overall.indicators[5].actual": "12次"},
        {"overall.funds.general.executed": Decimal("1745.35")},
    ]
    return [funds, *rows, *slips]


def test_typing_figures(calc_with_functions: FunctionOffice, blank: Path, ruleset: RuleSet) -> None:
    """From a blank 附件3 to a grade: after each step every cell shows the engine's value, and at the end none waits."""
    reading, typed = read(blank), dict[str, Value]()
    calc_with_functions.opened(blank)
    assert grade(calc_with_functions, reading) == PENDING
    for step in steps():
        type_in(calc_with_functions, reading, step)
        typed |= step
        assert unlike_the_engine(reading, typed, calc_with_functions("values"), ruleset) == [], step
    shown = calc_with_functions("values")
    sheet = reading.addresses.place("overall.total.score")[0]
    assert not any(PENDING in row for row in shown[sheet])
    assert shown[sheet][30][7] == 98.03
    assert grade(calc_with_functions, reading) == "优"


def grade(office: FunctionOffice, reading: Reading) -> object:
    return held(office("values"), reading, "conclusion.grade")


def held(seen: Seen, reading: Reading, key: str) -> object:
    sheet, cell = reading.addresses.place(key)
    row, column = parse_cell(cell)
    return seen[sheet][row - 1][column - 1]


def test_a_slip_is_said_beside_its_row(calc_with_functions: FunctionOffice, blank: Path) -> None:
    """The list below the table and the cell beside the row say so at once, and stop when it is put right."""
    reading = read(blank)
    sheet = reading.addresses.place("income.agencies[1].total")[0]
    lists, beside = live_areas(blank, sheet)
    calc_with_functions.opened(blank)
    assert said(calc_with_functions, lists) == []
    row: dict[str, Value] = {
        "income.agencies[1].name": "1、本级",
        "income.agencies[1].total": Decimal(90),
        "income.agencies[1].appropriation": Decimal(100),
    }
    type_in(calc_with_functions, reading, row)  # a figure typed over the formula of the total
    level, _, rule, told = said(calc_with_functions, lists)[0]
    assert (level, rule) == ("错误", "S002")
    assert "90.00，按其他单元格应为 100.00" in told
    assert said(calc_with_functions, beside)[0] == (told,)
    type_in(calc_with_functions, reading, {"income.agencies[1].total": Decimal(100)})
    assert "S002" not in {line[2] for line in said(calc_with_functions, lists)}
    assert (told,) not in said(calc_with_functions, beside)


def live_areas(path: Path, sheet: str) -> tuple[Area, Area]:
    """Where the list stands, and the cells beside the rows, without their heads."""
    package = Package.load(path)
    areas = [area for area in around_tables(package) if area.sheet == sheet]
    (lists,) = (area for area in areas if area.right > area.left)
    (beside,) = (area for area in areas if area.right == area.left and area.top > 0)
    assert lists.rows == LINES + 1
    return replace(lists, top=lists.top + 1), replace(beside, top=beside.top + 1)


def said(office: FunctionOffice, area: Area) -> list[tuple[Any, ...]]:
    rows = office("values")[area.sheet][area.top : area.bottom + 1]
    lines = [tuple(row[area.left : area.right + 1]) for row in rows]
    return [line for line in lines if any(cell != "" for cell in line)]


def test_how_often_python_is_asked(calc_with_functions: FunctionOffice, tmp_path: Path) -> None:
    """A full recalculation of a department with nine projects; each call is a trip into another process."""
    blank, path, department = tmp_path / "空白.xlsm", tmp_path / "九个项目.xlsm", nine_projects()
    write_template(blank, year=YEAR, pack=department.pack, counts={"project": PROJECTS, "projects.items": PROJECTS})
    place = rules(department.pack)
    package, forms = Package.load(blank), read(blank).forms
    entries = {key: value for key, value in department.entries.items() if not key.endswith("].score")}
    fill(package, facts_of(entries, forms), forms, cell_formulas(place, functions=True))
    package.save(path)
    assert read(path).facts.rows["project"] == PROJECTS
    calc_with_functions.opened(path)
    calc_with_functions.counts()
    calc_with_functions("recalculate")
    counts = calc_with_functions.counts()
    print(f"function calls of a full recalculation, {PROJECTS} projects: {sum(counts.values())} {counts}")
    assert counts["JX_INDICATOR_SCORE"] > PROJECTS
    assert counts["JX_RATE"] > PROJECTS
    assert sum(counts.values()) <= MOST_CALLS
    assert unlike_the_engine(read(path), {}, calc_with_functions("values"), place) == []


def nine_projects() -> Department:
    departments = (consistent(seed, PACK) for seed in range(300))
    return next(found for found in departments if entries_of(found.entries, PACK).rows["project"] == PROJECTS)


def test_python_that_dies_leaves_right_figures(
    calc_with_functions: FunctionOffice, blank: Path, tmp_path: Path, ruleset: RuleSet
) -> None:
    """It crashes between two calculations, then one function is missing: Excel's own formulas take over, scores wait,
    and no cell shows an error or a total that leaves something out.
    """
    filled = tmp_path / "已填.xlsm"
    fill_file(blank, EXAMPLE, filled)
    reading = read(filled)
    results = recompute(reading.facts, ruleset, keep_reported=True)
    calc_with_functions.opened(filled)
    with calc_with_functions.crashed():
        calc_with_functions("recalculate")
        seen = calc_with_functions("values")
        assert unlike(reading.facts, results, seen) == []
        assert calc_with_functions("formulas")["errors"] == []
        assert "没有接上本工具" in seen[HOME][4][1]
    with calc_with_functions.missing("JX_RATE"):
        calc_with_functions("recalculate")
        assert unlike(reading.facts, results, calc_with_functions("values")) == []
        assert calc_with_functions("formulas")["errors"] == []
