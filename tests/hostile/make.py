"""Hostile and odd files, made when needed: one small function a kind, all in `KINDS`.

Why generated: a bomb or an encrypted file in the repository upsets mail and virus scanners, and its recipe documents it
better. Each function writes the file at the path it gets (its folder exists) and may return another path instead.
How the zip itself is forged is in `packing`, what hides in its parts in `smuggled`, and workbooks of ours gone wrong in
`of_ours`. Not here: sound files that merely look odd; they are in the test that lets them pass.

    KINDS["far_cell"](folder / "自评表.xlsx")
"""

from __future__ import annotations

import random
import struct
import warnings
import zipfile
from pathlib import Path

from tests.hostile import bricks, packing, smuggled
from tests.hostile.bricks import LINKS, SHEET, STRINGS, TYPES, WORKBOOK, package, sheet
from tests.hostile.registry import DTD, KINDS, MEGABYTE, archives, contents, kind, parts, sheets, streams

__all__ = ["KINDS", "MEGABYTE", "packing", "smuggled"]

contents(
    empty=b"",
    zeros=bytes(5000),
    html=b"\xef\xbb\xbf\r\n<HTML><body><table><tr><td>1</td></tr></table></body></HTML>",
    html_table="<meta charset=gbk><table><tr><td>预算</td></tr></table>".encode("gbk"),
    mhtml=b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n",
    xml_2003=b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>',
    csv_utf8="项目,金额\n基本支出,1745.35\n".encode(),
    csv_gbk="项目,金额\n基本支出,1745.35\n".encode("gb18030"),
    csv_cut="项目,金额\n基本支出".encode("gb18030")[:-1],
    text_utf16="项目\t金额\r\n".encode("utf-16"),
    pdf=b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
    png=b"\x89PNG\r\n\x1a\n" + bytes(64),
    jpeg=b"\xff\xd8\xff\xe0\0\x10JFIF" + bytes(64),
    rtf=b"{\\rtf1\\ansi 1}",
    rar=b"Rar!\x1a\x07\x01\0" + bytes(64),
    guarded=b"b\x14#e\x02\x02\0E-SafeNet\0\0\0LOCK" + bytes(600),
    noise=random.Random(1).randbytes(4096),
)
streams(
    password=("EncryptionInfo", "EncryptedPackage"),
    old_xls=("Workbook", "\x05SummaryInformation"),
    older_xls=("Book",),
    wps_et=("ET",),
    old_word=("1Table", "WordDocument"),
    old_powerpoint=("PowerPoint Document",),
    old_unknown=("Contents\0\0\0Workbook",),
)
archives(
    xlsb=(TYPES, "xl/workbook.bin", "xl/worksheets/sheet1.bin"),
    ods=("mimetype", "content.xml", "META-INF/manifest.xml"),
    word=(TYPES, "word/document.xml", "word/embeddings/1.xlsx"),
    powerpoint=(TYPES, "ppt/presentation.xml"),
    ofd=("OFD.xml", "Doc_0/Document.xml"),
    zip_of_workbooks=("自评表.xlsx", "说明.docx"),
    empty_zip=(),
)
parts(
    no_workbook={WORKBOOK: None},
    no_relationships={LINKS: None},
    no_content_types={TYPES: None},
    no_sheet_part={SHEET: None},
    no_sheets={WORKBOOK: bricks.workbook(0)},
    many_sheets={WORKBOOK: bricks.workbook(301)},
    strict={WORKBOOK: bricks.workbook(namespace=b"http://purl.oclc.org/ooxml/spreadsheetml/main")},
    many_parts={f"xl/media/{i}.png": b"" for i in range(500)},
    many_entries={f"xl/media/{i}.png": b"" for i in range(2001)},
    dotdot={"xl/../../evil.xml": b"<a/>"},
    absolute={"/etc/evil.xml": b"<a/>"},
    drive={"C:/evil.xml": b"<a/>"},
    duplicate_case={"xl/WORKBOOK.xml": b"<a/>"},
    dtd_strings={STRINGS: bricks.HEAD + DTD + b"<sst><si><t>&c;</t></si></sst>"},
    dtd_relationships={LINKS: DTD + bricks.links()},
    dtd_late={SHEET: b"<!--" + b" " * 5000 + b"-->" + DTD + sheet(b"")},
    dtd_utf16={STRINGS: (DTD + b"<sst/>").decode().encode("utf-16")},
    dtd_utf16_no_mark={STRINGS: (DTD + b"<sst/>").decode().encode("utf-16-be")},
    dtd_utf7={STRINGS: b'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE a+AD4-<sst/>'},
    utf16_sheet={SHEET: sheet(b"").decode().replace("UTF-8", "UTF-16").encode("utf-16")},
    not_xml={SHEET: b"\x03\x01\x02 nothing"},
    odd_sheet_part={LINKS: bricks.links(b"data/1.dat"), "xl/data/1.dat": sheet(b'<c r="XFD1"><v>1</v></c>')},
    far_merge={SHEET: sheet(b"", after=b"<mergeCells><mergeCell ref='A1:A1048576'/></mergeCells>")},
    endless_merge={SHEET: sheet(b"", after=b'<mergeCell ref="%sXFD1"/>' % (b" " * 200))},
    huge_merge={SHEET: sheet(b"", after=b'<mergeCells><mergeCell ref="A1:ZZ20000"/></mergeCells>')},
)
sheets(
    far_cell=b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
    far_column=b'<row r="1"><c r="A1"/><c r="AAA1"><v>1</v></c></row>',
    far_row=b'<row r="20001"><c r="A20001"><v>1</v></c></row>',
    far_last_attribute=b'<row r="1"><c s="1" t="n"\n r="XFD1"><v>1</v></c></row>',
    far_single_quotes=b"<row r='1'><c r = 'XFD1'><v>1</v></c></row>",
    far_prefix=b'<x:row xmlns:x="%s" r="1"><x:c r="XFD1"><x:v>1</x:v></x:c></x:row>' % bricks.MAIN,
    far_chinese_prefix='<表:row xmlns:表="m" r="1"><表:c r="XFD1"><表:v>1</表:v></表:c></表:row>'.encode(),
    far_behind_bracket=b'<row r="1"><c s=">" r="XFD1"><v>1</v></c></row>',
    far_behind_decoy=b"""<row r="1"><c s=' r="A1"' r="XFD1"><v>1</v></c></row>""",
    endless_cell=b'<row r="1"><c%sr="XFD1"/></row>' % (b" " * 9000),
    far_lower_case=b'<row r="1"><c r="xfd1"><v>1</v></c></row>',
    far_unplaced=b"<row>" + b"<c><v>1</v></c>" * 703 + b"</row>",
    far_after_placed=b'<row r="1"><c r="ZZ1"/><c><v>1</v></c></row>',
    far_unplaced_in_row=b'<row r="20001"><c><v>1</v></c></row>',
    far_unplaced_row=b"<row/>" * 20000 + b"<row><c><v>1</v></c></row>",
    far_formula=b'<row r="1"><c r="A1"><f t="shared" ref="A1:XFD9" si="0">1</f></c></row>',
    far_digits=b'<row r="1"><c r="A%s"><v>1</v></c></row>' % (b"9" * 2000),
    huge_rectangle=b'<row r="1"><c r="A1"/></row><row r="20000"><c r="ZZ20000"><v>1</v></c></row>',
    disguised_address=b'<row r="1"><c r="&#88;FD1"><v>1</v></c></row>',
)


@kind
def missing(path: Path) -> None:
    return None


@kind
def missing_folder(path: Path) -> Path:
    return path.parent / "没有这个文件夹" / path.name


@kind
def impossible_name(path: Path) -> Path:
    return path.with_name("a" * 300 + ".xlsx")


@kind
def impossible_character(path: Path) -> Path:
    return path.with_name("自评表\0.xlsx")


@kind
def folder(path: Path) -> None:
    path.mkdir()


@kind
def lock_file(path: Path) -> Path:
    lock = path.with_name("~$" + path.name)
    lock.write_bytes(b"\x05Admin".ljust(165, b" "))
    return lock


@kind
def too_large(path: Path) -> None:
    package(path)
    with path.open("r+b") as out:
        out.truncate(20 * MEGABYTE + 1)


@kind
def truncated(path: Path) -> None:
    package(path)
    path.write_bytes(path.read_bytes()[:-200])


@kind
def bad_directory(path: Path) -> None:
    package(path)
    bricks.replace(path, b"PK\x01\x02", b"PK\x01\x03")


@kind
def bad_checksum(path: Path) -> None:
    package(path)
    bricks.forge(path, SHEET, bricks.CHECKSUM, b"\1\2\3\4")


@kind
def bad_stream(path: Path) -> None:
    package(path)
    bricks.forge_local(path, SHEET, bricks.LOCAL_NAME + len(SHEET), b"\xff\xff\xff\xff")


@kind
def false_size(path: Path) -> None:
    """60 MB that call themselves 1000 bytes, in both directories."""
    package(path, {SHEET: sheet(b" " * (60 * MEGABYTE))})
    bricks.forge(path, SHEET, bricks.SIZE, struct.pack("<L", 1000))
    bricks.forge_local(path, SHEET, bricks.LOCAL_SIZE, struct.pack("<L", 1000))


@kind
def short_part(path: Path) -> None:
    package(path)
    bricks.forge(path, SHEET, bricks.SIZE, struct.pack("<L", 1000))


@kind
def locked_entry(path: Path) -> None:
    package(path)
    bricks.forge(path, SHEET, bricks.FLAGS, b"\1")


@kind
def odd_compression(path: Path) -> None:
    package(path)
    bricks.forge(path, SHEET, bricks.METHOD, struct.pack("<H", zipfile.ZIP_BZIP2))


@kind
def bomb_ratio(path: Path) -> None:
    package(path, {SHEET: sheet(b" " * (5 * MEGABYTE))})


@kind
def bomb_total(path: Path) -> None:
    package(path)
    for name in (SHEET, STRINGS):
        bricks.forge(path, name, bricks.SIZE, struct.pack("<L", 101 * MEGABYTE))


@kind
def duplicate(path: Path) -> None:
    package(path)
    with zipfile.ZipFile(path, "a") as out, warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        out.writestr(SHEET, sheet(b""))


@kind
def backslash(path: Path) -> None:
    package(path, {"xl/evil.xml": b"<a/>"})
    bricks.replace(path, b"xl/evil.xml", b"xl\\evil.xml")


@kind
def nul_in_name(path: Path) -> None:
    package(path, {"xl/evil.xml": b"<a/>"})
    bricks.replace(path, b"xl/evil.xml", b"xl/evil\0xml")
