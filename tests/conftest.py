"""What several houses' tests start from: the tables, the rules, a blank workbook and the published example in it.

The workbooks are made once a session and are shared: a test that changes one copies it first.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from macros_py.demo import EXAMPLE, PACK, YEAR, correct
from macros_py.desk import fill_file, recalc_file
from macros_py.engine import RuleSet, load_rules
from macros_py.engine.packs import load_pack
from macros_py.exchange.submit import submit
from macros_py.template import write_template
from tests.exported import NOON
from workbook.load import load_forms
from workbook.model import FormSet


@pytest.fixture(scope="session")
def forms() -> FormSet:
    """The tables that the example's place uses."""
    return load_forms(YEAR).without(load_pack(PACK).left_out)


@pytest.fixture(scope="session")
def ruleset(forms: FormSet) -> RuleSet:
    return load_rules(forms.fields, YEAR, PACK)


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A blank workbook, as people download it."""
    path = tmp_path_factory.mktemp("template") / "模板.xlsx"
    write_template(path, year=YEAR, pack=PACK)
    return path


@pytest.fixture(scope="session")
def example(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The published self-assessment in the workbook, errors included; its computed figures are typed over."""
    path = tmp_path_factory.mktemp("example") / "按公布数填报.xlsx"
    fill_file(template, EXAMPLE, path)
    return path


@pytest.fixture(scope="session")
def recalculated(example: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example with every formula restored."""
    path = tmp_path_factory.mktemp("recalculated") / "重算后.xlsx"
    recalc_file(example, path)
    return path


@pytest.fixture(scope="session")
def corrected(recalculated: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example without errors, every warning explained."""
    path = tmp_path_factory.mktemp("corrected") / "改正后.xlsx"
    correct(recalculated, path)
    return path


@pytest.fixture(scope="session")
def sent(corrected: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The submission copy of that, as it goes up."""
    return submit(corrected, tmp_path_factory.mktemp("sent"), made=NOON).path
