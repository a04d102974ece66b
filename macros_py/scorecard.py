"""One indicator, scored and explained: what `jixiao score` prints."""

from __future__ import annotations

from collections.abc import Iterator

from macros_py.engine.indicators import IndicatorValue, parse
from macros_py.engine.numbers import read_number
from macros_py.engine.scoring import score_indicator, scoring_of
from macros_py.rulebook import ruleset_for
from workbook.errors import UnusableFile
from workbook.load import load_forms, years


def score_lines(target: str, actual: str, weight: str, pack: str, year: int) -> Iterator[str]:
    """The score with its bounds, how it came about, and what had to be guessed. Raises UnusableFile, RuleError."""
    points = read_number(weight, "分")
    if points.state != "number" or points.value < 0:
        raise UnusableFile(f"分值“{weight}”不是数字", remedy="请写成数字，例如 10")
    if year not in years():
        raise UnusableFile(f"没有 {year} 年度的表样", remedy=f"现有：{'、'.join(map(str, years()))}")
    scoring = scoring_of(ruleset_for(load_forms(year), pack).values)
    wanted, reached = parse(target, "target", year=year), parse(actual, "actual", year=year)
    score = score_indicator(wanted, reached, points.value, scoring)
    span = f"{score.low:f} 至{'不到' if score.open_above else ''} {score.high:f}，由评价人定"
    yield f"得分：{span if score.points is None else f'{score.points:f}'}"
    yield f"算法：{score.trace}"
    for name, value in (("目标", wanted), ("实际", reached)):
        if value.note:
            yield f"{name}“{value.text}”：{value.note}{_doubt(value)}"
    for remark in score.remarks:
        yield f"注意：{remark}"
    if score.overshoot:
        yield f"注意：实际是目标的 {score.overshoot:f}%，明显超额，应说明原因"


def _doubt(value: IndicatorValue) -> str:
    return "" if value.certain else "（不能确定，请核对）"
