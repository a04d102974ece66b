"""Records of several files as columns, table by table, as DuckDB takes them fastest (measured: arrays of objects load
three times as fast as CSV or JSON, and need no other library than those it comes with).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from macros_py.review.record import FactColumns, Record, Row
from macros_py.review.tables import DIFFERENCES, FACTS, FINDINGS, RETURNED, RULE_FAULTS, TIMINGS, Columns
from workbook.load import load_forms

Table = dict[str, list[Any]]


def tables_of(records: Iterable[Record]) -> dict[str, Table]:
    """All tables but `files` and `run`, which need to know of all files."""
    records = list(records)
    return {
        "facts": _facts(records),
        "findings": _rows(FINDINGS, [(record.path, record.findings) for record in records]),
        "differences": _rows(DIFFERENCES, [(record.path, record.differences) for record in records]),
        "returned": _rows(RETURNED, [(record.path, record.returned) for record in records]),
        "rule_faults": _rows(RULE_FAULTS, [(record.path, record.rule_faults) for record in records]),
        "timings": _rows(TIMINGS, [(record.path, [_timing(record)]) for record in records]),
    }


def _timing(record: Record) -> Row:
    timing = record.timing
    return timing.gate_ms, timing.read_ms, timing.evaluate_ms, timing.total_ms, timing.worker  # type: ignore[return-value]


def transposed(columns: Columns, rows: Sequence[Sequence[object]]) -> Table:
    """Rows as columns."""
    return {name: list(values) for name, values in zip(columns, zip(*rows, strict=True), strict=True)} if rows else {}


def _rows(columns: Columns, found: Iterable[tuple[str, list[Row]]]) -> Table:
    return transposed(columns, [(path, *row) for path, rows in found for row in rows])


def _facts(records: Iterable[Record]) -> Table:
    table: Table = {name: [] for name in FACTS}
    for record in records:
        facts, year = record.facts, record.summary.year
        if not facts.ids or year is None:
            continue
        forms, labels, units = _words(year)
        table["path"] += [record.path] * len(facts.ids)
        table["fact"] += facts.ids
        table["form"] += map(forms.__getitem__, facts.fields)
        table["label"] += map(labels.__getitem__, facts.fields)
        table["value"] += facts.values
        table["number"] += _numbers(facts)
        table["unit"] += map(units.__getitem__, facts.fields)
        table["cell"] += facts.cells
        table["origin"] += facts.origins
        table["trouble"] += facts.troubles
    return table if table["path"] else {}


def _numbers(facts: FactColumns) -> list[str | None]:
    return [value if number else None for value, number in zip(facts.values, facts.numbers, strict=True)]


@lru_cache(maxsize=4)
def _words(year: int) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Form, label and unit of each field of a year, in the order of its fields."""
    fields = load_forms(year).fields.values()
    return tuple(f.form for f in fields), tuple(f.label for f in fields), tuple(f.unit for f in fields)
