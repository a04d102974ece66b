"""What is wrong with a table, said while it is being filled in: a short list below it, and a word beside each row.

A workbook with macros has one array formula for each table whose rows lie cell by cell: it hands the rows over and gets
a list of few lines. The cells to the right of the table look up their row in it, so that a table is checked once, not
once a row. The list stands below the table, where no row is ever inserted: Excel refuses to insert rows through an
array formula, and has none in merged cells. Its second column, the row of the table, is there to be looked up, and is
not shown. Where functions of ours cannot be called, all of this stays blank.

    A33  {=IFERROR(JX_FINDINGS(B20:I30,10,"overall.indicators",jx.pack,jx.forms),"")}      10 lines, 4 columns
    J21  =IFERROR(INDEX($D$33:$D$42,MATCH(ROW()-ROW(INDEX($B$20:$I$30,1,1))+1,$B$33:$B$42,0)),"")
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from xlsxwriter import Workbook

from workbook.address import column_letters
from workbook.build.filled_down import FilledDown
from workbook.build.styles import Styles
from workbook.facts import on_sheet
from workbook.layout import Layout
from workbook.model import Repeat
from workbook.names import LIVE_LIST, LIVE_ROWS
from workbook.places import Area, place_of, quoted

LINES, COLUMNS = 10, 4
TITLE = "即时核对"
WIDTH = 34
_HEAD = f"{TITLE}：改一格查一次，只查“%s”本身；与别的表的核对，请按“校验”。"
_GREY, _RED = "#7F7F7F", "#9C0006"

ListOf = Callable[[str, str, int], str]
"""(repeating table, its rows as a range, how many lines) -> the formula that lists what is wrong."""


def add_live_checks(book: Workbook, sheet: FilledDown, layout: Layout, styles: Styles, listing: ListOf) -> None:
    """To be called when the table is written. The column beside it becomes as wide as a sentence. Defined names say
    where all this stands, so that it can be taken out of what is sent up.
    """
    top, column = len(layout.rows) + 1, layout.form.grid.width
    for repeat, area in _whole_tables(layout):
        _list(sheet, styles, top, listing(repeat.id, area.address(), LINES), repeat.label)
        _beside(sheet, styles, column, area, top + 1)
        own = f"{quoted(layout.title)}!" if layout.sheet else ""
        for kind, place in (
            (LIVE_LIST, Area(layout.title, top, 0, top + LINES, COLUMNS - 1)),
            (LIVE_ROWS, Area(layout.title, area.top - 1, column, area.bottom, column)),
        ):
            book.define_name(f"{own}{kind}{repeat.id.replace('[*]', '')}", f"={place.absolute()}")
        top += LINES + 2


def _whole_tables(layout: Layout) -> Iterator[tuple[Repeat, Area]]:
    """The tables whose columns stand side by side, each one cell wide."""
    for repeat in layout.form.repeats.values():
        table = on_sheet(repeat.id, layout.sheet)
        columns = [layout.names.get(place_of(f"{table}[*].{column}")) for column in repeat.columns]
        areas = [area for area in columns if area]
        lefts = [area.left for area in areas]
        if len(areas) == len(columns) and lefts == list(range(lefts[0], lefts[0] + len(lefts))):
            yield repeat, Area(layout.title, areas[0].top, lefts[0], areas[0].bottom, lefts[-1])


def _list(sheet: FilledDown, styles: Styles, top: int, formula: str, label: str) -> None:
    sheet.write_string(top, 0, _HEAD % label, styles.get(font_size=9, font_color=_GREY, text_wrap=False))
    looks = {"font_size": 9, "align": "left", "text_wrap": False}
    formats = [styles.get(**looks, num_format=";;;" if column == 1 else "General") for column in range(COLUMNS)]
    last = top + LINES
    sheet.write_array_formula(top + 1, 0, last, COLUMNS - 1, f"={formula}", formats[0], "")
    for row in range(top + 1, last + 1):
        for column in range(COLUMNS):
            if (row, column) != (top + 1, 0):  # the library writes 0 into the others
                sheet.write_string(row, column, "", formats[column])


def _beside(sheet: FilledDown, styles: Styles, column: int, area: Area, top: int) -> None:
    texts, rows = (f"${column_letters(n)}${top + 1}:${column_letters(n)}${top + LINES}" for n in (COLUMNS, 2))
    table = f"${column_letters(area.left + 1)}${area.top + 1}:${column_letters(area.right + 1)}${area.bottom + 1}"
    first = f"ROW(INDEX({table},1,1))"  # of the table, not of a cell: its opening row may be deleted
    formula = f'IFERROR(INDEX({texts},MATCH(ROW()-{first}+1,{rows},0)),"")'
    style = styles.get(font_size=9, font_color=_RED, align="left", indent=1)
    sheet.set_column(column, column, WIDTH, styles.mark(locked=False))
    sheet.write_string(
        max(area.top - 1, 0), column, TITLE, styles.get(font_size=9, font_color=_GREY, align="left", indent=1)
    )
    sheet.fill_down(range(area.top + 1, area.bottom), column, formula, style, "")
