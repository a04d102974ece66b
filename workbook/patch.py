"""Edits of single cells that leave every other part of the file as it was.

A user's form is never loaded and saved by a library: the cell's XML is changed in place, its style stays, and text is
always text, whatever it begins with. Edits outside the cells are limited to links and merged cells. Nothing is
recalculated here: whoever writes a formula writes its value too.

    package = Package.load(path)
    apply(package, [CellEdit(sheet="附件3", cell="E5", value=Decimal("103.5"))])
    package.save(path)
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cached_property

import msgspec
from lxml import etree

from workbook.address import LAST_COLUMN, Block, cell_name, parse_block, parse_cell
from workbook.errors import UnusableFile
from workbook.package import MAIN, Element, Package
from workbook.shared import unshare

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)|[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_LARGEST = Decimal("9.99999999999999E307")
_LONGEST = 32_767
_JOINT = ("array", "dataTable")
# The order CT_Worksheet demands; only what may stand before an element created here matters.
# fmt: off
_ORDER = (
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection",
    "protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate", "customSheetViews", "mergeCells",
    "phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks",
)
# fmt: on


class CellEdit(msgspec.Struct, frozen=True, kw_only=True):
    """What one cell shall hold: `value`, or `formula` (without "=") with `value` as its result.

    `keep_formula` renews the result of the formula that is there. None and "" empty the cell; as a result of a formula
    "" is an empty text and None is "not calculated".
    """

    sheet: str
    cell: str
    value: Decimal | str | None
    formula: str | None = None
    keep_formula: bool = False


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """A link from a cell to a place in the same file, e.g. `'附件3'!E5`."""

    sheet: str
    cell: str
    target: str


def apply(package: Package, edits: Iterable[CellEdit], links: Iterable[Link] = ()) -> None:
    """Make all edits, then all links. Raises UnusableFile for a sheet that is gone or a cell that cannot be changed."""
    by_sheet: dict[str, list[CellEdit]] = defaultdict(list)
    for edit in edits:
        by_sheet[edit.sheet].append(edit)
    rewired = [_edit_sheet(package, sheet, group) for sheet, group in by_sheet.items()]
    if any(rewired):
        drop_calc_chain(package)
    for link in links:
        _set_link(package, link)


def formula_at(package: Package, sheet: str, cell: str) -> str:
    """The formula of a cell as it is written, empty where it has none."""
    tree = package.tree(package.sheet_part(sheet))
    found = next((item for item in tree.iter(f"{MAIN}c") if item.get("r") == cell), None)
    return "" if found is None else found.findtext(f"{MAIN}f") or ""


def _edit_sheet(package: Package, sheet: str, edits: Sequence[CellEdit]) -> bool:
    """True if a cell got its first formula or lost its formula."""
    part = package.sheet_part(sheet)
    cells = Cells(package.tree(part))
    rewired = [_edit_cell(cells, edit) for edit in edits]
    cells.fix_dimension()
    package.mark(part)
    return any(rewired)


def _edit_cell(cells: Cells, edit: CellEdit) -> bool:
    cell = cells.cell(*parse_cell(edit.cell))
    old = cell.find(f"{MAIN}f")
    formula = old if edit.keep_formula and edit.formula is None else None
    if edit.formula is not None:
        formula = etree.Element(f"{MAIN}f")
        formula.text = edit.formula
    if old is not None and formula is not old:
        if old.get("t") == "shared":
            unshare(cells.sheet)
        _refuse_joint(cells, edit, old)
    if old is None and not edit.keep_formula:
        _refuse_inside(cells, edit)
    _fill(cell, formula, edit)
    return (old is None) != (formula is None)


def _refuse_joint(cells: Cells, edit: CellEdit, formula: Element) -> None:
    """A formula that other cells live on cannot be taken away from under them."""
    ref, shared = formula.get("ref", edit.cell), formula.get("si")
    users = [f for f in cells.sheet.iter(f"{MAIN}f") if shared is not None and f.get("si") == shared]
    master_of_others = formula.text and len(users) > 1
    array_of_many = formula.get("t") in _JOINT and ":" in ref and len(set(ref.split(":"))) > 1
    if master_of_others or array_of_many:
        raise _joint(edit)


def _refuse_inside(cells: Cells, edit: CellEdit) -> None:
    """Excel would put the array's result, or an error, over what is written into one of its cells."""
    row, column = parse_cell(edit.cell)
    if any(area.top <= row <= area.bottom and area.left <= column <= area.right for area in cells.arrays):
        raise _joint(edit)


def _joint(edit: CellEdit) -> UnusableFile:
    remedy = "请在 Excel 中逐个重新录入这些单元格后再试。"
    return UnusableFile("该公式由多个单元格共用，不能单独改写", place=f"{edit.sheet}!{edit.cell}", remedy=remedy)


def _fill(cell: Element, formula: Element | None, edit: CellEdit) -> None:
    kept = {"r", "s", "cm"} if edit.keep_formula else {"r", "s"}
    for name in [name for name in cell.attrib if name not in kept]:
        del cell.attrib[name]
    for child in list(cell):
        cell.remove(child)
    if formula is not None:
        cell.append(formula)
    value = edit.value
    if isinstance(value, Decimal):
        etree.SubElement(cell, f"{MAIN}v").text = number_text(value)
    elif value is not None and formula is not None:
        cell.set("t", "str")
        _set_text(etree.SubElement(cell, f"{MAIN}v"), value, edit)
    elif value:
        cell.set("t", "inlineStr")
        _set_text(etree.SubElement(etree.SubElement(cell, f"{MAIN}is"), f"{MAIN}t"), value, edit)


def _set_text(element: Element, text: str, edit: CellEdit) -> None:
    if len(text.encode("utf-16-le", "surrogatepass")) // 2 > _LONGEST:
        remedy = "请缩短文字，或拆到多个单元格。"
        raise UnusableFile(f"文字超过 Excel 的上限 {_LONGEST} 字", place=f"{edit.sheet}!{edit.cell}", remedy=remedy)
    element.text = escape(text)
    if text != text.strip() or "\n" in text:
        element.set(_SPACE, "preserve")


def escape(text: str) -> str:
    """Text as Excel stores it: what XML forbids, and what looks like such an escape, becomes _xHHHH_.

    >>> escape("bell \\x07, literal _x0041_")
    'bell _x0007_, literal _x005F_x0041_'
    """
    return _ESCAPED.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def number_text(value: Decimal) -> str:
    """A number without exponent. Raises ValueError for what Excel cannot hold.

    >>> number_text(Decimal("1E+3")), number_text(Decimal("-0.00")), number_text(Decimal("103.50"))
    ('1000', '0', '103.50')
    """
    if not value.is_finite() or abs(value) > _LARGEST:
        raise ValueError(f"not an Excel number: {value}")
    return format(value, "f") if value else "0"


class Cells:
    """The cells of one worksheet, found or created at their place."""

    def __init__(self, sheet: Element) -> None:
        self.sheet = sheet
        self.data = child(sheet, "sheetData")
        self._number()
        self.rows = {int(row.get("r", "")): row for row in self.data.iterfind(f"{MAIN}row")}

    @cached_property
    def arrays(self) -> list[Block]:
        """Where one formula fills many cells."""
        refs = (item.get("ref", "") for item in self.data.iter(f"{MAIN}f") if item.get("t") in _JOINT)
        return [parse_block(ref) for ref in refs if len({*ref.split(":")}) == 2]

    def _number(self) -> None:
        """Positions may be left out in a file, meaning "the next one": write them down."""
        number = 0
        for row in self.data.iterfind(f"{MAIN}row"):
            number = int(row.get("r", number + 1))
            row.set("r", str(number))
            before = ""
            for cell in row.iterfind(f"{MAIN}c"):
                here = cell.get("r")
                if here is None:
                    here = cell_name(number, parse_cell(before)[1] + 1 if before else 1)
                    cell.set("r", here)
                before = here

    def cell(self, row: int, column: int) -> Element:
        """The cell at (row, column), 1-based; a new one takes the style of its row or column."""
        line = self.rows[row] if row in self.rows else self._new_row(row)
        after = 0
        for index, cell in enumerate(line):
            here = parse_cell(cell.get("r", ""))[1] if cell.tag == f"{MAIN}c" else LAST_COLUMN + 1
            if here == column:
                return cell
            after = index + 1 if here < column else after
        return self._new_cell(line, after, row, column)

    def _new_row(self, row: int) -> Element:
        line = etree.Element(f"{MAIN}row", r=str(row))
        after = [number for number in self.rows if number < row]
        if after:
            self.rows[max(after)].addnext(line)
        else:
            self.data.insert(0, line)
        self.rows[row] = line
        return line

    def _new_cell(self, line: Element, index: int, row: int, column: int) -> Element:
        cell = etree.Element(f"{MAIN}c", r=cell_name(row, column))
        style = line.get("s") if line.get("customFormat") in ("1", "true") else self._column_style(column)
        if style is not None:
            cell.set("s", style)
        line.attrib.pop("spans", "")
        line.insert(index, cell)
        return cell

    def _column_style(self, column: int) -> str | None:
        for col in self.sheet.iterfind(f"{MAIN}cols/{MAIN}col"):
            if int(col.get("min", "0")) <= column <= int(col.get("max", "0")):
                return col.get("style")
        return None

    def fix_dimension(self) -> None:
        """See the function of that name."""
        fix_dimension(self.sheet)


def fix_dimension(sheet: Element) -> None:
    """Readers that trust <dimension> lose the rows outside it. Every cell has to say where it is."""
    dimension = sheet.find(f"{MAIN}dimension")
    rows = [row for row in sheet.iterfind(f"{MAIN}sheetData/{MAIN}row") if len(row)]
    ends = [cell for row in rows for cell in (row[0], row[-1])]
    if any(cell.tag != f"{MAIN}c" for cell in ends):  # something else stands at the end of a row
        cells = [row.findall(f"{MAIN}c") for row in rows]
        ends = [cell for row in cells if row for cell in (row[0], row[-1])]
    places = [parse_cell(cell.get("r", "")) for cell in ends]
    if dimension is not None and places:
        numbers, columns = zip(*places, strict=True)
        first, last = cell_name(min(numbers), min(columns)), cell_name(max(numbers), max(columns))
        dimension.set("ref", first if first == last else f"{first}:{last}")


def drop_calc_chain(package: Package) -> None:
    """Excel repairs a file whose calculation chain names a cell without formula; without a chain it makes a new one."""
    for relation in package.relations(package.workbook):
        if relation.kind == "calcChain":
            package.remove(relation.target)
            package.unrelate(package.workbook, relation)


def _set_link(package: Package, link: Link) -> None:
    part = package.sheet_part(link.sheet)
    sheet = package.tree(part)
    parse_cell(link.cell)
    merged = {merge.get("ref") for merge in sheet.iterfind(f"{MAIN}mergeCells/{MAIN}mergeCell")}
    links = child(sheet, "hyperlinks")
    for old in list(links):
        ref = old.get("ref", "")
        if ref == link.cell or (ref in merged and ref.startswith(f"{link.cell}:")):
            links.remove(old)
    etree.SubElement(links, f"{MAIN}hyperlink", ref=link.cell, location=link.target)
    package.mark(part)


def set_merges(package: Package, sheet: str, area: str, merges: Sequence[str]) -> None:
    """Replace the merges wholly inside `area` ("A5:B20") by `merges`. Raises UnusableFile if two would overlap."""
    part, inside = package.sheet_part(sheet), parse_block(area)
    element = child(package.tree(part), "mergeCells")
    for old in [item for item in element if inside.holds(parse_block(item.get("ref", "")))]:
        element.remove(old)
    for ref in merges:
        _refuse_overlap(sheet, ref, element)
        etree.SubElement(element, f"{MAIN}mergeCell", ref=ref)
    if len(element):
        element.set("count", str(len(element)))
    else:
        package.tree(part).remove(element)
    package.mark(part)


def _refuse_overlap(sheet: str, ref: str, merges: Iterable[Element]) -> None:
    for other in merges:
        if parse_block(ref).overlaps(parse_block(other.get("ref", ""))):
            problem = f"合并区域与已有的合并区域 {other.get('ref')} 重叠"
            raise UnusableFile(problem, place=f"{sheet}!{ref}", remedy="请先在 Excel 中取消该处的合并单元格。")


def child(sheet: Element, name: str) -> Element:
    """The child `name` of a worksheet, created where the schema wants it."""
    found = sheet.find(f"{MAIN}{name}")
    if found is not None:
        return found
    earlier = {f"{MAIN}{tag}" for tag in _ORDER[: _ORDER.index(name)]}
    index = max((number for number, item in enumerate(sheet, 1) if item.tag in earlier), default=0)
    found = etree.Element(f"{MAIN}{name}")
    sheet.insert(index, found)
    return found
