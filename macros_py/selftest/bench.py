"""What the trials share: a scratch folder of a difficult name, workbooks built once, and one Excel that we start.

Everything lies in a temporary folder and goes with it. The Excel is closed at the end, and only that one; whatever else
is open on this computer is left alone.
"""

from __future__ import annotations

from functools import cached_property
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any

from macros_py.demo import EXAMPLE, PACK, YEAR
from macros_py.desk import fill_file, recalc_file
from macros_py.template import write_template

HARD_NAME = "验收 试用&测试（示例局）"


class Bench:
    """To be used as a context manager."""

    def __init__(self) -> None:
        self._scratch = TemporaryDirectory(prefix="jixiao-", ignore_cleanup_errors=True)
        self.folder = Path(self._scratch.name) / HARD_NAME
        self._excel: Any = None

    def __enter__(self) -> Bench:
        self.folder.mkdir()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        try:
            if self._excel is not None:
                self._excel.quit()
        finally:
            self._scratch.cleanup()

    @cached_property
    def blank(self) -> Path:
        """A new workbook with buttons and macros."""
        path = self.folder / "空白 自评表.xlsm"
        write_template(path, year=YEAR, pack=PACK)
        return path

    @cached_property
    def filled(self) -> Path:
        """The published example in it, with all formulas standing."""
        typed, path = self.folder / "照录.xlsm", self.folder / "已填 自评表.xlsm"
        fill_file(self.blank, EXAMPLE, typed)
        recalc_file(typed, path)
        return path

    @cached_property
    def plain(self) -> Path:
        """The same without macros."""
        blank, typed, path = (self.folder / name for name in ("空白.xlsx", "照录.xlsx", "已填 自评表.xlsx"))
        write_template(blank, year=YEAR, pack=PACK)
        fill_file(blank, EXAMPLE, typed)
        recalc_file(typed, path)
        return path

    def copy(self, source: Path, name: str, folder: Path | None = None) -> Path:
        """A copy that a trial may change."""
        target = (folder or self.folder) / name
        target.write_bytes(source.read_bytes())
        return target

    @property
    def excel(self) -> Any:
        """An Excel of our own, started when first asked for, and anew where it was lost."""
        if self._excel is None or not self._excel.alive:
            # By name, for only the house `excel` knows xlwings, and what needs no Excel has to run without it.
            self._excel = import_module("macros_py.excel.started").OwnExcel()
        return self._excel
