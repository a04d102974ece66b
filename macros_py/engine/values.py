"""Facts -> the values that relations compute with.

A value is an Interval, a text, or None. A dash and 无 say "nothing there", which counts as 0 in arithmetic; a blank,
不适用 and what cannot be read are None: no figure at all, and never silently zero.

Nearly all relations hold, and that can be seen from the figures as they are written: `Plain` has those, without bounds,
as Decimals. Intervals are made of a field when somebody asks for them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from decimal import ROUND_UP, Context, Decimal
from functools import cached_property, lru_cache, partial
from typing import TypeVar

from macros_py.engine.intervals import ZERO, Interval, exact, written
from macros_py.engine.numbers import Reading, excel_round, read_number
from macros_py.engine.written import Plain, Value, ids_of
from workbook.facts import ByColumn, Fact, Facts, Field, repeat_of

__all__ = ["Plain", "Value", "Values", "bare", "quantity", "same_text", "show", "show_number", "show_slack"]

T = TypeVar("T")
_TWO_DIGITS_UP = Context(prec=2, rounding=ROUND_UP)


def quantity(reading: Reading, field: Field, *, typed: bool = False) -> Interval | None:
    """A reading as an interval.

    A number cell cannot show that a trailing zero was meant, so the field's precision is the least it stands for.
    A text (`typed`) that writes decimals, but fewer than the field, stands for what it says: "165.7%" is ±0.05%.
    """
    if reading.state in ("dash", "none"):
        return ZERO
    if reading.state != "number":
        return None
    if field.exact:
        return exact(reading.value)
    plain = 2 if field.unit == "%" else 0
    coarse = typed and reading.decimals > plain
    return written(reading.value, reading.decimals if coarse else max(reading.decimals, field.decimals))


def same_text(a: str, b: str) -> bool:
    """Texts that differ in spacing or width of characters only are the same."""
    return bare(a) == bare(b)


@lru_cache(maxsize=4096)
def bare(text: str) -> str:
    """A text without what may differ between two spellings of it: spacing, width of characters. Several rules ask for
    that of one text.
    """
    plain = text if unicodedata.is_normalized("NFKC", text) else unicodedata.normalize("NFKC", text)
    return "".join(plain.split())


class _Made(dict[str, T]):
    """By field, made when it is first asked for. KeyError for what is no field."""

    def __init__(self, make: Callable[[str], T], known: Mapping[str, T]) -> None:
        super().__init__(known)
        self.make = make

    def __missing__(self, field: str) -> T:
        made = self[field] = self.make(field)
        return made


class Values:
    """All values of one file, by field: a scalar for a single cell, a list (index 0 is row 1) for repeating rows.

    `readings` tells, by fact id, how each number cell was read that is not blank; `blank` are the fields in which
    nothing can be read. `cells` are the facts of a repeating field, row by row. `results` keeps what fields come to by
    their relations, as far as those were judged. `written` are the values without bounds, `plain` the same, as long as
    they tell what bounds would tell: no longer, once a value was put. `by_column` are the facts once more, if somebody
    has them at hand.
    """

    def __init__(self, facts: Facts, fields: Mapping[str, Field], by_column: ByColumn | None = None) -> None:
        self.facts, self.fields, self.by_column = facts, fields, by_column
        self.written = written = Plain(facts, fields, by_column)
        self.plain: Plain | None = None if written.tiny else written
        self.items, self.spans, self.parents, self.cells = written.items, written.spans, written.parents, written.cells
        self.blank, self.unusual = set(written.blank), written.unusual
        # Not made by methods: an object that its own parts hold is only let go when the garbage collector looks.
        self.single: _Made[Value] = _Made(partial(_single_value, facts.facts, fields), {})
        self.rows: _Made[list[Value]] = _Made(partial(_row_values, self.cells, fields), {})
        self.results: dict[str, Sequence[Value]] = {}

    @cached_property
    def readings(self) -> dict[str, Reading]:
        known = self.facts.facts.values()
        found = (fact for fact in known if fact.value is not None and not fact.trouble)
        numbers = ((fact, field) for fact in found if (field := self.fields.get(fact.field.id)) is not None)
        return {fact.id: read_number(fact.value, field.unit) for fact, field in numbers if field.kind == "number"}

    def reading(self, fact: Fact | None) -> Reading | None:
        """How a number cell was read; None for one that is blank or wrong, and for texts."""
        if fact is None or fact.value is None or fact.trouble:
            return None
        field = self.fields.get(fact.field.id)
        return None if field is None or field.kind != "number" else read_number(fact.value, field.unit)

    def figure(self, fact: Fact | None) -> Decimal | None:
        """The figure of a number cell; None where there is none that can be read."""
        plain = fact is not None and type(fact.value) is Decimal and fact.field.id not in self.unusual
        if fact is not None and plain and fact.field.kind == "number":
            return fact.value  # type: ignore[return-value]
        reading = self.reading(fact)
        return reading.value if reading and reading.state == "number" else None

    def copy(self) -> Values:
        """One on which values can be put without a change to this one."""
        twin = copy(self)
        twin.single = _Made(self.single.make, self.single)
        twin.rows = _Made(self.rows.make, {key: list(values) for key, values in self.rows.items()})
        twin.blank, twin.results = set(self.blank), {}
        return twin

    def count(self, repeat: str | None) -> int:
        """How many rows a relation walks: those of a table, or one."""
        return len(self.items.get(repeat, ())) if repeat else 1

    def ids(self, field: str) -> list[str]:
        """The facts of a field, one a row."""
        repeat = repeat_of(field)
        return ids_of(field, tuple(self.items[repeat])) if repeat else [field]

    def fact_id(self, field: str, row: int) -> str:
        """The fact in the `row`-th place of a field's list."""
        repeat = repeat_of(field)
        return self.items[repeat][row] + field[len(repeat) + 3 :] if repeat else field

    def put(self, field: str, row: int, value: Value) -> None:
        self.plain = None
        self.blank.discard(field)
        self.results.clear()
        if "[*]" in field:
            self.rows[field][row] = value
        else:
            self.single[field] = value


def _single_value(known: Mapping[str, Fact], fields: Mapping[str, Field], key: str) -> Value:
    field, fact = fields[key], known.get(key)
    return None if fact is None else _value(fact, field)


def _row_values(cells: Mapping[str, Sequence[Fact | None]], fields: Mapping[str, Field], key: str) -> list[Value]:
    return [None if fact is None else _value(fact, fields[key]) for fact in cells[key]]


def _value(fact: Fact, field: Field) -> Value:
    """What a cell says."""
    content = fact.value
    if content is None or fact.trouble:
        return None
    if field.kind != "number":
        return str(content).strip() or None
    reading = read_number(content, field.unit)
    if reading.state == "number" and isinstance(content, Decimal):  # as nearly all figures are
        return exact(content) if field.exact else written(content, max(reading.decimals, field.decimals))
    return quantity(reading, field, typed=isinstance(content, str))


def show(value: Value, field: Field | None) -> str | None:
    """A value as people read it: amounts with the field's decimals, fractions as percent."""
    if isinstance(value, Interval):
        return show_number(value.value, field)
    return show_number(value, field) if isinstance(value, Decimal) else value


def show_slack(slack: Decimal, field: Field) -> str:
    """How far rounding can move a difference, in the field's unit: two digits, rounded up."""
    percent = field.unit == "%"
    text = f"{_TWO_DIGITS_UP.create_decimal(slack * 100 if percent else slack).normalize():f}"
    return f"{text}%" if percent else text


def show_number(number: Decimal, field: Field | None) -> str:
    """A number with the field's decimals; never "-0.00"."""
    percent = field is not None and field.unit == "%"
    places = field.precision if field else 2
    text = f"{excel_round(number * 100 if percent else number, places):f}"
    text = text.removeprefix("-") if not text.strip("-0.") else text
    return f"{text}%" if percent else text
