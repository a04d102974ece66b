"""Findings as a person reads them on a terminal: a table as wide as the window, worst first."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from macros_py.check import Checked
from macros_py.engine.findings import Finding
from macros_py.wording import common_causes, level_of, remark_on, summary, told

_WIDTH_WITHOUT_TERMINAL = 150
_WIDEST_FIGURE = 11
_WIDE = 120


def console() -> Console:
    """Standard output; a pipe or log file gets lines wide enough to read."""
    return Console(width=None if sys.stdout.isatty() else _WIDTH_WITHOUT_TERMINAL, highlight=False, emoji=False)


def show_checked(checked: Checked) -> None:
    """The table of findings and the summary."""
    out = console()
    if checked.result.findings:
        out.print(_table(checked, wide=out.width >= _WIDE))
    for fault in checked.ruleset.faults:
        out.print(f"规则错误：{fault}", markup=False, style="red")
    for line in common_causes(checked.result.findings):
        out.print(line, markup=False)
    out.print(summary(checked), markup=False)


def _table(checked: Checked, *, wide: bool) -> Table:
    """On a narrow terminal the place stands above the problem, not beside it."""
    table = Table(show_lines=True, header_style="bold")
    for title in ("级别", "规则"):
        table.add_column(title, no_wrap=True)
    if wide:
        table.add_column("位置", max_width=24, overflow="fold")
    table.add_column("问题" if wide else "位置与问题", ratio=1, overflow="fold")
    for title in ("应为", "填报", "差额"):
        table.add_column(title, justify="right", overflow="fold")
    for index, finding in enumerate(checked.result.findings):
        place = finding.cells[0] if finding.cells else "—"
        said = f"{told(finding)}{remark_on(checked, index)}"
        problem = (place, said) if wide else (f"{place}\n{said}",)
        texts = (level_of(finding), finding.rule, *problem, *_figures(finding))
        table.add_row(*(escape(text) for text in texts), style="red" if finding.severity == "error" else None)
    return table


def _figures(finding: Finding) -> Iterator[str]:
    """Long texts are quoted in the message; these columns are for figures."""
    for figure in (finding.left, finding.right, finding.difference):
        yield (figure or "") if len(figure or "") <= _WIDEST_FIGURE else "见问题"
