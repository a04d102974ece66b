"""A reading in one line, so that a table of spellings can be read and written by hand.

"ge 95 %", "[80,90) %", "le 2022-12-31 day", "2022-01-01..2022-12-31 month", "tier 达成 1", "le 预算数 万元", "text",
"blank"; "?" at the end marks a guess, ‹…› the words around a figure.
"""

from __future__ import annotations

from macros_py.engine.indicators import IndicatorValue


def shown(value: IndicatorValue) -> str:
    words = {"quantity": figure, "range": bounds, "deadline": due, "tier": tier}
    parts = words[value.kind](value) if value.kind in words else [value.kind]
    name = f"‹{value.name}›" if value.name and value.kind != "deadline" else ""
    return " ".join(part for part in (*parts, name, "" if value.certain else "?") if part)


def figure(value: IndicatorValue) -> list[str]:
    number = "" if value.number is None else f"{value.number:f}"
    return [value.operator, number, value.reference, value.unit]


def bounds(value: IndicatorValue) -> list[str]:
    if value.high is None:
        return ["range", *figure(value)]
    low, high = "[" if value.low_closed else "(", "]" if value.high_closed else ")"
    return [f"{low}{value.number:f},{value.high:f}{high}", value.unit]


def due(value: IndicatorValue) -> list[str]:
    days = [f"{day:%Y-%m-%d}" for day in (value.first, value.day) if day]
    return ["" if value.operator == "between" else value.operator, "..".join(days) or "undated", value.day_precision]


def tier(value: IndicatorValue) -> list[str]:
    return ["tier", value.operator, value.tier, str(value.level or "")]
