"""What people write about findings stays with them from check to check, and is never thrown away."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from macros_py.desk import list_findings, recalc_file
from tests.tools import ooxml, repair_lint
from tests.workbook.test_annotate import annotated, lines, remark
from workbook.explanations import EXPLAINED, NOTICE, STALE, TO_EXPLAIN, TO_MEND
from workbook.findings_table import (
    BASIS,
    FIRST_ROW,
    HEAD_ROW,
    LEFTOVER_HEAD,
    PROMPT,
    SHEET,
    TEXT_COLUMN,
    column_of,
)
from workbook.package import MAIN, Package
from workbook.patch import CellEdit, Cells, apply, escape
from workbook.refresh import findings_listed
from workbook.remarks import Remark
from workbook.texts import texts, unescape

FIRST = FIRST_ROW + 1
TEXT, STATE = column_of(TEXT_COLUMN) - 1, column_of("状态") - 1


def warning(
    left: str = "1.00",
    right: str = "2.00",
    *,
    rule: str = "F101",
    cell: str = "收入!B5",
    basis: str = "",
    level: str = "警告",
) -> Remark:
    return Remark(
        level=level,
        rule=rule,
        table="收入",
        cell=cell,
        problem=f"填报 {right}，应为 {left}。",
        left=left,
        right=right,
        difference="",
        rounding="",
        source="表末说明",
        basis=basis,
    )


def said(path: Path) -> list[tuple[object, object]]:
    return [(row[TEXT], row[STATE]) for row in lines(path) if row[0] is not None]


def below(path: Path) -> list[tuple[object, ...]]:
    """Rule, place and text of every line that is no finding, the heading left out."""
    rows = [row for row in lines(path) if row[0] is None and any(row)]
    assert [row[5] for row in rows[:1]] == [LEFTOVER_HEAD] * bool(rows)
    return [(row[2], row[4], row[TEXT]) for row in rows[1:]]


def typed(path: Path, cells: dict[str, str]) -> Path:
    """As a person does it: what was there is now shared, too, and so is what was typed."""
    package = Package.load(path)
    apply(package, [CellEdit(sheet=SHEET, cell=cell, value=text) for cell, text in cells.items()])
    share_texts(package)
    package.save(path.with_name(f"填-{path.name}"))
    return path.with_name(f"填-{path.name}")


def share_texts(package: Package) -> None:
    part = next(r.target for r in package.relations(package.workbook) if r.kind == "sharedStrings")
    shared = package.tree(part)
    for cell in package.tree(package.sheet_part(SHEET)).iter(f"{MAIN}c"):
        inline = cell.find(f"{MAIN}is")
        if inline is not None:
            item = etree.SubElement(shared, f"{MAIN}si")
            item.extend(list(inline))
            cell.remove(inline)
            cell.set("t", "s")
            etree.SubElement(cell, f"{MAIN}v").text = str(len(shared) - 1)
    for count in ("count", "uniqueCount"):
        shared.set(count, str(len(shared)))
    package.mark(part)
    package.mark(package.sheet_part(SHEET))


@pytest.fixture
def explained(template: Path, tmp_path: Path) -> Path:
    """Two warnings in one cell's row and the next, the first of them explained in Excel."""
    listed = annotated(template, tmp_path / "核对.xlsx", warning(), warning(cell="收入!B6"))
    return typed(listed, {f"L{FIRST}": "年中机构合并。\n已报财政局。"})


def test_what_is_to_be_done(template: Path, tmp_path: Path) -> None:
    """An error is put right, a warning explained, a notice read."""
    notice = Remark(**dict.fromkeys(Remark.__struct_fields__, "") | {"level": "提示", "rule": "F900"})
    path = annotated(template, tmp_path / "核对.xlsx", remark(), warning(), notice)
    assert said(path) == [(None, TO_MEND), (None, TO_EXPLAIN), (None, NOTICE)]
    path = annotated(typed(path, {f"L{FIRST}": "甲", f"L{FIRST + 2}": "乙"}), tmp_path / "再.xlsx", remark(), notice)
    assert said(path) == [("甲", TO_MEND), ("乙", NOTICE)]


def test_an_explanation_stays_with_its_finding(explained: Path, tmp_path: Path) -> None:
    """Wherever the finding stands in the next list, and as often as one checks."""
    path = annotated(explained, tmp_path / "再.xlsx", remark(), warning(cell="收入!B6"), warning())
    path = annotated(path, tmp_path / "三.xlsx", remark(), warning(cell="收入!B6"), warning())
    assert said(path) == [(None, TO_MEND), (None, TO_EXPLAIN), ("年中机构合并。\n已报财政局。", EXPLAINED)]
    assert below(path) == []


def test_other_figures_want_another_explanation(explained: Path, tmp_path: Path) -> None:
    """However often one checks: until somebody rewrites it, nobody has said anything about the new figures."""
    path = annotated(explained, tmp_path / "再.xlsx", warning("1.00", "3.00"))
    assert said(path) == [("年中机构合并。\n已报财政局。", STALE)]
    path = annotated(typed(path, {}), tmp_path / "三.xlsx", warning("1.00", "3.00"))
    assert said(path) == [("年中机构合并。\n已报财政局。", STALE)]
    path = annotated(typed(path, {f"L{FIRST}": "增人"}), tmp_path / "四.xlsx", warning("1.00", "3.00"))
    assert said(path) == [("增人", EXPLAINED)]


def test_figures_that_are_meant_come_before_the_place(template: Path, tmp_path: Path) -> None:
    """A rule may find two things in one cell."""
    both = warning("1.00", "2.00"), warning("5.00", "6.00")
    path = typed(annotated(template, tmp_path / "核对.xlsx", *both), {f"L{FIRST}": "甲", f"L{FIRST + 1}": "乙"})
    path = annotated(path, tmp_path / "再.xlsx", both[1], warning("7.00", "8.00"))
    assert said(path) == [("乙", EXPLAINED), ("甲", STALE)]


def test_words_without_finding_are_kept_below(explained: Path, tmp_path: Path) -> None:
    """Until the person clears them; they count as no finding, and come back to none."""
    gone = ("F101", "收入!B5", "年中机构合并。\n已报财政局。")
    path = annotated(explained, tmp_path / "再.xlsx", remark())
    assert below(path) == [gone]
    path = annotated(typed(path, {}), tmp_path / "三.xlsx", warning())
    assert (said(path), below(path)) == ([(None, TO_EXPLAIN)], [gone])
    assert findings_listed(Package.load(path)) == {"警告": 1}
    cleared = {f"{column}{FIRST + 3}": "" for column in "CEL"}
    assert below(annotated(typed(path, cleared), tmp_path / "四.xlsx", warning())) == []


@pytest.mark.parametrize("cell", [f"M{FIRST}", f"P{FIRST}", f"F{FIRST + 4}", f"B{FIRST + 1}"])
def test_words_in_the_wrong_place_are_kept(template: Path, tmp_path: Path, cell: str) -> None:
    """Over the state, beside the list, below it."""
    listed = annotated(template, tmp_path / "核对.xlsx", warning())
    path = annotated(typed(listed, {cell: "请李科长看"}), tmp_path / "再.xlsx", warning())
    assert [text for text, _ in said(path)] + [row[2] for row in below(path)] in (["请李科长看"], [None, "请李科长看"])
    assert findings_listed(Package.load(path)) == {"警告": 1}


def test_checking_twice_is_checking_once(example: Path, tmp_path: Path) -> None:
    """Byte by byte, with explanations of each kind."""
    list_findings(example, tmp_path / "一.xlsx")
    rows = {f"L{FIRST + index}": f"说明 {index}" for index in range(len(lines(tmp_path / "一.xlsx")))}
    recalc_file(typed(tmp_path / "一.xlsx", rows), tmp_path / "重算.xlsx")
    for source, target in (("重算", "二"), ("二", "三")):
        list_findings(tmp_path / f"{source}.xlsx", tmp_path / f"{target}.xlsx")
    assert below(tmp_path / "二.xlsx")
    assert {state for _, state in said(tmp_path / "二.xlsx")} >= {TO_MEND, EXPLAINED}
    second, third = Package.load(tmp_path / "二.xlsx"), Package.load(tmp_path / "三.xlsx")
    assert [part for part in second if second.read(part) != third.read(part)] == []


def older(template: Path, target: Path) -> Path:
    """The sheet as it was built before there were explanations."""
    package = Package.load(template)
    tree = package.tree(package.sheet_part(SHEET))
    head = Cells(tree).rows[HEAD_ROW + 1]
    cols = tree.find(f"{MAIN}cols")
    assert cols is not None
    wide = [col for col in cols if int(col.get("min", "0")) > TEXT]
    parts = [*list(head)[TEXT:], *wide, *tree.iterfind(f"{MAIN}dataValidations")]
    for element in parts:
        element.getparent().remove(element)  # type: ignore[union-attr]
    for area in list(tree.iterfind(f"{MAIN}conditionalFormatting")):
        place = area.get("sqref") or ""
        if place.startswith("M"):
            tree.remove(area)
        area.set("sqref", place.replace(":M", ":K"))
    package.mark(package.sheet_part(SHEET))
    package.save(target)
    return target


def test_an_older_list_gets_its_columns(template: Path, tmp_path: Path) -> None:
    """Head, widths, prompt and borders; what people noted beside the list becomes the explanation."""
    listed = annotated(older(template, tmp_path / "旧.xlsx"), tmp_path / "核对.xlsx", warning())
    path = annotated(typed(listed, {f"L{FIRST}": "甲"}), tmp_path / "再.xlsx", warning())
    sheet, new = openpyxl.load_workbook(path)[SHEET], openpyxl.load_workbook(template)[SHEET]
    heads = [[cell.value for cell in book[HEAD_ROW + 1]] for book in (sheet, new)]
    assert heads[0] == heads[1]
    assert said(path) == [("甲", EXPLAINED)]
    assert [sheet.column_dimensions[c].width == new.column_dimensions[c].width for c in "LM"] == [True, True]
    assert sheet.column_dimensions["N"].hidden
    assert [rule.prompt for rule in sheet.data_validations.dataValidation] == [PROMPT]
    assert sheet[f"L{FIRST}"].alignment.wrap_text
    assert not sheet[f"L{FIRST}"].protection.locked
    assert repair_lint.lint(path) == []


def test_lists_of_each_kind_are_sound(explained: Path, template: Path, tmp_path: Path) -> None:
    """Explained, written for other figures, left over, older, with fingerprints."""
    stale = annotated(explained, tmp_path / "变.xlsx", warning("1.00", "3.00"))
    left = annotated(stale, tmp_path / "余.xlsx", remark())
    old = annotated(older(template, tmp_path / "旧.xlsx"), tmp_path / "旧核对.xlsx", warning())
    bound = annotated(explained, tmp_path / "约.xlsx", warning(basis="a" * 16), warning(cell="收入!B6", level="判断"))
    moved = annotated(bound, tmp_path / "移.xlsx", warning(basis="b" * 16))
    files = [explained, stale, left, old, bound, moved]
    assert [finding for path in files for finding in repair_lint.lint(path)] == []
    assert [finding for found in ooxml.validate(files).values() for finding in found] == []


def test_where_to_write_is_seen(template: Path, tmp_path: Path) -> None:
    """Open to typing, wrapped, coloured only beside what asks for words; what we keep for ourselves is hidden."""
    sheet = openpyxl.load_workbook(annotated(template, tmp_path / "核对.xlsx", warning()))[SHEET]
    cell = sheet.cell(FIRST, TEXT + 1)
    assert (cell.alignment.wrap_text, cell.protection.locked, cell.number_format) == (True, False, "@")
    coloured = [area for area in sheet.conditional_formatting if str(area.sqref).startswith(f"L{FIRST}:")]
    assert [rule.formula for area in coloured for rule in area.rules] == [[f'OR($B{FIRST}="警告",$B{FIRST}="判断")']]
    (rule,) = sheet.data_validations.dataValidation
    assert (str(rule.sqref).partition(":")[0], rule.prompt, rule.showInputMessage) == (f"L{FIRST}", PROMPT, True)
    assert sheet.column_dimensions[sheet.cell(1, BASIS).column_letter].hidden


def test_pieces_of_a_text_are_one_text(template: Path) -> None:
    """Excel stores a text with a bold word in pieces, and how a word is read beside it."""
    package = Package.load(template)
    cell = Cells(package.tree(package.sheet_part(SHEET))).cell(FIRST, 12)
    cell.set("t", "inlineStr")
    pieces = "<r><t>年中</t></r><r><rPr><b/></rPr><t>合并</t></r><rPh sb='0' eb='1'><t>nian</t></rPh>"
    cell.append(etree.fromstring(f"<is xmlns='{MAIN[1:-1]}'>{pieces}</is>"))
    assert dict(texts(package, SHEET))[f"L{FIRST}"] == "年中合并"


@given(st.text(st.one_of(st.characters(), st.sampled_from("_x0041"))))
def test_escapes_are_undone(text: str) -> None:
    assert unescape(escape(text)) == text
