"""What an accountant does with a workbook, one function each: fill, recalculate, list findings, export.

Each reads one file and writes another; the source is never changed. Buttons and the command line call these.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from macros_py.check import Checked, check_file
from macros_py.engine.evaluate import evaluate
from macros_py.engine.numbers import read_number
from macros_py.engine.recompute import recompute
from macros_py.engine.ruleset import RuleSet
from macros_py.excel.native import formula_writer
from macros_py.remarks import fault_remarks, remarks
from macros_py.rulebook import ruleset_for
from macros_py.wording import summary
from workbook import custom_rules, export, findings_table, links, waiting
from workbook.annotate import write_remarks
from workbook.build import chart_data, field_list, home, macro_sheets
from workbook.check_columns import write_check_columns
from workbook.data import load_data
from workbook.errors import UnusableFile
from workbook.facts import Fact, Facts, repeat_of
from workbook.fill import fill
from workbook.gate import inspect
from workbook.package import Package
from workbook.patch import CellEdit, apply
from workbook.places import FormulaWriter
from workbook.read import Reading, read
from workbook.refresh import refresh
from workbook.remarks import Remark

WORKING_SHEETS = (
    *(home.SHEET, chart_data.SHEET, findings_table.SHEET, custom_rules.SHEET, field_list.SHEET),
    *macro_sheets.HIDDEN_SHEETS,
)
_DATE = re.compile(r"\d{4}-\d\d-\d\d")


def fill_file(source: Path, data: Path, target: Path) -> int:
    """Fill a data file into a workbook; returns how many cells were filled. Formulas left standing show new results."""
    _refuse_misnamed(source, target)
    reading = read(source)
    ruleset = ruleset_for(reading.forms, reading.pack).whole()
    facts = _with_numbers(load_data(data, reading.forms))
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
    fill(package, facts, reading.forms, formula_writer(ruleset), reading.addresses.unopened)
    _renew(package, _read_again(package), ruleset)
    after = _read_again(package)
    refresh(package, after)
    return after


def _read_again(package: Package) -> Reading:
    """What the workbook holds as it is now."""
    with TemporaryDirectory() as scratch:
        path = Path(scratch) / package.name
        package.save(path)
        return read(path)


def _renew(package: Package, reading: Reading, ruleset: RuleSet) -> None:
    """Give every formula that stands the result Excel will give it, so that previews and readers see it too."""
    _refuse_broken(reading.facts)
    results = recompute(_without_words(reading.facts), ruleset, keep_reported=True)
    standing = [fact for fact in reading.facts if fact.field.computed and fact.origin == "computed"]
    shown = (_edit(fact, results.get(fact.id), None) for fact in standing)
    apply(package, [*shown, *links.renewed(package, reading), *waiting.renewed(reading)])


def recalc_file(source: Path, target: Path) -> int:
    """Restore every formula, with its result; returns how many computed cells changed their value.

    Numbers written as text become numbers, for Excel's formulas pass over text.
    """
    _refuse_misnamed(source, target)
    reading = read(source)
    ruleset = ruleset_for(reading.forms, reading.pack).whole()
    _refuse_broken(reading.facts)
    facts = _with_numbers(reading.facts)
    results = recompute(_without_words(facts), ruleset)
    package = Package.load(source)
    restored = _restored(reading, results, formula_writer(ruleset))
    apply(
        package,
        [*_renumbered(reading.facts, facts), *restored, *links.renewed(package, reading), *waiting.renewed(reading)],
    )
    refresh(package, _read_again(package))
    package.save(target)
    computed = (fact for fact in reading.facts if fact.field.computed)
    return sum((None if fact.value == "" else fact.value) != results.get(fact.id) for fact in computed)


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


def _with_numbers(facts: Facts) -> Facts:
    """Numbers written as text ("20.40%", "1,811.27") as numbers."""
    return msgspec.structs.replace(facts, facts={key: _with_number(fact) for key, fact in facts.facts.items()})


def _with_number(fact: Fact) -> Fact:
    reading = read_number(fact.value, fact.field.unit) if fact.field.kind == "number" else None
    return msgspec.structs.replace(fact, value=reading.value) if reading and reading.state == "number" else fact


def _without_words(facts: Facts) -> Facts:
    """Number cells as Excel's formulas see them: a text, be it 无 or "12万元", is no figure."""
    blank = {
        key: msgspec.structs.replace(fact, value=None) if _is_word(fact) else fact for key, fact in facts.facts.items()
    }
    return msgspec.structs.replace(facts, facts=blank)


def _refuse_broken(facts: Facts) -> None:
    """An error value spreads through every sum, and a date counts as its serial number: no result would be right."""
    broken = [
        fact.cell for fact in facts if fact.field.kind == "number" and not fact.field.computed and _is_broken(fact)
    ]
    if broken:
        problem = f"有 {len(broken)} 个数字格是错误值或日期（{'、'.join(broken[:5])}），算不出结果"
        raise UnusableFile(problem, remedy="请先把这些格改成数字，再试")


def _is_broken(fact: Fact) -> bool:
    return fact.trouble == "error" or (isinstance(fact.value, str) and _DATE.match(fact.value) is not None)


def _is_word(fact: Fact) -> bool:
    return fact.field.kind == "number" and isinstance(fact.value, str)


def list_findings(source: Path, target: Path, pack: str | None = None) -> Checked:
    """Check a workbook and write what was found onto the 校验 sheet of a copy, and beside the rows it was found in."""
    _refuse_misnamed(source, target)
    checked = check_file(source, pack)
    package = Package.load(source)
    found = list(remarks(checked.result.findings, checked.reading))
    write_remarks(package, summary(checked), [*found, *fault_remarks(checked.ruleset.faults)])
    write_check_columns(package, [*found, *_workings(checked)])
    refresh(package, checked.reading)
    package.save(target)
    return checked


def _workings(checked: Checked) -> Iterator[Remark]:
    """How each score comes about, for the row it stands in; totals only add up what stands above them."""
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


def export_file(source: Path, target: Path) -> None:
    """The copy that is sent up: values only, without the working sheets 首页, 图表 and 校验."""
    _refuse_overwriting(source, target)
    with inspect(source) as opened:
        opened.verify()
    export.freeze(source, target, drop_sheets=WORKING_SHEETS)


def _edit(fact: Fact, value: Decimal | str | None, formula: str | None, *, plain: bool = False) -> CellEdit:
    """A formula with its result; without a formula the one that stands keeps its place, unless the cell is `plain`."""
    sheet, _, cell = fact.cell.rpartition("!")
    keep = formula is None and not plain
    shown = "" if plain and value is None else fact.field.shown(value)
    return CellEdit(sheet=sheet, cell=cell, value=shown, formula=formula, keep_formula=keep)
