"""The values of a file as they are written, without bounds: what most rules need to see that all is well.

Made in a few passes over all cells, for nearly all files hold nothing but numbers where numbers belong. Fields in which
something else stands are `unusual` and read cell by cell.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import compress
from typing import NamedTuple

from macros_py.engine.intervals import ZERO, Interval
from macros_py.engine.numbers import read_number
from workbook.facts import ByColumn, Fact, Facts, Field, repeat_of

Value = Interval | Decimal | str | None  # a Decimal is a figure without bounds


class Plain:
    """All values of one file, by field: `single` cells, and `rows` of repeating fields, whose facts are `cells`. Fields
    in which nothing can be read are `blank`. `tiny`: there is a figure so small that by its bounds it may be nothing.

    The rows of a table that stands on every sheet of a repeating form follow each other in one list; `spans` tells
    which belong to each sheet, `parents` which sheet each belongs to.
    """

    def __init__(self, facts: Facts, fields: Mapping[str, Field], by_column: ByColumn | None = None) -> None:
        self.facts, self.fields, self.order = facts, fields, _order_of(fields)
        self.items: dict[str, list[str]] = {}
        self.spans: dict[str, list[range]] = {}
        self.parents: dict[str, list[int]] = {}
        self.cells: dict[str, Sequence[Fact | None]] = {}
        self.unusual = set() if by_column and _is_usual(by_column) else _unusual(facts, fields)
        self.tiny = bool(self.unusual) and any(_is_tiny(fact) for fact in facts if fact.field.id in self.unusual)
        self.single = self._single(facts.facts)
        self.rows: dict[str, Sequence[Value]] = {}
        for repeat in self.order.tables:
            self._number(repeat)
            self._read(repeat, by_column)
        self.blank = {key for key, value in self.single.items() if value is None}
        self.blank.update(key for key, values in self.rows.items() if values.count(None) == len(values))

    def _single(self, known: Mapping[str, Fact]) -> dict[str, Value]:
        found: dict[str, Value] = dict.fromkeys(self.order.single)
        found |= {key: fact.value for key in self.order.single if (fact := known.get(key)) is not None}
        for key in self.order.texts:
            if (text := found[key]) is not None:
                found[key] = str(text).strip() or None
        for key in self.unusual.intersection(self.order.single):
            found[key] = _plainly([known.get(key)], self.fields[key])[0]
        return found

    def _number(self, repeat: str) -> None:
        """Number the rows of a table."""
        facts = self.facts
        self.items[repeat] = facts.items(repeat)
        sheets, star, table = repeat.partition("[*]")
        if star:
            counts = [facts.rows.get(f"{item}{table}", 0) for item in facts.items(sheets)]
            starts = [0, *itertools.accumulate(counts)]
            self.spans[repeat] = [range(start, start + count) for start, count in zip(starts, counts, strict=False)]
            self.parents[repeat] = [sheet for sheet, count in enumerate(counts) for _ in range(count)]

    def _read(self, repeat: str, by_column: ByColumn | None) -> None:
        known, items = self.facts.facts, self.items[repeat]
        rows, figures = (by_column.rows, by_column.figures) if by_column else ({}, {})
        for key, text in self.order.tables[repeat]:
            cells: Sequence[Fact | None] = rows.get(key, ())
            if len(cells) == len(items):
                values: Sequence[Value] = figures.get(key, ())
            else:
                cells = list(map(known.get, ids_of(key, tuple(items))))
                values = [None if fact is None else fact.value for fact in cells]
            self.cells[key] = cells
            if key in self.unusual:
                self.rows[key] = _plainly(cells, self.fields[key])
                continue
            if text:
                values = [None if value is None else str(value).strip() or None for value in values]
            self.rows[key] = values

    def bounds(self) -> Iterator[tuple[Bounds, list[Decimal], tuple[str, ...]]]:
        """The fields of numbers by what limits them, with all their figures, but for those that are unusual."""
        for bounds, keys in self.order.bounds.items():
            known = tuple([key for key in keys if key not in self.unusual]) if self.unusual else keys
            columns = [self.rows[key] if key in self.rows else (self.single[key],) for key in known]
            yield bounds, [value for values in columns for value in values if isinstance(value, Decimal)], known


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


@lru_cache(maxsize=2048)
def ids_of(field: str, items: tuple[str, ...]) -> list[str]:
    """The facts of a repeating field. Most tables of most files have as many rows as those of others."""
    column = field[field.rindex("[*]") + 3 :]
    return [item + column for item in items]


def _is_usual(by_column: ByColumn) -> bool:
    """Whether no cell is in trouble, and numbers alone stand where they belong. Nearly always it is so."""
    numbers = compress(by_column.values, by_column.numeric)
    return not by_column.troubled and are_numbers([value for value in numbers if value is not None])


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
    figure = _figure(fact.value, fact.field) if fact.field.kind == "number" else None
    return bool(figure) and figure is not None and figure.adjusted() <= -_MOST_DECIMALS


def _figure(content: Decimal | str | None, field: Field) -> Decimal | None:
    reading = read_number(content, field.unit)
    if reading.state == "number":
        return reading.value
    return ZERO.value if reading.state in ("dash", "none") else None
