"""Unpacking by libdeflate, where it is installed, says what zlib says: of sound parts, of bombs and of broken ones."""

from __future__ import annotations

import random
import zlib

import pytest

from workbook import inflate

TEXT = b'<row r="1"><c r="A1" t="s"><v>0</v></c></row>' * 400 + bytes(range(256))


def packed(data: bytes) -> bytes:
    stream = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return stream.compress(data) + stream.flush()


def told(data: bytes, most: int) -> tuple[bytes, bool] | str:
    try:
        return inflate.inflated(memoryview(data), most)
    except inflate.ERRORS:
        return "broken"


def by_zlib(data: bytes, most: int, monkeypatch: pytest.MonkeyPatch) -> tuple[bytes, bool] | str:
    with monkeypatch.context() as patch:
        patch.setattr(inflate, "library", None)
        return told(data, most)


def test_a_part_is_unpacked_up_to_the_size_it_claims() -> None:
    assert told(packed(TEXT), len(TEXT) + 1) == (TEXT, True)
    assert told(packed(TEXT), 100) == (TEXT[:100], False)
    assert told(packed(TEXT)[:-9], len(TEXT) + 1) != (TEXT, True)
    assert inflate.checksum(TEXT) == zlib.crc32(TEXT)


def test_broken_parts_are_broken_by_the_word_of_both(monkeypatch: pytest.MonkeyPatch) -> None:
    rnd, sound = random.Random(1), packed(TEXT)
    for _ in range(2000):
        data = bytearray(
            sound[: rnd.choice((len(sound), rnd.randrange(len(sound))))] + rnd.randbytes(rnd.choice((0, 3)))
        )
        if data:
            data[rnd.randrange(len(data))] ^= 1 << rnd.randrange(8)
        most = rnd.choice((10, len(TEXT), len(TEXT) + 1))
        assert told(bytes(data), most) == by_zlib(bytes(data), most, monkeypatch), bytes(data)
