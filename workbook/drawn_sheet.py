"""A whole new worksheet in a file that is there: texts, figures and links on paper of A4, as our tables are printed.

A sheet of the same title is replaced where it stands, with its notes and pictures, so that drawing twice leaves what
drawing once does; names that a person gave on it keep their cells. Texts stay texts, whatever they begin with, and no
formula is drawn. Nothing else in the file changes but the lists that name its sheets.

    head = Look(bold=True, align="center")
    cells = [Drawn(row=1, column=1, value="整改清单", look=head, columns=3)]
    draw(package, Page(title="整改清单", cells=cells, widths={1: 30, 2: 12, 3: 12}, heights={1: 34}))
"""

from __future__ import annotations

import posixpath

from lxml import etree

from workbook.drawn_page import Drawn, Page, worksheet
from workbook.errors import UnusableFile
from workbook.gone import Gone
from workbook.looks import Looks
from workbook.new_part import SPREADSHEET, add_part
from workbook.package import MAIN, Package
from workbook.patch import drop_calc_chain
from workbook.places import quoted
from workbook.sheet_list import (
    bring_to_front,
    drop_belongings,
    drop_names,
    enter,
    entries,
    forget_titles,
    front_place,
    leave,
    set_name,
)

__all__ = ["Drawn", "Page", "draw", "remove"]

_TITLES = "_xlnm.Print_Titles"
_OWN = "_xlnm."  # names that say how a sheet is printed and filtered
_FORMULAS = ("{*}f", "{*}formula", "{*}formula1", "{*}formula2")


def draw(package: Package, page: Page, *, at: int | None = None, active: bool = False) -> None:
    """Put the page in as the last sheet, or as the one with number `at`, from 0; `active` opens the file there.

    Raises UnusableFile where the title belongs to a chart sheet, and for a file without a style sheet.
    """
    looks, place = Looks(package), _place(package, page.title)
    if place is None:
        place = min(len(package.sheets) if at is None else at, len(package.sheets))
        part = _new_part(package, place, page.title)
    else:
        part = _emptied(package, place)
    if active:
        bring_to_front(package, place)
    tree = worksheet(page, looks, module=_module(package, part), front=front_place(package) == place)
    package.put(part, etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True))
    if page.repeat_rows:
        first, last = page.repeat_rows
        set_name(package, place, _TITLES, f"{quoted(list(package.sheets)[place])}!${first}:${last}")


def remove(package: Package, title: str) -> None:
    """Take a sheet out; nothing happens where there is none. Raises UnusableFile, with nothing changed, where formulas
    or names need it, where a module of macros belongs to it, and for the last sheet that can be seen.
    """
    place = _place(package, title)
    if place is None:
        return
    part = list(package.sheets.values())[place]
    _refuse(package, place, part, title)
    _unlink(package, part, title)
    drop_belongings(package, part)
    if package.tree(part).find(f".//{MAIN}f") is not None:
        drop_calc_chain(package)
    leave(package, place)
    package.remove(part)


def _place(package: Package, title: str) -> int | None:
    """Titles that differ only in capitals are one to Excel."""
    titles = [name.casefold() for name in package.sheets]
    return titles.index(title.casefold()) if title.casefold() in titles else None


def _new_part(package: Package, place: int, title: str) -> str:
    pattern = posixpath.join(posixpath.dirname(package.workbook), "worksheets", "sheet{}.xml")
    blank = f'<worksheet xmlns="{MAIN[1:-1]}"><sheetData/></worksheet>'
    part = add_part(package, pattern, blank.encode(), f"{SPREADSHEET}.worksheet+xml")
    enter(package, part, place, title)
    return part


def _emptied(package: Package, place: int) -> str:
    title, part = list(package.sheets.items())[place]
    if part not in package.worksheets.values():
        remedy = "请先在 Excel 中把它改名。"
        raise UnusableFile(f"“{title}”不是普通工作表，不能替换", place=package.name, remedy=remedy)
    if package.tree(part).find(f".//{MAIN}f") is not None:
        drop_calc_chain(package)
    drop_belongings(package, part)
    drop_names(package, place, _OWN)
    forget_titles(package)
    return part


def _module(package: Package, part: str) -> str:
    """What the sheet is called in a VBA project that knows it already."""
    properties = package.tree(part).find(f"{MAIN}sheetPr")
    return "" if properties is None else properties.get("codeName", "")


def _refuse(package: Package, place: int, part: str, title: str) -> None:
    others = [item for number, item in enumerate(entries(package)) if number != place]
    if all(item.get("state", "visible") != "visible" for item in others):
        raise _kept(package, title, "它是唯一可见的工作表")
    macros = any(relation.kind == "vbaProject" for relation in package.relations(package.workbook))
    if macros and _module(package, part):
        raise _kept(package, title, "宏工程里有它的模块")
    gone = Gone(sheets=frozenset({title.casefold()}), names=frozenset())
    names = package.tree(package.workbook).iterfind(f"{MAIN}definedNames/{MAIN}definedName")
    formulas = [name.text for name in names if name.get("localSheetId") != str(place)]
    charts = [other for other in package if "/charts/chart" in other and other.endswith(".xml")]
    for other in (other for other in (*package.worksheets.values(), *charts) if other != part):
        formulas += [item.text for item in package.tree(other).iter(*_FORMULAS)]
    if any(gone.named_in(formula or "") for formula in formulas):
        raise _kept(package, title, "有公式或名称引用它")


def _kept(package: Package, title: str, why: str) -> UnusableFile:
    return UnusableFile(f"工作表“{title}”不能删除：{why}", place=package.name, remedy="请在 Excel 中处理后再试。")


def _unlink(package: Package, part: str, title: str) -> None:
    """A link that leads nowhere goes; what stands in its cell stays."""
    gone = Gone(sheets=frozenset({title.casefold()}), names=frozenset())
    for other in package.worksheets.values():
        for links in package.tree(other).findall(f"{MAIN}hyperlinks") if other != part else ():
            for link in [link for link in links if gone.named_in(link.get("location", ""))]:
                links.remove(link)
                package.mark(other)
            if not len(links):
                package.tree(other).remove(links)
