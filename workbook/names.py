"""Defined names of a workbook: which lead to cells that are there, and which hold a constant of ours."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple, cast
from xml.etree import ElementTree

import msgspec

from workbook.limits import Limits
from workbook.model import FormSet
from workbook.places import Area, parse_reference
from workbook.remembered import Remembered

YEAR_NAME, PACK_NAME, WITHOUT_NAME = "jx.forms", "jx.pack", "jx.without"
FUNCTIONS = "JX_"  # what the names of our cell functions begin with
CHECK = "jx.check."  # and the form: the 核对 column of a table, a name of the sheet's own where a form has many sheets
LIVE_LIST, LIVE_ROWS = "jx.live.", "jx.beside."  # and the table: its list of 即时核对, and the cells beside its rows
STATUS = "jx.status"  # the cell of 首页 that says whether functions of ours can be called
_OURS = "jx."
_NOWHERE = 1 << 30  # no sheet has this place: the name of a damaged file leads nowhere
_LIST, _LIST_END = b"<definedNames>", b"</definedNames>"
_ENTRY = re.compile(
    r'<definedName name="([^"&<%s]++)"(?: localSheetId="([0-9]{1,5})")?+(?: hidden="1")?+>([^&<\]%s]++)'
    % (("\x00-\x1f\ufffe\uffff",) * 2)
)
_ENTRY_END = b"</definedName>"
_CONSTANT = re.compile(r'=?"([^"]*)"')
_Entry = tuple[str, str, int | None]  # a name, what it stands for, and the place of the sheet whose own it is
_FIELD = re.compile(r"[a-z0-9_]+(\.[a-z0-9_]+)+")  # a name of ours, as against _xlnm.Print_Area and those of people
_NEAR = Limits(rows=1000, columns=100)  # where nearly all areas are
_FAR = 1 << 40  # more rows than can be


class _Known(msgspec.Struct, frozen=True, gc=False):
    """A name with what can be told of it whatever the workbook. `rows` are those that the area of a field spans, if
    several; _FAR for one that is not near.
    """

    entry: _Entry
    name: str
    place: int | None
    area: Area | None
    is_ours: bool
    rows: int


class Names(NamedTuple):
    """`areas`: name -> cells. `constants`: name -> text, such as the year of the tables and the rule pack. `own`: for
    each sheet, in their order, the names that are its own. `ours`: name -> cells on our own sheets, no fields.
    """

    areas: dict[str, Area]
    constants: dict[str, str]
    own: dict[str, dict[str, Area]]
    ours: dict[str, Area]


def defined_names(workbook_xml: bytes, sheets: Iterable[str]) -> Names:
    """The names of xl/workbook.xml."""
    return _sorted(_all_known(workbook_xml), sheets)[0]


def sorted_names(found: Iterable[_Entry], sheets: Iterable[str]) -> Names:
    """Of all names (name, what it stands for, place of the sheet whose own it is) those that lead to a field on one of
    `sheets`, and those that hold a text.

    A sheet's own name counts only where it leads to that sheet: Excel gives them to the copy of a sheet, too.
    """
    return _sorted(map(_known, found), sheets)[0]


def names_within(workbook_xml: bytes, sheets: Iterable[str], limits: Limits) -> tuple[Names, int]:
    """The names of xl/workbook.xml that lead to where cells can be read, and the rows that fields span together. One of
    ours that somebody stretched over the whole sheet still leads to its table.
    """
    names, spanned = _sorted(_all_known(workbook_xml), sheets)
    if spanned < _FAR and limits.rows >= _NEAR.rows and limits.columns >= _NEAR.columns:
        return names, spanned
    _clip(names.ours, limits)
    return names, sum(_kept(areas, limits) for areas in (names.areas, names.ours, *names.own.values()))


def _sorted(found: Iterable[_Known], sheets: Iterable[str]) -> tuple[Names, int]:
    """The names, and the rows that fields span together; _FAR or more if that has to be looked at with care."""
    names = Names({}, {}, {sheet: {} for sheet in sheets}, {})
    areas, _, own, ours = names
    titles, count, spanned = list(own), 0, 0
    for known in found:
        area, place = known.area, known.place
        if area is None:
            names.constants.update(_constant(known.entry))
            continue
        if place is None and area.sheet in own:
            (ours if known.is_ours else areas)[known.name] = area
        elif place is not None and not known.is_ours and place < len(titles) and titles[place] == area.sheet:
            own[area.sheet][known.name] = area
        else:
            continue
        count += 1
        spanned += known.rows
    twice = count > len(areas) + len(ours) + sum(map(len, own.values()))
    return names, spanned + twice * _FAR


def _constant(entry: _Entry) -> dict[str, str]:
    """What a name holds that leads to no cell, if it is a text. Raises ValueError, see `_known`."""
    name, text, place = entry
    parse_reference(text)
    match = _CONSTANT.fullmatch(text)
    return {name: match[1]} if match and place is None else {}


def _clip(areas: dict[str, Area], limits: Limits) -> None:
    for name, area in areas.items():
        bottom, right = min(area.bottom, limits.rows - 1), min(area.right, limits.columns - 1)
        areas[name] = Area(area.sheet, area.top, area.left, bottom, right)


def _kept(areas: dict[str, Area], limits: Limits) -> int:
    """Drops areas that are out of reach or upside down, and counts the rows that fields span."""
    for name in [name for name, area in areas.items() if not _is_within(area, limits)]:
        del areas[name]
    return sum(_rows(name, area) for name, area in areas.items())


def _is_within(area: Area, limits: Limits) -> bool:
    return 0 <= area.top <= area.bottom < limits.rows and 0 <= area.left <= area.right < limits.columns


def _rows(name: str, area: Area) -> int:
    return area.rows if area.bottom > area.top and _FIELD.fullmatch(name) else 0


def places(names: Names, forms: FormSet) -> dict[str, Area]:
    """The areas of all fields by place: those of forms with several sheets numbered in the order of their sheets."""
    found = dict(names.areas)
    for form in forms.forms:
        if form.each:
            stem, rest = f"{form.id}.", len(form.id)
            sheets = (own for own in names.own.values() if any(name.startswith(stem) for name in own))
            for number, own in enumerate(sheets, 1):
                head = f"{form.id}[{number}]"
                found |= {head + name[rest:]: area for name, area in own.items() if name.startswith(stem)}
    return found


def check_areas(workbook_xml: bytes, sheets: Collection[str]) -> dict[str, Area]:
    """By sheet, where remarks on the rows of its table are written; the first cell is the head."""
    return check_areas_of(_all_names(workbook_xml), sheets)


def check_areas_of(found: Iterable[_Entry], sheets: Collection[str]) -> dict[str, Area]:
    """The same of names from elsewhere, see `sorted_names`."""
    areas = (parse_reference(text) for name, text, _ in found if name.startswith(CHECK))
    return {area.sheet: area for area in areas if area and area.sheet in sheets}


AROUND_TABLES = (CHECK, LIVE_LIST, LIVE_ROWS)  # names of cells of ours on the sheets of forms that belong to no form


def _all_names(workbook_xml: bytes) -> Iterable[_Entry]:
    """Name, what it stands for, and the place of the sheet whose own it is. Raises ParseError."""
    return (known.entry for known in _all_known(workbook_xml))


def _all_known(workbook_xml: bytes) -> Iterable[_Known]:
    return _known_listed(workbook_xml) or map(_known, _parsed(workbook_xml))


def _known_listed(workbook_xml: bytes) -> list[_Known]:
    """The entries of the list where it is written as programs write it, else none: told entry by entry, hundreds take
    a tenth of the time that parsing takes. What else the part holds is parsed all the same: a part that is no XML is
    none.
    """
    start, end = workbook_xml.find(_LIST), workbook_xml.rfind(_LIST_END)
    *entries, last = workbook_xml[start + len(_LIST) : end].split(_ENTRY_END) if 0 < start < end else [b""]
    found = list(map(_told.__getitem__, entries))
    if last or not found or None in found:  # something else stands between them
        return []
    is_rest = _is_one_list[workbook_xml[: start + len(_LIST)] + workbook_xml[end:]]
    return cast(list[_Known], found) if is_rest else []


def _read(data: bytes) -> _Known | None:
    try:
        found = _ENTRY.fullmatch(data.decode())
    except UnicodeDecodeError:
        return None
    return _known((found[1], found[3], int(found[2]) if found[2] else None)) if found else None


def _known(entry: _Entry) -> _Known:
    name, text, place = entry
    try:
        area = parse_reference(text)
    except ValueError:  # a number of thousands of digits: raised again by whoever wants to know where it leads
        area = None
    rows = 0 if area is None else _rows(name, area) if _is_within(area, _NEAR) else _FAR
    return _Known(entry, name, place, area, name.startswith(_OURS), rows)


def _is_the_list(rest: bytes) -> bool:
    """Whether no names stand elsewhere in the part. Raises ParseError."""
    elements = ElementTree.fromstring(rest).iter()
    return [item.tag.rpartition("}")[2] for item in elements if "}definedName" in item.tag] == ["definedNames"]


_told = Remembered(_read, count=32_768, longest=200)  # as `parse_reference`: those of one template have most in common
_is_one_list = Remembered(_is_the_list, count=64, longest=8192)


def _parsed(workbook_xml: bytes) -> Iterator[_Entry]:
    for element in ElementTree.fromstring(workbook_xml).iter():
        if element.tag.endswith("}definedName"):
            index = element.get("localSheetId")
            place = None if index is None else int(index) if index.isdecimal() else _NOWHERE
            yield element.get("name", ""), element.text or "", place
