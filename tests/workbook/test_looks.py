"""Looks are added behind those that are there: no cell that nobody meant looks any different."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest
from lxml import etree

from tests.tools import ooxml, repair_lint
from tests.workbook.test_package import build, parts
from workbook.errors import UnusableFile
from workbook.looks import Look, Looks
from workbook.package import MAIN, Package
from workbook.patch import CellEdit, Cells, apply

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported")  # said by openpyxl

STYLES = "xl/styles.xml"
RED, YELLOW = "#F8D7DA", "#FFF1CC"


@pytest.fixture
def package(tmp_path: Path) -> Package:
    return Package.load(build(tmp_path / "自评表.xlsx"))


def coloured(package: Package, sheet: str, place: tuple[int, int], colour: str) -> None:
    part = package.sheet_part(sheet)
    cell = Cells(package.tree(part)).cell(*place)
    cell.set("s", str(Looks(package).with_fill(int(cell.get("s", "0")), colour)))
    package.mark(part)


def entries(package: Package, name: str) -> list[bytes]:
    found = package.tree(STYLES).find(f"{MAIN}{name}")
    return [] if found is None else [etree.tostring(item) for item in found]


def without(package: Package, *names: str) -> Package:
    text = package.read(STYLES).decode()
    for name in names:
        text = re.sub(rf"<{name} .*?</{name}>", "", text)
    package.put(STYLES, text.encode())
    return package


def test_only_the_fill_is_another(example: Path, tmp_path: Path) -> None:
    """Font, border, number format, place and lock of the cell stay, and two parts change."""
    sheet, path = "附件3 整体自评表", tmp_path / "红.xlsx"
    package = Package.load(example)
    coloured(package, sheet, (7, 4), RED)
    package.save(path)
    old, new = (openpyxl.load_workbook(one)[sheet]["D7"] for one in (example, path))
    assert (new.fill.fill_type, new.fill.fgColor.rgb) == ("solid", "FFF8D7DA")
    assert old.fill.fgColor.rgb != "FFF8D7DA"
    for what in ("font", "border", "number_format", "alignment", "protection", "value"):
        assert repr(getattr(old, what)) == repr(getattr(new, what))
    before, after = parts(example), parts(path)
    assert {name for name in before if before[name] != after[name]} == {STYLES, package.sheet_part(sheet)}
    assert (repair_lint.lint(path), ooxml.validate([path])) == ([], {path: []})


def test_one_request_is_one_entry(package: Package) -> None:
    looks = Looks(package)
    assert looks.with_fill(1, RED) == looks.with_fill(1, RED) == Looks(package).with_fill(1, RED.lower())
    assert looks.with_fill(1, YELLOW) != looks.with_fill(1, RED)
    assert looks.made(Look(fill=RED)) == looks.made(Look(fill=RED)) == Looks(package).made(Look(fill=RED))
    assert looks.made(Look(fill=RED)) != looks.made(Look(fill=RED, bold=True))
    assert len(entries(package, "fills")) == len(set(entries(package, "fills")))


def test_two_may_add_looks_by_turns(package: Package) -> None:
    """Who draws a sheet and who colours cells do not know of each other."""
    first, second = Looks(package), Looks(package)
    asked = [
        first.with_fill(0, RED),
        second.made(Look(size=30)),
        first.made(Look(size=31)),
        second.with_fill(0, YELLOW),
    ]
    known = package.tree(STYLES).findall(f"{MAIN}cellXfs/{MAIN}xf")
    fonts = package.tree(STYLES).findall(f"{MAIN}fonts/{MAIN}font")
    sizes = [fonts[int(known[number].get("fontId", "0"))].find(f"{MAIN}sz").get("val") for number in asked]  # type: ignore[union-attr]
    assert asked == sorted(set(asked))
    assert sizes[1:3] == ["30", "31"]


def test_an_equal_fill_is_used_again(package: Package) -> None:
    """The colour of the sums is there already."""
    before = entries(package, "fills")
    Looks(package).with_fill(0, "#FFF2CC")
    assert entries(package, "fills") == before


def test_what_is_there_keeps_its_number(package: Package) -> None:
    names = ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs")
    before = {name: entries(package, name) for name in names}
    looks = Looks(package)
    looks.with_fill(1, RED)
    looks.made(Look(size=16, border=True, number_format="0.0000"))
    for name, old in before.items():
        assert entries(package, name)[: len(old)] == old
        section = package.tree(STYLES).find(f"{MAIN}{name}")
        assert section is None or section.get("count") == str(len(section))


def test_a_look_reads_back(package: Package, tmp_path: Path) -> None:
    path = tmp_path / "样式.xlsx"
    look = Look(font="黑体", size=16, bold=True, underline=True, colour="#0B5394", fill=RED, border=True)
    apply(package, [CellEdit(sheet="选项", cell="A1", value="甲"), CellEdit(sheet="选项", cell="A2", value="乙")])
    cells, looks = Cells(package.tree(package.sheet_part("选项"))), Looks(package)
    cells.cell(1, 1).set("s", str(looks.made(look)))
    cells.cell(2, 1).set("s", str(looks.made(Look(align="center", wrap=False, locked=False, number_format="@"))))
    package.save(path)
    first, second = (openpyxl.load_workbook(path)["选项"][cell] for cell in ("A1", "A2"))
    assert (first.font.name, first.font.sz, first.font.b, first.font.u) == ("黑体", 16, True, "single")
    assert (first.font.color.rgb, first.fill.fgColor.rgb, first.border.left.style) == ("FF0B5394", "FFF8D7DA", "thin")
    assert (first.alignment.horizontal, first.alignment.wrap_text, first.protection.locked) == ("left", True, True)
    assert (second.alignment.horizontal, second.alignment.wrap_text, second.protection.locked) == (
        "center",
        None,
        False,
    )
    assert (second.number_format, second.fill.fill_type, second.border.left.style) == ("@", None, None)
    assert (repair_lint.lint(path), ooxml.validate([path])) == ([], {path: []})


@pytest.mark.parametrize(("code", "number"), [("General", 0), ("@", 49), ("0.00%", 10), ("0.0000", 164), ("0.0", 164)])
def test_number_formats(package: Package, code: str, number: int) -> None:
    """Excel's own have their numbers; others get the first that nobody uses."""
    looks = Looks(package)
    style = package.tree(STYLES).findall(f"{MAIN}cellXfs/{MAIN}xf")
    taken = max(int(item.get("numFmtId", "0")) for item in style)
    made = looks.made(Look(number_format=code))
    found = package.tree(STYLES).findall(f"{MAIN}cellXfs/{MAIN}xf")[made]
    assert found.get("numFmtId") == str(number if number < 164 else max(164, taken + 1))
    assert looks.made(Look(number_format=code, bold=True)) == made + 1
    assert len(entries(package, "numFmts")) <= 2


@pytest.mark.parametrize(
    "names", [("fills",), ("borders",), ("fonts",), ("cellStyleXfs",), ("cellXfs", "fills", "fonts")]
)
def test_a_list_that_was_left_out_is_put_in(package: Package, tmp_path: Path, names: tuple[str, ...]) -> None:
    """In its place, with the entries that every program takes for granted."""
    path = tmp_path / "缺.xlsx"
    made = Looks(without(package, *names)).made(Look(fill=RED, border=True, number_format="0.0000"))
    tags = [etree.QName(item).localname for item in package.tree(STYLES)]
    order = ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs", "tableStyles")
    assert tags == [name for name in order if name in tags]
    assert set(names) <= set(tags)
    package.save(path)
    found = [finding for finding in repair_lint.lint(path) if finding.place == f"cellXfs[{made}]"]
    assert (found, made > 0) == ([], True)


def test_nothing_changes_where_all_is_there(package: Package) -> None:
    Looks(package).made(Look(bold=True))
    before = package.read(STYLES)
    package.put(STYLES, before)  # as if the file had been saved
    Looks(package).made(Look(bold=True))
    assert package.read(STYLES) is before


def test_what_cannot_be_done(package: Package) -> None:
    with pytest.raises(UnusableFile, match="第 999 种"):
        Looks(package).with_fill(999, RED)
    with pytest.raises(ValueError, match="not a colour"):
        Looks(package).with_fill(0, "red")
    for relation in package.relations(package.workbook):
        if relation.kind == "styles":
            package.unrelate(package.workbook, relation)
    with pytest.raises(UnusableFile, match="缺少样式表"):
        Looks(package)
