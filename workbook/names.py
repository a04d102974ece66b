"""Defined names of a workbook: which lead to cells that are there, and which hold a constant of ours."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple, cast
from xml.etree import ElementTree

from workbook.model import FormSet
from workbook.places import Area, parse_reference

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
_ENTRY_END = "</definedName>"
_CONSTANT = re.compile(r'=?"([^"]*)"')


_Entry = tuple[str, str, int | None]  # a name, what it stands for, and the place of the sheet whose own it is


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
    return sorted_names(_all_names(workbook_xml), sheets)


def sorted_names(found: Iterable[_Entry], sheets: Iterable[str]) -> Names:
    """Of all names (name, what it stands for, place of the sheet whose own it is) those that lead to a field on one of
    `sheets`, and those that hold a text.

    A sheet's own name counts only where it leads to that sheet: Excel gives them to the copy of a sheet, too.
    """
    names = Names({}, {}, {sheet: {} for sheet in sheets}, {})
    titles = list(names.own)
    for name, text, index in found:
        area = parse_reference(text)
        if index is not None:
            if area and not name.startswith(_OURS) and index < len(titles) and titles[index] == area.sheet:
                names.own[area.sheet][name] = area
        elif area and area.sheet in names.own:
            (names.ours if name.startswith(_OURS) else names.areas)[name] = area
        elif match := _CONSTANT.fullmatch(text):
            names.constants[name] = match[1]
    return names


def places(names: Names, forms: FormSet) -> dict[str, Area]:
    """The areas of all fields by place: those of forms with several sheets numbered in the order of their sheets."""
    found = dict(names.areas)
    for form in forms.forms:
        if form.each:
            stem = f"{form.id}."
            sheets = (own for own in names.own.values() if any(name.startswith(stem) for name in own))
            for number, own in enumerate(sheets, 1):
                found |= {
                    f"{form.id}[{number}].{n.removeprefix(stem)}": a for n, a in own.items() if n.startswith(stem)
                }
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
    return _listed(workbook_xml) or _parsed(workbook_xml)


def _listed(workbook_xml: bytes) -> list[_Entry]:
    """The same where the list is written as programs write it, which hundreds of names take a third of the time for;
    else nothing. What else the part holds is parsed all the same: a part that is no XML is none.
    """
    start, end = workbook_xml.find(_LIST), workbook_xml.rfind(_LIST_END)
    try:
        *entries, last = workbook_xml[start + len(_LIST) : end].decode().split(_ENTRY_END) if 0 < start < end else [""]
    except UnicodeDecodeError:
        return []
    found = [_entry(text) for text in entries]
    if last or not found or None in found:  # something else stands between them
        return []
    rest = ElementTree.fromstring(workbook_xml[: start + len(_LIST)] + workbook_xml[end:]).iter()
    if [element.tag.rpartition("}")[2] for element in rest if "}definedName" in element.tag] != ["definedNames"]:
        return []
    return cast(list[_Entry], found)


@lru_cache(maxsize=32_768)  # as `parse_reference`: workbooks made from one template have most names in common
def _entry(text: str) -> _Entry | None:
    found = _ENTRY.fullmatch(text)
    return (found[1], found[3], int(found[2]) if found[2] else None) if found else None


def _parsed(workbook_xml: bytes) -> Iterator[_Entry]:
    for element in ElementTree.fromstring(workbook_xml).iter():
        if element.tag.endswith("}definedName"):
            index = element.get("localSheetId")
            place = None if index is None else int(index) if index.isdecimal() else _NOWHERE
            yield element.get("name", ""), element.text or "", place
