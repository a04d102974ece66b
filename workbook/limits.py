"""Limits: how big and how far-flung a file may be before it is refused unread.

Why: calamine allocates the whole rectangle that the cells of a sheet span, so one value in XFD1048576 asks for hundreds
of gigabytes and aborts the process. The numbers are generous for a form set (some 20 sheets and one a project, about
120 kB). A bureau may write its own into a small file, sizes in MB; what is left out stays as it is:

    file_mb = 50
    rows = 100000

`limits_from(path)` reads it. No limit comes from a law.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from workbook.errors import UnusableFile

MEGABYTE = 1024 * 1024
SIZES = {  # as a bureau writes them, in MB -> as they are kept, in bytes
    "file_mb": "file_bytes",
    "unpacked_mb": "unpacked_bytes",
    "xml_mb": "xml_bytes",
    "tree_mb": "tree_bytes",
    "ratio_from_mb": "ratio_from",
}
REMEDY = "请用记事本打开这份限额文件改正，或删去这一项。"


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """What the gate lets through. Sizes are bytes, `columns` and `rows` count from 1, `cells` is per sheet.

    `ratio` (unpacked : packed) binds only parts larger than `ratio_from`, as small repetitive XML packs very well.
    `xml_bytes` bounds all that is parsed together, pictures left out; `tree_bytes` each part that is held as a tree.
    `cells` bounds the rectangle from A1 to the last cell, which a reader allocates, and the sum of merged areas;
    `all_cells` the rectangles of all sheets together, `named` the rows that the names of fields span together.
    `blanks`: whether a formatted cell without value and the declared dimension have to be within reach, too. Neither
    costs calamine anything (measured); blank cells cost openpyxl memory.
    """

    file_bytes: int = 20 * MEGABYTE
    unpacked_bytes: int = 200 * MEGABYTE
    xml_bytes: int = 32 * MEGABYTE
    tree_bytes: int = 4 * MEGABYTE
    ratio: int = 100
    ratio_from: int = MEGABYTE
    parts: int = 500
    sheets: int = 300
    columns: int = 702
    rows: int = 20_000
    cells: int = 2_000_000
    all_cells: int = 4_000_000
    named: int = 200_000
    blanks: bool = False


DEFAULT = Limits()
KEYS = (*SIZES, *(name for name in Limits.__struct_fields__ if name not in SIZES.values()))


def limits_from(path: Path) -> Limits:
    """The limits that a bureau wrote. Raises UnusableFile for a file that is none and for a key that is not known."""
    import tomllib  # noqa: PLC0415  few runs read limits

    try:
        written = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise UnusableFile("限额文件读不出来或写法不对", place=path.name, remedy=REMEDY) from error
    kept = dict(_kept(key, value, path) for key, value in written.items())
    return msgspec.structs.replace(DEFAULT, **kept)


def _kept(key: str, value: Any, path: Path) -> tuple[str, int | bool]:
    if key not in KEYS:
        known = "、".join(KEYS)
        raise UnusableFile(f"不认识限额「{key}」（可写的有 {known}）", place=path.name, remedy=REMEDY)
    if key == "blanks":
        if not isinstance(value, bool):
            raise UnusableFile(f"限额「{key}」应写 true 或 false", place=path.name, remedy=REMEDY)
        return key, value
    fine = isinstance(value, int | float if key in SIZES else int) and not isinstance(value, bool)
    if not (fine and 0 < value < 1e9):
        kind = "大于 0 的数（单位 MB）" if key in SIZES else "大于 0 的整数"
        raise UnusableFile(f"限额「{key}」应是{kind}", place=path.name, remedy=REMEDY)
    return (SIZES[key], round(value * MEGABYTE)) if key in SIZES else (key, value)
