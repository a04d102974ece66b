"""A figure as people read it in a list: 103.77%, 1811.12, 无."""

from __future__ import annotations

from decimal import Decimal

from workbook.facts import Fact
from workbook.held import canonical


def shown(fact: Fact) -> str:
    """Percentages as such, other figures without unit, a blank as nothing."""
    if isinstance(fact.value, Decimal) and fact.field.unit == "%":
        return f"{canonical(fact.value * 100)}%"
    return canonical(fact.value)
