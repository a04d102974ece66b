"""Markup: what the bytes of an XML part give away before anything parses it.

Why bytes: a parser acts on a DTD while it reads it, reserves memory for as many texts as a part claims to hold, and
gives every element a copy of its namespace. No spreadsheet program writes what is refused here. Whether cells are
within reach is for `workbook.reach` to say.

>>> odd_xml("xl/styles.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>').problem
'部件 xl/styles.xml 含有 DTD 声明，正常的工作簿不会有，可能不安全'
"""

from __future__ import annotations

import re

from workbook.kinds import COPY_AGAIN, SAVE_AS, Fault

HEAD_MOST, NAMESPACE_MOST = 1024, 150
BOM = b"\xef\xbb\xbf"
USUAL_HEAD = re.compile(
    rb"""<\?xml version=["']1\.0["'] encoding=["'](?:UTF|utf)-8["'](?: standalone=["']yes["'])?+\?>\s*+<"""
)
MARKED = re.compile(rb"<!")
DTD = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
DECLARATION = re.compile(rb"""<\?xml(?:[^<>]*?\sencoding\s*=\s*["']([^"']*)["'])?[^<>]*\?>""")
PLAIN_ENCODINGS = (b"utf-8", b"utf8", b"us-ascii", b"ascii", b"")
LONG_NAMESPACE = re.compile(rb"""xmlns(?<=\sxmlns)[^\s<>="']*+\s*+=\s*+["'][^"'<>]{%d}""" % NAMESPACE_MOST)
INSIDE_TEXT = re.compile(rb"""<!\[CDATA\[|[^>\s]\s*+<[!?]|(?:--|\?)>\s*+[^<\s]""")
TEXTS = re.compile(rb"""uniqueCount\s*+=\s*+["']\+?([0-9]+)""")
SHORTEST_TEXT = len(b"<si/>")


def is_marked(data: bytes) -> bool:
    """Whether remarks, brackets or a DTD may be in a part."""
    return b"!" in data and MARKED.search(data) is not None  # one byte is found far faster than two


def odd_xml(name: str, data: bytes) -> Fault | None:
    """A DTD, an encoding other than UTF-8, or no XML at all."""
    if USUAL_HEAD.match(data) and not is_marked(data):
        return None
    wide = b"\0" in data[:4]
    text = data.replace(b"\0", b"") if wide else data
    if DTD.search(text):
        return Fault(f"部件 {name} 含有 DTD 声明，正常的工作簿不会有，可能不安全", SAVE_AS)
    head = text[:HEAD_MOST].removeprefix(BOM).lstrip()
    if wide or (head.startswith(b"<?xml") and not _is_plain(head)):
        return Fault(f"部件 {name} 的文字编码不是 UTF-8", SAVE_AS)
    if not head.startswith(b"<"):
        return Fault(f"部件 {name} 已损坏，内容不是 XML", COPY_AGAIN)
    return None


def odd_tree(name: str, data: bytes) -> Fault | None:
    """In a part that will be held as a tree: namespaces so long that a small part fills the memory."""
    if LONG_NAMESPACE.search(data):
        return Fault(f"部件 {name} 的写法不合规范，可能不安全", SAVE_AS)
    return None


def odd_text(name: str, data: bytes) -> Fault | None:
    """In a part with texts and figures: remarks and the like inside of them. One program reads on, another stops."""
    end = data.find(b"?>", 0, HEAD_MOST)
    marked = is_marked(data) or data.find(b"?", end + 1) > 0
    if marked and INSIDE_TEXT.search(data, max(end, 0)):
        return Fault(f"部件 {name} 的文字中夹有注释或特殊标记，各种程序读法不同", SAVE_AS)
    return None


def odd_strings(name: str, data: bytes) -> Fault | None:
    """In the shared texts: a number of them that cannot be, for which a reader would reserve memory."""
    if any(len(found) > 9 or int(found) * SHORTEST_TEXT > len(data) for found in TEXTS.findall(data)):
        return Fault(f"部件 {name} 写明的文字条数与内容不符，文件已损坏", COPY_AGAIN)
    return None


def _is_plain(head: bytes) -> bool:
    declared = DECLARATION.match(head)
    return declared is not None and (declared[1] or b"").lower() in PLAIN_ENCODINGS
