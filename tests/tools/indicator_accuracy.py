"""`python -m tests.tools.indicator_accuracy FILE.tsv`: how many listed spellings are read as listed, and which are not.

Columns of the file: type, raw, role, operator, number, unit_or_tier, note. Compared are kind, operator, number and unit
(or tier); "ge?" asks for a reading that admits to be a guess, a number "80..90" for a range, "2021-12" for a month.
Dashes between kinds: a one-sided bound in the role "threshold" counts as a range. Exits 1 where a spelling disagrees.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

from macros_py.engine.indicators import IndicatorValue, parse

KINDS = {"deadline": "deadline", "range": "range", "qualitative_tier": "tier", "free_text": "text"}
LEVELS = {"1": "达成", "2": "部分达成", "3": "未达成"}
Reading = dict[str, str]


def main(arguments: list[str]) -> int:
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    rows = list(
        csv.DictReader(
            Path(arguments[0]).read_text(encoding="utf-8").splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE
        )
    )
    wrong = [(row, found) for row in rows if (found := read(row)) != expected(row)]
    for row, found in wrong:
        print(f"{row['raw']}（{row['role']}）")
        print(f"  listed {expected(row)}")
        print(f"  read   {found}")
    print(f"{len(rows) - len(wrong)} of {len(rows)} as listed ({1 - len(wrong) / max(len(rows), 1):.1%})")
    return 1 if wrong else 0


def expected(row: dict[str, str]) -> Reading:
    """The listed reading in the words of `read`."""
    kind = KINDS.get(row["type"], "quantity")
    listed = {
        "kind": kind,
        "operator": row["operator"] or "",
        "number": row["number"] or "",
        "unit": row["unit_or_tier"] or "",
    }
    if kind == "tier":
        tier = listed["unit"].removeprefix("tier:")
        listed["unit"] = LEVELS[tier[0]] + tier[0] if "档" in tier else tier
    elif kind in ("deadline", "text"):
        listed["unit"] = ""
    return listed


def read(row: dict[str, str]) -> Reading:
    """What the parser makes of a listed spelling."""
    value = parse(row["raw"], row["role"])  # type: ignore[arg-type]
    operator = value.operator + ("" if value.certain or row["operator"] == value.operator else "?")
    if value.kind == "tier":
        return {"kind": "tier", "operator": value.operator, "number": "", "unit": f"{value.tier}{value.level or ''}"}
    return {"kind": value.kind, "operator": operator, "number": number(value), "unit": value.unit}


def number(value: IndicatorValue) -> str:
    """Figure, range, day or reference as the list writes it."""
    if value.kind == "deadline":
        days = [day for day in (value.first, value.day) if day]
        shown = "%Y-%m-%d" if value.day_precision == "day" else "%Y-%m" if value.day_precision == "month" else "%Y"
        return "..".join(day.strftime(shown) for day in days)
    if value.high is not None:
        return f"{value.number:f}..{value.high:f}"
    return value.reference if value.number is None else f"{value.number:f}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
