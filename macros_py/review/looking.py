"""One look at a file for all that a review needs: what passed the gate, its seal, its facts, what it brings along.

Facts are found by defined names. Sheets that no name leads to are looked through for the labels of our tables; a file
in which nothing is found either way is refused.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import cast

import msgspec

from macros_py.exchange.verify import ASIDE, broken_seal
from macros_py.review.glance import sealed_witness, unchanged
from macros_py.review.rulesets import left_out
from workbook import own_sheets
from workbook.as_written import as_written
from workbook.carried import Carried, carried
from workbook.errors import UnusableFile
from workbook.labels import unnamed, with_labels, year_in
from workbook.limits import Limits
from workbook.load import load_forms, years
from workbook.names import PACK_NAME, WITHOUT_NAME, YEAR_NAME, Names
from workbook.observe import Observed
from workbook.opened import Opened
from workbook.read import VBA_PART, names_of, opened_for_reading, sheets_of
from workbook.reading import Reading, SheetCells, reading_of
from workbook.submission import BrokenSeal, State, Submission, seal_part, sealed_in
from workbook.witness import Sheet, Witness, hides_columns, witnessed

BY_NAMES, BY_LABELS = "names", "labels"
NATIONAL = "national"
_NOTHING = Witness(sheets=(), printed=(), formulas=())
_Cells = Callable[[str], SheetCells]


class Looked(msgspec.Struct, frozen=True, kw_only=True):
    """`sha256` of the file; `found_by` names or labels; `opened_at` is when the gate was done, by `perf_counter`."""

    observed: Observed
    sha256: str
    found_by: str
    opened_at: float


def look(path: Path, limits: Limits, pack: str | None) -> Looked:
    """Read a file once. Raises UnusableFile for one that cannot be trusted or holds no table of ours, RuleError."""
    with opened_for_reading(path, limits) as opened:
        opened_at = perf_counter()
        brought, sealed, cells = carried(opened), _sealed(opened), sheets_of(opened)
        names, found_by = _named(names_of(opened), sealed, cells, path, pack)
        macros = opened.find(VBA_PART) is not None
        known = sealed.facts if sealed else None
        reading = reading_of(names, cells, path.name, macros=macros, sealed=known)
        sent = sealed is not None or own_sheets.RECEIPT in reading.sheets
        witness = _witness(opened, cells, reading, brought, sealed) if sent else _NOTHING
        return Looked(
            observed=Observed(reading=reading, witness=witness, sealed=sealed, carried=brought),
            sha256=hashlib.sha256(opened.data).hexdigest(),
            found_by=found_by,
            opened_at=opened_at,
        )


def _sealed(opened: Opened) -> Submission | None:
    try:
        return sealed_in(opened.read, opened.archive.namelist())
    except BrokenSeal as error:
        raise broken_seal(opened.path) from error


def _witness(opened: Opened, cells: _Cells, reading: Reading, brought: Carried, sealed: Submission | None) -> Witness:
    """What stands around the figures of a submission; for whoever compares it with the seal."""
    if sealed and not (brought.hidden or brought.very_hidden) and _is_as_written(opened, sealed):
        titles = [title for title in reading.sheets if title in ASIDE]
        aside = [Sheet(title=title, state="visible", cells=cells(title), xml=b"") for title in titles]
        return sealed_witness(sealed, aside)
    hidden: dict[str, str] = dict.fromkeys(brought.hidden, "hidden") | dict.fromkeys(brought.very_hidden, "veryHidden")
    sheets = [
        Sheet(
            title=title,
            state=cast(State, hidden.get(title, "visible")),
            cells=cells(title),
            xml=opened.read(part),
        )
        for part, title in opened.sheets.items()
    ]
    aside = [sheet for sheet in sheets if sheet.title in ASIDE]
    if sealed and unchanged([sheet for sheet in sheets if sheet.title not in ASIDE], reading.filled, sealed):
        return sealed_witness(sealed, aside)
    return witnessed(sheets, reading.facts, ASIDE)


def _is_as_written(opened: Opened, sealed: Submission) -> bool:
    """Whether nothing but the seal can have changed. Sheets that calculate or hide anything are looked at all the
    same: no copy of ours has such.
    """
    seal = seal_part(opened.read, opened.archive.namelist())
    if seal is None or not opened.plain.issuperset(opened.sheets) or as_written(opened, seal) != sealed.others:
        return False
    return not any(hides_columns(opened.read(part)) for part in opened.sheets)


def _named(names: Names, sealed: Submission | None, cells: _Cells, path: Path, pack: str | None) -> tuple[Names, str]:
    """The names, with those that labels stand for where there are none. Raises UnusableFile."""
    bare = unnamed(names)
    if YEAR_NAME in names.constants and not bare:
        return names, BY_NAMES
    names = _dated(names, sealed, cells, bare, pack)
    year = names.constants[YEAR_NAME]
    if year not in map(str, years()):
        return names, BY_NAMES  # refused by whoever reads it
    forms = load_forms(int(year)).without(names.constants.get(WITHOUT_NAME, "").split())
    labelled = with_labels(names, forms, cells)
    if not labelled.found and len(bare) == sum(title not in own_sheets.OURS for title in names.own):
        raise UnusableFile(
            "认不出这是自评工作簿：没有本工具的名称标记，也没有一张工作表的栏目与表样相符（要有八成相同）",
            place=path.name,
            remedy="请用本工具生成的模板填写后重新报送",
        )
    return labelled.names, BY_LABELS if labelled.found else BY_NAMES


def _dated(names: Names, sealed: Submission | None, cells: _Cells, bare: list[str], pack: str | None) -> Names:
    """Of which year the tables are, and by whose rules: said by the seal or the tables themselves if no name does."""
    if YEAR_NAME in names.constants:
        return names
    year = sealed.year if sealed else year_in(bare, cells)
    place = pack or names.constants.get(PACK_NAME) or (sealed.rules.pack if sealed else NATIONAL)
    gone = " ".join(sorted(left_out(year, place))) if year in years() else ""
    said = {YEAR_NAME: str(year), PACK_NAME: place, WITHOUT_NAME: gone}
    return names._replace(constants={**names.constants, **said})
