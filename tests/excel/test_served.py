"""Through xlwings' real Windows modules, pywin32 alone replaced: what VBA gets back, and that Excel is left alone."""

from __future__ import annotations

import importlib.metadata
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import xlwings

from macros_py.excel import udfs
from macros_py.excel.handed import Failure
from macros_py.excel.registry import ENTRIES
from macros_py.excel.vba_wrappers import PYTHON
from tests.excel.served import MODULE
from tests.excel.server import LEFT_OUT, ROOT, Server
from workbook.facts import PENDING

ROW = ["产出指标（50分）", "质量指标", "合格率", "≥95%", "92%", 10.0, 9.0, "人手不足"]


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with Server() as running:
        yield running


@pytest.mark.parametrize(
    ("name", "arguments", "result"),
    [
        ("JX_RATE", [1811.12, 1745.35], 1.0377),
        ("JX_RATE", [1811.12, 1745.35, LEFT_OUT, LEFT_OUT], 1.0377),
        ("JX_RATE", [1811.12, None], ""),
        ("JX_RATE", [1811.12, ""], ""),
        ("JX_RATE", ["约三", 2.0], int(Failure.VALUE)),
        ("JX_RATE", [int(Failure.DIV0), 2.0], int(Failure.DIV0)),
        ("JX_RATE", [[[5.0]], 10.0], 0.5),
        ("JX_RATE_SCORE", [10.0, 0.8, 5.0, "jiangxi", "2022", LEFT_OUT], 7.0),
        ("JX_INDICATOR_SCORE", ["≥95%", "92%", 10.0, "hunan", 2022.0], 9.68),
        ("JX_INDICATOR_SCORE", ["≥95%", None, 10.0, LEFT_OUT, LEFT_OUT], PENDING),
        ("JX_SUM", [[[1.0], ["2"], [None]], 3.0, LEFT_OUT], 6.0),
        ("JX_SUM", [[[1.0, int(Failure.NA)]]], int(Failure.NA)),
        ("JX_SUM", [5.0], 5.0),
        ("JX_DIFFERENCE", [5.0, 3.0], 2.0),
        ("JX_GROWTH", [5.0, 0.0], ""),
        ("JX_CONTROL_RATE", [53.0, 50.0], 1.06),
        ("JX_GRADE", [90.0, None, None], "优"),
        ("JX_GRADE", [90.0, "nowhere", None], int(Failure.NA)),
        ("JX_CHECK_BLOCK", [[[1.0]]], int(Failure.VALUE)),
    ],
)
def test_what_vba_gets(server: Server, name: str, arguments: list[object], result: object) -> None:
    """Figures as Double, errors as the Long that the wrapper makes one of; no member of Excel's objects is touched."""
    answer = server.call(name, *arguments)
    assert answer["result"] == result
    assert answer["kind"] == type(result).__name__
    assert answer["touched"] == 0


def test_blocks_come_back_as_blocks(server: Server) -> None:
    """As many rows as went in, or as were asked for."""
    texts = server.call("JX_CHECK_BLOCK", [ROW, ROW, [None] * 8])
    listed = server.call("JX_FINDINGS", [ROW, ROW], 5.0)
    assert [len(texts["result"]), len(listed["result"])] == [3, 5]
    assert "9.68" in texts["result"][1][0]
    assert texts["result"][2] == [""]
    assert (texts["touched"], listed["touched"]) == (0, 0)


def test_ranges_would_cost(server: Server) -> None:
    """Why our wrappers hand over values: a range as xlwings' wrappers give it is asked for them member by member."""
    answer = server.call("JX_RATE", {"range": [[5.0]]}, {"range": [[10.0]]})
    assert answer["result"] == 0.5
    assert answer["touched"] > 0


def test_every_entry_is_served(server: Server) -> None:
    """Each answers a call in which everything is an empty cell, and none with an exception."""
    for entry in ENTRIES:
        answer = server.call(entry.name, *[None] * len(entry.arguments))
        assert answer["kind"] in ("str", "float", "int", "list")
        assert answer["touched"] == 0


def test_one_name_for_the_module() -> None:
    """VBA names the module that Python has."""
    assert PYTHON == MODULE == udfs.MODULE
    assert [name for name in vars(udfs) if name.startswith("JX_")] == [entry.name for entry in ENTRIES]


def test_without_excel_they_are_plain_functions() -> None:
    """On this computer the decorators do nothing, and an error comes as its number."""
    functions = vars(udfs)
    assert functions["JX_RATE"](1.0, 2.0) == 0.5
    assert functions["JX_SUM"]([[1.0, int(Failure.DIV0)]]) == int(Failure.DIV0)


def test_package_and_vba_are_of_one_version() -> None:
    """xlwings' VBA loads a library named after its version: the two must be the same, and the one we pin."""
    source = (Path(xlwings.__file__).parent / "xlwings.bas").read_text(encoding="utf-8", errors="replace")
    assert set(re.findall(r"xlwings(?:32|64)-([\d.]+)\.dll", source)) == {xlwings.__version__}
    pinned = re.search(r"^xlwings==(\S+)", (ROOT / "constraints.txt").read_text(encoding="utf-8"), re.MULTILINE)
    assert pinned
    assert pinned[1] == xlwings.__version__ == importlib.metadata.version("xlwings")
