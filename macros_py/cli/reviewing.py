"""`jixiao review`: all submissions of a folder in one go; the ledger, the summary for people, return copies if asked.

Exit 0 if every file was reviewed and none has an error, 1 if not, 2 for misuse.
"""

from __future__ import annotations

import gc
import importlib.util
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from macros_py.cli.checking import CLEAN, ERRORS
from macros_py.cli.sending import say
from workbook.errors import UnusableFile
from workbook.limits import limits_from

if TYPE_CHECKING:  # what reviews is not installed everywhere
    from macros_py.review.run import Done, Plan

RETURNS = "退回件"
_STATES = {"reviewed": "已审", "refused": "无法使用", "failed": "没有审成"}
_REASONS, _NAMES = 8, 5


def run_review(
    folder: Path,
    out: Path,
    *,
    jobs: int,
    scheduler: str | None,
    resume: bool,
    limits: Path | None,
    pack: str | None,
    seconds: float,
    memory: int,
    returns: bool,
    ledger_only: bool = False,
    deadline: date | None = None,
) -> int:
    """Review, write, say how it went."""
    gc.enable()  # this command may run for hours
    _refuse_without(["duckdb", "pandas", *(["distributed"] if scheduler else [])])
    from macros_py.review.run import Plan, run
    from macros_py.review.settings import Settings

    settings = Settings(pack=pack, seconds=seconds, memory_mb=memory)
    if limits:
        settings = Settings(pack=pack, seconds=seconds, memory_mb=memory, limits=limits_from(limits))
    plan = Plan(folder=folder, out=out, settings=settings, jobs=jobs, scheduler=scheduler, resume=resume)
    try:
        done = run(plan, say)
    except KeyboardInterrupt:
        say("已中断。已审的都保存着，加 --resume 接着审。")
        return ERRORS
    say(*summary_lines(done))
    say(*_written(plan, deadline, summary=not ledger_only))
    if returns:
        say(*_returned(plan, done))
    return CLEAN if done.clean else ERRORS


def _refuse_without(modules: list[str]) -> None:
    """The bureau's computer needs more than an accountant's."""
    missing = [name for name in modules if importlib.util.find_spec(name) is None]
    if missing:
        remedy = "请在本工具的文件夹里运行 pip install '.[review]'"
        raise UnusableFile(f"批量审核要用的程序库没有装（{'、'.join(missing)}）", remedy=remedy)


def summary_lines(done: Done) -> Iterator[str]:
    """How many files came to what, the most frequent reasons, and what was passed over."""
    counts = "，".join(f"{word} {done.states.get(state, 0)} 个" for state, word in _STATES.items())
    again = f"（其中 {done.known} 个上次已审过）" if done.known else ""
    yield f"共 {sum(done.states.values())} 个文件{again}：{counts}。"
    reviewed = [summary for summary in done.summaries.values() if summary.kind]
    wrong = sum(summary.errors > 0 for summary in reviewed)
    warned = sum(not summary.errors and summary.warnings > summary.explained for summary in reviewed)
    touched = sum(summary.differences > 0 for summary in reviewed)
    if reviewed:
        yield f"已审的文件中：有错误的 {wrong} 个，只有未说明的警告的 {warned} 个，与封存时不一致的 {touched} 个。"
    for reason, count in sorted(done.reasons.items(), key=lambda item: (-item[1], item[0]))[:_REASONS]:
        yield f"  {count} 个：{reason}"
    if len(done.reasons) > _REASONS:
        yield f"  另有 {len(done.reasons) - _REASONS} 种原因，见台账 files 表的 reason 一栏。"
    yield from _skipped(done)


def _skipped(done: Done) -> Iterator[str]:
    """By kind; the small files that an export writes are as many as submissions, and nobody asks for their names."""
    from macros_py.review.files import RECEIPT

    for kind, count in sorted(Counter(kind for _, kind in done.listing.skipped).items()):
        names = [name for name, why in done.listing.skipped if why == kind and kind != RECEIPT]
        shown = "、".join(names[:_NAMES]) + ("等" if len(names) > _NAMES else "")
        yield f"略过{kind} {count} 个{f'：{shown}' if shown else ''}"


def _written(plan: Plan, deadline: date | None, *, summary: bool) -> Iterator[str]:
    from macros_py.review.ledger import FILE, FOLDER

    ledger = plan.out / FILE
    if summary:
        from macros_py.review.summary import write_summary

        for path in write_summary(ledger, plan.out, deadline=deadline, folder=plan.folder):
            yield f"结果：{path}"
    yield f"台账：{ledger}；同样的表在 {plan.out / FOLDER}"


def _returned(plan: Plan, done: Done) -> Iterator[str]:
    """Return copies for the submissions that count and have something to put right."""
    from macros_py.exchange.send_back import send_back
    from macros_py.review.counting import superseded

    reviewed = {path: summary for path, summary in done.summaries.items() if summary.kind}
    replaced, written = superseded(reviewed), 0
    for path, summary in reviewed.items():
        wanting = summary.errors or summary.warnings > summary.explained
        if wanting and summary.kind == "submission" and path not in replaced:
            target = (plan.out / RETURNS / path).with_suffix("")
            target.parent.mkdir(parents=True, exist_ok=True)
            try:
                send_back(plan.folder / path, None, target.with_name(f"{target.name}-退回.xlsx"))
                written += 1
            except UnusableFile as error:
                yield f"没有写成退回件：{error}"
    yield f"退回件 {written} 个：{plan.out / RETURNS}"
