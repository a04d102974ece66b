"""Would Excel offer to repair this file? Lists what makes it do so; exit code 1 if there is anything.

python -m tests.tools.repair_lint 自评表.xlsx …
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.tools.repair import (
    chain,
    comments,
    conditions,
    contents,
    formulas,
    grid,
    links,
    merges,
    names,
    order,
    panes,
    parts,
    sheets,
    styles,
    tables,
    validations,
)
from tests.tools.repair.finding import Finding
from tests.tools.repair.package import Package

_CHECKS = (
    order.check,
    sheets.check,
    panes.check,
    names.check,
    grid.check,
    contents.check,
    styles.check,
    formulas.check,
    merges.check,
    tables.check,
    validations.check,
    conditions.check,
    links.check,
    comments.check,
    chain.check,
)


def lint(path: Path) -> list[Finding]:
    """All findings of one file. Raises OSError and zipfile.BadZipFile where there is no zip file to look into, and
    ValueError where the schema wants a number and there is none: the validator says where.
    """
    package = Package(path)
    found = list(parts.check(package))
    if package.workbook:
        found += [finding for check in _CHECKS for finding in check(package)]
    return found


def main(paths: list[str]) -> int:
    lines = [f"{path}: {finding}" for path in paths for finding in lint(Path(path))]
    print(*lines, sep="\n", end="\n" if lines else "")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
