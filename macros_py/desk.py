"""What an accountant does with a workbook, one function each: fill, recalculate, list findings, export.

Each reads one file and writes another; the source is never changed. Buttons and the command line call these.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from macros_py.check import Checked, check_file
from macros_py.engine.numbers import read_number
from macros_py.engine.recompute import recompute
from macros_py.engine.ruleset import RuleSet, load_rules
from macros_py.excel.native import formula_writer
from macros_py.wording import LEVELS, summary
from workbook import export
from workbook.annotate import Remark, write_remarks
from workbook.build.findings_sheet import SHEET
from workbook.data import load_data
from workbook.facts import Fact, Facts, row_of
from workbook.fill import fill
from workbook.package import Package
from workbook.patch import CellEdit, apply
from workbook.read import Reading, read


def fill_file(source: Path, data: Path, target: Path, pack: str | None = None) -> int:
    """Fill a data file into a workbook; returns how many cells were filled. Formulas left standing show new results."""
    reading = read(source)
    ruleset = load_rules(reading.forms.fields, reading.facts.year, pack or reading.pack)
    facts = _with_numbers(load_data(data, reading.forms))
    package = Package.load(source)
    fill(package, facts, reading.forms, formula_writer(ruleset))
    with TemporaryDirectory() as scratch:
        filled = Path(scratch) / source.name
        package.save(filled)
        _renew(package, read(filled), ruleset)
    package.save(target)
    return sum(fact.value is not None for fact in facts)


def _renew(package: Package, reading: Reading, ruleset: RuleSet) -> None:
    """Give every formula that stands the result Excel will give it, so that previews and readers see it too."""
    results = recompute(reading.facts, ruleset, keep_reported=True)
    standing = [fact for fact in reading.facts if fact.field.computed and fact.origin == "computed"]
    apply(package, [_edit(fact, results.get(fact.id), None) for fact in standing])


def _with_numbers(facts: Facts) -> Facts:
    """Numbers that a data file writes as text ("20.40%", "1,811.27") go into their cells as numbers."""
    return msgspec.structs.replace(facts, facts={key: _with_number(fact) for key, fact in facts.facts.items()})


def _with_number(fact: Fact) -> Fact:
    reading = read_number(fact.value, fact.field.unit) if fact.field.kind == "number" else None
    return msgspec.structs.replace(fact, value=reading.value) if reading and reading.state == "number" else fact


def recalc_file(source: Path, target: Path, pack: str | None = None) -> int:
    """Restore every formula, with its result; returns how many cells changed their value."""
    reading = read(source)
    ruleset = load_rules(reading.forms.fields, reading.facts.year, pack or reading.pack)
    results = recompute(reading.facts, ruleset)
    write = formula_writer(ruleset)
    computed = [fact for fact in reading.facts if fact.field.computed]
    edits = [
        _edit(fact, results.get(fact.id), write(fact.field.id, max(row_of(fact.id) - 1, 0), reading.addresses))
        for fact in computed
    ]
    package = Package.load(source)
    apply(package, edits)
    package.save(target)
    return sum(_differs(fact, results.get(fact.id)) for fact in computed)


def list_findings(source: Path, target: Path, pack: str | None = None) -> Checked:
    """Check a workbook and write what was found onto the 校验 sheet of a copy."""
    checked = check_file(source, pack)
    package = Package.load(source)
    write_remarks(package, summary(checked), list(_remarks(checked)))
    package.save(target)
    return checked


def export_file(source: Path, target: Path) -> None:
    """The copy that is sent up: values only, without the working sheet 校验."""
    export.freeze(source, target, drop_sheets=[SHEET])


def _edit(fact: Fact, value: Decimal | str | None, formula: str | None) -> CellEdit:
    sheet, _, cell = fact.cell.rpartition("!")
    result = "" if value is None else value
    return CellEdit(sheet=sheet, cell=cell, value=result, formula=formula, keep_formula=formula is None)


def _differs(fact: Fact, value: Decimal | str | None) -> bool:
    return (fact.value or None) != value


def _remarks(checked: Checked) -> Iterator[Remark]:
    titles = {form.id: form.sheet for form in checked.reading.forms.forms}
    for finding in checked.result.findings:
        yield Remark(
            level=LEVELS[finding.severity],
            rule=finding.rule,
            table=titles.get(finding.form, finding.form),
            cell=finding.cells[0] if finding.cells else "",
            problem=finding.message,
            left=finding.left or "",
            right=finding.right or "",
            difference=finding.difference or "",
            rounding="是" if finding.rounding else "",
            source=finding.source,
        )
