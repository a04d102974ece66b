"""What a worksheet hands to a cell function, as the engine's values; and what the function hands back.

Through `.Value2` come float, text, bool, None for an empty cell, and an int where a cell shows an error; from other
doors also int and datetime. A block comes as rows of these, a block of one cell as the cell itself, one row as a flat
list. None of it is trusted to have the shape that was asked for. What is no value of ours is `Refused`, which carries
the error that the cell is to show; no function lets it out.

>>> value_of(1811.2700000000002), value_of("—"), block_of((1.0, None))
(Decimal('1811.27'), '—', [[1.0, None]])
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable
from decimal import Context, Decimal
from enum import IntEnum
from functools import wraps
from typing import ParamSpec, TypeVar

from macros_py.engine.numbers import read_number
from macros_py.engine.rules import RuleError
from workbook.errors import UnusableFile
from workbook.facts import Value

LONGEST = 255  # characters; Excel 2016 shows #VALUE! for a longer text from a function
_FIFTEEN_DIGITS = Context(prec=15)
_ERRORS_FROM, _ERRORS_TO = -2146828288 + 2000, -2146828288 + 2100  # xlErrNull is 2000; later versions added a few
_EPOCH = datetime.date(1899, 12, 30)
_DATES = range((datetime.date(2000, 1, 1) - _EPOCH).days, (datetime.date(2100, 1, 1) - _EPOCH).days)

P = ParamSpec("P")
T = TypeVar("T")


class Failure(IntEnum):
    """An error as `.Value2` and COM write it: a function's declared way of saying that it cannot compute."""

    DIV0 = -2146826281
    NA = -2146826246
    NAME = -2146826259
    NULL = -2146826288
    NUM = -2146826252
    REF = -2146826265
    VALUE = -2146826273


_WRITTEN = {
    "#DIV/0!": Failure.DIV0,
    "#N/A": Failure.NA,
    "#NAME?": Failure.NAME,
    "#NULL!": Failure.NULL,
    "#NUM!": Failure.NUM,
    "#REF!": Failure.REF,
    "#VALUE!": Failure.VALUE,
}
_CODES = {int(failure): failure for failure in Failure}
ERROR_TEXTS = {failure: text for text, failure in _WRITTEN.items()}


class Refused(Exception):
    """This cannot be computed; the cell shows `failure`."""

    def __init__(self, failure: Failure = Failure.VALUE) -> None:
        self.failure = failure
        super().__init__(failure.name)


def never_raising(function: Callable[P, T]) -> Callable[P, T | Failure]:
    """A cell function as Excel may call it. #N/A: no such place or year; #VALUE!: not what the function can take."""

    @wraps(function)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> T | Failure:
        try:
            return function(*args, **kwargs)
        except Refused as refused:
            return refused.failure
        except (UnusableFile, RuleError):
            return Failure.NA
        except Exception:  # noqa: BLE001  a fault of ours must show as an error in the cell, never as a text
            return Failure.VALUE

    return guarded


def failure_of(given: object) -> Failure | None:
    """The error a cell shows; None where it shows none."""
    if isinstance(given, str):
        return _WRITTEN.get(given)
    if isinstance(given, int) and _ERRORS_FROM <= given < _ERRORS_TO:
        return _CODES.get(given, Failure.VALUE)
    return None


def value_of(given: object) -> Value:
    """One cell, as `workbook.read` would read it. Raises Refused for an error and for a block."""
    given = single(given)
    if failure := failure_of(given):
        raise Refused(failure)
    match given:
        case None:
            return None
        case bool():
            return "TRUE" if given else "FALSE"
        case int() | float():
            return _decimal(given)
        case str():
            return given or None
        case Decimal():
            return given
        case datetime.datetime():
            return (given.date() if given.time() == datetime.time() else given).isoformat()
        case datetime.date() | datetime.time():
            return given.isoformat()
    raise Refused


def single(given: object) -> object:
    """One cell, also if it comes as a block of one. Raises Refused for more."""
    while isinstance(given, (list, tuple)):
        if len(given) != 1:
            raise Refused
        given = given[0]
    return given


def _decimal(number: float) -> Decimal:
    """As Excel shows it, with 15 digits: 1811.2700000000002 is 1811.27."""
    if not math.isfinite(number):
        raise Refused(Failure.NUM)
    exact = _FIFTEEN_DIGITS.create_decimal(repr(number)).normalize()
    return exact if int(exact.as_tuple().exponent) <= 0 else Decimal(f"{exact:f}")


def block_of(given: object) -> list[list[object]]:
    """Rows of equal length, whatever shape it came in: a single cell is one row, so is a flat list."""
    if not isinstance(given, (list, tuple)):
        return [[given]]
    nested = any(isinstance(part, (list, tuple)) for part in given)
    rows = [list(part) if isinstance(part, (list, tuple)) else [part] for part in given] if nested else [list(given)]
    width = max(map(len, rows), default=0) or 1
    return [row + [None] * (width - len(row)) for row in rows or [[]]]


def figure_of(given: object, unit: str = "") -> Decimal | None:
    """The figure of a cell, also one written as text; a dash and 无 are 0, a blank and 不适用 None. Raises Refused."""
    reading = read_number(value_of(given), unit)
    if reading.state == "unreadable":
        raise Refused
    if reading.state in ("dash", "none"):
        return Decimal(0)
    return reading.value if reading.state == "number" else None


def word_of(given: object) -> str:
    """A word such as the name of a place, without spaces around it; empty where nothing was given."""
    value = value_of(given)
    return "" if value is None else str(value).strip()


def dated(value: Value) -> Value:
    """A number where a date belongs: `.Value2` gives a date as the number of its day, 44926 for 2022-12-31."""
    if isinstance(value, Decimal) and value == value.to_integral_value() and int(value) in _DATES:
        return (_EPOCH + datetime.timedelta(days=int(value))).isoformat()
    return value


def shown(result: Decimal | str) -> float | str:
    """A result as a cell takes it; never -0."""
    return clipped(result) if isinstance(result, str) else float(result) + 0.0


def clipped(text: str) -> str:
    """At most 255 characters as Excel counts them: rare characters (𠮷) count for two.

    >>> len(clipped("核" * 300)), clipped("核" * 300)[-1]
    (255, '…')
    """
    if len(text) + sum(character > "\uffff" for character in text) <= LONGEST:
        return text
    kept = text.encode("utf-16-le", "surrogatepass")[: (LONGEST - 1) * 2]
    return kept.decode("utf-16-le", "ignore") + "…"
