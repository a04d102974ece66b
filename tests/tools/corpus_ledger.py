"""What a review wrote into its ledger about a corpus: the rows of files, and their findings by path.

A ledger names cells by address. The manifest knows the ids of those that an error touched, which is enough to see that
a finding is the one asked for or comes of it. Only where one seems to be a false alarm is the file itself read for the
rest: a rule may rest on a cell beside those that its finding names.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

import duckdb
import msgspec

from tests.tools.corpus_manifest import Written
from workbook.read import read

_BETWEEN = "、"


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A file as the ledger has it."""

    path: str
    state: str
    reason: str


class Entered(msgspec.Struct, frozen=True, kw_only=True):
    """A finding. `fields` are fact ids, or addresses where the id is not known."""

    rule: str
    severity: str
    fields: tuple[str, ...]
    message: str
    rounding: bool


class Ledger(msgspec.Struct, frozen=True, kw_only=True):
    """`findings` name cells by address."""

    rows: tuple[Row, ...]
    findings: Mapping[str, list[Entered]]


def ledger_in(out: Path) -> Ledger:
    """The ledger of a review that wrote its results to this folder. FileNotFoundError if there is none."""
    path = next(iter(sorted(out.glob("*.duckdb"))), None)
    if path is None:
        raise FileNotFoundError(f"{out} holds no ledger (*.duckdb)")
    with duckdb.connect(str(path), read_only=True) as connection:
        files = connection.execute("SELECT path, state, reason FROM files ORDER BY path").fetchall()
        said = connection.execute("SELECT path, rule, severity, cells, message, rounding FROM findings").fetchall()
    findings = defaultdict[str, list[Entered]](list)
    for name, rule, severity, cells, message, rounding in said:
        fields = tuple((cells or "").split(_BETWEEN)) if cells else ()
        entry = Entered(rule=rule, severity=severity, fields=fields, message=message, rounding=bool(rounding))
        findings[name].append(entry)
    rows = tuple(Row(path=name, state=state, reason=reason or "") for name, state, reason in files)
    return Ledger(rows=rows, findings=findings)


def known_by_manifest(file: Written, findings: list[Entered]) -> list[Entered]:
    """With the ids of the cells that the error touched."""
    return _named({cell: key for key, cell in file.cells.items()}, findings)


def known_by_reading(path: Path, findings: list[Entered]) -> list[Entered]:
    """With the ids of all cells."""
    return _named({fact.cell: fact.id for fact in read(path).facts}, findings)


def _named(ids: Mapping[str, str], findings: list[Entered]) -> list[Entered]:
    def named(finding: Entered) -> Entered:
        return msgspec.structs.replace(finding, fields=tuple(ids.get(cell, cell) for cell in finding.fields))

    return [named(finding) for finding in findings]
