"""How a button's Python meets the open workbook: where its file lies, and where the answer goes. Nothing else is
touched, so that no cell of the forms can be changed behind the user's back.
"""

from __future__ import annotations

from pathlib import Path

import xlwings as xw

from workbook.build.macro_sheets import REPLY_CELL, TEXTS


def file_of(book: xw.Book) -> Path:
    """The saved workbook on disk; xlwings finds the local copy of one that is kept in OneDrive."""
    return Path(book.fullname)


def reply(book: xw.Book, sentence: str) -> None:
    """Leave the answer where the macro looks for it."""
    book.sheets[TEXTS][REPLY_CELL].value = sentence
