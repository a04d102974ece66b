"""`make docs`: the pages that are made from what the program itself runs on. A test compares them; stale is red."""

from __future__ import annotations

from pathlib import Path

from macros_py import catalogue
from macros_py.excel import reference
from macros_py.schema import FILE, schema_text

DOCS = Path(__file__).parent.parent / "docs"
RULES, FUNCTIONS = DOCS / "rules.md", DOCS / "functions.md"


def pages() -> dict[Path, str]:
    """Each generated file with its text."""
    return {RULES: catalogue.page(), FUNCTIONS: reference.page(), FILE: schema_text()}


if __name__ == "__main__":
    DOCS.mkdir(exist_ok=True)
    for file, text in pages().items():
        file.write_text(text, encoding="utf-8")
        print(file.name)
