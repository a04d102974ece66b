"""A workbook by other rules: built anew with them, and all that people put into the old one carried over.

What was filled in, the rules typed on 自定义审核, and what was written about findings; not formulas that were typed
over, for these belong to the new rules, and not what every blank workbook of the old rules says by itself, such as the
points of 预算执行率. The old file is only read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from macros_py.desk import list_findings, recalc_file
from macros_py.excel.cells import cell_formulas
from macros_py.rulebook import ruleset_for
from macros_py.template import write_template
from workbook import custom_rules, findings_table
from workbook.address import cell_name
from workbook.facts import Fact, Facts, Value
from workbook.fill import fill
from workbook.names import defined_names
from workbook.package import Package
from workbook.patch import CellEdit, apply
from workbook.read import Reading, read


def with_other_rules(source: Path, target: Path, pack: str) -> int:
    """Write the new workbook; returns how many figures and texts have no place in its tables.

    Raises UnusableFile and RuleError. Nothing is written then.
    """
    old = read(source)
    with TemporaryDirectory() as folder:
        made, filled, computed = (Path(folder) / f"{name}{source.suffix}" for name in ("空白", "已填", "算好"))
        before = _blank(made, old, old.pack)
        new = _blank(made, old, pack)
        facts = _carried(old, before, new)
        package = Package.load(made)
        write = cell_formulas(ruleset_for(new.forms, pack).whole(), functions=new.macros)
        fill(package, facts, new.forms, write)
        apply(package, _typed_rules(package, old))
        package.save(filled)
        recalc_file(filled, computed)
        if old.listed:
            package = Package.load(computed)
            apply(package, _list(old.listed))
            package.save(filled)
            list_findings(filled, target)
        else:
            Package.load(computed).save(target)
    return sum(_filled_in(fact) and new.addresses.area(fact.id) is None for fact in old.facts)


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


def _list(rows: findings_table.Rows) -> Iterator[CellEdit]:
    """The old list as it stands, for the next check to find the texts in it."""
    for row, line in rows.items():
        for column, text in line.items():
            value = Decimal(text) if column == 1 and text.isdecimal() else text
            yield CellEdit(sheet=findings_table.SHEET, cell=cell_name(row, column), value=value)
