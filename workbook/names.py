"""Defined names of a workbook: which lead to cells that are there, and which hold a constant of ours."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NamedTuple
from xml.etree import ElementTree

from workbook.places import Area, parse_reference

YEAR_NAME, PACK_NAME = "jx.forms", "jx.pack"
_CONSTANT = re.compile(r'=?"([^"]*)"')


class Names(NamedTuple):
    """`areas`: name -> cells. `constants`: name -> text, such as the year of the tables and the rule pack."""

    areas: dict[str, Area]
    constants: dict[str, str]


def defined_names(workbook_xml: bytes, sheets: Collection[str]) -> Names:
    """The names of xl/workbook.xml that lead to one of `sheets`, and those that hold a text."""
    names = Names({}, {})
    for element in ElementTree.fromstring(workbook_xml).iter():
        if not element.tag.endswith("}definedName") or element.get("localSheetId") is not None:
            continue
        name, text = element.get("name", ""), element.text or ""
        area = parse_reference(text)
        if area and area.sheet in sheets:
            names.areas[name] = area
        elif match := _CONSTANT.fullmatch(text):
            names.constants[name] = match[1]
    return names
