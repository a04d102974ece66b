"""The summary workbooks: the same bytes for the same ledger, texts stay texts, readable whatever the ledger holds."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from macros_py.review.summary import APPRAISAL, SUMMARY, write_summary
from tests.review.ledger_fixture import blank, varied
from tests.tools import ooxml, repair_lint
from workbook.errors import UnusableFile

HOSTILE = ("=cmd|'/c calc'!A1", "+1+1", "@SUM(A1:A9)", "-2+3", "http://example.invalid/", "甲\x0b\ufffe乙<&>")
SHEETS = ["总览", "单位汇总", "排名", "按类别", "常见问题", "异常", "雷同文字", "抽查名单", "拒收与失败", "重复上报"]


def cells(path: Path) -> list[tuple[str, object]]:
    """Kind and content of every cell that holds something."""
    book = load_workbook(path)
    return [
        (cell.data_type, cell.value)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    ]


def test_every_sheet_is_there_and_sound(tmp_path: Path) -> None:
    """Excel opens both without offering to repair them."""
    made = write_summary(varied(tmp_path), tmp_path, deadline=date(2023, 2, 1), folder=tmp_path / "收件 #1")
    assert [path.name for path in made] == [SUMMARY, APPRAISAL]
    assert load_workbook(made[0]).sheetnames == SHEETS
    assert load_workbook(made[1]).sheetnames == ["考核评分表", "评分标准"]
    assert {path.name: repair_lint.lint(path) for path in made} == {SUMMARY: [], APPRAISAL: []}
    assert list(ooxml.validate(made).values()) == [[], []]


def test_the_same_ledger_gives_the_same_bytes(tmp_path: Path) -> None:
    """Two people who summarise one review hold the same files, the lot drawn included."""
    ledger = varied(tmp_path)
    first = [path.read_bytes() for path in write_summary(ledger, tmp_path)]
    assert [path.read_bytes() for path in write_summary(ledger, tmp_path)] == first


def test_texts_from_files_are_never_formulas(tmp_path: Path) -> None:
    """Whoever names a unit after a command, or a link, gets text in every sheet."""
    with blank(tmp_path) as ledger:
        for number, text in enumerate(HOSTILE):
            path = f"{text}{number}"
            ledger.file(path, unit=text, code=text, total=99, grade=text, execution_rate=0.5, override_name=text)
            ledger.finding(path, text, cell=text, message=text)
            ledger.fact(path, "basic.duties", text * 30, label=text)
            ledger.fact(path, "cover.method", text)
            ledger.add("files", path=f"废{path}", name=text, state="refused", reason=text)
        ledger.file("旧", unit=HOSTILE[0], counts=False, superseded_by=f"{HOSTILE[0]}0")
    for path in write_summary(ledger.path, tmp_path, folder=tmp_path):
        found = cells(path)
        assert {kind for kind, _ in found} <= {"s", "n"}
        assert {value for kind, value in found if kind == "s"} >= {*HOSTILE[:5], "甲乙<&>"}
        with zipfile.ZipFile(path) as archive:
            sheets = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/")]
        assert not [sheet for sheet in sheets if b"<f>" in sheet or b"<f " in sheet]
        assert repair_lint.lint(path) == []


@pytest.mark.parametrize("refused", [0, 2])
def test_a_ledger_without_units_gives_readable_books(tmp_path: Path, refused: int) -> None:
    """Nothing that counts is said in words, not with an error or a blank page."""
    with blank(tmp_path) as ledger:
        for number in range(refused):
            ledger.add("files", path=f"{number}.xls", name="旧", state="refused", reason="旧格式。请另存为 .xlsx。")
    made = write_summary(ledger.path, tmp_path)
    said = {value for path in made for _, value in cells(path)}
    assert said >= {"没有可计入汇总的单位。", "没有可汇总的单位。", "没有可考核的单位。"}
    assert ("没有拒收或失败的文件。" in said) == (refused == 0)
    assert [repair_lint.lint(path) for path in made] == [[], []]
    assert list(ooxml.validate(made).values()) == [[], []]


def test_a_ledger_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    """In Chinese, with what to do."""
    (tmp_path / "ledger.duckdb").write_bytes(b"no ledger")
    with pytest.raises(UnusableFile, match="台账打不开"):
        write_summary(tmp_path / "ledger.duckdb", tmp_path)


def test_units_lead_to_their_files_and_lists_to_their_units(tmp_path: Path) -> None:
    """A name with a sign that ends an address, too."""
    with blank(tmp_path) as ledger:
        ledger.file("甲#1%.xlsx", unit="甲局", total=95, execution_rate=0.5)
    book = load_workbook(write_summary(ledger.path, tmp_path / ".", folder=tmp_path / "收件")[0])
    assert book["单位汇总"]["Q4"].hyperlink.target == "收件\\甲%231%25.xlsx"
    assert book["排名"]["B4"].hyperlink.location == "'单位汇总'!A4"
    assert book["单位汇总"]["B4"].value == "甲局"
