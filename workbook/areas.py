"""Areas: whether the merged cells and other areas that a sheet declares are within reach, told from its raw bytes.

Why: a merge over a whole column is a slip that some readers turn into millions of cells. Does not apply to areas that
cost nothing, such as filters and formats of whole columns.

>>> from workbook.limits import Limits
>>> far_area(b'<mergeCells><mergeCell ref="A1:A1048576"/></mergeCells>', Limits())
'合并单元格 A1:A1048576 超出可读范围（到 ZZ 列、20000 行为止）'
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from workbook.address import column_letters
from workbook.limits import Limits

FAR = 10**9
REF_MOST, TAG_MOST = 100, 4096
AREAS_MOST, TAGS_MOST = 100_000, 1_000_000
ATTRIBUTES = rb"""(?:[^<>"']++|"[^"]*+"|'[^']*+')*+"""
AREA = re.compile(rb"<(?:[^\s<>/]*:)?(dimension|mergeCell|f)(?=\s)(" + ATTRIBUTES + rb")")
REF = re.compile(rb"""(?<![\w:.\x80-\xff-])ref\s*+=\s*+(?:"([^"]*+)"|'([^']*+)')""")
MERGE = re.compile(rb'<mergeCell ref="([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})"/>')
FORMULA_AREA = re.compile(rb"<f\s")
PREFIXED = re.compile(rb":(?:c|f|mergeCell|dimension)[\s/>]")
CORNER = re.compile(rb"\$?([A-Za-z]+)\$?([0-9]+)")
NAMES = {b"dimension": "数据区域", b"mergeCell": "合并单元格", b"f": "公式区域"}

Corners = list[tuple[bytes, bytes]]


def is_prefixed(data: bytes) -> bool:
    """Whether anything that matters here may be written with a namespace prefix."""
    return PREFIXED.search(data) is not None


def far_area(data: bytes, limits: Limits, *, prefixed: bool = True) -> str | None:
    """Which area of the sheet part `data` is out of reach, in Chinese; None if none is."""
    merged = 0
    for count, (kind, ref, corners) in enumerate(_areas(data, limits, prefixed)):
        places = [(column_number(letters), row_number(digits)) for letters, digits in corners]
        if len(ref) > REF_MOST or any(column > limits.columns or row > limits.rows for column, row in places):
            said = ref.strip()[:40].decode("utf-8", "replace")
            return f"{NAMES[kind]} {said} 超出可读范围（{reach_of(limits)}）"
        if kind == b"mergeCell" and places:
            (left, top), (right, bottom) = places[0], places[-1]
            merged += (abs(right - left) + 1) * (abs(bottom - top) + 1)
        if count > AREAS_MOST:
            return f"{NAMES[kind]}太多（最多 {AREAS_MOST} 处）"
        if merged > limits.cells:
            return f"合并单元格太多（合计最多 {limits.cells} 格）"
    return None


def _areas(data: bytes, limits: Limits, prefixed: bool) -> Iterator[tuple[bytes, bytes, Corners]]:
    """Kind, reference and corners. Where merges alone are areas, and written as programs write them, quickly."""
    after = max(data.rfind(b"</sheetData>"), 0)
    merges = MERGE.findall(data, after)
    plain = data.count(b"mergeCell", after) == len(merges) + data.count(b"mergeCells", after)
    if plain and not (prefixed or limits.blanks or FORMULA_AREA.search(data)):
        for left, top, right, bottom in merges:
            yield b"mergeCell", left + top + b":" + right + bottom, [(left, top), (right, bottom)]
        return
    for count, area in enumerate(AREA.finditer(data)):
        kind, attributes = area.groups()
        if count > TAGS_MOST or len(attributes) > TAG_MOST:
            yield kind, attributes.ljust(REF_MOST + 1), []
        elif kind != b"dimension" or limits.blanks:
            for double, single in REF.findall(attributes):
                yield kind, double or single, CORNER.findall((double or single)[:REF_MOST])


@lru_cache(maxsize=1024)
def column_number(letters: bytes) -> int:
    """The column of its letters, 1-based; anything longer than Excel's three letters is simply far.

    >>> column_number(b"A"), column_number(b"zz"), column_number(b"XFD")
    (1, 702, 16384)
    """
    if len(letters) > 3:
        return FAR
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def row_number(digits: bytes) -> int:
    return int(digits) if len(digits) <= 9 else FAR


def reach_of(limits: Limits) -> str:
    return f"到 {column_letters(limits.columns)} 列、{limits.rows} 行为止"
