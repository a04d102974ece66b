"""The word somebody may have meant."""

from __future__ import annotations

from collections.abc import Iterable


def meant(word: str, words: Iterable[str], otherwise: str) -> str:
    """A question with the word that looks most like it; `otherwise` where none does.

    >>> meant("requird", ["required", "unique"], "请核对")
    '是不是 required？'
    """
    from difflib import get_close_matches  # noqa: PLC0415  wanted only where something is wrong

    near = get_close_matches(word, words, n=1)
    return f"是不是 {near[0]}？" if near else otherwise
