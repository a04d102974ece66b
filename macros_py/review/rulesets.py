"""Rules for many files: those of a place are bound once a process, which takes longer than to review a file."""

from __future__ import annotations

from functools import lru_cache

from macros_py.engine.custom import with_typed
from macros_py.engine.ruleset import RuleSet
from macros_py.rulebook import ruleset_for
from workbook.field_names import field_names
from workbook.load import load_forms
from workbook.reading import Reading


@lru_cache(maxsize=64)
def ruleset(year: int, pack: str) -> RuleSet:
    """Raises UnusableFile for a place that is not known here, RuleError for a pack that cannot be used."""
    return ruleset_for(load_forms(year), pack)


def rules_for(reading: Reading, pack: str) -> RuleSet:
    """The rules of a place, and those that were typed into the workbook."""
    rules = ruleset(reading.forms.year, pack)
    if not reading.typed:
        return rules
    return with_typed(rules, reading.typed, field_names(reading.forms), reading.facts)


@lru_cache(maxsize=64)
def left_out(year: int, pack: str) -> frozenset[str]:
    """The tables that a place does not use."""
    return frozenset(ruleset(year, pack).pack.left_out)
