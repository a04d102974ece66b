"""Generated pages say what the program does today; `make docs` writes them anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from macros_py.excel.registry import ENTRIES
from macros_py.pages import FUNCTIONS, pages


@pytest.mark.parametrize("file", pages(), ids=lambda file: file.name)
def test_a_page_is_fresh(file: Path) -> None:
    """A rule or function that changed shows in its page."""
    assert file.read_text(encoding="utf-8") == pages()[file]


def test_every_function_is_explained() -> None:
    """With an example, and a line for each argument."""
    text = pages()[FUNCTIONS]
    for entry in ENTRIES:
        part = text.split(f"## {entry.name}\n")[1].split("\n## ")[0]
        assert entry.example in part
        assert all(argument.doc in part for argument in entry.arguments)
