"""Excel opens what we make without offering to repair it: every file is sound by our lint and by Microsoft's validator.

Neither tool is Excel. What they can tell of is tried out in `test_repair_lint.py`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from macros_py.demo import EXAMPLE, PACK, YEAR, run_demo
from macros_py.desk import fill_file
from macros_py.engine.packs import packs
from macros_py.exchange.bring_back import bring_back
from macros_py.exchange.send_back import send_back
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
    demo = sorted((folder / "demo").rglob("*.xlsx"))
    assert len(published) > len(blank) > 0
    assert len(demo) == 5
    return [
        *published,
        *blank,
        *demo,
        *_sent_back(folder, demo),
        template,
        example,
        recalculated,
        *_grown(folder, forms),
        *_edited(folder),
    ]


def _sent_back(folder: Path, demo: list[Path]) -> list[Path]:
    """A return copy, with notes and colours, and the workbooks that show it, with macros and without."""
    sent, corrected = (next(path for path in demo if word in path.name) for word in ("_v1", "改正后"))
    macros, filled = folder / "退回.xlsm", folder / "退回已填.xlsm"
    remarks = folder / "意见.csv"
    remarks.write_text("位置,意见\n附件3!E5,请核对\n收入!B6,请说明\n附件3!D20,标题有误\n", "utf-8")
    returned = send_back(sent, remarks, folder / "退回件.xlsx").path
    write_template(macros, year=YEAR, pack=PACK)
    fill_file(macros, EXAMPLE, filled)
    shown = [folder / "退回意见.xlsx", folder / "退回意见.xlsm"]
    for source, target in zip((corrected, filled), shown, strict=True):
        bring_back(source, returned, target)
    return [returned, *shown]


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
