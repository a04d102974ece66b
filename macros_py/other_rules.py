"""A workbook by other rules: built anew with them, and all that people put into the old one carried over.

What was filled in, the rules typed on 自定义审核, and what was written about findings; not formulas that were typed
over, for these belong to the new rules, and not what every blank workbook of the old rules says by itself, such as the
points of 预算执行率. The old file is only read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from macros_py.desk import list_findings, recalc_file
from macros_py.excel.cells import cell_formulas
from macros_py.rulebook import ruleset_for
from macros_py.template import write_template
from workbook import custom_rules, findings_table
from workbook.address import cell_name
from workbook.build.macro_sheets import CONFIG
from workbook.errors import UnusableFile
from workbook.facts import Fact, Facts, Value
from workbook.fill import fill
from workbook.names import defined_names
from workbook.package import Package
from workbook.patch import CellEdit, apply
from workbook.read import read
from workbook.reading import Reading
from workbook.texts import texts


class Left(msgspec.Struct, frozen=True, kw_only=True):
    """What does not come along: figures and texts without a place in the new tables, figures typed over formulas."""

    homeless: int
    typed_over: int


class Leaving(msgspec.Struct, frozen=True, kw_only=True):
    """A workbook about to leave its rules: what it holds, and what a blank one by the same rules says by itself.

    To be made before the new rules are loaded, which may be a newer file of the same name.
    """

    source: Path
    old: Reading
    before: Reading | None

    def to(self, target: Path, pack: str) -> Left:
        """Write the new workbook. Raises UnusableFile and RuleError; nothing is written then."""
        old = self.old
        with TemporaryDirectory() as folder:
            made, filled, computed = (Path(folder) / f"{name}{self.source.suffix}" for name in ("空白", "已填", "算好"))
            new = _blank(made, old, pack)
            facts = _carried(old, self.before or new, new)
            package = Package.load(made)
            write = cell_formulas(ruleset_for(new.forms, pack).whole(), functions=new.macros)
            fill(package, facts, new.forms, write)
            apply(package, [*_typed_rules(package, old), *_settings(package, Package.load(self.source))])
            package.save(filled)
            recalc_file(filled, computed)
            if old.listed:
                package = Package.load(computed)
                apply(package, _list(old.listed))
                package.save(filled)
                list_findings(filled, target)
            else:
                Package.load(computed).save(target)
        return Left(
            homeless=sum(_filled_in(fact) and new.addresses.area(fact.id) is None for fact in old.facts),
            typed_over=sum(fact.origin == "reported" and fact.value is not None for fact in old.facts),
        )


def leaving(source: Path) -> Leaving:
    """Read a workbook. Its own rules may not be known on this computer; then what the new ones say counts as preset."""
    old = read(source)
    with TemporaryDirectory() as folder:
        try:
            before = _blank(Path(folder) / f"空白{source.suffix}", old, old.pack)
        except UnusableFile:
            before = None
    return Leaving(source=source, old=old, before=before)


def _blank(path: Path, old: Reading, pack: str) -> Reading:
    """A blank workbook by the rules of a place, with as many sheets of each form, as read back."""
    counts = {form.id: old.facts.rows.get(form.id, 1) for form in old.forms.forms if form.each}
    write_template(path, year=old.facts.year, pack=pack, counts=counts)
    return read(path)


def _carried(old: Reading, before: Reading, new: Reading) -> Facts:
    """The facts that are filled in. What the old rules wrote themselves is what the new rules write."""
    facts = {
        fact.id: msgspec.structs.replace(fact, value=_value(fact, before.facts, new.facts))
        for fact in old.facts
        if new.addresses.area(fact.id) and not fact.field.computed and fact.origin == "input"
    }
    rows = {key: count for key, count in old.facts.rows.items() if _has_place(key, facts)}
    return Facts(year=old.facts.year, facts=facts, rows=rows)


def _has_place(table: str, facts: Mapping[str, Fact]) -> bool:
    return any(key.startswith((f"{table}[", f"{table}.")) for key in facts)


def _value(fact: Fact, before: Facts, new: Facts) -> Value:
    preset, instead = before.get(fact.id), new.get(fact.id)
    same = preset is not None and instead is not None and preset.value == fact.value
    return instead.value if same and instead else fact.value


def _filled_in(fact: Fact) -> bool:
    return fact.value is not None and fact.origin == "input" and not fact.field.computed and not fact.preset


def _typed_rules(package: Package, old: Reading) -> Iterator[CellEdit]:
    """Row by row from the top of the table."""
    names = defined_names(package.read(package.workbook), package.sheets)
    area = names.ours.get(custom_rules.TABLE_NAME)
    if area is None:
        return
    for row, rule in enumerate(old.typed):
        for column, key in enumerate(custom_rules.COLUMNS):
            cell = cell_name(area.top + row + 1, area.left + column + 1)
            yield CellEdit(sheet=area.sheet, cell=cell, value=rule.texts[key] or None)


def _settings(package: Package, source: Package) -> Iterator[CellEdit]:
    """What somebody set for this workbook, such as where its Python is, by key."""
    if CONFIG in package.sheets and CONFIG in source.sheets:
        before = dict(_lines(source))
        for key, cell in ((key, f"B{row}") for row, (key, _) in enumerate(_lines(package), 1)):
            if before.get(key):
                yield CellEdit(sheet=CONFIG, cell=cell, value=before[key])


def _lines(package: Package) -> Iterator[tuple[str, str]]:
    """Keys and values, from the first row on."""
    held = dict(texts(package, CONFIG))
    for row in count(1):
        if not held.get(f"A{row}"):
            return
        yield held[f"A{row}"], held.get(f"B{row}", "")


def _list(rows: findings_table.Rows) -> Iterator[CellEdit]:
    """The old list as it stands, for the next check to find the texts in it."""
    for row, line in rows.items():
        for column, text in line.items():
            value = Decimal(text) if column == 1 and text.isdecimal() else text
            yield CellEdit(sheet=findings_table.SHEET, cell=cell_name(row, column), value=value)
