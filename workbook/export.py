"""The submission copy: the workbook as people see it, with nothing left that calculates or runs.

The finance bureau receives values. Every formula becomes its last result; macros, ribbon, buttons and links to other
files go; tables, styles, print set-up, drop-down lists, pictures and charts stay. A form that was never calculated, or
that shows an error, is refused: the copy would say something its author never saw. The same file always gives the same
bytes, so that two copies can be compared by their checksums.

    freeze(Path("自评表.xlsm"), Path("自评表-报送.xlsx"), drop_sheets=["xlwings.conf"])

`frozen` gives the copy before it is saved, for whoever has something to add (`macros_py.submit` seals it).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from workbook.check_columns import remove_around_tables
from workbook.errors import UnusableFile
from workbook.gone import Gone
from workbook.package import CONTENT_TYPES, MAIN, OFFICE, Element, Package, local_name, relations_part
from workbook.strings import SHARED, prune_strings

STAMP = (1980, 1, 1, 0, 0, 0)
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_MACRO_SHEETS = {"xlMacrosheet", "xlIntlMacrosheet"}
_RUNNING = {
    *("vbaProject", "extensibility", "userCustomization", "attachedToolbars", "calcChain", "volatileDependencies"),
    *("ctrlProp", "control", "externalLink", *_MACRO_SHEETS),
}
_LIMIT = 5  # cells named in a refusal

_OWNERS = {"dataValidation", "cfRule", "sparklineGroup", "hyperlink"}
_CONTAINERS = {
    *("dataValidations", "conditionalFormattings", "conditionalFormatting", "sparklineGroups", "hyperlinks"),
    *("ext", "extLst", "definedNames", "AlternateContent", "Choice"),
}
_RESULTS, _CELL, _FORMULA, _VALUE = {"e", "str"}, f"{MAIN}c", f"{MAIN}f", f"{MAIN}v"
_FORMULAS = {"f", "formula", "formula1", "formula2"}
_LATER = "{http://schemas.microsoft.com/office/excel/2006/main}"  # formulas in what came with Excel 2010
_WATCHED = (
    *(f"{MAIN}{name}" for name in (*sorted(_FORMULAS), "controls", "hyperlink")),
    *(f"{_LATER}{name}" for name in sorted(_FORMULAS)),
)
_SHAPE = re.compile(r"<v:shape\b(?:(?!</v:shape>).)*</v:shape>", re.S)
_CONTROL = re.compile(r'ObjectType="(?!Note"|Pict")')


def freeze(source: Path, target: Path, drop_sheets: Sequence[str] = ()) -> None:
    """Write the values-only copy of `source`; sheets named in `drop_sheets` are left out if they are there.

    Raises UnusableFile: formulas without result or with an error (named as sheet!cell), no visible sheet left, target
    is the source, or the file cannot be read or written.
    """
    if source.exists() and target.exists() and target.samefile(source):
        raise UnusableFile("上报件不能覆盖原文件", place=target.name, remedy="请换一个文件名。")
    frozen(Package.load(source), drop_sheets).save(target, stamp=STAMP)


def parsed(package: Package) -> Package:
    """The workbook with all its sheets parsed, as `frozen` needs them. Raises UnusableFile."""
    for part in package.sheets.values():
        package.tree(part)
    return package


def frozen(package: Package, drop_sheets: Sequence[str] = ()) -> Package:
    """The values-only copy in memory, to be saved with `STAMP`. Raises UnusableFile as `freeze` does."""
    remove_around_tables(package)
    gone = _drop_sheets(package, drop_sheets)
    cells = {name: _told_apart(package.tree(part)) for name, part in package.worksheets.items()}
    _refuse_unfinished(package.name, cells)
    for name, part in package.worksheets.items():
        _freeze_sheet(package, part, cells[name].results, gone)
    _clean_graphics(package, gone)
    _clean_workbook(package)
    _unrelate_running(package)
    prune_strings(package, {part: cells[name].texts for name, part in package.worksheets.items()})
    _prune(package)
    return package


def _drop_sheets(package: Package, drop: Sequence[str]) -> Gone:
    """Take sheets out of the workbook part, and the names that mean them; their parts go with `_prune`."""
    book = package.tree(package.workbook)
    relations = {relation.id: relation for relation in package.relations(package.workbook)}
    sheets = list(book.iterfind(f"{MAIN}sheets/{MAIN}sheet"))
    macro = {key for key, relation in relations.items() if relation.kind in _MACRO_SHEETS}
    kept = [sheet for sheet in sheets if sheet.get("name") not in drop and sheet.get(f"{OFFICE}id") not in macro]
    if not any(sheet.get("state", "visible") == "visible" for sheet in kept):
        raise UnusableFile("没有可报送的工作表", place=package.name, remedy="请至少保留一个可见的工作表。")
    lost = [sheet for sheet in sheets if sheet not in kept]
    for sheet in lost:
        if (relation := relations.get(sheet.get(f"{OFFICE}id", ""))) is not None:
            package.unrelate(package.workbook, relation)
        _remove(sheet)
    names = _drop_names(book, [kept.index(sheet) if sheet in kept else None for sheet in sheets], _folded(lost))
    _choose_tab(package, book, sheets, kept)
    package.mark(package.workbook)
    return Gone(sheets=_folded(lost), names=names)


def _folded(named: Sequence[Element]) -> frozenset[str]:
    return frozenset(element.get("name", "").casefold() for element in named)


def _drop_names(book: Element, places: list[int | None], sheets: frozenset[str]) -> frozenset[str]:
    """Remove names of lost sheets, other files and macros, then names that used those; renumber the others' sheets.

    Returns the names nothing answers to any more.
    """
    names, gone = list(book.iterfind(f"{MAIN}definedNames/{MAIN}definedName")), Gone(sheets=sheets, names=frozenset())
    lost = [name for name in names if _is_lost(name, places, gone)]
    while lost:
        for name in lost:
            _remove(name)
        taken = set(lost)
        names = [name for name in names if name not in taken]
        gone = Gone(sheets=sheets, names=(gone.names | _folded(lost)) - _folded(names))
        lost = [name for name in names if gone.calls(name.text or "")]
    for name in names:
        if (scope := name.get("localSheetId")) is not None:
            name.set("localSheetId", str(places[int(scope)]))
    return gone.names


def _is_lost(name: Element, places: list[int | None], gone: Gone) -> bool:
    scope = int(name.get("localSheetId", "-1"))
    if scope >= len(places) or (scope >= 0 and places[scope] is None):
        return True
    usual = 2 if scope >= 0 else 1  # what it is called, and whose own it is
    if len(name.attrib) > usual and any(name.get(key) in ("1", "true") for key in ("function", "vbProcedure", "xlm")):
        return True
    return gone.named_in(name.text or "")


def _choose_tab(package: Package, book: Element, sheets: list[Element], kept: list[Element]) -> None:
    """Open at the sheet that was in front, else at the first visible one; and only that one is selected."""
    active = 0
    for view in book.iterfind(f"{MAIN}bookViews/{MAIN}workbookView"):
        old = int(view.get("activeTab", "0"))
        front = sheets[old] if old < len(sheets) else None
        visible = [number for number, sheet in enumerate(kept) if sheet.get("state", "visible") == "visible"]
        active = next((number for number in visible if kept[number] is front), visible[0])
        view.set("activeTab", str(active))
        view.attrib.pop("firstSheet", "")
    if len(kept) < len(sheets):
        for number, part in enumerate(package.sheets.values()):
            for sheet_view in package.tree(part).iterfind(f"{MAIN}sheetViews/{MAIN}sheetView"):
                sheet_view.set("tabSelected", str(int(number == active)))
            package.mark(part)


class _Cells(msgspec.Struct, frozen=True):
    """Of a sheet the cells worth a closer look: formulas with their texts and errors, and those that show a text of the
    file's list.
    """

    results: list[Element]
    texts: list[Element]


def _told_apart(sheet: Element) -> _Cells:
    """A formula comes first in its cell."""
    results, texts = list[Element](), list[Element]()
    for element in sheet.iter(_CELL, _FORMULA):
        if element.tag == _CELL:
            kind = element.get("t")
            if kind in _RESULTS:
                results.append(element)
            if kind == SHARED:
                texts.append(element)
        elif (cell := element.getparent()) is not None and cell[0] is element and results[-1:] != [cell]:
            results.append(cell)
    return _Cells(results, texts)


def _refuse_unfinished(file: str, found: Mapping[str, _Cells]) -> None:
    cells = [f"{name}!{cell.get('r')}" for name, told in found.items() for cell in told.results if _is_unfinished(cell)]
    if cells:
        shown = "、".join(cells[:_LIMIT]) + ("等" if len(cells) > _LIMIT else "")
        problem = f"有 {len(cells)} 个单元格没有计算结果或结果为错误值，不能生成上报件：{shown}"
        remedy = "请用 Excel 打开，重新计算（按 F9）、改正错误并保存后再试。"
        raise UnusableFile(problem, place=file, remedy=remedy)


def _is_unfinished(cell: Element) -> bool:
    """An empty text is a result, an empty number is not. A picture placed in a cell is stored as an error with `vm`."""
    kind, calculates = cell.get("t"), len(cell) > 0 and cell[0].tag == _FORMULA
    if not calculates:
        return kind == "e" and cell.get("vm") is None
    value = cell[1] if len(cell) > 1 and cell[1].tag == _VALUE else cell.find(_VALUE)
    return kind == "e" or value is None or (not value.text and kind != "str")


def _freeze_sheet(package: Package, part: str, cells: list[Element], gone: Gone) -> None:
    sheet = package.tree(part)
    for cell in cells:
        _freeze_cell(cell)
    for properties in sheet.iterfind(f"{MAIN}sheetPr"):
        properties.attrib.pop("codeName", "")
    around = [element for item in sheet if item.tag != f"{MAIN}sheetData" for element in item.iter(*_WATCHED)]
    for element in around:
        if local_name(element) == "controls":
            _remove(element)
        elif _needs(element, gone):
            _remove_owner(element)
    package.mark(part)


def _freeze_cell(cell: Element) -> None:
    children = {child.tag: child for child in cell}
    formula, value = children.get(_FORMULA), children.get(_VALUE)
    if formula is not None:
        cell.remove(formula)
        if cell.get("cm") is not None:
            del cell.attrib["cm"]
    if cell.get("t") == "str" and value is not None:
        del cell.attrib["t"]
        cell.remove(value)
        if value.text:
            cell.set("t", "inlineStr")
            value.tag = f"{MAIN}t"
            holder = cell.makeelement(f"{MAIN}is")
            holder.append(value)
            cell.append(holder)


def _needs(element: Element, gone: Gone) -> bool:
    if local_name(element) == "hyperlink":
        return gone.named_in(element.get("location", ""))
    return local_name(element) in _FORMULAS and gone.named_in(element.text or "")


def _remove_owner(element: Element) -> None:
    """Excel repairs a file whose rule names what is not there: the rule goes, its cells stay."""
    for owner in (element, *element.iterancestors()):
        if local_name(owner) in _OWNERS:
            _remove(owner)
            return


def _remove(element: Element) -> None:
    """Remove an element and the containers that are empty without it."""
    parent = element.getparent()
    if parent is None:
        return
    parent.remove(element)
    left = (child for child in parent if local_name(child) not in ("", "sqref", "Fallback"))
    if next(left, None) is None and local_name(parent) in _CONTAINERS:
        _remove(parent)
    elif parent.get("count") is not None:
        parent.set("count", str(len(parent)))


def _clean_graphics(package: Package, gone: Gone) -> None:
    for part in package:
        if part.endswith(".vml"):
            old = package.read(part).decode("utf-8", "surrogateescape")
            new = _SHAPE.sub(lambda shape: "" if _CONTROL.search(shape[0]) else shape[0], old)
            package.put(part, new.encode("utf-8", "surrogateescape"))
        elif re.fullmatch(r"xl/drawings/[^/]+\.xml", part):
            _clean_drawing(package, part, gone)
        elif part.startswith(("xl/charts/", "xl/tables/")) and part.endswith(".xml"):
            _clean_formulas(package, part, gone)


def _clean_drawing(package: Package, part: str, gone: Gone) -> None:
    """Shapes that ran a macro were buttons; pictures and charts only lose the macro."""
    for element in list(package.tree(part).iter()):
        button = local_name(element) == "sp" and element.get("macro")
        if button or local_name(element) == "compatExt":
            _remove_anchor(element)
        elif element.get("macro"):
            element.set("macro", "")
        if gone.named_in(element.get("textlink", "")):
            element.set("textlink", "")
    package.mark(part)


def _remove_anchor(element: Element) -> None:
    """Remove the object an element belongs to; in a group, the element alone."""
    for anchor in element.iterancestors():
        if local_name(anchor).endswith(("Anchor", "grpSp")):
            _remove(element if local_name(anchor) == "grpSp" else anchor)
            return


def _clean_formulas(package: Package, part: str, gone: Gone) -> None:
    """A chart keeps the figures it shows when their sheet is gone; a table keeps no formula for new rows."""
    for element in list(package.tree(part).iter()):
        if local_name(element) in ("calculatedColumnFormula", "totalsRowFormula"):
            _remove(element)
        elif local_name(element) == "f" and gone.named_in(element.text or ""):
            element.text = "#REF!"
    package.mark(part)


def _clean_workbook(package: Package) -> None:
    book = package.tree(package.workbook)
    for name, keys in (("workbookPr", ["codeName"]), ("fileVersion", ["codeName"])):
        _strip(book, name, keys)
    _strip(book, "calcPr", ["fullCalcOnLoad", "forceFullCalc"])
    for name in ("externalReferences", "functionGroups"):
        for element in list(book.iterfind(f"{MAIN}{name}")):
            _remove(element)
    for part in (part for part in package if part == "docProps/app.xml"):
        for element in list(package.tree(part)):
            if local_name(element) in ("HeadingPairs", "TitlesOfParts"):
                _remove(element)
        package.mark(part)


def _strip(book: Element, name: str, keys: Sequence[str]) -> None:
    for element in book.iterfind(f"{MAIN}{name}"):
        for key in keys:
            element.attrib.pop(key, "")


def _unrelate_running(package: Package) -> None:
    for part in ("", *package):
        for relation in package.relations(part):
            if relation.kind in _RUNNING:
                package.unrelate(part, relation)


def _prune(package: Package) -> None:
    """Remove every part nothing leads to any more, and say in the content types what the rest is."""
    reached = set(_reach(package))
    for part in package:
        if part != CONTENT_TYPES and part not in reached and part in package:
            package.remove(part)
    types = package.tree(CONTENT_TYPES)
    endings = {part.rpartition(".")[2].lower() for part in package}
    for item in list(types):
        if item.get("Extension", "").lower() not in endings and item.get("PartName") is None:
            types.remove(item)
        elif item.get("PartName") == f"/{package.workbook}":
            item.set("ContentType", f"{_TYPE}.sheet.main+xml")
        elif "vbaProject" in item.get("ContentType", ""):
            item.set("ContentType", f"{_TYPE}.printerSettings")  # the only other .bin parts there are
    package.mark(CONTENT_TYPES)


def _reach(package: Package) -> Iterator[str]:
    """All parts that can be reached from the package's own relations, and the relation parts on the way."""
    waiting, seen = [""], {""}
    while waiting:
        part = waiting.pop()
        yield from (part, relations_part(part))
        found = {relation.target for relation in package.relations(part) if not relation.external} - seen
        seen |= found
        waiting += sorted(found)
