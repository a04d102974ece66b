"""Do the computed cells of a workbook show what the engine computes from its inputs? To the last of 15 digits."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from macros_py.engine.recompute import recompute
from macros_py.rulebook import ruleset_for
from macros_py.selftest.claim import Broken
from workbook.facts import Fact, Value
from workbook.read import read

_SHOWN = 5


def same_as_engine(path: Path) -> int:
    """How many computed cells were compared. Raises Broken naming cells that differ, with both values."""
    reading = read(path)
    results = recompute(reading.facts, ruleset_for(reading.forms, reading.pack).whole(), keep_reported=True)
    standing = [fact for fact in reading.facts if fact.field.computed and fact.origin == "computed"]
    unlike = [_told(fact, results[fact.id]) for fact in standing if not _same(fact, results[fact.id])]
    if unlike:
        raise Broken(f"{len(standing)} 个计算格中有 {len(unlike)} 个与规则引擎不同：{'；'.join(unlike[:_SHOWN])}")
    if not standing:
        raise Broken("没有一个计算格带公式")
    return len(standing)


def _same(fact: Fact, expected: Value) -> bool:
    """A blank may show as nothing or as the sign that stands for it."""
    shown = expected if expected is not None else fact.field.shown(None) or None
    return (fact.value or None if isinstance(fact.value, str) else fact.value) in (expected, shown)


def _told(fact: Fact, expected: Value) -> str:
    return f"{fact.cell} 为 {_word(fact.value)}，应为 {_word(expected)}"


def _word(value: Value) -> str:
    if value is None or value == "":
        return "空白"
    return f"{value:f}" if isinstance(value, Decimal) else f"“{value}”"
