"""Blank and filled workbooks: forms and rules brought together. The one place that gives `build` its formulas."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import msgspec

from macros_py.engine.dated import Scale
from macros_py.engine.recompute import recompute
from macros_py.engine.ruleset import GRADE, RuleSet
from macros_py.excel.cells import cell_formulas
from macros_py.excel.macros import macros
from macros_py.notes import computed_notes
from macros_py.rulebook import ruleset_for
from workbook.build import build
from workbook.data import blank_facts, facts_of
from workbook.facts import Facts, Value
from workbook.load import load_forms
from workbook.model import FormSet

_LEVELS = ("output_points", "outcome_points", "satisfaction_points")
_EXECUTION, _TOTAL = "execution_points", "total_points"
_EXECUTION_FIELD, _LEVEL_FIELD = ".funds.total.points", "overall.indicators[*].level1"
_UNITS = ("cover.unit", "overall.unit", "appraisal.unit")  # where X010 wants the same name
_POINTS = re.compile(r"（\d+分）")


def write_template(
    path: Path, *, year: int, pack: str = "national", counts: Mapping[str, int] | None = None, unit: str = ""
) -> None:
    """Write a blank workbook: native formulas in every computed cell, each with the result a blank table gives.

    A path that ends in .xlsm gives the same workbook with buttons and macros, its cells calling functions of ours.
    `unit` is the name that stands on the cover and wherever it has to be the same.
    """
    forms, with_macros = load_forms(year), path.suffix.lower() == ".xlsm"
    ruleset = ruleset_for(forms, pack).whole()
    facts = _for_place(_named(blank_facts(forms, counts), forms, unit), ruleset)
    build(
        forms,
        path,
        formula=cell_formulas(ruleset, functions=with_macros),
        values=facts,
        cached=recompute(facts, ruleset),
        pack=pack,
        place=ruleset.pack.title,
        without=ruleset.pack.left_out,
        counts=counts,
        words={"grades": grades_in_words(ruleset.scale(GRADE)), **_numbers(ruleset)},
        notes=computed_notes(ruleset),
        macros=macros() if with_macros else None,
    )


def _named(facts: Facts, forms: FormSet, unit: str) -> Facts:
    given = facts_of({place: unit for place in _UNITS if unit and place in forms.fields}, forms)
    return msgspec.structs.replace(facts, facts=facts.facts | given.facts)


def _for_place(facts: Facts, ruleset: RuleSet) -> Facts:
    """The form's own texts, with the points of the place: 预算执行率 as its rules say, and no "（50分）" behind a level
    where the national points do not add up to the total any more.
    """
    points = {name: ruleset.values[name].value or Decimal(0) for name in (*_LEVELS, _EXECUTION, _TOTAL)}
    changed: dict[str, Value] = {
        fact.id: points[_EXECUTION] for fact in facts if fact.field.id.endswith(_EXECUTION_FIELD)
    }
    if points[_EXECUTION] + sum(points[name] for name in _LEVELS) != points[_TOTAL]:
        heads = (fact for fact in facts if fact.field.id == _LEVEL_FIELD)
        changed |= {fact.id: _POINTS.sub("", str(fact.value)) for fact in heads}
    return msgspec.structs.replace(
        facts,
        facts={
            key: msgspec.structs.replace(fact, value=changed.get(key, fact.value)) for key, fact in facts.facts.items()
        },
    )


def _numbers(ruleset: RuleSet) -> dict[str, str]:
    """The place's values by name, as labels quote them: 每超过1个百分点扣$frame_staff分."""
    return {name: f"{dated.value.normalize():f}" for name, dated in ruleset.values.items() if dated.value is not None}


def grades_in_words(bands: Scale) -> str:
    """The bands as official tables print them: 90（含）—100分为优；…；60分以下为差。"""
    highs = [Decimal(100), *(band.low for band in bands)]
    spans = [f"{band.low}（含）—{high}分为{band.name}" for band, high in zip(bands[:-1], highs, strict=False)]
    return "；".join([*spans, f"{bands[-2].low}分以下为{bands[-1].name}"]) + "。"
