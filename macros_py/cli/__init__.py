"""The command line. `jixiao check FILE`, by far the most frequent call, takes a short way that loads no argument
parser: a review runs it thousands of times, and parsing two words must not cost more than checking the workbook.
"""

from __future__ import annotations

import gc
import sys


def main() -> None:
    """Entry point of `jixiao`."""
    gc.disable()  # a process of a tenth of a second, or of a second, leaves nothing worth collecting
    match sys.argv[1:]:
        case ["check", file, *rest] if set(rest) <= {"--json"} and not file.startswith("-"):
            from macros_py.cli.checking import run_check

            sys.exit(run_check(file, as_json=bool(rest)))
        case _:
            from macros_py.cli.app import run

            run()
