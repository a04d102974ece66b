"""Workbooks of invented departments hold what a spreadsheet program computes, with an error in them or without.

So what `tests.tools.detection` measures is measured on files as Excel would leave them.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.office.conftest import Office
from tests.office.test_formulas import stale
from tests.tools.departments import PACKS, consistent, write
from tests.tools.detection import seeded
from tests.tools.seeded_errors import KINDS
from workbook.read import read

AGAINST_THE_RULES = {"error_value"}  # shows what no program would compute


@pytest.mark.parametrize("pack", PACKS)
def test_a_department_that_is_right_is_as_computed(office: Office, tmp_path: Path, pack: str) -> None:
    """Every result in the file is the one that its formula gives."""
    path = tmp_path / "单位.xlsx"
    write(consistent(40 + PACKS.index(pack), pack), path)
    assert stale(read(path), office.recalculated(path)) == []


@pytest.mark.parametrize("kind", sorted({*KINDS} - AGAINST_THE_RULES)[::6])  # one takes a second
def test_a_department_with_an_error_is_as_computed(office: Office, tmp_path: Path, kind: str) -> None:
    """What follows from a wrong input, from a figure typed over a formula, or from a text that is no figure."""
    path = tmp_path / "单位.xlsx"
    _, error = seeded(KINDS[kind], 3)
    error.write(path)
    assert stale(read(path), office.recalculated(path)) == []
