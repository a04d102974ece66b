"""Questions about tables: agencies and projects by name, reasons for a change, a budget that looks like the result.

As in `questions`, nothing found here is an error: the person says what is meant.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import chain, pairwise
from math import ceil

from macros_py.engine.checks.base import Context, Draft, by_form, column, filled, points_of, typed
from macros_py.engine.checks.columns import told
from macros_py.engine.checks.questions import word_in
from macros_py.engine.rules import Rule
from macros_py.engine.values import show_number
from workbook.facts import Fact

_NUMBERED = re.compile(r"^[(（]?[0-9一二三四五六七八九十]+[)）、.]\s*")
_AMOUNT = re.compile(r"(\d+(?:,\d{3})*(?:\.\d+)?)\s*(?:(亿|万)元?|元)")
_NUMBERS = re.compile(r"[0-9一二三四五六七八九十]+")
_LAST_YEAR = re.compile(r"(?:^|(?<=[，。；、,;]))(?:上年|去年|上一年)[^，。；、,;]*")
_SHORT = 3  # pairs of characters that two names may have in common by chance
_Pair = tuple[str, str]  # of characters, next to each other
_POWER = {"亿": Decimal(10**4), "万": Decimal(1), "": Decimal("0.0001")}


def rows_without_amount(context: Context, rule: Rule) -> Iterator[Draft]:
    """Named rows in which nothing stands, beside others that have figures. The name comes first in `fields`; one that
    says that it is counted elsewhere (`settings.merged`) needs no figure.
    """
    merged = rule.settings["merged"]
    named: list[Fact] = []
    empty: list[Fact] = []
    for fact, *others in zip(*(column(context, field) for field in rule.fields), strict=True):
        if fact and filled(fact):
            named.append(fact)
            if not any(map(filled, others)) and not word_in(_told(fact), merged):
                empty.append(fact)
    if empty and len(empty) < len(named):
        shown = "、".join(f"“{_told(fact)}”" for fact in empty)
        yield Draft(outcome="rows_without_amount", facts=tuple(fact.id for fact in empty), right=shown)


def other_names(context: Context, rule: Rule) -> Iterator[Draft]:
    """One agency under several names: a table calls one so that the first table does not know, and lacks one that is
    there. `fields` are pairs of name and total, table by table; rows without a figure do not count.
    """
    tables = [_names(context, *rule.fields[number : number + 2]) for number in range(0, len(rule.fields), 2)]
    first, *rest = ([text for text, _ in table] for table in tables)
    if all(each == first for each in rest):
        return
    known, *others = ({_NUMBERED.sub("", text): fact for text, fact in table} for table in tables)
    for names in others:
        strange, lacking = [name for name in names if name not in known], [name for name in known if name not in names]
        if strange and lacking:
            facts = (*(names[name].id for name in strange), *(known[name].id for name in lacking))
            yield Draft(outcome="other_names", facts=facts, left="、".join(lacking), right="、".join(strange))


def _names(context: Context, name: str, total: str) -> list[tuple[str, Fact]]:
    """The agencies of a table that have a figure."""
    names = told(context, name)
    rows = zip(names.texts, names.facts, column(context, total), strict=True)
    return [(text, fact) for text, fact, figure in rows if fact and filled(fact) and filled(figure)]


def alike(context: Context, rule: Rule) -> Iterator[Draft]:
    """Two names that have nearly all pairs of characters in common. `settings.share`: how many of the shorter one's.
    Names that differ by a number (一期, 二期) are told apart on purpose.
    """
    names = told(context, rule.fields[0])
    there = [(fact, text) for fact, text in zip(names.facts, names.texts, strict=True) if fact and filled(fact)]
    near = _near([set(pairwise(text)) for _, text in there], float(rule.settings["share"]))
    for later, earlier in sorted(near.items()):
        (fact, text), (other, before) = there[later], there[earlier]
        if _NUMBERS.sub("", before) != _NUMBERS.sub("", text):
            yield Draft(outcome="alike", facts=(fact.id, other.id), left=_told(other), right=_told(fact))


def _near(pairs: Sequence[set[_Pair]], share: float) -> dict[int, int]:
    """For each set the first before it that has `share` of the smaller one's members in common. Of a set that lacks `k`
    members at most, any k + 1 contain a shared one: its rarest k + 1 find it, and no set is held against all others.
    """
    if not any(_may_be_near(pairs, share)):
        return {}
    often = Counter(chain.from_iterable(pairs))
    found: dict[int, int] = {}
    seen: dict[_Pair, list[int]] = defaultdict(list)
    for index in sorted(range(len(pairs)), key=lambda at: len(pairs[at])):
        mine = pairs[index]
        for other in {at for pair in mine & seen.keys() for at in seen[pair]}:
            if share * len(pairs[other]) <= len(mine & pairs[other]):
                later, earlier = max(index, other), min(index, other)
                found[later] = min(earlier, found.get(later, earlier))
        if len(mine) > _SHORT:
            telling = len(mine) - ceil(share * len(mine)) + 1
            for pair in sorted(mine, key=often.__getitem__)[:telling]:
                seen[pair].append(index)
    return found


def _may_be_near(pairs: Sequence[set[_Pair]], share: float) -> Iterator[bool]:
    """Of each set, whether enough of its members stand in other sets at all: in most files this is true of none."""
    once: set[_Pair] = set()
    twice: set[_Pair] = set()
    for each in pairs:
        twice |= once & each
        once |= each
    return (len(each) > _SHORT and share * len(each) <= len(each & twice) for each in pairs)


def _told(fact: Fact) -> str:
    return str(fact.value).strip()


def direction(context: Context, rule: Rule) -> Iterator[Draft]:
    """A reason that only tells of more where there is less, or the other way round. `settings.up`, `settings.down`."""
    change, reason = (context.facts.get(key) for key in rule.fields)
    figure = points_of(context, change)
    if change and reason and figure and filled(reason):
        words = context.said(reason)
        words = _LAST_YEAR.sub("", words) if "年" in words else words
        rises, falls = (bool(word_in(words, rule.settings[key])) for key in ("up", "down"))
        if rises is not falls and rises is not (figure > 0):
            shown = show_number(figure, change.field)
            yield Draft(outcome="direction", facts=(reason.id, change.id), left=shown, right=_told(reason))


def moved_without_amount(context: Context, rule: Rule) -> Iterator[Draft]:
    """A reason that speaks of figures moved from one heading to another (`settings.words`), and names no amount."""
    for key in rule.fields:
        words = context.said(fact) if (fact := context.facts.get(key)) else ""
        if (word := word_in(words, rule.settings["words"])) and not _AMOUNT.search(words):
            yield Draft(outcome="moved_without_amount", facts=(key,), right=word)


def told_amounts(context: Context, rule: Rule) -> Iterator[Draft]:
    """Amounts named in a reason that come to much more or less than the change they explain. `settings.low` and
    `settings.high` are shares of the change. A reason that names ups and downs cannot be added up, nor can amounts that
    are something else (`settings.unclear`).
    """
    low, high = Decimal(rule.settings["low"]), Decimal(rule.settings["high"])
    change, reason = (context.facts.get(key) for key in rule.fields)
    figure = points_of(context, change)
    if not (change and reason and figure and filled(reason)):
        return
    words = context.said(reason)
    told = sum((_in_ten_thousands(*found) for found in _AMOUNT.findall(words)), Decimal(0))
    if told and _one_way(words, rule) and not low * abs(figure) <= told <= high * abs(figure):
        shown = show_number(told, change.field), show_number(abs(figure), change.field)
        yield Draft(outcome="told_amounts", facts=(reason.id, change.id), left=shown[1], right=shown[0])


def _in_ten_thousands(number: str, unit: str) -> Decimal:
    return Decimal(number.replace(",", "")) * _POWER[unit]


def _one_way(words: str, rule: Rule) -> bool:
    up, down, unclear = (word_in(words, rule.settings[key]) for key in ("up", "down", "unclear"))
    return not unclear and not (up and down)


def filled_backwards(context: Context, rule: Rule) -> Iterator[Draft]:
    """Budget, execution and income are one figure in every source: the budget may have been copied from the result.
    `fields` are triples of budget, execution and income, source by source.
    """
    figures = [points_of(context, context.facts.get(key)) for key in rule.fields]
    triples = [tuple(figures[at : at + 3]) for at in range(0, len(figures), 3)]
    there = [triple for triple in triples if any(triple)]
    if len(there) > 1 and all(None not in triple and len(set(triple)) == 1 for triple in there):
        shown = "、".join(f"{triple[0]:f}" for triple in there)
        facts = tuple(key for key in rule.fields[::3] if filled(context.facts.get(key)))
        yield Draft(outcome="filled_backwards", facts=facts, right=shown)


def full_marks(context: Context, rule: Rule) -> Iterator[Draft]:
    """More points than the scale allows for work whose tables are not there. `settings.forms` are these tables,
    `settings.each` what one that is missing takes off, `settings.most` what all together take off at most.
    """
    fact = context.facts.get(rule.fields[0])
    given, full = points_of(context, fact), fact.field.maximum if fact else None
    if fact is None or given is None or full is None:
        return
    forms = by_form(context)
    wanted = [form for form in rule.settings["forms"].split() if form not in context.pack.left_out]
    empty = [form for form in wanted if not any(map(typed, forms.get(form, ())))]
    off = min(Decimal(rule.settings["each"]) * len(empty), Decimal(rule.settings["most"]))
    if off and given > full - off:
        sheets = "、".join(f"“{forms[form][0].cell.rpartition('!')[0]}”" for form in empty if form in forms)
        args = {"sheets": sheets or "附件", "off": f"{off:f}"}
        yield Draft(outcome="full_marks", facts=(fact.id,), left=f"{full - off:f}", right=f"{given:f}", args=args)
