"""Checks of texts: phones, repeated and unnumbered indicator texts, figures that carry an operator."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator

from macros_py.engine.checks.base import Context, Draft, column, filled, records, rows, tables, text
from macros_py.engine.checks.columns import END, spans, told
from macros_py.engine.rules import Rule
from macros_py.engine.values import bare

_OPERATOR = re.compile(r"\s*(≥|≧|>=|＞|>|≤|≦|<=|＜|<)")
_NUMBERED = re.compile(r"\s*指标\s*(\d+)\s*[:：、.]")
_BARE_YEAR = re.compile(r"\s*(20\d\d\s*年?度?|当年|本年度?|全年)\s*")
_LOCAL_DIGITS = 8
_EXTENSION = r"(?:\s*[-—转,]+\s*\d{1,6})?"
_LANDLINE = rf"(?:\(?0\d{{2,3}}\)?[-—\s]*)?[1-9]\d{{6,7}}{_EXTENSION}"
_MOBILE = r"1\d{2}[-\s]?\d{4}[-\s]?\d{4}"
_ONE_PHONE = rf"(?:(?:\+?86[-\s]*)?(?:{_MOBILE}|{_LANDLINE})|400[-\s]?\d{{3,4}}[-\s]?\d{{3,4}})"
_PHONES = rf"{_ONE_PHONE}(?:\s*[、,;/和]\s*{_ONE_PHONE})*"
_PLAIN_PHONE = re.compile(r"1\d{10}|0\d{2,3}-[1-9]\d{6,7}")  # as most are written
_OPERATORS = "≥≧>≤≦<"
# how a text may begin that is only a year
_YEARS = tuple(END + word for word in ("20", "当年", "本年", "全年"))


def _digits(phone: str) -> str:
    return "".join(re.findall(r"\d", unicodedata.normalize("NFKC", phone)))


def same_phone(context: Context, rule: Rule) -> Iterator[Draft]:
    """Two places quote one phone; the area code may be left out in one of them."""
    first, second = (_digits(text(context, key)) for key in rule.fields)
    if first and second and not (first.endswith(second) or second.endswith(first)):
        yield Draft(outcome="same_phone", facts=rule.fields[::-1], left=first, right=second)


def area_code(context: Context, rule: Rule) -> Iterator[Draft]:
    """A fixed-line number without its area code; a mobile number has eleven digits and needs none."""
    for key in rule.fields:
        digits = _digits(text(context, key))
        if 0 < len(digits) <= _LOCAL_DIGITS:
            yield Draft(outcome="area_code", facts=(key,), right=text(context, key))


def phone_form(context: Context, rule: Rule) -> Iterator[Draft]:
    """Digits that are no phone number at all: too few, too many, or letters among them."""
    facts = [fact for field in rule.fields for fact in column(context, field) if fact and fact.value]
    texts = [str(fact.value) for fact in facts]
    wrong = {each: words for each in set(texts) if (words := _no_phone(each))}
    for fact, phone in zip(facts, texts, strict=True) if wrong else ():
        if phone in wrong:
            yield Draft(outcome="phone_form", facts=(fact.id,), right=wrong[phone])


def _no_phone(text: str) -> str:
    """What is written instead of a phone number; empty where it is one, or nothing."""
    words = unicodedata.normalize("NFKC", text).strip()
    return "" if _PLAIN_PHONE.fullmatch(words) or re.fullmatch(_PHONES, words) else words


def unique(context: Context, rule: Rule) -> Iterator[Draft]:
    """A name that stands in two rows of a table."""
    there = [fact for fact in column(context, rule.fields[0]) if fact and (fact.value is not None or fact.trouble)]
    if not _twice([bare(str(fact.value)) for fact in there]):
        return
    for table in tables(context, rule.fields[0]):
        seen: dict[str, str] = {}
        for fact in filter(filled, table):
            first = seen.setdefault(bare(str(fact.value)), fact.id)
            if first != fact.id:
                yield Draft(outcome="unique", facts=(fact.id, first), right=str(fact.value))


def _twice(texts: Collection[str]) -> bool:
    return len(set(texts)) < len(texts)


def sequence(context: Context, rule: Rule) -> Iterator[Draft]:
    """Rows that hold something (the second field) are numbered 1, 2, 3, … (the first)."""
    numbered = [(number, name) for number, name in records(context, rule.fields) if filled(name)]
    wrong = [number for place, (number, _) in enumerate(numbered, 1) if _digits(str(number.value or "")) != str(place)]
    if wrong:
        found = "、".join(str(number.value).strip() if filled(number) else "（无）" for number, _ in numbered)
        yield Draft(outcome="sequence", facts=tuple(fact.id for fact in wrong), left=f"1…{len(numbered)}", right=found)


def no_operator(context: Context, rule: Rule) -> Iterator[Draft]:
    """An actual value is a figure, not "≥95%"."""
    whole = told(context, rule.fields[0]).whole
    if not any(END + sign in whole for sign in _OPERATORS):
        return
    for fact in rows(context, rule.fields[0]):
        if isinstance(fact.value, str) and _OPERATOR.match(fact.value):
            yield Draft(outcome="no_operator", facts=(fact.id,), right=fact.value)


def distinct(context: Context, rule: Rule) -> Iterator[Draft]:
    """The same text in two rows that should each say their own. Figures ("≥95%") and short words may well repeat."""
    longer_than = int(rule.settings["longer_than"])
    for table in tables(context, rule.fields[0]) if _repeats(context, rule.fields[0], longer_than) else ():
        seen: dict[str, str] = {}
        for fact in table:
            words = "".join(str(fact.value or "").split())
            if len(words) > longer_than and not any(map(str.isdigit, words)):
                first = seen.setdefault(words, fact.id)
                if first != fact.id:
                    yield Draft(outcome="distinct", facts=(fact.id, first), right=words)


def _repeats(context: Context, field: str, longer_than: int) -> bool:
    """May a text of that length stand twice in a table?"""
    known = told(context, field)
    texts = "".join(known.typed.split()).split(END)[1:-1]
    if len(texts) != len(known.facts):
        return True
    tables = (texts[rows.start : rows.stop] for rows in spans(context, field))
    return any(_twice([text for text in table if len(text) > longer_than]) for table in tables)


def numbering(context: Context, rule: Rule) -> Iterator[Draft]:
    """Indicator names numbered 指标1, 指标2, … must be so without gaps, or not at all."""
    names = told(context, rule.fields[0])
    if f"{END}指标" not in names.whole:
        return
    for table in spans(context, rule.fields[0]):
        facts = [fact for fact in names.facts[table.start : table.stop] if fact and filled(fact)]
        numbers = [_NUMBERED.match(str(fact.value)) for fact in facts]
        wrong = [f for i, (f, n) in enumerate(zip(facts, numbers, strict=True), 1) if n is None or int(n[1]) != i]
        if any(numbers) and wrong:
            expected, found = f"指标1…指标{len(facts)}", "、".join(f"指标{n[1]}" if n else "（无）" for n in numbers)
            yield Draft(outcome="numbering", facts=tuple(f.id for f in wrong), left=expected, right=found)


def bare_year(context: Context, rule: Rule) -> Iterator[Draft]:
    """An indicator that is called by a year, or a target that is only "this year": no date anyone could check."""
    for field in rule.fields:
        whole = told(context, field).whole
        for fact in rows(context, field) if any(year in whole for year in _YEARS) else ():
            if isinstance(fact.value, str) and _BARE_YEAR.fullmatch(fact.value):
                yield Draft(outcome="bare_year", facts=(fact.id,), right=fact.value)
