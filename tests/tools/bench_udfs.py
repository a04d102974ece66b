"""`python -m tests.tools.bench_udfs`: how long a call of a cell function takes, and how often it reaches into Excel.

Through xlwings' real server object and converters, pywin32 alone replaced (tests/excel/stub.py): what Excel and COM
themselves take is not in it. Prints; it never fails. A bound that a run misses is marked.
"""

from __future__ import annotations

from tests.excel.server import Server

TIMES, BLOCK_TIMES = 2000, 100
LEFT_OUT = None  # as our wrappers hand over an argument that a formula does not give
BOUND = 150  # microseconds a call, median
PLACE = ("hunan-jishou", "2022")
ROW = ["产出指标（50分）", "数量指标", "培训人数", "≥50人次", "46人次", 10.0, 9.2, "两期因故未办，下年补办"]
CELLS: dict[str, tuple[object, ...]] = {
    "JX_RATE": (1811.12, 1745.35, *PLACE),
    "JX_RATE_SCORE": (10.0, 1.0377, 1745.35, *PLACE, LEFT_OUT),
    "JX_INDICATOR_SCORE": ("≥95%", "92%", 10.0, *PLACE),
    "JX_INDICATOR_TRACE": ("≥95%", "92%", 10.0, *PLACE),
    "JX_SUM": ([[1745.35], [None], ["65.92"]], 3.0, *[LEFT_OUT] * 6),
    "JX_COLUMN_SUM": ([[1745.35], [None], ["65.92"]] * 3, "万元", 2.0),
    "JX_TOTAL_SCORE": (10.0, 10.0, [[9.5]] * 9, [[10.0]] * 9, 2.0),
    "JX_STATUS": PLACE,
    "JX_DIFFERENCE": (1811.12, 1459.57, *PLACE),
    "JX_GROWTH": (1811.12, 1459.57, *PLACE),
    "JX_CONTROL_RATE": (53.0, 50.0, *PLACE),
    "JX_GRADE": (95.0, *PLACE),
}
BLOCKS: dict[str, tuple[object, ...]] = {
    "JX_CHECK_ROW": ([ROW], LEFT_OUT, *PLACE),
    "JX_CHECK_BLOCK": ([ROW] * 20, LEFT_OUT, *PLACE),
    "JX_FINDINGS": ([ROW] * 20, 20.0, LEFT_OUT, *PLACE),
}


def main() -> None:
    with Server() as server:
        first = server.call("JX_RATE", *CELLS["JX_RATE"])
        print(f"first call, with loading rules          {first['first'] / 1000:8.1f} ms")
        print("one cell, median")
        for name, arguments in CELLS.items():
            answer = server.call(name, *arguments, times=TIMES)
            missed = "  MISSED" if answer["median"] > BOUND or answer["touched"] else ""
            print(f"  {name:36s} {answer['median']:8.0f} µs  (bound {BOUND})  {answer['touched']} COM members{missed}")
        print("a block of 20 rows (JX_CHECK_ROW: one), median")
        for name, arguments in BLOCKS.items():
            answer = server.call(name, *arguments, times=BLOCK_TIMES)
            print(f"  {name:36s} {answer['median']:8.0f} µs                {answer['touched']} COM members")
        ranges = server.call("JX_RATE", {"range": [[1.0]]}, {"range": [[2.0]]}, times=BLOCK_TIMES)
        print(f"ranges instead of values                {ranges['median']:8.0f} µs  {ranges['touched']} COM members")


if __name__ == "__main__":
    main()
