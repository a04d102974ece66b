"""Text as a part holds it: escaped, spaces kept, and cut where Excel would refuse the file.

For texts that we write about a person's cells, notes and lists; what a person typed is never cut (see `patch`).
"""

from __future__ import annotations

from workbook.package import Element
from workbook.patch import escape

LONGEST = 32_767  # counted as Excel counts: a character beyond the first 65,536 is two
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_CUT = "…"


def set_text(element: Element, text: str) -> None:
    """Make `text` the content of a <t>."""
    text = cut(text, LONGEST)
    element.text = escape(text)
    if text != text.strip() or "\n" in text:
        element.set(_SPACE, "preserve")


def cut(text: str, longest: int) -> str:
    """The text, or its beginning with a sign that there was more.

    >>> cut("附件三", 3), cut("附件三表", 3)
    ('附件三', '附件…')
    """
    if length(text) <= longest:
        return text
    kept = text[: longest - len(_CUT)]
    return kept[: len(kept) - max(0, length(kept) + len(_CUT) - longest)] + _CUT


def length(text: str) -> int:
    """In Excel's characters.

    >>> length("附件3"), length("𠮷")
    (3, 2)
    """
    return len(text) + sum(char > "\uffff" for char in text)
