"""The engine: numbers, relations, rules, findings. Pure Python and msgspec; it imports no spreadsheet library."""

from macros_py.engine.evaluate import evaluate
from macros_py.engine.findings import Finding, Result, Trace
from macros_py.engine.ruleset import RuleSet, load_rules

__all__ = ["Finding", "Result", "RuleSet", "Trace", "evaluate", "load_rules"]
