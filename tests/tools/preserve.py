"""`python -m tests.tools.preserve`: what a save of ours changes in workbooks that hold what users put in, kind by kind.

Each kind is a workbook with one feature around its cells. An input, a text, a new cell and the result of a formula are
written, and all parts compared: the edited sheet may change and no other part, and in that sheet nothing but these
cells. Beside it the same cells through openpyxl, which loads a workbook and writes a new one: for it a part of XML
counts as changed only if its canonical form differs. Not every such change is harm: of the plain workbook it rewrites 7
parts and leaves one out (the strings it numbers anew, the theme), so its losses are what goes beyond that line.

    threaded comments            ours   1 changed  0 lost  0 added   openpyxl   8 changed  4 lost  0 added
"""

from __future__ import annotations

import sys
import tempfile
import warnings
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import msgspec
import openpyxl
from lxml import etree

from tests.tools.rich import KINDS
from tests.tools.rich.parts import EDITED, Parts, unpacked
from workbook.address import parse_cell
from workbook.package import MAIN, Element, Package
from workbook.patch import CellEdit, apply

INPUTS = (
    CellEdit(sheet=EDITED, cell="B4", value=Decimal("1234.56")),
    CellEdit(sheet=EDITED, cell="A5", value="=不是公式 "),
    CellEdit(sheet=EDITED, cell="D20", value="新写的"),
    CellEdit(sheet=EDITED, cell="C4", value=Decimal("1.3717"), keep_formula=True),
)
OVERWRITE = CellEdit(sheet=EDITED, cell="C6", value=Decimal("0.5"))  # a number in place of a formula
_CELLS = f"{MAIN}sheetData"
_OURS_TO_SET = {f"{MAIN}dimension", _CELLS}


class Compared(msgspec.Struct, frozen=True, kw_only=True):
    """Names of parts: whose content differs, which are gone, which are new."""

    changed: tuple[str, ...]
    lost: tuple[str, ...]
    added: tuple[str, ...]


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one kind. `sheet` is the part that was edited, `strayed` what differs in it beyond the edited
    cells; `others` is what openpyxl changed, None where it could not read the file.
    """

    sheet: str
    ours: Compared
    strayed: tuple[str, ...]
    others: Compared | None

    @property
    def kept(self) -> bool:
        return self.ours == Compared(changed=(self.sheet,), lost=(), added=()) and not self.strayed


def write_ours(source: Path, target: Path, edits: tuple[CellEdit, ...] = INPUTS) -> str:
    """Write the cells as the product does; the part of the edited sheet."""
    package = Package.load(source)
    apply(package, edits)
    package.save(target)
    return package.sheet_part(EDITED)


def compare(old: Parts, new: Parts) -> Compared:
    """Byte by byte."""
    changed = tuple(sorted(name for name in old.keys() & new.keys() if old[name] != new[name]))
    return _compared(old, new, changed)


def _compared(old: Parts, new: Parts, changed: tuple[str, ...]) -> Compared:
    return Compared(
        changed=changed, lost=tuple(sorted(old.keys() - new.keys())), added=tuple(sorted(new.keys() - old.keys()))
    )


def strayed(old: bytes, new: bytes, edits: tuple[CellEdit, ...] = INPUTS) -> Iterator[str]:
    """Where a sheet differs beyond the edited cells, its dimension, and the rows and spans that new cells need."""
    before, after = etree.fromstring(old), etree.fromstring(new)
    edited = {edit.cell for edit in edits}
    if [*_around(before)] != [*_around(after)]:
        yield "around the cells"
    cells = [{cell.get("r", ""): cell for cell in root.iter(f"{MAIN}c")} for root in (before, after)]
    for name in sorted((cells[0].keys() | cells[1].keys()) - edited):
        if name not in cells[0] or name not in cells[1] or _said(cells[0][name]) != _said(cells[1][name]):
            yield name
    rows = {str(parse_cell(name)[0]) for name in edited}
    if [*_rows(before, rows)] != [*_rows(after, rows)]:
        yield "rows"


def _around(root: Element) -> Iterator[bytes | str]:
    yield f"{root.tag} {sorted(root.attrib.items())} {sorted((key or '', name) for key, name in root.nsmap.items())}"
    yield str(sorted(root.find(_CELLS).attrib.items()))  # type: ignore[union-attr]
    for item in root:
        if item.tag not in _OURS_TO_SET:
            yield _said(item)


def _rows(root: Element, touched: set[str]) -> Iterator[tuple[tuple[str, str], ...]]:
    for row in root.iterfind(f"{_CELLS}/{MAIN}row"):
        spared = {"spans"} if row.get("r") in touched else set()
        if len(row) > 1 or row.get("r") not in touched:
            yield tuple(sorted((str(key), str(value)) for key, value in row.attrib.items() if key not in spared))


def _said(item: Element) -> bytes:
    if not isinstance(item.tag, str):  # a comment or an instruction: lxml's c14n crashes on one by itself
        return etree.tostring(item, with_tail=False)
    return etree.tostring(item, method="c14n", with_tail=False)


def write_with_openpyxl(source: Path, target: Path) -> bool:
    """The same cells; False where it cannot read the file."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            book = openpyxl.load_workbook(source, keep_vba="vbaProject.bin" in str([*unpacked(source)]), rich_text=True)
            for edit in INPUTS:
                if not edit.keep_formula:
                    book[EDITED][edit.cell].value = edit.value
            book.save(target)
        except Exception:  # noqa: BLE001  # whatever another library raises: it could not do it
            return False
    return True


def _meaning(data: bytes) -> bytes:
    """XML without what order of attributes and declarations add; other parts as they are."""
    try:
        return etree.tostring(etree.fromstring(data), method="c14n")
    except etree.XMLSyntaxError:
        return data


def _compare_meaning(old: Parts, new: Parts) -> Compared:
    changed = (name for name in old.keys() & new.keys() if _meaning(old[name]) != _meaning(new[name]))
    return _compared(old, new, tuple(sorted(changed)))


def preserve(kind: str, folder: Path, *, compared: bool = True) -> Outcome:
    """Make a workbook of the kind, write into it, compare. Without `compared`, openpyxl is left out."""
    source, target, other = (folder / f"{name}.xlsx" for name in ("原件", "写后", "openpyxl"))
    KINDS[kind](source)
    sheet = write_ours(source, target)
    old, new = unpacked(source), unpacked(target)
    others = None
    if compared and write_with_openpyxl(source, other):
        others = _compare_meaning(old, unpacked(other))
    return Outcome(sheet=sheet, ours=compare(old, new), strayed=tuple(strayed(old[sheet], new[sheet])), others=others)


def _told(compared: Compared | None) -> str:
    if compared is None:
        return "cannot read it"
    return f"{len(compared.changed):3d} changed {len(compared.lost):2d} lost {len(compared.added):2d} added"


def main() -> int:
    outcomes = {}
    for kind in KINDS:
        with tempfile.TemporaryDirectory() as folder:
            outcomes[kind] = outcome = preserve(kind, Path(folder))
        wrong = "" if outcome.kept else f"  NOT KEPT {outcome.ours} {outcome.strayed}"
        print(f"{kind:28s} ours {_told(outcome.ours)}   openpyxl {_told(outcome.others)}{wrong}")
    known = [outcome.others for outcome in outcomes.values() if outcome.others]
    beyond = sum(len(outcome.ours.changed) - 1 + len(outcome.ours.lost) for outcome in outcomes.values())
    others = sum(len(other.changed) - 1 for other in known), sum(len(other.lost) for other in known)
    kept = sum(outcome.kept for outcome in outcomes.values())
    print(f"{len(outcomes)} kinds, {kept} kept whole; parts changed or lost beyond the edited sheet: {beyond};")
    print(f"openpyxl read {len(known)} of them: changed {others[0]}, lost {others[1]} beyond the edited sheet")
    return 0 if kept == len(outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())
