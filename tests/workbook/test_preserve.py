"""What a user has around the cells we write must be there afterwards, byte for byte, whatever it is."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from tests.tools.preserve import INPUTS, OVERWRITE, Compared, compare, preserve, strayed, write_ours
from tests.tools.rich import KINDS
from tests.tools.rich.parts import BOOK, SHEET, TYPES, unpacked
from workbook.errors import UnusableFile
from workbook.package import MAIN, Package
from workbook.patch import CellEdit, apply


def test_there_are_many_kinds() -> None:
    assert len(KINDS) > 40


@pytest.mark.parametrize("kind", KINDS)
def test_only_the_edited_sheet_changes(kind: str, tmp_path: Path) -> None:
    outcome = preserve(kind, tmp_path, compared=False)
    assert outcome.ours == Compared(changed=(outcome.sheet,), lost=(), added=())
    assert outcome.strayed == ()


@pytest.mark.parametrize("kind", KINDS)
def test_inputs_and_results_are_written(kind: str, tmp_path: Path) -> None:
    outcome = preserve(kind, tmp_path, compared=False)
    root = etree.fromstring(unpacked(tmp_path / "写后.xlsx")[outcome.sheet])
    cells = {cell.get("r"): cell for cell in root.iter(f"{MAIN}c")}
    written = ["".join(map(str, cells[edit.cell].itertext(f"{MAIN}v", f"{MAIN}t"))) for edit in INPUTS]
    assert written == ["1234.56", "=不是公式 ", "新写的", "1.3717"]
    assert [cells[name].find(f"{MAIN}f") is not None for name in ("B4", "A5", "D20", "C4")] == [False] * 3 + [True]


def test_the_calculation_chain_goes_with_its_relation_and_type(tmp_path: Path) -> None:
    """It names a cell that has no formula any more: Excel would offer to repair the file."""
    source, target = tmp_path / "原件.xlsx", tmp_path / "写后.xlsx"
    KINDS["calculation chain"](source)
    write_ours(source, target, (OVERWRITE,))
    rels = "xl/_rels/workbook.xml.rels"
    expected = Compared(changed=(TYPES, rels, SHEET), lost=("xl/calcChain.xml",), added=())
    assert compare(unpacked(source), unpacked(target)) == expected
    assert b"calcChain" not in Package.load(target).read(TYPES) + Package.load(target).read(rels)


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        (b"<v>500</v>", b"<v>501</v>", ["B5"]),
        (b'<c r="B6"', b'<c foo="1" r="B6"', ["B6"]),
        (b"<pageMargins", b"<pageMargin", ["around the cells"]),
        (b'<row r="7"', b'<row hidden="1" r="7"', ["rows"]),
    ],
)
def test_the_comparison_sees_what_strayed(tmp_path: Path, old: bytes, new: bytes, where: list[str]) -> None:
    """A comparison that sees nothing would find every writer faultless."""
    KINDS["plain"](tmp_path / "原件.xlsx")
    sheet = unpacked(tmp_path / "原件.xlsx")[SHEET]
    assert sheet.count(old) == 1
    assert [*strayed(sheet, sheet.replace(old, new))] == where


@pytest.mark.parametrize(("kind", "cell"), [("array formulas", "E5"), ("array formulas", "F9"), ("data table", "E5")])
@pytest.mark.parametrize("value", ["字", None])
def test_a_cell_of_an_array_is_not_overwritten(tmp_path: Path, kind: str, cell: str, value: str | None) -> None:
    """Only the first cell holds the formula; what is written into another one is gone when Excel computes."""
    KINDS[kind](tmp_path / "原件.xlsx")
    package = Package.load(tmp_path / "原件.xlsx")
    with pytest.raises(UnusableFile, match=f"收支!{cell}：该公式由多个单元格共用"):
        apply(package, [CellEdit(sheet="收支", cell=cell, value=value)])


@pytest.mark.parametrize("kind", ["names in another case", "percent-encoded targets"])
def test_removing_a_part_takes_its_type_however_it_is_written(tmp_path: Path, kind: str) -> None:
    KINDS[kind](tmp_path / "原件.xlsx")
    package = Package.load(tmp_path / "原件.xlsx")
    package.remove(package.sheet_part("收支"))
    assert [item.get("PartName") for item in package.tree(TYPES) if "worksheets" in item.get("PartName", "")] == [
        "/xl/worksheets/sheet2.xml"
    ]
    assert BOOK in package


def test_the_only_cell_of_an_array_may_be_written_twice(tmp_path: Path) -> None:
    KINDS["plain"](tmp_path / "原件.xlsx")
    package = Package.load(tmp_path / "原件.xlsx")
    package.put(SHEET, package.read(SHEET).replace(b"<f>ROUND(B4/", b'<f t="array" ref="C4:C4">ROUND(B4/'))
    for value in ("一", "二"):
        apply(package, [CellEdit(sheet="收支", cell="C4", value=value)])
    assert b"<t>\xe4\xba\x8c</t>" in package.read(SHEET)
