"""A note is put beside what is there: on new cells, below old notes, never in place of them."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from macros_py.demo import PACK, YEAR
from macros_py.template import write_template
from tests.tools import ooxml, repair_lint
from tests.tools.rich import KINDS
from tests.tools.rich.parts import EDITED
from tests.workbook.test_package import parts
from workbook.address import cell_name
from workbook.cell_notes import add_notes
from workbook.errors import UnusableFile
from workbook.package import MAIN, Package

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported")  # said by openpyxl

SHEET, COVER, HOME = "附件3 整体自评表", "封面", "首页"  # with notes, without anything, with buttons in an .xlsm
TYPES, STAMP = "[Content_Types].xml", (1980, 1, 1, 0, 0, 0)
ANCHOR = re.compile(r"<x:Anchor>([^<]*)</x:Anchor>.*?<x:Row>(\d+)</x:Row><x:Column>(\d+)</x:Column>", re.S)


def noted(source: Path, target: Path, sheet: str, notes: dict[str, str], left_out: list[str] | None = None) -> Path:
    package = Package.load(source)
    assert add_notes(package, sheet, notes, author="核对") == (left_out or [])
    package.save(target, stamp=STAMP)
    return target


def shown(path: Path, sheet: str) -> dict[str, str]:
    book = openpyxl.load_workbook(path)
    return {cell.coordinate: cell.comment.text for row in book[sheet] for cell in row if cell.comment}


def stored(path: Path, sheet: str) -> dict[str, str]:
    """As Excel would find them; openpyxl cannot read every file that Excel can."""
    package = Package.load(path)
    found = [item.target for item in package.relations(package.sheet_part(sheet)) if item.kind == "comments"]
    notes = [item for part in found for item in package.tree(part).iter(f"{MAIN}comment")]
    return {item.get("ref", ""): "".join(text.text or "" for text in item.iter(f"{MAIN}t")) for item in notes}


def vml(path: Path, sheet: str) -> str:
    package = Package.load(path)
    found = [item.target for item in package.relations(package.sheet_part(sheet)) if item.kind == "vmlDrawing"]
    return package.read(found[0]).decode()


def anchors(path: Path) -> Iterator[tuple[str, list[int]]]:
    for anchor, row, column in ANCHOR.findall(vml(path, "附件1")):
        yield cell_name(int(row) + 1, int(column) + 1), [int(number) for number in anchor.split(",")]


def changed(source: Path, target: Path) -> tuple[set[str], set[str]]:
    """Parts that are other than before, and new ones."""
    before, after = parts(source), parts(target)
    assert before.keys() <= after.keys()
    return {name for name in before if before[name] != after[name]}, set(after.keys() - before.keys())


@pytest.fixture(scope="module")
def macros(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("macros") / "自评表.xlsm"
    write_template(path, year=YEAR, pack=PACK)
    return path


def test_it_is_sound(example: Path, macros: Path, tmp_path: Path) -> None:
    """On a sheet with notes, one without, one with buttons, and again on those."""
    made = []
    for source in (example, macros):
        for sheet in (SHEET, COVER, HOME):
            once = noted(source, tmp_path / f"一{sheet}{source.suffix}", sheet, {"E8": "=cmd|x", "B2": "<&>\n\x07"})
            made += [once, noted(once, tmp_path / f"二{sheet}{source.suffix}", sheet, {"E8": "又", "A1": "甲" * 300})]
    assert [repair_lint.lint(path) for path in made] == [[]] * len(made)
    assert ooxml.validate(made) == {path: [] for path in made}


def test_a_sheet_without_notes_gets_them(example: Path, tmp_path: Path) -> None:
    path = noted(example, tmp_path / "注.xlsx", COVER, {"B3": "应为 103.77%。\n请改正。"})
    sheet = Package.load(example).sheet_part(COVER)
    links = sheet.replace("worksheets/", "worksheets/_rels/") + ".rels"
    assert shown(path, COVER) == {"B3": "应为 103.77%。\n请改正。"}
    assert openpyxl.load_workbook(path)[COVER]["B3"].comment.author == "核对"
    was, new = changed(example, path)
    assert was == {sheet, TYPES}
    assert links in new
    assert len(new) == 3


def test_a_sheet_with_notes_keeps_them(example: Path, tmp_path: Path) -> None:
    """Only the texts and their boxes are other parts than before."""
    old = shown(example, SHEET)
    first = next(iter(old))
    path = noted(example, tmp_path / "注.xlsx", SHEET, {first: "应为 1。", "A1": "题"})
    assert shown(path, SHEET) == {**old, first: f"{old[first]}\n应为 1。", "A1": "题"}
    was, new = changed(example, path)
    assert ({name.rpartition("/")[2].rstrip("0123456789.xmlv") for name in was}, len(was), new) == (
        {"comments", "vmlDrawing"},
        2,
        set(),
    )


def test_buttons_stay_beside_notes(macros: Path, tmp_path: Path) -> None:
    """They share a drawing."""
    path = noted(macros, tmp_path / "注.xlsm", HOME, {"B2": "甲"})
    before, after = vml(macros, HOME), vml(path, HOME)
    assert after.startswith(before.removesuffix("</xml>"))
    assert after.count('ObjectType="Button"') == before.count('ObjectType="Button"') > 0
    assert after.count('id="_x0000_t202"') == 1


def test_numbers_of_boxes_are_not_given_twice(example: Path, tmp_path: Path) -> None:
    """Nor a number that Excel has not dealt to this drawing, however many notes there are."""
    cells = {f"A{row}": "甲" for row in range(1, 1100)}
    path = noted(noted(example, tmp_path / "一.xlsx", SHEET, cells), tmp_path / "二.xlsx", COVER, {"A1": "乙"})
    drawings = [data.decode() for name, data in parts(path).items() if name.endswith(".vml")]
    blocks = [number for one in drawings for number in re.search(r'idmap[^>]*data="([\d,]+)"', one)[1].split(",")]  # type: ignore[index]
    assert len(blocks) == len(set(blocks))
    for one in drawings:
        numbers = re.findall(r'<v:shape id="_x0000_s(\d+)"', one)
        mine = re.search(r'idmap[^>]*data="([\d,]+)"', one)[1].split(",")  # type: ignore[index]
        assert len(numbers) == len(set(numbers))
        assert {str(int(number) // 1024) for number in numbers} <= set(mine)
    assert repair_lint.lint(path) == []


@pytest.mark.parametrize("text", ["=cmd|' /C calc'!A0", "<&>]]>\"'", " 前后 ", "甲\n\n乙", "_x0041_", "\ud83d"])
def test_text_stays_text(example: Path, tmp_path: Path, text: str) -> None:
    path = noted(example, tmp_path / "注.xlsx", COVER, {"B3": text})
    held = {"_x0041_": "_x005F_x0041_", "\ud83d": "_xD83D_"}.get(text, text)  # openpyxl leaves escapes as they are
    assert shown(path, COVER) == {"B3": held}


def test_what_is_too_long_is_cut(example: Path, tmp_path: Path) -> None:
    """A cell may be noted until Excel takes no more; who called is told."""
    full = noted(example, tmp_path / "一.xlsx", COVER, {"B3": "字" * 40_000, "B4": "𠮷" * 20_000, "B5": "字" * 32_760})
    texts = shown(full, COVER)
    assert (len(texts["B3"]), texts["B3"][-2:]) == (32_766, "字…")
    assert (len(texts["B4"].encode("utf-16-le")) // 2 <= 32_767, texts["B4"][-2:]) == (True, "𠮷…")
    again = noted(full, tmp_path / "二.xlsx", COVER, {"B3": "又", "B5": "十分之长的文字", "A1": "甲"}, ["B3"])
    assert shown(again, COVER) == {**texts, "B5": "字" * 32_760 + "\n十分之长的…", "A1": "甲"}
    assert (repair_lint.lint(again), ooxml.validate([again])) == ([], {again: []})


def test_conversations_are_left_alone(tmp_path: Path) -> None:
    """Excel shows a text of its own on such a cell, and would lose the conversation if we wrote there."""
    source = tmp_path / "源.xlsx"
    KINDS["threaded comments"](source)
    path = noted(source, tmp_path / "注.xlsx", EDITED, {"B4": "甲", "B5": "乙", "B6": ""}, ["B5"])
    assert shown(path, EDITED) == {"B4": "甲"}
    assert noted(source, tmp_path / "无.xlsx", EDITED, {"B5": "乙", "B6": ""}, ["B5"])
    assert changed(source, tmp_path / "无.xlsx") == (set(), set())


@pytest.mark.parametrize("kind", KINDS)
def test_beside_whatever_a_file_holds(tmp_path: Path, kind: str) -> None:
    source, target = tmp_path / "源.xlsx", tmp_path / "注.xlsx"
    KINDS[kind](source)
    noted(source, target, EDITED, {"B4": "应为 1。", "C9": "请核对。"})
    assert [finding for finding in repair_lint.lint(target) if finding not in repair_lint.lint(source)] == []
    before = {"B4": "批复数\n应为 1。"} if kind == "old comments" else {"B4": "应为 1。"}
    assert stored(target, EDITED) == before | {"C9": "请核对。"}


TEXT = "<text>{}</text>"
RICH = "<r><rPr><b/></rPr><t>批复</t></r><r><t>数</t></r>"


@pytest.mark.parametrize(
    ("there", "tags"),
    [
        ("<t>批复数</t>", ["r", "r"]),
        (RICH, ["r", "r", "r"]),
        (f'{RICH}<rPh sb="0" eb="1"><t>x</t></rPh><phoneticPr fontId="0"/>', ["r", "r", "r", "rPh", "phoneticPr"]),
        ('<t>批复数</t><phoneticPr fontId="0"/>', ["r", "r", "phoneticPr"]),
    ],
)
def test_old_texts_keep_their_looks(tmp_path: Path, there: str, tags: list[str]) -> None:
    source = tmp_path / "源.xlsx"
    KINDS["old comments"](source)
    package = Package.load(source)
    text = re.sub("<text>.*</text>", TEXT.format(there), package.read("xl/comments1.xml").decode(), flags=re.S)
    package.put("xl/comments1.xml", text.encode())
    assert add_notes(package, EDITED, {"B4": "应为 1。"}, author="乙") == []
    holder = package.tree("xl/comments1.xml").find(f".//{MAIN}text")
    assert holder is not None
    assert [item.tag.removeprefix(MAIN) for item in holder] == tags
    assert "".join(item.text or "" for item in holder.iterfind(f"{MAIN}r/{MAIN}t")) == "批复数\n应为 1。"
    assert there.startswith("<t>") or package.read("xl/comments1.xml").decode().count("<b/>") == 1


def test_boxes_are_as_those_of_our_tables(tmp_path: Path) -> None:
    """As wide, as high and in the same place as XlsxWriter draws them, whatever the columns and rows are like."""
    texts = {"A1": "甲", "B2": "甲" * 60, "D5": "甲\n乙\n丙\n丁\n戊", "C9": "a" * 39}
    for name in ("空", "注"):
        book = xlsxwriter.Workbook(tmp_path / f"{name}.xlsx")
        sheet = book.add_worksheet("附件1")
        sheet.set_column("A:B", 28)
        sheet.set_column("C:C", 3)
        sheet.set_column("D:D", 12, None, {"hidden": True})
        sheet.set_row(2, 33.75)
        sheet.set_row(5, 9, None, {"hidden": True})
        for cell, text in texts.items() if name == "注" else ():
            height = 17 * {"A1": 1, "B2": 4, "D5": 5, "C9": 2}[cell] + 14
            sheet.write_comment(cell, text, {"width": 260, "height": height})
        book.close()
    ours = noted(tmp_path / "空.xlsx", tmp_path / "我.xlsx", "附件1", texts)
    found, wanted = (dict(anchors(path)) for path in (ours, tmp_path / "注.xlsx"))
    assert found == wanted


def test_a_box_grows_with_its_text(example: Path, tmp_path: Path) -> None:
    cell = next(iter(shown(example, SHEET)))
    path = noted(example, tmp_path / "注.xlsx", SHEET, {cell: "甲\n乙\n丙"})

    def height(drawing: str) -> float:
        return float(re.search(r"height:([\d.]+)pt", drawing)[1])  # type: ignore[index]

    def bottom(drawing: str) -> list[int]:
        return [int(number) for number in re.search(r"Anchor>([^<]*)<", drawing)[1].split(",")]  # type: ignore[index]

    before, after = vml(example, SHEET), vml(path, SHEET)
    assert height(after) == height(before) + 3 * 17 * 3 / 4
    assert bottom(after)[:6] == bottom(before)[:6]
    assert bottom(after)[6:] > bottom(before)[6:]
    assert before.partition("</v:shape>")[2] == after.partition("</v:shape>")[2]


def test_drawings_of_other_programs(tmp_path: Path) -> None:
    """openpyxl calls the names of VML otherwise and says no place, only a size."""
    book = openpyxl.Workbook()
    book.active.title = "附件1"
    book.active["B2"].comment = openpyxl.comments.Comment("批复数", "甲")
    book.save(tmp_path / "源.xlsx")
    path = noted(tmp_path / "源.xlsx", tmp_path / "注.xlsx", "附件1", {"B2": "乙", "C3": "丙"})
    assert shown(path, "附件1") == {"B2": "批复数\n乙", "C3": "丙"}
    assert (vml(path, "附件1").count("width:195pt"), repair_lint.lint(path)) == (1, [])


def test_notes_whose_boxes_are_gone_get_new_ones(example: Path, tmp_path: Path) -> None:
    """Without a box Excel would drop them."""
    package = Package.load(example)
    part = package.sheet_part(SHEET)
    for relation in package.relations(part):
        if relation.kind == "vmlDrawing":
            package.unrelate(part, relation)
            package.remove(relation.target)
    drawing = package.tree(part).find(f"{MAIN}legacyDrawing")
    assert drawing is not None
    package.tree(part).remove(drawing)
    package.mark(part)
    package.save(tmp_path / "缺.xlsx")
    path = noted(tmp_path / "缺.xlsx", tmp_path / "注.xlsx", SHEET, {"A1": "甲"})
    assert vml(path, SHEET).count("<v:shape ") == len(shown(path, SHEET)) > 1
    assert repair_lint.lint(path) == []


def test_the_same_notes_give_the_same_bytes(example: Path, tmp_path: Path) -> None:
    notes = {"A1": "甲", "E8": "乙"}
    first, second = (noted(example, tmp_path / name, SHEET, notes).read_bytes() for name in ("甲.xlsx", "乙.xlsx"))
    assert first == second


def test_what_cannot_be_noted(example: Path) -> None:
    with pytest.raises(UnusableFile, match="没有工作表“附件9”"):
        add_notes(Package.load(example), "附件9", {"A1": "甲"}, author="乙")
    with pytest.raises(ValueError, match="not a cell"):
        add_notes(Package.load(example), SHEET, {"A0": "甲"}, author="乙")
    package = Package.load(example)
    for part in [part for part in package if part.endswith(".vml")]:
        package.put(part, b"<xml>")
    with pytest.raises(UnusableFile, match="已损坏，写不进批注"):
        add_notes(package, SHEET, {"A1": "甲"}, author="乙")


def test_libreoffice_shows_them(macros: Path, tmp_path: Path) -> None:
    """Old and new ones, after another program has read the file and written its own."""
    path = noted(macros, tmp_path / "注.xlsm", SHEET, {"A1": "=cmd|x <&>", "H5": "应为 103.77%。"})
    soffice = shutil.which("soffice")
    assert soffice, "LibreOffice is needed"
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [soffice, profile, "--headless", "--convert-to", "xlsx", "--outdir", str(tmp_path), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    there = {cell: text.strip() for cell, text in shown(tmp_path / "注.xlsx", SHEET).items()}
    assert there == {cell: text.strip() for cell, text in shown(path, SHEET).items()}
