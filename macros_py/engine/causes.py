"""Which findings come of one fault: a fault is tried out.

The cells are set as they would stand without it, formulas that rest on them follow, and the relations around are judged
again. A correction that settles two findings or more and breaks nothing is their cause. Corrections come from two
places: what a rule says of the fault it finds (`repair`), and single figures that stand in several findings, each set
to what one of these asks for. The first is tried first, and each next one on top of those before it, so that two faults
in one figure are both found.

The example leaves the carry-over of 65.92 out of its sources: seven findings. With it back in its place six of them
are gone and one shrinks to 0.15, which is a slip in another figure, with two more findings of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cached_property

import msgspec

from macros_py.engine.binding import BoundRelation
from macros_py.engine.findings import Finding
from macros_py.engine.intervals import Interval, exact, rounded
from macros_py.engine.messages import cause_in, cause_of
from macros_py.engine.numbers import Reading
from macros_py.engine.relations.compile import rows_taken
from macros_py.engine.relations.verdict import facts_of, judge
from macros_py.engine.ruleset import RuleSet
from macros_py.engine.values import Value, Values, quantity, show, show_number
from workbook.facts import Fact, Facts, Field, repeat_of

_FEWEST = 2  # findings that one cause has to explain
_MOST_OF_IT = Decimal("0.9")  # of a difference that a cause has to explain, to be named as one
_MOST_TRIALS = 200  # a workbook full of nonsense is told as it is, without searching for reasons

Cell = tuple[str, int]  # field and row, as relations see them
Case = tuple[int, int]  # a relation by its position, and its row
Key = tuple[str, tuple[str, ...]]  # what a case and its finding have in common: rule and facts


class Part(msgspec.Struct, frozen=True):
    """What a cause has to do with one finding: all of it, or all but a rest."""

    text: str
    rest: str | None

    def __str__(self) -> str:
        return self.text if self.rest is None else f"{self.text}，改正后还差 {self.rest}"


class _Correction(msgspec.Struct, frozen=True, kw_only=True):
    """What cells would hold, and a sentence that names the fault. `depth`: how late the figure named is computed."""

    cells: dict[Cell, Value]
    text: str
    depth: int = 0


def _explains(settled: Mapping[Case, str | None]) -> bool:
    """Several findings, and one of them to the last digit: two that only shrink may do so by chance."""
    return len(settled) >= _FEWEST and None in settled.values()


def _figure(value: Decimal, field: Field) -> Value:
    """A figure as it would stand in a cell of the field."""
    return quantity(Reading("number", value), field)


def key_of(finding: Finding) -> Key:
    return finding.rule, finding.fields


class Bench:
    """One file's values, on which corrections are tried out."""

    def __init__(
        self, facts: Facts, ruleset: RuleSet, findings: Iterable[Finding], values: Values | None = None
    ) -> None:
        self.facts, self.ruleset = facts, ruleset
        self.findings = {key_of(finding): finding for finding in findings}
        self.values = values.copy() if values else Values(facts, ruleset.fields)
        self.found: dict[Key, list[Part]] = {}
        told = {rule for rule, _ in self.findings}  # a case that fails is a finding of its rule
        numbers = [number for number, bound in enumerate(ruleset.relations) if bound.rule.id in told]
        self.failing = self._failing(case for number in numbers for case in self._cases(number))
        self.keys = {case: self._key(case) for case in self.failing}
        self.trials = 0

    @cached_property
    def depth(self) -> dict[str, int]:
        """How late each figure is computed."""
        return {key: number for number, key in enumerate(self.ruleset.definitions, 1)}

    @cached_property
    def around(self) -> dict[str, list[int]]:
        """The relations that name each field."""
        around: dict[str, list[int]] = {}
        for number, bound in enumerate(self.ruleset.relations):
            for field in bound.body.fields | (bound.guard.fields if bound.guard else frozenset()):
                around.setdefault(field, []).append(number)
        return around

    @cached_property
    def formulas(self) -> list[tuple[str, BoundRelation, frozenset[str]]]:
        """The definitions of cells with a formula in this file, and what each rests on."""
        there = {fact.field.id for fact in self.facts if fact.origin == "computed"}
        definitions = self.ruleset.definitions.items()
        return [(key, bound, bound.body.fields - {key}) for key, bound in definitions if key in there]

    def _failing(self, cases: Iterable[Case]) -> dict[Case, Decimal | None]:
        """Of these cases those that fail, with how far the figures are apart."""
        return {case: gap for case in cases for failed, gap in [self._judged(case)] if failed}

    def _cases(self, number: int) -> Iterator[Case]:
        rows = self.values.count(self.ruleset.relations[number].body.repeat)
        return ((number, row) for row in range(rows))

    def _judged(self, case: Case) -> tuple[bool, Decimal | None]:
        bound = self.ruleset.relations[case[0]]
        left, right, verdict = judge(bound, self.values, case[1])
        numbers = isinstance(left, Interval) and isinstance(right, Interval)
        return verdict == "different", left.value - right.value if numbers else None  # type: ignore[union-attr]

    def causes(self) -> dict[Key, list[Part]]:
        """The causes of each finding that has one. Each correction stays in place while the next is looked for."""
        for _ in range(len(self.failing)):
            best = self._best() if len(self.failing) >= _FEWEST else None
            if not best:
                break
            cause, settled = best
            changed = self._apply(cause.cells)
            for case, rest in settled.items():
                self.found.setdefault(self.keys[case], []).append(Part(cause.text, rest))
            near = set(self._near(changed, {}))
            still = self._failing(case for case in near if case in self.keys)
            self.failing = {case: gap for case, gap in self.failing.items() if case not in near} | still
        return self.found

    def _key(self, case: Case) -> Key:
        bound = self.ruleset.relations[case[0]]
        return bound.rule.id, facts_of(bound, self.values, case[1])

    def _best(self) -> tuple[_Correction, dict[Case, str | None]] | None:
        """What rules say of their faults goes before any guess; of guesses the one that settles most, nearest to what
        was typed.
        """
        for kind in (self._declared(), self._figures()):
            tried = [(cause, settled) for cause in kind if _explains(settled := self._settled(cause.cells))]
            if tried:
                return max(tried, key=lambda pair: (len(pair[1]), -pair[0].depth))
        return None

    def _declared(self) -> Iterator[_Correction]:
        """What failing rules say of their faults. Cases that say the same are one fault: the carry-over is missing in
        the budget and in the execution.
        """
        corrections: dict[str, dict[Cell, Value]] = {}
        for number, row in self.failing:
            bound, finding = self.ruleset.relations[number], self.findings.get(self.keys[number, row])
            if bound.repair and finding:
                cells = corrections.setdefault(cause_of(finding, bound.rule.cause, self.facts), {})
                for field, value in bound.repair.items():
                    cells[field, row if repeat_of(field) else 0] = value(self.values, row)
        return (_Correction(cells=cells, text=text) for text, cells in corrections.items())

    def _figures(self) -> Iterator[_Correction]:
        """Figures that stand in several failing cases, as one of these cases asks for them. Behind a formula it is one
        of its figures that is asked for.
        """
        stand: dict[Cell, list[Case]] = {}
        for case in self.failing:
            for cell in dict.fromkeys(self._plain_cells(case)):
                stand.setdefault(cell, []).append(case)
        wanted = (
            (pair, case)
            for cell, cases in stand.items()
            if len(cases) >= _FEWEST
            for pair in self._behind(cell)
            for case in cases
        )
        for (typed, named), case in dict.fromkeys(wanted):
            asked = self._asked(typed, case)
            fact = self.facts.get(self.values.fact_id(*named))
            if asked is not None and fact:
                yield self._named(typed, asked, named, fact)

    def _named(self, typed: Cell, asked: Decimal, named: Cell, fact: Fact) -> _Correction:
        """A correction of a typed figure, told of the cell that shows it."""
        cells = {typed: _figure(asked, self.ruleset.fields[typed[0]])}
        found = show(self._value(named), fact.field) or "空"
        undo = self._apply(cells)
        wanted = show(self._value(named), fact.field) or "空"
        self._undo(undo)
        text = cause_in(fact, found, wanted, self.ruleset.pack.messages)
        return _Correction(cells=cells, text=text, depth=self.depth.get(named[0], 0))

    def _behind(self, cell: Cell) -> Iterator[tuple[Cell, Cell]]:
        """Typed figures that a cell rests on, each with the cell to name. Which of the rows of a sum is wrong cannot be
        told: its first row stands for all of them, and the sum is named.
        """
        if not self._is_formula(cell):
            yield cell, cell
            return
        bound = self.ruleset.definitions[cell[0]]
        for path in bound.body.paths:
            repeat = repeat_of(path.field)
            if path.field == cell[0] or self.ruleset.fields[path.field].kind != "number":
                continue
            if repeat is None or repeat == bound.body.repeat:
                yield from self._behind((path.field, cell[1] if repeat else 0))
            else:
                rows = rows_taken(path, self.values, cell[1], bound.body.repeat)
                filled = [row for row in rows if self.values.rows[path.field][row] is not None]
                for typed, named in self._behind((path.field, filled[0])) if filled else ():
                    yield typed, named if len(filled) == 1 else cell

    def _plain_cells(self, case: Case) -> list[Cell]:
        """Figures that a case names one by one. Which of the rows of a sum is wrong cannot be told from the sum."""
        bound = self.ruleset.relations[case[0]]
        if bound.body.relation.comparison != "=":
            return []
        cells = []
        for path in bound.body.paths:
            repeat = repeat_of(path.field)
            if self.ruleset.fields[path.field].kind == "number" and (repeat is None or repeat == bound.body.repeat):
                cells.append((path.field, case[1] if repeat else 0))
        return cells

    def _asked(self, cell: Cell, case: Case) -> Decimal | None:
        """The figure with which the case would hold, if the case is a straight line in it."""
        self.trials += 1
        if self.trials > _MOST_TRIALS:
            return None
        old = self._value(cell)
        start = old.value if isinstance(old, Interval) else Decimal(0)
        gaps = []
        for figure in (start, start + 1):
            undo = self._apply({cell: _figure(figure, self.ruleset.fields[cell[0]])})
            gaps.append(self._judged(case)[1])
            self._undo(undo)
        if gaps[0] is None or gaps[1] is None or gaps[0] == gaps[1]:
            return None
        asked = start - gaps[0] / (gaps[1] - gaps[0])
        return rounded(exact(asked), self.ruleset.fields[cell[0]].decimals).value

    def _settled(self, cells: Mapping[Cell, Value]) -> dict[Case, str | None]:
        """The failing cases that a correction settles (None), or all but a rest of; nothing if it breaks another."""
        undo = self._apply(cells)
        try:
            settled: dict[Case, str | None] = {}
            for case in self._near(undo, cells):
                failed, gap = self._judged(case)
                if case not in self.failing:
                    if failed:
                        return {}
                    continue
                before = self.failing[case]
                if not failed:
                    settled[case] = None
                elif gap and before and abs(gap) <= abs(before) * (1 - _MOST_OF_IT):
                    field = self.ruleset.relations[case[0]].body.target
                    settled[case] = show_number(-gap, field)
            return settled
        finally:
            self._undo(undo)

    def _near(self, changed: Mapping[Cell, Value], cells: Mapping[Cell, Value]) -> Iterator[Case]:
        """Cases that name a changed cell. A figure with a formula is computed from others: its own rule stands for
        them, and is not broken by asking what the formula should have given.
        """
        own = {(self.ruleset.definitions[field].rule.id, field, row) for field, row in filter(self._is_formula, cells)}
        cases = dict.fromkeys(case for cell in changed for case in self._naming(cell))
        for number, row in cases:
            bound = self.ruleset.relations[number]
            target = bound.body.target
            if not target or (bound.rule.id, target.id, row if target.repeats else 0) not in own:
                yield number, row

    def _naming(self, cell: Cell) -> Iterator[Case]:
        field, row = cell
        repeat = repeat_of(field)
        for number in self.around.get(field, ()):
            same_row = repeat is not None and self.ruleset.relations[number].body.repeat == repeat
            yield from [(number, row)] if same_row else self._cases(number)

    def _is_formula(self, cell: Cell) -> bool:
        fact = self.facts.get(self.values.fact_id(*cell))
        return cell[0] in self.ruleset.definitions and fact is not None and fact.origin == "computed"

    def _value(self, cell: Cell) -> Value:
        field, row = cell
        return self.values.rows[field][row] if repeat_of(field) else self.values.single[field]

    def _apply(self, cells: Mapping[Cell, Value]) -> dict[Cell, Value]:
        """Set cells, and every formula that rests on them; what they held before."""
        undo = {cell: self._value(cell) for cell in cells}
        for (field, row), value in cells.items():
            self.values.put(field, row, value)
        changed = {field for field, _ in cells}
        for key, bound, needs in self.formulas:
            if changed.isdisjoint(needs):
                continue
            changed.add(key)
            for row in range(self.values.count(bound.body.repeat)):
                cell = (key, row if bound.body.repeat else 0)
                if cell not in cells and self._is_formula(cell):
                    value = bound.body.right(self.values, row)
                    shown = rounded(value, self.ruleset.fields[key].decimals) if isinstance(value, Interval) else value
                    undo.setdefault(cell, self._value(cell))
                    self.values.put(key, row, shown)
        return undo

    def _undo(self, cells: Mapping[Cell, Value]) -> None:
        for (field, row), value in cells.items():
            self.values.put(field, row, value)
