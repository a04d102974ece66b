"""Figures of the summary against ledgers small enough to count by hand."""

from __future__ import annotations

from pathlib import Path

from openpyxl import load_workbook

from macros_py.engine.packs import load_pack
from macros_py.review import summary_categories, summary_counts, summary_files
from macros_py.review.summary import SUMMARY, write_summary
from macros_py.review.summary_data import opened
from macros_py.review.summary_thresholds import Thresholds, thresholds_of
from tests.review.ledger_fixture import blank, varied


def test_states_and_units_are_counted(tmp_path: Path) -> None:
    """A file is one of three; only one of a unit's files counts."""
    with opened(varied(tmp_path)) as data:
        found = summary_counts.counts(data)
    wanted = {"files": 15, "reviewed": 13, "refused": 1, "failed": 1, "superseded": 1, "units": 12}
    assert {key: found[key] for key in wanted} == wanted
    assert (found["clean"], found["with_errors"], found["errors"]) == (8, 4, 4)
    assert (found["mean"], float(str(found["middle"])), found["low_rate"]) == (85.25, 85.25, 5)


def test_only_warnings_nobody_explained_stand(tmp_path: Path) -> None:
    """A blank explanation is none."""
    with blank(tmp_path) as ledger:
        ledger.file("a", warnings=2)
        ledger.finding("a", "K009", "警告", explanation="已核")
        ledger.finding("a", "K010", "警告", explanation=" ")
    with opened(ledger.path) as data:
        assert summary_counts.counts(data)["warnings"] == 1


def test_bands_and_grades(tmp_path: Path) -> None:
    """A rate on a bound belongs to the band above; what has no rate or grade is not left out."""
    with blank(tmp_path) as ledger:
        for number, rate in enumerate((0.5999, 0.6, 0.95, 1, 1.0001, None)):
            ledger.file(str(number), execution_rate=rate, grade="优" if rate else "")
    with opened(ledger.path) as data:
        rates, grades = summary_counts.rates(data), summary_counts.grades(data, ["优", "良"])
    assert dict(zip(rates["name"], rates["units"], strict=True)) == {
        **dict.fromkeys(("60%以下", "60%—70%", "95%—100%", "100%", "超过100%", "算不出"), 1),
        **dict.fromkeys(("70%—80%", "80%—90%", "90%—95%"), 0),
    }
    assert grades[["name", "units"]].values.tolist() == [["优", 5], ["良", 0], ["待算", 1]]


def test_findings_by_units_with_the_first_place(tmp_path: Path) -> None:
    """A rule that speaks twice of one unit has one unit and two places."""
    with blank(tmp_path) as ledger:
        ledger.file("a", unit="甲", code="1")
        ledger.file("b", unit="乙", code="2")
        ledger.file("old", counts=False)
        for path, cell in (("b", "表!A1"), ("a", "表!B2"), ("a", "表!B1"), ("old", "表!A1")):
            ledger.finding(path, "S001", cell=cell, message=cell)
    with opened(ledger.path) as data:
        found = summary_counts.findings(data, {"S001": "名称"}).iloc[0]
    assert (found["title"], found["units"], found["places"], found["share"]) == ("名称", 2, 3, 1)
    assert (found["example"], found["place"]) == ("甲", "表!B1")


def test_totals_by_kind_of_unit(tmp_path: Path) -> None:
    """Sums are decimal; a unit without a figure counts in no average; the last row is for all."""
    with blank(tmp_path) as ledger:
        for path, code, amount in (
            ("a", "020001", 0.1),
            ("b", "020002", 0.2),
            ("c", "030001", 5),
            ("d", "030002", None),
        ):
            ledger.file(path, code=code, total=90)
            if amount is not None:
                ledger.fact(path, "income.all.total", amount)
    with opened(ledger.path) as data:
        assert summary_categories.kinds(data) == ["method", "prefix"]
        sums, means = (summary_categories.categories(data, "prefix", part) for part in ("sum", "avg"))
    assert sums[["category", "units", "income"]].values.tolist() == [["020", 2, 0.3], ["030", 2, 5.0], ["全部", 4, 5.3]]
    assert means["income"].tolist() == [0.15, 5.0, 1.77]


def test_equal_totals_share_a_rank(tmp_path: Path) -> None:
    """And the next rank is left out; who has no total has none."""
    with blank(tmp_path) as ledger:
        for path, total in (("a", 90), ("b", 95), ("c", 90), ("d", 80), ("e", None)):
            ledger.file(path, unit=path, code=path, total=total)
    write_summary(ledger.path, tmp_path)
    rows = load_workbook(tmp_path / SUMMARY)["排名"].iter_rows(min_row=4, max_col=2, values_only=True)
    assert [*rows] == [(1, "b"), (2, "a"), (2, "c"), (4, "d"), ("—", "e")]


def test_repeated_files_stand_together(tmp_path: Path) -> None:
    """The one that counts first, also over a chain."""
    with blank(tmp_path) as ledger:
        ledger.file("1", counts=False, superseded_by="2", made="2023-01-01T08:00:00+08:00")
        ledger.file("2", counts=False, superseded_by="3", made="2023-02-01")
        ledger.file("3")
        ledger.file("alone")
    with opened(ledger.path) as data:
        found = summary_files.repeated(data)
    assert found["path"].tolist() == ["3", "2", "1"]
    assert found["made"].tolist()[2] == "2023-01-01 08:00"
    assert set(found["winner"]) == {"3"}


def test_a_pack_sets_its_own_thresholds() -> None:
    """Dated like all its values; the rest stays as it is."""
    pack = load_pack()
    dated = pack.values["overshoot"]
    values = {**pack.values, "review_high_score": dated, "high_score": dated}
    changed = type(pack)(**{name: getattr(pack, name) for name in pack.__struct_fields__} | {"values": values})
    assert thresholds_of(pack, 2022) == Thresholds()
    assert thresholds_of(changed, 2022) == Thresholds(high_score=1.3)
    assert thresholds_of(changed, 2019) == Thresholds()
