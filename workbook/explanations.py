"""What people wrote about findings (填报说明), carried from one list to the next.

A text belongs to a finding while rule, place and both figures stay; once the figures are others it stays in its row,
marked as written for other figures, until somebody rewrites it. Texts whose finding is gone are left over: nobody's
words are thrown away. Example: the rate of 附件3!H5 is explained, then its budget is corrected to the same rate: kept;
the rate becomes another: 数字已变，请重新说明; the finding is gone: below the list.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Sequence

import msgspec

from workbook.address import parse_cell
from workbook.build.findings_sheet import BASIS, FIRST_ROW, LEFTOVER_HEAD, SHEET, column_of
from workbook.package import Package
from workbook.remarks import Remark
from workbook.texts import texts

TO_MEND, TO_EXPLAIN, EXPLAINED, NOTICE = "待改正", "待说明", "已说明", "仅提示"
STALE = "数字已变，请重新说明"
_STATES = {TO_MEND, TO_EXPLAIN, EXPLAINED, NOTICE, STALE}
_NUMBER, _LEVEL, _RULE, _PLACE, _PROBLEM, _EXPECTED, _REPORTED, _TEXT, _STATE = map(
    column_of, ("序号", "级别", "规则", "位置（点击跳转）", "问题", "应为", "填报", "填报说明", "状态")
)

_Row = dict[int, str]


class Explanation(msgspec.Struct, frozen=True, kw_only=True):
    """A text with the finding it stands beside. `stale`: written for other figures than these."""

    rule: str
    cell: str
    problem: str
    left: str
    right: str
    text: str
    stale: bool = False


class Leftover(msgspec.Struct, frozen=True, kw_only=True):
    """A text without finding."""

    rule: str
    cell: str
    text: str


_Key = Callable[[Remark | Explanation], tuple[str, ...]]


def _same_words(item: Remark | Explanation) -> tuple[str, ...]:
    return (*_same_figures(item), item.problem)


def _same_figures(item: Remark | Explanation) -> tuple[str, ...]:
    return (*_same_place(item), item.left, item.right)


def _same_place(item: Remark | Explanation) -> tuple[str, ...]:
    return (item.rule, item.cell)


def written(package: Package) -> tuple[list[Explanation], list[Leftover]]:
    """All that people wrote onto the 校验 sheet, wherever it stands in its row."""
    rows: dict[int, _Row] = defaultdict(dict)
    for cell, text in texts(package, SHEET):
        row, column = parse_cell(cell)
        if row > FIRST_ROW and text.strip():
            rows[row][column] = text
    findings = [row for row in rows.values() if _NUMBER in row and _LEVEL in row and _RULE in row]
    others = [row for row in rows.values() if not (_NUMBER in row and _LEVEL in row and _RULE in row)]
    return list(_explanations(findings)), list(_leftovers(others))


def _explanations(rows: Iterable[_Row]) -> Iterator[Explanation]:
    for row in rows:
        own = {BASIS, _STATE} if row.get(_STATE) in _STATES else {BASIS}  # a text typed over our state is a text
        text = "\n".join(text for column, text in sorted(row.items()) if column >= _TEXT and column not in own)
        if text:
            yield Explanation(
                rule=row[_RULE],
                cell=row.get(_PLACE, ""),
                problem=row.get(_PROBLEM, ""),
                left=row.get(_EXPECTED, ""),
                right=row.get(_REPORTED, ""),
                text=text,
                stale=text == row.get(BASIS),
            )


def _leftovers(rows: Iterable[_Row]) -> Iterator[Leftover]:
    for row in rows:
        said = [text for column, text in sorted(row.items()) if column not in (_RULE, _PLACE)]
        text = "\n".join(text for text in said if text != LEFTOVER_HEAD)
        if text:
            yield Leftover(rule=row.get(_RULE, ""), cell=row.get(_PLACE, ""), text=text)


def match(
    remarks: Sequence[Remark], explanations: Sequence[Explanation]
) -> tuple[list[Explanation | None], list[Leftover]]:
    """For each finding its text, if there is one; and the texts nobody claims. Each text is used once: where a rule
    found several things in one cell, the nearest in wording goes first.
    """
    found: list[Explanation | None] = [None] * len(remarks)
    waiting = list(explanations)
    keys: tuple[_Key, ...] = (_same_words, _same_figures, _same_place)
    for key in keys:
        queues: dict[tuple[str, ...], deque[Explanation]] = defaultdict(deque)
        for item in waiting:
            queues[key(item)].append(item)
        for index, remark in enumerate(remarks):
            queue = queues.get(key(remark))
            if queue and found[index] is None:
                item = queue.popleft()
                found[index] = msgspec.structs.replace(item, stale=item.stale or key is _same_place)
        waiting = [item for queue in queues.values() for item in queue]
    return found, [Leftover(rule=item.rule, cell=item.cell, text=item.text) for item in waiting]


def state(level: str, explanation: Explanation | None) -> str:
    """What is still to be done about a finding. An error is put right, whatever is written beside it.

    >>> state("警告", None), state("错误", None)
    ('待说明', '待改正')
    """
    if level != "警告":
        return TO_MEND if level == "错误" else NOTICE
    if explanation is None:
        return TO_EXPLAIN
    return STALE if explanation.stale else EXPLAINED
