"""The whole run: try every claim here, write the report.

accept(Path("验收报告.md"))  ->  (False, "共 24 项：通过 10，未通过 0，不能测 14。")
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from macros_py.selftest import surroundings
from macros_py.selftest.bench import Bench
from macros_py.selftest.claim import run
from macros_py.selftest.claims import CLAIMS
from macros_py.selftest.report import failed, report, summary
from workbook.errors import UnusableFile
from workbook.save import write_atomically


def accept(out: Path | None) -> tuple[bool, str]:
    """Did anything fail, and what there is to print: the report, or one sentence where it goes into a file.

    Raises UnusableFile, before anything is tried, for a file that is there already or a folder that is not.
    """
    if out is not None:
        _refuse(out)
    with Bench() as bench:
        outcomes = run(CLAIMS, bench, surroundings.lacking())
    text = report(outcomes, surroundings.facts(), datetime.now())
    if out is None:
        return failed(outcomes), text
    write_atomically(out, lambda stream: stream.write(text.encode("utf-8")))
    return failed(outcomes), f"{summary(outcomes)}验收报告：{out}\n"


def _refuse(out: Path) -> None:
    if out.exists():
        raise UnusableFile("已有这个文件，没有覆盖", place=out.name, remedy="请换一个文件名")
    if not out.parent.is_dir():
        raise UnusableFile("要保存到的文件夹不存在", place=str(out.parent), remedy="请先建好这个文件夹")
