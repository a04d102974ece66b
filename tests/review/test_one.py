"""One file: what ends in its row, whatever kind of file it is."""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from macros_py.review.one import review
from macros_py.review.record import FactColumns, Record, decoded, encoded, head_of
from macros_py.review.settings import Settings
from macros_py.review.tables import FILES, FINDINGS
from tests.exchange.test_verify import resealed, without_seal
from tests.hostile.make import KINDS
from tests.review.conftest import task
from tests.review.told import origin, texts, trouble, value
from workbook.package import Package
from workbook.patch import CellEdit, apply

OVERALL = "附件3 整体自评表"


def reviewed(path: Path, pack: str | None = None) -> Record:
    return review(task(path), Settings(pack=pack))


def cell_of(record: Record, fact: str) -> str:
    return texts(record.facts, "cells")[texts(record.facts, "ids").index(fact)]


def levels(record: Record) -> list[object]:
    return [row[1] for row in record.findings]


def changed(path: Path, folder: Path, *edits: CellEdit) -> Path:
    target = folder / path.name
    shutil.copy(path, target)
    package = Package.load(target)
    apply(package, edits)
    package.save(target)
    return target


def test_a_submission_as_it_was_sent(right: Path) -> None:
    record = reviewed(right)
    summary = record.summary
    assert (record.state, record.reason, summary.kind, summary.found_by) == ("reviewed", "", "submission", "names")
    assert (summary.sealed, summary.differences, summary.errors, summary.version) == (True, 0, 0, 1)
    assert summary.pack_sha256 == summary.sealed_pack_sha256 != ""
    assert summary.made.startswith("2023-07-26T12:00:00")
    assert summary.unit in right.name
    assert f"_{summary.code}_" in right.name
    columns = [texts(record.facts, name) for name in ("ids", "values", "cells")]
    assert {len(column) for column in (*columns, record.facts.marks)} == {len(record.facts.fields) // 2}


def test_the_row_of_a_file_is_what_the_table_expects(published: Path) -> None:
    """Summary, head and what only all files tell fill the columns of `files`, in their order."""
    record = reviewed(published)
    names = list(record.summary.__struct_fields__)
    front = ["path", "name", "bytes", "file_sha256", "state", "reason"]
    assert [*front, *names[1:], "counts", "superseded_by"] == list(FILES)
    assert {len(row) + 1 for row in record.findings} == {len(FINDINGS)}


def test_a_record_crosses_processes_unchanged(published: Path) -> None:
    record = reviewed(published)
    assert decoded(encoded(record)) == record
    assert head_of(encoded(record)).path == published.name


def test_texts_cross_processes_whatever_they_hold(published: Path) -> None:
    """Be it the characters between them, nothing, or no value at all."""
    record, ids = reviewed(published), [f"fact{number}" for number in range(5)]
    values = ["\0", None, "", "甲\x01乙\n", "\\n"]
    record.facts = FactColumns.of(ids, values, ids, bytes(10), bytes([1, 12, 0, 6, 0]))
    facts = decoded(encoded(record)).facts
    assert facts == record.facts
    assert [value(facts, fact) for fact in ids] == values
    assert (origin(facts, "fact0"), trouble(facts, "fact1"), origin(facts, "fact3")) == (
        "computed",
        "error",
        "reported",
    )


def test_errors_and_who_let_them_go_up(published: Path) -> None:
    record = reviewed(published)
    assert levels(record).count("错误") == record.summary.errors > 0
    assert (record.summary.override_name, record.summary.override_reason) == ("某某", "测试")
    assert "错误" in record.summary.override_standing
    assert {row[0] for row in record.differences} == {"重新计算"}  # typed over before the export: told, but no change
    assert record.summary.differences == 0


def test_the_origin_of_a_figure_is_that_of_the_workbook(published: Path) -> None:
    """In the copy no formula is left: only the seal knows that the rate was typed over one and the total was not."""
    facts = reviewed(published).facts
    assert origin(facts, "overall.funds.total.rate") == "reported"
    assert "computed" in {origin(facts, fact) for fact in texts(facts, "ids")}


def test_a_figure_changed_after_the_export(right: Path, tmp_path: Path) -> None:
    record = reviewed(changed(right, tmp_path, CellEdit(sheet=OVERALL, cell="E13", value=Decimal("1.23"))))
    assert record.summary.differences == 1
    assert ("数据", f"{OVERALL}!E13") in {row[:2] for row in record.differences}


def test_the_seal_is_not_believed(published: Path, tmp_path: Path) -> None:
    """Who forges the seal can say that nothing was found; what is found is found in the cells."""
    path = changed(published, tmp_path)
    resealed(path, {"findings": ()})
    assert reviewed(path).summary.errors == reviewed(published).summary.errors > 0


def test_explanations_come_from_the_seal(sent: Path) -> None:
    record = reviewed(sent)
    assert record.summary.warnings == record.summary.explained > 0
    column = list(FINDINGS).index("explanation") - 1
    assert {row[column] is not None for row in record.findings if row[1] == "警告"} == {True}


def test_explanations_of_a_working_workbook_come_from_its_list(corrected: Path) -> None:
    record = reviewed(corrected)
    assert (record.summary.kind, record.summary.sealed) == ("workbook", False)
    assert record.summary.warnings == record.summary.explained > 0


def test_a_lost_seal(right: Path, tmp_path: Path) -> None:
    """The checksum on the receipt is left."""
    path = changed(right, tmp_path)
    without_seal(path)
    summary = reviewed(path).summary
    assert (summary.kind, summary.sealed, summary.differences) == ("submission", False, 0)


def test_a_broken_seal_is_refused(right: Path, tmp_path: Path) -> None:
    path = changed(right, tmp_path)
    package = Package.load(path)
    package.put("customXml/item1.xml", b'<submission xmlns="urn:jixiao:submission:1">{</submission>')
    package.save(path)
    record = reviewed(path)
    assert (record.state, "封存数据已损坏" in record.reason) == ("refused", True)


def test_an_unknown_place_is_refused(right: Path) -> None:
    record = reviewed(right, pack="nowhere")
    assert record.state == "refused"
    assert record.reason.startswith("没有规则包“nowhere”")


def test_a_workbook_without_names_is_read_by_its_labels(workbooks: list[Path], tmp_path: Path) -> None:
    """Nothing says any more by whose rules: the bureau does, or those of the country count."""
    path = changed(workbooks[0], tmp_path)
    package = Package.load(path)
    book = package.tree(package.workbook)
    book.remove(next(item for item in book if item.tag.endswith("}definedNames")))
    package.mark(package.workbook)
    package.save(path)
    named = reviewed(workbooks[0])
    bare = reviewed(path, pack=named.summary.pack)
    assert (bare.summary.found_by, bare.summary.kind, bare.summary.year) == ("labels", "workbook", 2022)
    assert bare.facts == named.facts
    assert bare.findings == named.findings
    assert reviewed(path).summary.pack == "national"


def test_a_submission_without_names_is_still_one(right: Path, tmp_path: Path) -> None:
    """Year and rules stand in the seal; no figure differs."""
    path = changed(right, tmp_path)
    package = Package.load(path)
    book = package.tree(package.workbook)
    book.remove(next(item for item in book if item.tag.endswith("}definedNames")))
    package.mark(package.workbook)
    package.save(path)
    bare, whole = reviewed(path).summary, reviewed(right).summary
    assert (bare.found_by, bare.sealed, bare.pack, bare.differences) == ("labels", True, whole.pack, 0)
    assert bare.facts_sha256 == whole.facts_sha256


@pytest.mark.parametrize("kind", ["password", "old_xls", "csv_gbk", "far_cell", "empty"])
def test_what_is_no_workbook_is_refused_with_its_sentence(kind: str, tmp_path: Path) -> None:
    path = KINDS[kind](tmp_path / "某某局.xlsx")
    record = reviewed(path)
    assert record.state == "refused"
    assert record.reason.startswith("某某局.xlsx：")
    assert (record.summary.file_sha256 != "", record.facts) == (True, FactColumns())


def test_a_sound_file_of_somebody_else_is_refused(tmp_path: Path) -> None:
    from tests.hostile import bricks

    path = tmp_path / "别的表.xlsx"
    bricks.package(path, {})
    assert "认不出这是自评工作簿" in reviewed(path).reason


def test_not_calculated_is_told_from_blank(workbooks: list[Path], tmp_path: Path) -> None:
    path = changed(workbooks[0], tmp_path)
    sheet, _, address = cell_of(reviewed(path), "income.all.total").rpartition("!")
    package = Package.load(path)
    part = package.sheet_part(sheet)
    before = package.read(part)
    cell = before[before.index(b'<c r="%s"' % address.encode()) :].partition(b"</c>")[0] + b"</c>"
    assert b"<f>" in cell
    package.put(part, before.replace(cell, cell.partition(b"<v>")[0] + b"</c>", 1))
    package.save(path)
    facts = reviewed(path).facts
    assert value(facts, "income.all.total") is None
    assert trouble(facts, "income.all.total") == "uncalculated"


def test_originals_are_only_read(submissions: Path) -> None:
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in submissions.iterdir()}
    for path in sorted(submissions.glob("*.xlsx")):
        reviewed(path)
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in submissions.iterdir()} == before
