"""What the rules find in invented departments: nothing in those that are right, the error in those that have one.

A slice of `python -m tests.tools.detection`, which does the same on thousands of workbooks. Most here are judged
without a file; some are written, read and checked, so that the two ways are known to agree.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from macros_py.engine import evaluate
from tests.tools import detection
from tests.tools.departments import ALWAYS, PACKS, Department, consistent, facts_in, write
from tests.tools.departments.department import place
from tests.tools.detection import Seen, right_of, wrong_of
from tests.tools.judging import touched
from tests.tools.seeded_errors import KINDS, seeded
from workbook.facts import Facts, Value
from workbook.read import read

DEPARTMENTS, EACH = 60, 3


def seen(entries: dict[str, Value], results: dict[str, Value], pack: str) -> Seen:
    """What is said of these figures, without a file."""
    facts = facts_in(entries, results, pack)
    return Seen(facts=facts, findings=evaluate(facts, place(pack)[1], traces=False).findings)


@pytest.mark.parametrize("seed", range(DEPARTMENTS))
def test_a_department_that_is_right_has_no_finding(seed: int) -> None:
    """No error, no warning, no notice, not even "可能舍入": whoever fills in rightly is left in peace."""
    department = consistent(seed)
    found = right_of(department, seen(department.entries, department.results, department.pack))
    assert (found.alarms, found.differs) == ((), ())
    assert {*found.always} == department.always <= {*ALWAYS}


@pytest.mark.parametrize("pack", PACKS)
def test_so_it_is_everywhere(pack: str) -> None:
    """One department of each place, in a file that reads as it was written."""
    department = consistent(PACKS.index(pack), pack)
    found = right_of(department, detection.checked(lambda path: write(department, path)))
    assert (found.pack, found.alarms, found.differs) == (pack, (), ())


@pytest.mark.parametrize("kind", KINDS)
def test_a_seeded_error_is_found(kind: str) -> None:
    """By its rule, at its cell; and nothing is said of cells that have nothing to do with it."""
    for seed in range(EACH):
        department, error = seeded(KINDS[kind], seed)
        found = wrong_of(kind, department, error, seen(error.entries, error.results, error.pack))
        assert (found.found, found.alarms) == (True, ()), (found.asked, found.said)


@pytest.mark.parametrize("kind", sorted(KINDS)[::4])
def test_a_seeded_error_is_found_in_a_file(kind: str) -> None:
    """As above, in a real workbook. A quarter of the kinds: the tool itself takes them all, and takes its time."""
    found = detection.wrong((kind, EACH))
    assert (found.found, found.alarms) == (True, ()), (found.asked, found.said)


def test_the_kinds_are_many_and_differ() -> None:
    """Twenty kinds were asked for; no two of them are the same wrong cell found by the same rule."""
    errors = [seeded(kind, 1)[1] for kind in KINDS.values()]
    assert len(KINDS) >= 20
    assert len({error.rule for error in errors}) >= 40
    assert len({kind.title for kind in KINDS.values()}) == len(KINDS)


def _sum(department: Department, *keys: str) -> Decimal:
    values = [department.values.get(key) for key in keys]
    return sum((value for value in values if isinstance(value, Decimal)), Decimal(0))


@pytest.mark.parametrize("seed", range(0, DEPARTMENTS, 4))
def test_departments_are_right_by_plain_adding(seed: int) -> None:
    """What the engine computes for a department is what adding up by hand gives: its silence is no circle."""
    department = consistent(seed)
    rows = range(1, 13)
    sources = ("carryover", "appropriation", "fund", "nontax", "other")
    income = _sum(department, *(f"income.agencies[{row}].{source}" for row in rows for source in sources))
    kinds = ("personnel", "operating", "project")
    spent = _sum(department, *(f"expenditure.agencies[{row}].{kind}" for row in rows for kind in kinds))
    assert department.values["income.all.total"] == income
    assert department.values["overall.funds.total.executed"] == spent
    assert department.values["overall.funds.total.adjusted"] == income
    assert department.values["expenditure.all.balance"] == income - spent > 0
    scores = _sum(department, *(f"overall.indicators[{row}].score" for row in range(1, 61)))
    assert department.values["conclusion.score"] == scores + _sum(department, "overall.funds.total.score")


def test_departments_are_of_many_kinds() -> None:
    """Large and small, with and without carried-over money, funds, whole amounts, many projects and indicators."""
    departments = [consistent(seed) for seed in range(150)]
    totals = [_sum(department, "income.all.total") for department in departments]
    assert min(totals) < 1_000
    assert max(totals) > 100_000_000
    assert {department.pack for department in departments} == {*PACKS}
    assert {department.values["fund.present"] for department in departments} == {"有", "无"}
    assert {_sum(department, "income.all.carryover") > 0 for department in departments} == {True, False}
    assert {_sum(department, "three_public.all.total") > 0 for department in departments} == {True, False}
    assert {total == total.to_integral_value() for total in totals} == {True, False}
    assert any("income.agencies[12].name" in department.values for department in departments)
    assert any("project[20].name" in department.values for department in departments)
    assert any("overall.indicators[30].name" in department.values for department in departments)
    assert {"优", "良"} <= {department.values["conclusion.grade"] for department in departments}


def test_the_same_seed_is_the_same_department() -> None:
    """A finding that somebody reports by its seed can be looked at by anybody."""
    assert consistent(11) == consistent(11)
    assert consistent(11) != consistent(12)
    assert seeded(KINDS["rate_by_initial"], 5) == seeded(KINDS["rate_by_initial"], 5)


def test_without_a_file_is_as_with_one(tmp_path: Path) -> None:
    """The figures judged without a file are those that reading the file gives, blanks and typed-over cells included."""
    department, error = seeded(KINDS["total_typed_over"], 2)
    error.write(tmp_path / "单位.xlsx")
    without = facts_in(error.entries, error.results, error.pack)
    assert _cells(read(tmp_path / "单位.xlsx").facts) == _cells(without)
    assert touched(department.values, without) >= {error.cell}


def _cells(facts: Facts) -> dict[str, tuple[Value, bool]]:
    return {fact.id: (fact.value, fact.origin == "reported") for fact in facts}


def test_the_tool_tells_what_it_found(capsys: pytest.CaptureFixture[str]) -> None:
    """Counts, recall and false alarms are printed, and the exit code says whether all is as it should be."""
    assert detection.main(["--count", "2", "--seeded", "2", "--kinds", "year_wrong", "--processes", "1"]) == 0
    printed = capsys.readouterr().out
    assert "findings: 0 (0 expected)" in printed
    assert "recall: 2 of 2 (100.00%); false alarms: 0" in printed


def test_the_tool_fails_where_an_error_is_missed(capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing said of an error, or something said of a cell it has nothing to do with: both are told and counted."""
    department, error = seeded(KINDS["year_wrong"], 0)
    silent = wrong_of("year_wrong", department, error, Seen(facts=_facts(department), findings=()))
    other = seen(error.entries, error.results, error.pack).findings
    beside = wrong_of("staff_differ", *seeded(KINDS["staff_differ"], 0), Seen(facts=_facts(department), findings=other))
    assert not detection.report_wrong([silent, beside])
    assert "recall: 0 of 2 (0.00%); false alarms: 1" in capsys.readouterr().out
    accused = right_of(department, Seen(facts=_facts(department), findings=other))
    assert not detection.report_right([accused])
    assert "findings: 1 (0 expected)" in capsys.readouterr().out


def _facts(department: Department) -> Facts:
    return facts_in(department.entries, department.results, department.pack)
