"""Room for more rows in a repeating table, made as Excel makes it, without loading and saving the file.

Inserting a row moves everything that names a row below it: cells, merged cells, conditional formats, drop-down lists,
filters, page breaks, comments, pictures, defined names and the formulas of all sheets. A range grows when the new rows
lie inside it (after its first row, not after its last). Left alone, as Excel leaves them: text such as
INDIRECT("A5"), and the rows without `$` of a defined name, which are relative to wherever the name is used.

What cannot be moved safely is refused before anything is changed: an array formula or a 3-D reference across the
place, a shared formula that cannot be spelled out, pivot tables. A formula that cannot be read is refused on the way:
throw the package away.

    insert_rows(package, "附件3", before=8, count=2, like=7)
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable

import msgspec
from openpyxl.formula.tokenizer import TokenizerError

from workbook.address import LAST_ROW, cell_name, parse_block, parse_cell
from workbook.errors import UnusableFile
from workbook.package import MAIN, Element, Package, local_name
from workbook.patch import Cells, drop_calc_chain
from workbook.shared import unshare
from workbook.shift import Insertion, shift_areas, shift_formula, shift_pointer

_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
_FORMULAS = {"f", "formula", "formula1", "formula2", "calculatedColumnFormula", "totalsRowFormula"}
_POINTERS = {"hyperlink": "location", "sp": "textlink"}
_VIEWS = {"selection", "pane", "sheetView"}
_ATTACHED = {"comments", "threadedComment", "table"}
_REMEDY = "请在 Excel 中手工插入行。"

_CLIENT = re.compile(r"<x:ClientData\b.*?</x:ClientData>", re.S)
_ANCHOR = re.compile(r"(<x:Anchor>)([^<]*)(</x:Anchor>)")
_NOTE_ROW = re.compile(r"(<x:Row>\s*)(\d+)(\s*</x:Row>)")


def insert_rows(package: Package, sheet: str, before: int, count: int, like: int) -> None:
    """Insert `count` empty rows before row `before`, with the heights and cell styles of row `like`.

    Rows are 1-based and counted before the insertion. Raises UnusableFile for what cannot be moved, ValueError for
    rows that do not exist.
    """
    if not (1 <= before <= LAST_ROW and count >= 1 and 1 <= like <= LAST_ROW):
        raise ValueError(f"no such rows: before {before}, count {count}, like {like}")
    part = package.sheet_part(sheet)
    move = Insertion(sheet=sheet, before=before, count=count, tabs=tuple(package.sheets))
    _refuse_unmovable(package, part, move)
    _insert(package.tree(part), move, like)
    package.mark(part)
    for name, other in package.worksheets.items():
        _shift_part(package, other, move, home=name)
    _shift_names(package, move)
    _shift_graphics(package, move)
    _shift_attached(package, part, move)
    Cells(package.tree(part)).fix_dimension()
    drop_calc_chain(package)


def _refuse_unmovable(package: Package, part: str, move: Insertion) -> None:
    if any(relation.kind == "pivotTable" for relation in package.relations(part)):
        raise UnusableFile("工作表含有数据透视表，不能自动插入行", place=move.sheet, remedy=_REMEDY)
    for name, other in package.worksheets.items():
        _spell_out(package, other, move, name)
        for formula in package.tree(other).iter(f"{MAIN}f"):
            _refuse_formula(formula, move, name)
    Cells(package.tree(part))
    rows = [int(row.get("r", "")) for row in package.tree(part).iterfind(f"{MAIN}sheetData/{MAIN}row")]
    if max(rows, default=0) >= move.before and max(rows, default=0) + move.count > LAST_ROW:
        raise UnusableFile("插入后会超出工作表的最后一行", place=move.sheet, remedy="请先删除表格下方多余的行。")


def _spell_out(package: Package, part: str, move: Insertion, home: str) -> None:
    """Shared formulas that would have to move get texts of their own."""
    shared = (formula for formula in package.tree(part).iter(f"{MAIN}f") if formula.get("t") == "shared")
    if any(_must_move(formula, move, home) for formula in shared) and unshare(package.tree(part)):
        package.mark(part)


def _must_move(formula: Element, move: Insertion, home: str) -> bool:
    edge = msgspec.structs.replace(move, before=1)
    return move.concerns(home) or _shift_element(formula, edge, home) != formula.text


def _refuse_formula(formula: Element, move: Insertion, home: str) -> None:
    here, kind, ref = move.concerns(home), formula.get("t"), formula.get("ref")
    if kind == "shared" and _must_move(formula, move, home):
        raise UnusableFile("公式由多个单元格共用，不能自动插入行", place=_place(formula, home), remedy=_REMEDY)
    if kind in ("array", "dataTable") and here and ref:
        area = parse_block(ref)
        if kind == "dataTable" or move.splits(area.top, area.bottom):
            raise UnusableFile("数组公式跨过要插入的位置，不能自动插入行", place=_place(formula, home), remedy=_REMEDY)


def _insert(sheet: Element, move: Insertion, like: int) -> None:
    """Move the rows below and put copies of row `like` into the gap, without what its cells hold."""
    cells = Cells(sheet)
    blanks = [_blank(cells.rows[like]) for _ in range(move.count)] if like in cells.rows else []
    for number, row in cells.rows.items():
        _number_row(row, move.row(number))
    above = [number for number in cells.rows if number < move.before]
    index = cells.data.index(cells.rows[max(above)]) + 1 if above else 0
    for offset, row in enumerate(blanks):
        _number_row(row, move.before + offset)
        cells.data.insert(index + offset, row)


def _blank(row: Element) -> Element:
    blank = copy.deepcopy(row)
    for item in list(blank):
        style, place = item.get("s"), item.get("r", "")
        item.clear()
        if item.tag != f"{MAIN}c" or style is None:
            blank.remove(item)
        else:
            item.attrib.update({"r": place, "s": style})
    return blank


def _number_row(row: Element, number: int) -> None:
    row.set("r", str(number))
    for cell in row.iterfind(f"{MAIN}c"):
        cell.set("r", cell_name(number, parse_cell(cell.get("r", ""))[1]))


def _shift_part(package: Package, part: str, move: Insertion, home: str | None) -> None:
    """Formulas and pointers of one part; if it belongs to the sheet itself, also its areas, breaks and controls."""
    changed = False
    for element in package.tree(part).iter():
        changed |= _replace_text(element, _shift_element(element, move, home))
        if local_name(element) in _POINTERS:
            changed |= _replace(element, _POINTERS[local_name(element)], lambda text: shift_pointer(text, move, home))
        if move.concerns(home):
            changed |= _shift_place(element, move)
    if changed:
        package.mark(part)


def _shift_element(element: Element, move: Insertion, home: str | None) -> str | None:
    """The text of a formula element after the move; any other element keeps its text."""
    if local_name(element) not in _FORMULAS or not element.text:
        return element.text
    try:
        return shift_formula(element.text, move, home)
    except (TokenizerError, IndexError, ValueError) as error:
        raise UnusableFile("公式无法识别，不能自动插入行", place=_place(element, home or ""), remedy=_REMEDY) from error


def _shift_place(element: Element, move: Insertion) -> bool:
    """Places on the sheet itself. What the window shows (selection, frozen rows) stays."""
    name, changed = local_name(element), False
    if name not in _VIEWS:
        for key in ("ref", "sqref"):
            changed |= _replace(element, key, lambda text: shift_areas(text, move))
    if name == "sqref":
        changed |= _replace_text(element, shift_areas(element.text or "", move))
    if name == "brk" and local_name(_parent(element)) == "rowBreaks":
        changed |= _replace(element, "id", lambda text: str(move.row(int(text) + 1) - 1))
    if name == "cfvo" and element.get("type") == "formula":
        changed |= _replace(element, "val", lambda text: shift_pointer(text, move, move.sheet))
    if element.tag == f"{_DRAWING}row":
        changed |= _replace_text(element, str(move.row(int(element.text or "0") + 1) - 1))
    return changed


def _shift_names(package: Package, move: Insertion) -> None:
    for name in package.tree(package.workbook).iterfind(f"{MAIN}definedNames/{MAIN}definedName"):
        try:
            changed = _replace_text(name, shift_formula(name.text or "", move, None, fixed_only=True))
        except (TokenizerError, IndexError, ValueError) as error:
            raise UnusableFile("名称无法识别，不能自动插入行", place=name.get("name", ""), remedy=_REMEDY) from error
        if changed:
            package.mark(package.workbook)


def _shift_graphics(package: Package, move: Insertion) -> None:
    """What charts, shapes and pivot tables anywhere in the file take from the sheet."""
    for part in package:
        if part.startswith(("xl/charts/", "xl/drawings/")) and part.endswith(".xml"):
            _shift_part(package, part, move, home=None)
        elif part.startswith("xl/pivotCache/pivotCacheDefinition"):
            for source in package.tree(part).iter(f"{MAIN}worksheetSource"):
                if move.concerns(source.get("sheet")) and _replace(source, "ref", lambda text: shift_areas(text, move)):
                    package.mark(part)


def _shift_attached(package: Package, part: str, move: Insertion) -> None:
    for relation in package.relations(part):
        if relation.kind in _ATTACHED:
            _shift_part(package, relation.target, move, home=move.sheet)
        elif relation.kind == "drawing":
            _shift_drawing(package, relation.target, move)
        elif relation.kind == "vmlDrawing":
            _shift_vml(package, relation.target, move)


def _shift_drawing(package: Package, part: str, move: Insertion) -> None:
    for anchor in package.tree(part).iter(f"{_DRAWING}oneCellAnchor", f"{_DRAWING}twoCellAnchor"):
        ends = [row for end in ("from", "to") for row in anchor.iterfind(f"{_DRAWING}{end}/{_DRAWING}row")]
        rows = [int(row.text or "0") for row in ends]
        moved = _move_anchor(rows, move, anchor.get("editAs", "twoCell"))
        if [_replace_text(row, str(number)) for row, number in zip(ends, moved, strict=True)].count(True):
            package.mark(part)


def _move_anchor(rows: list[int], move: Insertion, kind: str) -> list[int]:
    """0-based rows of an object's ends: it grows with its cells, only moves with them ("oneCell") or stays."""
    if kind == "absolute":
        return rows
    if kind == "oneCell":
        return [row + move.row(rows[0] + 1) - rows[0] - 1 for row in rows]
    return [move.row(row + 1) - 1 for row in rows]


def _shift_vml(package: Package, part: str, move: Insertion) -> None:
    """Comment boxes follow their cell, other old shapes their upper edge. VML is not always XML: edited as text."""
    old = package.read(part).decode("utf-8", "surrogateescape")
    new = _CLIENT.sub(lambda found: _shift_client(found[0], move), old)
    if new != old:
        package.put(part, new.encode("utf-8", "surrogateescape"))


def _shift_client(client: str, move: Insertion) -> str:
    note, anchor = _NOTE_ROW.search(client), _ANCHOR.search(client)
    numbers = [int(number) for number in anchor[2].split(",")] if anchor else []
    if note:
        step = move.row(int(note[2]) + 1) - int(note[2]) - 1
    else:
        step = move.row(numbers[2] + 1) - numbers[2] - 1 if len(numbers) == 8 else 0
    if len(numbers) == 8 and step:
        shifted = ", ".join(str(number + step * (place in (2, 6))) for place, number in enumerate(numbers))
        client = _ANCHOR.sub(rf"\g<1>{shifted}\g<3>", client)
    return _NOTE_ROW.sub(lambda found: f"{found[1]}{int(found[2]) + step}{found[3]}", client)


def _replace(element: Element, key: str, change: Callable[[str], str]) -> bool:
    old = element.get(key)
    if old is None or change(old) == old:
        return False
    element.set(key, change(old))
    return True


def _replace_text(element: Element, text: str | None) -> bool:
    if (element.text or "") == (text or ""):
        return False
    element.text = text
    return True


def _parent(element: Element) -> Element:
    parent = element.getparent()
    return element if parent is None else parent


def _place(element: Element, home: str) -> str:
    address = _parent(element).get("r")
    return f"{home}!{address}" if address else home
