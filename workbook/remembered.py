"""Remembered: what was found out about a text or some bytes, for when the same come again.

Why: a bureau looks at thousands of files made from one template. Their parts have the same names, most of the same
relationships and mostly the same defined names. Only for functions of their one argument, so that no file can change
what is found in another; the whole argument is compared, no checksum of it. What strangers send is not held for long:
neither long arguments nor many are kept. It is a dict and no `lru_cache`, which puts its list in order at each look-up:
that takes longer than to begin anew once in some hundred files.

>>> length = Remembered(len, count=1000, longest=100)
>>> length["abc"], list(length)
(3, ['abc'])
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

K = TypeVar("K", str, bytes)
T = TypeVar("T")


class Remembered(dict[K, T]):
    """What a function says, by argument: for `count` of them at most, of at most `longest` bytes or characters each.
    What it says must not be changed by whoever asks; what it raises is raised each time.
    """

    __slots__ = ("_count", "_function", "_longest")

    def __init__(self, function: Callable[[K], T], *, count: int, longest: int) -> None:
        super().__init__()
        self._function: Callable[[K], T] = function
        self._count, self._longest = count, longest

    def __missing__(self, argument: K) -> T:
        found = self._function(argument)
        if len(argument) <= self._longest:
            if len(self) >= self._count:
                self.clear()
            self[argument] = found
        return found
