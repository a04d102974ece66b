"""Carried: what a workbook brings along besides its sheets, told from its table of contents and its lists alone.

Macros, links to other files and hidden sheets are no reason to refuse a file, but whoever reviews it should know. Only
part names, content types, `xl/workbook.xml` and relationships are looked at: what a macro does, or where a link leads,
is not judged. Takes about a millisecond.

    with inspect(path) as opened:
        carried(opened).hidden   # ('项目库',)
"""

from __future__ import annotations

import re

import msgspec

from workbook.entries import RELATIONSHIPS
from workbook.gate import elements
from workbook.opened import Opened

TYPES = "[Content_Types].xml"
VBA = b"application/vnd.ms-office.vbaProject"
MACRO_SHEET = "macrosheet"  # or xlIntlMacrosheet, in whatever case
EXTERNAL = re.compile(r"xl/externallinks/[^/]+\.xml")
CUSTOM = re.compile(r"customxml/(?!itemprops)[^/]+\.xml")
LIVE_LINK = re.compile(rb"<(?:[^\s<>/]*:)?(ddeLink|oleLink)[\s/>]")


class Carried(msgspec.Struct, frozen=True, kw_only=True):
    """`external` counts links to other workbooks, `live` those to other programs (DDE, OLE), `embedded` the files
    inside; `connections` are to databases and web pages. Sheets by title; `very_hidden` ones do not even show in the
    menu of hidden sheets.
    """

    vba: bool = False
    macro_sheets: tuple[str, ...] = ()
    external: int = 0
    live: int = 0
    embedded: int = 0
    connections: bool = False
    hidden: tuple[str, ...] = ()
    very_hidden: tuple[str, ...] = ()
    custom_xml: int = 0


def carried(opened: Opened) -> Carried:
    """What `opened` brings along. Raises UnusableFile where a list cannot be read."""
    names = [name.lower() for name in opened.archive.namelist()]
    links = [name for name in names if EXTERNAL.fullmatch(name)]
    live = sum(len(LIVE_LINK.findall(opened.read(name))) for name in links)
    states = {item.get("name", ""): item.get("state", "") for item in opened.listed}
    return Carried(
        vba=any(name.endswith("vbaproject.bin") for name in names) or VBA in opened.read(TYPES),
        macro_sheets=macro_sheets(opened),
        external=len(links) - live,
        live=live,
        embedded=sum(name.startswith(("xl/embeddings/", "xl/activex/")) for name in names),
        connections=any(name.startswith(("xl/connections", "xl/querytables/")) for name in names),
        hidden=tuple(title for title, state in states.items() if state == "hidden"),
        very_hidden=tuple(title for title, state in states.items() if state == "veryHidden"),
        custom_xml=sum(CUSTOM.fullmatch(name) is not None for name in names),
    )


def macro_sheets(opened: Opened) -> tuple[str, ...]:
    """Sheets of Excel 4.0 macros: by the type of their relationship, or the folder of their part."""
    links = opened.read(RELATIONSHIPS)
    if MACRO_SHEET.encode() not in links.lower() and not any(MACRO_SHEET in part.lower() for part in opened.sheets):
        return ()
    kinds = {item.get("Id"): item.get("Type", "") for item in elements(links, b"Relationship")}
    by_kind = [item.get("name", "") for item in opened.listed if MACRO_SHEET in kinds.get(item.get("id"), "").lower()]
    by_part = [title for part, title in opened.sheets.items() if MACRO_SHEET in part.lower()]
    return tuple(dict.fromkeys(by_kind + by_part))
