"""What a button needs of the program around the workbook: a status bar, a box, the file on disk, the cell selected.

Classic Excel and the server differ in this alone, so that the bodies of the buttons are written once. What one of them
cannot do it refuses with a sentence that says what to do instead.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

import msgspec
import xlwings as xw

from workbook.errors import UnusableFile
from workbook.macro_texts import ASKS_CELL, CHOSEN_CELL, HANDED, REPLY_CELL, SOURCE_CELL, TEXTS, TITLE, TYPED_CELL

_BY_COMMAND = "请把工作簿下载到电脑上，用命令行 jixiao {command} 处理"


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """`file` is read; `home` is the workbook's own place and name, beside which results are put."""

    file: Path
    home: Path


class Ui(Protocol):
    """The port."""

    def progress(self, text: str) -> None:
        """What is being done, where there is a place to show it."""

    def calculate(self) -> None:
        """Have Excel calculate what was written."""

    def say(self, sentence: str) -> None:
        """The answer, to the person who pressed the button."""

    def ask(self, question: str) -> None:
        """Have the person asked, where that is possible: the button is pressed once more with what was typed."""

    def typed(self) -> str:
        """What the person typed when asked; empty where nothing was asked."""

    def link(self, sheet: str, area: str, targets: Mapping[str, tuple[str, str]]) -> None:
        """Cells of an area that lead to others: by cell, the place (`'附件3'!E5`) and the text that is clicked."""

    def select(self, sheet: str, cell: str) -> None:
        """Show a cell."""

    def source(self, command: str) -> Source:
        """A file that holds what is on the screen. `command` is the part of jixiao that does the same.

        Raises UnusableFile where there is none.
        """

    def chosen_file(self, command: str) -> Path | None:
        """The file that the person chose; None where the choice was cancelled. Raises UnusableFile as `source` does."""

    def open(self, path: Path) -> None:
        """Open another workbook."""


class _OnCells:
    """What is the same everywhere."""

    def __init__(self, book: xw.Book) -> None:
        self.book = book

    def link(self, sheet: str, area: str, targets: Mapping[str, tuple[str, str]]) -> None:
        page = self.book.sheets[sheet]
        for cell, (target, text) in targets.items():
            page.range(cell).add_hyperlink(f"#{target}", text, target)

    def select(self, sheet: str, cell: str) -> None:
        page = self.book.sheets[sheet]
        page.activate()
        page.range(cell).select()


class ClassicUi(_OnCells):
    """Excel on the same computer. Answers go through a hidden cell to VBA, which shows them in a box."""

    def progress(self, text: str) -> None:
        self.book.app.status_bar = text

    def calculate(self) -> None:
        """Everything: a cell that fell back while Python could not be reached does not know that it can be now."""
        self.book.app.api.CalculateFull()

    def say(self, sentence: str) -> None:
        self.book.sheets[TEXTS][REPLY_CELL].value = sentence

    def ask(self, question: str) -> None:
        if self._asks():
            self.book.sheets[TEXTS][ASKS_CELL].value = question

    def typed(self) -> str:
        return str(self.book.sheets[TEXTS][TYPED_CELL].value or "") if self._asks() else ""

    def _asks(self) -> bool:
        """A workbook of an earlier make has sayings of its macros in these rows, and nobody is asked there."""
        keys = self.book.sheets[TEXTS].range((1, 1), (len(HANDED), 1)).value
        return tuple(keys) == HANDED

    def link(self, sheet: str, area: str, targets: Mapping[str, tuple[str, str]]) -> None:
        """Those of an earlier list go first, their looks stay."""
        self.book.sheets[sheet].range(area).api.ClearHyperlinks()
        super().link(sheet, area, targets)

    def source(self, command: str) -> Source:
        """VBA made a copy just before. xlwings finds the local folder of a workbook that is kept in OneDrive."""
        copied = self.book.sheets[TEXTS][SOURCE_CELL].value
        home = Path(self.book.fullname)
        return Source(file=Path(str(copied)) if copied else home, home=home)

    def chosen_file(self, command: str) -> Path | None:
        path = self.book.sheets[TEXTS][CHOSEN_CELL].value
        return Path(str(path)) if path else None

    def open(self, path: Path) -> None:
        self.book.app.books.open(str(path))


class ServedUi(_OnCells):
    """Excel elsewhere, through xlwings' server: there is no file at hand, and a status bar cannot be reached."""

    def progress(self, text: str) -> None:
        """Shown by the add-in itself."""

    def calculate(self) -> None:
        self.book.app.calculate()

    def say(self, sentence: str) -> None:
        self.book.app.alert(sentence, title=TITLE)

    def ask(self, question: str) -> None:
        """The refusal is said; there is nothing to go on with."""

    def typed(self) -> str:
        return ""

    def source(self, command: str) -> Source:
        raise UnusableFile("在网页版里不能处理文件", remedy=_BY_COMMAND.format(command=command))

    def chosen_file(self, command: str) -> Path | None:
        return self.source(command).file

    def open(self, path: Path) -> None:
        raise UnusableFile("在网页版里不能打开另一个文件", remedy="请自行打开", place=path.name)
