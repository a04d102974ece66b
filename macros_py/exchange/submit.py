"""上报: a workbook becomes the submission copy, with its seal, its receipt and a small file beside it for programs.

Nothing goes up while errors stand or warnings have no explanation, unless somebody says by name that it shall: that is
written into the copy and onto its receipt. The workbook is only read. An earlier submission is never replaced; the
number in the name counts on.

    submit(Path("自评表.xlsm")).path.name     ->  2022_020001_某某市示例局_部门整体支出绩效自评_v1.xlsx
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import msgspec

from macros_py.check import Checked, check_reading, rules_of
from macros_py.engine.findings import Finding
from macros_py.exchange.naming import code_of, next_version, stem, unit_of, version_of
from macros_py.exchange.sealing import submission_of
from macros_py.exchange.settle import asked, settled
from macros_py.exchange.standing import NotReady, counted, standing
from workbook import export, own_sheets
from workbook.ahead import Ahead
from workbook.as_written import as_will_be_written
from workbook.drawn_sheet import draw
from workbook.errors import UnusableFile
from workbook.observe import witness_copy
from workbook.package import Package
from workbook.read import opened_for_reading, reading_from, sheets_of
from workbook.receipt import receipt
from workbook.returned_table import Returned, returned_rows
from workbook.save import write_atomically
from workbook.submission import Override, Settled, Submission, seal, seal_part

RECEIPT_SCHEMA = "jixiao.receipt/1"


class Approval(msgspec.Struct, frozen=True, kw_only=True):
    """Who says that a workbook goes up as it is, and why. Both are asked for: a blank is no name."""

    name: str
    reason: str

    def over(self, left: list[Finding]) -> Override:
        """Raises UnusableFile if something is blank."""
        name, reason = (" ".join(text.split()) for text in (self.name, self.reason))
        if not name or not reason:
            raise UnusableFile(
                "带着问题上报，要写明同意人的姓名和理由", remedy="命令行请写 --override 姓名 --reason 理由"
            )
        return Override(name=name, reason=reason, standing=counted(left))


class Submitted(msgspec.Struct, frozen=True, kw_only=True):
    """The copy, the small file beside it, and what was sealed."""

    path: Path
    receipt: Path
    submission: Submission


def submit(
    source: Path, out: Path | None = None, *, approval: Approval | None = None, made: datetime | None = None
) -> Submitted:
    """Write the copy. `out` is a file or a folder, the workbook's own folder where nothing is said. Raises NotReady,
    UnusableFile, RuleError; nothing is written then.
    """
    with opened_for_reading(source) as opened:
        package = Package.of(opened)  # only what passed the gate
        copying = Ahead(lambda: export.parsed(package))
        cells = sheets_of(opened)
        reading = reading_from(opened, cells)
    checked = check_reading(reading, rules_of(reading))
    left = standing(checked)
    if left and approval is None:
        raise NotReady(checked, source.name)
    override = approval.over(left) if left and approval else None
    rows = settled(asked(returned_rows(checked.reading.returned)), checked)
    target, version = _target(source, out, checked, rows)
    package = export.frozen(copying.result(), drop_sheets=(*own_sheets.WORKING, own_sheets.RECEIPT))
    package.settle()
    submission = submission_of(
        checked,
        witness_copy(package, cells, reading),
        version=version,
        made=made or datetime.now().astimezone(),
        override=override,
        returned=[_sealed(row) for row in rows],
    )
    draw(package, receipt(submission))
    submission = _seal(package, submission)
    data = package.to_bytes(export.STAMP)
    write_atomically(target, lambda stream: stream.write(data), backup=True)
    beside = target.with_suffix(".json")
    write_atomically(beside, lambda stream: stream.write(_receipt_json(submission, target.name, data)))
    return Submitted(path=target, receipt=beside, submission=submission)


def _seal(package: Package, submission: Submission) -> Submission:
    """Twice: once the seal has its place, all other parts are as they will be, and can be summed."""
    seal(package, submission)
    package.settle()
    part = seal_part(package.read, package)
    assert part is not None
    whole = msgspec.structs.replace(submission, others=as_will_be_written(package, part))
    seal(package, whole)
    return whole


def _sealed(row: Returned) -> Settled:
    return Settled(
        number=row.number,
        version=row.mark.version,
        level=row.level,
        cell=row.cell,
        text=row.text,
        state=row.state,
        was=row.was,
        now=row.now,
        answer=row.answer,
        rule=row.mark.rule,
    )


def _target(source: Path, out: Path | None, checked: Checked, rows: Sequence[Returned]) -> tuple[Path, int]:
    """Where the copy goes, and its number: above that of the submission that was returned."""
    last = max((row.mark.version for row in rows), default=0)
    facts = checked.reading.facts
    code, unit = code_of(facts), unit_of(facts)
    if out is not None and not out.is_dir():
        if out.suffix.lower() != ".xlsx":
            raise UnusableFile("上报件的文件名应当以 .xlsx 结尾", place=out.name, remedy="请改文件名，或只写文件夹")
        if out.exists() and out.samefile(source):
            raise UnusableFile("上报件不能覆盖原文件", place=out.name, remedy="请换一个文件名")
        return out, version_of(out) or last + 1
    folder = out or source.parent
    version = next_version(folder, facts.year, code, unit, last)
    return folder / f"{stem(facts.year, code, unit, version)}.xlsx", version


def _receipt_json(sent: Submission, name: str, data: bytes) -> bytes:
    """For whoever collects files: what came, without opening it."""
    import hashlib  # noqa: PLC0415

    entry = {
        "schema": RECEIPT_SCHEMA,
        "file": name,
        "file_sha256": hashlib.sha256(data).hexdigest(),
        "facts_sha256": sent.sha256,
        "facts": len(sent.facts),
        "year": sent.year,
        "code": sent.code,
        "unit": sent.unit,
        "version": sent.version,
        "made": sent.made,
        "program": sent.program,
        "rules": sent.rules,
        "scores": sent.scores,
        "override": sent.override,
    }
    return msgspec.json.format(msgspec.json.encode(entry), indent=2) + b"\n"
