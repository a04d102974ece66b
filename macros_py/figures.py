"""The figures of a workbook as its formulas see them: what is added up when all formulas are restored.

Used by whoever recalculates, be it a file or a workbook that is open in Excel. A number written as text is meant as a
number and becomes one; any other text is none; an error or a date in the place of a number stops everything, for no
result would be right.

    recalculated(reading, ruleset).results["overall.funds.total.rate"]  ->  Decimal('1.0377')
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

import msgspec

from macros_py.engine.awaited import with_awaited
from macros_py.engine.numbers import read_number
from macros_py.engine.recompute import recompute
from macros_py.engine.ruleset import RuleSet
from workbook.errors import UnusableFile
from workbook.facts import Fact, Facts
from workbook.reading import Reading

_DATE = re.compile(r"\d{4}-\d\d-\d\d")


class Recalculated(msgspec.Struct, frozen=True, kw_only=True):
    """`facts` with numbers for numbers written as text; `scored` with the scores that cells compute for themselves,
    too; `results` of all computed fields by fact id, None where one cannot be computed.
    """

    facts: Facts
    scored: Facts
    results: Mapping[str, Decimal | str | None]


def recalculated(reading: Reading, ruleset: RuleSet) -> Recalculated:
    """Had every formula been left in place. Raises UnusableFile for figures that nothing can be computed from."""
    refuse_broken(reading.facts)
    facts = with_numbers(reading.facts)
    scored = with_scores(facts, reading, ruleset)
    return Recalculated(facts=facts, scored=scored, results=recompute(without_words(scored), ruleset))


def differing(reading: Reading, results: Mapping[str, Decimal | str | None]) -> list[Fact]:
    """Computed cells that show something else than their result."""
    computed = (fact for fact in reading.facts if fact.field.computed)
    return [fact for fact in computed if (None if fact.value == "" else fact.value) != results.get(fact.id)]


def with_numbers(facts: Facts) -> Facts:
    """Numbers written as text ("20.40%", "1,811.27") as numbers."""
    return msgspec.structs.replace(facts, facts={key: _with_number(fact) for key, fact in facts.facts.items()})


def _with_number(fact: Fact) -> Fact:
    reading = read_number(fact.value, fact.field.unit) if fact.field.kind == "number" else None
    return msgspec.structs.replace(fact, value=reading.value) if reading and reading.state == "number" else fact


def with_scores(facts: Facts, reading: Reading, ruleset: RuleSet) -> Facts:
    """With the scores that the cells of a workbook with macros compute for themselves; others wait for a person."""
    return with_awaited(facts, ruleset) if reading.macros else facts


def without_words(facts: Facts) -> Facts:
    """Number cells as Excel's formulas see them: a text, be it 无 or "12万元", is no figure."""
    blank = {
        key: msgspec.structs.replace(fact, value=None) if _is_word(fact) else fact for key, fact in facts.facts.items()
    }
    return msgspec.structs.replace(facts, facts=blank)


def _is_word(fact: Fact) -> bool:
    return fact.field.kind == "number" and isinstance(fact.value, str)


def refuse_broken(facts: Facts) -> None:
    """An error value spreads through every sum, and a date counts as its serial number: no result would be right."""
    broken = [
        fact.cell for fact in facts if fact.field.kind == "number" and not fact.field.computed and _is_broken(fact)
    ]
    if broken:
        problem = f"有 {len(broken)} 个数字格是错误值或日期（{'、'.join(broken[:5])}），算不出结果"
        raise UnusableFile(problem, remedy="请先把这些格改成数字，再试")


def _is_broken(fact: Fact) -> bool:
    return fact.trouble == "error" or (isinstance(fact.value, str) and _DATE.match(fact.value) is not None)
