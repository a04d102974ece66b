"""The cell functions: what `=JX_RATE(F5,E5)` computes. No Excel in here; `udfs` binds them.

Each is a door to the engine and adds no arithmetic of its own. A function gives a number, a text of at most 255
characters, a block of these, or a `Failure`, which the cell shows as a real error (#VALUE!), so that no sum passes over
it; it never raises. 待算 stands where a score or a grade waits for something; an amount or a rate stays blank.

>>> rate(1811.12, 1745.35), rate_score(10, 1.0377, 1745.35), indicator_score("≥95%", "92%", 10), grade(89.99)
(1.0377, 10.0, 9.68, '良')
"""

from __future__ import annotations

from decimal import Decimal

from macros_py.engine.awaited import score_of_row
from macros_py.engine.checks.scores import indicator_traces
from macros_py.engine.intervals import Interval, exact, rounded
from macros_py.engine.relations.functions import total
from macros_py.engine.rules import Rule
from macros_py.engine.ruleset import RuleSet
from macros_py.excel import tables
from macros_py.excel.declared import CONTROL_RATE, DIFFERENCE, GRADE, GROWTH, RATE, RATE_SCORE, Declared
from macros_py.excel.defined import computed
from macros_py.excel.handed import (
    Failure,
    Refused,
    block_of,
    clipped,
    failure_of,
    figure_of,
    never_raising,
    shown,
    value_of,
    word_of,
)
from macros_py.excel.place_rules import OVERALL, rules_for, scoring_in, stem_of
from workbook import __version__
from workbook.facts import PENDING

Cell = float | str
Block = list[list[Cell]]
_INDICATORS = "overall.indicators"
_MOST_LISTED = 200
_LISTED = 20
_USUAL_DECIMALS = 2


@never_raising
def rate(executed: object, adjusted: object, pack: object = None, year: object = None) -> Cell:
    """执行率: the year's execution over its adjusted budget, a fraction with 4 decimals."""
    return _computed(RATE, (executed, adjusted), pack, year)


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
    stem = stem_of(word_of(form) or OVERALL, rules_for(pack, year).year)
    return _computed(RATE_SCORE.on(stem), (points, rate, adjusted), pack, year)


@never_raising
def indicator_score(target: object, actual: object, points: object, pack: object = None, year: object = None) -> Cell:
    """得分 of an indicator; 待算 where a person decides it or no target is given, blank where there are no points."""
    weight, rules = figure_of(points, "分"), rules_for(pack, year)
    if weight is None:
        return ""
    wanted = value_of(target)
    reached = tables.as_due(wanted, value_of(actual), rules.year)
    score = score_of_row(wanted, reached, weight, scoring_in(rules.pack.name, rules.year), rules.year)
    return PENDING if score is None else shown(score)


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
    cells = [value_of(cell) for block in blocks for cell in _column(block)]
    if PENDING in cells:
        return PENDING
    result = total(None if figure is None else exact(figure) for figure in map(figure_of, cells))
    return shown(result.value) if isinstance(result, Interval) else ""


@never_raising
def column_sum(block: object, unit: object = None, decimals: object = None) -> Cell:
    """合计 of a column of a table, rounded as its cell is.

    Text that is no figure makes it wait: an error would have the cell's native formula take over, which passes over it.
    """
    read, unread = word_of(unit), False
    figures: list[Decimal | None] = []
    for cell in _column(block):
        try:
            figures.append(figure_of(cell, read))
        except Refused:
            if failure_of(cell):
                raise
            unread = True
    result = total(None if figure is None else exact(figure) for figure in figures)
    if unread:
        return PENDING
    return shown(_rounded(result, decimals)) if isinstance(result, Interval) else ""


@never_raising
def total_score(score: object, points: object, scores: object, weights: object, decimals: object = None) -> Cell:
    """总分 of a table: 执行率得分 and the scores of its indicators; 待算 while one that has points has no score."""
    pairs = zip([score, *_column(scores)], [points, *_column(weights)], strict=True)
    given = [(_if_known(reached), figure_of(weight, "分")) for reached, weight in pairs]
    if any(weight is not None and reached is None for reached, weight in given):
        return PENDING
    result = total(None if reached is None else exact(reached) for reached, _ in given)
    return shown(_rounded(result, decimals)) if isinstance(result, Interval) else PENDING


@never_raising
def difference(this_year: object, last_year: object, pack: object = None, year: object = None) -> Cell:
    """比上年增减."""
    return _computed(DIFFERENCE, (this_year, last_year), pack, year)


@never_raising
def growth(this_year: object, last_year: object, pack: object = None, year: object = None) -> Cell:
    """增减%: a fraction with 4 decimals; blank where last year's figure is 0."""
    return _computed(GROWTH, (this_year, last_year), pack, year)


@never_raising
def control_rate(actual: object, authorized: object, pack: object = None, year: object = None) -> Cell:
    """控制率, e.g. of staff: actual over authorised, a fraction with 4 decimals."""
    return _computed(CONTROL_RATE, (actual, authorized), pack, year)


@never_raising
def grade(score: object, pack: object = None, year: object = None) -> Cell:
    """等级 of a total score by the scale of the place and year."""
    return _computed(GRADE, (score,), pack, year)


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


@never_raising
def status(pack: object = None, year: object = None) -> Cell:
    """That functions of ours can be called, and by which rules they compute."""
    rules = rules_for(pack, year)
    return clipped(f"已连接本工具 {__version__}：按“{rules.pack.title}”{rules.year} 年度的规则计算。")


def _table(name: str, rules: RuleSet, *, by_row: bool = False) -> tables.Table:
    return tables.table(name, rules.pack.name, rules.year, by_row=by_row)


def _scores_indicators(rule: Rule) -> bool:
    return rule.check == "indicator_score" and rule.fields[0] == f"{_INDICATORS}[*].target"


def _computed(declared: Declared, given: tuple[object, ...], pack: object, year: object) -> Cell:
    return shown(computed(rules_for(pack, year), declared.field, dict(zip(declared.needs, given, strict=True))))


def _column(block: object) -> list[object]:
    return [cell for row in block_of(block) for cell in row]


def _if_known(score: object) -> Decimal | None:
    return None if value_of(score) == PENDING else figure_of(score, "分")


def _rounded(result: Interval, decimals: object) -> Decimal:
    """To the decimals of the cell; to two where it is not said."""
    places = figure_of(decimals)
    return rounded(result, _USUAL_DECIMALS if places is None else int(places)).value
