"""Which way an indicator is better, 正向 or 反向, where the sign itself does not say.

A 正向 indicator is met by more: its "=" is read as "≥"; a 反向 one by less. A sign that says more than "=" stands, and
a direction against it is reported. Actual values have no direction.
"""

from __future__ import annotations

import msgspec

from macros_py.engine.indicators.operators import SHOWN
from macros_py.engine.indicators.value import IndicatorValue, Operator, Role, joined

DIRECTIONS: dict[str, Operator] = {"正向": "ge", "反向": "le", "逆向": "le", "负向": "le"}


def directed(value: IndicatorValue, direction: str, role: Role) -> IndicatorValue:
    """`value` with the operator its direction asks for."""
    wanted = DIRECTIONS.get(direction, "")
    if role == "actual" or value.kind != "quantity" or not wanted:
        return value
    if value.operator == "eq":
        note = joined(value.note, f"{direction}指标，按“{SHOWN[wanted]}”读")
        return msgspec.structs.replace(value, operator=wanted, note=note)
    if value.operator[0] == wanted[0]:
        return value
    note = joined(value.note, f"指标方向是{direction}，符号却是“{SHOWN[value.operator]}”")
    return msgspec.structs.replace(value, certain=False, note=note)
