"""What still stands in the way of sending a workbook up: errors, and warnings that nobody explained.

Questions and notices ask nothing of anybody. An error is put right; an explanation beside it settles nothing. An
explanation whose figures have changed since counts as none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from macros_py.check import Checked
from macros_py.engine.findings import Finding
from macros_py.wording import LEVELS, level_of
from workbook.errors import UnusableFile

_SHOWN = 5


def standing(checked: Checked) -> list[Finding]:
    """The findings that have to be settled first, worst first as they were found."""
    return [
        finding
        for finding in checked.result.findings
        if finding.severity == "error" or (finding.severity == "warning" and finding.explanation is None)
    ]


def counted(findings: Sequence[Finding]) -> dict[str, int]:
    """By level, in Chinese."""
    found = Counter(map(level_of, findings))
    return {level: found[level] for level in LEVELS.values() if found[level]}


class NotReady(UnusableFile):
    """A workbook that may not go up yet. `checked` has all that was found."""

    def __init__(self, checked: Checked, place: str) -> None:
        self.checked = checked
        left = standing(checked)
        counts = counted(left)
        told = "，".join(
            part
            for level, part in (
                ("错误", f"{counts.get('错误')} 处错误没有改正"),
                ("警告", f"{counts.get('警告')} 处警告没有说明"),
            )
            if counts.get(level)
        )
        cells = list(dict.fromkeys(finding.cells[0] for finding in left if finding.cells))
        where = "、".join(cells[:_SHOWN]) + ("等" if len(cells) > _SHOWN else "")
        super().__init__(
            f"还有 {told}，没有生成上报件{f'（{where}）' if where else ''}",
            place=place,
            remedy="错误请改正；警告请改正，或在“校验”表写填报说明。改完校验一次、保存，再导出",
        )
