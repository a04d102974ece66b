"""Columns as texts: what can be ruled out for a whole column with one look need not be asked cell by cell.

Most columns of most files have nothing to say, and a file has hundreds of texts. A check looks through `whole` for what
it needs at least; only where that is found does it go through the cells.

    told(context, "overall.goals[*].actual").whole   ->   "\\0已完成\\0\\0完成90%\\0"
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

import msgspec

from macros_py.engine.checks.base import Context, column
from macros_py.engine.values import bare
from workbook.facts import Fact, repeat_of

_WIDE, _TO_ASCII = "，：；（）！？％", 0xFEE0
END = "\0"  # before and behind each cell: no text of a workbook has it in it


class Told(msgspec.Struct, frozen=True, gc=False):
    """The facts of a column and their texts as `Context.said` gives them. `whole` are all of these, one behind another,
    `typed` likewise as people typed them.
    """

    facts: Sequence[Fact | None]
    texts: Sequence[str]
    whole: str
    typed: str


def told(context: Context, field: str) -> Told:
    """The texts of a column, row by row; of a single cell, its text."""
    return context.once((told, field), lambda: _told(column(context, field)))


def _told(facts: Sequence[Fact | None]) -> Told:
    given = ["" if fact is None or fact.value is None else str(fact.value) for fact in facts]
    typed = END.join(["", *given, ""])
    whole = "".join(_narrow(typed).split())
    texts = whole.split(END)[1:-1]
    if len(texts) != len(facts):  # no row at all, or a text that is not from a workbook
        texts = [bare(text) for text in given]
    return Told(facts, texts, whole, typed)


def _narrow(text: str) -> str:
    """NFKC. Punctuation is nearly all that it ever changes, and replacing that takes a tenth of the time."""
    if unicodedata.is_normalized("NFKC", text):
        return text
    for wide in _WIDE:
        text = text.replace(wide, chr(ord(wide) - _TO_ASCII))
    return text if unicodedata.is_normalized("NFKC", text) else unicodedata.normalize("NFKC", text)


def spans(context: Context, field: str) -> list[range]:
    """Which rows of a column belong to each table: one, or one for each sheet of a repeating form."""
    sheets, star, table = (repeat_of(field) or "").partition("[*]")
    if not star:
        return [range(len(column(context, field)))]
    return context.once((spans, sheets, table), lambda: _spans(context, sheets, table))


def _spans(context: Context, sheets: str, table: str) -> list[range]:
    found, end = [], 0
    for item in context.facts.items(sheets):
        start, end = end, end + context.facts.rows.get(item + table, 0)
        found.append(range(start, end))
    return found
