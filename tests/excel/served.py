"""A process in which cell functions are served as under Excel: calls come in on stdin, answers go out on stdout.

A call is {"name": …, "arguments": […]}, with lists for blocks and {"missing": true} or {"range": […]} for arguments of
those kinds; an answer {"result": …, "kind": type, "touched": members of Excel's objects}. With "times" the call is
repeated and the median in microseconds told, too.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from typing import Any

from tests.excel.stub import MISSING, TOUCHED, install, watched_range

MODULE = "macros_py.excel.udfs"


def main() -> None:
    server = install()
    for line in sys.stdin:
        print(json.dumps(_answer(server, json.loads(line)), ensure_ascii=True), flush=True)


def _answer(server: Any, call: dict[str, Any]) -> dict[str, Any]:
    given = tuple(_given(argument) for argument in call["arguments"])
    TOUCHED.clear()
    started = time.perf_counter()
    result = server.CallUDF(MODULE, call["name"], given)
    taken = [time.perf_counter() - started]
    answer = {"result": result, "kind": type(result).__name__, "touched": len(TOUCHED), "first": taken[0] * 1e6}
    for _ in range(call.get("times", 0)):
        started = time.perf_counter()
        server.CallUDF(MODULE, call["name"], given)
        taken.append(time.perf_counter() - started)
    return answer | {"median": statistics.median(taken) * 1e6}


def _given(argument: Any) -> object:
    if isinstance(argument, dict):
        return MISSING if argument.get("missing") else watched_range(argument["range"])
    return tuple(map(_given, argument)) if isinstance(argument, list) else argument


if __name__ == "__main__":
    main()
