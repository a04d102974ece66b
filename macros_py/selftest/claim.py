"""A claim is data: what is promised, how it is tried, what that needs, and the function that tries it.

A trial returns a few words on what it saw, or raises: `Broken` where the promise does not hold, `Untestable` where it
turns out that it cannot be tried. Anything else that is raised is a promise that does not hold, too, and no trial keeps
the others from running.

    run([Claim(id="T01", area="文件", what="能写", how="写一个文件", trial=try_writing)], bench, {})
    -> [Outcome(claim=…, result="通过", seen="写入 12 个字节", seconds=0.01)]
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from typing import Literal

import msgspec

from macros_py.selftest.bench import Bench

Result = Literal["通过", "未通过", "不能测"]
PASSED, FAILED, UNTESTED = "通过", "未通过", "不能测"


class Broken(Exception):
    """A promise that does not hold, in Chinese: what was seen, what should have been."""


class Untestable(Exception):
    """Why a claim cannot be tried here, in Chinese."""


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """`id` is for ever. `needs` names what has to be there, see `surroundings`."""

    id: str
    area: str
    what: str
    how: str
    trial: Callable[[Bench], str]
    needs: tuple[str, ...] = ()


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a claim; `seen` says what was observed, or why not."""

    claim: Claim
    result: Result
    seen: str
    seconds: float = 0.0


def run(claims: Iterable[Claim], bench: Bench, lacking: Mapping[str, str]) -> list[Outcome]:
    """Try each in its order. `lacking`: what is not there, with the reason."""
    return [_outcome(claim, bench, lacking) for claim in claims]


def _outcome(claim: Claim, bench: Bench, lacking: Mapping[str, str]) -> Outcome:
    for need in claim.needs:
        if need in lacking:
            return Outcome(claim=claim, result="不能测", seen=lacking[need])
    begun = time.perf_counter()
    result, seen = _tried(claim, bench)
    return Outcome(claim=claim, result=result, seen=seen, seconds=time.perf_counter() - begun)


def _tried(claim: Claim, bench: Bench) -> tuple[Result, str]:
    try:
        return "通过", claim.trial(bench)
    except Untestable as reason:
        return "不能测", str(reason)
    except Broken as reason:
        return "未通过", str(reason)
    except Exception as error:  # noqa: BLE001  whatever goes wrong is what this program is there to report
        return "未通过", f"{type(error).__name__}：{error}"
