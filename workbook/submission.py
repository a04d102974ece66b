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
from typing import TYPE_CHECKING, Literal
from xml.etree import ElementTree

import msgspec

from workbook.custom_part import add_custom_part, custom_parts, is_in
from workbook.sealed_facts import (
    SealedColumns,
    SealedFact,
    SealedFacts,
    digest,
    sealed_facts,
)

if TYPE_CHECKING:  # who only reads a file does not wait for what edits one
    from workbook.package import Package

__all__ = [
    "BrokenSeal",
    "Override",
    "SealedFact",
    "SealedFacts",
    "SealedFinding",
    "SealedRules",
    "SealedScores",
    "SealedSheet",
    "Settled",
    "State",
    "Submission",
    "digest",
    "seal",
    "seal_part",
    "sealed_facts",
    "sealed_in",
]

SCHEMA = "jixiao.submission/1"
NAMESPACE = "urn:jixiao:submission:1"
_ITEM = "{6E1B3C7A-5B0C-4E0B-9C39-0C2B7A5D1F01}"  # names the part, the same in every file
_HEAD = re.compile(rb"<(?:[\w.-]+:)?submission\b[^<>]*>")
_LONGEST = 16 * 1024 * 1024  # bytes: ten times what the largest department of ours needs

State = Literal["visible", "hidden", "veryHidden"]


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
    """All of it. `version` counts how often the unit sent its file up, `made` is when, by the clock of its computer.
    `others` sums all other parts of the file, see `workbook.as_written`.
    """

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
    facts: SealedFacts
    rows: dict[str, int]
    sheets: tuple[SealedSheet, ...]
    printed: tuple[dict[str, str], ...]
    findings: tuple[SealedFinding, ...]
    override: Override | None = None
    returned: tuple[Settled, ...] = ()
    others: str = ""

    @property
    def explanations(self) -> dict[tuple[str, str], str]:
        """What the unit said about findings, by rule and fingerprint of the figures. A text settles no error."""
        return {
            (finding.rule, finding.basis): finding.explanation
            for finding in self.findings
            if finding.explanation and finding.level != "错误"
        }


class _Sent(Submission, frozen=True, kw_only=True):
    """As it lies in the file."""

    facts: SealedColumns  # type: ignore[assignment]
    printed: tuple[msgspec.Raw, ...]  # type: ignore[assignment]


_SENT, _PRINTED = msgspec.json.Decoder(_Sent), msgspec.json.Decoder(dict[str, str])
_MOST_KEPT, _LONGEST_KEPT = 256, 1 << 15  # sets of labels that are kept, and bytes of one
_KEPT: dict[bytes, dict[str, str]] = {}


class BrokenSeal(ValueError):
    """There is a machine-readable part, but it cannot be read."""


def seal(package: Package, submission: Submission) -> None:
    """Put the machine-readable part into a workbook; one that is there already is replaced."""
    text = msgspec.json.encode(submission, enc_hook=_plain).decode()
    text = text.replace("\ufffe", "\\ufffe").replace("\uffff", "\\uffff")
    root = ElementTree.Element("submission", {"xmlns": NAMESPACE, "schema": SCHEMA, "sha256": submission.sha256})
    root.text = text
    add_custom_part(package, NAMESPACE, _ITEM, ElementTree.tostring(root, encoding="utf-8", xml_declaration=True))


def sealed_in(read: Callable[[str], bytes], names: Iterable[str]) -> Submission | None:
    """The machine-readable part of a workbook, None where there is none. Raises BrokenSeal."""
    part = seal_part(read, names)
    if part is None:
        return None
    try:
        return _read(_SENT.decode(_text(read(part))))
    except (msgspec.DecodeError, RecursionError, ValueError) as error:
        raise BrokenSeal(str(error)) from error


def seal_part(read: Callable[[str], bytes], names: Iterable[str]) -> str | None:
    """Which part it is."""
    return next((part for part in custom_parts(names) if is_in(NAMESPACE, read(part))), None)


def _read(sent: _Sent) -> Submission:
    """Raises ValueError for facts that are not as we write them."""
    sent.facts.fit()
    said = {name: getattr(sent, name) for name in Submission.__struct_fields__}
    printed = tuple([_printed(bytes(labels)) for labels in sent.printed])
    return Submission(**said | {"facts": SealedFacts(sent.facts), "printed": printed})


def _printed(labels: bytes) -> dict[str, str]:
    """What is printed on a sheet is the same in thousands of files: read once, shared by all. Raises DecodeError."""
    if labels not in _KEPT:
        found = _PRINTED.decode(labels)
        if len(labels) > _LONGEST_KEPT:
            return found
        if len(_KEPT) >= _MOST_KEPT:
            _KEPT.clear()
        _KEPT[labels] = found
    return _KEPT[labels]


def _plain(facts: object) -> SealedColumns:
    """What is no plain data is the facts."""
    assert isinstance(facts, SealedFacts)
    return facts.texts


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
