"""The facts in the ledger: by far the most rows, a thousand a file.

Five of their columns have only a few texts, known before the first file: a row holds the number of a text (an ENUM),
which both DuckDB and Parquet keep as it is instead of finding out anew which texts there are. That is a sixth of what
the ledger takes. Whoever asks the ledger asks the view `facts`, where they are texts as in all other tables.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from macros_py.review.columns import Words, facts_of, inserted
from macros_py.review.record import ORIGINS, TROUBLES, Record
from macros_py.review.tables import EXACT, FACTS

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection, DuckDBPyRelation  # an accountant's computer has none

STORED = "facts_stored"
# A number too large for its column is left out there; its text stands beside it.
_FILLED = f"""SELECT getvariable('paths')[file], fact, getvariable('forms')[field], getvariable('labels')[field],
        CASE WHEN NOT blank THEN value END, CASE WHEN number THEN TRY_CAST(value AS {EXACT}) END,
        getvariable('units')[field], cell, getvariable('origins')[origin], getvariable('troubles')[trouble]
    FROM chunk POSITIONAL JOIN (
        SELECT unnest(string_split(decode(ids), separator)) AS fact,
            unnest(string_split(decode("values"), separator)) AS value,
            unnest(string_split(decode(cells), separator)) AS cell
        FROM texts)"""


class FactsTable:
    """Of one ledger: made when it is opened."""

    def __init__(self, connection: DuckDBPyConnection) -> None:
        self.connection, self.words = connection, Words()
        self.count = self.taken_of = 0  # rows that there are, and that were asked for
        few = {"form": self.words.forms, "label": self.words.labels, "unit": self.words.units}
        few |= {"origin": ORIGINS, "trouble": TROUBLES}
        for name, texts in few.items():
            self._kind(name, texts)
        drawn = ", ".join(f"{column} {f'{column}_kind' if column in few else kind}" for column, kind in FACTS.items())
        shown = ", ".join(f"CAST({column} AS {kind}) AS {column}" for column, kind in FACTS.items())
        connection.execute(f"CREATE TABLE {STORED} ({drawn}); CREATE VIEW facts AS SELECT {shown} FROM {STORED}")

    def _kind(self, name: str, texts: Sequence[str | None]) -> None:
        """The type of a column, and all its texts by number, as `facts_of` has them."""
        different = [text for text in dict.fromkeys(texts) if text is not None]
        self.connection.execute("SET VARIABLE different = $1", [different])
        self.connection.execute(f"CREATE TYPE {name}_kind AS ENUM (SELECT unnest(getvariable('different')))")
        self.connection.execute(f"SET VARIABLE {name}s = $1::{name}_kind[]", [list(texts)])

    def add(self, chunk: Sequence[Record]) -> None:
        """The facts of some files."""
        self.connection.execute("SET VARIABLE paths = $1", [[record.path for record in chunk]])
        numbers, texts = facts_of(chunk, self.words)
        self.count += sum(len(record.facts.marks) for record in chunk)
        inserted(self.connection, STORED, _FILLED, chunk=numbers, texts=texts)

    @property
    def unwritten(self) -> int:
        """How many rows there are that nobody `taken`."""
        return self.count - self.taken_of

    def taken(self) -> DuckDBPyRelation:
        """The rows that came since this was last asked for, as they are stored."""
        start, self.taken_of = self.taken_of, self.count
        return self.connection.sql(f"SELECT * FROM {STORED} WHERE rowid >= {start}")
