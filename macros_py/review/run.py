"""A whole review: list the files, look at each, keep what was found, and put it all into the ledger.

    run(Plan(folder=Path("上报"), out=Path("结果")), say=print).states

Who looks at the files is a matter of taste: processes of this computer (`macros_py.review.pool`) or a cluster
(`macros_py.review.cluster`). Both leave part files, and the ledger is made of those alone, while the rest is looked at.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from macros_py.review.files import Listing, listed
from macros_py.review.ledger import FILE
from macros_py.review.one import Task
from macros_py.review.parts import Known, Part
from macros_py.review.pool import Pool
from macros_py.review.progress import Shown
from macros_py.review.record import Summary
from macros_py.review.settings import Settings, identity
from macros_py.review.underway import Underway
from workbook import __version__
from workbook.errors import UnusableFile

PARTS = "parts"


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked for. `scheduler` None: processes of this computer; "local" or an address: dask."""

    folder: Path
    out: Path
    settings: Settings = Settings()
    jobs: int = 1
    scheduler: str | None = None
    resume: bool = False


class Done(msgspec.Struct, frozen=True, kw_only=True):
    """How it went. `states` and `reasons` count files, `known` those of an earlier run."""

    listing: Listing
    states: Mapping[str, int]
    reasons: Mapping[str, int]
    known: int
    summaries: Mapping[str, Summary]

    @property
    def clean(self) -> bool:
        """Every file was reviewed, and none has an error."""
        found = any(summary.errors for summary in self.summaries.values())
        return not found and set(self.states) <= {"reviewed"}


def run(plan: Plan, say: Callable[[str], None]) -> Done:
    """Review all files. Raises UnusableFile where that cannot begin, or results cannot be written."""
    try:
        return _run(plan, say)
    except OSError as error:
        remedy = "请检查磁盘空间和写入权限，关闭正在使用结果文件的程序；然后加 --resume 接着审"
        raise UnusableFile(f"结果写不进去（{error.strerror or error}）", place=str(plan.out), remedy=remedy) from error


def _run(plan: Plan, say: Callable[[str], None]) -> Done:
    mark, parts = identity(plan.settings), plan.out / PARTS
    _refuse_used(plan, parts)
    listing = listed(plan.folder, plan.out)
    if not listing.tasks:
        raise UnusableFile("文件夹里没有可审的文件", place=str(plan.folder), remedy="请检查路径是否写对")
    plan.out.mkdir(parents=True, exist_ok=True)
    known = Known(parts, mark)
    left = [task for task in listing.tasks if not known.has(task)]
    try:
        return _into_ledger(plan, listing, known, left, say)
    finally:
        known.close()


def _into_ledger(plan: Plan, listing: Listing, known: Known, left: Sequence[Task], say: Callable[[str], None]) -> Done:
    paths, before = [task.path for task in listing.tasks], len(listing.tasks) - len(left)
    with Underway(plan.out, known, paths, [task.path for task in left]) as ledger:
        ledger.came([])
        with Shown(len(paths), before, say) as shown:
            done = before
            for came in _looked_at(plan, left, known):
                ledger.came(came)
                done += len(came)
                shown.at(done)
        heads = [known.heads[path] for path in paths]
        states = Counter[str](head.state for head in heads)
        summaries = ledger.completed(_about(plan, len(paths), states))
    reasons = Counter(_reason(head.reason, head.path) for head in heads if head.reason)
    return Done(listing=listing, states=states, reasons=reasons, known=before, summaries=summaries)


def _refuse_used(plan: Plan, parts: Path) -> None:
    if not plan.resume and (parts.exists() or (plan.out / FILE).exists()):
        remedy = "接着上次审，请加 --resume；另外审一次，请换一个结果文件夹"
        raise UnusableFile("结果文件夹里已经有一次审核的结果", place=str(plan.out), remedy=remedy)


def _looked_at(plan: Plan, tasks: Sequence[Task], known: Known) -> Iterator[list[str]]:
    """Look at files and keep their records; the paths of those that are known from then on."""
    if plan.scheduler:
        from macros_py.review.cluster import on_cluster  # noqa: PLC0415  slow to load

        for part in on_cluster(plan.scheduler, plan.settings, plan.jobs, tasks, known.folder, known.identity):
            yield known.read(part)
    elif tasks:
        yield from _on_this_computer(plan, tasks, known)


def _on_this_computer(plan: Plan, tasks: Sequence[Task], known: Known) -> Iterator[list[str]]:
    part = Part.open(known.folder, known.identity)
    try:
        with Pool(plan.settings, min(plan.jobs, len(tasks))) as pool:
            for _, data in pool.run(tasks):
                yield [known.note(part.path, part.add(data), data)]
                if part.full:
                    part.close()
                    part = Part.open(known.folder, known.identity)
    finally:
        part.close()


def _reason(reason: str, path: str) -> str:
    """A reason without the file's name, so that it can be counted."""
    return reason.removeprefix(f"{path.rpartition('/')[2]}：")


def _about(plan: Plan, count: int, states: Mapping[str, int]) -> dict[str, str]:
    """What the run rests on, and what came of it; nothing that changes from run to run."""
    settings = plan.settings
    limits = {f"limit.{name}": str(value) for name, value in msgspec.structs.asdict(settings.limits).items()}
    counted = {f"count.{state}": str(count) for state, count in states.items()}
    return {
        "program": __version__,
        "identity": identity(settings),
        "pack": settings.pack or "",
        "limit.seconds": f"{settings.seconds:g}",
        "limit.memory_mb": str(settings.memory_mb),
        "count.files": str(count),
        **limits,
        **counted,
    }
