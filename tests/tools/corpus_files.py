"""One file of a corpus: the workbook of its department, and of that the submission copy that goes up.

Whoever sends errors up has said by name that it shall be so. A workbook that shows an error value gets no copy at all;
its unit sends the workbook itself.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from macros_py.exchange.naming import stem
from macros_py.exchange.submit import Approval, submit
from tests.tools.corpus_manifest import Written
from tests.tools.corpus_places import addresses
from tests.tools.corpus_plan import Planned, Shape
from tests.tools.departments import Department, consistent, facts_in
from tests.tools.departments.department import YEAR
from tests.tools.departments.files import write_values
from tests.tools.judging import expected_of
from tests.tools.seeded_errors import KINDS, Error, seeded
from workbook.errors import UnusableFile

_MADE = datetime(2023, 7, 3, 9, 0, tzinfo=UTC)
_SOMEBODY = Approval(name="某某", reason="示例：带着问题上报")


def write_file(plan: Planned, corpus: Path) -> Written:
    """Write it, and tell what is known of it."""
    department, error = _drawn(plan)
    with TemporaryDirectory() as folder:
        workbook = Path(folder) / f"{plan.unit} 自评表{'.xlsm' if plan.shape == 'macros' else '.xlsx'}"
        _write_workbook(department, error, workbook)
        copy = _sent(plan, workbook) if plan.shape == "copy" else None
        made = copy or workbook
        target = corpus / plan.folder / made.name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(made.read_bytes())
    shape: Shape = "copy" if copy else "macros" if plan.shape == "macros" else "workbook"
    return _written(plan, department, error, target.relative_to(corpus).as_posix(), shape)


def _drawn(plan: Planned) -> tuple[Department, Error | None]:
    """The department, and its error if it still has one."""
    if not plan.kind:
        return consistent(plan.seed, wanted=plan.wanted(plan.seed)), None
    department, error = seeded(KINDS[plan.kind], plan.seed, plan.wanted)
    return department, None if plan.corrected else error


def _write_workbook(department: Department, error: Error | None, path: Path) -> None:
    if error:
        error.write(path)
    else:
        write_values(department.entries, department.results, department.pack, path)


def _sent(plan: Planned, workbook: Path) -> Path | None:
    """The submission copy; None where there can be none."""
    copy = workbook.with_name(f"{stem(YEAR, plan.code, plan.unit, plan.version)}.xlsx")
    try:
        submit(workbook, copy, approval=_SOMEBODY, made=_MADE + timedelta(days=plan.version))
    except UnusableFile:
        return None
    return copy


def _written(plan: Planned, department: Department, error: Error | None, path: str, shape: Shape) -> Written:
    source = error or department
    facts = facts_in(source.entries, source.results, department.pack)
    expected = expected_of(department, facts, error, plan.kind if error else "")
    return Written(
        path=path,
        unit=plan.unit,
        code=plan.code,
        version=plan.version,
        shape=shape,
        expected=expected,
        cells=addresses(facts, department.pack, sorted({expected.cell, *expected.changed} - {""})),
    )
