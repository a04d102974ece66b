"""Findings as the workbook lists them, and as people explained them there.

`explained` is what `jixiao check` needs of a workbook that has a list; `remarks` and `fault_remarks` become its rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from macros_py.basis import basis_of
from macros_py.engine.findings import Finding
from macros_py.engine.rules import Fault
from macros_py.wording import level_of, told
from workbook.explanations import match, written
from workbook.reading import Reading
from workbook.remarks import RULE_FAULT, Remark


def explained(findings: Sequence[Finding], reading: Reading) -> tuple[tuple[Finding, ...], frozenset[int]]:
    """The findings with what their workbook says about them, and which of them have a text that is stale. A text beside
    an error settles nothing and is left out, and so is a stale one.
    """
    rows, leftovers = written(reading.listed)
    rules = {row.rule for row in rows if row.text} | {item.rule for item in leftovers}
    asked = [index for index, finding in enumerate(findings) if finding.rule in rules]  # others have no text
    texts, _ = match(list(remarks((findings[index] for index in asked), reading)), rows, leftovers)
    said, stale = list(findings), set()
    for index, text in zip(asked, texts, strict=True):
        if text and said[index].severity != "error":
            if text.stale:
                stale.add(index)
            else:
                said[index] = msgspec.structs.replace(said[index], explanation=text.text)
    return tuple(said), frozenset(stale)


def remarks(findings: Iterable[Finding], reading: Reading) -> Iterator[Remark]:
    """The table is the sheet as the file calls it: a form may have several, and people rename them."""
    titles = {form.id: form.sheet for form in reading.forms.forms}
    for finding in findings:
        cell = finding.cells[0] if finding.cells else ""
        yield Remark(
            level=level_of(finding),
            rule=finding.rule,
            table=cell.rpartition("!")[0] or titles.get(finding.form, finding.form),
            cell=cell,
            problem=told(finding),
            left=finding.left or "",
            right=finding.right or "",
            difference=finding.difference or "",
            rounding="是" if finding.rounding else "",
            source=finding.source,
            basis=basis_of(finding, reading.facts),
        )


def fault_remarks(faults: Iterable[Fault]) -> Iterator[Remark]:
    """Rules that are wrong stand at the end of the list: they found nothing, and somebody has to mend them."""
    for fault in faults:
        yield Remark(
            level=RULE_FAULT,
            rule=fault.rule,
            table=fault.place.rpartition("!")[0],
            cell=fault.place,
            problem=fault.problem,
            left="",
            right="",
            difference="",
            rounding="",
            source="",
        )
