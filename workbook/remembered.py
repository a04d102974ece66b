"""Remembered: what was found out about a text or some bytes, for when the same come again.

Why: a bureau looks at thousands of files made from one template. Their parts have the same names, most of the same
relationships and mostly the same defined names. Only for functions of their one argument, so that no file can change
what is found in another; the whole argument is compared, no checksum of it. What strangers send is held no longer than
others send it too: neither long arguments nor many are kept.

>>> @remembered(count=1000, longest=100)
... def length(text: str) -> int:
...     return len(text)
>>> length("abc")
3
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import lru_cache, wraps
from typing import Any, TypeVar

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")


def remembered(
    *, count: int, longest: int, size: Callable[[Any], int] = len
) -> Callable[[Callable[[K], T]], Callable[[K], T]]:
    """For the last `count` arguments of at most `longest` bytes or characters. What it returns must not be changed."""

    def remembering(function: Callable[[K], T]) -> Callable[[K], T]:
        kept = lru_cache(maxsize=count)(function)

        @wraps(function)
        def told(argument: K) -> T:
            return kept(argument) if size(argument) <= longest else function(argument)

        return told

    return remembering
