r"""The facts of a submission as they are sealed: column by column, each column one text with a line a fact.

Why: there are a thousand in a file, and nearly always they are those that stand in its cells. Five texts tell that at
once; a thousand objects are made of them only for a file that was touched. In a column backslash, tab and line breaks
are written as the checksum has them, so that no value can pass for the end of a line.

>>> SealedFacts.of([SealedFact("a", "甲\n乙", cell="表!A1"), SealedFact("b", "2.5", number=True, cell="表!A2")]).texts
SealedColumns(ids='a\nb', values='甲\\n乙\n2.5', cells='表!A1\n表!A2', numbers='tn', origins='ii')
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import compress
from operator import is_
from typing import NamedTuple, overload

import msgspec

from workbook.facts import ByColumn, Facts, Origin
from workbook.held import written

_WRITTEN_AS = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"}  # the backslash first
_ESCAPED = str.maketrans(_WRITTEN_AS)
_ESCAPE, _MEANT = re.compile(r"\\(.?)"), {"\\": "\\", "t": "\t", "n": "\n", "r": "\r"}
_ORIGINS: dict[str, Origin] = {"i": "input", "c": "computed", "r": "reported"}
_LETTERS = {origin: letter for letter, origin in _ORIGINS.items()}
_KINDS = bytes.maketrans(b"\0\1", b"nt")


class SealedFact(msgspec.Struct, frozen=True, gc=False):
    """A cell that holds something. A number is a decimal text, a percentage a fraction. Not keyword-only, for a
    thousand a file are made.
    """

    id: str
    value: str
    number: bool = False
    cell: str = ""
    origin: Origin = "input"


class Columns(NamedTuple):
    """What the facts hold, as it is meant."""

    ids: list[str]
    values: list[str]
    cells: list[str]


class SealedColumns(msgspec.Struct, frozen=True):
    """As they lie in the file: lines, and of each fact a letter that says whether it is a number (n) or a text (t), and
    where it came from (i, c, r).
    """

    ids: str
    values: str
    cells: str
    numbers: str
    origins: str

    def fit(self) -> None:
        """Raises ValueError for columns that do not belong together, or that say anything that we do not write."""
        facts, lines = len(self.numbers), (self.ids, self.values, self.cells)
        if len(self.origins) != facts or any(text.count("\n") != facts - 1 if facts else text for text in lines):
            raise ValueError("columns of different length")
        if self.numbers.strip("nt") or self.origins.strip("".join(_ORIGINS)):
            raise ValueError("a letter that says nothing")
        if "\\" in self.ids or any("\t" in text or "\r" in text for text in lines):
            raise ValueError("a sign that is written otherwise")
        if not (_is_escaped(self.values) and _is_escaped(self.cells)):
            raise ValueError("an escape that means nothing")


class SealedFacts(Sequence[SealedFact]):
    """All facts of a submission. Objects are made of them each time that somebody asks for one."""

    __slots__ = ("_columns", "texts")

    def __init__(self, texts: SealedColumns, columns: Columns | None = None) -> None:
        self.texts, self._columns = texts, columns

    @classmethod
    def of(cls, facts: Iterable[SealedFact]) -> SealedFacts:
        """Of facts one by one. Raises ValueError for an id that has a backslash, a tab or a line break."""
        if isinstance(facts, SealedFacts):
            return facts
        held = list(facts)
        columns = Columns([fact.id for fact in held], [fact.value for fact in held], [fact.cell for fact in held])
        return _of(columns, "".join(["nt"[not fact.number] for fact in held]), [fact.origin for fact in held])

    @property
    def columns(self) -> Columns:
        if self._columns is None:
            texts, there = self.texts, bool(self.texts.numbers)
            ids = texts.ids.split("\n") if there else []
            self._columns = Columns(ids, *([_meant(text) if there else [] for text in (texts.values, texts.cells)]))
        return self._columns

    def computed(self) -> dict[str, str]:
        """The values of those that formulas computed, by id."""
        texts = self.texts
        wanted = [letter == "c" for letter in texts.origins]
        ids, values = (compress(text.split("\n"), wanted) for text in (texts.ids, texts.values))
        return {fact_id: _meant(value)[0] for fact_id, value in zip(ids, values, strict=True)}

    def alike(self, other: SealedFacts) -> bool:
        """The same but for where they came from: in a copy nothing has a formula."""
        return msgspec.structs.astuple(self.texts)[:-1] == msgspec.structs.astuple(other.texts)[:-1]

    def says_what(self, other: SealedFacts) -> bool:
        """The same facts with the same values, wherever they stand and came from."""
        mine, theirs = self.texts, other.texts
        return (mine.ids, mine.values, mine.numbers) == (theirs.ids, theirs.values, theirs.numbers)

    def from_origins(self, origins: Iterable[Origin]) -> SealedFacts:
        """The same facts, come from there."""
        return SealedFacts(msgspec.structs.replace(self.texts, origins=_letters(origins)), self._columns)

    def __len__(self) -> int:
        return len(self.texts.numbers)

    def __iter__(self) -> Iterator[SealedFact]:
        letters = zip(self.texts.numbers, self.texts.origins, strict=True)
        for fact_id, value, cell, (number, origin) in zip(*self.columns, letters, strict=True):
            yield SealedFact(fact_id, value, number == "n", cell, _ORIGINS[origin])

    @overload
    def __getitem__(self, place: int) -> SealedFact: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[SealedFact, ...]: ...
    def __getitem__(self, place: int | slice) -> SealedFact | tuple[SealedFact, ...]:
        return tuple(self)[place]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SealedFacts) and self.texts == other.texts

    def __hash__(self) -> int:
        return hash(self.texts)


def sealed_facts(facts: Facts) -> SealedFacts:
    """Every cell of the tables that holds something, in the order of the tables."""
    here = [fact for fact in facts.facts.values() if fact.value is not None]
    held = [value for fact in here if (value := fact.value) is not None]
    return _sealed([fact.id for fact in here], held, [fact.cell for fact in here], [fact.origin for fact in here])


def sealed_by_column(facts: ByColumn) -> SealedFacts:
    """The same, of facts that somebody has column by column."""
    held = [value for value in facts.values if value is not None]
    ids, cells = (list(compress(column, facts.filled)) for column in (facts.ids, facts.cells))
    return _sealed(ids, held, cells, list(compress(facts.origins, facts.filled)))


def _sealed(ids: list[str], held: list[Decimal | str], cells: list[str], origins: list[Origin]) -> SealedFacts:
    values = written(held)
    numbers = bytes(map(is_, values, held)).translate(_KINDS).decode()  # a text stands for itself
    return _of(Columns(ids, values, cells), numbers, origins)


def _of(columns: Columns, numbers: str, origins: list[Origin]) -> SealedFacts:
    ids, values, cells = map(_lines, columns)
    if "\\" in ids:
        raise ValueError("an id that could pass for another line of the checksum")
    return SealedFacts(SealedColumns(ids, values, cells, numbers, _letters(origins)), columns)


def _letters(origins: Iterable[Origin]) -> str:
    return "".join(map(_LETTERS.__getitem__, origins))


def _lines(texts: list[str]) -> str:
    """Hardly any hold anything that is written otherwise; all are written at once as long as no text holds a zero."""
    joined = "\n".join(texts)
    if "\\" not in joined and "\t" not in joined and "\r" not in joined and joined.count("\n") < max(len(texts), 1):
        return joined
    if "\0" in joined:
        return "\n".join([text.translate(_ESCAPED) for text in texts])
    joined = "\0".join(texts)
    for sign, escaped in _WRITTEN_AS.items():
        joined = joined.replace(sign, escaped)
    return joined.replace("\0", "\n")


def _is_escaped(lines: str) -> bool:
    """Whether every backslash begins something that is written so."""
    return "\\" not in lines or _MEANT.keys() >= {*_ESCAPE.findall(lines)}


def _meant(lines: str) -> list[str]:
    """The opposite."""
    texts = lines.split("\n")
    if "\\" not in lines:
        return texts
    return [_ESCAPE.sub(lambda match: _MEANT[match[1]], text) if "\\" in text else text for text in texts]


def digest(facts: Iterable[SealedFact]) -> str:
    r"""SHA-256 of the facts, 64 hex digits: of the columns ids, numbers and values, as they are sealed, with a line
    break between them, in UTF-8. Where the facts stand and came from makes no difference; their order does, which is
    that of the year's forms: once a year is published, its fields keep their order.
    """
    import hashlib  # noqa: PLC0415  who checks a file does not wait for it

    texts = SealedFacts.of(facts).texts
    content = "\n".join((texts.ids, texts.numbers, texts.values))
    return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()
