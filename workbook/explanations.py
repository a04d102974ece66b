"""What people wrote about findings (填报说明), carried from one list to the next.

A text is bound to its rule and to the figures the finding rests on: a fingerprint of them, `basis`, stands hidden in
the list. While rule and figures stay, the text stays with its finding, wherever that moves: rows inserted, sheets
renamed, the list sorted. When a figure changes, the text stays beside the finding in its cell, marked stale, until
somebody rewrites it, or the figures are again those it was written for. Texts whose finding is gone are left
over: nobody's words are thrown away, and when the finding comes back to its cell with its figures, so does its text.

A text counts as written for the figures of the list it was typed into. Who changes a figure first and then types gets
a stale text with the next list: that may ask once too often, but it never settles figures that nobody explained.

Lists from before there were fingerprints are matched by rule, place and both figures shown. Example: the rate of
附件3!H5 is explained and a row inserted above: kept, beside H6; its budget is corrected: 数字已变，请重新说明.
"""

from __future__ import annotations

import re
import zlib
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Sequence

import msgspec

from workbook.findings_table import BASIS, LEFTOVER_HEAD, Rows, column_of
from workbook.pairing import pair
from workbook.remarks import RULE_FAULT, Remark

TO_MEND, TO_EXPLAIN, EXPLAINED, NOTICE = "待改正", "待说明", "已说明", "仅提示"
TO_JUDGE, ANSWERED, RULE_TO_MEND = "请判断", "已答复", "规则待改"
STALE = "数字已变，请重新说明"
_STATES = {TO_MEND, TO_EXPLAIN, EXPLAINED, NOTICE, TO_JUDGE, ANSWERED, RULE_TO_MEND, STALE}
ASKED = {"警告": (TO_EXPLAIN, EXPLAINED), "判断": (TO_JUDGE, ANSWERED)}  # what a text settles
_TOLD = {"错误": TO_MEND, RULE_FAULT: RULE_TO_MEND}
_NUMBER, _LEVEL, _RULE, _PLACE, _PROBLEM, _EXPECTED, _REPORTED, _ROUNDING, _TEXT, _STATE = map(
    column_of,
    ("序号", "级别", "规则", "位置（点击跳转）", "问题", "应为", "填报", "可能是四舍五入", "填报说明", "状态"),
)
_MARK = re.compile(r"(\d+) ([0-9a-f]+|-)(?: ([0-9a-f]+|-) ([0-9a-f]{8}))?")

_Row = dict[int, str]


class Explanation(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the list as it stands, and what a person wrote in it: `text` is empty where nobody did. `level` is what
    the list says, empty for a text that was left over.

    `listed` is the fingerprint of the figures that the list shows, `basis` of those the text was written for; empty
    where the list is older than fingerprints. `stale`: written for other figures than the finding has.
    """

    rule: str
    cell: str
    problem: str
    left: str
    right: str
    text: str
    level: str = ""
    listed: str = ""
    basis: str = ""
    stale: bool = False


class Leftover(msgspec.Struct, frozen=True, kw_only=True):
    """A text without finding."""

    rule: str
    cell: str
    text: str
    basis: str = ""


class _Mark(msgspec.Struct, frozen=True):
    """What the hidden column says about the row of a number: the fingerprint listed, and of a stale text the one it
    was written for, with a checksum that tells whether it was rewritten since.
    """

    listed: str = ""
    basis: str = ""
    checksum: str = ""


def mark(number: int, basis: str, explanation: Explanation | None = None) -> str:
    """The hidden cell of a row. It names the row's number, for people sort columns without seeing that one.

    >>> mark(3, "a0"), mark(3, "")
    ('3 a0', '')
    """
    if explanation and explanation.stale:
        return f"{number} {basis or '-'} {explanation.basis or '-'} {_checksum(explanation.text)}"
    return f"{number} {basis}" if basis else ""


def _checksum(text: str) -> str:
    return f"{zlib.crc32(' '.join(text.split()).encode('utf-8', 'surrogatepass')):08x}"


def written(rows: Rows) -> tuple[list[Explanation], list[Leftover]]:
    """All rows of the list, by their numbers, with all that people wrote, wherever it stands in its row."""
    findings = [row for row in rows.values() if _NUMBER in row and _LEVEL in row and _RULE in row]
    others = [row for row in rows.values() if not (_NUMBER in row and _LEVEL in row and _RULE in row)]
    findings.sort(key=lambda row: (len(row[_NUMBER]), row[_NUMBER]))
    marks = {found[1]: _mark(found) for row in rows.values() if (found := _MARK.fullmatch(row.get(BASIS, "")))}
    return [_explanation(row, marks.get(row[_NUMBER], _Mark())) for row in findings], list(_leftovers(others))


def _mark(found: re.Match[str]) -> _Mark:
    return _Mark(*("" if word in (None, "-") else word for word in found.group(2, 3, 4)))


def _explanation(row: _Row, said: _Mark) -> Explanation:
    own = {BASIS, _STATE} if row.get(_STATE) in _STATES else {BASIS}  # a text typed over our state is a text
    typed = [text for column, text in sorted(row.items()) if column >= _TEXT and column not in own]
    if row.get(_ROUNDING, "是") != "是":
        typed.insert(0, row[_ROUNDING])
    text = "\n".join(typed)
    stale = said.checksum == _checksum(text) if said.checksum else text == row.get(BASIS)
    return Explanation(
        rule=row[_RULE],
        cell=row.get(_PLACE, ""),
        problem=row.get(_PROBLEM, ""),
        left=row.get(_EXPECTED, ""),
        right=row.get(_REPORTED, ""),
        text=text,
        level=row[_LEVEL],
        listed=said.listed,
        basis=said.basis if stale else said.listed,
        stale=stale,
    )


def _leftovers(rows: Iterable[_Row]) -> Iterator[Leftover]:
    for row in rows:
        found = _MARK.fullmatch(row.get(BASIS, ""))
        own = {_RULE, _PLACE, BASIS} if found else {_RULE, _PLACE}
        said = [text for column, text in sorted(row.items()) if column not in own]
        text = "\n".join(text for text in said if text != LEFTOVER_HEAD)
        if text:
            basis = _mark(found).listed if found else ""
            yield Leftover(rule=row.get(_RULE, ""), cell=row.get(_PLACE, ""), text=text, basis=basis)


def match(
    remarks: Sequence[Remark], rows: Sequence[Explanation], leftovers: Sequence[Leftover] = ()
) -> tuple[list[Explanation | None], list[Leftover]]:
    """For each finding its text, if there is one; and the texts nobody claims. Each text is used once."""
    matcher = _Matcher(remarks, rows, leftovers)
    matcher.by_figures()
    matcher.by_place()
    found = [item if item and item.text else None for item in matcher.found]
    unclaimed = (item for item in matcher.rows if item.text)
    left = [Leftover(rule=item.rule, cell=item.cell, text=item.text, basis=item.basis) for item in unclaimed]
    return found, [*matcher.leftovers, *left]


_Key = tuple[str, ...]
_PLACES: tuple[Callable[[Remark | Explanation], _Key], ...] = (
    lambda item: (item.rule, item.cell, item.left, item.right, item.problem),
    lambda item: (item.rule, item.cell, item.left, item.right),
    lambda item: (item.rule, item.cell),
)


class _Matcher:
    """Gives the rows of the last list to findings; what is given leaves `rows` and `leftovers`."""

    def __init__(self, remarks: Sequence[Remark], rows: Sequence[Explanation], leftovers: Sequence[Leftover]) -> None:
        self.remarks, self.rows, self.leftovers = remarks, list(rows), list(leftovers)
        self.found: list[Explanation | None] = [None] * len(remarks)

    def by_figures(self) -> None:
        """A row is a finding's if it has its figures; rows without text count, too, or their neighbour's text might
        be taken for theirs. Then texts whose figures came back.
        """
        self._pair(lambda row: row.listed)
        self._pair(lambda row: row.basis if row.text else "")
        back = {(item.rule, item.cell, item.basis): item for item in self.leftovers if item.basis}
        for index, remark in enumerate(self.remarks):
            item = back.pop((remark.rule, remark.cell, remark.basis), None) if self.found[index] is None else None
            if item:
                self.leftovers.remove(item)
                self.found[index] = Explanation(
                    rule=item.rule, cell=item.cell, problem="", left="", right="", text=item.text, basis=item.basis
                )

    def _pair(self, basis_of: Callable[[Explanation], str]) -> None:
        rows: dict[_Key, list[Explanation]] = defaultdict(list)
        wanted: dict[_Key, list[int]] = defaultdict(list)
        for row in self.rows:
            rows[row.rule, basis_of(row)].append(row)
        for index, remark in enumerate(self.remarks):
            if remark.basis and self.found[index] is None:
                wanted[remark.rule, remark.basis].append(index)
        given = set()
        for key, indices in wanted.items():
            mine = rows.get(key, [])
            for a, b in pair([row.cell for row in mine], [self.remarks[index].cell for index in indices]):
                self.found[indices[b]] = _judged(mine[a], self.remarks[indices[b]])
                given.add(id(mine[a]))
        self.rows = [row for row in self.rows if id(row) not in given]

    def by_place(self) -> None:
        """A text stays in its cell when its figures change; and all that lists without fingerprints can go by. Where a
        rule found several things in one cell, the nearest in wording goes first.
        """
        for key in _PLACES:
            queues: dict[_Key, deque[Explanation]] = defaultdict(deque)
            for row in self.rows:
                if row.text:
                    queues[key(row)].append(row)
            given = set()
            for index, remark in enumerate(self.remarks):
                queue = queues.get(key(remark))
                if queue and self.found[index] is None:
                    row = queue.popleft()
                    given.add(id(row))
                    self.found[index] = _judged(row, remark, only_place=key is _PLACES[-1])
            self.rows = [row for row in self.rows if id(row) not in given]


def _judged(row: Explanation, remark: Remark, *, only_place: bool = False) -> Explanation:
    known = bool(row.basis and remark.basis)
    return msgspec.structs.replace(row, stale=row.basis != remark.basis if known else row.stale or only_place)


def state(level: str, explanation: Explanation | None) -> str:
    """What is still to be done about a finding. An error is put right, whatever is written beside it.

    >>> state("警告", None), state("错误", None), state("判断", None)
    ('待说明', '待改正', '请判断')
    """
    asked, settled = ASKED.get(level, (_TOLD.get(level, NOTICE),) * 2)
    if level not in ASKED or explanation is None:
        return asked
    return STALE if explanation.stale else settled
