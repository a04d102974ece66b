"""The facts of a file once more, column by column, for those that go through all of them.

Why: there are a thousand or two in a file, and several rules, the seal and the ledger want an attribute of each. Asking
every fact for it takes several times as long as taking a column that whoever made the facts had at hand anyway. Nothing
here says more than the facts themselves; whoever has none of this asks them.
"""

from __future__ import annotations

from functools import cached_property

from workbook.facts import Fact, Field, Origin, Trouble, Value


class ByColumn:
    """All facts in their order: what a `Fact` has, the ids of their fields (`keys`), and whether a number belongs there
    (`numeric`). `rows` are the facts of each repeating field and `figures` their values, row by row, sheet by sheet;
    `forms` the facts of each form.
    """

    def __init__(self) -> None:
        self.ids: list[str] = []
        self.fields: list[Field] = []
        self.keys: list[str] = []
        self.numeric: list[bool] = []
        self.values: list[Value] = []
        self.cells: list[str] = []
        self.origins: list[Origin] = []
        self.troubles: list[Trouble | None] = []
        self.preset: list[bool] = []
        self.rows: dict[str, list[Fact]] = {}
        self.figures: dict[str, list[Value]] = {}
        self.forms: dict[str, list[Fact]] = {}

    def facts(self) -> list[Fact]:
        """Each of them as a fact."""
        columns = (self.ids, self.fields, self.values, self.cells, self.origins, self.troubles, self.preset)
        return list(map(Fact, *columns))

    @cached_property
    def troubled(self) -> bool:
        """Whether one of them is in trouble."""
        return any(self.troubles)

    @cached_property
    def filled(self) -> list[bool]:
        """Which of them hold a value."""
        return [value is not None for value in self.values]
