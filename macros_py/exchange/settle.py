"""What became of the remarks that a workbook was returned with, looked at in the workbook as it is now.

A finding is settled when its rule does not find it any more, or finds a warning that is explained now. A remark on a
figure is settled when the figure is another, or when somebody answered it; one on anything else when it is answered. An
error stays open whatever is written beside it. What is found now and was not in the return is new.

    settled(rows, checked)       # rows of 退回意见
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from macros_py.basis import basis_of
from macros_py.check import Checked
from macros_py.engine.findings import Finding
from macros_py.engine.messages import label_of
from macros_py.exchange.shown import shown
from macros_py.exchange.standing import standing
from workbook.anchors import anchor_of, find
from workbook.facts import Fact
from workbook.returned_table import ANSWERED, EXPLAIN, FIXED, MUST, NEW, OPEN, Mark, Returned


def settled(rows: Sequence[Returned], checked: Checked) -> list[Returned]:
    """The rows with their cells, figures and states of now."""
    found = _Found(checked)
    return [_settled(row, checked, found) for row in rows]


def asked(rows: Sequence[Returned]) -> list[Returned]:
    """Those that the bureau returned the workbook with; what was found since is found again, or gone."""
    return [row for row in rows if not row.mark.new]


def with_new(rows: Sequence[Returned], checked: Checked) -> list[Returned]:
    """And behind them what is found now but was not returned."""
    version = max((row.mark.version for row in rows), default=0)
    told = {(row.mark.rule, row.mark.basis) for row in rows if row.mark.rule}
    places = {(row.mark.rule, row.cell) for row in rows if row.mark.rule}
    new = [
        finding
        for finding in standing(checked)
        if (finding.rule, basis_of(finding, checked.reading.facts)) not in told
        and (finding.rule, finding.cells[0] if finding.cells else "") not in places
    ]
    numbers = range(max((row.number for row in rows), default=0) + 1, 1 << 30)
    added = (row_of_finding(n, f, checked, version) for n, f in zip(numbers, new, strict=False))
    return [*rows, *(_as_new(row) for row in added)]


def _as_new(row: Returned) -> Returned:
    mark = msgspec.structs.replace(row.mark, new=True)
    return msgspec.structs.replace(row, state=NEW, now=row.was, was="", mark=mark)


def row_of_finding(number: int, finding: Finding, checked: Checked, version: int) -> Returned:
    """A finding as a remark."""
    facts, forms = checked.reading.facts, checked.reading.forms
    at = finding.cells[0] if finding.cells else ""
    fact = next((known for key in finding.fields if (known := facts.get(key)) and known.cell == at), None)
    return Returned(
        number=number,
        level=MUST if finding.severity == "error" else EXPLAIN,
        cell=at,
        label=label_of(fact) if fact else "",
        text=f"{finding.message}（{finding.rule}）",
        was=shown(fact) if fact else "",
        mark=Mark(
            version=version,
            anchor=anchor_of(fact.id, facts, forms) if fact else None,
            rule=finding.rule,
            basis=basis_of(finding, facts),
        ),
    )


class _Found:
    """What is found now, by rule and figures, and by rule and cell."""

    def __init__(self, checked: Checked) -> None:
        findings = checked.result.findings
        self.by_basis = {(item.rule, basis_of(item, checked.reading.facts)): item for item in findings}
        self.by_cell = {(item.rule, item.cells[0]): item for item in findings if item.cells}

    def of(self, row: Returned, cell: str) -> Finding | None:
        same = self.by_basis.get((row.mark.rule, row.mark.basis))
        return same or self.by_cell.get((row.mark.rule, cell))


def _settled(row: Returned, checked: Checked, found: _Found) -> Returned:
    facts, forms, anchor = checked.reading.facts, checked.reading.forms, row.mark.anchor
    key = find(anchor, facts, forms) if anchor else None
    fact = facts.get(key) if key else None
    cell = fact.cell if fact else row.cell
    if row.mark.rule:
        finding = found.of(row, cell)
        state, answer = _of_finding(row, finding)
        cell = finding.cells[0] if finding and finding.cells else cell
    else:
        state, answer = _of_figure(row, fact, gone=anchor is not None and fact is None), row.answer
    now = shown(fact) if fact else ""
    state = NEW if row.mark.new and state == OPEN else state
    return msgspec.structs.replace(row, cell=cell, now=now, state=state, answer=answer)


def _of_finding(row: Returned, finding: Finding | None) -> tuple[str, str]:
    if finding is None:
        return FIXED, row.answer
    if finding.severity != "error":
        said = finding.explanation or row.answer
        return (ANSWERED if said else OPEN), said
    return OPEN, row.answer


def _of_figure(row: Returned, fact: Fact | None, *, gone: bool) -> str:
    if gone or (fact is not None and shown(fact) != row.was):
        return FIXED
    return ANSWERED if row.answer else OPEN


def counted(rows: Sequence[Returned]) -> str:
    """已改 7 条，已答复 2 条，未改 3 条."""
    states = (FIXED, ANSWERED, OPEN, NEW)
    return (
        "，".join(f"{state} {n} 条" for state in states if (n := sum(row.state == state for row in rows))) or "没有意见"
    )


def must_change(rows: Sequence[Returned]) -> Iterator[Returned]:
    """Those that still wait for the unit."""
    return (row for row in rows if row.state in (OPEN, NEW))
