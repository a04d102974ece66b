"""Plans: where every field of a form stands on a sheet, spelled out once for all workbooks in which it stands there.

Why: workbooks come from the same template by the thousand, and most of their tables have not moved. Ids, addresses and
what a field expects are the same in all of them; only the values differ. A plan is made anew where a name leads
elsewhere, by one row or one column. The sheets of a form that has several share their plans: on each, ids and addresses
differ by their heads alone.

    plan_of(form, 0, places).block(((2, 1),)).cells[0]     # '封面!B4', where its only table has two items
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from workbook.address import column_letters
from workbook.facts import Absence, Field, Origin, on_sheet
from workbook.model import Form, Repeat, name_of
from workbook.places import Area

PLANS, ROWS = 512, 40  # plans that are kept, some 20 kB each, and rows that are kept of a table
PLACES = 8192  # of plans on sheets, some 1 kB each without plan and blocks
SPOTS = 1 << 18  # facts of all blocks that are kept, some 200 bytes each

Areas = tuple[Area | None, ...]
Counts = tuple[tuple[int, int], ...]
Numbers = Mapping[str, tuple[int, ...]]


class Spot(NamedTuple):
    """One fact to be: its field, its cell as `sheet!address` and by row and column from 0, where its value comes from
    unless the cell calculates, whether it may wait for another, and the text a blank template has there.
    """

    id: str
    field: Field
    cell: str
    at: int
    left: int
    origin: Origin
    waits: bool
    preset: str | None


class Block(NamedTuple):
    """All facts of a form on one sheet, in their order and column by column: what `Spot` has, and by their number
    which of them wait, which start with a text, and which take the value of another if they are blank. `keys` are the
    ids of their fields, `numeric` says where a number belongs. `stripes`: where the facts of a repeating field are
    among all, `numbers`: those in a cell by its address. `distinct`: no two of them share a cell.
    """

    ids: tuple[str, ...]
    fields: tuple[Field, ...]
    keys: tuple[str, ...]
    numeric: tuple[bool, ...]
    cells: tuple[str, ...]
    places: tuple[tuple[int, int], ...]
    origins: tuple[Origin, ...]
    waiting: tuple[int, ...]
    preset: tuple[tuple[int, str], ...]
    inherits: tuple[tuple[int, int], ...]
    stripes: tuple[tuple[str, slice], ...]
    numbers: Numbers
    distinct: bool

    def moved(self, sheet: str, head: str, old: str) -> Block:
        """The same on another sheet; `head` is what its ids begin with, in the place of `old`."""
        ids = self.ids if head == old else tuple([head + fact_id[len(old) :] for fact_id in self.ids])
        return self._replace(ids=ids, cells=tuple([sheet + cell for cell in self.cells]))


class Column(NamedTuple):
    """A column of a repeating table. `preset`: the texts a blank template starts with, from the first item."""

    name: str
    field: Field
    area: Area
    preset: tuple[str, ...]


class Table:
    """A repeating table: its columns that there are, and which of them, by their place, a blank cell takes from above.
    `row` spells out an item when it is first asked for; `first` is 1 where an opening row stands before the items.
    `rows` are those that all of its columns span, from 0; None if not all span the same.
    """

    __slots__ = ("_rows", "columns", "id", "inherits", "lefts", "rows")

    def __init__(self, table: str, columns: tuple[Column, ...], inherits: tuple[int, ...]) -> None:
        self.id, self.columns, self.inherits = table, columns, inherits
        spans = [range(column.area.top, column.area.bottom + 1) for column in columns]
        self.rows = spans[0] if spans and spans.count(spans[0]) == len(spans) else None
        self.lefts = tuple(column.area.left for column in columns)
        self._rows: dict[tuple[int, int], tuple[Spot, ...]] = {}

    def row(self, item: int, first: int) -> tuple[Spot, ...]:
        """The facts of an item, from 0."""
        known = self._rows.get((item, first))
        if known is None:
            known = tuple([self._spot(column, item, first) for column in self.columns])
            if item < ROWS:
                self._rows[item, first] = known
        return known

    def _spot(self, column: Column, item: int, first: int) -> Spot:
        preset = column.preset[item] if item < len(column.preset) else None
        return _spot(f"{self.id}[{item + 1}].{column.name}", column.field, column.area, item + first, preset)


class Plan:
    """A form as it lies on a sheet, whichever that is; on the first, if a form has several. Where its fields stand on
    more than one sheet their areas say on which, else they do not.
    """

    __slots__ = ("blocks", "head", "singles", "tables")

    def __init__(self, head: str, singles: tuple[Spot, ...], tables: tuple[Table, ...]) -> None:
        self.head, self.singles, self.tables = head, singles, tables
        self.blocks: dict[Counts, Block] = {}

    def block(self, counts: Counts) -> Block:
        """Its facts; `counts` says of each table how many items it has, and before which row (0 or 1) they begin."""
        known = self.blocks.get(counts)
        return _ROOM.kept(self.blocks, counts, self._block(counts)) if known is None else known

    def _block(self, counts: Counts) -> Block:
        spots, inherits, stripes = list(self.singles), list[tuple[int, int]](), list[tuple[str, slice]]()
        for table, (count, first) in zip(self.tables, counts, strict=True):
            start, width = len(spots), len(table.columns)
            for number, column in enumerate(table.columns):
                stripes.append((column.field.id, slice(start + number, start + count * width, width)))
            for item in range(count):
                here, above = len(spots), len(spots) - len(table.columns)
                inherits += [(here + column, above + column) for column in table.inherits if item]
                spots += table.row(item, first)
        return _columns(spots, inherits, stripes)


class Placed:
    """A plan on a sheet. `sheet` is the one that all its fields stand on, "" if they stand on several; `absence` is
    what of it a workbook lacks.
    """

    __slots__ = ("absence", "blocks", "head", "plan", "sheet")

    def __init__(self, plan: Plan, head: str, sheet: str, absence: Absence | None) -> None:
        self.plan, self.head, self.sheet, self.absence = plan, head, sheet, absence
        self.blocks: dict[Counts, Block] = {}

    def block(self, counts: Counts) -> Block:
        """Its facts, see `Plan.block`."""
        known = self.blocks.get(counts)
        if known is None:
            moved = self.plan.block(counts).moved(self.sheet, self.head, self.plan.head)
            known = _ROOM.kept(self.blocks, counts, moved)
        return known

    def id_of(self, table: Table) -> str:
        """Of one of the plan's tables."""
        return self.head + table.id[len(self.plan.head) :]


class _Room:
    """The size of all blocks together is bounded, whoever sends files in which every table has another length."""

    def __init__(self) -> None:
        self.size, self.holders = 0, list[dict[Counts, Block]]()

    def kept(self, blocks: dict[Counts, Block], counts: Counts, block: Block) -> Block:
        """The block; it is there the next time, unless it is a long one."""
        size = len(block.ids)
        if all(count <= ROWS for count, _ in counts) and size < SPOTS:
            if self.size + size > SPOTS:
                for holder in self.holders:
                    holder.clear()
                self.size, self.holders = 0, []
            blocks[counts] = block
            self.holders.append(blocks)
            self.size += size
        return block


_ROOM = _Room()
_NAMES: dict[tuple[int, int], tuple[Form, tuple[str, ...]]] = {}
_PLACED: dict[tuple[int, int, Areas], tuple[Form, Placed]] = {}
_PLANS: dict[tuple[int, Areas], tuple[Form, Plan]] = {}


def plan_of(form: Form, sheet: int, places: Mapping[str, Area]) -> Placed:
    """The plan of a form on its n-th sheet, 0 for its only one; `places` as from `workbook.names.places`. Forms are
    told apart by their identity: they are held, so that no other takes it.
    """
    key = id(form), sheet
    if key not in _NAMES:
        _NAMES[key] = form, _names(form, sheet)
    areas = tuple(map(places.get, _NAMES[key][1]))
    known = _PLACED.get((*key, areas))
    if known is None:
        if len(_PLACED) >= PLACES:
            _PLACED.clear()
        known = _PLACED[*key, areas] = form, _placed(form, sheet, areas)
    return known[1]


def _names(form: Form, sheet: int) -> tuple[str, ...]:
    head = f"{form.id}[{sheet}]" if sheet else form.id
    return tuple(head + name_of(key).removeprefix(form.id) for key in form.fields)


def _placed(form: Form, sheet: int, areas: Areas) -> Placed:
    titles = {area.sheet for area in areas if area}
    title = titles.pop() if len(titles) == 1 else ""
    bare = tuple([area and Area("", area.top, area.left, area.bottom, area.right) for area in areas])
    plan = _plan_on(form, min(sheet, 1), bare if title else areas)
    missing = tuple(key for key, area in zip(form.fields, areas, strict=True) if area is None)
    whole = len(missing) == len(form.fields)
    absence = Absence(form=form.id, sheet=form.title(sheet), fields=missing, whole=whole) if missing else None
    return Placed(plan, _head(form, sheet), title, absence)


def _head(form: Form, sheet: int) -> str:
    return on_sheet(form.stem, sheet)


def _plan_on(form: Form, sheet: int, areas: Areas) -> Plan:
    key = id(form), areas
    if key not in _PLANS:
        if len(_PLANS) >= PLANS:
            _PLANS.clear()
            _PLACED.clear()  # each holds its plan
        _PLANS[key] = form, _plan(form, sheet, areas)
    return _PLANS[key][1]


def _plan(form: Form, sheet: int, areas: Areas) -> Plan:
    here = {key: area for key, area in zip(form.fields, areas, strict=True) if area}
    repeating = tuple(f"{repeat}[*]" for repeat in form.repeats) or "-"
    singles = tuple(
        _spot(on_sheet(key, sheet), form.fields[key], area, 0, form.preset.get(key))
        for key, area in here.items()
        if not key.startswith(repeating)
    )
    tables = tuple(_table(form, repeat, on_sheet(repeat.id, sheet), here) for repeat in form.repeats.values())
    return Plan(_head(form, sheet), singles, tables)


def _table(form: Form, repeat: Repeat, table: str, here: Mapping[str, Area]) -> Table:
    keys = {column: repeat.field_id(column) for column in repeat.columns}
    columns = tuple(
        Column(name, form.fields[key], here[key], repeat.preset.get(name, ()))
        for name, key in keys.items()
        if key in here
    )
    return Table(table, columns, tuple(n for n, column in enumerate(columns) if column.name in repeat.inherit))


def _spot(fact_id: str, field: Field, area: Area, row: int, preset: str | None) -> Spot:
    return Spot(
        id=fact_id,
        field=field,
        cell=f"{area.sheet}!{column_letters(area.left + 1)}{area.top + row + 1}",
        at=area.top + row,
        left=area.left,
        origin="reported" if field.computed else "input",
        waits=bool(field.computed or field.awaits),
        preset=preset,
    )


def _columns(spots: list[Spot], inherits: list[tuple[int, int]], stripes: list[tuple[str, slice]]) -> Block:
    numbers: dict[str, list[int]] = {}
    for number, spot in enumerate(spots):
        numbers.setdefault(spot.cell.rpartition("!")[2], []).append(number)
    return Block(
        ids=tuple([spot.id for spot in spots]),
        fields=tuple([spot.field for spot in spots]),
        keys=tuple([spot.field.id for spot in spots]),
        numeric=tuple([spot.field.kind == "number" for spot in spots]),
        cells=tuple([spot.cell for spot in spots]),
        places=tuple([(spot.at, spot.left) for spot in spots]),
        origins=tuple([spot.origin for spot in spots]),
        waiting=tuple([number for number, spot in enumerate(spots) if spot.waits]),
        preset=tuple([(number, spot.preset) for number, spot in enumerate(spots) if spot.preset is not None]),
        inherits=tuple(inherits),
        stripes=tuple(stripes),
        numbers={address: tuple(found) for address, found in numbers.items()},
        distinct=len({spot.cell for spot in spots}) == len(spots),
    )
