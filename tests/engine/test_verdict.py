"""Verdicts and what findings say: expected on the left, found on the right, their difference, what rounding can do."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from macros_py.engine.intervals import exact, written
from macros_py.engine.relations.verdict import compare
from macros_py.engine.values import Value
from tests.engine.support import D, check, facts, invented, pairs, rule
from workbook.facts import Value as Content

ONE, TWO, ALMOST = exact(D(1)), exact(D(2)), written(D("1.00"), 2)


@pytest.mark.parametrize(
    ("left", "comparison", "right", "verdict"),
    [
        (ONE, "=", ONE, "equal"), (ONE, "=", TWO, "different"), (ALMOST, "=", written(D("1.01"), 2), "rounding"),
        (ONE, "!=", ONE, "different"), (ONE, "!=", TWO, "equal"), (ALMOST, "!=", written(D("1.01"), 2), "equal"),
        (ONE, "<=", TWO, "equal"), (TWO, "<=", ONE, "different"), (ONE, "<=", ONE, "equal"),
        (ONE, "<", TWO, "equal"), (ONE, "<", ONE, "different"), (ALMOST, "<", ALMOST, "different"),
        (TWO, ">=", ONE, "equal"), (ONE, ">=", TWO, "different"),
        (TWO, ">", ONE, "equal"), (ONE, ">", ONE, "different"),
        ("某局", "=", "某 局", "equal"), ("Ａ局", "=", "A局", "equal"), ("甲局", "=", "乙局", "different"),
        ("甲局", "!=", "乙局", "equal"), ("某局", "!=", "某 局", "different"),
        ("甲", "<=", "乙", None), ("甲", ">", "乙", None), ("1", "=", ONE, None), (ONE, "=", "1", None),
        (None, "=", ONE, None), (ONE, "<=", None, None), (None, "=", None, None), (None, "!=", "甲", None),
    ],
)  # fmt: skip
def test_compare(left: Value, comparison: str, right: Value, verdict: str | None) -> None:
    """Figures with figures, texts with texts; where one is missing nothing can be said, and nothing is."""
    assert compare(left, comparison, right, 2) == verdict


@pytest.mark.parametrize(
    ("relation", "total", "shown"),
    [
        ("income.all.total = income.all.other", "12", ("10.00", "12.00", "-2.00", "0.01")),
        ("income.all.total <= income.all.other", "12", ("10.00", "12.00", "-2.00", "0.01")),
        ("income.all.total >= income.all.other", "8", ("10.00", "8.00", "2.00", "0.01")),
        ("income.all.total < income.all.other", "12", ("10.00", "12.00", "-2.00", "0.01")),
        ("income.all.total > income.all.other", "8", ("10.00", "8.00", "2.00", "0.01")),
        ("income.all.total != income.all.other", "10", (None, "10.00", None, None)),
        ("income.all.total = income.all.other * 30%", "5", ("3.00", "5.00", "-2.00", "0.0065")),
        ("comparison.basic.growth = income.all.total / income.all.other", "20",
         ("200.00%", "50.00%", "150.00%", "0.16%")),
        ("income.all.total = income.all.other / 3", "3.30", ("3.33", "3.30", "0.03", "0.0067")),
        ("income.all.total - income.all.other <= 1", "15", ("1.00", "5.00", "-4.00", "0.01")),
    ],
)  # fmt: skip
def test_figures_of_a_finding(
    relation: str, total: str, shown: tuple[str, str, str | None, str | None], tmp_path: Path
) -> None:
    """Both figures and the difference as people read them, in the unit and decimals of the cell on the left."""
    entries = {"income.all.total": D(total), "income.all.other": D(10), "comparison.basic.growth": D("0.5")}
    (found,) = [f for f in check(entries, invented(tmp_path, rule(relation))).findings if f.rule == "T001"]
    assert (found.left, found.right, found.difference, found.tolerance) == shown
    assert (found.severity, found.rounding) == ("error", False)


def test_a_difference_that_rounding_explains_is_a_notice(tmp_path: Path) -> None:
    """Not an error, however the rule is classed: the figures may well be right."""
    ruleset = invented(tmp_path, rule("income.all.total = sum(income.agencies[*].total)"))
    entries: dict[str, Content] = {f"income.agencies[{row}].total": D("3.33") for row in (1, 2, 3)}
    (found,) = check(entries | {"income.all.total": D("10.00")}, ruleset).findings
    assert (found.severity, found.rounding, found.difference, found.tolerance) == ("notice", True, "-0.01", "0.02")
    assert "舍入" in found.message


def test_unit_of_a_rule(tmp_path: Path) -> None:
    """Where no single cell stands on the left, the rule says what its figures are shown in."""
    ruleset = invented(tmp_path, rule("income.all.total / income.all.other <= 30%", unit='"%"'))
    (found,) = check({"income.all.total": D(40), "income.all.other": D(100)}, ruleset).findings
    assert (found.left, found.right, found.difference) == ("30.00%", "40.00%", "-10.00%")


def test_facts_of_a_finding(tmp_path: Path) -> None:
    """The cell on the left first, then all others once; of summed rows those that hold something."""
    ruleset = invented(tmp_path, rule("income.all.total = income.all.total * 2 + sum(income.agencies[*].total)"))
    entries = {"income.all.total": D(5), "income.agencies[1].total": D(1), "income.agencies[3].total": D(1)}
    (found,) = check(entries, ruleset).findings
    assert found.fields == ("income.all.total", "income.agencies[1].total", "income.agencies[3].total")


def test_rows_are_walked_each_for_itself(tmp_path: Path) -> None:
    """One wrong row is one finding, beside a single cell and beside a sum of all rows."""
    ruleset = invented(tmp_path, rule("income.agencies[*].total <= income.all.other + sum(income.agencies[*].fund)"))
    entries = {f"income.agencies[{row}].total": D(total) for row, total in enumerate((3, 9, 4, 8), 1)}
    result = check(entries | {"income.all.other": D(5), "income.agencies[1].fund": D(1)}, ruleset)
    assert pairs(result) == [["T001", "income.agencies[2].total"], ["T001", "income.agencies[4].total"]]


@pytest.mark.parametrize(
    ("guard", "carryover", "runs"),
    [
        ("income.all.carryover > 5", D(6), True),
        ("income.all.carryover > 5", D("5.01"), True),
        ("income.all.carryover > 5", D(5), False),
        ("income.all.carryover = income.all.fund", D("5.00"), True),
        ("income.all.carryover = income.all.fund", D("5.01"), False),
        ("given(income.all.carryover, income.all.other) = 1", D(5), True),
        ("given(income.all.carryover, income.all.other) = 1", None, False),
        ("income.all.carryover > 5", None, False),
        ("income.all.carryover > 5", "不适用", False),
        ("cover.unit = overall.unit", None, True),
    ],
)
def test_when(guard: str, carryover: Decimal | str | None, runs: bool, tmp_path: Path) -> None:
    """A rule that holds only where another does says nothing elsewhere, nor where that cannot be told."""
    ruleset = invented(tmp_path, rule("income.all.total = 0", when=f"'{guard}'"))
    entries: dict[str, Content] = {"income.all.total": D(1), "income.all.carryover": carryover, "income.all.fund": D(5)}
    entries |= {"cover.unit": "某某市示例局", "overall.unit": "某某市示例局"}
    assert bool(check(entries, ruleset).findings) == runs


def test_a_computed_text_that_is_missing(tmp_path: Path) -> None:
    """A grade left blank is asked for, with the grade it should be; a cell that the file does not have is not."""
    ruleset = invented(tmp_path, rule("conclusion.grade = grade(conclusion.score)", defines="true"))
    (found,) = check({"conclusion.grade": None, "conclusion.score": D(75)}, ruleset).findings
    assert (found.left, found.right, found.message) == ("合格", None, "评价等次 没有填，应为 合格")
    assert check({"conclusion.score": D(75)}, ruleset).findings == ()
    assert facts({"conclusion.score": D(75)}).get("conclusion.grade") is None


@pytest.mark.parametrize(("comparison", "other", "message"), [("=", "乙局", "甲局 应为 乙局"), ("!=", "甲局", "甲局")])
def test_texts_have_their_own_sentence(comparison: str, other: str, message: str, tmp_path: Path) -> None:
    """Texts that should be the same are both shown, without a difference; texts that should differ are shown once."""
    ruleset = invented(tmp_path, rule(f"cover.unit {comparison} overall.unit"))
    (found,) = check({"cover.unit": "甲局", "overall.unit": other}, ruleset).findings
    assert (found.message, found.difference) == (f"部门（单位）名称 {message}", None)
