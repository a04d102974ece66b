"""Targets kept in three columns: 指标性质 | 指标值 | 度量单位, and sometimes 指标方向.

The columns may repeat or contradict each other (a value "28.8万元" beside the unit "%"): what is written in the value
counts, and the contradiction is reported.
"""

from __future__ import annotations

from decimal import Decimal

import msgspec

from macros_py.engine.indicators.clean import clean
from macros_py.engine.indicators.convert import convert
from macros_py.engine.indicators.deadlines import serial
from macros_py.engine.indicators.direction import DIRECTIONS, directed
from macros_py.engine.indicators.late import late
from macros_py.engine.indicators.operators import COMPARING, PREFIXES, SHOWN
from macros_py.engine.indicators.parse import parse, written
from macros_py.engine.indicators.quantities import NO_UNIT
from macros_py.engine.indicators.unit_words import TIMES
from macros_py.engine.indicators.units import Unit, unit_at
from macros_py.engine.indicators.value import IndicatorValue, Role, joined

_QUALITATIVE = "定性"
_SILENT = frozenset({"", "定量", "数值", "数值型", "量化", *DIRECTIONS, _QUALITATIVE})
_EXPLAINED = late(r"\(.*\)$|指标$")
_YEAR = late(r"(?:19|20)\d\d年度?")


def parse_columns(
    nature: str,
    value: str | Decimal | None,
    unit: str,
    direction: str = "",
    role: Role = "target",
    *,
    year: int | None = None,
) -> IndicatorValue:
    """One target from its columns; `nature` is a sign or word (≥, 大于等于, 定性, 正向), `direction` 正向 or 反向.

    >>> parse_columns("≧", "95", "%").operator, parse_columns("＝", Decimal(24), "人次", "正向").operator
    ('ge', 'ge')
    """
    sign, content, measure = _EXPLAINED.sub("", clean(nature)), written(value), clean(unit)
    found = serial(clean(content), content, measure) or _valued(sign, content, measure, role, year)
    found = _with_percent_doubt(found, value)
    if found.kind in ("quantity", "range"):
        found = _with_sign(found, sign)
    way = sign if sign in DIRECTIONS else _EXPLAINED.sub("", clean(direction))
    given = " | ".join(part for part in (nature, content, unit) if part)
    return directed(msgspec.structs.replace(found, text=given), way, role)


def _valued(sign: str, content: str, unit: str, role: Role, year: int | None) -> IndicatorValue:
    """The value column with the unit column; sign and unit are written round a bare figure and read as one."""
    found = parse(content, role, year=year)
    bare = found.kind == "quantity" and found.operator == "eq" and not found.unit
    if bare and (unit not in TIMES or _YEAR.fullmatch(content + unit)):
        shown = SHOWN[COMPARING[sign]] if sign in COMPARING else "=" if sign in PREFIXES else ""
        whole = parse(f"{shown}{content}{unit}", role, year=year)
        if whole.unit or whole.kind == "deadline":
            return whole
    if found.kind in ("quantity", "range"):
        return _with_unit(found, _measure(unit))
    return found


def _measure(unit: str) -> Unit:
    """The unit column is a unit even where no list knows it."""
    found = unit_at(unit, 0)
    return found if found.name else found._replace(name=unit)


def _with_unit(found: IndicatorValue, unit: Unit) -> IndicatorValue:
    """The unit of the value counts; that of the column where the value has none."""
    if not unit.name or (found.unit and convert(found, unit.name)):
        return found
    if found.unit:
        note = joined(found.note, f"指标值里的单位“{found.unit}”与度量单位“{unit.name}”不一致")
        return msgspec.structs.replace(found, certain=False, note=note)
    number, high = (None if end is None else end * unit.factor for end in (found.number, found.high))
    return msgspec.structs.replace(found, unit=unit.name, number=number, high=high, note=_without(found.note, NO_UNIT))


def _with_percent_doubt(found: IndicatorValue, value: str | Decimal | None) -> IndicatorValue:
    """A stored 0.95 in the unit % may be a cell that shows 95%."""
    if not isinstance(value, Decimal) or found.unit != "%" or not 0 < value <= 1:
        return found
    note = joined(found.note, f"按{found.number}%读，也可能是{(value * 100).normalize():f}%")
    return msgspec.structs.replace(found, certain=False, note=note)


def _with_sign(found: IndicatorValue, sign: str) -> IndicatorValue:
    """The sign column, where the value does not bring its own."""
    if sign == _QUALITATIVE:
        return _doubted(found, "指标性质是定性，指标值却是数字")
    if sign not in COMPARING:
        return found if sign in PREFIXES or sign in _SILENT else _doubted(found, f"指标性质“{sign}”不认识")
    if found.operator == "eq":
        return msgspec.structs.replace(found, operator=COMPARING[sign])
    if found.operator == COMPARING[sign] or not found.certain:
        return found
    return _doubted(found, f"指标性质“{sign}”与指标值里的“{found.text}”不一致")


def _doubted(found: IndicatorValue, why: str) -> IndicatorValue:
    return msgspec.structs.replace(found, certain=False, note=joined(found.note, why))


def _without(notes: str, note: str) -> str:
    return joined(*(one for one in notes.split("；") if one != note))
