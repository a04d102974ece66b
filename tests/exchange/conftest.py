"""Submission copies that somebody touched."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from workbook.package import Package
from workbook.patch import CellEdit, apply

OVERALL = "附件3 整体自评表"
Tamper = Callable[..., Path]


@pytest.fixture
def tamper(sent: Path, tmp_path: Path) -> Tamper:
    """A copy of the submission with cells changed (sheet, cell, value) and texts of parts replaced (part, old, new)."""

    def change(*edits: CellEdit, swaps: tuple[tuple[str, str, str], ...] = (), name: str = "改过.xlsx") -> Path:
        path = tmp_path / name
        shutil.copy(sent, path)
        package = Package.load(path)
        apply(package, edits)
        for sheet, old, new in swaps:
            part = sheet if sheet in package else package.sheet_part(sheet)
            text = package.read(part).decode()
            assert text.count(old) >= 1, (sheet, old)
            package.put(part, text.replace(old, new, 1).encode())
        package.save(path)
        return path

    return change


def edit(cell: str, value: object, sheet: str = OVERALL) -> CellEdit:
    return CellEdit(sheet=sheet, cell=cell, value=value)  # type: ignore[arg-type]
