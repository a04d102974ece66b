"""The machine-readable part of a submission copy: what was sent up, sealed so that every later change shows.

It lies in the file as a custom XML part, which Excel keeps and nobody sees: a JSON text in one element. It says every
figure with its id and cell, the labels around them, which rules they were checked by, what was found and how it was
explained. `sha256` is over the facts alone, by a recipe that anybody can follow (docs/submission.md); the same figures
have the same one, whatever the file looks like. It proves that nothing slipped, not who wrote it: who forges the cells
can forge the seal, so the number stands on the printed receipt, too.

    seal(package, submission)
    sealed_in(opened.read, opened.archive.namelist()).facts
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Literal
from xml.etree import ElementTree

import msgspec

from workbook.custom_part import add_custom_part, custom_parts, is_in
from workbook.facts import Facts, Origin, Value

if TYPE_CHECKING:  # who only reads a file does not wait for what edits one
    from workbook.package import Package

SCHEMA = "jixiao.submission/1"
NAMESPACE = "urn:jixiao:submission:1"
_ITEM = "{6E1B3C7A-5B0C-4E0B-9C39-0C2B7A5D1F01}"  # names the part, the same in every file
_HEAD = re.compile(rb"<(?:[\w.-]+:)?submission\b[^<>]*>")
_LONGEST = 16 * 1024 * 1024  # bytes: ten times what the largest department of ours needs
_ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})

_MOST_WRITTEN = 1 << 16  # numbers that are kept, some 150 bytes each

State = Literal["visible", "hidden", "veryHidden"]


class SealedFact(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """A cell that holds something. A number is a decimal text, a percentage a fraction. Not keyword-only, for a
    thousand a file are made.
    """

    id: str
    value: str
    number: bool = False
    cell: str = ""
    origin: Origin = "input"


class SealedSheet(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A sheet as it was: hidden rows and columns by number from 1. `printed` says which of the submission's sets of
    labels stands on it; a sheet without a table of ours has the checksum of its cells instead.
    """

    title: str
    state: State = "visible"
    rows: tuple[int, ...] = ()
    columns: tuple[int, ...] = ()
    printed: int | None = None
    checksum: str = ""


class SealedFinding(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What was found, `basis` being the fingerprint of its figures, and what the unit said about it."""

    rule: str
    level: str
    cells: tuple[str, ...] = ()
    message: str = ""
    basis: str = ""
    explanation: str | None = None


class SealedRules(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Which rules: the pack, its title, and the checksum of its files, which is its version. `typed` are rules that
    were written into the workbook itself, `faults` those that were wrong and did not run.
    """

    pack: str
    title: str
    year: int
    sha256: str
    typed: tuple[str, ...] = ()
    faults: int = 0


class SealedScores(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """As the rules compute them; None where something is missing."""

    total: str | None = None
    grade: str | None = None
    rate: str | None = None
    execution: str | None = None


class Override(msgspec.Struct, frozen=True, kw_only=True):
    """Who let the file go up although something stands, and why. `standing` counts it by level."""

    name: str
    reason: str
    standing: dict[str, int]


class Settled(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A remark that the file was returned with, and what became of it (已改 / 已答复 / 未改)."""

    number: int
    version: int
    level: str
    cell: str
    text: str
    state: str
    was: str = ""
    now: str = ""
    answer: str = ""
    rule: str = ""


class Submission(msgspec.Struct, frozen=True, kw_only=True):
    """All of it. `version` counts how often the unit sent its file up, `made` is when, by the clock of its computer."""

    schema: str = SCHEMA
    program: str
    year: int
    code: str
    unit: str
    version: int
    made: str
    rules: SealedRules
    scores: SealedScores
    sha256: str
    facts: tuple[SealedFact, ...]
    rows: dict[str, int]
    sheets: tuple[SealedSheet, ...]
    printed: tuple[dict[str, str], ...]
    findings: tuple[SealedFinding, ...]
    override: Override | None = None
    returned: tuple[Settled, ...] = ()

    @property
    def explanations(self) -> dict[tuple[str, str], str]:
        """What the unit said about findings, by rule and fingerprint of the figures. A text settles no error."""
        return {
            (finding.rule, finding.basis): finding.explanation
            for finding in self.findings
            if finding.explanation and finding.level != "错误"
        }


_SUBMISSION = msgspec.json.Decoder(Submission)


class BrokenSeal(ValueError):
    """There is a machine-readable part, but it cannot be read."""


def sealed_facts(facts: Facts) -> tuple[SealedFact, ...]:
    """Every cell of the tables that holds something, in the order of the tables."""
    return tuple(
        [
            SealedFact(fact.id, value, False, fact.cell, fact.origin)
            if isinstance(value, str)
            else SealedFact(fact.id, _WRITTEN[value], True, fact.cell, fact.origin)
            for fact in facts.facts.values()
            if (value := fact.value) is not None
        ]
    )


def says_the_same(facts: Facts, sealed: Iterable[SealedFact]) -> bool:
    """Whether the facts of a file, if they were sealed now, would be those sealed: the same as comparing what
    `sealed_facts` gives, at less than half its cost.
    """
    here, there = [fact for fact in facts.facts.values() if fact.value is not None], list(sealed)
    return (
        [fact.id for fact in here] == [fact.id for fact in there]
        and [fact.cell for fact in here] == [fact.cell for fact in there]
        and [fact.origin for fact in here] == [fact.origin for fact in there]
        and [not isinstance(fact.value, str) for fact in here] == [fact.number for fact in there]
        and [canonical(fact.value) for fact in here] == [fact.value for fact in there]
    )


def canonical(value: Value) -> str:
    """A value as it is sealed: a number without exponent and without zeros at its end.

    >>> canonical(Decimal("1745.350")), canonical(Decimal("1E+3")), canonical(Decimal("-0.0")), canonical("020001")
    ('1745.35', '1000', '0', '020001')
    """
    if isinstance(value, str):
        return value
    return _WRITTEN[value] if value is not None else ""


class _Written(dict[Decimal, str]):
    """Numbers that were written. Equal ones are written alike."""

    def __missing__(self, number: Decimal) -> str:
        if len(self) >= _MOST_WRITTEN:
            self.clear()
        text = self[number] = f"{number.normalize():f}" if number else "0"
        return text


_WRITTEN = _Written()


def digest(facts: Iterable[SealedFact]) -> str:
    r"""SHA-256 of the facts, 64 hex digits: for each, sorted by id as bytes, a line `id TAB n|t TAB value LF` in UTF-8,
    n for a number and t for a text, in which backslash, tab and line breaks are written \\ \t \n \r.
    """
    import hashlib  # noqa: PLC0415  who checks a file does not wait for it

    lines = [f"{fact.id}\t{'n' if fact.number else 't'}\t{_escaped(fact.value)}\n" for fact in facts]
    lines.sort()
    return hashlib.sha256("".join(lines).encode("utf-8", "surrogatepass")).hexdigest()


def _escaped(value: str) -> str:
    """Few hold anything that is written otherwise."""
    return value if value.isprintable() and "\\" not in value else value.translate(_ESCAPED)


def seal(package: Package, submission: Submission) -> None:
    """Put the machine-readable part into a workbook; one that is there already is replaced."""
    text = msgspec.json.encode(submission).decode().replace("\ufffe", "\\ufffe").replace("\uffff", "\\uffff")
    root = ElementTree.Element("submission", {"xmlns": NAMESPACE, "schema": SCHEMA, "sha256": submission.sha256})
    root.text = text
    add_custom_part(package, NAMESPACE, _ITEM, ElementTree.tostring(root, encoding="utf-8", xml_declaration=True))


def sealed_in(read: Callable[[str], bytes], names: Iterable[str]) -> Submission | None:
    """The machine-readable part of a workbook, None where there is none. Raises BrokenSeal."""
    for part in custom_parts(names):
        data = read(part)
        if is_in(NAMESPACE, data):
            try:
                return _SUBMISSION.decode(_text(data))
            except (msgspec.DecodeError, RecursionError, ValueError) as error:
                raise BrokenSeal(str(error)) from error
    return None


def _text(data: bytes) -> bytes | str:
    """The text of the one element, as it is written where nothing in it is escaped. No tree is made of it: a part of
    some megabytes from a stranger may hold a million elements. Raises ValueError.
    """
    head, tail = _HEAD.search(data), data.rfind(b"</")
    if head is None or not head.end() <= tail or data.find(b"<", head.end(), tail) >= 0 or len(data) > _LONGEST:
        raise ValueError("not one element with a text")
    text = data[head.end() : tail]
    if b"&" not in text:
        return text
    from html import unescape  # noqa: PLC0415  what XML escapes, other programs in their own way

    return unescape(text.decode())
