"""退回: a copy of the submission with the bureau's remarks on the very cells, in colour and as notes, and a sheet that
lists them all. The submission itself stays as it is, and so do all its figures in the copy.

Listed are what the bureau wrote, what the rules find (errors, and warnings that nobody explained), what verification
found changed since the export, and remarks of the last return that are still open.

    send_back(Path("…_v1.xlsx"), Path("意见.xlsx")).path.name    ->  …_v1-退回.xlsx
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from macros_py.beside import beside
from macros_py.check import Checked
from macros_py.engine.messages import label_of
from macros_py.exchange.remarks_file import bureau_remarks
from macros_py.exchange.settle import row_of_finding
from macros_py.exchange.shown import shown
from macros_py.exchange.verify import CODE, FORMULA, RECEIPT, SEAL, Verified, verify
from workbook import differences
from workbook.anchors import anchor_of
from workbook.cell_notes import add_notes
from workbook.drawn_sheet import draw
from workbook.errors import UnusableFile
from workbook.package import Package
from workbook.painted import paint
from workbook.reading import Reading
from workbook.returned_table import COLOURS, EXPLAIN, MUST, OPEN, Mark, Returned, page

AUTHOR = "财政部门"
_SHOWN_KINDS = {
    differences.VALUE,
    differences.LABEL,
    differences.HIDDEN,
    differences.SHEET,
    CODE,
    SEAL,
    FORMULA,
    RECEIPT,
}


_HOW = (
    "表中带颜色和批注的单元格就是有意见的地方。请不要在本文件里改数：把本文件导入原工作簿"
    "（按钮“导入退回”，或 jixiao import-return 工作簿 退回件），改正、答复以后重新导出上报。"
)


class SentBack(msgspec.Struct, frozen=True, kw_only=True):
    """The copy and what is listed in it. `unmarked`: cells that can carry no note; they are listed all the same."""

    path: Path
    rows: tuple[Returned, ...]
    unmarked: tuple[str, ...]


def send_back(source: Path, remarks: Path | None = None, out: Path | None = None) -> SentBack:
    """Write the return copy. Raises UnusableFile; nothing is written then."""
    target = out or beside(source, "退回", ".xlsx")
    if target.exists() and target.samefile(source):
        raise UnusableFile("退回件不能覆盖上报件", place=target.name, remedy="请换一个文件名")
    verified = verify(source)
    rows = list(_numbered(verified, remarks))
    if not rows:
        raise UnusableFile(
            "没有可退回的意见：没有写意见，核对和核验也没有发现问题",
            place=source.name,
            remedy="请用 --remarks 写明意见",
        )
    package = Package.load(source)
    unmarked = _mark(package, rows)
    draw(package, page(rows, _told(verified, rows)), active=True)
    package.save(target)
    return SentBack(path=target, rows=tuple(rows), unmarked=tuple(unmarked))


def _numbered(verified: Verified, remarks: Path | None) -> Iterator[Returned]:
    reading, checked = verified.observed.reading, verified.checked
    version = verified.sealed.version if verified.sealed else 0
    sources = [
        *(_bureau(remarks, reading) if remarks else ()),
        *_still_open(verified),
        *(_findings(checked, verified) if checked else ()),
        *_changes(verified),
    ]
    code = verified.sealed.code if verified.sealed else ""
    for number, row in enumerate(sources, 1):
        mark = msgspec.structs.replace(row.mark, version=version, year=reading.facts.year, code=code)
        yield msgspec.structs.replace(row, number=number, mark=mark)


def _bureau(path: Path, reading: Reading) -> Iterator[Returned]:
    for remark in bureau_remarks(path, reading):
        yield _row(remark.level, remark.cell, remark.fact, remark.text, reading)


def _row(level: str, cell: str, fact_id: str, text: str, reading: Reading) -> Returned:
    fact = reading.facts.get(fact_id) if fact_id else None
    return Returned(
        number=0,
        level=level,
        cell=cell,
        label=label_of(fact) if fact else "",
        text=text,
        was=shown(fact) if fact else "",
        mark=Mark(version=0, anchor=anchor_of(fact.id, reading.facts, reading.forms) if fact else None),
    )


def _still_open(verified: Verified) -> Iterator[Returned]:
    """Remarks on an earlier submission that the unit left open; findings are found again by themselves."""
    for item in verified.sealed.returned if verified.sealed else ():
        if item.state == OPEN and not item.rule:
            text = f"{item.text}（第 {item.version} 次上报时已提出，仍未改）"
            fact = next((fact.id for fact in verified.observed.reading.facts if fact.cell == item.cell), "")
            yield _row(item.level, item.cell, fact, text, verified.observed.reading)


def _findings(checked: Checked, verified: Verified) -> Iterator[Returned]:
    """Errors, and warnings without an explanation in the submission."""
    explained = verified.sealed.explanations if verified.sealed else {}
    for finding in checked.result.findings:
        row = row_of_finding(0, finding, checked, 0)
        warned = finding.severity == "warning" and (row.mark.rule, row.mark.basis) not in explained
        if finding.severity == "error" or warned:
            yield row


def _changes(verified: Verified) -> Iterator[Returned]:
    """What was changed since the export. Computed figures that disagree are found by the rules."""
    for item in verified.differences:
        if item.kind in _SHOWN_KINDS:
            text = f"上报件导出以后被改动过：{item.problem}。请改正原工作簿后重新导出"
            yield _row(MUST, item.place if "!" in item.place else "", item.fact, text, verified.observed.reading)


def _mark(package: Package, rows: Sequence[Returned]) -> list[str]:
    """Colour and note on each cell: the colour of the gravest remark, all remarks in one note."""
    notes: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    colours: dict[str, dict[str, str]] = defaultdict(dict)
    gravity = list(COLOURS)
    for row in sorted(rows, key=lambda row: gravity.index(row.level) if row.level in gravity else len(gravity)):
        sheet, _, cell = row.cell.rpartition("!")
        if sheet in package.worksheets:
            notes[sheet][cell].append(f"【{row.number}　{row.level}】{row.text}")
            colours[sheet].setdefault(cell, COLOURS.get(row.level, COLOURS[EXPLAIN]))
    paint(package, colours)
    unmarked = []
    for sheet, texts in notes.items():
        joined = {cell: "\n".join(lines) for cell, lines in texts.items()}
        unmarked += [f"{sheet}!{cell}" for cell in add_notes(package, sheet, joined, author=AUTHOR)]
    return unmarked


def _told(verified: Verified, rows: Sequence[Returned]) -> str:
    sealed = verified.sealed
    whose = (
        f"{sealed.unit or '（未填单位）'}，第 {sealed.version} 次上报（v{sealed.version}）" if sealed else verified.file
    )
    must, explain = (sum(row.level == level for row in rows) for level in (MUST, EXPLAIN))
    counts = f"退回意见 {len(rows)} 条，其中必须改正 {must} 条，请说明 {explain} 条"
    return f"{whose}：{counts}。{_HOW}"
