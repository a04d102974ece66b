"""Records of several files as columns, table by table, as DuckDB takes them fastest: arrays of objects load three times
as fast as CSV or JSON. Of facts there are a thousand a file: what repeats is said by number (`Words`), and DuckDB looks
it up; the other texts stay one a file, as they came, and DuckDB splits them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from macros_py.review.record import Record, Row
from macros_py.review.tables import DIFFERENCES, FINDINGS, RETURNED, RULE_FAULTS, TIMINGS, Columns
from workbook.facts import Field
from workbook.load import load_forms, years

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Table = dict[str, Any]
TEXTS = ("separator", "ids", "values", "cells")


class Words:
    """The texts that facts have in common: `columns` are form, label and unit of every field of all years, `start` is
    where those of a year begin.
    """

    def __init__(self) -> None:
        self.start: dict[int, int] = {}
        fields = list[Field]()
        for year in years():
            self.start[year] = len(fields)
            fields += load_forms(year).fields.values()
        self.columns = tuple(zip(*((field.form, field.label, field.unit) for field in fields), strict=True))


def facts_of(records: Sequence[Record], words: Words, first: int) -> Table:
    """A row a file that has any: its texts; `file`, counted from `first`; and as lists `field`, within `words`, counted
    from 1, as lists in DuckDB are, and `mark`.
    """
    import numpy  # noqa: PLC0415  comes with pandas

    filled = [(file, record) for file, record in enumerate(records, first) if record.facts.marks]
    if not filled:
        return {}
    files, packed = zip(*((file, record.facts) for file, record in filled), strict=True)
    starts = [words.start[record.summary.year or 0] + 1 for _, record in filled]
    fields = [numpy.frombuffer(facts.fields, dtype=numpy.uint16) for facts in packed]
    return {
        **{name: objects([getattr(facts, name) for facts in packed]) for name in TEXTS},
        "file": numpy.array(files, dtype=numpy.int32),
        "field": objects([field.astype(numpy.int32) + start for field, start in zip(fields, starts, strict=True)]),
        "mark": objects([numpy.frombuffer(facts.marks, dtype=numpy.uint8) for facts in packed]),
    }


def created(connection: DuckDBPyConnection, name: str, columns: Columns, kind: str = "TABLE") -> None:
    """An empty table with these columns; `kind` may be TEMP TABLE."""
    drawn = ", ".join(f"{column} {what}" for column, what in columns.items())
    connection.execute(f"CREATE {kind} {name} ({drawn})")


def objects(values: list[Any]) -> Any:
    """A column of anything."""
    import numpy  # noqa: PLC0415

    array = numpy.empty(len(values), dtype=object)
    array[:] = values
    return array


def inserted(connection: DuckDBPyConnection, name: str, query: str, chunk: Table) -> None:
    """What a query makes of `chunk` goes into the table of that name; nothing if it has no rows."""
    if chunk:
        connection.register("chunk", chunk)
        connection.execute(f"INSERT INTO {name} {query}")
        connection.unregister("chunk")


def tables_of(records: Sequence[Record]) -> dict[str, Table]:
    """The tables of few rows; `files` and `run` need to know of all files."""
    return {
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
    if not rows:
        return {}
    return {name: objects(list(values)) for name, values in zip(columns, zip(*rows, strict=True), strict=True)}


def _rows(columns: Columns, found: Iterable[tuple[str, list[Row]]]) -> Table:
    return transposed(columns, [(path, *row) for path, rows in found for row in rows])
