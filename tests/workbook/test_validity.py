"""Excel opens what we make without offering to repair it: every file is sound by our lint and by Microsoft's validator.

Neither tool is Excel. What they can tell of is tried out in `test_repair_lint.py`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from macros_py.demo import EXAMPLE, PACK, YEAR, run_demo
from macros_py.desk import fill_file
from macros_py.engine.packs import packs
from macros_py.publish import TEMPLATES
from macros_py.template import write_template
from tests.exported import exported
from tests.tools import ooxml, repair_lint
from tests.tools.repair.finding import Finding
from tests.workbook.richbook import write_rich
from workbook.export import freeze
from workbook.grow import insert_rows
from workbook.load import years
from workbook.model import FormSet
from workbook.package import Package

Found = list[tuple[str, Finding]]


@pytest.fixture(scope="module")
def files(
    tmp_path_factory: pytest.TempPathFactory, template: Path, example: Path, recalculated: Path, forms: FormSet
) -> list[Path]:
    """What people download, as it lies there, and one workbook of each kind that leaves this project."""
    folder = tmp_path_factory.mktemp("made")
    published = sorted(TEMPLATES.glob("*.xls[xm]"))
    blank = [_blank(folder / f"{year}-{pack}.xlsx", year, pack) for year in years() for pack in packs()]
    run_demo(folder / "demo", say=lambda line: None, show=lambda checked: None)
    demo = sorted((folder / "demo").glob("*.xlsx"))
    assert len(published) > len(blank) > 0
    assert len(demo) == 4
    return [*published, *blank, *demo, template, example, recalculated, *_grown(folder, forms), *_edited(folder)]


def _blank(path: Path, year: int, pack: str) -> Path:
    write_template(path, year=year, pack=pack)
    return path


def _grown(folder: Path, forms: FormSet) -> list[Path]:
    """Tables of one row each, filled with many: rows are inserted, and what lies below moves. Forms that a workbook
    may hold several times are there twice.
    """
    short, filled, sent = (folder / f"{name}.xlsx" for name in ("一行", "增行", "增行上报件"))
    counts = dict.fromkeys(forms.repeats, 1) | dict.fromkeys((form.id for form in forms.forms), 2)
    write_template(short, year=YEAR, pack=PACK, counts=counts)
    fill_file(short, EXAMPLE, filled)
    exported(filled, sent)
    return [short, filled, sent]


def _edited(folder: Path) -> list[Path]:
    """A workbook with comments, a table, a chart and links, as a user may have added them."""
    rich, longer, sent = (folder / f"{name}.xlsx" for name in ("杂", "杂增行", "杂上报件"))
    write_rich(rich)
    package = Package.load(rich)
    insert_rows(package, "收支", before=4, count=3, like=4)
    package.save(longer)
    freeze(longer, sent, drop_sheets=["附表 1"])
    return [rich, longer, sent]


def named(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


def test_the_lint_finds_nothing(files: list[Path]) -> None:
    found: Found = [(named(path), finding) for path in files for finding in repair_lint.lint(path)]
    assert found == []


def test_the_validator_finds_nothing(files: list[Path]) -> None:
    found: Found = [(named(path), finding) for path, some in ooxml.validate(files).items() for finding in some]
    assert found == []
