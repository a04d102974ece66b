"""The workbook: one sheet a form, one defined name a field, then our own: 图表, 校验, 自定义审核, 字段清单."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from string import Template
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from workbook.build import chart_data, home
from workbook.build.charts import add_charts
from workbook.build.custom_sheet import add_custom_sheet
from workbook.build.field_list import add_field_list
from workbook.build.filled_down import FilledDown
from workbook.build.findings_sheet import add_findings_sheet
from workbook.build.home_sheet import add_home
from workbook.build.live import Look
from workbook.build.live_checks import ListOf, add_live_checks
from workbook.build.macro_book import MacroBook, Macros, add_macros
from workbook.build.manners import add_manners
from workbook.build.styles import HEIGHTS, Styles
from workbook.facts import PENDING, Facts, Value, without_sheet
from workbook.layout import Layout, PlacedCell, lay_out
from workbook.links import link_of
from workbook.model import FormSet
from workbook.names import PACK_NAME, WITHOUT_NAME, YEAR_NAME
from workbook.places import Addresses, FormulaWriter, quoted
from workbook.save import write_atomically
from workbook.waiting import points_of, waiting

_CREATED = datetime.datetime(2022, 1, 1)  # a fixed date: the same forms give the same bytes


def build(
    forms: FormSet,
    path: Path,
    *,
    formula: FormulaWriter = lambda fact, addresses: None,
    values: Facts | None = None,
    cached: Mapping[str, Decimal | str | None] | None = None,
    pack: str = "national",
    place: str = "",
    without: Collection[str] = (),
    counts: Mapping[str, int] | None = None,
    words: Mapping[str, str] | None = None,
    notes: Mapping[str, str] | None = None,
    macros: Macros | None = None,
) -> None:
    """Write a workbook. `values` fills input cells; formulas show `cached` until they are recalculated.

    `place` is the pack's title as people know it, `without` the forms that it does not use. `words` replaces `$name` in
    labels that say what the rules of a place say, e.g. the grades. `notes` says how computed fields are computed.
    `counts` says how many sheets a form and how many rows a table has, where they are not the usual ones. With
    `macros` it is an .xlsm.
    """
    forms = forms.without(without)
    layouts = [lay_out(form, counts, sheet) for form in forms.forms for sheet in form.sheets(counts or {})]
    addresses = Addresses({name: area for layout in layouts for name, area in layout.names.items()})

    stream = BytesIO()  # XlsxWriter's zip does not survive a disk that is full
    kind = MacroBook if macros else Workbook
    book = kind(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    listing = macros.listing if macros else None
    writer = _Writer(book, forms, addresses, formula, values, cached or {}, words or {}, notes or {}, listing)
    writer.write(layouts, pack, place, without)
    if macros:
        add_macros(book, book.worksheets()[0], macros)
    book.close()
    write_atomically(path, lambda target: target.write(stream.getbuffer()))


class _Sheet(FilledDown):
    """XlsxWriter gives a formula that yields an empty text no result at all; readers would take it as uncalculated.

    It also searches every formula for some forty functions newer than Excel 2007, which takes longer than all the rest
    and finds nothing: ours use none.
    """

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        return formula.removeprefix("=")

    def _xml_formula_element(self, formula: str, result: Any, attributes: list[tuple[str, Any]]) -> None:
        if result == "":
            attributes = [*attributes, ("t", "str")]
        super()._xml_formula_element(formula, result, attributes)


class _Writer:
    def __init__(
        self,
        book: Workbook,
        forms: FormSet,
        addresses: Addresses,
        formula: FormulaWriter,
        values: Facts | None,
        cached: Mapping[str, Decimal | str | None],
        words: Mapping[str, str],
        notes: Mapping[str, str],
        listing: ListOf | None,
    ) -> None:
        self.book, self.forms, self.addresses, self.formula = book, forms, addresses, formula
        self.values, self.cached, self.words, self.notes = values, cached, words, notes
        self.listing, self.styles = listing, Styles(book)

    def write(self, layouts: list[Layout], pack: str, title: str, without: Collection[str]) -> None:
        heading, unit = f"{self.forms.year}年度部门整体支出绩效自评", str(self.given("cover.unit") or "")
        self.book.set_properties({"title": heading, "company": unit, "created": _CREATED})
        self.book.set_calc_mode("auto", "191029")
        self.book.calc_on_load = False
        look = Look(self.addresses, self.values, self.cached)
        tables = [home.Listed(form=layout.form, sheet=layout.sheet, title=layout.title) for layout in layouts]
        front = self.book.add_worksheet(home.SHEET, worksheet_class=_Sheet)
        buttons = self.listing is not None
        add_home(front, self.styles, self.forms.year, tables, look, title, buttons=buttons)
        for layout in layouts:
            self.sheet(layout)
        charts = self.book.add_worksheet(chart_data.SHEET, worksheet_class=_Sheet)
        add_charts(charts, self.book, self.styles, self.forms, look)
        add_findings_sheet(self.book, self.styles)
        add_custom_sheet(self.book, self.styles, _Sheet)
        add_field_list(self.book, self.styles, self.forms, _Sheet)
        self.book.define_name(YEAR_NAME, f'="{self.forms.year}"')
        self.book.define_name(PACK_NAME, f'="{pack}"')
        self.book.define_name(WITHOUT_NAME, f'="{" ".join(sorted(without))}"')
        for key, area in self.addresses.names.items():
            sheet, name = without_sheet(key)
            self.book.define_name(f"{quoted(area.sheet)}!{name}" if sheet else name, f"={area.absolute()}")
        self.book.worksheets()[0].activate()

    def sheet(self, layout: Layout) -> None:
        sheet = self.book.add_worksheet(layout.title, worksheet_class=_Sheet)
        for column, width in enumerate(layout.form.widths):
            sheet.set_column(column, column, width, self.styles.mark(locked=False))
        for index, row in enumerate(layout.rows):
            sheet.set_row(index, row.height or HEIGHTS[row.kind])
            if row.margin:
                for column in range(layout.form.grid.width):
                    sheet.write_blank(index, column, None, self.styles.margin())
        for cell in layout.cells:
            self.cell(sheet, cell)
        add_manners(self.book, sheet, layout, self.styles, self.notes)
        if self.listing:
            add_live_checks(self.book, sheet, layout, self.styles, self.listing)

    def cell(self, sheet: Worksheet, cell: PlacedCell) -> None:
        area, field = cell.area, cell.field
        styles, in_rows = self.styles, cell.item > 0
        style = styles.field(cell.kind, field, in_rows=in_rows) if field else styles.label(cell.kind, cell.text)
        if cell.kind == "gap" or (cell.kind in ("sub", "sign", "note") and not field and not cell.text):
            return
        if (area.top, area.left) != (area.bottom, area.right):
            sheet.merge_range(area.top, area.left, area.bottom, area.right, "", style)
        if field is None:
            sheet.write(area.top, area.left, Template(cell.text).safe_substitute(self.words), style)
            return
        fact_id = cell.fact
        link = link_of(self.forms.form(field.form), fact_id, field.id, self.addresses)
        formula = self.formula(fact_id, self.addresses) if field.computed else link
        if field.awaits and self.given(fact_id) is None:
            asked = isinstance(self.given(points_of(field, fact_id)), Decimal)
            hint = waiting(field, fact_id, self.addresses, self.formula)
            sheet.write_formula(area.top, area.left, f"={hint}", style, PENDING if asked else "")
            return
        if formula:
            result = self.cached.get(fact_id)
            sheet.write_formula(area.top, area.left, f"={formula}", style, _plain(field.shown(result)))
            return
        value = self.given(fact_id)
        if isinstance(value, Decimal):
            sheet.write_number(area.top, area.left, float(value), style)
        elif value:
            sheet.write_string(area.top, area.left, value, style)
        else:
            sheet.write_blank(area.top, area.left, None, style)

    def given(self, fact_id: str) -> Value:
        fact = self.values.get(fact_id) if self.values else None
        return fact.value if fact else None


def _plain(value: Decimal | str) -> float | str:
    """A formula's cached result as XlsxWriter takes it."""
    return float(value) if isinstance(value, Decimal) else value
