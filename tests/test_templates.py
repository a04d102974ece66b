"""templates/ is what people download: it must be what the forms and rules of this version give."""

from __future__ import annotations

import zipfile
from pathlib import Path

from macros_py.publish import TEMPLATES, publish


def parts(path: Path) -> list[tuple[str, bytes]]:
    """Contents in their order; how tightly they are packed depends on the machine's zlib."""
    with zipfile.ZipFile(path) as archive:
        return [(name, archive.read(name)) for name in archive.namelist()]


def test_templates_are_fresh(tmp_path: Path) -> None:
    """`make templates` writes them anew; no file is missing and none is left over."""
    published = publish(tmp_path)
    assert sorted(path.name for path in published) == sorted(path.name for path in TEMPLATES.glob("*.xls?"))
    assert [path.name for path in published if parts(path) != parts(TEMPLATES / path.name)] == []
