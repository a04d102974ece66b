"""What stands in the note of a computed cell: how it is computed, and on what basis."""

from __future__ import annotations

from macros_py.engine.ruleset import RuleSet


def computed_notes(ruleset: RuleSet) -> dict[str, str]:
    """The text for each computed field: its rule's title and source."""
    return {
        key: f"此格自动计算：{bound.rule.title}。\n依据：{ruleset.pack.source(bound.rule.source)}。"
        for key, bound in ruleset.definitions.items()
    }
