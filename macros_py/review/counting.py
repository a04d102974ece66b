"""Which submission of a unit counts, when it sent several: the one with the higher number; of one number the one made
later; then the one whose file name comes last. The others stay in the ledger and say which took their place.

A unit is known by year and budget code, one without a code by its name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime

from macros_py.review.files import base_name
from macros_py.review.record import Summary

_NEVER = datetime.min.replace(tzinfo=UTC)


def superseded(summaries: Mapping[str, Summary]) -> dict[str, str]:
    """Path -> path of the one that counts instead; of reviewed files only.

    >>> old, new = (Summary(code="020001", year=2022, version=n) for n in (1, 2))
    >>> superseded({"b.xlsx": old, "a.xlsx": new})
    {'b.xlsx': 'a.xlsx'}
    """
    units: dict[tuple[object, ...], list[str]] = defaultdict(list)
    for path, summary in summaries.items():
        if key := _unit(summary):
            units[key].append(path)
    found: dict[str, str] = {}
    for paths in units.values():
        newest = max(paths, key=lambda path: _age(path, summaries[path]))
        found |= {path: newest for path in paths if path != newest}
    return found


def _unit(summary: Summary) -> tuple[object, ...] | None:
    if summary.code:
        return summary.year, "code", summary.code
    return (summary.year, "unit", summary.unit) if summary.unit else None


def _age(path: str, summary: Summary) -> tuple[int, datetime, str, str]:
    return summary.version or 0, _moment(summary.made), base_name(path), path


def _moment(text: str) -> datetime:
    """The clocks of units differ by their zones; what is no time was never."""
    try:
        moment = datetime.fromisoformat(text)
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return _NEVER
