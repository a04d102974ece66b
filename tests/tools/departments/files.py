"""A department's workbook: built with its figures, every formula with its result, as Excel leaves it when it saves."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

import msgspec

from macros_py.excel.cells import cell_formulas
from macros_py.excel.macros import macros
from tests.tools.departments.department import Department, entries_of, place
from workbook.build import build
from workbook.facts import Fact, Facts, Value
from workbook.model import FormSet
from workbook.places import Addresses


def write(department: Department, path: Path) -> None:
    """Write the workbook of a department."""
    write_values(department.entries, department.results, department.pack, path)


def write_values(
    entries: Mapping[str, Value], results: Mapping[str, Value], pack: str, path: Path, *, unlinked: bool = False
) -> None:
    """Write a workbook of these figures. A computed cell that `entries` holds was typed over: it has no formula.
    `unlinked`: the names on the project sheets were typed, too, where usually they are taken from the list. A path that
    ends in .xlsm gives the workbook with macros.
    """
    forms, ruleset = place(pack)
    with_macros = path.suffix == ".xlsm"
    facts, formula = entries_of(entries, pack), cell_formulas(ruleset, functions=with_macros)

    def unless_typed(fact: str, addresses: Addresses) -> str | None:
        return None if fact in entries else formula(fact, addresses)

    names = {key: value for key, value in entries.items() if key.startswith("project[") and key.endswith("].name")}
    build(
        _as_typed(forms, linked=not unlinked),
        path,
        formula=unless_typed,
        values=_merged(facts, forms),
        cached={**names, **results},
        pack=pack,
        without=ruleset.pack.left_out,
        counts=facts.rows,
        macros=macros() if with_macros else None,
    )


def facts_in(entries: Mapping[str, Value], results: Mapping[str, Value], pack: str) -> Facts:
    """What reading such a workbook gives, without the workbook: for tests that have no second to spare."""
    forms, _ = place(pack)
    known = entries_of(entries, pack)
    found = {
        key: fact
        for form in forms.forms
        for field in form.fields.values()
        for key in known.ids(field.id)
        if (fact := known.get(key) or Fact(id=key, field=field, value=None))
    }
    shown = {key: results.get(key) for key, fact in found.items() if fact.field.computed and key not in entries}
    for key, value in shown.items():
        wrong = isinstance(value, str) and value.startswith("#")
        found[key] = msgspec.structs.replace(found[key], value=value, trouble="error" if wrong else None)
    return msgspec.structs.replace(known, facts=found)


def _as_typed(forms: FormSet, *, linked: bool) -> FormSet:
    """The forms without the merged cells of a blank template's own indicators, which these departments do not have."""
    tables = []
    for form in forms.forms:
        repeats = {
            key: msgspec.structs.replace(
                repeat, preset={c: t for c, t in repeat.preset.items() if c not in repeat.inherit}
            )
            for key, repeat in form.repeats.items()
        }
        tables.append(msgspec.structs.replace(form, repeats=repeats, linked=form.linked if linked else {}))
    return msgspec.structs.replace(forms, forms=tuple(tables))


def _merged(facts: Facts, forms: FormSet) -> Facts:
    """Levels as merged cells hold them: in the first row only, in every other table; the rest repeat them."""
    blank: set[str] = set()
    for repeat in forms.repeats.values():
        for table in {item.rpartition("[")[0] for item in facts.items(repeat.id)}:
            count = facts.rows[table]
            for column in repeat.inherit if count % 2 == 0 else ():
                texts = [facts.facts[f"{table}[{row}].{column}"].value for row in range(1, count + 1)]
                blank |= {f"{table}[{row + 2}].{column}" for row, (a, b) in enumerate(pairwise(texts)) if a == b}
    return msgspec.structs.replace(facts, facts={key: fact for key, fact in facts.facts.items() if key not in blank})
