"""What is known of each file of a corpus, kept beside the folder: `build/corpus.json` for `build/corpus`."""

from __future__ import annotations

from pathlib import Path

import msgspec

from tests.tools.corpus_plan import Shape
from tests.tools.judging import Expected

SCHEMA = "jixiao.corpus/1"


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """One file. `path` is relative, with slashes. `cells` says where the cells stand, as 表名!E5, that `expected` names
    by their fact ids: the one that the error is asked for at, and all that differ from the right file. Those on a sheet
    that is gone stand nowhere.
    """

    path: str
    unit: str
    code: str
    version: int
    shape: Shape
    expected: Expected
    cells: dict[str, str] = {}


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """All files of a corpus, in their order."""

    schema: str = SCHEMA
    first: int
    files: tuple[Written, ...]


def manifest_of(folder: Path) -> Path:
    """Where the manifest of a corpus is: outside, for whoever reviews the folder takes every file in it."""
    return folder.with_name(f"{folder.name}.json")


def save(manifest: Manifest, path: Path) -> None:
    path.write_bytes(msgspec.json.format(msgspec.json.encode(manifest), indent=1) + b"\n")


def load(path: Path) -> Manifest:
    return msgspec.json.decode(path.read_bytes(), type=Manifest)
