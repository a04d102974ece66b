"""The acceptance report: when, on what computer, and for every claim what came of it, in Markdown for people to read.

Claims that could not be tried stand in it with the reason, so that nobody takes silence for success.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime

from macros_py.selftest.claim import FAILED, PASSED, UNTESTED, Outcome


def report(outcomes: Sequence[Outcome], facts: Sequence[tuple[str, str]], at: datetime) -> str:
    """The whole report, with its closing line feed."""
    return "".join(f"{line}\n" for line in _lines(outcomes, facts, at))


def summary(outcomes: Sequence[Outcome]) -> str:
    """How many of each.

    >>> summary([])
    '共 0 项：通过 0，未通过 0，不能测 0。'
    """
    counts = Counter[str](outcome.result for outcome in outcomes)
    parts = "，".join(f"{result} {counts[result]}" for result in (PASSED, FAILED, UNTESTED))
    return f"共 {len(outcomes)} 项：{parts}。"


def failed(outcomes: Sequence[Outcome]) -> bool:
    return any(outcome.result == FAILED for outcome in outcomes)


def _lines(outcomes: Sequence[Outcome], facts: Sequence[tuple[str, str]], at: datetime) -> Iterator[str]:
    yield from ("# 绩效自评工作簿验收报告", "", f"时间：{at:%Y-%m-%d %H:%M}", "", summary(outcomes), "")
    yield from ("## 这台电脑", "", "| 项目 | 情况 |", "|---|---|")
    yield from (f"| {_cell(name)} | {_cell(value)} |" for name, value in facts)
    if broken := [outcome for outcome in outcomes if outcome.result == FAILED]:
        yield from ("", "## 未通过", "")
        yield from (f"- {one.claim.id} {one.claim.what}：{_line(one.seen)}" for one in broken)
    yield from (
        "",
        "## 逐项结果",
        "",
        "| 编号 | 方面 | 内容 | 怎样试的 | 结果 | 说明 | 用时 |",
        "|---|---|---|---|---|---|---|",
    )
    for outcome in outcomes:
        claim, took = outcome.claim, "—" if outcome.result == UNTESTED else f"{outcome.seconds:.1f} 秒"
        words = (claim.id, claim.area, claim.what, claim.how, outcome.result, outcome.seen, took)
        yield f"| {' | '.join(map(_cell, words))} |"


def _line(text: str) -> str:
    return " ".join(text.split())


def _cell(text: str) -> str:
    """One line, and nothing in it that would end the cell or be taken for a tag."""
    return _line(text).replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;")
