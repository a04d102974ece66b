"""What an accountant does with a workbook, one function each: fill, recalculate, list findings. Sending it up is for
`macros_py.exchange`.

Each reads one file and writes another; the source is never changed. Buttons and the command line call these.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from macros_py.check import Checked, check_file
from macros_py.engine.recompute import recompute
from macros_py.engine.ruleset import RuleSet
from macros_py.excel.cells import cell_formulas
from macros_py.exchange.returned_sheet import returned_remarks, write_returned
from macros_py.exchange.settle import asked, settled, with_new
from macros_py.figures import differing, recalculated, refuse_broken, with_numbers, with_scores, without_words
from macros_py.remarks import fault_remarks, remarks
from macros_py.rulebook import ruleset_for
from macros_py.wording import summary
from macros_py.workings import workings
from workbook import links, waiting
from workbook.annotate import write_remarks
from workbook.check_columns import write_check_columns
from workbook.data import load_data
from workbook.errors import UnusableFile
from workbook.facts import Fact, Facts, repeat_of
from workbook.fill import fill
from workbook.package import Package
from workbook.patch import CellEdit, apply
from workbook.places import FormulaWriter
from workbook.read import read
from workbook.reading import Reading
from workbook.refresh import ask_to_calculate, refresh
from workbook.returned_table import Returned, returned_rows


def fill_file(source: Path, data: Path, target: Path) -> int:
    """Fill a data file into a workbook; returns how many cells were filled. Formulas left standing show new results."""
    _refuse_misnamed(source, target)
    reading = read(source)
    ruleset = ruleset_for(reading.forms, reading.pack).whole()
    facts = with_numbers(load_data(data, reading.forms))
    package = Package.load(source)
    _fill_in(package, facts, reading, ruleset)
    package.save(target)
    return sum(fact.value is not None for fact in facts)


def add_project_sheets(source: Path, target: Path) -> int:
    """One sheet of 附件4 for each project of 项目支出明细 that has none yet; returns how many were added."""
    _refuse_misnamed(source, target)
    reading = read(source)
    ruleset = ruleset_for(reading.forms, reading.pack).whole()
    wanted = {
        form.id: max((reading.facts.rows.get(repeat_of(listed) or "", 0) for listed in form.linked.values()), default=0)
        for form in reading.forms.forms
        if form.each
    }
    package = Package.load(source)
    needed = Facts(year=reading.facts.year, facts={}, rows=wanted)
    after = _fill_in(package, needed, reading, ruleset)
    package.save(target)
    return sum(after.facts.rows[form] - reading.facts.rows[form] for form in wanted)


def _fill_in(package: Package, facts: Facts, reading: Reading, ruleset: RuleSet) -> Reading:
    """Write facts, then the results of all formulas that rest on them; what the workbook holds after that."""
    write = cell_formulas(ruleset, functions=reading.macros)
    fill(package, facts, reading.forms, write, reading.addresses.unopened)
    _renew(package, _read_again(package), ruleset)
    after = _read_again(package)
    _refresh(package, after)
    return after


def _refresh(package: Package, reading: Reading) -> None:
    """首页 and 图表 as of now. What functions of ours say beside the tables only Excel can renew."""
    refresh(package, reading)
    if reading.macros:
        ask_to_calculate(package)


def _read_again(package: Package) -> Reading:
    """What the workbook holds as it is now."""
    with TemporaryDirectory() as scratch:
        path = Path(scratch) / package.name
        package.save(path)
        return read(path)


def _renew(package: Package, reading: Reading, ruleset: RuleSet) -> None:
    """Give every formula that stands the result Excel will give it, so that previews and readers see it too."""
    refuse_broken(reading.facts)
    facts = with_numbers(reading.facts) if reading.macros else reading.facts  # as functions of ours read them
    scored = with_scores(facts, reading, ruleset)
    results = recompute(without_words(scored), ruleset, keep_reported=True)
    standing = [fact for fact in reading.facts if fact.field.computed and fact.origin == "computed"]
    shown = (_edit(fact, results.get(fact.id), None) for fact in standing)
    apply(package, [*shown, *links.renewed(package, reading), *waiting.renewed(reading, scored)])


def recalc_file(source: Path, target: Path) -> int:
    """Restore every formula, with its result; returns how many computed cells changed their value.

    Numbers written as text become numbers, for Excel's formulas pass over text.
    """
    _refuse_misnamed(source, target)
    reading = read(source)
    ruleset = ruleset_for(reading.forms, reading.pack).whole()
    again = recalculated(reading, ruleset)
    package = Package.load(source)
    restored = _restored(reading, again.results, cell_formulas(ruleset, functions=reading.macros))
    renewed = [*links.renewed(package, reading), *waiting.renewed(reading, again.scored)]
    apply(package, [*_renumbered(reading.facts, again.facts), *restored, *renewed])
    _refresh(package, _read_again(package))
    package.save(target)
    return len(differing(reading, again.results))


def _renumbered(before: Facts, after: Facts) -> Iterator[CellEdit]:
    for fact in after:
        if not fact.field.computed and fact.value != before.facts[fact.id].value:
            yield _edit(fact, fact.value, None, plain=True)


def _restored(
    reading: Reading, results: Mapping[str, Decimal | str | None], write: FormulaWriter
) -> Iterator[CellEdit]:
    """Formulas where there can be one: a cell that needs a deleted sheet stays as it is."""
    for fact in reading.facts:
        formula = write(fact.id, reading.addresses) if fact.field.computed else None
        if formula:
            yield _edit(fact, results.get(fact.id), formula)


def _refuse_overwriting(source: Path, target: Path) -> None:
    """The file a person gave us is never written."""
    if source.exists() and target.exists() and target.samefile(source):
        raise UnusableFile("不能覆盖原文件", place=target.name, remedy="请换一个文件名")


def _refuse_misnamed(source: Path, target: Path) -> None:
    """Excel opens no workbook with macros that is called .xlsx, nor one without that is called .xlsm."""
    _refuse_overwriting(source, target)
    endings = {source.suffix.lower(), target.suffix.lower()}
    if endings == {".xlsx", ".xlsm"}:
        raise UnusableFile(
            f"另存的文件名应当以 {source.suffix} 结尾，与原文件一样", place=target.name, remedy="请改文件名"
        )


def list_findings(source: Path, target: Path, pack: str | None = None) -> Checked:
    """Check a workbook and write what was found onto the 校验 sheet of a copy, and beside the rows it was found in."""
    return list_with_returned(source, target, pack)[0]


def list_with_returned(
    source: Path, target: Path, pack: str | None = None, rows: Sequence[Returned] | None = None
) -> tuple[Checked, list[Returned]]:
    """The same, and what became of the remarks that the workbook was returned with: `rows`, or those on its own sheet
    退回意见, as they stand now.
    """
    _refuse_misnamed(source, target)
    checked = check_file(source, pack)
    package = Package.load(source)
    found = list(remarks(checked.result.findings, checked.reading))
    write_remarks(package, summary(checked), [*found, *fault_remarks(checked.ruleset.faults)])
    returned = settled(asked(returned_rows(checked.reading.returned) if rows is None else rows), checked)
    if returned:
        returned = with_new(returned, checked)
        write_returned(package, returned, active=rows is not None)
    write_check_columns(package, [*found, *returned_remarks(returned), *workings(checked)])
    refresh(package, checked.reading)
    package.save(target)
    return checked, returned


def _edit(fact: Fact, value: Decimal | str | None, formula: str | None, *, plain: bool = False) -> CellEdit:
    """A formula with its result; without a formula the one that stands keeps its place, unless the cell is `plain`."""
    sheet, _, cell = fact.cell.rpartition("!")
    keep = formula is None and not plain
    shown = "" if plain and value is None else fact.field.shown(value)
    return CellEdit(sheet=sheet, cell=cell, value=shown, formula=formula, keep_formula=keep)
