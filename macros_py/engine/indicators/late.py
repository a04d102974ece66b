"""Patterns that are compiled when they are first used.

The readers know a hundred spellings, a workbook shows a dozen of them; compiling the rest would take longer than
checking the workbook.
"""

from __future__ import annotations

import re
from typing import Any, cast


class _Late:
    """Stands for a pattern; from its first use on its methods are the pattern's own."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern

    def __getattr__(self, name: str) -> Any:
        compiled = re.compile(self.pattern)
        self.__dict__.update({method: getattr(compiled, method) for method in ("match", "fullmatch", "search", "sub")})
        return getattr(compiled, name)


def late(pattern: str) -> re.Pattern[str]:
    """The pattern, compiled on its first use.

    >>> late("[0-9]+").match("95%")[0]
    '95'
    """
    return cast("re.Pattern[str]", _Late(pattern))
