"""The tabs: names Excel accepts, each once; one tab in front."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from tests.tools.repair.finding import Finding
from tests.tools.repair.package import MAIN, Package

_LONGEST = 31
_FORBIDDEN = re.compile(r"[:\\/?*\[\]\x00-\x1f]|^'|'$")


def check(package: Package) -> Iterator[Finding]:
    for sheet in package.sheets:
        if not sheet.name or _FORBIDDEN.search(sheet.name) or sheet.name.casefold() == "history":
            yield Finding(code="sheet-name", part=package.workbook, place=sheet.name, text="a name Excel refuses")
        if len(sheet.name.encode("utf-16-le")) // 2 > _LONGEST:
            text = f"over {_LONGEST} characters"
            yield Finding(code="sheet-long", part=package.workbook, place=sheet.name, text=text)
    yield from _repeated(package)
    yield from _front(package)


def _repeated(package: Package) -> Iterator[Finding]:
    ids = (item.get("sheetId", "") for item in package.book.iterfind(f"{MAIN}sheets/{MAIN}sheet"))
    lists = {
        "name": [sheet.name.casefold() for sheet in package.sheets],
        "part": [sheet.part for sheet in package.sheets],
        "id": list(ids),
    }
    for what, values in lists.items():
        for value, times in Counter(values).items():
            if times > 1:
                text = f"{times} sheets have this {what}"
                yield Finding(code="sheet-duplicate", part=package.workbook, place=value, text=text)


def _front(package: Package) -> Iterator[Finding]:
    """One sheet is in front, and it can be seen. Two selected sheets take every keystroke both."""
    chosen = [
        part for part, tree in package.worksheets if tree.find(f"{MAIN}sheetViews/*[@tabSelected='1']") is not None
    ]
    for part in chosen[1:]:
        yield Finding(code="tab-selected", part=part, text=f"selected together with {chosen[0]}")
    for view in package.book.iterfind(f"{MAIN}bookViews/{MAIN}workbookView"):
        number = int(view.get("activeTab", 0))
        if number >= len(package.sheets) or package.sheets[number].state != "visible":
            text = "the tab in front is hidden or not there"
            yield Finding(code="tab-active", part=package.workbook, place=str(number), text=text)
