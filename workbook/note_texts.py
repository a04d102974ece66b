"""The texts of a sheet's notes, each by an author who is listed; `note_boxes` knows where they are shown."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from workbook.address import parse_cell
from workbook.errors import UnusableFile
from workbook.package import MAIN, Element
from workbook.patch import escape
from workbook.stored_text import LONGEST, cut, length, set_text

_LOOK = (("sz", {"val": "9"}), ("color", {"indexed": "81"}), ("rFont", {"val": "宋体"}), ("family", {"val": "3"}))


class NoteTexts:
    """The notes in the part `comments`. `author` signs new ones only."""

    def __init__(self, comments: Element, author: str) -> None:
        """Raises UnusableFile where the part has no list of notes or of authors."""
        authors, notes = (comments.find(f"{MAIN}{name}") for name in ("authors", "commentList"))
        if authors is None or notes is None:
            raise UnusableFile("批注部件已损坏", remedy="请用 Excel 打开并重新保存后再试。")
        self._authors, self._list, self._author = authors, notes, escape(author)
        self._notes = {item.get("ref", ""): item for item in notes.iterfind(f"{MAIN}comment")}

    def add(self, cell: str, text: str) -> str:
        """Put the text on the cell, below what is there. Gives what was put, "" where there is no room."""
        note = self._notes.get(cell)
        if note is None:
            note = self._notes[cell] = etree.SubElement(self._list, f"{MAIN}comment", ref=cell, authorId=self._signed())
        holder = note.find(f"{MAIN}text")
        if holder is None:
            holder = etree.Element(f"{MAIN}text")
            note.insert(0, holder)
        there = _plain(note)
        if (room := LONGEST - length(there) - 1) < 1:
            return ""
        text = cut(text, room)
        _append(holder, f"\n{text}" if there else text)
        return text

    def shown(self) -> Iterator[tuple[str, str]]:
        """Cell and text of every note; one on no cell is shown nowhere."""
        for cell, note in self._notes.items():
            try:
                parse_cell(cell)
            except ValueError:
                continue
            yield cell, _plain(note)

    def _signed(self) -> str:
        names = [item.text or "" for item in self._authors]
        if self._author not in names:
            etree.SubElement(self._authors, f"{MAIN}author").text = self._author
            names.append(self._author)
        return str(names.index(self._author))


def _plain(note: Element) -> str:
    runs = note.iterfind(f"{MAIN}text/{MAIN}r/{MAIN}t")
    return "".join(item.text or "" for item in (*note.iterfind(f"{MAIN}text/{MAIN}t"), *runs))


def _append(holder: Element, text: str) -> None:
    """One more run. Excel knows plain text or runs, not both: plain text becomes a run that looks as before."""
    plain = holder.find(f"{MAIN}t")
    if plain is not None:
        run = etree.Element(f"{MAIN}r")
        plain.addprevious(run)
        run.append(plain)
    run, last = _run(text), len(holder.findall(f"{MAIN}r"))
    holder.insert(last, run)  # how a word is pronounced stands behind all runs


def _run(text: str) -> Element:
    run = etree.Element(f"{MAIN}r")
    look = etree.SubElement(run, f"{MAIN}rPr")
    for name, value in _LOOK:
        etree.SubElement(look, f"{MAIN}{name}", value)
    set_text(etree.SubElement(run, f"{MAIN}t"), text)
    return run
