"""Where the summary begins to speak of a figure: thresholds, each with its words, for a bureau to set.

None of them is law. They were taken from practice (rule 14 of the alerts: one province) and are unverified; all say so
on the sheet they are used on. A rule pack may set its own, dated and cited like all its values:

    [[values.review_high_score]]
    title = "汇总：多少分起算高分"
    value = 95
    since = 2023-01-01
    source = "our_notice"

>>> Thresholds().taken({"high_score": 95}).high_score
95.0
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import msgspec

from macros_py.engine.rules import Pack

PREFIX = "review_"
UNVERIFIED = "界限取自工作中的做法，未核实，可在规则包里另设。"


class Thresholds(msgspec.Struct, frozen=True, kw_only=True):
    """Rates and shares are fractions, amounts 万元.

    `gap`: how far the share of points got may be ahead of the execution rate, as a share of the former; `unspent`: what
    part of the budget may be left over. `far`: distance from the median of the peers, in robust standard deviations
    (3.5: Iglewicz and Hoaglin 1993); `peers`: fewer are no group. `common`: a text that a larger share of at least
    `peers` units has is taken for a model text. `round_to`: a total that is a multiple of it is called round.
    `sampled` and `drawn`: the share taken by risk, but `least_sampled`, and the share of the rest drawn by lot.
    """

    high_score: float = 90
    low_rate: float = 0.8
    gap: float = 0.05
    unspent: float = 0.2
    least_indicators: float = 5
    text_length: float = 20
    common: float = 0.5
    far: float = 3.5
    peers: float = 8
    round_to: float = 10
    large: float = 0.1
    sampled: float = 0.1
    least_sampled: float = 5
    drawn: float = 0.05

    def taken(self, values: Mapping[str, float]) -> Thresholds:
        """With some set otherwise."""
        known = {key: float(value) for key, value in values.items() if key in self.__struct_fields__}
        return msgspec.structs.replace(self, **known)


def thresholds_of(pack: Pack, year: int) -> Thresholds:
    """Those that a pack sets, as they are in force at the end of a year, over the usual ones."""
    dated = pack.on(date(year, 12, 31)).items()
    named = ((key, each.value) for key, each in dated if key.startswith(PREFIX))
    return Thresholds().taken({key.removeprefix(PREFIX): float(value) for key, value in named if value is not None})
