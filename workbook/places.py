"""Where things stand: areas of cells, the defined names that lead to them, and addresses for formulas.

Fields are found by defined name, never by address: Excel keeps names right when rows are inserted, columns moved and
sheets renamed. A repeating column's name spans its rows with the thin opening and closing rows around them, so that a
row inserted at either end is still inside.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from sys import intern

import msgspec

from workbook.address import column_letters, column_number
from workbook.facts import row_of, without_sheet
from workbook.model import name_of
from workbook.remembered import Remembered

_REFERENCE = re.compile(
    r"\$?(?:'(?P<quoted>(?:[^']|'')+)'|(?P<plain>[^'!:\[\]]+))[!.]"
    r"\$?(?P<c1>[A-Z]{1,3})\$?(?P<r1>\d+)(?::\$?(?P<c2>[A-Z]{1,3})\$?(?P<r2>\d+))?"
)
_SHEET = re.compile(r"'((?:[^']|'')+)'")
_PLACE = re.compile(r"\$([A-Z]{1,3})\$([0-9]{1,7})(?::\$([A-Z]{1,3})\$([0-9]{1,7}))?")


class Area(msgspec.Struct, frozen=True, gc=False, cache_hash=True):
    """A rectangle on a sheet, 0-based and inclusive. Tens of thousands are remembered, none of which holds another:
    the garbage collector need not look through them.
    """

    sheet: str
    top: int
    left: int
    bottom: int
    right: int

    @property
    def rows(self) -> int:
        return self.bottom - self.top + 1

    def cell(self, row: int = 0) -> str:
        """The address of the first column's cell, `row` rows down: E5."""
        return f"{column_letters(self.left + 1)}{self.top + row + 1}"

    def address(self) -> str:
        """E5, or E5:E9."""
        last = f"{column_letters(self.right + 1)}{self.bottom + 1}"
        return self.cell() if self.cell() == last else f"{self.cell()}:{last}"

    def absolute(self) -> str:
        """With sheet and dollars, as a defined name refers to it."""
        cells = [f"${column_letters(c + 1)}${r + 1}" for r, c in ((self.top, self.left), (self.bottom, self.right))]
        return f"{quoted(self.sheet)}!{':'.join(dict.fromkeys(cells))}"


def quoted(sheet: str) -> str:
    return "'" + sheet.replace("'", "''") + "'"


def parse_reference(text: str) -> Area | None:
    """A defined name's target; None for #REF!, constants and anything that is not one rectangle. Raises ValueError for
    a number of thousands of digits.

    >>> parse_reference("'附件3'!$E$5")
    Area(sheet='附件3', top=4, left=4, bottom=4, right=4)
    """
    return _parsed[text]


def _area(text: str) -> Area | None:
    sheet, _, place = text.rpartition("!")
    title, corners = _title[sheet], _corners[place]
    if title and corners:  # as nearly all are written
        return Area(title, *corners)
    match = _REFERENCE.fullmatch(text.strip().removeprefix("="))
    if not match:
        return None
    sheet = match["quoted"].replace("''", "'") if match["quoted"] else match["plain"].strip("$")
    top, left = int(match["r1"]) - 1, column_number(match["c1"]) - 1
    bottom = int(match["r2"]) - 1 if match["r2"] else top
    right = column_number(match["c2"]) - 1 if match["c2"] else left
    return Area(intern(sheet), top, left, bottom, right)


def _title_of(sheet: str) -> str:
    quoted = _SHEET.fullmatch(sheet)
    return intern(quoted[1].replace("''", "'")) if quoted else ""


def _corners_of(place: str) -> tuple[int, int, int, int] | None:
    found = _PLACE.fullmatch(place)
    if not found:
        return None
    letters, digits, last_letters, last_digits = found.groups()
    top, left = int(digits) - 1, column_number(letters) - 1
    if not last_letters:
        return top, left, top, left
    return top, left, int(last_digits) - 1, column_number(last_letters) - 1


_title = Remembered(_title_of, count=4096, longest=64)
_corners = Remembered(_corners_of, count=16_384, longest=64)
_parsed = Remembered(_area, count=32_768, longest=200)  # names of workbooks of one template lead to the same places


def place_of(fact_id: str) -> str:
    """What a fact, or a field on a sheet, is found under: its defined name, with the number of the sheet where its form
    has several.

    >>> place_of("income.agencies[3].total"), place_of("project[2].goals[*].actual")
    ('income.agencies.total', 'project[2].goals.actual')
    """
    sheet, plain = without_sheet(fact_id)
    name = name_of(plain)
    if not sheet:
        return name
    form, _, rest = name.partition(".")
    return f"{form}[{sheet}].{rest}"


class Addresses:
    """Facts and fields -> cells, for whoever writes formulas. `names` maps places (see `place_of`) to areas, as built
    or as read.

    `unopened` are the repeating tables whose opening row somebody deleted: their first row is a row like any other.
    """

    def __init__(self, names: Mapping[str, Area], unopened: Collection[str] = ()) -> None:
        self.names, self.unopened = names, unopened

    def area(self, field_id: str) -> Area | None:
        return self.names.get(place_of(field_id))

    def first(self, table: str) -> int:
        """How many rows of a repeating table's area come before its first item."""
        return 0 if table in self.unopened else 1

    def place(self, fact_id: str) -> tuple[str, str]:
        """Sheet and address of a fact's cell. KeyError if it is gone."""
        area, row = self.names[place_of(fact_id)], row_of(fact_id)
        table = fact_id.rpartition("[")[0]
        return area.sheet, area.cell(row - 1 + self.first(table) if row else 0)

    def cell(self, fact_id: str, sheet: str) -> str:
        """The cell of a fact as a formula on `sheet` refers to it. KeyError if it is gone."""
        home, address = self.place(fact_id)
        return _qualified(address, home, sheet)

    def column(self, field_id: str, sheet: str) -> str:
        """All rows of a repeating field, as a formula on `sheet` refers to them. KeyError if they are gone."""
        area = self.names[place_of(field_id)]
        return _qualified(area.address(), area.sheet, sheet)


def _qualified(address: str, home: str, sheet: str) -> str:
    return address if home == sheet else f"{quoted(home)}!{address}"


FormulaWriter = Callable[[str, Addresses], str | None]
"""(fact id, addresses) -> native formula without "=", or None where there is none."""
