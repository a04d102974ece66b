"""A workbook file as if it were open in Excel: buttons run on it through xlwings' own remote engine, for real.

The engine is a PRO part of xlwings, licensed here for tests only. `Opened` hands it what xlwings' JavaScript client
would (Office.js), counts what the button reads, and carries out the actions that come back on an openpyxl copy, with
Excel's manners where they matter: a text in a cell that is not formatted as text becomes the number, date or formula
that it looks like, and in one that is, numbers and formulas become texts. An action that is not known here is an
error, not passed over.
"""

from __future__ import annotations

import datetime
import os
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

os.environ.setdefault("XLWINGS_LICENSE_KEY", "noncommercial")  # looked at when xlwings is imported

import openpyxl
import xlwings as xw
from openpyxl.styles import PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.hyperlink import Hyperlink
from xlwings.pro import _xlremote

from workbook.places import parse_reference

if "remote" not in [engine.name for engine in xw.engines]:
    xw.engines.add(xw.Engine(impl=_xlremote.engine))

VISIBLE = {"visible": "Visible", "hidden": "Hidden", "veryHidden": "VeryHidden"}
VALUES = {"setValues", "setFormula"}
_DATE = re.compile(r"\d{4}-\d\d?-\d\d?")
Action = dict[str, Any]


class Opened:
    """A workbook on the screen. `formulas`: it tells formulas, as Excel on the same computer does, and the server does
    not.
    """

    def __init__(self, path: Path, *, formulas: bool = False) -> None:
        self.path, self.formulas = path, formulas
        self.sheets = openpyxl.load_workbook(path, keep_vba=False)
        self.shown = openpyxl.load_workbook(path, data_only=True)
        self.book = xw.Book(json=payload(path.name, self.sheets, self.shown))
        self.reads: Counter[str] = Counter()
        self.alerts: list[str] = []
        self.statuses: list[str] = []
        self.actions: list[Action] = []

    def select(self, sheet: str, cell: str) -> None:
        """As a person does, before the button."""
        index = self.shown.sheetnames.index(sheet)
        self.book.impl.api["book"].update(active_sheet_index=index, selection=cell)

    def run(self, button: Callable[[], object]) -> None:
        """Press a button, and do what comes back. What was written is not seen by the next one."""
        self.book.json()["actions"].clear()
        with self._watched():
            button()
        self.actions = list(self.book.json()["actions"])
        for action in self.actions:
            getattr(self, f"_{action['func']}")(action)

    def value(self, sheet: str, cell: str) -> object:
        """What the cell holds after that: a formula as its text."""
        return self.sheets[sheet][cell].value

    def writes(self) -> dict[str, int]:
        """By sheet, how often values or formulas were written."""
        titles = [self.shown.sheetnames[a["sheet_position"]] for a in self.actions if a["func"] in VALUES]
        return dict(Counter(titles))

    @contextmanager
    def _watched(self) -> Iterator[None]:
        """Reads are counted; what the remote engine has not, and Excel on the same computer has, stands in."""
        impl, counted, shown = _xlremote.Range, self.reads, _xlremote.Range.raw_value

        def raw_value(area: Any) -> Any:
            counted[area.sheet.name] += 1
            return shown.fget(area)

        def formula(area: Any) -> Any:
            page, (rows, columns) = self.sheets[area.sheet.name], area.shape
            block = page.iter_rows(area.row, area.row + rows - 1, area.column, area.column + columns - 1)
            return tuple(tuple(written(cell) for cell in row) for row in block)

        bars = property(fset=lambda _, text: self.statuses.append(text))
        with (
            patch.object(impl, "raw_value", property(raw_value, shown.fset)),
            patch.object(_xlremote.Book, "fullname", property(lambda _: str(self.path))),
            patch.object(_xlremote.App, "status_bar", bars),
            patch.object(impl, "formula", property(formula, impl.formula.fset) if self.formulas else impl.formula),
        ):
            yield

    def _page(self, action: Action) -> Any:
        return self.sheets.worksheets[action["sheet_position"]]

    def _area(self, action: Action) -> list[list[Any]]:
        top, left = action["start_row"] + 1, action["start_column"] + 1
        rows = self._page(action).iter_rows(top, top + action["row_count"] - 1, left, left + action["column_count"] - 1)
        return [list(row) for row in rows]

    def _setValues(self, action: Action) -> None:
        for row, line in zip(self._area(action), action["values"], strict=True):
            for cell, value in zip(row, line, strict=True):
                put(cell, value)

    _setFormula = _setValues

    def _setNumberFormat(self, action: Action) -> None:
        for row in self._area(action):
            for cell in row:
                cell.number_format = action["args"][0]

    def _setRangeColor(self, action: Action) -> None:
        for row in self._area(action):
            for cell in row:
                colour = action["args"][0]
                cell.fill = PatternFill("solid", colour.removeprefix("#")) if colour else PatternFill()

    def _addHyperlink(self, action: Action) -> None:
        cell = self._area(action)[0][0]
        put(cell, action["args"][1])
        assert action["args"][0].startswith("#")
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=action["args"][0][1:])

    def _activateSheet(self, action: Action) -> None:
        self.sheets.active = action["args"][0]

    def _rangeSelect(self, action: Action) -> None:
        self.selected = (self._page(action).title, self._area(action)[0][0].coordinate)

    def _setAutofit(self, action: Action) -> None:
        assert action["args"] == ["rows"]

    def _alert(self, action: Action) -> None:
        self.alerts.append(action["args"][0])

    def _calculate(self, action: Action) -> None:
        """For whoever has Excel."""


def put(cell: Any, value: Any) -> None:
    """A value as Excel takes it."""
    if value in ("", None):
        cell.value = None
    elif cell.number_format == "@":
        cell.value, cell.data_type = str(value), "s"
    elif not isinstance(value, str):
        cell.value = value
    elif _DATE.fullmatch(value):
        cell.value = datetime.datetime.fromisoformat(value)
    elif re.fullmatch(r"-?\d+(\.\d+)?%?", value):
        cell.value = float(value.rstrip("%")) / (100 if value.endswith("%") else 1)
    else:
        cell.value = value  # a formula, if it begins with =


def written(cell: Any) -> str:
    """Its formula, be it one of an array, or its value as text."""
    return "" if cell.value is None else str(getattr(cell.value, "text", cell.value))


def payload(name: str, formulas: Any, shown: Any) -> dict[str, Any]:
    """What xlwings' client sends of a workbook."""
    book = {"name": name, "active_sheet_index": formulas.index(formulas.active), "selection": "A1"}
    return {
        "client": "Office.js",
        "version": xw.__version__,
        "book": book | {"calculation": "Automatic"},
        "names": _names(formulas),
        "sheets": [_sheet(page) for page in shown.worksheets],
    }


def _sheet(page: Any) -> dict[str, Any]:
    rows, columns = max(page.max_row, 1), max(page.max_column, 1)
    values = [[_sent(cell) for cell in row] for row in page.iter_rows(1, rows, 1, columns)]
    used = f"A1:{get_column_letter(columns)}{rows}"
    kinds = ("pictures", "shapes", "charts", "tables", "notes", "pivot_tables")
    return {
        "name": page.title,
        "visibility": VISIBLE[page.sheet_state],
        "show_gridlines": True,
        "print_area": None,
        "notes_supported": True,
        "used_range_address": used,
        "used_range_row_count": rows,
        "used_range_column_count": columns,
        "values": values,
        **{kind: [] for kind in kinds},
    }


def _sent(cell: Any) -> Any:
    value = cell.value
    if isinstance(value, datetime.datetime):
        return value.isoformat(timespec="milliseconds") + "Z"
    return "" if value is None else value


def _names(book: Any) -> list[dict[str, Any]]:
    found = [_name(name, None, book) for name in book.defined_names.values()]
    for index, page in enumerate(book.worksheets):
        found += [_name(name, index, book) for name in page.defined_names.values()]
    return found


def _name(name: DefinedName, scope: int | None, book: Any) -> dict[str, Any]:
    area = parse_reference(name.attr_text or "")
    return {
        "name": name.name,
        "sheet_index": book.sheetnames.index(area.sheet) if area and area.sheet in book.sheetnames else None,
        "address": area.address() if area else None,
        "refers_to": f"={name.attr_text}",
        "book_scope": scope is None,
        "scope_sheet_name": None if scope is None else book.sheetnames[scope],
        "scope_sheet_index": scope,
    }
