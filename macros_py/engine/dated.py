"""Dated values: every number, choice and scale that a rule gets from a law or a place, with the days it is in force.

    [[values.execution_points]]          a number
    title = "预算执行率分值"
    value = 10
    since = 2020-02-25
    source = "measure_2020"

    [[values.at_most]]                   a choice, in words
    choice = "inverse"

    [[values.grade]]                     a scale: from `low` (inclusive) to the next `low` (exclusive)
    scale = [{ low = 90, name = "优" }, { low = 80, name = "良" }]

Repeal is a date, not a deletion: an older value keeps its `until`, a newer one begins there.
"""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated

import msgspec
from msgspec import Meta


class Band(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A step of a scale, from `low` upwards: a `name` (a grade, a tier) or a `value` (points)."""

    low: Annotated[Decimal, Meta(description="这一档从多少起（含）")]
    name: Annotated[str, Meta(description="档名，例如 优")] = ""
    value: Annotated[Decimal | None, Meta(description="得分；与 name 二选一")] = None


Scale = tuple[Band, ...]


class Dated(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One value, in force from `since` to the day before `until`: a number (`value`), a `choice` or a `scale`."""

    title: Annotated[str, Meta(description="这个数是什么")]
    source: Annotated[str, Meta(description="依据，[sources] 里的名称")]
    since: Annotated[datetime.date, Meta(description="从这一天起适用")]
    until: Annotated[datetime.date | None, Meta(description="到这一天前适用；废止写日期，不要删去")] = None
    value: Annotated[Decimal | None, Meta(description="数值；value、choice、scale 三者写一个")] = None
    choice: Annotated[str, Meta(description="几种做法里的一种")] = ""
    scale: Annotated[Scale, Meta(description="分档")] = ()

    def in_force(self, day: datetime.date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)


def step_of(scale: Scale, number: Decimal) -> Band | None:
    """The step a number falls on; None below the lowest.

    >>> scale = (Band(low=Decimal(90), name="优"), Band(low=Decimal(80), name="良"))
    >>> step_of(scale, Decimal("89.99")).name
    '良'
    """
    return next((band for band in sorted(scale, key=lambda band: -band.low) if number >= band.low), None)


def fault_of(history: Sequence[Dated]) -> str | None:
    """What is wrong with the values of one name over time; None where nothing is."""
    for dated in history:
        if fault := _fault_of_one(dated):
            return fault
    ordered = sorted(history, key=lambda dated: dated.since)
    for earlier, later in itertools.pairwise(ordered):
        if earlier.until is None or earlier.until > later.since:
            return f"{later.since} 有两个取值同时有效。请给前一个写上 until = {later.since}"
    return None


def _fault_of_one(dated: Dated) -> str | None:
    if [dated.value is not None, bool(dated.choice), bool(dated.scale)].count(True) != 1:
        return "value、choice、scale 三者只写一个"
    if dated.until is not None and dated.until <= dated.since:
        return f"until {dated.until} 不晚于 since {dated.since}。请核对起止日期"
    numbers = [dated.value, *(number for band in dated.scale for number in (band.low, band.value))]
    if wrong := [number for number in numbers if number is not None and not number.is_finite()]:
        return f"{wrong[0]} 不是数字"
    if len({band.low for band in dated.scale}) < len(dated.scale):
        return "scale 有两档的 low 相同"
    kinds = {(bool(band.name), band.value is not None) for band in dated.scale}
    return None if kinds <= {(True, False)} or kinds <= {(False, True)} else "scale 各档要么都写 name，要么都写 value"
