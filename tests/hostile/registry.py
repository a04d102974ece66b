"""Registry: where kinds of hostile files are kept, and the short ways to describe one.

Why: a kind is a line where it differs from others in its bytes, its streams or one part, and a small function only
where it must be forged. Does not make any kind itself.

    parts(no_workbook={WORKBOOK: None})
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.hostile.bricks import SHEET, archive, compound, package, sheet

Maker = Callable[[Path], Path]
KINDS: dict[str, Maker] = {}
MEGABYTE = 1024 * 1024
DTD = b'<!DOCTYPE a [<!ENTITY b "lol"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'


def kind(make: Callable[[Path], Path | None]) -> Callable[[Path], Path | None]:
    KINDS[make.__name__] = lambda path: make(path) or path
    return make


def contents(**files: bytes) -> None:
    """Kinds that are nothing but their bytes."""
    for name, data in files.items():
        KINDS[name] = _writer(Path.write_bytes, data)


def streams(**names: tuple[str, ...]) -> None:
    """Kinds of OLE compound files, by their streams."""
    for name, inside in names.items():
        KINDS[name] = _writer(compound, *inside)


def archives(**parts: tuple[str, ...]) -> None:
    """Kinds of zip archives that are no workbook, by the names of their parts."""
    for name, inside in parts.items():
        KINDS[name] = _writer(archive, dict.fromkeys(inside, b"<a/>"))


def parts(**changes: dict[str, bytes | None]) -> None:
    """Kinds of workbooks that differ from a sound one in some parts."""
    for name, change in changes.items():
        KINDS[name] = _writer(package, change)


def sheets(**rows: bytes) -> None:
    """Kinds of workbooks whose sheet has these rows."""
    for name, inside in rows.items():
        KINDS[name] = _writer(package, {SHEET: sheet(inside)})


def _writer(write: Callable[..., object], *content: object) -> Maker:
    def make(path: Path) -> Path:
        write(path, *content)
        return path

    return make
