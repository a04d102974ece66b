"""Findings as a person reads them on a terminal: a table as wide as the window, worst first."""

from __future__ import annotations

import sys

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from macros_py.check import Checked
from macros_py.engine.findings import Finding
from macros_py.wording import LEVELS, summary

_WIDTH_WITHOUT_TERMINAL = 150
_WIDEST_FIGURE = 11
_STYLES = {"error": "red", "warning": "yellow", "notice": "cyan"}


def console() -> Console:
    """Standard output; a pipe or log file gets lines wide enough to read."""
    return Console(width=None if sys.stdout.isatty() else _WIDTH_WITHOUT_TERMINAL, highlight=False, emoji=False)


def show_checked(checked: Checked) -> None:
    """The table of findings and the summary."""
    out = console()
    if checked.result.findings:
        out.print(_table(checked.result.findings))
    out.print(summary(checked), markup=False)


def _table(findings: tuple[Finding, ...]) -> Table:
    table = Table(show_lines=True, header_style="bold")
    table.add_column("级别", no_wrap=True, min_width=4)
    table.add_column("规则", no_wrap=True)
    table.add_column("位置", max_width=24, overflow="fold")
    table.add_column("问题", ratio=1, overflow="fold")
    for title in ("应为", "填报", "差额"):
        table.add_column(title, justify="right", overflow="fold")
    for finding in findings:
        table.add_row(*_row(finding), style=_STYLES[finding.severity] if finding.severity == "error" else None)
    return table


def _row(finding: Finding) -> tuple[str, ...]:
    place = finding.cells[0] if finding.cells else "—"
    figures = [figure or "" for figure in (finding.left, finding.right, finding.difference)]
    # Long texts are quoted in the message; their columns are for figures.
    shown = (figure if len(figure) <= _WIDEST_FIGURE else "见左" for figure in figures)
    texts = (LEVELS[finding.severity], finding.rule, place, finding.message, *shown)
    return tuple(escape(text) for text in texts)
