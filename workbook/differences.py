"""What differs between a sealed submission and the file as it lies here: figures, labels, rows, sheets.

Rows of a table are matched by what they hold where their number changed, so that one row inserted is one difference and
not one in every row below. Sheets are matched by the figures on them: a renamed sheet is a renamed sheet. What only
moved along with an inserted row is told once, as a block.

    Comparison(sealed, reading.facts, witness).differences()
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import msgspec

from workbook.address import cell_name, parse_cell
from workbook.facts import Facts
from workbook.matched_rows import MatchedRows
from workbook.matched_sheets import renamed_sheets
from workbook.moves import moves
from workbook.submission import SealedFact, SealedSheet, Submission, sealed_facts
from workbook.witness import Witness

VALUE, MOVED, LABEL, SHEET, HIDDEN = "数据", "移动", "文字", "工作表", "隐藏"
_SHORT = 40


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """`kind` is a word for people, `place` is sheet!cell as it is now, or a sheet; `fact` the id of a figure."""

    kind: str
    place: str
    problem: str
    sealed: str = ""
    now: str = ""
    fact: str = ""


class Comparison:
    """Both states side by side."""

    def __init__(self, sealed: Submission, facts: Facts, witness: Witness) -> None:
        self.sealed, self.facts, self.witness = sealed, facts, witness
        self.old = {fact.id: fact for fact in sealed.facts}
        self.new = {fact.id: fact for fact in sealed_facts(facts)}
        contents = [{key: fact.value for key, fact in side.items()} for side in (self.old, self.new)]
        self.rows = MatchedRows(sealed.rows, contents[0], facts.rows, contents[1])
        self.renamed = renamed_sheets(sealed, facts, witness)
        self.here = {sheet.title: sheet for sheet in witness.sheets}
        self.shifted: dict[str, list[tuple[str, str]]] = defaultdict(list)

    def differences(self) -> Iterator[Difference]:
        """Figures first, for that is what everybody asks for; then what stands around them."""
        yield from self._values()
        yield from self._rows()
        labels = [item for old, new in self._sheets() for item in self._labels(old, new)]
        self._moved_facts()
        for sheet, pairs in self.shifted.items():
            for top, bottom, first, last in moves(pairs):
                problem = f"{_area(top, bottom)} 移到了 {_area(first, last)}"
                yield Difference(kind=MOVED, place=f"{sheet}!{first}", problem=problem, sealed=top, now=first)
        yield from labels
        yield from self._hidden()
        yield from self._tabs()

    def _values(self) -> Iterator[Difference]:
        partners = {key: self.rows.now(key) for key in self.old}
        for key, partner in partners.items():
            old, new = self.old[key], self.new.get(partner or "")
            if partner is not None and (new is None or (old.value, old.number) != (new.value, new.number)):
                yield self._value(partner, old, new)
        known = {*partners.values()}
        for key in self.new:
            if key not in known and not self._on_added_row(key):
                yield self._value(key, None, self.new[key])

    def _value(self, key: str, old: SealedFact | None, new: SealedFact | None) -> Difference:
        fact = self.facts.get(key)
        label = fact.field.label if fact else key
        before, after = (side.value if side else "" for side in (old, new))
        place = fact.cell if fact else old.cell if old else ""
        shown = f"导出时是 {_quoted(before)}，现在是 {_quoted(after)}"
        return Difference(kind=VALUE, place=place, problem=f"{label}：{shown}", sealed=before, now=after, fact=key)

    def _on_added_row(self, key: str) -> bool:
        return any(key.startswith(f"{table}[{number}].") for table, number in self.rows.added)

    def _rows(self) -> Iterator[Difference]:
        """Rows and project sheets that came or went."""
        for word, side, entries in (("少了", self.old, self.rows.lost), ("多了", self.new, self.rows.added)):
            for table, number in entries:
                held = [fact for key, fact in side.items() if key.startswith(f"{table}[{number}].")]
                place = held[0].cell if held else ""
                shown = "、".join(_short(fact.value) for fact in held[:3])
                problem = f"表中{word}第 {number} 行{f'（{shown}）' if shown else ''}"
                yield Difference(kind=VALUE, place=place, problem=problem, fact=f"{table}[{number}]")

    def _sheets(self) -> Iterator[tuple[SealedSheet, SealedSheet]]:
        """Sheets that are there in both states."""
        for sheet in self.sealed.sheets:
            here = self.here.get(self.renamed.get(sheet.title, sheet.title))
            if here is not None:
                yield sheet, here

    def _moved_facts(self) -> None:
        for key, old in self.old.items():
            here = self.facts.get(self.rows.now(key) or "")
            sheet, _, cell = here.cell.rpartition("!") if here else ("", "", "")
            home, _, before = old.cell.rpartition("!")
            if here and cell != before and sheet == self.renamed.get(home, home):
                self.shifted[sheet].append((before, cell))

    def _labels(self, old: SealedSheet, new: SealedSheet) -> Iterator[Difference]:
        """Texts of a sheet that changed. The same text at another place has moved."""
        if old.printed is None or new.printed is None:
            if old.checksum != new.checksum:
                yield Difference(kind=SHEET, place=new.title, problem="内容与导出时不同")
            return
        before, after = self.sealed.printed[old.printed], self.witness.printed[new.printed]
        gone = {cell: text for cell, text in before.items() if after.get(cell) != text}
        come = {cell: text for cell, text in after.items() if before.get(cell) != text}
        for cell, text in sorted(gone.items(), key=lambda item: parse_cell(item[0])):
            place = next((other for other, there in come.items() if there == text), None)
            if place is not None:
                self.shifted[new.title].append((cell, place))
                del gone[cell], come[place]
        for cell, text in gone.items():
            now = come.pop(cell, "")
            problem = f"{_quoted(text)} {f'改成了 {_quoted(now)}' if now else '没有了'}"
            yield Difference(kind=LABEL, place=f"{new.title}!{cell}", problem=problem, sealed=text, now=now)
        for cell, text in come.items():
            yield Difference(kind=LABEL, place=f"{new.title}!{cell}", problem=f"多出 {_quoted(text)}", now=text)

    def _hidden(self) -> Iterator[Difference]:
        for old, new in self._sheets():
            if new.state != old.state:
                problem = "工作表被隐藏了" if new.state != "visible" else "工作表导出时是隐藏的，现在可见"
                yield Difference(kind=HIDDEN, place=new.title, problem=problem, sealed=old.state, now=new.state)
            shown = dict(self.shifted[new.title])
            for row in sorted({*new.rows} - {self._row(row, shown) for row in old.rows}):
                yield Difference(kind=HIDDEN, place=f"{new.title}!A{row}", problem=f"第 {row} 行被隐藏了", now=str(row))
            for column in sorted({*new.columns} - {*old.columns}):
                name = cell_name(1, column).removesuffix("1")
                yield Difference(kind=HIDDEN, place=f"{new.title}!{name}1", problem=f"{name} 列被隐藏了", now=name)

    def _row(self, row: int, shifted: dict[str, str]) -> int:
        """Where a row that was hidden stands now."""
        return next((parse_cell(new)[0] for old, new in shifted.items() if parse_cell(old)[0] == row), row)

    def _tabs(self) -> Iterator[Difference]:
        titles = [self.renamed.get(sheet.title, sheet.title) for sheet in self.sealed.sheets]
        for sheet, title in zip(self.sealed.sheets, titles, strict=True):
            if title not in self.here:
                yield Difference(kind=SHEET, place=sheet.title, problem="工作表没有了", sealed=sheet.title)
            elif title != sheet.title:
                problem = f"工作表“{sheet.title}”改名为“{title}”"
                yield Difference(kind=SHEET, place=title, problem=problem, sealed=sheet.title, now=title)
        for title in self.here:
            if title not in titles:
                yield Difference(kind=SHEET, place=title, problem="多出一张工作表", now=title)
        kept = [title for title in titles if title in self.here]
        if kept != [title for title in self.here if title in kept]:
            yield Difference(kind=SHEET, place="", problem="工作表的先后顺序与导出时不同")


def _area(first: str, last: str) -> str:
    return first if first == last else f"{first}:{last}"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHORT else line[:_SHORT] + "…"


def _quoted(text: str) -> str:
    return f"“{_short(text)}”" if text else "空白"
