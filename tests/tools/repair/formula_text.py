"""One formula as Excel's parser would stumble over it. Knows no file: takes a text, gives codes and sentences.

list(faults('IF(A1>0，"是","否")'))  ->  [("formula-fullwidth", "，")]
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.tools.repair.areas import parse_cell
from tests.tools.repair.functions import NEWER

LONGEST, LONGEST_TEXT, MOST_ARGUMENTS, DEEPEST = 8192, 255, 255, 64

Token = tuple[str, str]  # kind, text

_TOKEN = re.compile(
    r"""(?P<text>"(?:[^"]|"")*")
      | (?P<sheet>'(?:[^']|'')+'!)
      | (?P<error>\#(?:REF!|DIV/0!|N/A|NAME\?|NULL!|NUM!|VALUE!))
      | (?P<table>\[(?:[^\[\]']|'.|\[(?:[^\[\]']|'.)*\])*\])
      | (?P<wide>[\uff01-\uff5e\u3000-\u3003\u2018-\u201d])
      | (?P<call>[^\W\d][\w.]*\()
      | (?P<bare>(?:\[\d+\])?[\w.]+(?::[\w.]+)?!)
      | (?P<word>[\w.$\\?]+)
      | (?P<open>[({])
      | (?P<close>[)}])
      | (?P<mark>.)""",
    re.X | re.S,
)
_PLAIN_SHEET = re.compile(r"(?:\[\d+\])?(?!\d)[\w.]+(?::[\w.]+)?")
_PAIRS = {")": "(", "}": "{"}


def tokens(formula: str) -> list[Token]:
    return [(match.lastgroup or "", match[0]) for match in _TOKEN.finditer(formula)]


def sheets_named(formula: str) -> Iterator[str]:
    """Sheets of this workbook that a formula refers to, without their quotes; those of other files are not told."""
    for kind, text in tokens(formula):
        name = text[1:-2].replace("''", "'") if kind == "sheet" else text[:-1]
        if kind in ("sheet", "bare") and "[" not in name:
            yield from name.split(":")


def faults(formula: str) -> Iterator[tuple[str, str]]:
    """Pairs of code and text."""
    if len(formula) > LONGEST:
        yield "formula-long", f"{len(formula)} characters"
    if formula.startswith("="):
        yield "formula-equals", "begins with ="
    parts = tokens(formula)
    for kind, text in parts:
        yield from _token(kind, text)
    yield from _nesting(parts)


def _token(kind: str, text: str) -> Iterator[tuple[str, str]]:
    if kind == "text" and len(text[1:-1].replace('""', '"')) > LONGEST_TEXT:
        yield "formula-text", f"a text of over {LONGEST_TEXT} characters"
    elif kind == "wide":
        yield "formula-fullwidth", text
    elif kind == "call" and text[:-1].upper() in NEWER:
        yield "formula-function", f"{text[:-1]} without _xlfn."
    elif kind == "bare" and (not _PLAIN_SHEET.fullmatch(text[:-1]) or parse_cell(text[:-1].upper())):
        yield "formula-unquoted", text
    elif kind == "mark" and text in "\"'":
        yield "formula-quotes", f"{text} without its partner"
    elif kind == "mark" and text in "[]":
        yield "formula-brackets", f"{text} without its partner"


def _nesting(parts: list[Token]) -> Iterator[tuple[str, str]]:
    """Brackets in pairs; arguments counted by the commas of their own level; `;` only inside { }."""
    commas: list[tuple[str, int]] = []  # the brackets that are open, each with the commas seen
    for kind, text in parts:
        if kind in ("open", "call"):
            commas.append((text, 0))
            if sum(len(opened) > 1 for opened, _ in commas) == DEEPEST + 1 and kind == "call":
                yield "formula-nesting", f"over {DEEPEST} functions inside each other"
        elif kind == "close":
            if not commas or commas[-1][0][-1] != _PAIRS[text]:
                yield "formula-brackets", f"{text} without its partner"
                return
            opened, seen = commas.pop()
            if len(opened) > 1 and seen >= MOST_ARGUMENTS:
                yield "formula-arguments", f"{opened} has {seen + 1} arguments"
        elif text == "," and commas:
            commas[-1] = (commas[-1][0], commas[-1][1] + 1)
        elif kind == "mark" and text == ";" and not (commas and commas[-1][0] == "{"):
            yield "formula-separator", "; separates arguments only on screens of some countries, never in a file"
    if commas:
        yield "formula-brackets", f"{commas[-1][0]} is never closed"
