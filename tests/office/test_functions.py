"""The functions of relations as native formulas: LibreOffice computes what the engine computes, full steps included."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter

from macros_py.engine import RuleSet
from macros_py.engine.recompute import recompute
from macros_py.excel.native import formula_writer
from macros_py.template import write_template
from tests.engine.support import FORMS, facts, invented, rule, rules
from tests.office.conftest import Office
from tests.office.test_formulas import differences, filled
from workbook.facts import Facts, Value, row_id
from workbook.places import Addresses, Area, place_of
from workbook.read import read

SHEET, ROWS = "计算", 3
TOTAL, FUND, OTHER, NONTAX = (f"income.all.{column}" for column in ("total", "fund", "other", "nontax"))
POINTS, SCORE = "overall.indicators[*].points", "overall.indicators[*].score"
STEPS = f"{TOTAL} = whole({FUND} / {OTHER})"
OVER = f"{TOTAL} = 10 - 2 * whole(max(0, {FUND} / {OTHER} - 100%) / 5%)"
SHORT = f"{TOTAL} = 10 - 2 * whole(max(0, 100% - {FUND} / {OTHER}) / 5%)"
ZERO = f"{TOTAL} = when_zero({FUND}, {NONTAX} * 0, round({NONTAX} * {OTHER} / {FUND}, 2))"
NESTED = f"{TOTAL} = when_zero({FUND}, when_zero({OTHER}, {NONTAX}, {OTHER} * 0), {OTHER} / {FUND})"
BESIDE = f"{TOTAL} = ({FUND} + {OTHER}) * complete({FUND}, {OTHER})"
DOWN = f"{TOTAL} = (sum({SCORE}) + {FUND}) * complete({SCORE}, {POINTS})"
CASES: list[tuple[str, dict[str, str], str | None]] = [
    (STEPS, {FUND: "0.15", OTHER: "0.05"}, "3"),
    (STEPS, {FUND: "0.149", OTHER: "0.05"}, "2"),
    (STEPS, {FUND: "0.3", OTHER: "0.1"}, "3"),
    (STEPS, {FUND: "-0.01", OTHER: "1"}, "-1"),
    (STEPS, {FUND: "0", OTHER: "5"}, "0"),
    (STEPS, {FUND: "5", OTHER: "0"}, None),
    (STEPS, {OTHER: "5"}, None),
    (OVER, {FUND: "115", OTHER: "100"}, "4"),
    (OVER, {FUND: "114.99", OTHER: "100"}, "6"),
    (OVER, {FUND: "90", OTHER: "100"}, "10"),
    (SHORT, {FUND: "85", OTHER: "100"}, "4"),
    (SHORT, {FUND: "85.01", OTHER: "100"}, "6"),
    (ZERO, {FUND: "0", OTHER: "5", NONTAX: "10"}, "0"),
    (ZERO, {FUND: "0", NONTAX: "10"}, "0"),
    (ZERO, {FUND: "3", OTHER: "2", NONTAX: "10"}, "6.67"),
    (ZERO, {OTHER: "2", NONTAX: "10"}, None),
    (ZERO, {FUND: "0", OTHER: "2"}, None),
    (NESTED, {FUND: "0", OTHER: "0", NONTAX: "5"}, "5"),
    (NESTED, {FUND: "0", OTHER: "0.5", NONTAX: "5"}, "0"),
    (NESTED, {FUND: "0", NONTAX: "5"}, None),
    (NESTED, {FUND: "4", OTHER: "5", NONTAX: "5"}, "1.25"),
    (BESIDE, {FUND: "1", OTHER: "2"}, "3"),
    (BESIDE, {FUND: "0", OTHER: "2"}, "2"),
    (BESIDE, {FUND: "1"}, "1"),
    (BESIDE, {OTHER: "2"}, None),
    (DOWN, {row_id(POINTS, 1): "50", row_id(SCORE, 1): "45", FUND: "9.5"}, "54.5"),
    (DOWN, {row_id(POINTS, 1): "50", row_id(SCORE, 1): "45", row_id(POINTS, 2): "30", FUND: "9.5"}, None),
    (DOWN, {row_id(POINTS, 1): "50", row_id(SCORE, 1): "0", row_id(SCORE, 2): "7"}, "7"),
]


def _addresses() -> Addresses:
    """One cell a field down column A; the table's columns beside, with their thin rows above and below."""
    cells = {place_of(key): Area(SHEET, top, 0, top, 0) for top, key in enumerate((TOTAL, FUND, OTHER, NONTAX))}
    columns = {place_of(key): Area(SHEET, 0, left, ROWS + 1, left) for left, key in enumerate((POINTS, SCORE), 2)}
    return Addresses(cells | columns)


def _built(path: Path, given: Facts, ruleset: RuleSet) -> None:
    book = xlsxwriter.Workbook(path)
    sheet, addresses = book.add_worksheet(SHEET), _addresses()
    formula = formula_writer(ruleset)(TOTAL, addresses)
    assert formula
    sheet.write_formula(addresses.cell(TOTAL, SHEET), f"={formula}")
    for fact in given:
        if isinstance(fact.value, Decimal):
            sheet.write_number(addresses.cell(fact.id, SHEET), float(fact.value))
    book.close()


@pytest.mark.parametrize(("relation", "entries", "expected"), CASES)
def test_a_function_equals_the_engine(
    office: Office, tmp_path: Path, relation: str, entries: dict[str, str], expected: str | None
) -> None:
    """The same figure to two decimals, and "" where the engine has none."""
    ruleset = invented(tmp_path, rule(relation, defines="true"))
    inputs: dict[str, Value] = {key: Decimal(text) for key, text in entries.items()}
    given = facts({TOTAL: None} | inputs)
    result = recompute(given, ruleset)[TOTAL]
    assert result == (None if expected is None else Decimal(expected))
    _built(tmp_path / "计算.xlsx", given, ruleset)
    seen = office.recalculated(tmp_path / "计算.xlsx")[SHEET][0][0]
    assert (Decimal(f"{seen:.15g}") if isinstance(seen, float) else seen or None) == result
    assert office("formulas")["errors"] == []


@pytest.fixture(scope="session")
def hunan() -> RuleSet:
    return rules("hunan")


@pytest.fixture(scope="session")
def hunan_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("hunan") / "模板.xlsx"
    write_template(path, year=2022, pack="hunan")
    return path


DEPARTMENTS: dict[str, dict[str, str]] = {
    "每项都有扣分": {
        "basic_data.staff.authorized": "20", "basic_data.staff.actual": "22",
        "basic_data.ratios.three_public_last": "10", "basic_data.overseas.budget": "10.3",
        "basic_data.overseas.final": "10.51", "basic_data.operating.budget": "100",
        "basic_data.operating.final": "103", "basic_data.procurement.budget": "60",
        "basic_data.procurement.final": "51", "basic_data.building.approved_area": "1000",
        "basic_data.building.actual_area": "1150", "basic_data.building.budget": "800",
        "basic_data.building.actual": "920", "overall.funds.general.initial": "100",
        "overall.funds.general.adjusted": "120", "income.agencies[1].carryover": "10",
        "income.agencies[1].appropriation": "110", "expenditure.agencies[1].operating": "102",
        "expenditure.agencies[1].project": "0",
        "frame.systems.score": "7", "frame.compliance.score": "6", "frame.disclosure.score": "5",
        "frame.key_work.score": "8", "frame.benefit.score": "20",
    },
    "没有项目": {
        "basic_data.building.approved_area": "0", "basic_data.building.actual_area": "0",
        "basic_data.building.budget": "0", "basic_data.building.actual": "0.5",
    },
    "什么也没有填": {},
}  # fmt: skip
TOTALS = {"每项都有扣分": Decimal("62.60")}


@pytest.mark.parametrize("name", DEPARTMENTS)
def test_the_frame_equals_the_engine(
    office: Office, hunan_template: Path, hunan: RuleSet, tmp_path: Path, name: str
) -> None:
    """湖南评价指标表 in a real workbook: every score, and a total only once all have theirs."""
    entries: dict[str, Value] = {key: Decimal(text) for key, text in DEPARTMENTS[name].items()}
    path = filled(hunan_template, tmp_path / "湖南.xlsx", facts(entries), FORMS, hunan)
    assert recompute(read(path).facts, hunan)["frame.total.score"] == TOTALS.get(name)
    assert differences(path, office.recalculated(path), hunan) == []
    assert office("formulas")["errors"] == []
