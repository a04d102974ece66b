"""Chinese numerals: 一百二十, 两千零五, 一万五, 叁拾, up to 万亿. Strict: what is not well formed is no number.

>>> chinese("一百二十"), chinese("两万零五"), chinese("一万五"), chinese("三五"), chinese("万")
(120, 20005, 15000, None, None)
"""

from __future__ import annotations

from macros_py.engine.indicators.late import late

_GROUPS = ("零〇○", "一壹", "二两贰", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
DIGITS = {char: value for value, group in enumerate(_GROUPS) for char in group}
CHARS = "".join(DIGITS) + "十拾百佰千仟万亿"
_ZERO = "零〇○"
_ONE = "[一二两三四五六七八九壹贰叁肆伍陆柒捌玖]"
_SECTION = late(
    rf"(?:(?P<thousands>{_ONE})[千仟])?[零〇○]?(?:(?P<hundreds>{_ONE})[百佰])?[零〇○]?"
    rf"(?:(?P<tens>{_ONE})?(?P<ten>[十拾]))?[零〇○]?(?P<ones>{_ONE})?"
)
_LONGEST = 24  # 九千九百九十九万九千九百九十九亿… is about that long; it also bounds the recursion


def chinese(text: str) -> int | None:
    """The number a whole text of Chinese numerals stands for; None where it is none or not well formed."""
    if len(text) > _LONGEST:
        return None
    for char, base in (("亿", 10**8), ("万", 10**4)):
        if char in text:
            head, _, tail = text.rpartition(char)
            return _combined(chinese(head), tail, base)
    return _section(text)


def _combined(high: int | None, tail: str, base: int) -> int | None:
    """`high` times `base` and the tail; 一万五 is 15000, 一万零五 is 10005."""
    low = 0 if not tail else chinese(tail)
    if not high or low is None or max(high, low) >= base:
        return None
    spoken_short = len(tail) == 1 and low < 10
    return high * base + (low * base // 10 if spoken_short else low)


def _section(text: str) -> int | None:
    """Up to 9999; 一百二 is 120."""
    if text in DIGITS:
        return DIGITS[text]
    match = _SECTION.fullmatch(text)
    if not match or not text or text[-1] in _ZERO:
        return None
    thousands, hundreds, tens, ones = (DIGITS.get(match[part] or "", 0) for part in _PARTS)
    if match["ten"] and not tens:
        tens = 1
    if ones and not match["ten"] and len(text) > 1 and text[-2] not in _ZERO:
        ones *= 10 if hundreds else 100
    return thousands * 1000 + hundreds * 100 + tens * 10 + ones


_PARTS = ("thousands", "hundreds", "tens", "ones")
