"""Checks of grade names against the national ones."""

from __future__ import annotations

from collections.abc import Iterator

from macros_py.engine.checks.base import Context, Draft, filled
from macros_py.engine.rules import Rule


def national_grades(context: Context, rule: Rule) -> Iterator[Draft]:
    """A place names a grade otherwise than the national measure. `settings` maps low bound -> national name."""
    facts = tuple(key for key in rule.fields if filled(context.facts.get(key)))
    for band in context.values_in_force["grade"].scale:
        national = rule.settings.get(str(band.low))
        if facts and national and national != band.name:
            args = {"low": f"{band.low:f}", "national": national, "local": band.name}
            yield Draft(outcome="national_grades", facts=facts, args=args)
