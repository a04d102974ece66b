"""Rewriting words that stand for figures as figures, before anything is read: 百分之九十五, 两次, 三分之二, 九成, 3/4.

Each rewriting that is more than another spelling of the same figure comes with a note.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from macros_py.engine.indicators.clean import clean
from macros_py.engine.indicators.late import late
from macros_py.engine.indicators.numerals import CHARS, DIGITS, chinese
from macros_py.engine.indicators.operators import PREFIXES, SUFFIXES
from macros_py.engine.indicators.units import COUNTED
from macros_py.engine.indicators.value import joined
from macros_py.engine.numbers import excel_round

_N = f"[{CHARS}]"
_ANY = late(_N + "|半|[0-9]成")
_HUNDRED = late("百分(?:之?百|之一百)", needs="百")
_PART = late(rf"(?P<whole>{_N}{{1,12}}|\d{{1,9}})分之(?P<part>{_N}+(?:点{_N}+)?|\d{{1,9}}(?:\.\d{{1,9}})?)", needs="分")
_YEAR = late(r"[一二][零〇○一二三四五六七八九]{3}(?=年)", needs="年")
_TENTHS = late(
    r"(?<![完达])([一二三四五六七八九]|\d)成(?:([一二三四五六七八九])|(半))?(?=$|以[上下内]|左右|及以|多)", needs="成"
)
_HALF = late(r"(?<![上下每])(?P<year>半年)(?=$|以内|内|之内)|一半(?=$|以[上下])", needs="半")
_DATED = late(rf"(?<!\d){_N}{{1,3}}(?=月|日|号|个?季度)", needs="月日号季")
_RUN = late(rf"(?<![\d第其之统唯单逐同任每无初几数多{CHARS}]){_N}+")
_SENTENCE = late(r"$|[,;。、()~\-至到≥≤]")
_UP_TO = late(rf"[至到~\-]{_N}+", needs="至到~-")  # 三至五次: the first numeral has its unit behind the second
_AND_A_HALF = late(r"(?<![\d.])(\d{1,3})个半(?=小时|月)", needs="半")
_SLOGAN = late("个?(?:全面|意识|自信|维护|确立|代表|统筹|不|一)")
_NAMING = frozenset("一二")  # 一次性, 二次供水: inside a sentence these two name more often than they count
_FRACTION = late(r"(?P<left>[^\d/]*)(?P<part>\d{1,3})/(?P<whole>\d{1,3})(?P<right>(?:以上|及以上|以下)?)", needs="/")
_MIXED = late(r"(\d{1,9}(?:\.\d{1,4})?)亿(\d{1,4}(?:\.\d{1,6})?)万元?", needs="亿")
_SPACED = late(r"(?<![\d,.])\d{1,3}(?: \d{3})+(?![\d,])", needs=" ")


class Prepared(NamedTuple):
    """The rewritten text, what has to be said about it, and whether the rewriting is sure."""

    text: str
    note: str = ""
    certain: bool = True


def prepare(content: str) -> Prepared:
    """The cleaned text with its Chinese numerals turned.

    >>> prepare("满意度不低于百分之九十五")
    Prepared(text='满意度不低于95%', note='', certain=True)
    >>> prepare("三分之二以上")
    Prepared(text='66.67%以上', note='“三分之二”按66.67%读', certain=True)
    """
    text, notes = clean(content), [""]
    if _ANY.search(text):
        text = _words(text, notes)
    if "亿" in text:
        text = _MIXED.sub(lambda match: f"{Decimal(match[1]) * 10000 + Decimal(match[2]):f}万元", text)
    sure = len(notes)
    if " " in text:
        text = _SPACED.sub(lambda match: _told(match[0], match[0].replace(" ", ""), "", notes), text)
    if "/" in text and (match := _FRACTION.fullmatch(text)):
        text = _fraction(text, match, notes)
    return Prepared(text, joined(*notes), len(notes) == sure)


def _told(written: str, read: str, unit: str, notes: list[str]) -> str:
    notes.append(f"“{written}”按{read}{unit}读")
    return read + unit


def _words(text: str, notes: list[str]) -> str:
    text = _HUNDRED.sub("100%", text)
    if "分之" in text:
        text = _PART.sub(lambda match: _share(match, notes), text)
    text = _YEAR.sub(lambda match: "".join(str(DIGITS[char]) for char in match[0]), text)
    text = _TENTHS.sub(lambda match: _tenths(match, notes), text)
    text = _HALF.sub(lambda match: "6个月" if match["year"] else _told("一半", "50", "%", notes), text)
    text = _DATED.sub(lambda match: _arabic(match[0]), text)
    text = _RUN.sub(lambda match: _counting(match, text), text)
    return _AND_A_HALF.sub(r"\1.5个", text)


def _arabic(numeral: str) -> str:
    number, scale = chinese(numeral), numeral[-1]
    if number is None:
        return numeral
    if scale in "万亿" and not {*"万亿"} & {*(head := numeral[:-1])}:  # 十万 is 10万: its unit may be missing
        return f"{chinese(head)}{scale}"
    return str(number)


def _value(text: str) -> Decimal | None:
    """Digits, or a Chinese numeral with 点."""
    if text[0].isdigit():
        return Decimal(text)
    whole, point, decimals = text.partition("点")
    number = chinese(whole)
    if number is None or not all(char in DIGITS for char in decimals):
        return None
    return Decimal(f"{number}.{''.join(str(DIGITS[char]) for char in decimals)}") if point else Decimal(number)


def _share(match: re.Match[str], notes: list[str]) -> str:
    """百分之X as %, 千分之X as ‰, any other fraction as a rounded percentage."""
    part = _value(match["part"])
    if part is None:
        return match[0]
    if match["whole"] in ("百", "千"):
        return f"{part:f}" + ("%" if match["whole"] == "百" else "‰")
    whole = Decimal(10000) if match["whole"] == "万" else _value(match["whole"])
    return _percentage(match[0], part, whole, notes) if whole else match[0]


def _percentage(written: str, part: Decimal, whole: Decimal, notes: list[str]) -> str:
    exact = part * 100 / whole
    shown = exact.normalize() if exact == excel_round(exact, 2) else excel_round(exact, 2)
    return _told(written, f"{shown:f}", "%", notes)


def _tenths(match: re.Match[str], notes: list[str]) -> str:
    tens = DIGITS.get(match[1]) if match[1] in DIGITS else int(match[1])
    ones = 5 if match[3] else DIGITS.get(match[2] or "", 0)
    return _told(match[0], f"{tens}{ones}", "%", notes)


def _counting(match: re.Match[str], text: str) -> str:
    """A numeral that counts: a unit follows, or it ends the text after a comparison or by itself."""
    number = chinese(match[0])
    end = match.end()
    if number is None:
        return match[0]
    if up_to := _UP_TO.match(text, end):
        return _arabic(match[0]) if COUNTED.beginning(text, up_to.end()) else match[0]
    unit = COUNTED.beginning(text, end + text.startswith(("多", "余"), end))
    if unit:
        inside = not (_SENTENCE.match(text, end + len(unit)) or SUFFIXES.beginning(text, end + len(unit)))
        names = (inside and match[0] in _NAMING) or _SLOGAN.match(text, end)
        return match[0] if names else _arabic(match[0])
    stands = end == len(text) or SUFFIXES.beginning(text, end)
    alone = match.start() == 0 or PREFIXES.ending(text, match.start())
    return _arabic(match[0]) if stands and alone else match[0]


def _fraction(text: str, match: re.Match[str], notes: list[str]) -> str:
    """3/4 as 75%; 12/31 and 10 out of 3 are left alone."""
    part, whole = Decimal(match["part"]), Decimal(match["whole"])
    if not 0 < part <= whole or (part <= 12 and 28 <= whole <= 31):
        return text
    return match["left"] + _percentage(f"{part}/{whole}", part, whole, notes) + match["right"]
