"""The reading of one indicator cell.

A cell means one of six kinds of thing; the fields that do not belong to a kind keep their defaults.

| kind | filled |
|---|---|
| quantity | operator, number, unit (or reference instead of number), name |
| range | operator, number (lower end), high, low_closed, high_closed, unit |
| deadline | operator, day, first (spans only), day_precision |
| tier | tier, level (official wording only), operator ("良好以上") |
| text, blank | note |
"""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Literal

import msgspec

Kind = Literal["quantity", "range", "deadline", "tier", "text", "blank"]
Operator = Literal["eq", "ge", "le", "gt", "lt", "between", ""]
Precision = Literal["day", "month", "year", ""]
Role = Literal["target", "actual", "threshold"]


class IndicatorValue(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """`number` and `high` are in `unit` (95 for 95%); `day` is the last day of a deadline, a month's being its last.

    In the role "threshold" a one-sided bound ("≤100%") is a range as well: `number` is the bound, `high` is None.
    `certain` is False where the reading is a guess; `note` then says what else it may be. `text` is the cell as given.
    """

    kind: Kind
    text: str
    operator: Operator = ""
    number: Decimal | None = None
    high: Decimal | None = None
    low_closed: bool = False
    high_closed: bool = False
    unit: str = ""
    day: datetime.date | None = None
    first: datetime.date | None = None
    day_precision: Precision = ""
    tier: str = ""
    level: int | None = None
    name: str = ""
    reference: str = ""
    certain: bool = True
    note: str = ""


def joined(*notes: str) -> str:
    """Several notes as one sentence.

    >>> joined("单位缺失", "", "约数")
    '单位缺失；约数'
    """
    told = [note for note in notes if note]
    return told[0] if len(told) == 1 else "；".join(dict.fromkeys(told))
