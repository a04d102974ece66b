"""重算 as a process of its own: `python -m tests.excel.whole PAYLOAD.json` reads what the client sends
of a workbook, presses the button through xlwings' remote engine, and prints the actions that go back.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import xlwings as xw

from macros_py.excel.actions import press
from macros_py.excel.ui import ServedUi


def main() -> None:
    book = xw.Book(json=json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))
    press("recalculate", book, ServedUi(book))
    print(json.dumps(book.json(), ensure_ascii=True))


if __name__ == "__main__":
    main()
