"""Patterns that are compiled when they are first used, and not for a text in which they cannot be found.

The readers know a hundred spellings, a workbook shows a dozen of them; compiling the rest would take longer than
checking the workbook.
"""

from __future__ import annotations

import re
from typing import Any, cast

LATE: list[_Late] = []


class _Late:
    """Stands for a pattern; from its first use on its methods are the pattern's own."""

    def __init__(self, pattern: str, needs: str) -> None:
        self.pattern, self.needs = pattern, needs

    def cannot_match(self, text: str) -> bool:
        return bool(self.needs) and not any(char in text for char in self.needs)

    def match(self, text: str, *span: int) -> Any:
        return None if self.cannot_match(text) else self._compiled().match(text, *span)

    def fullmatch(self, text: str, *span: int) -> Any:
        return None if self.cannot_match(text) else self._compiled().fullmatch(text, *span)

    def search(self, text: str, *span: int) -> Any:
        return None if self.cannot_match(text) else self._compiled().search(text, *span)

    def sub(self, new: Any, text: str) -> str:
        return text if self.cannot_match(text) else self._compiled().sub(new, text)

    def _compiled(self) -> re.Pattern[str]:
        compiled = re.compile(self.pattern)
        self.__dict__.update({name: getattr(compiled, name) for name in ("match", "fullmatch", "search", "sub")})
        return compiled


def late(pattern: str, needs: str = "") -> re.Pattern[str]:
    """The pattern, compiled on its first use. `needs`: every text that it matches has one of these characters.

    >>> late("[0-9]+").match("95%")[0], late("半年", needs="半").search("95%")
    ('95', None)
    """
    LATE.append(_Late(pattern, needs))
    return cast("re.Pattern[str]", LATE[-1])
