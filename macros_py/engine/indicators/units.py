"""Units of measure as they are written after a figure, and their canonical spelling.

Words are kept as written (千克 stays 千克); only symbols and variants of one word are brought together (㎡ and 平米 are
平方米, 百分比 is %). A multiplier belongs to the figure (3万人 is 30000 人) except in money, whose unit is 万元: 150万
without a unit is taken for 150 万元, as budget forms mean it. What converts into what is in `convert`.
"""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from macros_py.engine.indicators.late import late
from macros_py.engine.indicators.unit_words import (
    COUNTED_WORDS,
    MONEY,
    MULTIPLES,
    OTHER_WORDS,
    POWERS,
    SPELLINGS,
)
from macros_py.engine.indicators.words import Words

ONE = Decimal(1)
UNITS = Words(
    {word: (word, ONE) for word in (COUNTED_WORDS + OTHER_WORDS).split()}
    | {word: (unit, ONE) for unit, words in SPELLINGS.items() for word in words.split()}
    | {word: (unit, Decimal(times)) for word, (unit, times) in MULTIPLES.items()}
)
COUNTED = Words(dict.fromkeys([*COUNTED_WORDS.split(), *MULTIPLES], ""))
_MULTIPLIERS = Words({word: Decimal(10) ** power for word, power in POWERS.items()})
_PER = late(r"[A-Za-z\u4e00-\u9fff]{1,3}")
_UNKNOWN = late(r"[A-Za-z\u4e00-\u9fff]{1,4}(?:/[A-Za-z\u4e00-\u9fff]{1,4})?")
_NO_UNIT = frozenset("的了在是和与或及为已未不无率前后内外上下左右完成达合格标通过含近约超低高大小多少至到")


class Unit(NamedTuple):
    """`factor` turns the figure into `name`; `end` is where the unit ends in the text.

    `bare` is the multiplier of a 万 or 亿 that was taken for money; the figure times it counts things instead.
    """

    name: str
    factor: Decimal
    end: int
    note: str = ""
    bare: Decimal = ONE


def unit_at(text: str, start: int) -> Unit:
    """The unit that begins at `start`, with its multiplier; an empty one where none is written.

    >>> unit_at("3万人次", 1), unit_at("150万", 3).name, unit_at("24人/次", 2).name
    (Unit(name='人次', factor=Decimal('10000'), end=4, note='', bare=Decimal('1')), '万元', '人/次')
    """
    word = UNITS.beginning(text, start)
    scale = ONE
    if not word and (multiplier := _MULTIPLIERS.beginning(text, start)):
        scale, start = _MULTIPLIERS[multiplier], start + len(multiplier)
        start += text.startswith(("多", "余"), start)
        word = UNITS.beginning(text, start)
        if not word and multiplier[-1] in "万亿":
            return _money(text, start, multiplier, scale)
    if not word:
        return _unknown(text, start, scale)
    name, factor = UNITS[word]
    end = start + len(word)
    rest = _per(text, end)
    end += len(rest)
    return Unit(
        name + rest, factor if scale is ONE else scale * factor, end + (name in MONEY and text.startswith("整", end))
    )


def _money(text: str, start: int, multiplier: str, scale: Decimal) -> Unit:
    """万 and 亿 with nothing after them: money, in 万元 or 亿元."""
    unit = multiplier[-1] + "元"
    power = _MULTIPLIERS[multiplier[-1]]
    return Unit(unit, scale / power, start, f"单位“{multiplier}”按“{unit}”读", power)


def _per(text: str, start: int) -> str:
    """ "/次", "/人·月" after a unit, as written."""
    end = start
    while text[end : end + 1] in ("/", "·") and end + 1 < len(text):
        word = UNITS.beginning(text, end + 1)
        match = _PER.match(text, end + 1)
        if not word and not match:
            break
        end += 1 + (len(word) or len(match[0] if match else ""))
    return text[start:end]


def _unknown(text: str, start: int, scale: Decimal) -> Unit:
    """A short word that ends the text is taken for a unit nobody listed."""
    match = _UNKNOWN.fullmatch(text, start)
    if not match or not _NO_UNIT.isdisjoint(match[0]):
        return Unit("", scale, start)
    return Unit(match[0], scale, len(text), f"单位“{match[0]}”不常见")
