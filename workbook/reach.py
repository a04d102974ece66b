"""Reach: whether a sheet keeps within the columns, rows and cells a reader can afford, told from its raw bytes.

Why bytes: the libraries that parse a sheet are the ones that fail on it. Legal oddities are followed: any namespace
prefix, any order of attributes, either quote, and rows or cells without `r`, which stand next to their predecessor.
A row without cells may be anywhere. Does not judge anything else about the XML.

>>> from workbook.limits import Limits
>>> beyond(b'<row r="1"><c r="A1"/><c r="ZZZ1"><v>1</v></c></row>', Limits())
'单元格 ZZZ1 超出可读范围（到 ZZ 列、20000 行为止）'
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from workbook.address import column_letters
from workbook.limits import Limits

TAG = rb"<(?:[^\s<>/]*:)?"
ATTRIBUTES = rb"""(?:[^<>"']|"[^"]*"|'[^']*')"""
BEFORE = rb"(?<![\w:.\x80-\xff-])"
COMMON = re.compile(rb'<c(?: r="([A-Z]{1,3})([0-9]{1,7})"|(?=[\s/>]))')
PREFIXED = re.compile(rb":c[\s/>]")
COMMON_MOST = 200_000
REF_MOST = 100
TAG_MOST = 4096
ITEM = re.compile(TAG + rb"(c|row)(?=[\s/>])(" + ATTRIBUTES + rb"*+)")
PLACE = re.compile(ATTRIBUTES + rb"*?" + BEFORE + rb"""r\s*=\s*(?:"([^"]*)"|'([^']*)')""")
ADDRESS = re.compile(rb"([A-Za-z]*)([0-9]+)")
AREA = re.compile(
    TAG + rb"(dimension|mergeCell|f)(?=\s)" + ATTRIBUTES + rb"*?" + BEFORE + rb"""ref\s*=\s*(?:"([^"]*)"|'([^']*)')""",
)
CORNER = re.compile(rb"\$?([A-Za-z]+)\$?([0-9]+)")
AREA_NAMES = {b"dimension": "数据区域", b"mergeCell": "合并单元格", b"f": "公式区域"}
FAR = 10**9


def beyond(data: bytes, limits: Limits) -> str | None:
    """What lies out of reach in the sheet part `data` (UTF-8), in Chinese, naming the address; None if nothing does."""
    return _far_area(data, limits) or (None if _all_near(data, limits) else _far_cell(data, limits))


def column_number(letters: bytes) -> int:
    """The column of its letters, 1-based; anything longer than Excel's three letters is simply far.

    >>> column_number(b"A"), column_number(b"zz"), column_number(b"XFD")
    (1, 702, 16384)
    """
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number if len(letters) <= 3 else FAR


def _row_number(digits: bytes) -> int:
    return int(digits) if len(digits) <= 9 else FAR


def _all_near(data: bytes, limits: Limits) -> bool:
    """The common case, quickly: every cell is written as Excel writes it, and none is far."""
    if PREFIXED.search(data) or data.count(b"<c") > min(COMMON_MOST, limits.cells):
        return False
    found = COMMON.findall(data)
    columns, rows = {letters for letters, _ in found}, {digits for _, digits in found}
    if b"" in columns:
        return False
    width, height = max(map(column_number, columns), default=0), max(map(int, rows), default=0)
    return width <= limits.columns and height <= limits.rows and width * height <= limits.cells


def _far_cell(data: bytes, limits: Limits) -> str | None:
    """The exact case: walk the cells in order. Reached only by sheets that are odd or too large."""
    width = height = 0
    for count, (column, row, address) in enumerate(_cells(data, blanks=limits.blanks), 1):
        if not column:
            return f"单元格地址「{address}」不合规范"
        if column > limits.columns or row > limits.rows:
            return f"单元格 {address} 超出可读范围（{_reach(limits)}）"
        width, height = max(width, column), max(height, row)
        if count > limits.cells:
            return f"单元格太多（最多 {limits.cells} 个）"
        if width * height > limits.cells:
            return f"区域 A1:{column_letters(width)}{height} 太大（最多 {limits.cells} 个单元格）"
    return None


def _cells(data: bytes, *, blanks: bool) -> Iterator[tuple[int, int, str]]:
    """Column, row and address of each cell; column 0 when the address is malformed."""
    column = row = 0
    for item in ITEM.finditer(data):
        place = PLACE.match(item[2][:TAG_MOST])
        written = (place[1] or place[2] or b"") if place else b""
        address = ADDRESS.fullmatch(written)
        misplaced = place and (not address or (item[1] == b"c") != bool(address[1]))
        if misplaced or len(item[2]) > TAG_MOST:
            yield 0, 0, written[:20].decode("utf-8", "replace")
        elif item[1] == b"row":
            column, row = 0, _row_number(address[2]) if address else row + 1
        else:
            column = column_number(address[1]) if address else column + 1
            row = max(row, _row_number(address[2])) if address else row
            if blanks or not _is_blank(item, data):
                yield column, row, _address(written, column, row)


def _address(written: bytes, column: int, row: int) -> str:
    return written[:20].decode("ascii").upper() if written else f"{column_letters(column)}{row}"


def _is_blank(item: re.Match[bytes], data: bytes) -> bool:
    return item[2].endswith(b"/") or data.startswith(b"></", item.end())


def _far_area(data: bytes, limits: Limits) -> str | None:
    merged = 0
    for area in AREA.finditer(data):
        if area[1] == b"dimension" and not limits.blanks:
            continue
        ref: bytes = area[2] or area[3] or b""
        corners = [(column_number(letters), _row_number(digits)) for letters, digits in CORNER.findall(ref[:REF_MOST])]
        if len(ref) > REF_MOST or any(column > limits.columns or row > limits.rows for column, row in corners):
            return (
                f"{AREA_NAMES[area[1]]} {ref.strip()[:40].decode('utf-8', 'replace')} 超出可读范围（{_reach(limits)}）"
            )
        if area[1] == b"mergeCell" and corners:
            (left, top), (right, bottom) = corners[0], corners[-1]
            merged += (abs(right - left) + 1) * (abs(bottom - top) + 1)
        if merged > limits.cells:
            return f"合并单元格太多（合计最多 {limits.cells} 格）"
    return None


def _reach(limits: Limits) -> str:
    return f"到 {column_letters(limits.columns)} 列、{limits.rows} 行为止"
