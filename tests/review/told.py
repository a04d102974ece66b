"""What a record tells of a fact, taken apart."""

from __future__ import annotations

from macros_py.review.record import ORIGINS, TROUBLES, FactColumns

NUMBER, TROUBLE, BLANK = 4, 3, 128  # bits of a mark


def texts(facts: FactColumns, column: str) -> list[str]:
    """A column of texts, `ids`, `values` or `cells`, one by one."""
    text: bytes = getattr(facts, column)
    return text.decode().split(facts.separator) if facts.marks else []


def _mark(facts: FactColumns, fact: str) -> int:
    return facts.marks[texts(facts, "ids").index(fact)]


def value(facts: FactColumns, fact: str) -> str | None:
    """What its cell holds. ValueError if it is not there, as below."""
    held = texts(facts, "values")[texts(facts, "ids").index(fact)]
    return None if _mark(facts, fact) & BLANK else held


def origin(facts: FactColumns, fact: str) -> str:
    """How a fact came into its cell."""
    return ORIGINS[_mark(facts, fact) & (NUMBER - 1)]


def trouble(facts: FactColumns, fact: str) -> str | None:
    """What is wrong with its cell."""
    return TROUBLES[(_mark(facts, fact) & ~BLANK) >> TROUBLE]
