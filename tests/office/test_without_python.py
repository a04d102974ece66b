"""A workbook with macros where no function of ours can be called: the figures are right, and a hint says what to do.

LibreOffice stands for every such computer: opened without macros, to it `JX_RATE` is an unknown name, as it is to WPS
without VBA and to Excel before macros are allowed. With macros but without Python the wrappers give errors, which is
tried in `test_wrappers`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from macros_py.demo import EXAMPLE, PACK, YEAR
from macros_py.desk import fill_file, recalc_file
from macros_py.engine import RuleSet
from macros_py.excel.cells import cell_formulas
from macros_py.template import write_template
from tests.office.conftest import Office
from tests.office.test_formulas import department, differences
from workbook.build import home
from workbook.data import facts_of
from workbook.facts import PENDING
from workbook.fill import fill
from workbook.model import FormSet
from workbook.package import Package

FILLED = 12


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("macros") / "空白.xlsm"
    write_template(path, year=YEAR, pack=PACK)
    return path


@pytest.mark.parametrize("seed", range(FILLED))
def test_the_native_part_takes_over(
    office: Office, blank: Path, tmp_path: Path, forms: FormSet, ruleset: RuleSet, seed: int
) -> None:
    """Departments that nobody has: no error, no other figure than the engine's."""
    path, package = tmp_path / "单位.xlsm", Package.load(blank)
    fill(package, facts_of(department(forms, seed), forms), forms, cell_formulas(ruleset, functions=True))
    package.save(path)
    seen = office.recalculated(path)
    assert differences(path, seen, ruleset) == []
    assert office("formulas")["errors"] == []


def test_the_example_is_right(office: Office, blank: Path, tmp_path: Path, ruleset: RuleSet) -> None:
    filled, again = tmp_path / "已填.xlsm", tmp_path / "重算.xlsm"
    fill_file(blank, EXAMPLE, filled)
    recalc_file(filled, again)
    seen = office.recalculated(again)
    assert differences(again, seen, ruleset) == []
    assert office("formulas")["errors"] == []


def test_the_hint_says_how_to_install(office: Office, blank: Path) -> None:
    """On 首页, in words of whoever fills in tables; what only Python knows waits, and so does the total."""
    seen = office.recalculated(blank)
    hint = seen[home.SHEET][4][1]
    assert "没有接上本工具" in hint
    assert "pip install" in hint
    shown = {cell for rows in seen.values() for row in rows for cell in row}
    assert PENDING in shown
    assert not {cell for cell in shown if isinstance(cell, str) and cell.startswith("#")}
