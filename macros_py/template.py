"""Blank and filled workbooks: forms and rules brought together. The one place that gives `build` its formulas."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

from macros_py.engine.dated import Scale
from macros_py.engine.recompute import recompute
from macros_py.engine.ruleset import GRADE
from macros_py.excel.native import formula_writer
from macros_py.rulebook import ruleset_for
from workbook.build import build
from workbook.data import blank_facts
from workbook.load import load_forms


def write_template(path: Path, *, year: int, pack: str = "national", counts: Mapping[str, int] | None = None) -> None:
    """Write a blank workbook: native formulas in every computed cell, each with the result a blank table gives."""
    forms = load_forms(year)
    ruleset = ruleset_for(forms, pack)
    facts = blank_facts(forms)
    build(
        forms,
        path,
        formula=formula_writer(ruleset),
        values=facts,
        cached=recompute(facts, ruleset),
        pack=pack,
        counts=counts,
        words={"grades": grades_in_words(ruleset.scale(GRADE))},
    )


def grades_in_words(bands: Scale) -> str:
    """The bands as official tables print them: 90（含）—100分为优；…；60分以下为差。"""
    highs = [Decimal(100), *(band.low for band in bands)]
    spans = [f"{band.low}（含）—{high}分为{band.name}" for band, high in zip(bands[:-1], highs, strict=False)]
    return "；".join([*spans, f"{bands[-2].low}分以下为{bands[-1].name}"]) + "。"
