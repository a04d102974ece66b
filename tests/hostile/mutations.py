"""Mutations: a good workbook with something changed at random, the same for the same seed.

Why: kinds are what somebody thought of. Half of them change the bytes of the file, where checksums catch most; the
other half edit a part and pack it again, so that the parsers themselves are met.
"""

from __future__ import annotations

import io
import random
import re
import zipfile

READ = re.compile(
    r"(\[Content_Types\]|_rels/\.rels|xl/(workbook|styles|sharedStrings|_rels/.*|worksheets/sheet\d+))(\.xml|\.rels)?$"
)
WORDS = (
    b"<", b">", b"/>", b'"', b"'", b"&", b"<!--", b"-->", b"<![CDATA[", b"]]>", b"<?a?>", b"&#0;", b"&#xD800;", b"\0",
    b"\xff", b"<c/>", b"<row/>", b"</row>", b'<c r="XFD1048576"><v>1</v></c>', b'<c r="B2" t="s"><v>-1</v></c>',
    b"<f>1</f>", b"<f/>", b"1e999", b"NaN", b"-1", b"99999999999999999999", b't="e"', b't="b"', b't="s"', b"x:",
    b"#REF!", b"$A$1:$XFD$1048576", b'localSheetId="7"', b"</sheetData>", b"<sheetData>", b'uniqueCount="999999999999"',
)  # fmt: skip


def mutated(data: bytes, seed: int) -> bytes:
    chance = random.Random(seed)
    return _bytes(data, chance) if seed % 2 else _parts(data, chance)


def _bytes(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 4, 30))):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed[: chance.randrange(len(changed))] if chance.random() < 0.2 else changed)


def _parts(data: bytes, chance: random.Random) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name in chance.sample([name for name in parts if READ.match(name)], chance.choice((1, 1, 3))):
        for _ in range(chance.choice((1, 2, 5))):
            parts[name] = _edited(parts[name], chance)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return stream.getvalue()


def _edited(xml: bytes, chance: random.Random) -> bytes:
    """Something taken out, doubled, put in, or a number made another, most often where a tag begins."""
    starts = [found.start() for found in re.finditer(b'<|>|"', xml)] or [0]
    start = chance.choice(starts) if chance.random() < 0.7 else chance.randrange(len(xml) + 1)
    end = min(len(xml), start + chance.choice((1, 5, 40, 400)))
    middle = xml[start:end]
    kind = chance.randrange(4)
    if kind == 0:
        middle = b""
    elif kind == 1:
        middle *= chance.choice((2, 3, 200))
    elif kind == 2:
        middle = chance.choice(WORDS) + middle
    else:
        middle = re.sub(
            rb"\d+", lambda _: chance.choice((b"0", b"-1", b"4294967296", b"1e308", b"9" * 30)), middle, count=1
        )
    return xml[:start] + middle + xml[end:]
