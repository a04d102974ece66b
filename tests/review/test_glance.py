"""The short look at a submission and the long one agree: whatever `jixiao verify` finds, a review finds as well."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest

from macros_py.exchange.verify import verify
from macros_py.review import looking
from macros_py.review.entries import difference_rows
from macros_py.review.one import review
from macros_py.review.settings import Settings
from tests.review.conftest import task
from workbook.as_written import as_will_be_written
from workbook.package import Package
from workbook.patch import CellEdit, apply
from workbook.submission import seal, seal_part, sealed_in

OVERALL = "附件3 整体自评表"
Touch = Callable[[Package], None]


def cell(address: str, value: object, sheet: str = OVERALL, formula: str | None = None) -> Touch:
    def touch(package: Package) -> None:
        apply(package, [CellEdit(sheet=sheet, cell=address, value=value, formula=formula)])  # type: ignore[arg-type]

    return touch


def swap(part: str, old: str, new: str) -> Touch:
    def touch(package: Package) -> None:
        name = part if part in package else package.sheet_part(part)
        text = package.read(name).decode()
        assert old in text
        package.put(name, text.replace(old, new, 1).encode())

    return touch


def both(*touches: Touch) -> Touch:
    def touch(package: Package) -> None:
        for each in touches:
            each(package)

    return touch


TOUCHES: dict[str, Touch] = {
    "a figure": cell("E13", Decimal("1.23")),
    "a label": cell("F4", "全年支出数（万元）"),
    "a label taken out": cell("B12", None),
    "a text beside": cell("L3", "此表作废"),
    "a number beside": cell("L3", Decimal(3)),
    "a formula": cell("D5", Decimal(1), formula="1"),
    "a notice": cell("A1", "别的通知", "附件1 自评通知"),
    "a cell for two fields, and a text beside": both(
        swap("xl/workbook.xml", f">'{OVERALL}'!$E$13<", f">'{OVERALL}'!$F$13<"), cell("L3", "此表作废")
    ),
    "a field on a label, and a text beside": both(
        swap("xl/workbook.xml", f">'{OVERALL}'!$E$13<", f">'{OVERALL}'!$B$12<"), cell("L3", "此表作废")
    ),
    "the charts' page": cell("A1", "别的标题", "图表"),
    "the receipt": cell("B4", "100.00 分", "回执"),
    "a hidden row": swap(OVERALL, '<row r="24"', '<row r="24" hidden="1"'),
    "a row without height": swap(OVERALL, '<row r="24"', "<row ht = '0.00' r=\"24\""),
    "a hidden column": swap(OVERALL, '<col min="9" max="9"', '<col hidden="true" min="9" max="9"'),
    "a hidden sheet": swap("xl/workbook.xml", f'name="{OVERALL}"', f'name="{OVERALL}" state="hidden"'),
    "a very hidden sheet": swap("xl/workbook.xml", f'name="{OVERALL}"', f'name="{OVERALL}" state="veryHidden"'),
}


@pytest.fixture(scope="module")
def touched(right: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[Touch], Path]:
    folder = tmp_path_factory.mktemp("touched")

    def make(touch: Touch) -> Path:
        path = folder / right.name
        shutil.copy(right, path)
        package = Package.load(path)
        touch(package)
        package.save(path)
        return path

    return make


@pytest.mark.parametrize("kind", TOUCHES)
def test_both_find_the_same(kind: str, touched: Callable[[Touch], Path]) -> None:
    path = touched(TOUCHES[kind])
    found = review(task(path), Settings()).differences
    assert found == list(difference_rows(verify(path).differences)) != []


def test_what_is_untouched_takes_the_shortest_look(submissions: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Or it would save nothing."""
    for look in ("witnessed", "unchanged"):
        monkeypatch.setattr(looking, look, None)
    for path in sorted(submissions.glob("*.xlsx")):
        assert review(task(path), Settings()).state == "reviewed"


def test_what_was_only_saved_again_takes_the_short_look(
    submissions: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another program writes other parts that say the same."""
    monkeypatch.setattr(looking, "witnessed", None)
    for path in sorted(submissions.glob("*.xlsx")):
        package = Package.load(path)
        package.put("docProps/app.xml", b'<?xml version="1.0" encoding="UTF-8"?>\n<Properties/>')
        package.save(tmp_path / path.name)
        assert review(task(tmp_path / path.name), Settings()).state == "reviewed"


@pytest.mark.parametrize(
    "kind", ["a hidden row", "a hidden column", "a hidden sheet", "a very hidden sheet", "a formula"]
)
def test_a_forged_sum_hides_no_more_than_a_forged_seal(kind: str, touched: Callable[[Touch], Path]) -> None:
    """No copy of ours hides rows or calculates: whatever the seal says of such a file, it is looked at."""
    path = touched(TOUCHES[kind])
    package = Package.load(path)
    found = sealed_in(package.read, package)
    assert found is not None
    part = seal_part(package.read, package)
    assert part is not None
    seal(package, msgspec.structs.replace(found, others=as_will_be_written(package, part)))
    package.save(path)
    assert review(task(path), Settings()).differences != []
