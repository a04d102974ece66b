"""What a workbook brings along is counted and named, and the look costs next to nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.hostile.our_kinds import OURS
from workbook.carried import Carried, carried
from workbook.gate import inspect


def seen(path: Path) -> Carried:
    with inspect(path) as opened:
        return carried(opened)


def test_a_plain_workbook_brings_nothing(example: Path) -> None:
    assert seen(example) == Carried()


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("macros", Carried(vba=True)),
        ("macros_by_type_alone", Carried(vba=True)),
        ("macro_sheet", Carried(macro_sheets=("X",), very_hidden=("X",))),
        ("link_to_another_file", Carried(external=1)),
        ("link_to_another_program", Carried(live=1)),
        ("file_inside", Carried(embedded=1)),
        ("zip_inside", Carried(embedded=1)),
        ("web_query", Carried(connections=True)),
        ("custom_part", Carried(custom_xml=1)),
        ("hidden_sheet", Carried(hidden=("首页",))),
        ("very_hidden_sheet", Carried(very_hidden=("首页",))),
        ("dialog_sheet", Carried()),
    ],
)
def test_each_thing_is_told(kind: str, expected: Carried, example: Path, tmp_path: Path) -> None:
    """Also of a file that cannot be read: the gate lets macro sheets through, so that they can be named."""
    OURS[kind].make(example, tmp_path / "a.xlsx")
    assert seen(tmp_path / "a.xlsx") == expected


def test_our_own_macros_are_macros(tmp_path: Path) -> None:
    """A workbook with buttons has VBA and sheets that nobody needs to see; both are ours, and told all the same."""
    book = next((Path(__file__).parents[2] / "templates").glob("*.xlsm"))
    found = seen(book)
    assert found.vba
    assert "xlwings.conf" in found.very_hidden
