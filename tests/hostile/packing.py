"""Packing: kinds whose zip is forged, so that two programs unpack different files from it, or far too much.

Why: a zip says everything twice, and each program believes one of the two. The bombs are those of David Fifield, "A
better zip bomb" (WOOT 2019): parts that lie over each other. Does not touch what is inside the parts.
"""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path

from tests.hostile import bricks
from tests.hostile.bricks import SHEET, STRINGS, archive, package, sheet
from tests.hostile.registry import contents, kind, parts

CENTRAL, LOCAL, END, LOCATOR, RECORD = b"PK\x01\x02", b"PK\x03\x04", b"PK\x05\x06", b"PK\x06\x07", b"PK\x06\x06"
OFFSET, LOCAL_METHOD, ENTRY, END_SIZE = 42, 8, 46, 22
NEARLY = 1024 * 1000  # a little less than what the ratio is asked of

contents(
    seven_zip=b"7z\xbc\xaf\x27\x1c" + bytes(40),
    gzip=b"\x1f\x8b\x08\0" + bytes(40),
    json_text=b'{"project": 1}',
    program=b"MZ\x90\0" + bytes(64),
    only_a_header=LOCAL + bytes(26),
    only_an_end=END + bytes(9),
)
parts(
    bomb_many={f"xl/media/{i}.bin": bytes(NEARLY) for i in range(210)},
    bomb_xml={f"xl/tables/{i}.xml": b"<a>" + b" " * NEARLY for i in range(34)},
)


def spoil(path: Path, start: int, value: bytes) -> None:
    data = bytearray(path.read_bytes())
    data[start : start + len(value)] = value
    path.write_bytes(data)


def directory(data: bytes) -> int:
    return struct.unpack_from("<L", data, data.rindex(END) + 16)[0]


@kind
def overlap_same(path: Path) -> None:
    """Both entries unpack the same bytes."""
    package(path)
    data = path.read_bytes()
    first, second = (data.rindex(name.encode()) - ENTRY for name in (STRINGS, SHEET))
    spoil(path, second + OFFSET, data[first + OFFSET : first + OFFSET + 4])


@kind
def overlap_quoted(path: Path) -> None:
    """The first part is so long, by its own words, that it holds the second."""
    package(path)
    data = path.read_bytes()
    for start in (data.rindex(STRINGS.encode()) - ENTRY + 20, data.index(STRINGS.encode()) - 30 + 18):
        spoil(path, start, struct.pack("<L", struct.unpack_from("<L", data, start)[0] + 200))


@kind
def overlap_directory(path: Path) -> None:
    package(path)
    data = path.read_bytes()
    for start in (data.rindex(SHEET.encode()) - ENTRY + 20, data.index(SHEET.encode()) - 30 + 18):
        spoil(path, start, struct.pack("<L", len(data)))


@kind
def other_local_name(path: Path) -> None:
    package(path)
    spoil(path, path.read_bytes().index(SHEET.encode()), SHEET.replace("1", "2").encode())


@kind
def other_local_method(path: Path) -> None:
    package(path)
    bricks.forge_local(path, SHEET, LOCAL_METHOD, b"\0\0")


@kind
def other_local_size(path: Path) -> None:
    package(path)
    bricks.forge_local(path, SHEET, bricks.LOCAL_SIZE, struct.pack("<L", 7))


@kind
def locked_locally(path: Path) -> None:
    package(path)
    bricks.forge_local(path, SHEET, 6, b"\1")


@kind
def no_local_header(path: Path) -> None:
    package(path)
    spoil(path, path.read_bytes().index(SHEET.encode()) - 30, b"PK\x03\x05")


@kind
def other_unicode_name(path: Path) -> None:
    """By an extra field some programs call the part otherwise."""
    package(path)
    with zipfile.ZipFile(path, "a") as out:
        info = zipfile.ZipInfo("xl/media/1.png")
        info.extra = struct.pack("<HHBL", 0x7075, 5 + len(SHEET), 1, 0) + SHEET.encode()
        out.writestr(info, sheet(b""))


@kind
def glued(path: Path) -> None:
    """Two workbooks in one file: which one is read depends on where a program begins."""
    package(path)
    path.write_bytes(path.read_bytes() * 2)


@kind
def junk_before(path: Path) -> None:
    package(path)
    path.write_bytes(b"MIME junk " + path.read_bytes())


@kind
def part_before(path: Path) -> None:
    package(path)
    path.write_bytes(LOCAL + bytes(60) + path.read_bytes())


@kind
def two_ends(path: Path) -> None:
    package(path)
    data = path.read_bytes()
    path.write_bytes(data[:-2] + struct.pack("<H", END_SIZE) + data[-END_SIZE:])


@kind
def false_count(path: Path) -> None:
    package(path)
    spoil(path, path.read_bytes().rindex(END) + 10, struct.pack("<H", 3))


@kind
def other_64_bit_record(path: Path) -> None:
    """The locator points to a second record, which may tell of another table of contents."""
    package(path)
    data = path.read_bytes()
    end, at = data.rindex(END), directory(data)
    record = RECORD + struct.pack("<QHHLLQQQQ", 44, 45, 45, 0, 0, 6, 6, end - at, at)
    locator = LOCATOR + struct.pack("<LQL", 0, 5, 1)
    path.write_bytes(data[:end] + record + locator + data[end:])


@kind
def half_a_file(path: Path) -> None:
    package(path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


@kind
def no_last_byte(path: Path) -> None:
    package(path)
    path.write_bytes(path.read_bytes()[:-1])


@kind
def wps_lock_file(path: Path) -> Path:
    lock = path.with_name(".~" + path.name)
    lock.write_bytes(b"\x05Admin".ljust(165, b" "))
    return lock


@kind
def zip_with_a_workbook_inside(path: Path) -> None:
    inner = path.with_name("里面.xlsx")
    package(inner)
    archive(path, {"自评表.xlsx": inner.read_bytes(), "__MACOSX/._自评表.xlsx": b"\0"})
    inner.unlink()
