"""One spelling for the many ways to type the same characters: widths, dashes, comparison signs, spaces, list numbers.

Nothing is decided here; the text only loses what carries no meaning. A list number (1. 指标1： ①) goes, because it
would otherwise be read as a figure.
"""

from __future__ import annotations

import unicodedata

from macros_py.engine.indicators.late import late

_CIRCLED = "".join(map(chr, range(0x2460, 0x2474)))
_VARIANTS = str.maketrans(
    {
        **dict.fromkeys("≧⩾≮", "≥"),
        **dict.fromkeys("≦⩽≯", "≤"),
        **dict.fromkeys("═﹦", "="),
        **dict.fromkeys("≒≌≅∽", "≈"),
        **dict.fromkeys("–—―−‐‑‒─━－", "-"),
        **dict.fromkeys("～∼〜", "~"),
        **dict.fromkeys("℅٪", "%"),
        **dict.fromkeys("|｜" + _CIRCLED, " "),
        **dict.fromkeys("“”\"'‘’「」【】\u200b\ufeff", None),
        "⁄": "/",
        "〉": "》",
        "〈": "《",
    }
)
_AT_LEAST = late(r"[≥>]\s*=|=\s*[≥>]", needs="≥>")
_AT_MOST = late(r"[≤<]\s*=|=\s*[≤<]", needs="≤<")
_REPEATED = late(r"={2,}|-{2,}|~{2,}", needs="=-~")
_BLANKS = late(r"\s+")
_SPACES = late(r"(?<![0-9]) | (?![0-9])")
_POINT = late(r"(?<=\d)。(?=\d)", needs="。")
_LIST_NUMBER = late(
    r"(?:(?:指标|目标)\d{0,2}[:、]|\d{1,2}(?:[、)](?=\D)|\.(?=[^\d\s%‰]))|\(\d{1,2}\)"
    r"|\([一二三四五六七八九十]\)|[一二三四五六七八九十]、)(?=.)",
    needs="、).:",
)
_END = "。;,、!：: ."


def clean(text: str) -> str:
    """Only between two digits a space is kept, since "44,561 44,561" is not one number.

    >>> clean("指标1：　≧ ９５ ％。"), clean("44,561  44,561"), clean("> ＝ 3 个")
    ('≥95%', '44,561 44,561', '≥3个')
    """
    text = text.replace("|", " ") if text.isascii() else unicodedata.normalize("NFKC", text.translate(_VARIANTS))
    text = _SPACES.sub("", _BLANKS.sub(" ", text))
    if "=" in text or "-" in text or "~" in text:
        text = _REPEATED.sub(lambda match: match[0][0], _AT_MOST.sub("≤", _AT_LEAST.sub("≥", text)))
    if match := _LIST_NUMBER.match(text):
        text = text[match.end() :]
    return _POINT.sub(".", text).replace(".%", "%").lstrip(_END[:-1]).rstrip(_END)
