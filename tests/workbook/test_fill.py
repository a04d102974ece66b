"""What goes into a workbook comes out of it: every field, any text, any number of rows, and nothing else moves."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal
from pathlib import Path
from random import Random

import openpyxl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from macros_py.demo import PACK, YEAR
from macros_py.desk import fill_file, recalc_file
from macros_py.engine import RuleSet
from macros_py.excel.native import formula_writer
from macros_py.listing import facts_json
from macros_py.template import write_template
from tests.workbook.test_package import parts
from tests.workbook.test_read import shrunk
from workbook.address import parse_block
from workbook.data import facts_of
from workbook.errors import UnusableFile
from workbook.facts import Field, Value, field_of, on_sheet, row_id, row_of, without_sheet
from workbook.fill import fill
from workbook.layout import MARGIN_HEIGHT
from workbook.model import Form, FormSet, Repeat
from workbook.package import MAIN, Package
from workbook.places import Area
from workbook.read import read
from workbook.reading import Reading

Entries = dict[str, Value]

SIGNS = st.characters(exclude_characters="\ufffe\uffff", exclude_categories=["Cs"])
TEXTS = st.one_of(
    st.sampled_from(["=1+1", "+86", "-", "@SUM(A1)", '"引号"', "'撇号", "甲\n乙", " 前后 ", "😀👨‍👩‍👧"]),
    st.sampled_from(["020001", "1E5", "_x0041_", "<&>", "https://a.b", "TRUE", "#N/A", "１２", "\t", "1,811.27"]),
    st.text(SIGNS, min_size=1, max_size=40),
)  # fmt: skip
AMOUNTS = st.builds(
    lambda digits, places: Decimal(digits).scaleb(-places), st.integers(-(10**15) + 1, 10**15 - 1), st.integers(0, 15)
)


class Contents:
    """Values for every field of the form set, some blank; each repeating table with some number of rows."""

    def __init__(
        self, forms: FormSet, texts: list[str], amounts: list[Decimal], counts: dict[str, int], seed: int
    ) -> None:
        self.said = f"Contents({texts!r}, {amounts!r}, {counts!r}, {seed!r})"
        self.forms, self.texts, self.amounts, self.random = forms, texts, amounts, Random(seed)
        self.entries: Entries = {}
        for form in forms.forms:
            for sheet in form.sheets(counts):
                self.sheet(form, sheet, counts)

    def __repr__(self) -> str:
        return self.said

    def sheet(self, form: Form, sheet: int, counts: dict[str, int]) -> None:
        tables = tuple(f"{repeat}[*]" for repeat in form.repeats)
        for key, field in form.fields.items():
            if not key.startswith(tables):
                self.entries[on_sheet(key, sheet)] = self.value(field)
        for key, repeat in form.repeats.items():
            self.rows(repeat, on_sheet(key, sheet), max(counts[key], sheet and 1))

    def value(self, field: Field) -> Value:
        if self.random.random() < 0.15:
            return None
        if field.kind == "number" and self.random.random() < 0.9:
            amount = self.random.choice(self.amounts)
            return amount.scaleb(-4) if field.unit == "%" else amount
        return self.random.choice(self.texts)

    def rows(self, repeat: Repeat, table: str, count: int) -> None:
        """The last row holds something of its own: blank rows at the end are no rows."""
        for row in range(1, count + 1):
            for column in repeat.columns:
                key = f"{table}[{row}].{column}"
                value = self.value(self.forms.fields[field_of(key)]) if row < count else self.random.choice(self.texts)
                if column in repeat.inherit and (value is None or self.random.random() < 0.5):
                    value = self.entries.get(f"{table}[{row - 1}].{column}")
                self.entries[key] = value

    def over(self, before: Entries) -> Entries:
        """What a workbook then holds: these values, and the rows of tables and the sheets that they do not name."""
        named = {_home(key) for key in self.entries}
        kept = {key: value for key, value in before.items() if _home(key) not in named}
        return kept | {key: value for key, value in self.entries.items() if value is not None}


def _home(key: str) -> str:
    """The table of a fact, or its sheet where the form has several."""
    sheet, plain = without_sheet(key)
    return key.rpartition("[")[0] if row_of(key) else f"{plain.partition('.')[0]}{sheet}" if sheet else ""


@st.composite
def contents(draw: st.DrawFn, forms: FormSet) -> Contents:
    counts = {key: draw(st.integers(0, 14), label=key) for key in forms.repeats}
    counts |= {form.id: draw(st.integers(1, 3), label=form.id) for form in forms.forms if form.each}
    texts = draw(st.lists(TEXTS, min_size=1, max_size=12))
    amounts = draw(st.lists(AMOUNTS, min_size=1, max_size=8))
    return Contents(forms, texts, amounts, counts, draw(st.integers(0, 2**32)))


def filled(source: Path, target: Path, entries: Entries, forms: FormSet, ruleset: RuleSet) -> Reading:
    package = Package.load(source)
    fill(package, facts_of(entries, forms), forms, formula_writer(ruleset), read(source).addresses.unopened)
    package.save(target)
    return read(target)


def held(reading: Reading) -> Entries:
    return {fact.id: fact.value for fact in reading.facts if fact.origin != "computed" and fact.value is not None}


# A failure names its seed; making it smaller takes minutes and tells no more.
@settings(
    max_examples=25,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_what_goes_in_comes_out(
    data: st.DataObject, template: Path, tmp_path: Path, forms: FormSet, ruleset: RuleSet
) -> None:
    """Every field, computed ones typed over too; then once more over the filled file, with other numbers of rows."""
    first, second = data.draw(contents(forms)), data.draw(contents(forms))
    before = held(read(template))
    once = held(filled(template, tmp_path / "一.xlsx", first.entries, forms, ruleset))
    assert once == first.over(before)
    twice = held(filled(tmp_path / "一.xlsx", tmp_path / "二.xlsx", second.entries, forms, ruleset))
    assert twice == second.over(once)


def cells(path: Path) -> dict[str, tuple[str | None, str, str]]:
    """Style, formula and inner XML of every cell."""
    package, found = Package.load(path), {}
    for sheet, part in package.worksheets.items():
        for cell in package.tree(part).iter(f"{MAIN}c"):
            inner = "".join(map(str, cell.itertext()))
            found[f"{sheet}!{cell.get('r')}"] = (cell.get("s"), cell.findtext(f"{MAIN}f") or "", inner)
    return found


def test_nothing_else_changes(template: Path, tmp_path: Path, forms: FormSet, ruleset: RuleSet) -> None:
    """Where no row is added, other parts stay byte for byte, other cells as they were, and styles everywhere."""
    entries: Entries = {"income.all.fund": Decimal("1.5"), "income.agencies[3].name": "丙", "cover.unit": "=甲"}
    filled(template, tmp_path / "填.xlsx", entries, forms, ruleset)
    before, after = parts(template), parts(tmp_path / "填.xlsx")
    assert list(before) == list(after)
    changed = {name for name in before if before[name] != after[name]}
    package = Package.load(template)
    assert changed == {package.sheet_part("封面"), package.sheet_part("收入")}
    places = {read(template).facts.facts[key].cell for key in entries}
    names = read(template).addresses.area("income.agencies[*].name")
    assert names is not None
    places |= {f"收入!{names.cell(row)}" for row in range(1, names.rows)}  # rows the data does not have are emptied
    old, new = cells(template), cells(tmp_path / "填.xlsx")
    assert {place: old[place] for place in old if place not in places} == {p: new[p] for p in new if p not in places}
    assert {place: style for place, (style, _, _) in old.items()} == {
        place: style for place, (style, _, _) in new.items()
    }


def test_listed_facts_fill_the_same_workbook(template: Path, example: Path, tmp_path: Path) -> None:
    """`facts --json` writes what `fill --data` reads: the same cells, values, origins and troubles."""
    (tmp_path / "数据.json").write_bytes(facts_json(read(example), example))
    fill_file(template, tmp_path / "数据.json", tmp_path / example.name)
    assert facts_json(read(tmp_path / example.name), example) == facts_json(read(example), example)


def test_listed_formulas_stay_formulas(template: Path, recalculated: Path, tmp_path: Path) -> None:
    """Results of formulas are no input: filled elsewhere, those cells still compute."""
    (tmp_path / "数据.json").write_bytes(facts_json(read(recalculated), recalculated))
    fill_file(template, tmp_path / "数据.json", tmp_path / "填.xlsx")
    origins = {fact.id: fact.origin for fact in read(tmp_path / "填.xlsx").facts}
    assert origins == {fact.id: fact.origin for fact in read(recalculated).facts}


def rows_of_income(count: int, **more: Value) -> Entries:
    """`count` agencies, each with a name, an amount and what else is asked for."""
    row: Entries = {"name": "单位", "other": Decimal(5), **more}
    return {f"income.agencies[{n}].{column}": value for n in range(1, count + 1) for column, value in row.items()}


@pytest.mark.parametrize("more", [{}, {"total": Decimal(5)}], ids=["formulas stand", "totals typed over"])
def test_fewer_rows_clear_those_left_over(
    template: Path, tmp_path: Path, forms: FormSet, ruleset: RuleSet, more: Entries
) -> None:
    """A figure of an earlier filling that stays behind would be summed up again."""
    filled(template, tmp_path / "十.xlsx", rows_of_income(10, **more), forms, ruleset)
    reading = filled(tmp_path / "十.xlsx", tmp_path / "二.xlsx", rows_of_income(2, **more), forms, ruleset)
    left = {key for key in held(reading) if key.startswith("income.agencies")}
    assert left == set(rows_of_income(2, **more))


def merges(path: Path, sheet: str) -> set[str]:
    package = Package.load(path)
    return {item.get("ref", "") for item in package.tree(package.sheet_part(sheet)).iter(f"{MAIN}mergeCell")}


def place(reading: Reading, key: str) -> Area:
    area = reading.addresses.area(key)
    assert area is not None
    return area


def test_merged_labels_are_merged_anew(template: Path, tmp_path: Path, forms: FormSet, ruleset: RuleSet) -> None:
    """Six indicators under other labels than the template's: one merged cell around each run of equal labels."""
    level1, level2 = ["产出", "产出", "产出", "效益", "效益", "产出"], ["甲", "甲", "乙", "乙", "丙", "丁"]
    entries: Entries = {}
    for row in range(6):
        entries |= {
            f"overall.indicators[{row + 1}].{column}": texts[row]
            for column, texts in (("level1", level1), ("level2", level2))
        }
        entries[f"overall.indicators[{row + 1}].name"] = f"指标{row + 1}"
    reading = filled(template, tmp_path / "填.xlsx", entries, forms, ruleset)
    area, now = place(reading, "overall.indicators[*].level1"), merges(tmp_path / "填.xlsx", "附件3 整体自评表")
    inside = {
        ref
        for ref in now
        if (a := parse_block(ref)) and a.top > area.top and a.bottom <= area.bottom + 1 and a.left in (2, 3)
    }
    first = area.top + 2  # below the opening row
    assert inside == {
        f"B{first}:B{first + 2}",
        f"B{first + 3}:B{first + 4}",
        f"C{first}:C{first + 1}",
        f"C{first + 2}:C{first + 3}",
    }
    assert held(reading).items() >= entries.items()


def test_new_rows_are_like_the_old(template: Path, tmp_path: Path, forms: FormSet, ruleset: RuleSet) -> None:
    """Styles, height, merges across and formulas: a row that was added works and looks like the one above it."""
    entries = rows_of_income(12) | {f"overall.goals[{n}].expected": f"目标{n}" for n in range(1, 6)}
    reading = filled(template, tmp_path / "填.xlsx", entries, forms, ruleset)
    area, found = place(reading, "income.agencies[*].total"), cells(tmp_path / "填.xlsx")
    opening, closing = area.top + 1, area.bottom + 1
    items = range(opening + 1, closing)
    assert len(items) == 12
    styles = {row: [found[f"收入!{letter}{row}"][0] for letter in "ABCDEFG"] for row in range(opening, closing + 1)}
    assert [styles[row] for row in items] == [styles[items[0]]] * 12
    assert styles[opening] == styles[closing] != styles[items[0]]
    formulas = [found[f"收入!{area.cell(row)}"][1] for row in range(1, 13)]
    formulas = [re.sub(rf"(?<=[A-Z]){opening + row}\b", "#", text) for row, text in enumerate(formulas, 1)]
    assert formulas[0]
    assert formulas == [formulas[0]] * 12
    assert [found[f"收入!{area.cell(row)}"][1:] for row in (0, 13)] == [("", "")] * 2
    heights = openpyxl.load_workbook(tmp_path / "填.xlsx")["收入"].row_dimensions
    assert {heights[row].height for row in items} == {24}
    assert {heights[row].height for row in (opening, closing)} == {MARGIN_HEIGHT}
    goals = place(reading, "overall.goals[*].expected")
    across = {
        f"{first}{goals.top + row + 2}:{last}{goals.top + row + 2}" for row in range(5) for first, last in ("BE", "FI")
    }
    assert across | {f"A{goals.top}:A{goals.bottom + 1}"} <= merges(tmp_path / "填.xlsx", "附件3 整体自评表")


def test_a_table_of_one_row_grows(tmp_path: Path, forms: FormSet, ruleset: RuleSet) -> None:
    """The least there can be: the one row is what new ones are copied from."""
    write_template(tmp_path / "一行.xlsx", year=YEAR, pack=PACK, counts=dict.fromkeys(forms.repeats, 1))
    entries = rows_of_income(3) | {"projects.items[2].name": "甲", "overall.total.score": Decimal(95)}
    reading = filled(tmp_path / "一行.xlsx", tmp_path / "填.xlsx", entries, forms, ruleset)
    assert held(reading).items() >= entries.items()
    assert [reading.facts.facts[f"income.agencies[{row}].total"].origin for row in (1, 2, 3)] == ["computed"] * 3


@pytest.mark.parametrize("left", [1, 2], ids=["one thin row", "both thin rows"])
def test_a_table_whose_rows_are_all_deleted_is_refused(
    template: Path, tmp_path: Path, forms: FormSet, ruleset: RuleSet, left: int
) -> None:
    """Only thin rows are left: there is nothing to copy, and what stands below must not be overwritten."""
    rows = place(read(template), "income.agencies[*].name").rows
    shrunk(template, tmp_path / "删行.xlsx", "income.agencies", bottom=left - rows)
    with pytest.raises(UnusableFile, match=r"收入：.*“机构”的行已全部删除"):
        filled(tmp_path / "删行.xlsx", tmp_path / "填.xlsx", rows_of_income(3), forms, ruleset)


@pytest.mark.parametrize("count", [1, 2, 9, 10, 11, 14])
@pytest.mark.parametrize("row", ["opening", "closing", "both"])
def test_a_table_without_a_thin_row_is_filled(
    example: Path, tmp_path: Path, forms: FormSet, ruleset: RuleSet, row: str, count: int
) -> None:
    """Somebody deleted it: fewer, as many or more items all the same come out, and nothing of what stood there."""
    before = read(example)
    path = shrunk(
        example, tmp_path / "删行.xlsx", "projects.items", top=int(row != "closing"), bottom=-int(row != "opening")
    )
    repeat = forms.repeats["projects.items"]
    entries: Entries = {
        row_id(repeat.field_id(column), item): Decimal(item) if column == "amount" else f"{column} {item}"
        for item in range(1, count + 1)
        for column in repeat.columns
    }
    after = filled(path, tmp_path / "填.xlsx", entries, forms, ruleset)
    others = {key: value for key, value in held(before).items() if not key.startswith("projects.items")}
    assert held(after) == others | entries
    outside, inside = place(before, "projects.items[*].name"), place(after, "projects.items[*].name")
    assert inside.top == outside.top + (row != "closing")
    old, new = cells(example), cells(tmp_path / "填.xlsx")  # with the thin row there, nothing was to be moved or lost
    assert [new[f"{inside.sheet}!{inside.cell(step)}"][2] for step in range(-3, -1)] == [
        old[f"{inside.sheet}!{inside.cell(step)}"][2] for step in range(-3, -1)
    ]


def test_a_workbook_that_lost_cells_is_refused(
    template: Path, tmp_path: Path, forms: FormSet, ruleset: RuleSet
) -> None:
    """Before anything is written: a figure must not be dropped because its place is gone."""
    book = openpyxl.load_workbook(template)
    del book["收入"]
    book.save(tmp_path / "删表.xlsx")
    with pytest.raises(UnusableFile, match=r"找不到 2 个要填的单元格（机构·机构名称、机构·其他收入等）"):
        filled(tmp_path / "删表.xlsx", tmp_path / "填.xlsx", rows_of_income(3), forms, ruleset)
    assert not (tmp_path / "填.xlsx").exists()
    filled(tmp_path / "删表.xlsx", tmp_path / "填.xlsx", {"cover.unit": "甲"}, forms, ruleset)


@pytest.mark.parametrize("content", ["error", "date"])
def test_a_broken_number_is_refused_before_results_are_written(
    recalculated: Path, tmp_path: Path, content: str
) -> None:
    """#N/A spreads through every sum and a date counts as its serial number: any total we wrote would be wrong."""
    book = openpyxl.load_workbook(recalculated)
    book["项目支出明细"]["C6"] = "#N/A" if content == "error" else datetime.date(2023, 5, 3)
    book.save(tmp_path / "坏.xlsx")
    with pytest.raises(UnusableFile, match="项目支出明细!C6"):
        recalc_file(tmp_path / "坏.xlsx", tmp_path / "重算.xlsx")
    assert not (tmp_path / "重算.xlsx").exists()
