"""One thing that is wrong in a file."""

from __future__ import annotations

import msgspec


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """`part` is a name in the zip file ("" for the file itself), `place` a cell, block, name or identifier inside."""

    code: str
    part: str
    place: str = ""
    text: str

    def __str__(self) -> str:
        return f"{self.code}: {'!'.join(filter(None, (self.part, self.place)))}: {self.text}"
