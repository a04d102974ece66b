"""What is remembered is bounded, and what a function raises is raised each time it is asked."""

from __future__ import annotations

import pytest

from workbook.remembered import Remembered


def test_neither_many_nor_long_arguments_are_kept() -> None:
    asked: list[str] = []
    told = Remembered(lambda text: asked.append(text) or len(text), count=2, longest=3)  # type: ignore[func-returns-value]
    assert [told[text] for text in ("a", "a", "long", "long", "b", "a")] == [1, 1, 4, 4, 1, 1]
    assert asked == ["a", "long", "long", "b"]
    assert told["c"] == 1
    assert set(told) == {"c"}


def test_errors_are_not_kept() -> None:
    told: Remembered[str, int] = Remembered(int, count=2, longest=3)
    for _ in range(2):
        with pytest.raises(ValueError, match="x"):
            told["x"]
    assert not told
