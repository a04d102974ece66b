"""One file, reviewed: gate, reading, rules, explanations, and for a submission whether it is still what was sealed.

    review(Task(...), Settings()).state     # "reviewed" or "refused"; a crash of ours is for the process around

A submission is never believed: its figures are read from its cells and judged by the rules that are known here; from
the seal come only what the unit said, who let it go up, and what was changed since. Another workbook of ours is
reviewed as well, with what stands on its 校验 sheet.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

import msgspec

from macros_py.check import Checked, check_reading, printable
from macros_py.engine.rules import RuleError
from macros_py.exchange.naming import code_of, unit_of
from macros_py.exchange.verify import COMPUTED, FOUND, NOT_SEALED, SEAL, verified
from macros_py.review import entries
from macros_py.review.explained import Weighed, weighed
from macros_py.review.looking import Looked, look
from macros_py.review.record import Kind, Record, Summary, Timing
from macros_py.review.rulesets import rules_for
from macros_py.review.settings import Settings
from workbook import own_sheets
from workbook.differences import Difference
from workbook.errors import UnusableFile
from workbook.submission import SealedFacts, Submission, digest, sealed_facts

_BY_RULES = {COMPUTED, FOUND}  # what the rules say of the figures, be they as they were sealed


class Task(msgspec.Struct, frozen=True, array_like=True):
    """A file: where it is, as the system writes it, what the ledger calls it, and its state when it was found."""

    file: bytes
    path: str
    size: int
    mtime_ns: int


def review(task: Task, settings: Settings) -> Record:
    """What a file comes to. Raises what is a fault of ours, and MemoryError."""
    path, started = Path(os.fsdecode(task.file)), perf_counter()
    try:
        looked = look(path, settings.limits, settings.pack)
        read_at = perf_counter()
        record = _reviewed(task, path, looked, settings)
    except (UnusableFile, RuleError) as error:
        summary = Summary(file_sha256=sha256_of(path, settings.limits.file_bytes))
        timing = Timing(total_ms=_ms(perf_counter() - started))
        return _record(task, "refused", _told(error), summary=summary, timing=timing)
    ended = perf_counter()
    record.timing = Timing(
        gate_ms=_ms(looked.opened_at - started),
        read_ms=_ms(read_at - looked.opened_at),
        evaluate_ms=_ms(ended - read_at),
        total_ms=_ms(ended - started),
    )
    return record


def failed(task: Task, reason: str, most: int) -> Record:
    """A file that could not be reviewed, through no fault that it could be told for. `most`: bytes worth summing."""
    summary = Summary(file_sha256=sha256_of(Path(os.fsdecode(task.file)), most))
    return _record(task, "failed", reason, summary=summary)


def sha256_of(path: Path, most: int) -> str:
    """Of a file's bytes; empty where it is larger than `most`, or cannot be read."""
    try:
        if not path.is_file() or path.stat().st_size > most:
            return ""
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except (OSError, ValueError):
        return ""


def _record(task: Task, state: str, reason: str = "", **more: object) -> Record:
    head = {"path": task.path, "size": task.size, "mtime_ns": task.mtime_ns, "state": state, "reason": reason}
    return Record(**head, **more)  # type: ignore[arg-type]


def _told(error: UnusableFile | RuleError) -> str:
    """As text, whatever the locale made of a file's name in it."""
    return printable(" ".join(str(error).split()))


def _ms(seconds: float) -> float:
    return round(seconds * 1e3, 3)


def _reviewed(task: Task, path: Path, looked: Looked, settings: Settings) -> Record:
    reading, sealed = looked.observed.reading, looked.observed.sealed
    checked = check_reading(reading, rules_for(reading, settings.pack or reading.pack))
    held = reading.held or sealed_facts(reading.facts)
    found = list(weighed(checked, sealed))
    kind, sha256, differences = _compared(path, looked, checked, held, [item.basis for item in found])
    return _record(
        task,
        "reviewed",
        summary=_summary(looked, checked, found, kind, sha256, sum(item.kind not in _BY_RULES for item in differences)),
        facts=entries.fact_columns(reading, held, sealed),
        findings=list(entries.finding_rows(found)),
        differences=list(entries.difference_rows(differences)),
        returned=list(entries.returned_entries(sealed, checked)),
        rule_faults=list(entries.fault_rows(checked)),
    )


def _compared(
    path: Path, looked: Looked, checked: Checked, held: SealedFacts, bases: Sequence[str]
) -> tuple[Kind, str, Sequence[Difference]]:
    """Whether it is a submission, the checksum of its facts, and what is not as it was sealed."""
    try:
        result = verified(path, looked.observed, checked, now=held, bases=bases)
        return "submission", result.sha256, result.differences
    except UnusableFile:
        sha256 = digest(held)
        if own_sheets.RECEIPT in looked.observed.reading.sheets:
            return "submission", sha256, [Difference(kind=SEAL, place="", problem=NOT_SEALED)]
        return "workbook", sha256, ()


def _summary(
    looked: Looked, checked: Checked, found: Sequence[Weighed], kind: Kind, sha256: str, differences: int
) -> Summary:
    facts, sealed, scores = checked.reading.facts, looked.observed.sealed, checked.result.scores
    brought, pack = looked.observed.carried, checked.ruleset.pack
    numbers = (scores.total, scores.execution_rate, scores.execution_score)
    total, rate, score = (None if number is None else float(number) for number in numbers)
    summary = Summary(
        file_sha256=looked.sha256,
        kind=kind,
        found_by=looked.found_by,
        unit=unit_of(facts) or (sealed.unit if sealed else ""),
        code=code_of(facts) or (sealed.code if sealed else ""),
        year=facts.year,
        pack=pack.name,
        pack_sha256=pack.sha256,
        facts_sha256=sha256,
        differences=differences,
        total=total,
        grade=scores.grade or "",
        execution_rate=rate,
        execution_score=score,
        has_macros=brought.vba or bool(brought.macro_sheets),
        external_links=brought.external + brought.live,
        hidden_sheets="、".join((*brought.hidden, *brought.very_hidden)),
        absent_forms="、".join(absence.sheet for absence in facts.absent if absence.whole),
    )
    counted = msgspec.structs.replace(summary, **entries.counts(found))
    return _with_seal(counted, sealed) if sealed else counted


def _with_seal(summary: Summary, sealed: Submission) -> Summary:
    """What only the seal says."""
    override = sealed.override
    standing = override.standing if override else {}
    return msgspec.structs.replace(
        summary,
        sealed=True,
        version=sealed.version,
        made=sealed.made,
        sealed_pack_sha256=sealed.rules.sha256,
        override_name=override.name if override else "",
        override_reason=override.reason if override else "",
        override_standing="，".join(f"{level} {count} 项" for level, count in standing.items()),
    )
