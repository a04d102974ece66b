"""The official name of a submission: 年度_预算编码_单位_部门整体支出绩效自评_v1.xlsx.

The number counts up: an earlier submission beside is never written over. Signs that Windows takes in no file name are
left out; a unit whose name is longer than a file name may be is cut.

>>> stem(2022, "020001", "某某市示例局", 1)
'2022_020001_某某市示例局_部门整体支出绩效自评_v1'
"""

from __future__ import annotations

import re
from pathlib import Path

from workbook.facts import Facts

KIND = "部门整体支出绩效自评"
_UNITS = ("cover.unit", "overall.unit", "appraisal.unit")
_CODE = "cover.code"
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f\\/:*?"<>|_\s\u200b-\u200f\u202a-\u202e\ufeff]+')
_LONGEST_UNIT, _LONGEST_CODE = 120, 40  # bytes of UTF-8: the whole name has to keep below 255 with its endings
_VERSION = re.compile(r"_v(\d{1,4})$")


def unit_of(facts: Facts) -> str:
    """The unit's name, from the first place where it stands; empty if it stands nowhere."""
    return next((text for key in _UNITS if (text := _text(facts, key))), "")


def code_of(facts: Facts) -> str:
    """The budget code (预算编码)."""
    return _text(facts, _CODE)


def _text(facts: Facts, key: str) -> str:
    fact = facts.get(key)
    return "" if fact is None or fact.value is None else " ".join(str(fact.value).split())


def stem(year: int, code: str, unit: str, version: int) -> str:
    """The name without its ending."""
    return (
        f"{year}_{_clean(code, _LONGEST_CODE) or '无编码'}_{_clean(unit, _LONGEST_UNIT) or '无单位'}_{KIND}_v{version}"
    )


def _clean(text: str, longest: int) -> str:
    return _FORBIDDEN.sub("", text).strip(".").encode()[:longest].decode(errors="ignore")


def version_of(path: Path) -> int:
    """The number in an official name; 0 in any other.

    >>> version_of(Path("2022_020001_某某市示例局_部门整体支出绩效自评_v3.xlsx")), version_of(Path("自评表.xlsx"))
    (3, 0)
    """
    found = _VERSION.search(path.stem)
    return int(found[1]) if found else 0


def next_version(folder: Path, year: int, code: str, unit: str, after: int = 0) -> int:
    """The first number, above `after`, that no submission of this unit in the folder has."""
    head = stem(year, code, unit, 0).removesuffix("0")
    try:
        there = [version_of(path) for path in folder.iterdir() if path.name.startswith(head)]
    except OSError:  # a folder that is not there is refused when it is written to
        there = []
    return max([after, *there]) + 1
