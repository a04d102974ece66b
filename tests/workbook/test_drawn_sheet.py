"""A drawn sheet stands where it should, shows what was drawn, and leaves the rest of the file as it was."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from macros_py.demo import PACK, YEAR
from macros_py.template import write_template
from tests.tools import ooxml, repair_lint
from tests.tools.rich import KINDS
from tests.tools.rich.parts import EDITED
from tests.workbook.test_export import read
from tests.workbook.test_package import parts
from workbook.cell_notes import add_notes
from workbook.clone import clone_sheet
from workbook.drawn_sheet import Drawn, Page, draw, remove
from workbook.errors import UnusableFile
from workbook.looks import Look
from workbook.package import MAIN, Package, relations_part

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported")  # said by openpyxl

TITLE, TARGET = "整改'清单 1 (2)-Ab", "'附件3 整体自评表'!E5"
LISTS = ["[Content_Types].xml", "docProps/app.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml", "xl/workbook.xml"]
Edit = Callable[[Package], object]


def page(title: str = TITLE, link: str = TARGET, text: str = "=HYPERLINK(1)") -> Page:
    """A title over the table, texts that look like formulas, figures, a link and a hidden column."""
    head, body = Look(bold=True, border=True, align="center", fill="#F2F2F2"), Look(border=True)
    cells = [Drawn(row=1, column=1, value="整改清单", look=Look(font="黑体", size=16, align="center"), columns=3)]
    cells += [Drawn(row=2, column=column, value=word, look=head) for column, word in enumerate("甲乙丙", 1)]
    for row in range(3, 60):
        place = Look(border=True, colour="#0B5394", underline=True)
        cells += [
            Drawn(row=row, column=1, value=text, look=body),
            Drawn(row=row, column=2, value="到附件3", look=place, link=link),
            Drawn(row=row, column=3, value=Decimal("-1234.5678"), look=Look(border=True, number_format="#,##0.0000")),
        ]
    cells.append(Drawn(row=61, column=1, value=None, look=head, rows=2, columns=2))
    return Page(
        title=title,
        cells=cells,
        widths={1: 40, 2: 12, 3: 14},
        heights={1: 34, 60: 9},
        landscape=True,
        repeat_rows=(1, 2),
        freeze_rows=2,
        hidden_columns=(4,),
        choices={"D3:D59": ("是", "否")},
    )


def saved(source: Path, target: Path, *edits: Edit) -> Path:
    package = Package.load(source)
    for edit in edits:
        edit(package)
    package.save(target, stamp=(1980, 1, 1, 0, 0, 0))
    return target


def drawn(source: Path, target: Path, *, at: int | None = None, active: bool = False) -> Path:
    return saved(source, target, lambda package: draw(package, page(), at=at, active=active))


def scopes(path: Path) -> dict[str, list[str]]:
    """The own names of each sheet."""
    package = Package.load(path)
    titles = list(package.sheets)
    found: dict[str, list[str]] = {}
    for name in package.tree(package.workbook).iter(f"{MAIN}definedName"):
        if (place := name.get("localSheetId")) is not None:
            found.setdefault(titles[int(place)], []).append(name.get("name", ""))
    return found


def left_over(path: Path) -> set[str]:
    """Parts that nothing leads to."""
    package = Package.load(path)
    reached = {"[Content_Types].xml", "_rels/.rels"}
    for part in ("", *package):
        for relation in package.relations(part):
            reached |= {relation.target, relations_part(relation.target)}
    return set(package) - reached


@pytest.fixture(scope="module")
def macros(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("macros") / "自评表.xlsm"
    write_template(path, year=YEAR, pack=PACK)
    return path


def test_it_is_sound_wherever_it_stands(example: Path, macros: Path, tmp_path: Path) -> None:
    made = [
        drawn(example, tmp_path / "末.xlsx"),
        drawn(example, tmp_path / "首.xlsx", at=0),
        drawn(macros, tmp_path / "中.xlsm", at=3, active=True),
    ]
    made.append(drawn(made[0], tmp_path / "再.xlsx", active=True))
    made.append(saved(made[2], tmp_path / "去.xlsm", lambda package: remove(package, TITLE)))
    assert [repair_lint.lint(path) for path in made] == [[]] * len(made)
    assert ooxml.validate(made) == {path: [] for path in made}


def test_nothing_else_is_touched(example: Path, macros: Path, tmp_path: Path) -> None:
    for source in (example, macros):
        before, after = parts(source), parts(drawn(source, tmp_path / source.name, at=2))
        assert sorted(name for name in before if before[name] != after[name]) == LISTS
        assert len(after.keys() - before.keys()) == 1


def test_what_was_drawn_is_read(example: Path, tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(drawn(example, tmp_path / "清单.xlsx"))[TITLE]
    assert [str(area) for area in sheet.merged_cells.ranges] == ["A1:C1", "A61:B62"]
    assert (sheet["A3"].value, sheet["A3"].data_type, sheet["C3"].value) == ("=HYPERLINK(1)", "s", -1234.5678)
    assert (sheet["B3"].hyperlink.location, sheet["B3"].font.u) == (TARGET, "single")
    assert (sheet["A2"].fill.fgColor.rgb, sheet["C3"].number_format) == ("FFF2F2F2", "#,##0.0000")
    assert (sheet["B62"].border.right.style, sheet["C1"].border.right.style) == ("thin", None)
    assert (sheet.row_dimensions[1].height, sheet.row_dimensions[60].height) == (34, 9)
    assert (sheet.column_dimensions["A"].width, sheet.column_dimensions["D"].hidden) == (40.7109, True)
    assert (sheet.freeze_panes, sheet.print_title_rows, sheet.dimensions) == ("A3", "$1:$2", "A1:C62")
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert (sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.page_setup.fitToHeight) == (True, 0)
    assert [(str(item.sqref), item.formula1) for item in sheet.data_validations.dataValidation] == [
        ("D3:D59", '"是,否"')
    ]


@pytest.mark.parametrize(
    "text", ["=1+1", "@SUM(A1)", "+1", "-1", "甲\n乙", " 前后 ", '"<&>"', "字" * 40_000, "\x07\ud83d"]
)
def test_text_stays_text(example: Path, tmp_path: Path, text: str) -> None:
    """A finding quotes what was typed: it must neither run nor make the file unreadable, however long it is."""
    path = saved(example, tmp_path / "字.xlsx", lambda package: draw(package, page(text=text)))
    cell = openpyxl.load_workbook(path)[TITLE]["A3"]
    wanted = {"\x07\ud83d": "_x0007__xD83D_"}.get(text, text if len(text) < 32_767 else "字" * 32_766 + "…")
    assert (cell.value, cell.data_type) == (wanted, "s")
    assert repair_lint.lint(path) == []


@pytest.mark.parametrize("at", [None, 0, 5, 99])
def test_names_keep_their_sheets(example: Path, tmp_path: Path, at: int | None) -> None:
    """Print titles of another sheet on ours would be printed there."""
    path = drawn(example, tmp_path / "名.xlsx", at=at)
    titles = list(Package.load(example).sheets)
    assert list(Package.load(path).sheets).index(TITLE) == (len(titles) if at in (None, 99) else at)
    assert scopes(path) == {**scopes(example), TITLE: ["_xlnm.Print_Titles"]}


@pytest.mark.parametrize(("at", "active"), [(0, False), (3, False), (None, True)])
def test_which_sheet_is_in_front(example: Path, tmp_path: Path, at: int | None, active: bool) -> None:
    front = openpyxl.load_workbook(example).active.title
    book = openpyxl.load_workbook(drawn(example, tmp_path / "前.xlsx", at=at, active=active))
    assert book.active.title == (TITLE if active else front)
    assert [sheet.title for sheet in book if sheet.sheet_view.tabSelected] == [book.active.title]


def test_drawing_again_replaces_it(example: Path, tmp_path: Path) -> None:
    """With its notes: no part, relation or type of the old one is left, however often it is drawn."""

    def noted(package: Package) -> None:
        assert add_notes(package, TITLE, {"A3": "甲"}, author="乙") == []

    once = drawn(example, tmp_path / "一.xlsx", at=2, active=True)
    twice = saved(once, tmp_path / "二.xlsx", noted, lambda package: draw(package, page(TITLE.upper())))
    thrice = saved(twice, tmp_path / "三.xlsx", noted, lambda package: draw(package, page(), at=0))
    assert parts(twice) == parts(once)
    assert twice.read_bytes() == thrice.read_bytes()
    assert left_over(thrice) == set()


def test_a_person_may_have_named_its_cells(example: Path, tmp_path: Path) -> None:
    """What VBA and names know of the old sheet is true of the new one; its filter is not."""

    def change(package: Package) -> None:
        place = list(package.sheets).index(TITLE)
        names = package.tree(package.workbook).find(f"{MAIN}definedNames")
        assert names is not None
        for name in ("本表", "_xlnm._FilterDatabase"):
            element = names.makeelement(f"{MAIN}definedName", {"name": name, "localSheetId": str(place)})
            element.text = "'整改''清单 1 (2)-Ab'!$A$3"
            names.append(element)
        properties = package.tree(package.sheet_part(TITLE)).find(f"{MAIN}sheetPr")
        assert properties is not None
        properties.set("codeName", "Sheet99")
        package.mark(package.workbook)
        draw(package, page())

    path = saved(drawn(example, tmp_path / "一.xlsx"), tmp_path / "二.xlsx", change)
    assert scopes(path)[TITLE] == ["本表", "_xlnm.Print_Titles"]
    assert openpyxl.load_workbook(path)[TITLE].sheet_properties.codeName == "Sheet99"


def test_the_same_page_gives_the_same_bytes(example: Path, tmp_path: Path) -> None:
    first, second = (drawn(example, tmp_path / name).read_bytes() for name in ("甲.xlsx", "乙.xlsx"))
    assert first == second


@pytest.mark.parametrize("kind", KINDS)
def test_beside_whatever_a_file_holds(tmp_path: Path, kind: str) -> None:
    """Charts, buttons, pivot tables, foreign prefixes: drawing adds no fault to the file and no part is lost."""
    source, target = tmp_path / "源.xlsx", tmp_path / "清单.xlsx"
    KINDS[kind](source)
    saved(source, target, lambda package: draw(package, page(link=f"'{EDITED}'!A1"), at=0))
    new = [finding for finding in repair_lint.lint(target) if finding not in repair_lint.lint(source)]
    before, after = parts(source), parts(target)
    assert new == []
    assert {name for name in before if before[name] != after[name]} <= set(LISTS)
    assert openpyxl.load_workbook(target)[TITLE]["A1"].value == "整改清单"


def test_removing_gives_the_file_back(example: Path, tmp_path: Path) -> None:
    """All but the list of titles, which Excel writes anew, and the looks, which nobody needs to see again."""
    path = drawn(example, tmp_path / "有.xlsx", at=3, active=True)
    gone = saved(path, tmp_path / "无.xlsx", lambda package: remove(package, TITLE))
    before, after = parts(example), parts(gone)
    assert after.keys() == before.keys()
    changed = {name for name in before if before[name] != after[name]}
    front = Package.load(example).sheet_part("首页")
    assert changed - set(LISTS) == {front}  # another sheet was in front meanwhile
    assert (scopes(gone), left_over(gone)) == (scopes(example), set())
    assert openpyxl.load_workbook(gone).active.title == "首页"


def test_removing_what_is_not_there(example: Path) -> None:
    package = Package.load(example)
    before = package.to_bytes()
    remove(package, TITLE)
    assert package.to_bytes() == before


def test_links_to_it_go_with_it(example: Path, tmp_path: Path) -> None:
    def change(package: Package) -> None:
        draw(package, page())
        draw(package, page("另一张", link="'整改''清单 1 (2)-Ab'!A1"))
        remove(package, TITLE)

    path = saved(example, tmp_path / "链.xlsx", change)
    assert openpyxl.load_workbook(path)["另一张"]["B3"].hyperlink is None
    assert repair_lint.lint(path) == []


def test_a_sheet_that_is_needed_stays(example: Path, macros: Path, tmp_path: Path) -> None:
    KINDS["plain"](tmp_path / "两张.xlsx")
    for path, title in ((example, "收入"), (macros, "图表"), (tmp_path / "两张.xlsx", EDITED)):
        package = Package.load(path)
        before = package.to_bytes()
        with pytest.raises(UnusableFile, match=f"“{title}”不能删除"):
            remove(package, title)
        assert package.to_bytes() == before


def test_the_last_sheet_stays(tmp_path: Path) -> None:
    KINDS["plain"](tmp_path / "两张.xlsx")
    package = Package.load(tmp_path / "两张.xlsx")
    remove(package, "附表 1")
    with pytest.raises(UnusableFile, match="唯一可见"):
        remove(package, EDITED)


def test_a_chart_sheet_is_not_drawn_over(tmp_path: Path) -> None:
    KINDS["chart sheet"](tmp_path / "图.xlsx")
    package = Package.load(tmp_path / "图.xlsx")
    with pytest.raises(UnusableFile, match="不是普通工作表"):
        draw(package, page("趋势图"))


def test_cells_are_drawn_once(example: Path) -> None:
    look = Look()
    cells = [Drawn(row=1, column=1, value="甲", look=look, columns=2), Drawn(row=1, column=2, value="乙", look=look)]
    with pytest.raises(ValueError, match="drawn twice: B1"):
        draw(Package.load(example), Page(title="甲", cells=cells, widths={}, heights={}))


@pytest.mark.parametrize("listed", [[], ["甲,乙"], ['"甲"'], ["字" * 256]])
def test_a_list_that_no_cell_can_have(example: Path, listed: list[str]) -> None:
    with pytest.raises(ValueError, match="not a list"):
        draw(Package.load(example), Page(title="甲", cells=[], widths={}, heights={}, choices={"A1": listed}))


def test_an_empty_page(example: Path, tmp_path: Path) -> None:
    empty = Page(title="空", cells=[], widths={}, heights={})
    path = saved(example, tmp_path / "空.xlsx", lambda package: draw(package, empty))
    assert (repair_lint.lint(path), ooxml.validate([path])) == ([], {path: []})


def test_a_copied_project_is_counted_too(example: Path, tmp_path: Path) -> None:
    """Copying a sheet and drawing one count the same list on."""
    sheet = "附件4 项目1"
    both = saved(
        example,
        tmp_path / "两者.xlsx",
        lambda package: draw(package, page(), at=0),
        lambda package: clone_sheet(package, sheet, "附件4 项目2"),
    )
    assert scopes(both)["附件4 项目2"] == scopes(example)[sheet]
    assert repair_lint.lint(both) == []


def test_libreoffice_opens_it(example: Path, tmp_path: Path) -> None:
    path = saved(
        example,
        tmp_path / "清单.xlsx",
        lambda package: draw(package, page(), at=1, active=True),
        lambda package: add_notes(package, TITLE, {"A3": "=cmd|x <&>\n甲"}, author="乙"),
    )
    soffice = shutil.which("soffice")
    assert soffice, "LibreOffice is needed"
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [soffice, profile, "--headless", "--convert-to", "xlsx", "--outdir", str(tmp_path / "out"), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    converted = tmp_path / "out" / path.name
    assert read(converted)[TITLE] == read(path)[TITLE]
    sheet = openpyxl.load_workbook(converted)[TITLE]
    assert sheet["A3"].comment.text.strip() == "=cmd|x <&>\n甲"
    assert re.sub("[#']", "", sheet["B3"].hyperlink.location) == "附件3 整体自评表!E5"
