"""Facts -> the values that relations compute with.

A value is an Interval, a text, or None. A dash and 无 say "nothing there", which counts as 0 in arithmetic; a blank,
不适用 and what cannot be read are None: no figure at all, and never silently zero.
"""

from __future__ import annotations

import itertools
import unicodedata
from collections.abc import Mapping, Sequence
from copy import copy
from decimal import ROUND_UP, Context, Decimal
from functools import lru_cache

from macros_py.engine.intervals import ZERO, Interval, exact, written
from macros_py.engine.numbers import Reading, excel_round, read_number
from workbook.facts import Fact, Facts, Field, repeat_of

Value = Interval | str | None
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


class Values:
    """All values of one file, by field: a scalar for a single cell, a list (index 0 is row 1) for repeating rows.

    The rows of a table that stands on every sheet of a repeating form follow each other in one list; `spans` tells
    which belong to each sheet, `parents` which sheet each belongs to. `readings` keeps, by fact id, how each number
    cell was read that is not blank; `blank` are the fields in which nothing can be read. `cells` are the facts of a
    repeating field, row by row. `results` keeps what fields come to by their relations, as far as those were judged.
    """

    def __init__(self, facts: Facts, fields: Mapping[str, Field]) -> None:
        self.single: dict[str, Value] = {}
        self.rows: dict[str, list[Value]] = {}
        self.items: dict[str, list[str]] = {}
        self.spans: dict[str, list[range]] = {}
        self.parents: dict[str, list[int]] = {}
        self.readings: dict[str, Reading] = {}
        self.blank: set[str] = set()
        self.cells: dict[str, list[Fact | None]] = {}
        self.results: dict[str, Sequence[Value]] = {}
        known = facts.facts
        for key, field in fields.items():
            repeat = repeat_of(key)
            if repeat is None:
                fact = known.get(key)
                value = self.single[key] = None if fact is None or fact.value is None else self._value(fact, field)
                if value is None:
                    self.blank.add(key)
            else:
                if repeat not in self.items:
                    self._number(facts, repeat)
                cells = self.cells[key] = [known.get(each) for each in _ids(key, tuple(self.items[repeat]))]
                values = [None if cell is None or cell.value is None else self._value(cell, field) for cell in cells]
                self.rows[key] = values
                if values.count(None) == len(values):
                    self.blank.add(key)

    def copy(self) -> Values:
        """One on which values can be put without a change to this one."""
        twin = copy(self)
        twin.single, twin.rows = dict(self.single), {key: list(values) for key, values in self.rows.items()}
        twin.blank, twin.results = set(self.blank), {}
        return twin

    def _number(self, facts: Facts, repeat: str) -> None:
        self.items[repeat] = facts.items(repeat)
        sheets, star, table = repeat.partition("[*]")
        if star:
            counts = [facts.rows.get(f"{item}{table}", 0) for item in facts.items(sheets)]
            starts = [0, *itertools.accumulate(counts)]
            self.spans[repeat] = [range(start, start + count) for start, count in zip(starts, counts, strict=False)]
            self.parents[repeat] = [sheet for sheet, count in enumerate(counts) for _ in range(count)]

    def count(self, repeat: str | None) -> int:
        """How many rows a relation walks: those of a table, or one."""
        return len(self.items.get(repeat, ())) if repeat else 1

    def ids(self, field: str) -> list[str]:
        """The facts of a field, one a row."""
        repeat = repeat_of(field)
        return _ids(field, tuple(self.items[repeat])) if repeat else [field]

    def fact_id(self, field: str, row: int) -> str:
        """The fact in the `row`-th place of a field's list."""
        repeat = repeat_of(field)
        return self.items[repeat][row] + field[len(repeat) + 3 :] if repeat else field

    def _value(self, fact: Fact, field: Field) -> Value:
        """What a cell that is not blank says."""
        if fact.trouble:
            return None
        content = fact.value
        if field.kind != "number":
            return str(content).strip() or None
        reading = self.readings[fact.id] = read_number(content, field.unit)
        if reading.state == "number" and isinstance(content, Decimal):  # as nearly all figures are
            return exact(content) if field.exact else written(content, max(reading.decimals, field.decimals))
        return quantity(reading, field, typed=isinstance(content, str))

    def put(self, field: str, row: int, value: Value) -> None:
        self.blank.discard(field)
        self.results.clear()
        if "[*]" in field:
            self.rows[field][row] = value
        else:
            self.single[field] = value


@lru_cache(maxsize=2048)
def _ids(field: str, items: tuple[str, ...]) -> list[str]:
    """The facts of a repeating field. Most tables of most files have as many rows as those of others."""
    column = field[field.rindex("[*]") + 3 :]
    return [item + column for item in items]


def show(value: Value, field: Field | None) -> str | None:
    """A value as people read it: amounts with the field's decimals, fractions as percent."""
    if not isinstance(value, Interval):
        return value
    return show_number(value.value, field)


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
