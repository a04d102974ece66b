"""A process that serves cell functions as under Excel, asked from tests and benchmarks.

It is a process of its own, so that what stands in for Windows (`stub`) does not leak into the others.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Any

ROOT = Path(__file__).parents[2]
LEFT_OUT = {"missing": True}  # an optional argument that a formula does not give


class Server:
    """`with Server() as server: server.call("JX_RATE", 1.0, 2.0)["result"]`."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "tests.excel.served"]
        self.process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )

    def __enter__(self) -> Server:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.process.communicate(timeout=30)

    def call(self, name: str, *arguments: object, times: int = 0) -> dict[str, Any]:
        """The answer of `served`; with `times`, the median of so many more calls in it."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps({"name": name, "arguments": arguments, "times": times}) + "\n")
        self.process.stdin.flush()
        answer: dict[str, Any] = json.loads(self.process.stdout.readline())
        return answer
