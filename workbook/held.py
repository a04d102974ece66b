"""Cell values as facts hold them: numbers as Excel shows them, with 15 digits; dates as ISO text; blanks as None. And
as they are written where a text stands for them, in a seal or a ledger.

Why tables of numbers: most figures of most files (points, zeros, years) were met in a file before, and finding a
Decimal takes a tenth of the time that making it does.

>>> held([1811.2700000000002, "无", "", True])
[Decimal('1811.27'), '无', None, 'TRUE']
"""

from __future__ import annotations

import datetime
from decimal import Context, Decimal
from typing import Any

from workbook.facts import Value

_FIFTEEN_DIGITS = Context(prec=15)
_FEW_DIGITS = 15
_MOST = 1 << 16  # numbers that are kept, some 150 bytes each


def held(values: list[Any]) -> list[Value]:
    """Values of cells in one go."""
    if _USUAL.issuperset(map(type, values)):
        return [value or None if type(value) is str else _FIGURES[value] for value in values]
    return [value or None if type(value) is str else as_held(value) for value in values]


def as_held(value: Any) -> Value:
    """A calamine value as a fact holds it."""
    if type(value) is float:
        return _FIGURES[value]
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        return decimal_of(value)
    if isinstance(value, datetime.datetime):
        return (value.date() if value.time() == datetime.time() else value).isoformat()
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    return str(value) or None


def canonical(value: Value) -> str:
    """A value as it is sealed: a number without exponent and without zeros at its end.

    >>> canonical(Decimal("1745.350")), canonical(Decimal("1E+3")), canonical(Decimal("-0.0")), canonical("020001")
    ('1745.35', '1000', '0', '020001')
    """
    if isinstance(value, str):
        return value
    return _WRITTEN[value] if value is not None else ""


def written(values: list[Decimal | str]) -> list[str]:
    """The same of many. A text stands for itself."""
    return [value if isinstance(value, str) else _WRITTEN[value] for value in values]


def decimal_of(value: float) -> Decimal:
    """Through repr, to 15 significant digits: 1811.2700000000002 is what Excel shows as 1811.27.

    >>> decimal_of(1811.2700000000002), decimal_of(1200.0), decimal_of(-0.0)
    (Decimal('1811.27'), Decimal('1200'), Decimal('0'))
    """
    text = _short(value)
    if text:
        return Decimal(text)
    number = _FIFTEEN_DIGITS.create_decimal(repr(value)).normalize()
    return number if int(number.as_tuple().exponent) <= 0 else Decimal(f"{number:f}")


def _short(value: float) -> str:
    """How a number is written that has few digits; empty for another."""
    text = repr(value or 0).removesuffix(".0")
    return text if len(text) <= _FEW_DIGITS and "e" not in text else ""


class _Written(dict[Decimal, str]):
    """Numbers that were written. Equal ones are written alike."""

    def __missing__(self, number: Decimal) -> str:
        if len(self) >= _MOST:
            self.clear()
        text = self[number] = f"{number.normalize():f}" if number else "0"
        return text


class _Figures(dict[float, Decimal]):
    """Numbers that were met. Asked for floats only: True and 1 are the same key as 1.0."""

    def __missing__(self, number: float) -> Decimal:
        if len(self) >= _MOST:
            self.clear()
            _WRITTEN.clear()
        text = _short(number)
        found = self[number] = Decimal(text) if text else decimal_of(number)
        if text:
            _WRITTEN[found] = text
        return found


_FIGURES, _WRITTEN = _Figures(), _Written()
_USUAL = frozenset({str, float})
