"""An Excel that we start ourselves, unseen, and close again: for the acceptance program (`macros_py/selftest`) only.

Unseen, because macros then show no boxes (`Application.UserControl`), and nobody's open workbooks are in reach. Where
it hangs for minutes it is ended by its process number, which is that of this Excel and of no other. Windows only.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import xlwings as xw

_MACROS_ALLOWED = 1  # msoAutomationSecurityLow: for this Excel, not for the user's
_PATIENCE = 180.0


class OwnExcel:
    """One Excel process; `book` opens a workbook in it."""

    def __init__(self) -> None:
        self.app = xw.App(visible=False, add_book=False)
        self.pid = self.app.pid
        self.app.display_alerts = False
        self.app.api.AutomationSecurity = _MACROS_ALLOWED

    @property
    def alive(self) -> bool:
        """Has it not been ended meanwhile?"""
        return self.pid in xw.apps.keys()  # noqa: SIM118  xlwings' collection is no mapping

    @contextmanager
    def book(self, path: Path) -> Iterator[Any]:
        """An open workbook (xlwings' Book), closed without saving. Excel is ended where it does not answer."""
        watch = threading.Timer(_PATIENCE, self.end)
        watch.start()
        try:
            book = self.app.books.open(str(path), update_links=False)
            try:
                yield book
            finally:
                with suppress(Exception):  # the fault that came before is the one to be told
                    book.close()
        finally:
            watch.cancel()

    @contextmanager
    def protected(self, path: Path) -> Iterator[Any]:
        """A workbook in protected view (COM's Workbook), where no macro runs."""
        view = self.app.api.ProtectedViewWindows.Open(str(path))
        try:
            yield view.Workbook
        finally:
            view.Close()

    def run(self, book: Any, macro: str) -> None:
        """A macro of this workbook, as a button runs it."""
        name = book.name.replace("'", "''")
        self.app.api.Run(f"'{name}'!{macro}")

    def end(self) -> None:
        """Ends the process; asks it nothing, for it may not answer, nor to another thread."""
        with suppress(OSError):
            os.kill(self.pid, signal.SIGTERM)

    def quit(self) -> None:
        """Closes this Excel and no other."""
        with suppress(Exception):
            self.app.quit()
        if self.alive:
            self.end()


@contextmanager
def other_program(name: str) -> Iterator[Any]:
    """A program that is started under its COM name, such as WPS's tables, and closed again."""
    from win32com.client import DispatchEx  # type: ignore[import-untyped, unused-ignore]  # noqa: PLC0415

    program = DispatchEx(name)
    try:
        program.Visible = False
        program.DisplayAlerts = False
        yield program
    finally:
        program.Quit()
