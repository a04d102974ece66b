"""Limits: how big and how far-flung a file may be before it is refused unread.

Why: calamine allocates the whole rectangle that the cells of a sheet span, so one value in XFD1048576 asks for hundreds
of gigabytes and aborts the process. The numbers are generous for a form set (some 20 sheets and one a project, about
120 kB). Example: the bureau may review with `Limits(rows=100_000)`. No limit comes from a law.
"""

from __future__ import annotations

import msgspec

MEGABYTE = 1024 * 1024


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """What the gate lets through. Sizes are bytes, `columns` and `rows` count from 1, `cells` is per sheet.

    `ratio` (unpacked : packed) binds only parts larger than `ratio_from`, as small repetitive XML packs very well.
    `cells` bounds the rectangle from A1 to the last cell, which a reader allocates, and the sum of merged areas.
    `blanks`: whether a formatted cell without value and the declared dimension have to be within reach, too. Neither
    costs calamine anything (measured); blank cells cost openpyxl memory.
    """

    file_bytes: int = 20 * MEGABYTE
    unpacked_bytes: int = 200 * MEGABYTE
    ratio: int = 100
    ratio_from: int = MEGABYTE
    parts: int = 500
    sheets: int = 300
    columns: int = 702
    rows: int = 20_000
    cells: int = 2_000_000
    blanks: bool = False


DEFAULT = Limits()
