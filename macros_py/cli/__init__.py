"""The command line. `jixiao check FILE`, by far the most frequent call, takes a short way that loads no argument
parser: a review runs it thousands of times, and parsing two words must not cost more than checking the workbook.
"""

from __future__ import annotations

import contextlib
import gc
import os
import sys


def program() -> None:
    """`jixiao` as it is installed. When a command is done its files are saved and closed: all that is left is to give
    back the memory, which the system does at once and Python object by object.
    """
    code: object = 0
    try:
        main()
    except SystemExit as leave:
        code = leave.code
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError):  # whoever read the output may have gone
            stream.flush()
    os._exit(code if isinstance(code, int) else 1 if code else 0)


def main() -> None:
    """One command."""
    gc.disable()  # a process of a tenth of a second, or of a second, leaves nothing worth collecting
    match sys.argv[1:]:
        case ["check", file, *rest] if set(rest) <= {"--json"} and not file.startswith("-"):
            from macros_py.cli.checking import run_check

            sys.exit(run_check(file, as_json=bool(rest)))
        case _:
            from macros_py.cli.app import run

            run()
