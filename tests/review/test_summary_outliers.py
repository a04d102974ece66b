"""What stands out, each kind at its bound."""

from __future__ import annotations

from pathlib import Path

import pytest

from macros_py.review import summary_outliers as kinds
from macros_py.review.summary_data import opened
from macros_py.review.summary_outliers import find_outliers, outliers
from macros_py.review.summary_texts import preset, shared_texts
from tests.review.ledger_fixture import SHARED, blank, varied


def found(ledger: Path) -> set[tuple[str, str]]:
    """Path and kind of all that stands out."""
    with opened(ledger) as data:
        find_outliers(data)
        frame = outliers(data)
    return set(zip(frame["path"], frame["kind"], strict=True))


def test_full_marks_want_some_indicators(tmp_path: Path) -> None:
    """Five full ones stand out; four do not, nor five of which one is not full; one without points does not matter."""
    with blank(tmp_path) as ledger:
        for path in ("full", "few", "less"):
            ledger.file(path, execution_rate=1)
        ledger.score("full", *[(10, 10)] * 5, (0, 0))
        ledger.score("few", *[(10, 10)] * 4)
        ledger.score("less", *[(10, 10)] * 4, (10, 9.99))
    assert found(ledger.path) == {("full", kinds.FULL)}


@pytest.mark.parametrize(
    ("total", "rate", "kind"),
    [
        (90, 0.7999, kinds.LOW),
        (90, 0.8, None),
        (89.99, 0.7999, kinds.YELLOW),
        (None, 0.7, kinds.YELLOW),
        (99, None, None),
    ],
)
def test_high_score_and_low_execution(
    tmp_path: Path, total: float | None, rate: float | None, kind: str | None
) -> None:
    """One reason, not two, where the score is high as well."""
    with blank(tmp_path) as ledger:
        ledger.file("a", total=total, execution_rate=rate)
    assert found(ledger.path) == ({("a", kind)} if kind else set())


def test_points_far_ahead_of_execution(tmp_path: Path) -> None:
    """More than a twentieth of the share of points; an indicator without a score leaves it open."""
    with blank(tmp_path) as ledger:
        for path, rate in (("ahead", 0.9499), ("bound", 0.95), ("open", 0.9)):
            ledger.file(path, execution_rate=rate)
            ledger.score(path, (50, 50), (40, 40))
        ledger.fact("open", "overall.indicators[3].points", 10)
    assert found(ledger.path) == {("ahead", kinds.RED)}


def test_no_budget_stands_out(tmp_path: Path) -> None:
    """Nothing can be divided by it."""
    with blank(tmp_path) as ledger:
        ledger.file("a")
        ledger.fact("a", "overall.funds.total.adjusted", 0)
    assert found(ledger.path) == {("a", kinds.YELLOW)}


def test_far_from_the_peers(tmp_path: Path) -> None:
    """Peers are the units of a department if it has enough, else all; equal scores have no distance."""
    with blank(tmp_path) as ledger:
        for number in range(8):
            ledger.file(f"a{number}", code=f"1000{number}", total=90 + number % 3)
            ledger.file(f"b{number}", code=f"2000{number}", total=70)
        ledger.file("a8", code="10008", total=70)
        ledger.file("c", code="30000", total=70)
    assert found(ledger.path) == {("a8", kinds.FAR)}


def test_round_totals(tmp_path: Path) -> None:
    """Two of them, and no small ones."""
    with blank(tmp_path) as ledger:
        for path, income, spent in (("a", 1200, 1100), ("b", 1200, 1105), ("c", 20, 20), ("d", 1200.01, 1100)):
            ledger.file(path)
            ledger.fact(path, "income.all.total", income)
            ledger.fact(path, "expenditure.all.total", spent)
    assert found(ledger.path) == {("a", kinds.ROUND)}


def test_identical_texts_in_one_field(tmp_path: Path) -> None:
    """Spaces do not hide a copy; a short text, another field, a preset and a superseded file are none."""
    with blank(tmp_path) as ledger:
        for path in ("a", "b", "c"):
            ledger.file(path, unit=f"{path}局", code=path)
            ledger.fact(path, "basic.contact", "张三")
            ledger.fact(path, "notice.basis", max(preset({2022}), key=len))
        ledger.file("old", counts=False)
        ledger.fact("a", "project[1].goals[2].actual", SHARED, label="实际")
        ledger.fact("b", "project[3].goals[1].actual", SHARED.replace("，", "，\n　 "), label="实际")
        ledger.fact("c", "basic.duties", SHARED)
        ledger.fact("old", "basic.duties", SHARED)
    with opened(ledger.path) as data:
        find_outliers(data)
        texts = shared_texts(data)
    assert texts[["label", "size", "units", "names"]].values.tolist() == [["实际", len(SHARED), 2, "a局、b局"]]
    assert found(ledger.path) == {("a", kinds.SAME), ("b", kinds.SAME)}


def test_a_text_most_units_have_is_nobodys_copy(tmp_path: Path) -> None:
    """It is shown, with the remark that it may come from a model."""
    with blank(tmp_path) as ledger:
        for number in range(9):
            ledger.file(str(number))
            ledger.fact(str(number), "basic.duties", SHARED)
    with opened(ledger.path) as data:
        find_outliers(data)
        assert shared_texts(data)["remark"].tolist() == ["多数单位相同，可能出自统一的范文"]
    assert found(ledger.path) == set()


def test_absurd_figures_break_nothing(tmp_path: Path) -> None:
    """A submission may hold any number that Excel can."""
    with blank(tmp_path) as ledger:
        ledger.file("a", total=1e17, execution_rate=1e13)
        ledger.score("a", *[(1e17, 1e17)] * 5)
        ledger.fact("a", "income.all.total", 1e25)
    assert found(ledger.path) == set()


def test_most_reasons_first(tmp_path: Path) -> None:
    """Whoever has most to answer stands on top."""
    with opened(varied(tmp_path)) as data:
        find_outliers(data)
        frame = outliers(data)
    assert frame["reasons"].is_monotonic_decreasing
