"""Whether a submission is, but for its seal, byte for byte as it was written: told from the checksums of its parts.

Nearly every submission is: it was mailed, not edited. Then nobody has to look at its labels, its charts and the titles
of its sheets to know that they are as they were sealed; where another program saved the file, they are looked at. The
sum is worth as much as the rest of the seal: it tells that nothing slipped, not who wrote the file.

    as_written(opened, seal) == submission.others
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from workbook.inflate import checksum

if TYPE_CHECKING:  # who only reads a file does not wait for what edits one
    from workbook.opened import Opened
    from workbook.package import Package

Sum = tuple[str, int, int]  # a part: its name, CRC-32 and size


def as_written(opened: Opened, seal: str) -> str:
    """The sum of a file; `seal` is the part that does not count."""
    infos = opened.archive.infolist()
    return _sum([(info.filename, info.CRC, info.file_size) for info in infos], seal)


def as_will_be_written(package: Package, seal: str) -> str:
    """The sum of a file in the making, all parts of which are settled."""
    return _sum([(name, checksum(data), len(data)) for name in package for data in [package.read(name)]], seal)


def _sum(parts: Iterable[Sum], seal: str) -> str:
    """SHA-256, 64 hex digits: for each part a line `name TAB CRC-32 in 8 hex digits TAB size LF`, sorted."""
    import hashlib  # noqa: PLC0415

    lines = sorted(f"{name}\t{crc:08x}\t{size}\n" for name, crc, size in parts if name != seal)
    return hashlib.sha256("".join(lines).encode("utf-8", "surrogateescape")).hexdigest()
