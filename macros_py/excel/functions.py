"""The cell functions: what `=JX_RATE(F5,E5)` computes. No Excel in here; `udfs` binds them.

Each is a door to the engine and adds no arithmetic of its own. A function gives a number, a text of at most 255
characters, a block of these, or a `Failure`, which the cell shows as a real error (#VALUE!), so that no sum passes over
it; it never raises. 待算 stands where a score or a grade waits for something; an amount or a rate stays blank.

>>> rate(1811.12, 1745.35), rate_score(10, 1.0377, 1745.35), indicator_score("≥95%", "92%", 10), grade(89.99)
(1.0377, 10.0, 9.68, '良')
"""

from __future__ import annotations

from macros_py.engine.checks.scores import indicator_traces
from macros_py.engine.indicators import parse
from macros_py.engine.intervals import Interval, exact
from macros_py.engine.relations.functions import total
from macros_py.engine.rules import Rule
from macros_py.engine.ruleset import RuleSet
from macros_py.engine.scoring import Score, score_indicator
from macros_py.excel import tables
from macros_py.excel.defined import computed
from macros_py.excel.handed import (
    Failure,
    Refused,
    block_of,
    clipped,
    figure_of,
    never_raising,
    shown,
    value_of,
    word_of,
)
from macros_py.excel.place_rules import OVERALL, rules_for, scoring_in, stem_of
from workbook.facts import PENDING

Cell = float | str
Block = list[list[Cell]]
_INDICATORS = "overall.indicators"
_MOST_LISTED = 200
_LISTED = 20


@never_raising
def rate(executed: object, adjusted: object, pack: object = None, year: object = None) -> Cell:
    """执行率: the year's execution over its adjusted budget, a fraction with 4 decimals."""
    given = {"overall.funds.total.executed": executed, "overall.funds.total.adjusted": adjusted}
    return shown(computed(rules_for(pack, year), "overall.funds.total.rate", given))


@never_raising
def rate_score(
    points: object,
    rate: object,
    adjusted: object = None,
    pack: object = None,
    year: object = None,
    form: object = None,
) -> Cell:
    """执行率得分 of a table (overall, project, fund, capital, insurance), as the place computes it."""
    rules = rules_for(pack, year)
    funds = f"{stem_of(word_of(form) or OVERALL, rules.year)}.funds.total"
    given = {f"{funds}.points": points, f"{funds}.rate": rate, f"{funds}.adjusted": adjusted}
    return shown(computed(rules, f"{funds}.score", given))


@never_raising
def indicator_score(target: object, actual: object, points: object, pack: object = None, year: object = None) -> Cell:
    """得分 of an indicator; 待算 where a person decides it, blank where there is no target or there are no points."""
    score = _scored(target, actual, points, rules_for(pack, year))
    if score is None:
        return ""
    return PENDING if score.points is None else shown(score.points)


@never_raising
def indicator_trace(target: object, actual: object, points: object, pack: object = None, year: object = None) -> Cell:
    """How the score comes about, with its numbers."""
    rules = rules_for(pack, year)
    rule = next((check.rule for check in rules.checks if _scores_indicators(check.rule)), None)
    if rule is None:
        raise Refused(Failure.NA)
    wanted = value_of(target)
    row = {"target": wanted, "actual": tables.as_due(wanted, value_of(actual), rules.year), "points": value_of(points)}
    table = _table(_INDICATORS, rules)
    context = tables.context(table, [[row.get(column) for column in table.columns]])
    return clipped("".join(trace.expression for trace in indicator_traces(context, rule)))


@never_raising
def add(*blocks: object) -> Cell:
    """合计 of blocks and cells: numbers written as text count, blanks and — do not; blank where nothing is filled in.

    A cell that waits (待算) makes the sum wait, and text that is no figure is an error: a part left out unseen would be
    a wrong total. Not rounded, as Excel's SUM.
    """
    cells = [value_of(cell) for block in blocks for row in block_of(block) for cell in row]
    if PENDING in cells:
        return PENDING
    result = total(None if figure is None else exact(figure) for figure in map(figure_of, cells))
    return shown(result.value) if isinstance(result, Interval) else ""


@never_raising
def difference(this_year: object, last_year: object, pack: object = None, year: object = None) -> Cell:
    """比上年增减."""
    given = {"comparison.revenue.this": this_year, "comparison.revenue.last": last_year}
    return shown(computed(rules_for(pack, year), "comparison.revenue.change", given))


@never_raising
def growth(this_year: object, last_year: object, pack: object = None, year: object = None) -> Cell:
    """增减%: a fraction with 4 decimals; blank where last year's figure is 0."""
    given = {"comparison.revenue.this": this_year, "comparison.revenue.last": last_year}
    return shown(computed(rules_for(pack, year), "comparison.revenue.growth", given))


@never_raising
def control_rate(actual: object, authorized: object, pack: object = None, year: object = None) -> Cell:
    """控制率, e.g. of staff: actual over authorised, a fraction with 4 decimals."""
    given = {"basic_data.staff.actual": actual, "basic_data.staff.authorized": authorized}
    return shown(computed(rules_for(pack, year), "basic_data.staff.control", given))


@never_raising
def grade(score: object, pack: object = None, year: object = None) -> Cell:
    """等级 of a total score by the scale of the place and year."""
    return shown(computed(rules_for(pack, year), "conclusion.grade", {"conclusion.score": score}))


@never_raising
def check_row(row: object, table: object = None, pack: object = None, year: object = None) -> Cell:
    """What is wrong with one row of a table, in one text; empty where nothing is."""
    cells = block_of(row)
    if len(cells) != 1:
        raise Refused
    cut = _table(word_of(table) or _INDICATORS, rules_for(pack, year), by_row=True)
    return tables.told_of_row(cut, cells[0])


@never_raising
def check_block(block: object, table: object = None, pack: object = None, year: object = None) -> Block:
    """The same for each row of a block: as many rows as the block has, one column."""
    cut = _table(word_of(table) or _INDICATORS, rules_for(pack, year))
    return [[text] for text in tables.told(cut, block_of(block))]


@never_raising
def findings(
    block: object, size: object = None, table: object = None, pack: object = None, year: object = None
) -> Block:
    """The list of what is wrong with a table: always `size` rows (20) of level, row, rule, text. A list of the whole
    workbook needs all its sheets, and is written by the button.
    """
    count = figure_of(size)
    if count is not None and not 1 <= count <= _MOST_LISTED:
        raise Refused
    cut = _table(word_of(table) or _INDICATORS, rules_for(pack, year))
    return tables.listed(cut, block_of(block), int(count or _LISTED))


def _table(name: str, rules: RuleSet, *, by_row: bool = False) -> tables.Table:
    return tables.table(name, rules.pack.name, rules.year, by_row=by_row)


def _scores_indicators(rule: Rule) -> bool:
    return rule.check == "indicator_score" and rule.fields[0] == f"{_INDICATORS}[*].target"


def _scored(target: object, actual: object, points: object, rules: RuleSet) -> Score | None:
    weight = figure_of(points, "分")
    wanted = value_of(target)
    if weight is None or wanted is None or not str(wanted).strip():
        return None
    reached = parse(tables.as_due(wanted, value_of(actual), rules.year), "actual", year=rules.year)
    return score_indicator(
        parse(wanted, "target", year=rules.year), reached, weight, scoring_in(rules.pack.name, rules.year)
    )
