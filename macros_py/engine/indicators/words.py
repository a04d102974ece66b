"""Word tables that answer at a place in a text: the longest word that begins or ends there.

A few dictionary look-ups of short slices: faster than a regular expression of some hundred alternatives, and the tables
stay plain data.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

T = TypeVar("T")


class Words(dict[str, T]):
    """A dictionary of words that is not changed once made."""

    def __init__(self, words: Mapping[str, T]) -> None:
        super().__init__(words)
        self._longest = max(map(len, words))
        self._firsts = frozenset(word[0] for word in words)
        self._lasts = frozenset(word[-1] for word in words)

    def beginning(self, text: str, start: int) -> str:
        """The longest word that begins at `start`, "" where there is none.

        >>> Words({"个": "", "个工作日": ""}).beginning("50个工作日内", 2)
        '个工作日'
        """
        if text[start : start + 1] not in self._firsts:
            return ""
        for end in range(min(len(text), start + self._longest), start, -1):
            if text[start:end] in self:
                return text[start:end]
        return ""

    def ending(self, text: str, end: int, floor: int = 0) -> str:
        """The longest word that ends at `end` and does not reach below `floor`.

        >>> Words({"超过": "gt", "不超过": "le"}).ending("不超过5", 3)
        '不超过'
        """
        if end <= floor or text[end - 1] not in self._lasts:
            return ""
        for start in range(max(floor, end - self._longest), end):
            if text[start:end] in self:
                return text[start:end]
        return ""
