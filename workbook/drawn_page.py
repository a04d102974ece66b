"""What a drawn sheet shows, and its XML: every element in the order the schema demands, paper and screen set up.

The same page gives the same bytes. Rows and columns count from 1, as people count them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal

import msgspec
from lxml import etree

from workbook.address import cell_name
from workbook.looks import Look, Looks
from workbook.package import MAIN, OFFICE, Element
from workbook.patch import number_text
from workbook.stored_text import set_text

_MARGIN = 0.7109375  # what a cell keeps free on both sides, in the units of a column's width
_HIGHEST, _LONGEST_LIST = 409.5, 255  # Excel knows no higher row and no longer list of choices
_FOOTER = "&C&A　第 &P 页，共 &N 页"
_EDGES = {"left": "0.5", "right": "0.5", "top": "0.6", "bottom": "0.6", "header": "0.3", "footer": "0.3"}  # inches
_ROOT = f'<worksheet xmlns="{MAIN[1:-1]}" xmlns:r="{OFFICE[1:-1]}"/>'


class Drawn(msgspec.Struct, frozen=True, kw_only=True):
    """One cell, or several merged ones, that look alike. `link` leads to a place in the same file: `'附件3'!E5`."""

    row: int
    column: int
    value: Decimal | str | None
    look: Look
    rows: int = 1
    columns: int = 1
    link: str = ""

    @property
    def area(self) -> str:
        first, last = self.row, self.column
        return f"{cell_name(first, last)}:{cell_name(first + self.rows - 1, last + self.columns - 1)}"


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """A sheet. Widths in characters, heights in points; `repeat_rows` are the first and last row printed on every
    page, `choices` the drop-down lists of areas ("B5:B20") where people may write.
    """

    title: str
    cells: Sequence[Drawn]
    widths: Mapping[int, float]
    heights: Mapping[int, float]
    landscape: bool = False
    repeat_rows: tuple[int, int] | None = None
    freeze_rows: int = 0
    hidden_columns: Collection[int] = ()
    choices: Mapping[str, Sequence[str]] = {}


_Row = dict[int, tuple[int, Decimal | str | None]]


def worksheet(page: Page, looks: Looks, *, module: str = "", front: bool = False) -> Element:
    """The root of the sheet's part. Raises ValueError for cells that overlap and lists that Excel cannot hold."""
    sheet, rows = etree.fromstring(_ROOT), _rows(page, looks)
    _add(_add(sheet, "sheetPr", **({"codeName": module} if module else {})), "pageSetUpPr", fitToPage="1")
    _add(sheet, "dimension", ref=_reach(rows))
    _show(sheet, page.freeze_rows, front)
    _add(sheet, "sheetFormatPr", defaultRowHeight="15")
    _add_columns(sheet, page)
    _add_rows(_add(sheet, "sheetData"), rows, page.heights)
    _add_list(sheet, "mergeCell", [{"ref": cell.area} for cell in page.cells if cell.rows * cell.columns > 1])
    _add_choices(sheet, page.choices)
    links = [(cell_name(cell.row, cell.column), cell.link) for cell in page.cells if cell.link]
    _add_list(sheet, "hyperlink", [{"ref": ref, "location": target} for ref, target in links], counted=False)
    _set_up_paper(sheet, page.landscape)
    return sheet


def _rows(page: Page, looks: Looks) -> dict[int, _Row]:
    """Cells by row and column: number of the look, and value in the first of merged ones."""
    rows: dict[int, _Row] = defaultdict(dict)
    for cell in page.cells:
        style = looks.made(cell.look)
        for row in range(cell.row, cell.row + cell.rows):
            for column in range(cell.column, cell.column + cell.columns):
                if column in rows[row]:
                    raise ValueError(f"drawn twice: {cell_name(row, column)}")
                rows[row][column] = (style, None)
        rows[cell.row][cell.column] = (style, cell.value)
    return rows


def _reach(rows: dict[int, _Row]) -> str:
    if not rows:
        return "A1"
    columns = [column for row in rows.values() for column in row]
    first, last = cell_name(min(rows), min(columns)), cell_name(max(rows), max(columns))
    return first if first == last else f"{first}:{last}"


def _show(sheet: Element, frozen: int, front: bool) -> None:
    selected = {"tabSelected": "1"} if front else {}
    view = _add(_add(sheet, "sheetViews"), "sheetView", **selected, workbookViewId="0")
    if frozen:
        top = {"ySplit": str(frozen), "topLeftCell": cell_name(frozen + 1, 1)}
        _add(view, "pane", **top, activePane="bottomLeft", state="frozen")
        _add(view, "selection", pane="bottomLeft")


def _add_columns(sheet: Element, page: Page) -> None:
    shown = {column: {"width": f"{width + _MARGIN:g}"} for column, width in page.widths.items()}
    hidden = {column: {"width": "0", "hidden": "1"} for column in page.hidden_columns}
    columns = [
        {"min": str(column), "max": str(column), **attributes, "customWidth": "1"}
        for column, attributes in sorted((shown | hidden).items())
    ]
    _add_list(sheet, "col", columns, counted=False)


def _add_rows(data: Element, rows: dict[int, _Row], heights: Mapping[int, float]) -> None:
    for row in sorted({*rows, *heights}):
        high = {"ht": f"{min(heights[row], _HIGHEST):g}", "customHeight": "1"} if row in heights else {}
        line = _add(data, "row", r=str(row), **high)
        for column, (style, value) in sorted(rows.get(row, {}).items()):
            _fill(_add(line, "c", r=cell_name(row, column), s=str(style)), value)


def _fill(cell: Element, value: Decimal | str | None) -> None:
    if isinstance(value, Decimal):
        _add(cell, "v").text = number_text(value)
    elif value:
        cell.set("t", "inlineStr")
        set_text(_add(_add(cell, "is"), "t"), value)


def _add_choices(sheet: Element, choices: Mapping[str, Sequence[str]]) -> None:
    validations = _add_list(
        sheet,
        "dataValidation",
        [{"type": "list", "allowBlank": "1", "showErrorMessage": "1", "sqref": area} for area in choices],
    )
    for validation, listed in zip(validations, choices.values(), strict=True):
        text = ",".join(listed)
        if not text or len(text) > _LONGEST_LIST or '"' in text or any("," in choice for choice in listed):
            raise ValueError(f"not a list for a cell: {text!r}")
        _add(validation, "formula1").text = f'"{text}"'


def _set_up_paper(sheet: Element, landscape: bool) -> None:
    _add(sheet, "printOptions", horizontalCentered="1")
    _add(sheet, "pageMargins", **_EDGES)
    orientation = "landscape" if landscape else "portrait"
    _add(sheet, "pageSetup", paperSize="9", fitToHeight="0", orientation=orientation)
    _add(_add(sheet, "headerFooter"), "oddFooter").text = _FOOTER


def _add(parent: Element, tag: str, **attributes: str) -> Element:
    return etree.SubElement(parent, f"{MAIN}{tag}", attributes)


def _add_list(parent: Element, tag: str, items: Sequence[dict[str, str]], *, counted: bool = True) -> list[Element]:
    """A list named after its items, or none at all: an empty one makes Excel repair the file."""
    if not items:
        return []
    holder = _add(parent, f"{tag}s", **({"count": str(len(items))} if counted else {}))
    return [_add(holder, tag, **item) for item in items]
