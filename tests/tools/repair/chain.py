"""The order of calculation, where a file keeps one, lists cells with formulas only."""

from __future__ import annotations

from collections.abc import Iterator

from tests.tools.repair.areas import cells
from tests.tools.repair.finding import Finding
from tests.tools.repair.package import MAIN, Element, Package


def check(package: Package) -> Iterator[Finding]:
    """An entry without a sheet continues the one before."""
    ids = [item.get("sheetId", "") for item in package.book.iterfind(f"{MAIN}sheets/{MAIN}sheet")]
    calculated = {key: _calculated(sheet.tree) for key, sheet in zip(ids, package.sheets, strict=True)}
    for part, root in package.related(package.workbook, "calcChain"):
        sheet = ""
        for entry in root:
            sheet, cell = entry.get("i", sheet), entry.get("r", "")
            if cell not in calculated.get(sheet, ()):
                text = f"the cell of sheet {sheet} has no formula"
                yield Finding(code="chain-cell", part=part, place=cell, text=text)


def _calculated(tree: Element | None) -> set[str]:
    """Cells with a formula of their own or a share in one of an array."""
    found: set[str] = set()
    for formula in () if tree is None else tree.iter(f"{MAIN}f"):
        cell = formula.getparent()
        found.add("" if cell is None else cell.get("r", ""))
        if formula.get("t") == "array":
            found.update(cells(formula.get("ref", "")))
    return found
