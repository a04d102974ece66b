"""How each score comes about, for the 核对 column of the row it stands in."""

from __future__ import annotations

from collections.abc import Iterator

from macros_py.check import Checked
from macros_py.engine.evaluate import evaluate
from workbook.remarks import Remark


def workings(checked: Checked) -> Iterator[Remark]:
    """One remark a score; totals only add up what stands above them, and have none."""
    facts = checked.reading.facts
    for trace in evaluate(facts, checked.ruleset).traces:
        fact = facts.get(trace.field)
        total = trace.field.endswith(".total.score") and ".funds." not in trace.field
        if fact and trace.field.endswith(".score") and not total:
            result = "" if trace.value is None or "分" in trace.expression else f" = {trace.value} 分"
            yield Remark(
                level="算法",
                rule=trace.rule,
                table="",
                cell=fact.cell,
                problem=f"{trace.expression}{result}",
                left="",
                right="",
                difference="",
                rounding="",
                source=trace.source,
            )
