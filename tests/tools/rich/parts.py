"""The plain workbook that all kinds start from, and how parts are put into it by hand.

`plain` has two sheets: 收支, which is edited, and 附表 1, which is not. Relations and content types are written as
text, for a library would put them in order.

    parts = plain()
    add(parts, SHEET, "xl/printerSettings/printerSettings1.bin", "printerSettings", data, "application/…")
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Callable
from pathlib import Path

import xlsxwriter
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

Parts = dict[str, bytes]
Make = Callable[[Path], None]

TYPES, BOOK, SHEET = "[Content_Types].xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml"
KINDS_OF_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
OFFICE = f'xmlns:r="{KINDS_OF_RELATION}"'
EDITED = "收支"
_STAMP = (2024, 3, 1, 8, 0, 0)


def write(path: Path, decorate: Callable[[Workbook, Worksheet], None] = lambda book, sheet: None) -> None:
    """The plain workbook, with what `decorate` adds through XlsxWriter."""
    book = xlsxwriter.Workbook(path)
    sheet, other = book.add_worksheet(EDITED), book.add_worksheet("附表 1")
    money = book.add_format({"num_format": "#,##0.00", "bg_color": "#FFF2CC"})
    sheet.write("A1", "某某市示例局收入支出表")
    sheet.write_row("A3", ["项目", "预算", "完成率"])
    for row in range(4, 10):
        sheet.write(f"A{row}", f"项目{row}")
        sheet.write_number(f"B{row}", row * 100, money)
        sheet.write_formula(f"C{row}", f"=ROUND(B{row}/$B$9,4)", money, round(row / 9, 4))
    other.write_row("A1", ["项目", "说明"])
    other.write_formula("B2", f"='{EDITED}'!B4", money, 400)
    decorate(book, sheet)
    book.close()


def plain() -> Parts:
    stream = io.BytesIO()
    write(stream)  # type: ignore[arg-type]  # XlsxWriter takes a stream as well
    return unpacked(stream)


def unpacked(source: Path | io.BytesIO) -> Parts:
    with zipfile.ZipFile(source) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def packed(path: Path, parts: Parts, method: int = zipfile.ZIP_DEFLATED) -> None:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name, _STAMP), data, method)


def replaced(parts: Parts, part: str, *swaps: tuple[str, str]) -> None:
    """Swap texts in a part; each must be there, or the kind would not be what it is called."""
    text = parts[part].decode()
    for old, new in swaps:
        assert old in text, f"{part}: {old}"
        text = text.replace(old, new, 1)
    parts[part] = text.encode()


def add(parts: Parts, source: str, part: str, kind: str, data: bytes | str, content: str = "") -> str:
    """Put in a part that `source` ("" is the package) leads to; gives the relation's id.

    `kind` is the last word of its type or the whole.
    """
    parts[part] = data.encode() if isinstance(data, str) else data
    if content:
        replaced(parts, TYPES, ("</Types>", f'<Override PartName="/{part}" ContentType="{content}"/></Types>'))
    return relate(parts, source, kind, posixpath.relpath(part, posixpath.dirname(source) or "."))


def relate(parts: Parts, source: str, kind: str, target: str, mode: str = "") -> str:
    folder, name = posixpath.split(source)
    rels = posixpath.join(folder, "_rels", f"{name}.rels")
    parts.setdefault(rels, f'<Relationships xmlns="{PACKAGE}"></Relationships>'.encode())
    number = f"rIdX{parts[rels].count(b'<Relationship ')}"
    kind = kind if ":" in kind else f"{KINDS_OF_RELATION}/{kind}"
    external = f' TargetMode="{mode}"' if mode else ""
    one = f'<Relationship Id="{number}" Type="{kind}" Target="{target}"{external}/>'
    replaced(parts, rels, ("</Relationships>", f"{one}</Relationships>"))
    return number


def default(parts: Parts, extension: str, content: str) -> None:
    """The content type of all parts with an extension."""
    if f'Extension="{extension}"'.encode() not in parts[TYPES]:
        replaced(parts, TYPES, ("<Default ", f'<Default Extension="{extension}" ContentType="{content}"/><Default '))


def tail(parts: Parts, xml: str, part: str = SHEET) -> None:
    """Put elements at the end of the sheet."""
    replaced(parts, part, ("</worksheet>", f"{xml}</worksheet>"))


def extension(uri: str, xml: str, namespaces: str) -> str:
    return f'<extLst><ext uri="{{{uri}}}" {namespaces}>{xml}</ext></extLst>'
