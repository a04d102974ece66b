"""Words that several doors share: names of the levels, the one-sentence summary."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from macros_py.check import Checked
from macros_py.engine.findings import Finding, Severity

LEVELS: dict[Severity, str] = {"error": "错误", "warning": "警告", "notice": "提示"}
QUESTION = "判断"
_LONGEST_TEXT = 24


def level_of(finding: Finding) -> str:
    """What a finding is called: a question is none of the three levels, for only a person can tell."""
    return QUESTION if finding.question else LEVELS[finding.severity]


def remark_on(checked: Checked, index: int) -> str:
    """What the accountant said about a finding, shortened; empty where nothing was said that settles it."""
    finding = checked.result.findings[index]
    if index in checked.stale:
        return "（数字已变，请重新说明）"
    if finding.explanation is None:
        return ""
    text = " ".join(finding.explanation.split())
    short = text if len(text) <= _LONGEST_TEXT else text[:_LONGEST_TEXT] + "…"
    return f"（{'已答复' if finding.question else '已说明'}：{short}）"


def told(finding: Finding) -> str:
    """What is wrong, and the fault that it comes of together with other findings."""
    return f"{finding.message}（同因：{finding.cause}）" if finding.cause else finding.message


def common_causes(findings: Iterable[Finding]) -> Iterator[str]:
    """One line for each fault behind several findings: what it is, how many come of it, and their rules."""
    groups: dict[str, list[str]] = {}
    for finding in findings:
        for part in (finding.cause or "").split("；"):
            if part:
                groups.setdefault(part.partition("，改正后")[0], []).append(finding.rule)
    for cause, rules in groups.items():
        yield f"{cause}：一处错，{len(rules)} 项不符（{'、'.join(dict.fromkeys(rules))}），先改这一处"


def summary(checked: Checked) -> str:
    """How many findings of each level, how many of them are explained, and the score by the rules."""
    result = checked.result
    found = Counter(map(level_of, result.findings))
    named = [*LEVELS.values(), *([QUESTION] if found[QUESTION] else [])]
    counts = "，".join(f"{name} {found[name]} 项{_settled(result.findings, name)}" for name in named)
    total = result.scores.total
    scored = (
        "；有指标没有得分，总分待定"
        if total is None
        else f"；表中得分合计 {total:.2f} 分，对应等级“{result.scores.grade}”"
    )
    skipped = f"；另有 {faults} 条规则写得不对，没有运行" if (faults := len(checked.ruleset.faults)) else ""
    return f"{checked.reading.facts.year} 年度核对结果：{counts}{scored}{skipped}。"


def _settled(findings: Iterable[Finding], name: str) -> str:
    """Only warnings wait for an explanation, and questions for an answer."""
    verb = {LEVELS["warning"]: "已说明", QUESTION: "已答复"}.get(name)
    said = sum(finding.explanation is not None for finding in findings if level_of(finding) == name) if verb else 0
    return f"（{verb} {said} 项）" if said else ""


def lines(checked: Checked) -> Iterator[str]:
    """Findings as plain lines, tabs between the parts: level, rule, place, problem, expected, found, difference,
    what was said about it. Then the rules that are wrong, and what several findings come of."""
    for index, finding in enumerate(checked.result.findings):
        place = finding.cells[0] if finding.cells else "—"
        figures = (finding.left or "", finding.right or "", finding.difference or "")
        parts = (level_of(finding), finding.rule, place, told(finding), *figures, remark_on(checked, index))
        yield "\t".join(part.replace("\t", " ").replace("\n", " ") for part in parts).rstrip()
    yield from (f"规则错误\t{fault}" for fault in checked.ruleset.faults)
    yield from (f"归因\t{line}" for line in common_causes(checked.result.findings))
    yield summary(checked)
