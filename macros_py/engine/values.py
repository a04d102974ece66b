"""Facts -> the values that relations compute with.

A value is an Interval, a text, or None. A dash and 无 say "nothing there", which counts as 0 in arithmetic; a blank,
不适用 and what cannot be read are None: no figure at all, and never silently zero.

Nearly all relations hold, and that can be seen from the figures as they are written: `Plain` has those, without bounds,
as Decimals. Intervals are made of a field when somebody asks for them.
"""

from __future__ import annotations

import itertools
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import copy
from decimal import ROUND_UP, Context, Decimal
from functools import cached_property, lru_cache, partial
from typing import NamedTuple, TypeVar

from macros_py.engine.intervals import ZERO, Interval, exact, written
from macros_py.engine.numbers import Reading, excel_round, read_number
from workbook.facts import Fact, Facts, Field, repeat_of

T = TypeVar("T")
Value = Interval | Decimal | str | None  # a Decimal is a figure without bounds
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


class Layout:
    """Which rows a file has. The rows of a table that stands on every sheet of a repeating form follow each other in
    one list; `spans` tells which belong to each sheet, `parents` which sheet each belongs to.
    """

    def __init__(self) -> None:
        self.items: dict[str, list[str]] = {}
        self.spans: dict[str, list[range]] = {}
        self.parents: dict[str, list[int]] = {}

    def number(self, facts: Facts, repeat: str) -> None:
        """Take in a repeating table."""
        self.items[repeat] = facts.items(repeat)
        sheets, star, table = repeat.partition("[*]")
        if star:
            counts = [facts.rows.get(f"{item}{table}", 0) for item in facts.items(sheets)]
            starts = [0, *itertools.accumulate(counts)]
            self.spans[repeat] = [range(start, start + count) for start, count in zip(starts, counts, strict=False)]
            self.parents[repeat] = [sheet for sheet, count in enumerate(counts) for _ in range(count)]


class Plain:
    """All values of one file, by field, as they are written: see `Values`, whose `rows` and `single` have bounds."""

    def __init__(self, layout: Layout) -> None:
        self.single: dict[str, Value] = {}
        self.rows: dict[str, list[Value]] = {}
        self.spans, self.parents = layout.spans, layout.parents


class Values:
    """All values of one file, by field: a scalar for a single cell, a list (index 0 is row 1) for repeating rows.

    `readings` tells, by fact id, how each number cell was read that is not blank; `blank` are the fields in which
    nothing can be read. `cells` are the facts of a repeating field, row by row. `results` keeps what fields come to by
    their relations, as far as those were judged. `plain` is None once a value was put; `unusual` are the fields in
    which not every cell that holds anything has what belongs there. `columns`: the facts of repeating fields, where
    somebody has them at hand.
    """

    def __init__(
        self, facts: Facts, fields: Mapping[str, Field], columns: Mapping[str, list[Fact]] | None = None
    ) -> None:
        self.facts, self.fields = facts, fields
        self.layout = Layout()
        self.items, self.spans, self.parents = self.layout.items, self.layout.spans, self.layout.parents
        self.blank: set[str] = set()
        self.cells: dict[str, Sequence[Fact | None]] = {}
        # Not made by methods: an object that its own parts hold is only let go when the garbage collector looks.
        self.single: _Made[Value] = _Made(partial(_single_value, facts.facts, fields), {})
        self.rows: _Made[list[Value]] = _Made(partial(_row_values, self.cells, fields), {})
        self.results: dict[str, Sequence[Value]] = {}
        self.unusual = _unusual(facts, fields)
        self.plain: Plain | None = self._plain(facts.facts, columns or {})
        if self.unusual and any(map(_is_tiny, facts)):  # by its bounds it may be nothing
            self.plain = None

    def _plain(self, known: Mapping[str, Fact], columns: Mapping[str, list[Fact]]) -> Plain:
        plain, order = Plain(self.layout), _order_of(self.fields)
        plain.single = dict.fromkeys(order.single)
        plain.single |= {key: fact.value for key in order.single if (fact := known.get(key)) is not None}
        for key in order.texts:
            if plain.single[key] is not None:
                plain.single[key] = str(plain.single[key]).strip() or None
        for key in self.unusual.intersection(order.single):
            plain.single[key] = _plainly([known.get(key)], self.fields[key])[0]
        self.blank.update(key for key, value in plain.single.items() if value is None)
        for repeat, fields in order.tables.items():
            self.layout.number(self.facts, repeat)
            for key, text in fields:
                column: Sequence[Fact | None] | None = columns.get(key)
                if column is None or len(column) != len(self.items[repeat]):
                    column = list(map(known.get, _ids(key, tuple(self.items[repeat]))))
                cells = self.cells[key] = column
                values: list[Value] = [None if fact is None else fact.value for fact in cells]
                if key in self.unusual:
                    values = _plainly(cells, self.fields[key])
                elif text:
                    values = [None if value is None else str(value).strip() or None for value in values]
                plain.rows[key] = values
                if values.count(None) == len(values):
                    self.blank.add(key)
        return plain

    @cached_property
    def readings(self) -> dict[str, Reading]:
        known = self.facts.facts.values()
        found = (fact for fact in known if fact.value is not None and not fact.trouble)
        numbers = ((fact, field) for fact in found if (field := self.fields.get(fact.field.id)) is not None)
        return {fact.id: read_number(fact.value, field.unit) for fact, field in numbers if field.kind == "number"}

    def bounds(self) -> Iterator[tuple[Bounds, list[Decimal], tuple[str, ...]]]:
        """The fields of numbers by what limits them, with all their figures, but for those that are unusual."""
        rows, single = (self.plain.rows, self.plain.single) if self.plain else (self.rows, self.single)
        for bounds, keys in _order_of(self.fields).bounds.items():
            known = tuple([key for key in keys if key not in self.unusual]) if self.unusual else keys
            columns = [rows[key] if key in rows else (single[key],) for key in known]
            yield bounds, [value for values in columns for value in values if isinstance(value, Decimal)], known

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
        return _ids(field, tuple(self.items[repeat])) if repeat else [field]

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


Bounds = tuple[Decimal | None, Decimal | None, int | None]


class _Order(NamedTuple):
    """Fields in the order in which values are made of them: single cells, those of them that hold texts, and by table
    its columns with whether they hold texts. `bounds`: fields of numbers by what limits them: least, most, and how many
    decimals a typed figure may have.
    """

    single: tuple[str, ...]
    texts: tuple[str, ...]
    tables: dict[str, list[tuple[str, bool]]]
    bounds: dict[Bounds, tuple[str, ...]]


_ORDERS: dict[int, tuple[Mapping[str, Field], _Order]] = {}
_MOST_ORDERS = 64


def _order_of(fields: Mapping[str, Field]) -> _Order:
    """Fields are told apart by their identity, for there are hundreds: they are held, so that no others take it."""
    if id(fields) not in _ORDERS:
        if len(_ORDERS) >= _MOST_ORDERS:
            _ORDERS.clear()
        _ORDERS[id(fields)] = fields, _order(fields)
    return _ORDERS[id(fields)][1]


def _order(fields: Mapping[str, Field]) -> _Order:
    tables: dict[str, list[tuple[str, bool]]] = {}
    bounds: dict[Bounds, list[str]] = {}
    for key, field in fields.items():
        if repeat := repeat_of(key):
            tables.setdefault(repeat, []).append((key, field.kind != "number"))
        if field.kind == "number":
            decimals = None if field.exact or field.computed else field.decimals
            bounds.setdefault((field.minimum, field.maximum, decimals), []).append(key)
    single = tuple(key for key in fields if repeat_of(key) is None)
    texts = tuple(key for key in single if fields[key].kind != "number")
    return _Order(single, texts, tables, {key: tuple(alike) for key, alike in bounds.items()})


def _unusual(facts: Facts, fields: Mapping[str, Field]) -> set[str]:
    """Fields of which a cell holds something else than a number where one belongs, or is in trouble."""
    known = facts.facts.values()
    wrong = {fact.field.id for fact in known if fact.trouble}
    numbers = [fact for fact in known if fact.value is not None and fact.field.kind == "number"]
    if not are_numbers([fact.value for fact in numbers]):
        wrong |= {fact.field.id for fact in numbers if not are_numbers([fact.value])}
    return wrong & fields.keys()


def _plainly(cells: Sequence[Fact | None], field: Field) -> list[Value]:
    """What the cells of a field say, whatever it is."""
    found = [None if fact is None or fact.trouble else fact.value for fact in cells]
    if field.kind != "number":
        return [None if value is None else str(value).strip() or None for value in found]
    return [_figure(value, field) for value in found]


_NUMBERS, _MOST_DIGITS, _MOST_DECIMALS = frozenset({Decimal}), 18, 30


def are_numbers(contents: list[Decimal | str | None]) -> bool:
    """Are all of these numbers, of a size that `read_number` takes, and that bounds can be put around?"""
    if not _NUMBERS.issuperset(map(type, contents)) or not all(map(Decimal.is_finite, contents)):  # type: ignore[arg-type]
        return False
    sizes = list(map(Decimal.adjusted, contents))  # type: ignore[arg-type]
    return not sizes or (max(sizes) < _MOST_DIGITS and min(sizes) > -_MOST_DECIMALS)


def _is_tiny(fact: Fact) -> bool:
    value = fact.value
    return isinstance(value, Decimal) and value.is_finite() and bool(value) and value.adjusted() <= -_MOST_DECIMALS


def _figure(content: Decimal | str | None, field: Field) -> Decimal | None:
    reading = read_number(content, field.unit)
    if reading.state == "number":
        return reading.value
    return ZERO.value if reading.state in ("dash", "none") else None


@lru_cache(maxsize=2048)
def _ids(field: str, items: tuple[str, ...]) -> list[str]:
    """The facts of a repeating field. Most tables of most files have as many rows as those of others."""
    column = field[field.rindex("[*]") + 3 :]
    return [item + column for item in items]


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
