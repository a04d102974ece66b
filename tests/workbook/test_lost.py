"""A workbook that lost something: a table, a row, its marker, some bytes. What is gone is named; nothing crashes."""

from __future__ import annotations

import random
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from macros_py.check import check_file
from macros_py.engine.findings import Finding
from tests.workbook.test_read import BOOK, edited
from workbook.errors import UnusableFile
from workbook.model import name_of
from workbook.package import Package
from workbook.read import read


@pytest.mark.parametrize(
    ("pattern", "new", "words"),
    [
        (r'"2022"</definedName>', '"1999"</definedName>', "改.xlsx：文件用的是 1999 年度表样，本程序只有 2022"),
        (r'"2022"</definedName>', '"二〇二二"</definedName>', "改.xlsx：.*表样"),
        (r'"2022"</definedName>', '"²⁰²²"</definedName>', "改.xlsx：.*表样"),
        (r'"2022"</definedName>', f'"{"9" * 5000}"</definedName>', "改.xlsx：.*表样"),
        (r'"2022"</definedName>', "2022</definedName>", "改.xlsx：这不是本工具的自评工作簿（找不到表样标记）"),
        (r'<definedName name="jx.forms">[^<]*</definedName>', "", "改.xlsx：这不是本工具的自评工作簿"),
        (r"<definedNames>.*</definedNames>", "", "改.xlsx：这不是本工具的自评工作簿"),
    ],
    ids=["1999", "words", "superscript", "very long", "no text", "no marker", "no names"],
)
def test_a_workbook_of_other_tables_is_refused(
    template: Path, tmp_path: Path, pattern: str, new: str, words: str
) -> None:
    """Reading it by the wrong tables would give wrong figures; the sentence says which year it is of."""
    path = edited(template, tmp_path / "改.xlsx", (pattern, new))
    with pytest.raises(UnusableFile, match=f"^{words}"):
        read(path)


def test_a_strange_workbook_is_refused(tmp_path: Path) -> None:
    """Someone else's workbook, or our tables copied into a new file by hand."""
    book = openpyxl.Workbook()
    book.create_sheet("收入")
    book.save(tmp_path / "别的.xlsx")
    with pytest.raises(UnusableFile, match=r"^别的\.xlsx：这不是本工具的自评工作簿.*模板"):
        read(tmp_path / "别的.xlsx")


def missing(path: Path) -> list[Finding]:
    return [finding for finding in check_file(path).result.findings if finding.rule == "R001"]


def test_a_deleted_sheet_is_one_finding(template: Path, tmp_path: Path) -> None:
    """The rest is still checked; the table that is gone is named once, not cell by cell."""
    book = openpyxl.load_workbook(template)
    del book["收入"]
    book.save(tmp_path / "删表.xlsx")
    found = missing(tmp_path / "删表.xlsx")
    assert [(f.severity, f.form) for f in found] == [("error", "income")]
    assert found[0].message.startswith("缺少表格“收入”：工作表被删除")
    assert "income.all.total" not in read(tmp_path / "删表.xlsx").facts.facts


def test_excel_leaves_broken_names_behind(template: Path, tmp_path: Path) -> None:
    """Excel turns the names of a deleted sheet into #REF!."""
    swaps = ((r'<sheet name="收入"[^>]*/>', ""), (r">'?收入'?!\$", ">#REF!$"))
    found = missing(edited(template, tmp_path / "删表.xlsx", *swaps))
    assert [(f.form, f.message.startswith("缺少表格“收入”")) for f in found] == [("income", True)]


def test_a_deleted_row_names_its_cells(template: Path, tmp_path: Path) -> None:
    """The 汇总 row of 收入 was deleted: its six figures are missing, the agencies are still there."""
    found = missing(edited(template, tmp_path / "删行.xlsx", (r"(name=\"income\.all\.\w+\">)[^<]*", r"\g<1>#REF!")))
    assert [(f.severity, f.form) for f in found] == [("error", "income")]
    assert found[0].message.startswith(
        "表格“收入”里找不到 6 个单元格（汇总·收入合计、汇总·上年结转、汇总·公共财政拨款等）"
    )


def test_a_deleted_column_of_rows_names_its_field(template: Path, tmp_path: Path) -> None:
    name = name_of("overall.indicators[*].score")
    path = edited(template, tmp_path / "删列.xlsx", (rf'<definedName name="{name}">[^<]*</definedName>', ""))
    assert ["1 个单元格（指标·得分等）" in finding.message for finding in missing(path)] == [True]
    assert read(path).facts.facts["overall.indicators[1].level1"].value == "产出指标（50分）"


def said(path: Path) -> str:
    """The file that a refusal names; empty where the file is read."""
    try:
        read(path)
    except UnusableFile as error:
        return str(error).partition("：")[0]
    return ""


@pytest.mark.parametrize("part", [BOOK, "xl/worksheets/sheet3.xml", "xl/sharedStrings.xml", "xl/styles.xml"])
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
def test_a_damaged_part_is_read_or_refused(example: Path, tmp_path: Path, part: str, seed: int) -> None:
    """Bytes lost or changed inside a sound zip: a sentence, never a traceback."""
    chance, package = random.Random(seed), Package.load(example)
    data = bytearray(package.read(part))
    start = chance.randrange(len(data))
    if chance.random() < 0.3:
        del data[start : start + chance.choice([1, 10, len(data)])]
    else:
        data[start : start + 1] = chance.choice([b"<", b">", b"&", b'"', b"\xff", b"9999", b"&x;", b"/", b"-"])
    package.put(part, bytes(data))
    package.save(tmp_path / "坏.xlsx")
    assert said(tmp_path / "坏.xlsx") in ("", "坏.xlsx")
