"""What every kind of error gets and gives, and how the wrong workbook comes about."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from random import Random

import msgspec

from tests.tools.departments.department import Department, place, recomputed
from tests.tools.departments.files import write_values
from workbook.facts import Value, field_of

CENT = Decimal("0.01")
SEEN = Decimal("0.5")  # 万元: what forty rounded amounts could differ by is no error yet, "可能舍入"
_PROJECT_NAME = re.compile(r"project\[(\d+)\]\.name")


class Error(msgspec.Struct, frozen=True, kw_only=True):
    """A department gone wrong. `rule` must report it in a finding that opens at `cell`.

    `entries` is what people typed now, figures over formulas among them; a None is a formula that was deleted.
    `unseen` are typed texts that Excel's formulas take for nothing. `shown` is what formulas show against all rules.
    """

    rule: str
    cell: str
    pack: str
    entries: dict[str, Value]
    unseen: tuple[str, ...] = ()
    shown: dict[str, Value] = {}

    @property
    def results(self) -> dict[str, Value]:
        """What the formulas show once Excel has renewed them."""
        seen = {key: value for key, value in self.entries.items() if key not in self.unseen}
        return recomputed(seen, self.pack) | self.shown

    def write(self, path: Path) -> None:
        """The workbook as Excel leaves it."""
        write_values(self.entries, self.results, self.pack, path, unlinked=self._renamed())

    def _renamed(self) -> bool:
        """Does a project sheet have another name than the list beside it? Then names were typed over their links."""
        sheets = (match for key in self.entries if (match := _PROJECT_NAME.fullmatch(key)))
        return any(self.entries[m[0]] != self.entries.get(f"projects.items[{m[1]}].name") for m in sheets)


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """A department that is right, and chance."""

    department: Department
    chance: Random
    values: dict[str, Value]

    @classmethod
    def of(cls, department: Department, chance: Random) -> Case:
        return cls(department=department, chance=chance, values=department.values)

    def number(self, key: str) -> Decimal:
        """A figure; blank is 0."""
        value = self.values.get(key)
        return value if isinstance(value, Decimal) else Decimal(0)

    def text(self, key: str) -> str:
        return str(self.values.get(key, ""))

    def like(self, pattern: str) -> list[str]:
        """The cells whose id is like this regular expression, in order."""
        wanted = re.compile(pattern)
        return [key for key in self.values if wanted.fullmatch(key)]

    def pick(self, keys: Sequence[str]) -> str | None:
        return self.chance.choice(keys) if keys else None

    def error(
        self,
        rule: str,
        cell: str,
        changes: Mapping[str, Value],
        *,
        unseen: tuple[str, ...] = (),
        shown: Mapping[str, Value] | None = None,
    ) -> Error:
        """The department with these cells changed. None empties a cell, and deletes the formula of a computed one."""
        computed = place(self.department.pack)[0].fields
        entries = {**self.department.entries, **changes}
        kept = {key: value for key, value in entries.items() if value is not None or computed[field_of(key)].computed}
        return Error(
            rule=rule,
            cell=cell,
            pack=self.department.pack,
            entries=kept,
            unseen=unseen,
            shown=dict(shown or {}),
        )


class Kind(msgspec.Struct, frozen=True, kw_only=True):
    """A kind of error. `pack`: the one place where it can be made."""

    name: str
    title: str
    make: Callable[[Case], Error | None]
    pack: str | None = None


KINDS: dict[str, Kind] = {}


def kind(pack: str | None = None) -> Callable[[Callable[[Case], Error | None]], Callable[[Case], Error | None]]:
    """Enter a function among the kinds, under its own name; the first line of its docstring is the title."""

    def enter(make: Callable[[Case], Error | None]) -> Callable[[Case], Error | None]:
        title = (make.__doc__ or "").strip().partition("\n")[0].rstrip(".")
        KINDS[make.__name__] = Kind(name=make.__name__, title=title, make=make, pack=pack)
        return make

    return enter


def transposed(chance: Random, right: Decimal) -> Decimal | None:
    """Two neighbouring digits in the wrong order, the figure off by enough to matter; None if there are none such.

    >>> transposed(Random(1), Decimal("12.00"))
    Decimal('21.00')
    """
    text = f"{right:f}"
    found = []
    for first in range(len(text) - 1):
        a, b = text[first], text[first + 1]
        if a.isdigit() and b.isdigit() and a != b and not (first == 0 and b == "0" and len(text) > 1):
            wrong = Decimal(text[:first] + b + a + text[first + 2 :])
            if abs(wrong - right) > SEEN:
                found.append(wrong)
    return chance.choice(found) if found else None


def mistyped(chance: Random, right: Decimal) -> Decimal | None:
    """A figure as it goes wrong under people's fingers: digits swapped, a point moved, another unit, a slip."""
    ways = [transposed(chance, right), right * 10, right * 10_000, right / 10, right + chance.randint(1, 90)]
    wrong = [way.quantize(CENT) for way in ways if way is not None and abs(way - right) > SEEN]
    return chance.choice(wrong) if wrong else None
