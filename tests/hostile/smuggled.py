"""Smuggled: kinds whose zip is sound and whose parts say one thing to one program and another to the next.

Why: the gate judges bytes, calamine reads them leniently, Excel strictly. Whatever the three could understand
differently is refused, above all where a far cell, for which a reader asks for gigabytes, would hide from the gate.
"""

from __future__ import annotations

import random

from tests.hostile import bricks
from tests.hostile.bricks import ENTRANCE, HEAD, LINK, LINKS, SHEET, STRINGS, WORKBOOK, links, sheet, workbook
from tests.hostile.registry import DTD, parts, sheets

BOMB = sheet(b'<row r="1"><c r="XFD1048576"><v>1</v></c></row>')
FAR = b'<row r="20000"><c r="CU20000"><v>1</v></c></row>'
OTHER = b'<Relationship Id="rId1" Type="%s/worksheet" Target="worksheets/bomb.bin"/>' % LINK
END = b"</Relationships>"
OFFICE = b'<Relationship Id="rId2" Type="%s/officeDocument" Target="xy/workbook.xml"/>' % LINK


def noise(length: int) -> bytes:
    """Text that hardly packs, so that a part is no bomb by its ratio."""
    return random.Random(7).randbytes(length // 2).hex().encode()


def links_with(more: bytes) -> bytes:
    return links().replace(END, more + END)


parts(
    no_entrance={ENTRANCE: None},
    other_entrance={ENTRANCE: bricks.entrance(b"xy/workbook.xml"), "xy/workbook.xml": workbook()},
    entrance_of_nothing={ENTRANCE: bricks.entrance().replace(b"officeDocument", b"thumbnail")},
    two_entrances={ENTRANCE: bricks.entrance().replace(END, b"<x>" + OFFICE + b"</x>" + END)},
    broken_links={LINKS: links()[:-9]},
    link_twice={LINKS: links_with(OTHER), "xl/worksheets/bomb.bin": BOMB},
    link_inside_a_link={LINKS: links_with(b"<x>" + OTHER + b"</x>"), "xl/worksheets/bomb.bin": BOMB},
    link_escaped={LINKS: links(b"worksheets/sheet&#49;.xml"), "xl/worksheets/sheet&#49;.xml": BOMB},
    link_with_a_dot={LINKS: links(b"./worksheets/sheet1.xml"), "xl/./worksheets/sheet1.xml": BOMB},
    link_to_both={LINKS: links(b"xl/worksheets/sheet1.xml"), "xl/xl/worksheets/sheet1.xml": BOMB},
    link_outside={LINKS: links(b"../../../etc/passwd")},
    unlisted_sheet={"xl/worksheets/sheet9.xml": BOMB},
    twin_sheets={
        WORKBOOK: workbook(2).replace(b"S2", b"s1"),
        LINKS: links_with(OTHER.replace(b"rId1", b"rId2").replace(b"bomb.bin", b"sheet2.xml")),
        "xl/worksheets/sheet2.xml": sheet(b""),
    },
    one_part_twice={
        WORKBOOK: workbook(2),
        LINKS: links_with(OTHER.replace(b"rId1", b"rId2").replace(b"bomb.bin", b"sheet1.xml")),
    },
    sheet_with_two_ids={WORKBOOK: workbook().replace(b"r:id=", b'xmlns:x="y" x:id="rId2" r:id=')},
    false_text_count={STRINGS: b'%s<sst uniqueCount="99999999999"><si><t>1</t></si></sst>' % HEAD},
    false_text_count_late={STRINGS: b"%s<!--%s--><sst uniqueCount = '999999999'/>" % (HEAD, b" " * 5000)},
    figure_with_a_remark={SHEET: sheet(b'<row r="1"><c r="A1"><v>1<!-- -->2</v></c></row>')},
    text_in_brackets={SHEET: sheet(b'<row r="1"><c r="A1" t="str"><v><![CDATA[1]]>2</v></c></row>')},
    dtd_styles={"xl/styles.xml": HEAD + DTD + b"<styleSheet/>"},
    dtd_custom={"customXml/item1.xml": DTD + b"<a>&c;</a>"},
    dtd_outside={"docProps/app.xml": b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>'},
    dtd_small_letters={SHEET: sheet(b"").replace(HEAD, HEAD + b"<!doctype a>")},
    encoding_far_behind={STRINGS: b'<?xml version="1.0"%sencoding="UTF-16"?><sst/>' % (b" " * 900)},
    encoding_beyond={STRINGS: b'<?xml version="1.0"%sencoding="UTF-16"?><sst/>' % (b" " * 2000)},
    long_namespace={WORKBOOK: workbook().replace(b"<sheets>", b'<sheets xmlns:x="%s">' % (b"u" * 200))},
    endless_workbook={WORKBOOK: workbook().replace(b"<sheets>", b"<!--%s--><sheets>" % noise(4_300_000))},
    endless_links={"xl/worksheets/_rels/sheet1.xml.rels": links_with(b"<!--%s-->" % noise(4_300_000))},
    many_merges={
        SHEET: sheet(b"", after=b"".join(b'<mergeCell ref="A%d:B%d"/>' % (i, i) for i in range(1, 20000)) * 6)
    },
    many_odd_tags={SHEET: sheet(b"<row>" + b"<c/>" * 500_000 + noise(40_000) + b"</row>")},
    far_sheets={
        WORKBOOK: workbook(3),
        LINKS: links_with(
            b"".join(OTHER.replace(b"rId1", b"rId%d" % i).replace(b"bomb.bin", b"sheet%d.xml" % i) for i in (2, 3))
        ),
        **{f"xl/worksheets/sheet{i}.xml": sheet(FAR) for i in (1, 2, 3)},
    },
)
sheets(
    slash_in_prefix=b'<row r="1"><a/b:c r="XFD1048576"><v>1</v></a/b:c></row>',
    space_in_prefix=b'<row r="1"><a\x0b:c r="XFD1048576"><v>1</v></a\x0b:c></row>',
    quotes_in_prefix=b'<row r="1"><"a>":c r="XFD1048576"><v>1</v></c></row>',
    place_twice=b'<row r="1"><c r="A1" r="XFD1048576"><v>1</v></c></row>',
    place_without_space=b'<row r="1"><c s="1"r="XFD1"><v>1</v></c></row>',
    row_with_half_an_attribute=b'<row x r="1"><c><v>1</v></c></row>',
    false_ends_of_rows=b"<a></row>" * 20_000 + b"<row><c><v>1</v></c></row>",
    false_blank=b'<row r="1"><c r="XFD1048576"></x><v>1</v></c></row>',
    far_in_brackets=b'<row r="1"><![CDATA[<c r="A1"/>]]><c r="A1"/></row>',
    place_of_letters=b'<row r="1"><c r="%s1"><v>1</v></c></row>' % (b"A" * 3000),
    row_with_letters=b'<row r="A5"><c><v>1</v></c></row>',
)
