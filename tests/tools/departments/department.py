"""A whole department: one seed, one workbook's content.

What is right and yet not drawn here, because a rule speaks of it (it may be right to, or not):

- amounts with more than two decimals (X007, S017 and "可能舍入"): the tables show two, and formulas round at each step;
- no project spending at all (R002, P201): 项目支出明细 and 附件4 count as not filled in;
- a zero report with zeros typed into it (F010);
- an actual beyond 130% of its target, also where it is explained (K016);
- a budget changed by more than 30% (F011), an execution under 90% in 四川 (F012);
- in 湖南 no 三公经费 or no procurement: nothing is said, but two scores and the total stay 待算.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from random import Random

import msgspec

from macros_py.engine.recompute import recompute
from macros_py.engine.ruleset import RuleSet
from macros_py.rulebook import ruleset_for
from tests.tools.departments import annexes, frame, tables
from tests.tools.departments.basic_data import basic_data
from tests.tools.departments.indicators import Marking
from tests.tools.departments.plan import plan
from tests.tools.departments.wanted import NOTHING, Wanted
from workbook.data import blank_facts, facts_of
from workbook.facts import Facts, Value
from workbook.load import load_forms
from workbook.model import FormSet

YEAR = 2022
PACKS = ("national", "hunan", "hunan-jishou", "hubei", "jiangxi", "sichuan", "yunnan", "guangxi")
# What is said of a department in which nothing is wrong, by rule: to whom, and why it cannot be otherwise.
ALWAYS = {
    "P114": "附件7填“有”的都提示核实，一般只有经办机构才有",
    "G005": "等级名称与国家办法不同的地方（吉首）都提示",
}


class Department(msgspec.Struct, frozen=True, kw_only=True):
    """What people typed (`entries`, by fact id), what formulas show (`results`), and which rules of `ALWAYS` speak."""

    seed: int
    pack: str
    entries: dict[str, Value]
    results: dict[str, Value]
    always: frozenset[str]

    @property
    def values(self) -> dict[str, Value]:
        """Every cell that holds something."""
        return {key: value for key, value in (self.entries | self.results).items() if value is not None}


@cache
def place(pack: str) -> tuple[FormSet, RuleSet]:
    """The tables that a place uses, and its rules."""
    forms = load_forms(YEAR)
    ruleset = ruleset_for(forms, pack)
    return forms.without(ruleset.pack.left_out), ruleset


def consistent(seed: int, pack: str | None = None, wanted: Wanted = NOTHING) -> Department:
    """The department of this seed: of a place the seed draws, unless one is given; as large as is `wanted`."""
    chance = Random(seed)
    drawn = chance.choice(PACKS)
    pack = pack or drawn
    forms, ruleset = place(pack)
    entries, always = _filled(chance, forms, ruleset, wanted)
    results = recomputed(entries, pack)
    if "frame" in {form.id for form in forms.forms}:
        entries |= frame.explained(chance, entries, results)
    grades = {"G005"} if pack == "hunan-jishou" else set()
    return Department(seed=seed, pack=pack, entries=entries, results=results, always=frozenset(always | grades))


def recomputed(entries: Mapping[str, Value], pack: str) -> dict[str, Value]:
    """What the formulas show. The figures typed over formulas, if there are any, stay and are built upon."""
    facts = entries_of(entries, pack)
    results = recompute(facts, place(pack)[1], keep_reported=True)
    return {key: value for key, value in results.items() if key in facts.facts}


def entries_of(entries: Mapping[str, Value], pack: str) -> Facts:
    """Facts as a workbook holds them: computed cells come from formulas, but for those in `entries`."""
    forms, _ = place(pack)
    typed = facts_of(dict(entries), forms)
    blank = {key: None for key in _computed(typed, forms) if key not in entries}
    whole = facts_of({**entries, **blank}, forms)
    formulas = {key: msgspec.structs.replace(whole.facts[key], origin="computed") for key in blank}
    return msgspec.structs.replace(whole, facts=whole.facts | formulas)


def _computed(facts: Facts, forms: FormSet) -> list[str]:
    """The computed cells of all rows and sheets that there are."""
    fields = [field for form in forms.forms for field in form.fields.values() if field.computed]
    return [key for field in fields for key in facts.ids(field.id)]


def _filled(chance: Random, forms: FormSet, ruleset: RuleSet, wanted: Wanted) -> tuple[dict[str, Value], set[str]]:
    """Every table, in the order in which they hang together."""
    agencies, items = _size(chance, wanted)
    money = plan(chance, agencies, items)
    has_frame = any(form.id == "frame" for form in forms.forms)
    who = tables.office(chance, money, wanted, spends_on_public=has_frame or chance.random() < 0.9)
    marking, execution = _marking(ruleset), int(_number(ruleset, "execution_points"))
    entries = dict(_presets(forms))
    for part in (
        tables.front(chance, who),
        tables.income_and_spending(chance, money, who),
        tables.comparison(chance, money, who),
        tables.projects(money, who),
        tables.conclusion(),
        tables.evaluators(chance, who),
        tables.appraisal(chance, who),
        basic_data(chance, money, who),
        annexes.overall(chance, money, who, marking, execution, chance.choice([7, 9, 12, 16, 24, 40])),
        *(annexes.project(chance, number, money, who, marking, execution) for number in range(1, items + 1)),
        frame.frame(chance, who) if has_frame else {},
    ):
        entries |= part
    insured = chance.random() < 0.03
    specials = {
        "fund": annexes.fund_rows(money),
        "capital": annexes.own_rows(chance, money) if chance.random() < 0.1 else None,
        "insurance": annexes.own_rows(chance, money, insured=True) if insured else None,
    }
    for form, rows in specials.items():
        entries |= annexes.special(chance, form, who, marking, execution, rows)
    return {key: value for key, value in entries.items() if value is not None}, {"P114"} if insured else set()


def _size(chance: Random, wanted: Wanted) -> tuple[int, int]:
    """How many agencies and projects. Drawn even where they are given: the rest is then drawn as ever."""
    large = chance.random() < 0.03
    items = chance.randint(20, 40) if large else chance.randint(1, 12)
    agencies = chance.choice([1, 1, 2, 3, 3, 4, 6, 9, 12])
    return wanted.agencies or agencies, wanted.projects or items


def _presets(forms: FormSet) -> dict[str, Value]:
    """Texts of a blank template that nobody changes. Rows of lists are not among them: everybody fills those in."""
    return {fact.id: fact.value for fact in blank_facts(forms) if "[" not in fact.id}


def _marking(ruleset: RuleSet) -> Marking:
    """Points by first level: the place's, or where it has other points for the execution rate, less for results."""
    names = {"产出指标": "output_points", "效益指标": "outcome_points", "满意度指标": "satisfaction_points"}
    points = {level: int(_number(ruleset, name)) for level, name in names.items()}
    total, execution = (int(_number(ruleset, name)) for name in ("total_points", "execution_points"))
    points["产出指标"] -= sum(points.values()) + execution - total
    return Marking(points=points, tiers=tuple(band.low for band in ruleset.scale("tier")))


def _number(ruleset: RuleSet, name: str) -> Decimal:
    value = ruleset.values[name].value
    assert value is not None
    return value
