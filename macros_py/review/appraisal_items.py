"""What the 考核评分表 asks: its items with their points and marking scale, as the form itself draws them.

Numbers come from where they stand: full points from the form's fields, points off a missing table from the rules that
ask about it (Q018—Q020), points off a day from the scale's own words.
"""

from __future__ import annotations

import re

import msgspec

from macros_py.engine.rules import Pack
from workbook.model import Form

FORM = "appraisal"
ON_TIME = "submission"
RULES = {"Q018": "completeness", "Q019": "self_check", "Q020": "notice"}
_A_DAY = re.compile(r"每迟一天扣(\d+(?:\.\d+)?)分")


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One item, `key` being the record of the form: `appraisal.{key}.score`. `forms` are the tables without which it
    loses `each` points apiece, `most` at most; `a_day` what a day's delay costs.
    """

    key: str
    group: str
    title: str
    scale: str
    full: float
    forms: tuple[str, ...] = ()
    each: float = 0
    most: float = 0
    a_day: float = 0


def items(form: Form, pack: Pack) -> list[Item]:
    """The items in the form's order."""
    words = {(cell.row, cell.column): cell.text for cell in form.grid.cells if cell.text}
    lost = {RULES[rule.id]: rule.settings for rule in pack.rules if rule.id in RULES}
    found, group = list[Item](), ""
    for cell in form.grid.cells:
        field = form.fields.get(f"{FORM}.{cell.field}")
        if field is None or field.maximum is None or field.computed:
            continue
        group = words.get((cell.row, 0), group)
        key, scale = cell.field.removesuffix(".score"), words.get((cell.row, 2), "")
        off = lost.get(key, {})
        day = _A_DAY.search(scale) if key == ON_TIME else None
        found.append(
            Item(
                key=key,
                group=group,
                title=words.get((cell.row, 1), field.label),
                scale=scale,
                full=float(field.maximum),
                forms=tuple(name for name in off.get("forms", "").split() if name not in pack.left_out),
                each=float(off.get("each", 0)),
                most=float(off.get("most", 0)),
                a_day=float(day[1]) if day else 0,
            )
        )
    return found
