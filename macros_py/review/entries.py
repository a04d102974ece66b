"""A reviewed file as rows of the ledger: plain texts, numbers and marks, in the order of `tables`."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import compress

from macros_py.check import Checked
from macros_py.exchange.settle import settled
from macros_py.review.explained import Weighed
from macros_py.review.record import ORIGINS, TROUBLES, FactColumns, Row, mark
from macros_py.wording import QUESTION, level_of
from workbook.differences import Difference
from workbook.facts import Facts
from workbook.load import load_forms
from workbook.reading import Reading
from workbook.returned_table import returned_rows
from workbook.submission import SealedFacts, Submission

_TEXTS = {origin[0]: mark(origin, None, number=False) for origin in ORIGINS}
_SOURCES = str.maketrans({letter: chr(found) for letter, found in _TEXTS.items()})
_KINDS = str.maketrans({kind: chr(mark(ORIGINS[0], None, number=kind == "n")) for kind in "nt"})
_MARKS = {trouble: mark(ORIGINS[0], trouble, number=False) for trouble in TROUBLES}


@lru_cache(maxsize=4)
def _places(year: int) -> dict[str, int]:
    return {key: place for place, key in enumerate(load_forms(year).fields)}


def fact_columns(reading: Reading, held: SealedFacts, sealed: Submission | None) -> FactColumns:
    """`held` are the facts with a value. Of a figure that is the sealed one, the seal knows whether it was typed over
    its formula: in the copy no formula is left.
    """
    by_column, places = reading.by_column, _places(reading.facts.year)
    marks = _marks(held.texts.numbers, _origins(held, sealed))
    if by_column is None or by_column.troubled:
        return _one_by_one(reading.facts, held, marks)
    fields = array("H", map(places.__getitem__, compress(by_column.keys, by_column.filled))).tobytes()
    return FactColumns.of(*held.columns, fields, marks)


def _one_by_one(facts: Facts, held: SealedFacts, marks: bytes) -> FactColumns:
    """The same where a cell may be in trouble: a blank one is told of, too."""
    places, columns = _places(facts.year), held.columns
    here = [fact for fact in facts.facts.values() if fact.value is not None]
    blank = [fact for fact in facts.facts.values() if fact.trouble and fact.value is None]
    fine = bytes([_MARKS[fact.trouble] | mark for fact, mark in zip(here, marks, strict=True)])
    return FactColumns.of(
        [*columns.ids, *[fact.id for fact in blank]],
        [*columns.values, *[None for _ in blank]],
        [*columns.cells, *[fact.cell for fact in blank]],
        array("H", [places[fact.field.id] for fact in (*here, *blank)]).tobytes(),
        fine + bytes(_TEXTS[fact.origin[0]] | _MARKS[fact.trouble] for fact in blank),
    )


def _origins(held: SealedFacts, sealed: Submission | None) -> str:
    """A letter each. Hardly any submission was touched: nearly always the facts are the sealed ones, one by one."""
    if sealed is None or held == sealed.facts:
        return held.texts.origins
    before = {fact.id: fact for fact in sealed.facts}
    pairs = ((before.get(fact.id), fact) for fact in held)
    return "".join([(old if old is not None and old.value == fact.value else fact).origin[0] for old, fact in pairs])


def _marks(numbers: str, origins: str) -> bytes:
    """A byte each. All are or-ed at once, as two large integers: no byte carries over into the next."""
    kinds, sources = numbers.translate(_KINDS).encode("latin-1"), origins.translate(_SOURCES).encode("latin-1")
    return (int.from_bytes(kinds) | int.from_bytes(sources)).to_bytes(len(numbers))


def finding_rows(found: Iterable[Weighed]) -> Iterator[Row]:
    """See `tables.FINDINGS`."""
    for item in found:
        finding = item.finding
        yield (
            *(finding.rule, level_of(finding), finding.severity, finding.form),
            *(finding.cells[0] if finding.cells else "", "、".join(finding.cells), finding.message),
            *(finding.left, finding.right, finding.difference, finding.rounding, finding.question),
            *(finding.cause, item.explanation, finding.source, item.basis),
        )


def difference_rows(differences: Iterable[Difference]) -> Iterator[Row]:
    """See `tables.DIFFERENCES`."""
    return ((item.kind, item.place, item.problem, item.sealed, item.now) for item in differences)


def returned_entries(sealed: Submission | None, checked: Checked) -> Iterator[Row]:
    """What became of the remarks the file was returned with: as sealed, or as the workbook's own sheet says it."""
    if sealed:
        for item in sealed.returned:
            head = (item.number, item.version, item.level, item.cell, item.text, item.state)
            yield *head, item.was, item.now, item.answer
    elif checked.reading.returned:
        for row in settled(returned_rows(checked.reading.returned), checked):
            yield (
                *(row.number, row.mark.version, row.level, row.cell, row.text),
                *(row.state, row.was, row.now, row.answer),
            )


def fault_rows(checked: Checked) -> Iterator[Row]:
    """Rules that are wrong and did not run."""
    return ((fault.rule, fault.place, fault.problem) for fault in checked.ruleset.faults)


def counts(found: Sequence[Weighed]) -> dict[str, int]:
    """By level; warnings that somebody explained are counted among the warnings, too."""
    levels = Counter(level_of(item.finding) for item in found)
    said = sum(bool(item.explanation) for item in found if level_of(item.finding) == "警告")
    return {
        "errors": levels["错误"],
        "warnings": levels["警告"],
        "explained": said,
        "notices": levels["提示"],
        "questions": levels[QUESTION],
    }
