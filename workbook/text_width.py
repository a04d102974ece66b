"""How wide a text is and how many lines it takes, in half-width characters: a Chinese one takes two.

Rows and notes are drawn as high as their text needs, for no program is sure to do that by itself when it opens a file.

>>> text_width("附件3"), lines("甲" * 19, 38), lines("甲" * 20, 38), lines("甲\\n乙", 38)
(5, 1, 2, 2)
"""

from __future__ import annotations

import unicodedata


def text_width(text: str) -> int:
    """Width in columns' units."""
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text)


def lines(text: str, width: int) -> int:
    """How many lines a text takes that wraps at `width`."""
    return sum(max(1, -(-text_width(line) // width)) for line in text.split("\n"))
