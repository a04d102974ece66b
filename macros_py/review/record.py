"""What one file comes to: a record, plain data that goes from a worker's process into a part file and the ledger.

Rows are written without the names of their columns, and facts column by column, for there are a thousand in a file.
Of those each column of texts travels as one text, in UTF-8: nobody on the way has to make a thousand strings of it, for
DuckDB reads and splits it itself.

    head_of(encoded(record)).state
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import msgspec

State = Literal["reviewed", "refused", "failed"]
Kind = Literal["submission", "workbook", ""]
Row = tuple[str | int | bool | None, ...]


class Head(msgspec.Struct, array_like=True, kw_only=True):
    """What whoever counts needs. `size` and `mtime_ns` tell whether the file is still the one that was looked at."""

    path: str
    size: int
    mtime_ns: int
    state: State
    reason: str = ""


class Summary(msgspec.Struct, array_like=True, kw_only=True):
    """A row of `files` but for what only all files together tell; see `tables.FILES`."""

    file_sha256: str = ""
    kind: Kind = ""
    found_by: str = ""
    unit: str = ""
    code: str = ""
    year: int | None = None
    version: int | None = None
    made: str = ""
    pack: str = ""
    pack_sha256: str = ""
    sealed_pack_sha256: str = ""
    facts_sha256: str = ""
    sealed: bool = False
    differences: int = 0
    total: float | None = None
    grade: str = ""
    execution_rate: float | None = None
    execution_score: float | None = None
    errors: int = 0
    warnings: int = 0
    explained: int = 0
    notices: int = 0
    questions: int = 0
    override_name: str = ""
    override_reason: str = ""
    override_standing: str = ""
    has_macros: bool = False
    external_links: int = 0
    hidden_sheets: str = ""
    absent_forms: str = ""


ORIGINS: tuple[str, ...] = ("input", "computed", "reported")
TROUBLES: tuple[str | None, ...] = (None, "error", "uncalculated")
# A mark is an origin, 4 for a number, a trouble three bits further up, and 128 for no value at all.
NUMBER, _TROUBLE, BLANK = 4, 3, 128


class FactColumns(msgspec.Struct, array_like=True, kw_only=True):
    """Cells that hold something or are in trouble, column by column. A column of texts is one text in UTF-8:
    `separator` stands between them, a character that none of them has. `fields` says of each cell which of the fields
    of the year's forms it belongs to, two bytes each; `marks` are bytes, see `mark`: so nothing has to be made of them
    one by one.
    """

    separator: str = "\0"
    ids: bytes = b""
    values: bytes = b""
    cells: bytes = b""
    fields: bytes = b""
    marks: bytes = b""

    @classmethod
    def of(
        cls, ids: Sequence[str], values: Sequence[str | None], cells: Sequence[str], fields: bytes, marks: bytes
    ) -> FactColumns:
        """Of texts that may hold anything; None is no value at all, which its mark says then."""
        known = [value for value in values if value is not None]
        if len(known) < len(values):
            marks = bytes(one | (value is None) * BLANK for one, value in zip(marks, values, strict=True))
            known = [value or "" for value in values]
        separator, *texts = _joined(ids, known, cells)
        columns = dict(zip(("ids", "values", "cells"), [text.encode() for text in texts], strict=True))
        return cls(separator=separator, fields=fields, marks=marks, **columns)


def mark(origin: str, trouble: str | None, *, number: bool) -> int:
    """
    >>> mark("reported", "error", number=True)
    14
    """
    return ORIGINS.index(origin) | number * NUMBER | TROUBLES.index(trouble) << _TROUBLE


def meaning(mark: int) -> tuple[str | None, str | None]:
    """Origin and trouble. A number that is no mark has neither.

    >>> meaning(14)
    ('reported', 'error')
    """
    origin, trouble = mark & (NUMBER - 1), mark >> _TROUBLE & 3
    fine = origin < len(ORIGINS) and trouble < len(TROUBLES)
    return (ORIGINS[origin], TROUBLES[trouble]) if fine else (None, None)


class Timing(msgspec.Struct, array_like=True, kw_only=True):
    """Milliseconds, and in which process."""

    gate_ms: float = 0.0
    read_ms: float = 0.0
    evaluate_ms: float = 0.0
    total_ms: float = 0.0
    worker: str = ""


class Record(Head, array_like=True, kw_only=True):
    """All of it: rows as the tables of those names have them, without the path."""

    summary: Summary = msgspec.field(default_factory=Summary)
    facts: FactColumns = msgspec.field(default_factory=FactColumns)
    findings: list[Row] = []
    differences: list[Row] = []
    returned: list[Row] = []
    rule_faults: list[Row] = []
    timing: Timing = msgspec.field(default_factory=Timing)


_ENCODER = msgspec.msgpack.Encoder()
_RECORDS, _HEADS = msgspec.msgpack.Decoder(Record), msgspec.msgpack.Decoder(Head)


def encoded(record: Record) -> bytes:
    """As it is sent and kept."""
    return _ENCODER.encode(record)


def decoded(data: bytes) -> Record:
    """The opposite of `encoded`. Raises DecodeError for what is no record."""
    return _RECORDS.decode(data)


def head_of(data: bytes) -> Head:
    """Only what stands in front. Raises DecodeError, too."""
    return _HEADS.decode(data)


def _joined(*columns: Sequence[str]) -> tuple[str, ...]:
    """A separator, and each column as one text. Only a text that was made for it has the first in it, a zero."""
    for separator in map(chr, range(0xD800)):
        texts = [separator.join(column) for column in columns]
        if all(text.count(separator) == max(len(column) - 1, 0) for text, column in zip(texts, columns, strict=True)):
            return separator, *texts
    raise ValueError("a file that has every character")
