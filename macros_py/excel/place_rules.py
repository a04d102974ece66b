"""The rules a cell function computes by: of a place and a year, loaded with the first call and kept.

A workbook says which they are in its defined names `jx.pack` and `jx.forms`; a formula hands these on. Left out, they
are the national rules and the newest year there are tables for.
"""

from __future__ import annotations

from functools import lru_cache

from macros_py.engine.ruleset import RuleSet
from macros_py.engine.scoring import Scoring, scoring_of
from macros_py.excel.handed import Failure, Refused, figure_of, single, word_of
from macros_py.rulebook import ruleset_for
from workbook.load import load_forms, years

NATIONAL, OVERALL = "national", "overall"


def rules_for(pack: object = None, year: object = None) -> RuleSet:
    """The rules of a place. Raises Refused (#N/A) for a year without tables, UnusableFile for an unknown place."""
    return _rules(*_asked(single(pack), single(year)))


@lru_cache(maxsize=16)
def scoring_in(pack: str, year: int) -> Scoring:
    """How a place scores indicators. Raises KeyError where its rules do not say."""
    return scoring_of(rules_for(pack, year).values)


@lru_cache(maxsize=64)
def stem_of(form: str, year: int) -> str:
    """What the field ids of a table begin with. Raises Refused (#N/A) where there is no such table."""
    for known in load_forms(year).forms:
        if known.id == form:
            return known.stem
    raise Refused(Failure.NA)


@lru_cache(maxsize=64)
def _asked(pack: object, year: object) -> tuple[str, int]:
    """Place and year as a cell says them."""
    number, known = figure_of(year, "年"), years()
    if number is not None and number not in known:
        raise Refused(Failure.NA)
    return word_of(pack) or NATIONAL, known[-1] if number is None else int(number)


@lru_cache(maxsize=8)
def _rules(pack: str, year: int) -> RuleSet:
    return ruleset_for(load_forms(year), pack)
