"""Workbooks with buttons, as they lie on disk before somebody opens them. Tests read them; a test that changes one
copies it first.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from macros_py.demo import EXAMPLE, PACK, YEAR
from macros_py.desk import fill_file, recalc_file
from macros_py.template import write_template


@pytest.fixture(scope="session")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("buttons") / "空白.xlsm"
    write_template(path, year=YEAR, pack=PACK)
    return path


@pytest.fixture(scope="session")
def published(blank: Path) -> Path:
    """The published self-assessment, its computed figures typed over."""
    path = blank.with_name("自评表.xlsm")
    fill_file(blank, EXAMPLE, path)
    return path


@pytest.fixture(scope="session")
def restored(published: Path) -> Path:
    """The same with every formula in its place."""
    path = published.with_name("重算.xlsm")
    recalc_file(published, path)
    return path
