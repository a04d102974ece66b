"""`jixiao check`: one workbook, its findings as a list or as JSON. Exit 0 clean, 1 errors found, 2 not readable."""

from __future__ import annotations

import sys
from pathlib import Path

from macros_py.check import Checked, check_file, to_json
from macros_py.engine.rules import RuleError
from macros_py.wording import lines
from workbook.errors import UnusableFile

CLEAN, ERRORS, UNUSABLE = 0, 1, 2


def run_check(file: str, *, as_json: bool = False, pack: str | None = None, out: str | None = None) -> int:
    """Check and print; the exit code. With `out`, a copy with the findings on its 校验 sheet is written too."""
    try:
        checked = _listed(Path(file), Path(out), pack) if out else check_file(Path(file), pack)
    except (UnusableFile, RuleError) as error:
        return refuse(error)
    if as_json:
        sys.stdout.buffer.write(to_json(checked, Path(file)) + b"\n")
    else:
        _print(checked)
    return ERRORS if checked.result.count("error") else CLEAN


def _listed(source: Path, target: Path, pack: str | None) -> Checked:
    from macros_py.desk import list_findings  # what writes files is slow to load

    return list_findings(source, target, pack)


def _print(checked: Checked) -> None:
    """A table for a person at a terminal; plain lines, which need no layout, for a file or another program."""
    if sys.stdout.isatty():
        from macros_py.cli.show import show_checked

        show_checked(checked)
    else:
        sys.stdout.buffer.write("".join(f"{line}\n" for line in lines(checked)).encode("utf-8", "replace"))


def refuse(error: Exception) -> int:
    """Say in one sentence why there is no result."""
    sys.stderr.buffer.write(f"错误：{error}\n".encode("utf-8", "replace"))
    sys.stderr.flush()
    return UNUSABLE
