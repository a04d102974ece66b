"""The receipt (回执) in a submission copy: on one page what was sent up, its checksum, and what was left to explain.

It is drawn from the sealed part alone, so that whoever verifies a file can draw it again and compare: a score that was
changed here shows as well as one that was changed in its table.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbook import own_sheets
from workbook.drawn_sheet import Drawn, Page
from workbook.looks import Look
from workbook.submission import SealedFinding, Settled, Submission
from workbook.text_width import lines

SHEET = own_sheets.RECEIPT
_WIDTHS = {1: 14.0, 2: 30.0, 3: 14.0, 4: 34.0}
_LABEL, _TEXT = Look(border=True, align="center", bold=True, fill="#F2F2F2"), Look(border=True, number_format="@")
_TITLE, _NOTE = Look(font="黑体", size=16, align="center"), Look(size=9.5)
_CODE = Look(font="Consolas", border=True, number_format="@")
_PLACE, _SHORT, _MIDDLE, _ANSWER, _WIDE = 12, 26, 40, 30, 74  # half-width characters a line, by columns
_LINE, _HIGHEST = 15.0, 400.0  # points


def receipt(submission: Submission) -> Page:
    """The page. Texts too long for their row are cut by nobody: the row grows, up to what Excel allows."""
    drawing = _Drawing()
    drawing.whole(f"{submission.year}年度部门整体支出绩效自评上报回执", _TITLE, 36)
    for pair in _head(submission):
        drawing.pair(*pair)
    for label, text in _wide(submission):
        drawing.wide(label, text)
    drawing.wide("校验码", grouped(submission.sha256), _CODE)
    drawing.whole(_HOW, _NOTE, 30)
    _findings(drawing, "已说明的警告", [f for f in submission.findings if f.level == "警告" and f.explanation])
    _findings(drawing, "未改正、未说明的问题", [f for f in submission.findings if _stands(f)])
    _returned(drawing, submission.returned)
    drawing.whole("", _NOTE, 10)
    drawing.pair("单位负责人签字", "", "填报日期", "")
    drawing.pair("财政部门接收人", "", "接收日期", "")
    return Page(title=SHEET, cells=tuple(drawing.cells), widths=_WIDTHS, heights=drawing.heights)


_HOW = (
    "校验码由各表全部数据算出（SHA-256），任何一个数、一个字改了，它就不同。收到以后可用 jixiao verify 本文件核验；"
    "表中数据请不要再改，有误的请单位改正原工作簿后重新导出。"
)


def grouped(code: str) -> str:
    """A checksum as people read it aloud.

    >>> grouped("0123456789abcdef")
    '01234567 89abcdef'
    """
    return " ".join(code[start : start + 8] for start in range(0, len(code), 8))


def _head(sent: Submission) -> Iterator[tuple[str, str, str, str]]:
    scores, rules = sent.scores, sent.rules
    yield "单位名称", sent.unit or "（未填）", "预算编码", sent.code or "（未填）"
    yield "上报版次", f"第 {sent.version} 次（v{sent.version}）", "生成时间", _readable(sent.made)
    yield "总分", f"{scores.total} 分" if scores.total else "待定", "等级", scores.grade or "待定"
    yield "执行率", scores.rate or "算不出", "执行率得分", f"{scores.execution} 分" if scores.execution else "算不出"
    yield "评价规则", f"{rules.title}（{rules.year} 年度）", "规则版本", f"{rules.pack} {rules.sha256[:12]}"


def _readable(made: str) -> str:
    """2023-07-26T10:02:11+08:00 without what only programs read."""
    return made[:16].replace("T", " ")


def _wide(sent: Submission) -> Iterator[tuple[str, str]]:
    levels = ("错误", "警告", "提示", "判断")
    counts = {level: sum(finding.level == level for finding in sent.findings) for level in levels}
    explained = sum(finding.level == "警告" and finding.explanation is not None for finding in sent.findings)
    told = "，".join(f"{level} {count} 项" for level, count in counts.items())
    yield "核对结果", f"{told}；警告中已说明 {explained} 项"
    if sent.rules.faults:
        yield "没有运行的规则", f"{sent.rules.faults} 条规则写得不对，没有运行"
    if sent.rules.typed:
        yield "自定义审核", f"另有 {len(sent.rules.typed)} 条写在工作簿里的规则：{'、'.join(sent.rules.typed)}"
    if sent.override:
        left = "，".join(f"{level} {count} 项" for level, count in sent.override.standing.items())
        yield "带问题上报", f"尚有{left}。同意人：{sent.override.name}；理由：{sent.override.reason}"


def _stands(finding: SealedFinding) -> bool:
    return finding.level == "错误" or (finding.level == "警告" and finding.explanation is None)


def _findings(drawing: _Drawing, title: str, findings: list[SealedFinding]) -> None:
    if findings:
        drawing.heading(f"{title}（{len(findings)} 项）")
        drawing.row("位置", "问题", "填报说明", _LABEL)
        for finding in findings:
            place = finding.cells[0] if finding.cells else "—"
            drawing.row(place, f"{finding.message}（{finding.rule}）", finding.explanation or "—", _TEXT)


def _returned(drawing: _Drawing, settled: tuple[Settled, ...]) -> None:
    if settled:
        drawing.heading(f"对退回意见的处理（{len(settled)} 条）")
        drawing.row("位置", "退回意见", "处理情况", _LABEL)
        for item in settled:
            answer = f"{item.state}{f'：{item.answer}' if item.answer else ''}"
            drawing.row(item.cell or "—", item.text, answer, _TEXT)


class _Drawing:
    """Rows from the top."""

    def __init__(self) -> None:
        self.cells: list[Drawn] = []
        self.heights: dict[int, float] = {}
        self.at = 0

    def next(self, height: float) -> int:
        self.at += 1
        self.heights[self.at] = min(height, _HIGHEST)
        return self.at

    def put(self, column: int, text: str, look: Look, columns: int = 1) -> None:
        self.cells.append(Drawn(row=self.at, column=column, value=text, look=look, columns=columns))

    def whole(self, text: str, look: Look, height: float) -> None:
        self.next(height)
        self.put(1, text, look, 4)

    def heading(self, text: str) -> None:
        self.whole("", _NOTE, 8)
        self.whole(text, Look(bold=True), 22)

    def pair(self, first: str, text: str, second: str, other: str) -> None:
        self.next(max(_height(text, _SHORT), _height(other, _ANSWER)))
        for column, (value, look) in enumerate(
            ((first, _LABEL), (text, _TEXT), (second, _LABEL), (other, _TEXT)), start=1
        ):
            self.put(column, value, look)

    def wide(self, label: str, text: str, look: Look = _TEXT) -> None:
        self.next(_height(text, _WIDE))
        self.put(1, label, _LABEL)
        self.put(2, text, look, 3)

    def row(self, place: str, text: str, answer: str, look: Look) -> None:
        """Place, two columns for the text, one for the answer."""
        self.next(max(_height(place, _PLACE), _height(text, _MIDDLE), _height(answer, _ANSWER)))
        self.put(1, place, look)
        self.put(2, text, look, 2)
        self.put(4, answer, look)


def _height(text: str, width: int) -> float:
    return max(26.0, _LINE * lines(text, width) + 8)
