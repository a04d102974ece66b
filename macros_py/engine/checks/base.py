"""What every check gets and gives."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from operator import attrgetter
from typing import TypeVar, cast

import msgspec

from macros_py.engine.dated import Dated
from macros_py.engine.findings import Severity
from macros_py.engine.rules import Pack, Rule
from macros_py.engine.values import Values, bare
from workbook.facts import Fact, Facts, Field, without_sheet

T = TypeVar("T")


class Context(msgspec.Struct, frozen=True, kw_only=True):
    """One file under examination."""

    facts: Facts
    values: Values
    fields: Mapping[str, Field]
    pack: Pack
    values_in_force: Mapping[str, Dated] = {}
    made: dict[object, object] = msgspec.field(default_factory=dict)
    texts: dict[str, str] = msgspec.field(default_factory=dict)

    def said(self, fact: Fact | None) -> str:
        """The text of a fact without what may differ between two spellings of it; empty where there is none."""
        if fact is None or fact.value is None:
            return ""
        if fact.id not in self.texts:
            self.texts[fact.id] = bare(str(fact.value))
        return self.texts[fact.id]

    def once(self, key: object, make: Callable[[], T]) -> T:
        """What several checks need of one file is made once."""
        if key not in self.made:
            self.made[key] = make()
        return cast("T", self.made[key])


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A finding before it has words. `outcome` picks the sentence, `args` fill it, `severity` may soften the rule's."""

    outcome: str
    facts: tuple[str, ...]
    left: str | None = None
    right: str | None = None
    difference: str | None = None
    tolerance: str | None = None
    rounding: bool = False
    severity: Severity | None = None
    args: dict[str, str] = {}


Check = Callable[[Context, Rule], Iterator[Draft]]


def filled(fact: Fact | None) -> bool:
    """Does the cell hold anything? Spaces are nothing."""
    return fact is not None and (fact.trouble is not None or (fact.value is not None and str(fact.value).strip() != ""))


def typed(fact: Fact) -> bool:
    """Something of a person's: texts that a blank template starts with do not count, nor do calculated cells."""
    return fact.origin != "computed" and not fact.preset and filled(fact)


def by_form(context: Context) -> dict[str, list[Fact]]:
    """The facts of each form; of all its sheets, where it has several."""
    if context.values.by_column:  # whoever read them gathered them so
        return context.values.by_column.forms

    def gather() -> dict[str, list[Fact]]:
        forms: dict[str, list[Fact]] = {}
        for form, facts in groupby(context.facts.facts.values(), attrgetter("field.form")):
            forms.setdefault(form, []).extend(facts)
        return forms

    return context.once(by_form, gather)


def text(context: Context, fact_id: str) -> str:
    """The text of a fact, stripped; empty where there is none."""
    fact = context.facts.get(fact_id)
    return "" if fact is None or fact.value is None else str(fact.value).strip()


def points_of(context: Context, fact: Fact | None) -> Decimal | None:
    """The figure of a number cell; None where there is none that can be read."""
    return context.values.figure(fact)


def column(context: Context, field: str) -> Sequence[Fact | None]:
    """The facts of a repeating field, row by row, of all tables it stands in; None where a file lacks one."""
    if field in context.values.cells:
        return context.values.cells[field]
    return [context.facts.get(key) for key in context.facts.ids(field)]


def rows(context: Context, field: str) -> list[Fact]:
    """The facts of a field, row by row."""
    return context.once((rows, field), lambda: [fact for fact in column(context, field) if fact is not None])


def tables(context: Context, field: str) -> list[list[Fact]]:
    """The facts of a repeating field, table by table: one, or one for each sheet of a repeating form."""
    facts = rows(context, field)
    if field.count("[*]") == 1:
        return [facts]
    return [list(group) for _, group in groupby(facts, key=lambda fact: without_sheet(fact.id)[0])]


def records(context: Context, fields: Sequence[str]) -> Iterator[tuple[Fact, ...]]:
    """The facts of several columns of one table, row by row; rows that lack one are passed over."""
    for facts in zip(*(column(context, field) for field in fields), strict=True):
        if all(facts):
            yield cast("tuple[Fact, ...]", facts)
