"""How a review is done: limits of the gate, of time and of memory, and by whose rules. The same in every process."""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec

from macros_py import packs_folder
from macros_py.engine.packs import RULES
from workbook import __version__
from workbook.limits import DEFAULT, Limits
from workbook.load import FORMS

SECONDS, MEMORY_MB = 20.0, 1500


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """`seconds` and `memory_mb` bound what one file may cost. `pack` None: each file's own rules."""

    limits: Limits = DEFAULT
    seconds: float = SECONDS
    memory_mb: int = MEMORY_MB
    pack: str | None = None


def identity(settings: Settings) -> str:
    """What a record depends on besides the file: the program, every rule and table, the gate's limits. What was found
    under another identity is found anew.
    """
    digest = hashlib.sha256(f"{__version__} {settings.limits!r} {settings.pack}".encode())
    for folder in (RULES, FORMS, packs_folder.folder()):
        for path in sorted(folder.rglob("*.toml")):
            digest.update(path.relative_to(folder).as_posix().encode("utf-8", "surrogateescape"))
            digest.update(_content(path))
    return digest.hexdigest()


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""
