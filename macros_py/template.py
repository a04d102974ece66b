"""Blank and filled workbooks: forms and rules brought together. The one place that gives `build` its formulas."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from macros_py.engine.recompute import recompute
from macros_py.engine.ruleset import load_rules
from macros_py.excel.native import formula_writer
from workbook.build import build
from workbook.data import blank_facts
from workbook.load import load_forms


def write_template(path: Path, *, year: int, pack: str = "national", counts: Mapping[str, int] | None = None) -> None:
    """Write a blank workbook: native formulas in every computed cell, each with the result a blank table gives."""
    forms = load_forms(year)
    ruleset = load_rules(forms.fields, year, pack)
    facts = blank_facts(forms)
    build(
        forms,
        path,
        formula=formula_writer(ruleset),
        values=facts,
        cached=recompute(facts, ruleset),
        pack=pack,
        counts=counts,
    )
