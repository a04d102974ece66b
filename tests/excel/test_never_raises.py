"""Whatever a worksheet can hand over: no function raises, and each gives only what a cell or a block can show."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from macros_py.excel.handed import Failure, block_of, clipped, value_of
from macros_py.excel.registry import ENTRIES, Entry
from workbook import reading

cells = st.one_of(
    st.none(),
    st.floats(),
    st.booleans(),
    st.integers(-(2**31), 2**31),
    st.sampled_from([int(failure) for failure in Failure]),
    st.text(max_size=400),
    st.text(st.characters(categories=["Cs"]), min_size=256, max_size=300),
    st.sampled_from(
        ["≥95%", "92%", "2022年12月底前", "待算", "—", "无", "1,811.27", "#DIV/0!", "hunan", "2022", "𠮷" * 300]
    ),
    st.datetimes(min_value=datetime.datetime(1900, 1, 1)),
)
rows = st.lists(cells, max_size=9)
handed = st.one_of(
    cells, rows, st.lists(rows, max_size=4), st.lists(st.lists(cells, min_size=8, max_size=8), max_size=4)
)


def _calls(entry: Entry) -> st.SearchStrategy[list[object]]:
    least = sum(not argument.optional for argument in entry.arguments)
    return st.lists(handed, min_size=least, max_size=len(entry.arguments))


def _shows(result: object) -> bool:
    """A finite number, a text that Excel takes, or an error."""
    if isinstance(result, str):
        return len(result.encode("utf-16-le", "surrogatepass")) // 2 <= 255
    return isinstance(result, Failure) or (type(result) is float and abs(result) < 1e300)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_only_what_a_cell_can_show(entry: Entry) -> None:
    @settings(max_examples=150, deadline=None)
    @given(_calls(entry))
    def check(arguments: list[object]) -> None:
        result = entry.function(*arguments)
        if isinstance(result, list):
            assert entry.block
            assert len({len(row) for row in result}) == 1
            assert all(_shows(cell) and not isinstance(cell, Failure) for row in result for cell in row)
        else:
            assert _shows(result)

    check()


@pytest.mark.parametrize("entry", [entry for entry in ENTRIES if not entry.block], ids=lambda entry: entry.name)
@pytest.mark.parametrize("failure", list(Failure))
def test_an_error_stays_an_error(entry: Entry, failure: Failure) -> None:
    """As in Excel's own functions; a row of a table reports it in words instead."""
    arguments = [int(failure) for argument in entry.arguments if not argument.optional] or [int(failure)]
    expected = Failure.VALUE if entry.name == "JX_CHECK_ROW" else failure
    assert entry.function(*arguments) == expected


@given(st.one_of(st.floats(allow_nan=False, allow_infinity=False), st.text(), st.booleans(), st.none(), st.datetimes()))
def test_a_cell_is_read_as_from_a_file(cell: object) -> None:
    """Functions and files must not read the same cell differently."""
    if cell not in _ERRORS:
        assert value_of(cell) == (reading.as_held(cell) if cell is not None else None)


_ERRORS = {"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"}


@given(st.one_of(cells, rows, st.lists(st.one_of(cells, rows), max_size=5)))
def test_a_block_is_a_rectangle(given_: object) -> None:
    """A single cell, a flat list, ragged rows: rows of one length, and no cell lost."""
    block = block_of(given_)
    assert len({len(row) for row in block}) == 1
    parts = given_ if isinstance(given_, list) else [given_]
    held = [cell for part in parts for cell in (part if isinstance(part, list) else [part]) if cell is not None]
    assert [repr(cell) for row in block for cell in row if cell is not None] == [repr(cell) for cell in held]


@given(st.text(alphabet=st.sampled_from("核对a𠮷"), min_size=200, max_size=400))
def test_texts_are_as_long_as_excel_counts_them(text: str) -> None:
    """A character beyond the first plane counts for two, and is never cut through."""
    kept = clipped(text)
    assert len(kept.encode("utf-16-le")) // 2 <= 255
    assert kept == text or (kept.endswith("…") and text.startswith(kept[:-1]) and len(kept) >= 128)


def test_a_fault_of_ours_is_an_error_in_the_cell(monkeypatch: pytest.MonkeyPatch) -> None:
    """A crash must not become a text, which SUM would pass over."""
    from macros_py.excel import functions

    def crash(*_: object) -> Callable[..., object]:
        raise ZeroDivisionError

    monkeypatch.setattr(functions, "computed", crash)
    assert functions.rate(1.0, 2.0) == Failure.VALUE
