"""A zip of parts as they are, not packed: what a reader is given that shall see those parts and nothing else.

Why not `zipfile`: the parts were unpacked and their checksums looked at a moment ago, and it would sum them up again,
one object a part. Sizes are below 4 GB, as everything that passed the gate. Layout: APPNOTE.TXT 4.3.

>>> import io, zipfile
>>> zipfile.ZipFile(io.BytesIO(stored_zip([("a.xml", b"<a/>", 0x1F8E9B6E)]))).namelist()
['a.xml']
"""

from __future__ import annotations

import struct
from collections.abc import Iterable

from workbook.entries import END, END_START, LOCAL, LOCAL_START, UTF8

ENTRY = struct.Struct("<4s6H3L5H2L")  # the description of a part in the table of contents
ENTRY_START = b"PK\x01\x02"
VERSION, STORED, MIDNIGHT, FIRST_DAY = 20, 0, 0, 33  # 1980-01-01, the first day a zip can name


def stored_zip(parts: Iterable[tuple[str, bytes | memoryview, int]]) -> bytes:
    """Name, content and CRC-32 of each part -> the file."""
    pieces: list[bytes | memoryview] = []
    contents: list[bytes] = []
    place = 0
    for name, data, checksum in parts:
        told, size = name.encode(), len(data)
        about = VERSION, 0 if name.isascii() else UTF8, STORED, MIDNIGHT, FIRST_DAY, checksum, size, size, len(told), 0
        pieces += (LOCAL.pack(LOCAL_START, *about), told, data)
        contents += (ENTRY.pack(ENTRY_START, VERSION, *about, 0, 0, 0, 0, place), told)
        place += LOCAL.size + len(told) + size
    count, length = len(contents) // 2, sum(map(len, contents))
    return b"".join((*pieces, *contents, END.pack(END_START, 0, 0, count, count, length, place, 0)))
