"""Words that several doors share: names of the levels, the one-sentence summary."""

from __future__ import annotations

from collections.abc import Iterator

from macros_py.check import Checked
from macros_py.engine.findings import Severity

LEVELS: dict[Severity, str] = {"error": "错误", "warning": "警告", "notice": "提示"}


def summary(checked: Checked) -> str:
    """How many findings of each level, and the score by the rules."""
    result = checked.result
    counts = "，".join(f"{name} {result.count(level)} 项" for level, name in LEVELS.items())
    total = result.scores.total
    scored = (
        "；有指标没有得分，总分待定"
        if total is None
        else f"；表中得分合计 {total:.2f} 分，对应等级“{result.scores.grade}”"
    )
    skipped = f"；另有 {faults} 条规则写得不对，没有运行" if (faults := len(checked.ruleset.faults)) else ""
    return f"{checked.reading.facts.year} 年度核对结果：{counts}{scored}{skipped}。"


def lines(checked: Checked) -> Iterator[str]:
    """Findings as plain lines, tabs between the parts: level, rule, place, problem, expected, found, difference.
    Then the rules that are wrong."""
    for finding in checked.result.findings:
        place = finding.cells[0] if finding.cells else "—"
        figures = (finding.left or "", finding.right or "", finding.difference or "")
        parts = (LEVELS[finding.severity], finding.rule, place, finding.message, *figures)
        yield "\t".join(part.replace("\t", " ").replace("\n", " ") for part in parts).rstrip()
    yield from (f"规则错误\t{fault}" for fault in checked.ruleset.faults)
    yield summary(checked)
