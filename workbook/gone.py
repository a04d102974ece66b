"""What formulas can no longer name when sheets are taken out of a workbook: the sheets, and names that led there.

Excel repairs a file in which a drop-down list, a conditional format or a name leads nowhere.
"""

from __future__ import annotations

import re
from functools import lru_cache

import msgspec

_TEXT = re.compile(r'"[^"]*"')
_PREFIX = re.compile(r"('(?:[^']|'')+'|[^\s'!(),;=+\-*/&<>^{}]+)!")
_PLAIN = re.compile(r"'((?:[^':\[\]]|'')+)'!\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?")
_SHEET = re.compile(r"'((?:[^':\[\]]|'')+)'")
_WORD = re.compile(r"[\w.\\?]+")


class Gone(msgspec.Struct, frozen=True, kw_only=True):
    """What formulas can no longer name: sheets and defined names, folded to one case."""

    sheets: frozenset[str]
    names: frozenset[str]

    def named_in(self, formula: str) -> bool:
        """True if a formula needs something that is gone, or another file.

        >>> Gone(sheets=frozenset({"配置"}), names=frozenset({"选项"})).named_in("COUNTIF(选项,'配置'!A1)")
        True
        """
        sheet, mark, place = formula.rpartition("!")
        if not self.names:
            if not mark:
                return False
            if place.replace("$", "").replace(":", "").isalnum() and (title := _title(sheet)):
                return title in self.sheets  # one place on one sheet, as nearly all defined names are
        return self._needed_in(formula)

    @lru_cache(maxsize=16_384)  # sheets are alike, and so are the formulas on them  # noqa: B019
    def _needed_in(self, formula: str) -> bool:
        if plain := _PLAIN.fullmatch(formula):
            return plain[1].replace("''", "'").casefold() in self.sheets
        bare = _TEXT.sub("", formula)
        for prefix in _PREFIX.findall(bare):
            sheets = prefix.strip("'").replace("''", "'").casefold().split(":")
            if "[" in prefix or self.sheets.intersection(sheets):
                return True
        return self.calls(bare)

    def calls(self, formula: str) -> bool:
        """True if a formula without texts in it needs a name that is gone."""
        if not self.names or not _any_of(self.names).search(formula.casefold()):
            return False
        return not self.names.isdisjoint(word.casefold() for word in _WORD.findall(_TEXT.sub("", formula)))


@lru_cache(maxsize=1024)
def _title(sheet: str) -> str:
    """A sheet that stands in front of a place, folded; nothing for what is not one sheet in quotes."""
    quoted = _SHEET.fullmatch(sheet)
    return quoted[1].replace("''", "'").casefold() if quoted else ""


@lru_cache(maxsize=8)
def _any_of(names: frozenset[str]) -> re.Pattern[str]:
    """Finds texts in which one of many names may stand: nearly all hold none, and need no closer look."""
    return re.compile("|".join(map(re.escape, sorted(names))))
