"""The sheet 退回意见: what the bureau wants changed, and what became of it. One layout, in the bureau's return copy and
in the unit's own workbook: what is written in the one is read by the other.

The last column is hidden. It says for each row, in JSON, which figure it means and which finding, for addresses do not
outlive an inserted row. Rows without it still count by what they show.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from workbook import own_sheets
from workbook.anchors import Anchor
from workbook.drawn_page import Drawn, Page
from workbook.looks import Look
from workbook.places import quoted
from workbook.text_width import lines

SHEET = own_sheets.RETURNED
MUST, EXPLAIN, NOTE = "必须改正", "请说明", "提示"
COLOURS = {MUST: "#F8D7DA", EXPLAIN: "#FFF1CC", NOTE: "#E4EEF8"}
OPEN, FIXED, ANSWERED, NEW = "未改", "已改", "已答复", "新出现"
_STATE_COLOURS = {FIXED: "#DFF0D8", ANSWERED: "#DFF0D8", NEW: "#FCE0C0", OPEN: ""}
COLUMNS = (
    *(("序号", 6), ("级别", 11), ("位置（点击跳转）", 24), ("项目", 26), ("意见", 58)),
    *(("退回时填报", 18), ("现在填报", 18), ("状态", 10), ("答复", 36)),
)
_MARK = len(COLUMNS) + 1
_TITLE_ROW, _TOLD_ROW, _HEAD_ROW, _FIRST = 1, 2, 3, 4
_INPUT = "#FFFBE8"


class Mark(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What programs need of a row: the submission's number and whose it was, the figure, the finding. `new`: nobody was
    returned with it, it was found since.
    """

    version: int
    year: int = 0
    code: str = ""
    anchor: Anchor | None = None
    rule: str = ""
    basis: str = ""
    new: bool = False


class Returned(msgspec.Struct, frozen=True, kw_only=True):
    """A row. `cell` is sheet!address in the file it stands in, or empty; `was` what the figure was when the file was
    returned, `now` what it is now; `answer` what the unit wrote.
    """

    number: int
    level: str
    cell: str
    label: str
    text: str
    was: str = ""
    now: str = ""
    state: str = ""
    answer: str = ""
    mark: Mark


def page(rows: Sequence[Returned], told: str) -> Page:
    """The sheet as it is drawn."""
    last = len(COLUMNS)
    cells = [
        Drawn(
            row=_TITLE_ROW, column=1, value="退回意见", look=Look(font="黑体", size=16, align="center"), columns=last
        ),
        Drawn(row=_TOLD_ROW, column=1, value=told, look=Look(), columns=last),
    ]
    head = Look(bold=True, border=True, align="center", fill="#F2F2F2")
    cells += [Drawn(row=_HEAD_ROW, column=c, value=title, look=head) for c, (title, _) in enumerate(COLUMNS, 1)]
    heights = {_TITLE_ROW: 34.0, _TOLD_ROW: 15.0 * lines(told, 190) + 10, _HEAD_ROW: 26.0}
    for row, item in enumerate(rows, _FIRST):
        cells += _line(row, item)
        heights[row] = _height(item)
    return Page(
        title=SHEET,
        cells=cells,
        widths={column: width for column, (_, width) in enumerate(COLUMNS, 1)},
        heights=heights,
        landscape=True,
        repeat_rows=(_HEAD_ROW, _HEAD_ROW),
        freeze_rows=_HEAD_ROW,
        hidden_columns=(_MARK,),
    )


def _line(row: int, item: Returned) -> Iterator[Drawn]:
    text, middle = Look(border=True, number_format="@"), Look(border=True, number_format="@", align="center")
    level = msgspec.structs.replace(middle, fill=COLOURS.get(item.level, ""))
    state = msgspec.structs.replace(middle, fill=_STATE_COLOURS.get(item.state, ""))
    answer = msgspec.structs.replace(text, fill=_INPUT, locked=False)
    link = msgspec.structs.replace(text, colour="#0B5394", underline=True) if item.cell else text
    shown = zip(
        (str(item.number), item.level, item.cell, item.label, item.text, item.was, item.now, item.state, item.answer),
        (middle, level, link, text, text, text, text, state, answer),
        strict=True,
    )
    for column, (value, look) in enumerate(shown, 1):
        target = _target(item.cell) if look is link else ""
        yield Drawn(row=row, column=column, value=value, look=look, link=target)
    mark = msgspec.json.encode(item.mark).decode()
    yield Drawn(row=row, column=_MARK, value=mark, look=Look(number_format="@", wrap=False))


def _target(cell: str) -> str:
    sheet, _, address = cell.rpartition("!")
    return f"{quoted(sheet)}!{address}" if sheet else ""


def _height(item: Returned) -> float:
    texts = {3: item.cell, 4: item.label, 5: item.text, 6: item.was, 7: item.now, 9: item.answer}
    most = max(lines(text, COLUMNS[column - 1][1] - 2) for column, text in texts.items())
    return max(26.0, 15.0 * most + 8)


def returned_rows(cells: Mapping[int, Mapping[int, str]]) -> list[Returned]:
    """The rows of the sheet as it was read: row -> column -> text, both from 1. A sheet on which no row has its mark is
    somebody's own; on ours, rows that people added count, and answers that they typed beside the column.
    """
    found: list[Returned] = []
    if not any(_marked(line) for line in cells.values()):
        return found
    for row in sorted(cells):
        line = cells[row]
        if row >= _FIRST and (line.get(5) or line.get(_MARK)):
            found.append(_returned(line, len(found) + 1))
    return found


def _marked(line: Mapping[int, str]) -> bool:
    try:
        return bool(msgspec.json.decode(line.get(_MARK, ""), type=Mark))
    except (msgspec.DecodeError, RecursionError):
        return False


def _returned(line: Mapping[int, str], number: int) -> Returned:
    try:
        mark = msgspec.json.decode(line.get(_MARK, ""), type=Mark)
    except (msgspec.DecodeError, RecursionError):
        mark = Mark(version=0)
    given = line.get(1, "")
    beside = [text for column, text in sorted(line.items()) if column > _MARK]
    return Returned(
        number=int(given) if given.isdecimal() and len(given) < 6 else number,
        level=line.get(2, MUST),
        cell=line.get(3, ""),
        label=line.get(4, ""),
        text=line.get(5, ""),
        was=line.get(6, ""),
        now=line.get(7, ""),
        state=line.get(8, ""),
        answer="\n".join(filter(None, [line.get(9, ""), *beside])),
        mark=mark,
    )
