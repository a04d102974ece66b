"""A "≥" that was scanned or retyped as "2": 290% for ≥90%.

Only ever offered as a guess, and only where the figure as written is hardly meant:

* Percentages: more than 100, and what follows the 2 lies in 0–100 and does not begin with 0. 290% qualifies; 200% and
  205% do not (nobody writes ≥00% or ≥05%), nor does growth, where 250% can be meant.
* Counts of events (次, 场次 …): four digits ending in exactly one zero. 2280 is an odd total to aim at, a target
  being a round figure or an exact one, while ≥280 is a natural target. 2500次 is round itself and 2089次 is exact:
  both stand. Heads, households and objects are counted from registers, so 2370人 says nothing and stands, and amounts
  of money even more so.
"""

from __future__ import annotations

from decimal import Decimal

from macros_py.engine.indicators.late import late

_EVENTS = frozenset(["次", "场", "场次", "批次", "班次", "车次", "辆次", "期", "起", "件次"])
_ROUND = late(r"2[1-9][1-9]0")
_GROWTH = late("增长|增幅|增加|提高|提升|增值|上升|翻|倍", needs="增提上翻倍")


def misread(written: str, unit: str, name: str) -> Decimal | None:
    """The figure behind the 2, None where the figure as written is plausible.

    >>> misread("290", "%", ""), misread("200", "%", ""), misread("2280", "次", ""), misread("2370", "人", "")
    (Decimal('90'), None, Decimal('280'), None)
    """
    if not written.startswith("2") or written[1:2] in ("", "0", ".", ","):
        return None
    rest = Decimal(written[1:].replace(",", ""))
    if unit == "%":
        plausible = Decimal(written.replace(",", "")) > 100 and rest <= 100 and not _GROWTH.search(name)
    else:
        plausible = unit in _EVENTS and bool(_ROUND.fullmatch(written))
    return rest if plausible else None
