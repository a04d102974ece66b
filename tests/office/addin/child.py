"""The project's own Python, which a spreadsheet calls: it stands where xlwings' COM server stands under Excel.

    {"call": "JX_RATE", "with": [1811.12, 1745.35, null, null]}  ->  {"result": 1.0377}

Lines of JSON, in and out. Arguments come as `.Value2` gives them, blocks as lists of rows; a result that is a whole
number is an error as Excel numbers them, and a function that xlwings cannot call answers {"raised": why}. xlwings'
Windows modules do the work, as in tests/excel. Orders other than calls: {"counts": true} tells how often each
function was called since the last time it was asked, {"miss": name} takes a function away, {"miss": null} gives all
back.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from typing import Any

from tests.excel.stub import install

MODULE = "macros_py.excel.udfs"


class Served:
    """The functions, and what is known of their use."""

    def __init__(self) -> None:
        self.server = install()
        self.counts: Counter[str] = Counter()
        self.missing = ""

    def answer(self, order: dict[str, Any]) -> dict[str, Any]:
        if "call" in order:
            return self.called(order["call"], order["with"])
        if "miss" in order:
            self.missing = order["miss"] or ""
            return {}
        counts, self.counts = self.counts, Counter()
        return {"counts": counts}

    def called(self, name: str, given: list[Any]) -> dict[str, Any]:
        self.counts[name] += 1
        if name == self.missing:
            name = f"{name}_MISSING"  # as if an older package were installed, which does not have it
        try:
            return {"result": self.server.CallUDF(MODULE, name, tuple(map(_frozen, given)))}
        except Exception as error:  # noqa: BLE001  COM hands any exception on to VBA, which raises it
            return {"raised": f"{type(error).__name__}: {error}"}


def _frozen(argument: Any) -> Any:
    """COM hands blocks over as tuples."""
    return tuple(map(_frozen, argument)) if isinstance(argument, list) else argument


def main() -> None:
    served = Served()
    for line in sys.stdin:
        print(json.dumps(served.answer(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
