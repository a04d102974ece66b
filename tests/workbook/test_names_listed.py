"""Names listed as programs write them are told at once; what is told is what parsing the whole part tells."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from xml.etree import ElementTree

import pytest

from workbook.names import _known_listed, _parsed

ENTRIES = (
    "<definedName name=\"cover.year\">'封面'!$B$4</definedName>"
    '<definedName name="_xlnm._FilterDatabase" localSheetId="1" hidden="1">收入!$A$1:$C$9</definedName>'
    '<definedName name="jx.forms">"2022"</definedName>'
)
BOOK = '<?xml version="1.0"?><workbook xmlns="m"><sheets/><definedNames>%s</definedNames><calcPr/></workbook>'
WHOLE = (BOOK % ENTRIES).encode()
PIECES = (
    *(b"<", b"&", b"&amp;", b"]]>", b'"', b"\0", b"\xff", b"\r\n", b"\t", b"x:", b"\xef\xbf\xbe", b"<!--", b"-->"),
    *(b"<definedNames>", b"</definedNames>", b'<definedName name="a">', b"</definedName>", b' hidden="1"'),
    *(b' localSheetId="3"', b"<definedName/>", b"<![CDATA[", b"]]>", b"<a/>", b"text"),
)


def listed(data: bytes) -> list[object]:
    return [known.entry for known in _known_listed(data)]


def told(how: Callable[[bytes], Iterable[object]], data: bytes) -> list[object] | str:
    try:
        return list(how(data))
    except ElementTree.ParseError:
        return "no XML"


def test_the_usual_list_is_told_without_parsing_it() -> None:
    assert (
        listed(WHOLE)
        == list(_parsed(WHOLE))
        == [
            ("cover.year", "'封面'!$B$4", None),
            ("_xlnm._FilterDatabase", "收入!$A$1:$C$9", 1),
            ("jx.forms", '"2022"', None),
        ]
    )


@pytest.mark.parametrize("piece", PIECES)
def test_whatever_stands_between_both_say_the_same(piece: bytes) -> None:
    """Anywhere in the part: where the quick way says anything, it is what the other one says."""
    places = range(0, len(WHOLE), 3)
    edits = [WHOLE[:at] + piece + WHOLE[at:] for at in places] + [WHOLE[:at] + piece + WHOLE[at + 5 :] for at in places]
    for data in edits:
        quickly = told(listed, data)
        assert not quickly or quickly == told(_parsed, data), data


def test_bytes_turned_at_random() -> None:
    rnd = random.Random(1)
    for _ in range(3000):
        data = bytearray(WHOLE)
        data[rnd.randrange(len(data))] = rnd.randrange(256)
        quickly = told(listed, bytes(data))
        assert not quickly or quickly == told(_parsed, bytes(data)), bytes(data)
