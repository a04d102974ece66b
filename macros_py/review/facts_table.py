"""The facts in the ledger: by far the most rows, a thousand a file.

Stored is what differs from fact to fact. What repeats is a number: of the file, whose path stands in `facts_files`, of
the field, with its form, label and unit in `facts_fields`, and of origin and trouble, in `facts_marks`. Whoever asks
the ledger asks the view `facts`, where all of them are texts as in the other tables, and so they are in Parquet. That
is a fifth less work than finding out anew, row by row, which texts there are.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from typing import TYPE_CHECKING

from macros_py.review.columns import Words, created, facts_of, inserted, transposed
from macros_py.review.record import BLANK, NUMBER, Record, meaning
from macros_py.review.tables import EXACT, FACTS, FACTS_FIELDS, FACTS_FILES, FACTS_MARKS, FACTS_STORED, Columns

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection  # an accountant's computer has none

STORED = "facts_stored"
# A number too large for its column is left out there; its text stands beside it.
_FILLED = f"""SELECT file, fact, field, CASE WHEN mark < {BLANK} THEN value END,
        CASE WHEN mark & {NUMBER} > 0 THEN TRY_CAST(value AS {EXACT}) END, cell, mark
    FROM (SELECT file, unnest(field) AS field, unnest(mark) AS mark,
            unnest(string_split(decode(ids), separator)) AS fact,
            unnest(string_split(decode("values"), separator)) AS value,
            unnest(string_split(decode(cells), separator)) AS cell
        FROM chunk)"""
_FEW = ("form", "label", "unit", "origin", "trouble")
# What `facts` says, for Parquet: from lists, as a join does not promise that rows stay in order.
_TAKEN = f"""SELECT getvariable('paths')[file - {{files}}] AS path, fact, getvariable('forms')[field] AS form,
        getvariable('labels')[field] AS label, value, number, getvariable('units')[field] AS unit, cell,
        getvariable('origins')[mark + 1] AS origin, getvariable('troubles')[mark + 1] AS trouble
    FROM {STORED} WHERE rowid >= {{rows}}"""
_VIEW = f"""CREATE VIEW facts AS SELECT {", ".join(FACTS)}
    FROM {STORED} JOIN facts_files USING (file) JOIN facts_fields USING (field) JOIN facts_marks USING (mark)"""


class FactsTable:
    """Of one ledger: made when it is opened."""

    def __init__(self, connection: DuckDBPyConnection) -> None:
        self.connection, self.words = connection, Words()
        self.paths = list[str]()  # of all files that were added
        self.count = self.rows_taken = self.files_taken = 0  # rows that there are; rows and files that were asked for
        texts = dict(zip(_FEW, (*self.words.columns, *zip(*map(meaning, range(256)), strict=True)), strict=True))
        for name, column in texts.items():
            self._kind(name, column)
        self._create("facts_fields", FACTS_FIELDS, list(zip(count(1), *self.words.columns)))
        self._create("facts_marks", FACTS_MARKS, [(mark, *meaning(mark)) for mark in range(256) if meaning(mark)[0]])
        self._create("facts_files", FACTS_FILES, [])
        self._create(STORED, FACTS_STORED, [])
        connection.execute(_VIEW)

    def _create(self, name: str, columns: Columns, rows: Sequence[Sequence[object]]) -> None:
        created(self.connection, name, columns)
        self._put(name, columns, rows)

    def _put(self, name: str, columns: Columns, rows: Sequence[Sequence[object]]) -> None:
        inserted(self.connection, name, "FROM chunk", transposed(columns, rows))

    def _kind(self, name: str, texts: Sequence[str | None]) -> None:
        """A type whose values are the different texts of a column, and all its texts, by number, in that type: Parquet
        keeps a text that is one of few as a number, too, and takes this one as it is.
        """
        different = [text for text in dict.fromkeys(texts) if text is not None]
        self.connection.execute("SET VARIABLE different = $1", [different])
        self.connection.execute(f"CREATE TEMP TYPE {name}_kind AS ENUM (SELECT unnest(getvariable('different')))")
        self.connection.execute(f"SET VARIABLE {name}s = $1::{name}_kind[]", [list(texts)])

    def add(self, chunk: Sequence[Record]) -> None:
        """The facts of some files, the next ones."""
        first, paths = len(self.paths), [record.path for record in chunk]
        self._put("facts_files", FACTS_FILES, list(enumerate(paths, first)))
        inserted(self.connection, STORED, _FILLED, facts_of(chunk, self.words, first))
        self.paths += paths
        self.count += sum(len(record.facts.marks) for record in chunk)

    @property
    def unwritten(self) -> int:
        """How many rows there are that nobody `taken`."""
        return self.count - self.rows_taken

    def taken(self) -> str:
        """Asks for the rows that came since this was last called, as `facts` has them."""
        self.connection.execute("SET VARIABLE paths = $1::VARCHAR[]", [self.paths[self.files_taken :]])
        query = _TAKEN.format(files=self.files_taken - 1, rows=self.rows_taken)
        self.rows_taken, self.files_taken = self.count, len(self.paths)
        return query
